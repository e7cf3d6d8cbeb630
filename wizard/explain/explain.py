"""Makes one message of what AWS and the engine report: what was being done, why not, what to do. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from wizard.account.error_codes import BAD_SIGNATURE, EXPIRED, REFUSED, UNKNOWN_CREDENTIALS
from wizard.explain import access_denied
from wizard.explain.lookup import OF_A_CLOSED_REGION, words_for
from wizard.explain.parse_error import QUOTED, Said, one_line, plain, said, without_keys
from wizard.explain.pulumi import Trouble, trouble_in
from wizard.explain.resource_nouns import thing, type_of

# What the engine says because of something else that it says too.
_CONSEQUENCES = (
    "update failed",
    "preview failed",
    "refresh failed",
    "destroy failed",
    "update canceled",
    "resource registration has been canceled",
    "resource monitor shut down",
    "an unhandled error occurred",
    "inline source runtime error",
    "step executor errored",
    "step generator errored",
    # The program, whose calls an engine that ends doesn't answer any more.
    "exception calling application",
)
_SHOWN, _NAMED, _INNERMOST = 4, 6, 250
_STOPPED = "The engine stopped"
_FULL_TEXT = "The full text says more."
# How the SDK tells of a CLI that a signal ended; 137 is what a shell makes of SIGKILL.
_KILLED = re.compile(r"^\s*code: (?:-\d+|137)\s*$", re.MULTILINE)


class Diagnostic(Protocol):
    """An error as the engine reports it; urn: the resource that it is about, or ""."""

    @property
    def message(self) -> str: ...
    @property
    def urn(self) -> str: ...


@dataclass(frozen=True)
class Explained:
    """One cause. what: what failed; why, do: sentences; code: AWS's own, or ours, "" for a text without one.

    quote: what AWS or the engine says itself, where that says more; urn: the first resource; others: more
    that failed alike; is_aws_s: the code is AWS's; rank: the lower, the nearer to the root.
    """

    what: str
    why: str
    do: str
    code: str = ""
    quote: str = ""
    urn: str = ""
    others: tuple[str, ...] = ()
    is_aws_s: bool = True
    rank: int = 1

    @property
    def message(self) -> str:
        """One paragraph."""
        why = self.why
        if self.is_aws_s and self.code not in why:
            why = f"{why.removesuffix('.')} ({self.code})."
        quoted = f' It says: "{self.quote}".' if self.quote else ""
        return " ".join(f"{self.what}{self._too()}: {why}{quoted} {self.do}".split())

    def _too(self) -> str:
        if not self.others:
            return ""
        named = ", ".join(thing(urn) for urn in self.others[:_NAMED])
        more = len(self.others) - _NAMED
        return f", and so did {named}{f' and {more} more' if more > 0 else ''}"


_BY_A_SIGNAL = Explained(
    _STOPPED,
    "something killed it: somebody, or the system for want of memory.",
    "Run the same command again: it looks for what was being made.",
    "Killed",
    is_aws_s=False,
    rank=0,
)


def explain(errors: Iterable[Diagnostic], text: str = "") -> list[Explained]:
    """Every cause once, the root first; what only followed from another is left out.

    errors: the engine's error diagnostics; text: all that the CLI printed, for where it ended before any.
    """
    pairs = [(error.message, error.urn) for error in errors] or _errors_in(text)
    if not pairs and text.strip():
        last = one_line(text.strip()[-_INNERMOST:])
        return [_BY_A_SIGNAL] if _KILLED.search(text) else [Explained(_STOPPED, last, "")]
    causes = [(m, urn) for m, urn in pairs if not _is_consequence(m)] or pairs
    found: dict[tuple[str, str, str], Explained] = {}
    for message, urn in causes:
        one = _explained(said(without_keys(message), urn))
        key = (one.code, one.why, one.do)
        before = found.get(key)
        if before is None:
            found[key] = one
        elif urn and urn not in (before.urn, *before.others):
            found[key] = replace(before, others=(*before.others, urn))
    return sorted(_once_each(found.values()), key=lambda one: one.rank)


def foretold(type: str, name: str, code: str, text: str) -> Explained:
    """A refusal that a rehearsal foretells. code, text: AWS's; name: the resource's logical one."""
    urn = f"urn:pulumi:rehearsal::everyregion::{type}::{name}"
    error = replace(said(text, urn), code=code, text=one_line(text))
    return replace(_explained(error), what=f"{thing(urn)} would be refused")


def message(explained: Sequence[Explained], log: str = "") -> str:
    """The one message, a line a cause. log: the file with the full text, named at the end."""
    lines = [one.message for one in explained[:_SHOWN]]
    if len(explained) > _SHOWN:
        lines.append(f"{len(explained) - _SHOWN} more went wrong; the full text has them.")
    if log:
        lines.append(f"The full text is in {log}")
    return "\n".join(lines)


def _once_each(found: Iterable[Explained]) -> list[Explained]:
    """A resource's error is often told twice, once by the provider and once by the engine around it."""
    kept: list[Explained] = []
    known = [one for one in found if one.code]
    urns = {urn for one in known for urn in (one.urn, *one.others) if urn}
    for one in (*known, *(one for one in found if not one.code)):
        if one.code or one.urn not in urns:
            kept.append(one)
    return kept


