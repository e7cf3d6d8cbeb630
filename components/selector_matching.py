"""What a condition of a selector may match: whether anything, and whether two may match the same. Pure.

One of Equals, StartsWith and EndsWith has to match, and none of the others:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html (How CloudTrail
evaluates multiple conditions for a field)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components.event_selectors import Field, Selector


@dataclass(frozen=True)
class Texts:
    """The texts that begin and end so; or, where `whole` isn't None, that one text."""

    begin: str = ""
    end: str = ""
    whole: str | None = None

    def holds(self, other: Texts) -> bool:
        """Whether each of the other's is one of these."""
        if other.whole is not None:
            return self._has(other.whole)
        return self.whole is None and other.begin.startswith(self.begin) and other.end.endswith(self.end)

    def meet(self, other: Texts) -> Texts | None:
        """Those that are in both; None where there are none."""
        for one, two in ((self, other), (other, self)):
            if one.whole is not None:
                return one if two.holds(one) else None
        begin, end = max(self.begin, other.begin, key=len), max(self.end, other.end, key=len)
        met = Texts(begin, end)
        return met if self.holds(met) and other.holds(met) else None

    def _has(self, text: str) -> bool:
        if self.whole is not None:
            return text == self.whole
        return text.startswith(self.begin) and text.endswith(self.end)


ANY = Texts()


def selected(field: Field) -> tuple[Texts, ...]:
    """What the condition's positive part matches: everything where it has none."""
    return tuple(_selected(field)) or (ANY,)


def _selected(field: Field) -> Iterator[Texts]:
    yield from (Texts(whole=one) for one in field.equals)
    yield from (Texts(begin=one) for one in field.starts_with)
    yield from (Texts(end=one) for one in field.ends_with)


def left_out(field: Field) -> tuple[Texts, ...]:
    """What its negative part leaves out."""
    return (
        *(Texts(whole=one) for one in field.not_equals),
        *(Texts(begin=one) for one in field.not_starts_with),
        *(Texts(end=one) for one in field.not_ends_with),
    )


def dead(field: Field) -> tuple[Texts, ...]:
    """What is selected and left out again."""
    return tuple(one for one in _selected(field) if _is_within(one, left_out(field)))


def may_match(field: Field) -> bool:
    """Whether any text can fulfil the condition."""
    return not all(_is_within(one, left_out(field)) for one in selected(field))


def may_both_match(one: Field, other: Field) -> bool:
    """Whether a text can fulfil both conditions."""
    without = (*left_out(one), *left_out(other))
    met = (mine.meet(theirs) for mine in selected(one) for theirs in selected(other))
    return any(texts is not None and not _is_within(texts, without) for texts in met)


def is_covered(one: Field, by: Field) -> bool:
    """Whether what fulfils `one` surely fulfils `by` as well."""
    without = left_out(one)
    for mine in selected(one):
        if _is_within(mine, without):
            continue
        if not _is_within(mine, selected(by)):
            return False
        taken = (mine.meet(theirs) for theirs in left_out(by))
        if any(texts is not None and not _is_within(texts, without) for texts in taken):
            return False
    return True


def _is_within(texts: Texts, others: tuple[Texts, ...]) -> bool:
    return any(one.holds(texts) for one in others)


def share_events(one: Selector, other: Selector) -> bool:
    """Whether an event may fulfil both selectors."""
    fields = {field.name: field for field in other.fields}
    return all(may_both_match(field, fields.get(field.name, Field(field.name))) for field in one.fields) and (
        all(may_match(field) for field in other.fields)
    )


def adds_nothing(one: Selector, beside: Selector) -> bool:
    """Whether each event that fulfils `one` fulfils the other, too."""
    fields = {field.name: field for field in one.fields}
    return all(is_covered(fields.get(field.name, Field(field.name)), field) for field in beside.fields)
