"""Whom a policy's own statements let in: callers, and what they would have to bring with them.

A question about one made-up stranger misses whoever a statement names: an account, an organization, a
network. So each Allow is turned into callers that it fits, for `evaluate` to judge by the whole policy.
What a negated condition asks for is met by a request that doesn't have the key, as AWS means it:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from components.arns import Arn
from components.region_alert.function.digest.account_and_region import is_account

from .conditions import texts
from .model import Document, Principal, Statement, as_object
from .operators import OPERATORS, Name, network, number, take_apart
from .statements import statements_of
from .words import bare, quoted

_MOST = 50  # contexts of one statement: its longest list of values, and no more than that
_ALWAYS, _NEVER = "9999-12-31T00:00:00Z", "1970-01-02T00:00:00Z"
# The caller's own account, and what AWS sets of a service's call alone.
_WHO = ("aws:principalaccount", "kms:calleraccount")
_OF_SERVICES = ("aws:principalservicename", "aws:principalservicenameslist")
_SOURCES = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths")


@dataclass(frozen=True)
class Witness:
    """principal: who would be let in; context: condition keys, in lower case, that its request needs;
    statement: the one that it was made from."""

    principal: Principal
    context: Mapping[str, str]
    statement: Statement

    @property
    def words(self) -> str:
        """Who it is: a name that the policy has, else what anybody would have to bring."""
        if self.principal.canonical_id:
            return f"the canonical user {bare(self.principal.canonical_id)}"
        named = texts((as_object(self.statement.get("Principal")) or {}).get("AWS"))
        if not self.context or (named and "*" not in named) or self.principal.kind == "service":
            partition = Arn.of(self.principal.arn).partition
            is_account = self.principal == _role_in(self.principal.account, partition)
            return f"account {bare(self.principal.account)}" if is_account else bare(self.principal)
        conditions = as_object(self.statement.get("Condition")) or {}
        written = {key.lower(): key for keys in conditions.values() for key in as_object(keys) or {}}
        has = [f"{bare(written.get(key, key))} {quoted(value)}" for key, value in self.context.items()]
        return f"whoever has {' and '.join(has)}"

    @property
    def resources(self) -> tuple[str, ...]:
        """What its statement is about, each pattern filled in."""
        return tuple(one.replace("*", "x").replace("?", "x") for one in texts(self.statement.get("Resource")))


def witnesses(document: Document, stranger: str, partition: str = "aws") -> Iterator[Witness]:
    """Of each statement that allows. stranger: an account's id, where a statement leaves it open.

    Identity providers aren't among them: who signs in by one calls as a role.
    """
    for statement in statements_of(document):
        if statement.get("Effect") != "Allow":
            continue
        for context in _contexts(statement, stranger, partition):
            for principal in _principals(statement, context, stranger, partition):
                yield Witness(principal, context, statement)


def _contexts(statement: Statement, stranger: str, partition: str) -> Iterator[dict[str, str]]:
    """What the conditions ask for, one value of each list at a time."""
    asked: list[tuple[Name, str, tuple[str, ...]]] = []
    for written, keys in (as_object(statement.get("Condition")) or {}).items():
        name = take_apart(written)
        if name is not None and (name.base == "Null" or not OPERATORS[name.base].negated):
            asked += [(name, key.lower(), texts(values)) for key, values in (as_object(keys) or {}).items()]
    # What only has to be there comes first: other operators say what it has to be.
    asked.sort(key=lambda one: one[0].base != "Null")
    for turn in range(min(_MOST, max((len(values) for _, _, values in asked), default=1))):
        context: dict[str, str] = {}
        for name, key, values in asked:
            value = _met(name, key, values[turn % len(values)], stranger, partition) if values else None
            if value is not None:
                context[key] = value
        yield _agreeing(context, stranger)


def _met(name: Name, key: str, wanted: str, stranger: str, partition: str) -> str | None:
    """A value that fulfils the condition; None for one that has to be left out, or can't be known."""
    base = name.base
    if base == "Null":
        return "x" if wanted.lower() == "false" else None
    if "${" in wanted:
        return None
    if base == "IpAddress":
        found = network(wanted)
        return None if found is None else str(found.network_address)
    if base.startswith(("Numeric", "Date")):
        return _beyond(base, wanted)
    if base in ("StringLike", "ArnLike", "ArnEquals"):
        return _filled(key, wanted, stranger, partition)
    return wanted


