"""The message as Amazon Q Developer in chat applications takes it, for Slack and Microsoft Teams.

It accepts its own notifications and this schema, nothing else:
https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .clean import clean
from .lines import UNREADABLE, Line, heading, link, place
from .state import OTHERS

MOST_GROUPS = 10
MOST_GAPS = 20
_PLAIN = str.maketrans("<>&*~`", "()+--'")


def _plain(value: str, limit: int = 200) -> str:
    """A value that can neither format the message nor mention anybody in it."""
    return clean(value, limit).translate(_PLAIN)


def notification(title: str, lines: Sequence[Line], more: int, settings: Any) -> dict[str, Any]:
    """The whole notification, of the first groups; `more` is how many the message itself left out."""
    shown = lines[:MOST_GROUPS]
    rows = []
    for line in shown:
        key, counts = line.key, line.counts
        addresses = ", ".join(_plain(value, 60) for value in list(counts.addresses)[:3] if value)
        who = "" if key.event in (UNREADABLE, OTHERS) else f"by `{_plain(key.principal)}`"
        rows.append(
            f"*{_plain(heading(line))}* ({counts.count}) "
            f"in {_plain(place(key))}, account {_plain(key.account)}\n{who}"
            + (f" from `{addresses}`" if addresses else "")
            + (f", last {counts.last}" if counts.last else "")
            + (f"\n{link(line)}" if link(line) else "")
        )
    left = more + len(lines) - len(shown)
    if left:
        rows.append(f"... and {left} more groups")
    regions = sorted({_plain(line.key.region, 40) for line in lines})[:10]
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


def gaps_notification(title: str, gaps: Sequence[str], steps: Sequence[str], settings: Any) -> dict[str, Any]:
    """The self-check's message in the same schema."""
    rows = [f"- {_plain(gap, 300)}" for gap in gaps[:MOST_GAPS]]
    if len(gaps) > MOST_GAPS:
        rows.append(f"... and {len(gaps) - MOST_GAPS} more")
    return _custom(title, "\n".join(rows), list(steps), ["Everyregion"], "self-check", settings)


def _custom(
    title: str, description: str, steps: list[str], keywords: list[str], event_type: str, settings: Any
) -> dict[str, Any]:
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
            },
        },
    }
