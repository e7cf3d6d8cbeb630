"""Resource names are an interface: a stack that is deployed already knows its resources by them."""

from __future__ import annotations

import pytest

from tests.engine import urns
from tests.engine.changes import CHANGES
from tests.engine.story import Story

pytestmark = pytest.mark.engine


def test_every_resource_keeps_its_type_name_and_parent(story: Story) -> None:
    later = [name for change in CHANGES.values() if not change.is_built for name in change.creates]
    listed = {*urns.without(urns.listed(), map(urns.general, later))}
    deployed = {*urns.without(urns.of(story.resources), map(urns.general, later))}
    gone, new = sorted(listed - deployed), sorted(deployed - listed)
    assert not gone, (
        f"{urns.LISTED.name} lists what the program no longer makes, {gone}: an existing stack would delete "
        "it. If it has a new name, type or parent, give the resource an alias first."
    )
    assert not new, f"add to {urns.LISTED.name}: {new}"


def test_the_list_is_in_order_and_has_each_resource_once() -> None:
    assert urns.listed() == sorted({*urns.listed()})
