"""The message as Amazon Q Developer in chat applications takes it, for Slack and Microsoft Teams.

It accepts its own notifications and this schema, nothing else:
https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
"""

from __future__ import annotations

from collections.abc import Sequence

from . import made_of
from .clean import chosen, clean
from .grouping import FILE, MEMORY
from .lines import Line, account, heading, is_refused, link, where
from .settings import Settings
from .waiting import More, listed

IN_FULL = 10
MOST_GROUPS = 250
MOST_CHARACTERS = 7000
MOST_WAITING = 900
"""Bytes for the names of what waits."""
MOST_GAPS = 20
_PLAIN = str.maketrans("<>&*~`", "()+--'")


def _plain(value: str, limit: int = 200) -> str:
    """A value that can neither format the message nor mention anybody in it."""
    return clean(value, limit).translate(_PLAIN)


def _who(line: Line) -> str:
    return chosen(line.key.principal, 200).translate(_PLAIN)


def _account(line: Line) -> str:
    return account(line).translate(_PLAIN)


def notification(
    title: str, lines: Sequence[Line], more: More, settings: Settings, notes: Sequence[str] = ()
) -> dict[str, object]:
    """The whole notification; `more` is what the message left out."""
    rows = _rows(lines)
    if more.groups:
        names = listed([_plain(name, 60) for name in more.calls], MOST_WAITING)
        rows.append(f"... and {more.groups} more groups, in the next message: {names}")
    rows += [_plain(note) for note in notes]
    regions = sorted({_plain(region, 40) for line in lines for region in line.counts.regions if region})[:10]
    return _custom(
        title,
        "\n\n".join(rows),
        [
            "Ask whoever is named whether they did this.",
            "If nobody did, disable the key or role and look at what it made there.",
            "If it was meant, approve the region or ignore the principal in Everyregion's settings.",
        ],
        ["Everyregion", *regions],
        "region-alert",
        settings,
    )


def fits(lines: Sequence[Line]) -> bool:
    """Whether a chat shows all of these."""
    return sum(len(row) + 2 for row in _rows(lines)) <= MOST_CHARACTERS


def _rows(lines: Sequence[Line]) -> list[str]:
    """The first groups in full, the others in a line each, which says who and where unless it is the same."""
    rows = [_in_full(line) for line in lines[:IN_FULL]]
    before = ""
    for line in lines[IN_FULL:]:
        by = f" by `{_who(line)}` in {_plain(where(line))}, account {_account(line)}"
        refused = ", refused" if is_refused(line) else ""
        rows.append(f"*{_plain(heading(line))}* ({line.counts.count}{refused}){'' if by == before else by}")
        before = by
    return rows


def _in_full(line: Line) -> str:
    key, counts = line.key, line.counts
    addresses = ", ".join(_plain(value, 60) for value in list(counts.addresses)[:3] if value)
    calls = made_of.parts(counts)[:IN_FULL]
    names = ", ".join(f"{_plain(name, 60) or 'others'} ({call.number})" for name, call in calls)
    refused = f", {counts.failed} refused" if counts.failed else ""
    return (
        f"*{_plain(heading(line))}* ({counts.count}{refused}) "
        f"in {_plain(where(line))}, account {_account(line)}\n"
        + ("" if key.kind in (FILE, MEMORY) else f"by `{_who(line)}`")
        + (f" from `{addresses}`" if addresses else "")
        + (f", last {counts.last}" if counts.last else "")
        + (f"\n{names}" if names else "")
        + (f"\nnew: {_plain('; '.join(line.news))}" if line.news else "")
        + (f"\n{link(line)}" if link(line) else "")
    )


def gaps_notification(
    title: str, gaps: Sequence[str], steps: Sequence[str], settings: Settings
) -> dict[str, object]:
    """The self-check's message in the same schema."""
    rows = [f"- {_plain(gap, 300)}" for gap in gaps[:MOST_GAPS]]
    if len(gaps) > MOST_GAPS:
        rows.append(f"... and {len(gaps) - MOST_GAPS} more")
    return _custom(title, "\n".join(rows), list(steps), ["Everyregion"], "self-check", settings)


def _custom(
    title: str, description: str, steps: list[str], keywords: list[str], event_type: str, settings: Settings
) -> dict[str, object]:
    return {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": title,
            "description": description,
            "nextSteps": steps,
            "keywords": keywords,
        },
        "metadata": {
            "summary": title,
            "eventType": event_type,
            "additionalContext": {
                "trail": _plain(settings.trail_name),
                "account": _plain(settings.account_id),
                **({"organization": _plain(settings.organization)} if settings.organization else {}),
            },
        },
    }