def _beyond(base: str, wanted: str) -> str:
    """When a call is made isn't known here: a grant for a time counts as one."""
    if base.endswith("Equals") and "Than" not in base:
        return wanted
    if base.startswith("Date"):
        return _NEVER if "Less" in base else _ALWAYS
    value = number(wanted) or Decimal(0)
    return str(value if base.endswith("Equals") else value - 1 if "Less" in base else value + 1)


def _filled(key: str, wanted: str, stranger: str, partition: str) -> str:
    if key.endswith("account"):
        return _account(wanted, stranger)
    if not key.endswith("arn"):
        return _plain(wanted)
    if not wanted.startswith("arn:"):
        wanted = "arn:*:*:*:*:*" if wanted.startswith("*") else wanted
    parts = wanted.split(":", 5)
    parts += ["*"] * (6 - len(parts))
    service, region, rest = parts[2], parts[3], parts[5]
    if key == "aws:principalarn":
        service, region = "iam", ""
        rest = f"role/{_plain(rest)}" if rest.startswith("*") else rest
    elif service == "*":
        service, rest = "cloudtrail", "trail/x" if rest == "*" else rest
    return ":".join(
        (
            "arn",
            partition if "*" in parts[1] or "?" in parts[1] else parts[1],
            _plain(service),
            _plain(region),
            _account(parts[4], stranger) if parts[4] else "",
            _plain(rest),
        )
    )


def _account(wanted: str, stranger: str) -> str:
    """Twelve digits that fit, the stranger's where any do."""
    if wanted.strip("*") == "":
        return stranger
    if "*" not in wanted:
        return wanted.replace("?", "0")
    begin, _, end = wanted.replace("?", "0").partition("*")
    end = end.replace("*", "")
    return begin + "0" * (len(stranger) - len(begin) - len(end)) + end


def _plain(wanted: str) -> str:
    return wanted.replace("*", "x").replace("?", "x")


def _agreeing(context: dict[str, str], stranger: str) -> dict[str, str]:
    """An account that one key leaves open is the one that another names."""
    for arn, account in (
        ("aws:sourcearn", "aws:sourceaccount"),
        ("aws:principalarn", "aws:principalaccount"),
    ):
        of, named = Arn.of(context.get(arn, "")), context.get(account, "")
        if of.account == stranger and named:
            context[arn] = context[arn].replace(f":{stranger}:", f":{named}:", 1)
        elif named == stranger and of.account:
            context[account] = of.account
    return context


def _principals(
    statement: Statement, context: Mapping[str, str], stranger: str, partition: str
) -> Iterator[Principal]:
    element = statement.get("Principal")
    kinds = as_object(element) or {}
    everybody = element == "*" or "NotPrincipal" in statement or "*" in texts(kinds.get("AWS"))
    if everybody:
        yield _anybody(context, stranger, partition)
    for text in texts(kinds.get("AWS")):
        found = None if text == "*" else _of_arn(text, partition)
        if found is not None:
            yield found
    for text in texts(kinds.get("CanonicalUser")):
        yield Principal.root(stranger, partition, text)
    for text in texts(kinds.get("Service")):
        yield Principal.service(text)


def _anybody(context: Mapping[str, str], stranger: str, partition: str) -> Principal:
    service = next((context[key] for key in _OF_SERVICES if key in context), "")
    is_service = context.get("aws:principalisawsservice", "").lower() == "true"
    if service or is_service or not context.keys().isdisjoint(_SOURCES):
        return Principal.service(service or "cloudtrail.amazonaws.com")
    account = next((context[key] for key in _WHO if key in context), stranger)
    return _of_arn(context.get("aws:principalarn", ""), partition) or _role_in(account, partition)


def _of_arn(text: str, partition: str) -> Principal | None:
    """None for what tells no account, such as the id of a user that was deleted."""
    arn = Arn.of(text)
    if is_account(text) or arn.resource == "root":
        return _role_in(arn.account or text, arn.partition or partition)
    kind, _, name = arn.resource.partition("/")
    if arn.service == "sts" and kind == "assumed-role" and "/" in name:
        role, _, session = name.partition("/")
        return Principal.session(f"arn:{arn.partition}:iam::{arn.account}:role/{role}", session)
    if arn.service == "iam" and kind == "user":
        return Principal.user(text)
    return Principal.role(text) if arn.service == "iam" and kind == "role" else None


def _role_in(account: str, partition: str) -> Principal:
    return Principal.role(f"arn:{partition}:iam::{account}:role/some-administrator")