def _is_consequence(message: str) -> bool:
    text = plain(message).lower()
    return not text or any(text.startswith(start) or f": {start}" in text for start in _CONSEQUENCES)


def _errors_in(text: str) -> list[tuple[str, str]]:
    """The CLI's own errors: from each `error:` to the next line that isn't indented."""
    errors: list[list[str]] = []
    for line in text.splitlines():
        start = line.strip().removeprefix("stderr: ")
        if start.startswith("error: "):
            errors.append([start])
        elif errors and line.startswith((" ", "\t")) and line.strip():
            errors[-1].append(line.strip())
    return [("\n".join(lines), "") for lines in errors]


def _explained(error: Said) -> Explained:
    what = _what(error)
    trouble = trouble_in(error.whole)
    if trouble and trouble[0].rank == 0:
        return _of_engine(what, error, *trouble)
    if error.key in OF_A_CLOSED_REGION and error.region:
        return Explained(
            what,
            f"{error.region} isn't enabled in this account (any more), or its enabling hasn't ended.",
            "Enable it in the AWS console under Account, AWS Regions, or add it to alertSkipRegions.",
            error.code,
            urn=error.urn,
        )
    if error.key in REFUSED or "is not authorized to perform" in error.whole:
        why, do = access_denied.explained(error)
        return Explained(what, why, do, error.code, urn=error.urn)
    words = words_for(error.service, error.key, error.text) if error.code else None
    if words:
        region = error.region or "the home region"
        why, do = (part.format(region=region) for part in words)
        rank = 0 if error.key in (*EXPIRED, *UNKNOWN_CREDENTIALS, *BAD_SIGNATURE) else 1
        return Explained(what, why, do, error.code, _quotable(error), error.urn, rank=rank)
    if trouble:
        return _of_engine(what, error, *trouble)
    return _unknown(what, error)


def _of_engine(what: str, error: Said, trouble: Trouble, caught: str) -> Explained:
    # The innermost of an error within an error comes last.
    quote = one_line(error.whole[-_INNERMOST:]) if trouble.tells else ""
    why = trouble.why.format(one_line(caught))
    return Explained(what, why, trouble.do, trouble.code, quote, error.urn, is_aws_s=False, rank=trouble.rank)


def _unknown(what: str, error: Said) -> Explained:
    """Nothing here knows this error: its own words are all there is to tell."""
    if "Traceback (most recent call last)" in error.whole:
        why = f"the program failed with {one_line(error.whole.strip().splitlines()[-1])}."
        return Explained(what, why, _FULL_TEXT, urn=error.urn, rank=2)
    if error.code:
        why = f"AWS refused with {error.code}."
        do = "Correct what it names, then run the same command again."
        return Explained(what, why, do, error.code, _quotable(error), error.urn)
    do = _FULL_TEXT if len(error.whole) > QUOTED else ""
    return Explained(what, one_line(error.whole), do, urn=error.urn, rank=2)


def _quotable(error: Said) -> str:
    """Without its full stop, but with the dots of one that was cut."""
    return error.text if error.text.endswith("...") else error.text.removesuffix(".")


def _what(error: Said) -> str:
    type = type_of(error.urn)
    if not type or type.startswith("pulumi:"):
        return _STOPPED if not error.call else f"Asking AWS ({one_line(error.call)}) failed"
    return f"{error.verb} {thing(error.urn)} failed" if error.verb else f"{thing(error.urn)} failed"
