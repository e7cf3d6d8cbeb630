"""What taking over a trail, or what an earlier stack left, would keep, change and ask. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from components.adopted import Adopted, AdoptedBucket, AdoptedKey


@dataclass(frozen=True)
class Removal:
    """Something that is kept unless somebody says otherwise, and that speaks against being kept.

    of: where it is; index: which one there; what: what it is; why: what keeping it means. is_needed: S3 takes
    our settings only without it.
    """

    of: Literal["logBucket", "accessLogBucket", "key", "lifecycle"]
    index: int
    what: str
    why: str
    is_needed: bool = False


@dataclass(frozen=True)
class Part:
    """What there is to say of one thing that is taken over."""

    kept: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    removals: tuple[Removal, ...] = ()
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """adopted: with everything kept; values: answers that follow, by key; the rest: sentences for a person,
    and blockers: why it can't be done; becomes: what it means that one account's trail becomes the
    organization's, () where it doesn't, or somebody agreed to that before."""

    adopted: Adopted
    values: dict[str, Any]
    kept: tuple[str, ...]
    changes: tuple[str, ...]
    notes: tuple[str, ...]
    removals: tuple[Removal, ...]
    blockers: tuple[str, ...]
    becomes: tuple[str, ...] = ()

    @classmethod
    def of(cls, adopted: Adopted, values: dict[str, Any], parts: Sequence[Part]) -> Plan:
        """The plan that these parts make together."""
        return cls(
            adopted,
            values,
            tuple(line for one in parts for line in one.kept),
            tuple(line for one in parts for line in one.changes),
            tuple(line for one in parts for line in one.notes),
            tuple(one for part in parts for one in part.removals),
            tuple(line for one in parts for line in one.blockers),
        )


def without(adopted: Adopted, removals: Sequence[Removal]) -> Adopted:
    """The same, less what somebody agreed to let go."""
    gone: dict[str, set[int]] = {}
    for one in removals:
        gone.setdefault(one.of, set()).add(one.index)
    return replace(
        adopted,
        log_bucket=_less(adopted.log_bucket, gone.get("logBucket", set()), gone.get("lifecycle", set())),
        access_log_bucket=_less(adopted.access_log_bucket, gone.get("accessLogBucket", set())),
        key=_fewer(adopted.key, gone.get("key", set())),
        let_go=tuple(_item(adopted, one) for one in removals),
    )


def _item(adopted: Adopted, removal: Removal) -> Any:
    """The statement or rule that a removal is about."""
    of, bucket, access, key = removal.of, adopted.log_bucket, adopted.access_log_bucket, adopted.key
    items = {
        "logBucket": bucket.statements if bucket else (),
        "lifecycle": bucket.lifecycle if bucket else (),
        "accessLogBucket": access.statements if access else (),
        "key": key.statements if key else (),
    }
    return items[of][removal.index]


def _less(bucket: AdoptedBucket | None, statements: set[int], rules: Collection[int] = ()) -> Any:
    return bucket and replace(
        bucket,
        statements=_but(bucket.statements, statements),
        lifecycle=_but(bucket.lifecycle, rules),
    )


def _fewer(key: AdoptedKey | None, statements: set[int]) -> AdoptedKey | None:
    return key and replace(key, statements=_but(key.statements, statements))


def _but(items: tuple[Any, ...], gone: Collection[int]) -> tuple[Any, ...]:
    return tuple(item for number, item in enumerate(items) if number not in gone)
