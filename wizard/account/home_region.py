"""Whether a home region can be used with these credentials, in this account. Pure."""

from __future__ import annotations

from collections.abc import Collection

from components import regions
from wizard.account.facts import Identity


def is_other_partition(region: str, other: str) -> bool:
    """Whether these are known to be in different partitions, whose credentials work in their own alone."""
    one, two = regions.partition_of(region), regions.partition_of(other)
    return one is not None and two is not None and one.id != two.id


def wrong_partition(home: str, identity: Identity) -> str:
    """Why the credentials can't reach the home region, or an empty text."""
    partition = regions.partition_of(home)
    if partition and identity.partition != partition.id:
        return (
            f"The credentials are for the partition {identity.partition}, but {home} is in {partition.id}. "
            "Choose a region of the same partition, or another profile."
        )
    return ""


def not_enabled(home: str, enabled: Collection[str]) -> str:
    """Why nothing can be made in the home region, or an empty text."""
    if home not in enabled:
        return f"{home} isn't enabled in this account. Choose another home region, or enable it first."
    return ""
