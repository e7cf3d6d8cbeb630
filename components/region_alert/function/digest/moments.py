"""Times as people read them, in UTC."""

from __future__ import annotations


def moment(time: str) -> str:
    """CloudTrail's 2024-05-01T10:00:00Z without its letters."""
    return time.replace("T", " ").rstrip("Z") if time else "an unknown time"


def span(first: str, last: str) -> str:
    """From the first to the last; one time where both are the same."""
    return moment(first) if first == last else f"{moment(first)} to {moment(last)}"
