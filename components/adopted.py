"""What was there before the stack: the trail, buckets and key that it takes over, and all that stays in them.

The wizard writes it down in `Pulumi.<stack>.adopted.json` beside Pulumi.yaml, once, from what AWS answered.
S3 and KMS take a policy, a notification or a lifecycle as a whole document: without this file the program
would write its own over what others put there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.arns import Arn
from components.decoding import Malformed, decoded, encoded
from components.settings import shown
from components.settings.plain_data import is_map

SCHEMA = "everyregion/adopted/1"
# Parts of a bucket, by the names that they have in the file.
PARTS = (
    "ownership",
    "publicAccess",
    "versioning",
    "encryption",
    "lifecycle",
    "policy",
    "notification",
    "logging",
    "lock",
)
# An escape that makes one, and what nothing could be written with.
_HALF, _HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]"), re.compile("[\ud800-\udfff]")
Statement = Mapping[str, Any]


@dataclass(frozen=True)
class AdoptedTrail:
    """A trail that was there. selectors: those that stay, advanced ones as AWS gives them; insights: types
    that stay; topic, log_group (with `:*`), log_group_role: as AWS gives them, "" for none.

    organization: it was an organization's; to_organization: it was one account's, and somebody who was told
    what that means agreed that it becomes the organization's."""

    arn: str
    prefix: str = ""
    topic: str = ""
    log_group: str = ""
    log_group_role: str = ""
    selectors: tuple[Mapping[str, Any], ...] = ()
    insights: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    organization: bool = False
    to_organization: bool = False

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def account(self) -> str:
        """Whose it is: of an organization's trail the management account."""
        return Arn.of(self.arn).account


@dataclass(frozen=True)
class AdoptedBucket:
    """A bucket that was there, and what stays in it.

    has: the parts that exist, of PARTS; left: parts that the stack leaves alone; statements: of its policy;
    lifecycle, notification: as AWS gives them; smallest: its TransitionDefaultMinimumObjectSize, "" for
    none; logs_to: the bucket that its access logs went to already, "" for none; bucket_key: its default
    encryption has a Bucket Key, so that CloudTrail has to decrypt as well.
    """

    name: str
    has: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    lifecycle: tuple[Mapping[str, Any], ...] = ()
    smallest: str = ""
    notification: Mapping[str, Any] = field(default_factory=dict[str, Any])
    logs_to: str = ""
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    bucket_key: bool = False


@dataclass(frozen=True)
class AdoptedKey:
    """A KMS key that was there. rotation_days: 0 where it isn't rotated; has_alias: our own alias is
    there too."""

    arn: str
    description: str = ""
    statements: tuple[Statement, ...] = ()
    rotation_days: int = 0
    multi_region: bool = False
    has_alias: bool = False
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def id(self) -> str:
        return self.arn.rpartition("/")[2]


@dataclass(frozen=True)
class Adopted:
    """Everything that a stack takes over.

    With a trail, all of it was somebody else's: the bucket may serve others too. Without one it is what an
    earlier stack of this project left when it was destroyed. let_go: statements and lifecycle rules that a
    person agreed to remove.
    """

    account: str
    region: str
    trail: AdoptedTrail | None = None
    log_bucket: AdoptedBucket | None = None
    access_log_bucket: AdoptedBucket | None = None
    key: AdoptedKey | None = None
    let_go: tuple[Mapping[str, Any], ...] = ()


def file_name(stack: str) -> str:
    """The file's name for a stack. Of acme/audit/dev only `dev` is in it, as in the stack file's."""
    return f"Pulumi.{stack.rpartition('/')[2]}.adopted.json"


def as_text(adopted: Adopted) -> str:
    """The file's text."""
    return json.dumps({"schema": SCHEMA, **encoded(adopted)}, indent=2, ensure_ascii=False) + "\n"


def parse(text: str) -> Adopted:
    """The reverse of as_text. Raises Malformed, which says what is wrong where."""
    try:
        data = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"it isn't JSON ({error})") from None
    if _HALF.search(text) and _HALF_CHARACTER.search(json.dumps(data, ensure_ascii=False)):
        raise Malformed("it holds half a character (a lone surrogate)")
    if not is_map(data) or data.get("schema") != SCHEMA:
        raise Malformed(f"it doesn't begin with the schema {SCHEMA}")
    adopted = decoded(Adopted, {key: value for key, value in data.items() if key != "schema"})
    for place, bucket in (("logBucket", adopted.log_bucket), ("accessLogBucket", adopted.access_log_bucket)):
        unknown = sorted({*bucket.has, *bucket.left} - {*PARTS}) if bucket else []
        if unknown:
            raise Malformed(f"{place} names parts that a bucket doesn't have: {', '.join(unknown)}")
    return adopted


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key {shown(name)} appears twice")
        found[name] = value
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} isn't a number")


def read(folder: Path, stack: str) -> Adopted | None:
    """The stack's file in this folder, None if there is none. Raises Malformed."""
    try:
        text = (folder / file_name(stack)).read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"it can't be read ({error})") from None
    return parse(text)


def load() -> Adopted | None:
    """What the running program's stack takes over. Raises pulumi.RunError where its file can't be read."""
    import pulumi

    stack = pulumi.get_stack()
    folder = Path(pulumi.get_root_directory() or Path(__file__).parents[1])
    try:
        return read(folder, stack)
    except Malformed as error:
        raise pulumi.RunError(
            f"{file_name(stack)}: {error}. Deploying without it would overwrite what it keeps. Mend it, or "
            "take it back from version control."
        ) from None
