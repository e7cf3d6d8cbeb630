"""Judges single statements of a policy that others wrote. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.merging import listed, meaning
from components.settings.plain_data import is_list_or_tuple, is_map
from wizard.iam.model import as_object
from wizard.iam.statements import covers_action

Statement = Mapping[str, Any]
Policy = Mapping[str, Any]
_NEWER = "2012-10-17"
_READS = ("s3:GetObject", "s3:GetObjectVersion")
_WRITES = ("s3:PutObject", "s3:ReplicateObject")
# What a role's or user's ARN turns into when it is deleted: no policy with it can be written again.
_DELETED = re.compile(r"A[A-Z]{3}[A-Z0-9]{12,}")


def statements_of(policy: Policy | None) -> list[Statement]:
    """The policy's statements, [] for none, as they are written in a policy of the newer version: ours is."""
    found: list[Statement] = listed(policy["Statement"]) if policy and policy.get("Statement") else []
    return found if policy and policy.get("Version") == _NEWER else [_in_newer_words(one) for one in found]


def _in_newer_words(statement: Statement) -> Statement:
    """The older version (2008-10-17, or none) takes `${aws:username}` for those very characters; in the newer
    one it would be everybody's own name, and let in who was kept out. `${$}` is a plain dollar sign there.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
    """
    holding = ("Resource", "NotResource", "Condition")
    return {key: _plain(value) if key in holding else value for key, value in statement.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("${", "${$}{")
    if is_map(value):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if is_list_or_tuple(value) else value


@dataclass(frozen=True)
class Ours:
    """What tells ours from what others put there.

    tags: those that ours sets; was_ours: this project deployed it before; statements: every one that any
    settings make; before: those that were kept the last time.
    """

    tags: Mapping[str, str]
    was_ours: bool
    statements: Sequence[Statement] = ()
    before: Sequence[Statement] = ()

    def others(self, policy: Policy | None) -> tuple[Statement, ...]:
        """The policy's statements that aren't ours. One that looks like ours is, where ours was there before.

        What merely says the same as ours is kept: with other settings ours may say something else.
        """
        found, known = statements_of(policy), {meaning(one) for one in self.before}
        return tuple(
            one
            for one in found
            if not self.was_ours
            or meaning(one) in known
            or not any(_is_older_form(one, mine) for mine in self.statements)
        )

    def other_tags(self, found: Mapping[str, str]) -> dict[str, str]:
        """The tags that AWS doesn't set itself, and that aren't just as ours would be."""
        return {k: v for k, v in found.items() if not k.startswith("aws:") and self.tags.get(k) != v}


def _is_older_form(statement: Statement, own: Statement) -> bool:
    """The same Sid and actions, for other readers or under another condition."""
    return (statement.get("Sid"), statement.get("Effect")) == (own["Sid"], own["Effect"]) and sorted(
        listed(statement.get("Action"))
    ) == sorted(listed(own["Action"]))


def deleted_principals(statement: Statement) -> list[str]:
    """Unique ids that stand for users and roles which are gone."""
    return [name for name in _principals(statement) if _DELETED.fullmatch(name)]


def _principals(statement: Statement) -> Iterator[str]:
    for element in (statement.get("Principal"), statement.get("NotPrincipal")):
        yield from map(str, listed((as_object(element) or {}).get("AWS", [])))


def readers_of(statement: Statement) -> list[str]:
    """Accounts, roles, users or everybody whom it lets read objects."""
    return _allowed(statement) if any(covers_action(statement, one) for one in _READS) else []


def writers_of(statement: Statement, folder_arn: str) -> list[str]:
    """Accounts, roles, users or everybody whom it lets put objects below `folder_arn`; services aren't among
    them."""
    starts = [re.split(r"[*?]", str(one), maxsplit=1)[0] for one in listed(statement.get("Resource", []))]
    reaches = "NotResource" in statement or any(
        folder_arn.startswith(start) or start.startswith(folder_arn) for start in starts
    )
    writes = any(covers_action(statement, one) for one in _WRITES)
    return _allowed(statement) if reaches and writes else []


def _allowed(statement: Statement) -> list[str]:
    """Whom it allows something, as far as its conditions let them."""
    if statement.get("Effect") != "Allow":
        return []
    if "NotPrincipal" in statement:
        return [_people(statement)]
    others = [
        str(name)
        for kind, names in (as_object(statement.get("Principal")) or {}).items()
        for name in (listed(names) if kind not in ("AWS", "Service") else ())
    ]
    named = ["everybody" if name == "*" else name for name in _principals(statement)]
    return [*_everybody(statement), *named, *others]


def _everybody(statement: Statement) -> list[str]:
    return ["everybody"] if statement.get("Principal") == "*" else []


def wants_no_tls(statement: Statement) -> bool:
    """Whether it allows what comes without TLS, and only that."""
    blocks = (as_object(statement.get("Condition")) or {}).items()
    return statement.get("Effect") == "Allow" and any(
        operator.lower().startswith("bool")
        and key.lower() == "aws:securetransport"
        and [str(value).lower() for value in listed(values)] == ["false"]
        for operator, block in blocks
        for key, values in block.items()
    )


def title(statement: Statement) -> str:
    """What a person knows it by: its Sid, or whom it is about and what it lets them do."""
    sid = statement.get("Sid")
    verb = "allows" if statement.get("Effect") == "Allow" else "denies"
    who, what = _people(statement), _calls(statement)
    return f"{sid + ': ' if sid else ''}{verb} {who} {what}"


def _people(statement: Statement) -> str:
    principal = statement.get("Principal", statement.get("NotPrincipal", ""))
    kinds = as_object(principal)
    names = (
        ("everybody" if principal == "*" else str(principal))
        if kinds is None
        else ", ".join(str(name) for names in kinds.values() for name in listed(names))
    )
    return f"everybody but {names}" if "NotPrincipal" in statement else names


def _calls(statement: Statement) -> str:
    actions = listed(statement.get("Action", statement.get("NotAction", [])))
    shown = ", ".join(map(str, actions[:3])) + (" ..." if len(actions) > 3 else "")
    return f"everything but {shown}" if "NotAction" in statement else shown
