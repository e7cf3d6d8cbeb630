"""Whether an entry of `alertIgnorePrincipals` covers people it doesn't name.

A kind of principal is written as what all of its kind share, with gaps for what tells them apart: every
person of IAM Identity Center has a role AWSReservedSSO_<permission set>_<hash>. An entry covers strangers
where it leaves a gap to chance: fills it with wildcards and fewer than three characters in a row. Such a
stranger is made up, and the digest function's own judge is asked whether the entry would silence it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from components.region_alert.function.digest.json_values import Fields
from components.region_alert.function.digest.principals import compile_pattern
from components.regions import partitions

# Gaps. NAME: within one part of a path; PATH: over several; WHOLE: a region or service, which names nobody
# when it is written out; ANY: whatever stands there names nobody.
NAME, PATH, WHOLE, ANY = "<name>", "<path>", "<whole>", "<any>"
_GAPS = (NAME, PATH, WHOLE, ANY)
ENOUGH = 3
"""So many characters in a row name somebody."""
_CENTER = "aws-reserved/sso.amazonaws.com/"
_SEEN = "x"
_PLACE = "abcdefghijklmnopqrstuvwxyz0123456789-."

# What AWS, its tools and habit begin, end or fill the names of most roles and users with.
_HABITS = ("Role", "role", "ROLE", "AWS", "aws", "Amazon", "amazon", "Service", "service", "Execution")
_SETS = ((NAME,), ("AWS", NAME), (NAME, "Access"), ("AWS", NAME, "Access"))
Kind = tuple[str, ...]


def _worded(gap: str, words: Sequence[str]) -> Iterator[Kind]:
    yield (gap,)
    for word in words:
        yield from ((word, gap), (gap, word), (gap, word, gap))


_CENTER_ROLES = tuple(("AWSReservedSSO_", *chosen, "_", NAME) for chosen in _SETS)
_OTHER_ROLES = (
    *_worded(NAME, _HABITS),
    ("stacksets-exec-", NAME),
    ("AWSServiceRoleFor", NAME),
)
_REGIONS = (WHOLE, *(region for partition in partitions() for region in partition.regions))
# https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
_ROLES: tuple[Kind, ...] = (
    *_worded(PATH, _HABITS),
    *((path, *role) for path in ("", "service-role/") for role in (*_OTHER_ROLES, ("AWSReservedSSO_", NAME))),
    *((_CENTER, *role) for role in _CENTER_ROLES),
    *((_CENTER, region, "/", *role) for region in _REGIONS for role in _CENTER_ROLES),
    ("aws-service-role/", WHOLE, "/AWSServiceRoleFor", NAME),
    ("aws-service-role/", WHOLE, ".amazonaws.com/AWSServiceRoleFor", NAME),
)
_USERS: tuple[Kind, ...] = (
    *_worded(PATH, ("user", "User", "USER", "iam", "aws")),
    (PATH, "@", ANY),
)
_PEOPLE: tuple[Kind, ...] = tuple(
    (*role, "/", *name) for role in _CENTER_ROLES for name in ((NAME,), (NAME, "@", ANY))
)


@functools.lru_cache(maxsize=512)
def stranger(entry: str) -> str:
    """The ARN of somebody whom this entry covers without naming them; "" where it covers nobody like that.

    entry: the ARN of a role, user or assumed role, with wildcards.
    """
    head, _, resource = entry.rpartition(":")
    kind, _, name = resource.partition("/")
    if kind == "assumed-role":
        role, _, session = name.partition("/")
        every = f"{head}:assumed-role/{role}/*"
        return _first(every, "role", role, _OTHER_ROLES) or _first(
            entry, "role", f"{role}/{session}", _PEOPLE
        )
    return _first(entry, kind, name, _USERS if kind == "user" else _ROLES)


def _first(entry: str, kind: str, name: str, kinds: Sequence[Kind]) -> str:
    judge = compile_pattern(entry)
    for one in kinds:
        found = _fill(name, one)
        if found is None:
            continue
        arn, identity = _as_principal(entry, kind, found)
        # What the function takes for nobody is judged by what it says.
        if not judge.parts or judge.matches(identity):
            return arn
    return ""


def _as_principal(entry: str, kind: str, name: str) -> tuple[str, Fields]:
    """The stranger's ARN, and the identity that CloudTrail writes of them."""
    parts = [part.replace("*", _SEEN).replace("?", _SEEN) for part in entry.split(":", 5)[:5]]
    session = "session"
    if entry.split(":", 5)[2] == "sts":
        parts[2] = "iam"
        if name.startswith("AWSReservedSSO_"):
            name, _, session = name.partition("/")
            name = _CENTER + name
    arn = f"{':'.join(parts)}:{kind}/{name}"
    if kind == "user":
        return arn, {"type": "IAMUser", "arn": arn}
    assumed = f"{':'.join(parts[:2])}:sts::{parts[4]}:assumed-role/{name.rpartition('/')[2]}/{session}"
    return arn, {"type": "AssumedRole", "arn": assumed, "sessionContext": {"sessionIssuer": {"arn": arn}}}


def _fill(pattern: str, kind: Kind) -> str | None:
    """A name of this kind that the pattern takes while it leaves every gap to chance; None without one."""
    pattern = re.sub(r"\*+", "*", pattern)
    wanted = [token for piece in kind for token in ((piece,) if piece in _GAPS else piece)]
    waiting = [(_Place(), "")]
    been = {_Place()}
    while waiting:
        here, seen = waiting.pop()
        if here.token == len(wanted) and not pattern[here.at :].strip("*"):
            return seen
        if here.token == len(wanted):
            continue
        for after, letter in _steps(here, pattern[here.at : here.at + 1], wanted[here.token]):
            if after not in been:
                been.add(after)
                waiting.append((after, seen + letter))
    return None


class _Place(NamedTuple):
    """How far pattern and kind have been matched. row: so many of the pattern's characters lie in the gap in
    a row; chance: a wildcard lies in it too."""

    at: int = 0
    token: int = 0
    row: int = 0
    chance: bool = False


def _steps(here: _Place, now: str, gap: str) -> Iterator[tuple[_Place, str]]:
    """Where the pattern's next character can lead, and the character that the name gets."""
    at, token, row, chance = here
    if gap not in _GAPS:
        if now == "*":
            yield _Place(at, token + 1), gap
            yield _Place(at + 1, token), ""
        elif now in ("?", gap):
            yield _Place(at + 1, token + 1), gap
        return
    # Three characters of the pattern end what is left to chance.
    named = gap != ANY and row == ENOUGH
    if chance or gap == ANY or (gap == WHOLE and row):
        yield _Place(at, token + 1), ""
    if now and now in "*?" and gap == WHOLE and row and not chance:
        # A region or service that is written out stays one with a wildcard in it.
        yield _Place(at + 1, token, row), _SEEN
    if now == "*" and not named:
        # It may reach beyond the gap, or end within it.
        yield _Place(at, token + 1), _SEEN
        yield _Place(at + 1, token, 0, True), _SEEN
    elif now == "?" and not named:
        yield _Place(at + 1, token, 0, True), _SEEN
    elif now == "/" and gap == PATH:
        yield _Place(at + 1, token, 0, chance), now
    elif (
        now
        and now not in "*?/"
        and (row + 1 < ENOUGH or gap == ANY or (gap == WHOLE and not chance and now in _PLACE))
    ):
        yield _Place(at + 1, token, min(row + 1, ENOUGH), chance), now
