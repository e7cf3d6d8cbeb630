"""The named questions as Athena keeps them for its console: saved queries of the stack's workgroup.

What `query` takes from its command line is a parameter here, which the console asks for: positional, a
question mark each, in a WHERE clause alone. Question marks stand for nothing else, and apostrophes in pairs,
also in comments: how the console counts them isn't documented.
https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
https://docs.aws.amazon.com/athena/latest/ug/saved-queries.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.named_queries import fragments
from components.named_queries.catalogue import Query, queries

DAYS = 7
_PARAMETER = "?"
#: What a parameter stands for, in the order in which a query has them. Text goes in with its quotes.
_ASKED = {
    "account": "an account, as in '111122223333' (for more, write account IN ('...', '...') below)",
    "principal": "ARN, user or role name, access key or unique id, as in 'ann'",
    "bucket": "name of the bucket, as in 'my-bucket'",
}


@dataclass(frozen=True)
class SavedQuery:
    """name and description as the console lists them; text: in Athena's SQL."""

    name: str
    description: str
    text: str


@dataclass(frozen=True)
class _Asked:
    """The last days' events; of an organization one account's, since its table has to be told which."""

    names_account: bool

    def condition(self, *, says_principal: bool) -> str:
        days = f"day >= date_format(current_date - interval '{DAYS}' day, '%Y/%m/%d')"
        return f"account = {_PARAMETER}\n  AND {days}" if self.names_account else days

    def principal_condition(self) -> str:
        return fragments.is_principal(_PARAMETER)

    def bucket_name(self) -> str:
        return _PARAMETER


def saved_queries(approved: Sequence[str], *, of_organization: bool) -> list[SavedQuery]:
    """Every named query, in the order of the list. approved: regions, as they are deployed."""
    about = _Asked(of_organization)
    return [
        SavedQuery(
            one.name,
            one.words,
            f"{_heading(one, of_organization=of_organization)}\n{one.text(about, approved)}",
        )
        for one in queries().values()
    ]


def _heading(query: Query, *, of_organization: bool) -> str:
    needs = [*(["account"] if of_organization else []), *query.needs]
    asked = [_ASKED[one] for one in needs if one in _ASKED]
    lines = [
        query.words,
        f"Of the last {DAYS} days: write another number for more. Athena is paid by what it reads.",
        *(f"Parameter {number}: {words}" for number, words in enumerate(asked, 1)),
    ]
    return "\n".join(f"-- {line}" for line in lines)
