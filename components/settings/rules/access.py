"""Rules about readers and tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from components.settings.model import Settings
from components.settings.problems import Problem, shown

_READER = re.compile(r"[0-9]{12}|arn:(?P<partition>[\w-]+):iam::[0-9]{12}:role/[\w+=,.@/-]+", re.ASCII)
_TAG = re.compile(r"[\w\s.:/=+\-@]*")


def log_readers(settings: Settings) -> Iterator[Problem]:
    """Account ids or role ARNs: never everybody, and no more than a queue's policy holds."""
    if len(settings.log_readers) > 40:
        yield Problem(
            "logReaders",
            len(settings.log_readers),
            f"there are {len(settings.log_readers)} readers.",
            "A queue's policy takes 50 principals at most, some of them the services'.",
            "Name at most 40: a role that others may assume counts once.",
        )
    for reader in settings.log_readers:
        match = _READER.fullmatch(reader)
        if not match or (settings.home_region and match["partition"] not in (None, settings.partition)):
            yield Problem(
                "logReaders",
                reader,
                f"{shown(reader)} is neither an account id nor the ARN of a role in {settings.partition}.",
                "The bucket policy would be refused, or open to more than you meant.",
                f"Write 123456789012 or arn:{settings.partition}:iam::123456789012:role/name.",
            )


def tags(settings: Settings) -> Iterator[Problem]:
    """AWS's limits for tags, IAM's among them.

    https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    """
    if len(settings.tags) > 45:
        yield Problem(
            "tags",
            len(settings.tags),
            f"there are {len(settings.tags)}.",
            "AWS takes 50, S3 fewer.",
            "Use 45.",
        )
    same = Counter(name.casefold() for name, _ in settings.tags)
    for name, value in settings.tags:
        fault = ""
        if not name or len(name) > 128 or len(value) > 256:
            fault = "is longer than AWS takes (name 1 to 128, value up to 256 characters)"
        elif name.lower().startswith("aws:"):
            fault = "begins with aws:, which AWS keeps for itself"
        elif not _TAG.fullmatch(name) or not _TAG.fullmatch(value):
            fault = "holds a character other than letters, digits, spaces and . : / = + - @ _"
        elif same[name.casefold()] > 1:
            fault = "has the name of another tag, but for its capitals, and IAM takes both for one"
        if fault:
            yield Problem(
                "tags",
                f"{name}: {value}",
                f"{shown(f'{name}: {value}')} {fault}.",
                "Every resource with tags would be refused.",
                "Mend or remove it.",
            )
