"""Resources in regions that were closed since."""

from __future__ import annotations

from typing import Any

from wizard.engine.before_a_run import commands, explained, in_closed_regions

URN = "urn:pulumi:dev::everyregion::aws:cloudwatch/eventRule:EventRule::watch-"


def resource(region: str, type: str = "aws:cloudwatch/eventRule:EventRule", **more: Any) -> dict[str, Any]:
    return {"urn": URN + region, "type": type, "custom": True, "outputs": {"region": region}, **more}


def test_what_is_in_a_region_that_is_not_enabled_is_found_by_region() -> None:
    resources = [resource("me-south-1"), resource("eu-west-1"), resource("af-south-1")]
    assert in_closed_regions(resources, ["eu-west-1"]) == {
        "af-south-1": (URN + "af-south-1",),
        "me-south-1": (URN + "me-south-1",),
    }


def test_the_region_that_was_asked_for_counts_where_aws_told_none() -> None:
    resources = [resource("me-south-1", outputs={}, inputs={"region": "me-south-1"})]
    assert list(in_closed_regions(resources, ["eu-west-1"])) == ["me-south-1"]


def test_components_providers_and_the_home_region_are_left_alone() -> None:
    resources = [
        resource("me-south-1", type="pulumi:providers:aws"),
        resource("me-south-1", type="everyregion:index:RegionAlert", custom=False),
        {"urn": URN, "type": "aws:sqs/queue:Queue", "custom": True, "inputs": {"name": "alerts"}},
    ]
    assert in_closed_regions(resources, ["eu-west-1"]) == {}


def test_the_commands_can_be_pasted() -> None:
    (command,) = commands({"me-south-1": ("urn:pulumi:dev::a::b$c::watch",)}, "dev")
    assert command == (
        "pulumi state delete 'urn:pulumi:dev::a::b$c::watch' --target-dependents --yes --stack dev"
    )


def test_one_resource_is_spoken_of_as_one() -> None:
    first, *_ = explained({"me-south-1": (URN + "me-south-1",)})
    assert first.startswith(
        "1 resource of this stack is in a region that isn't enabled any more (me-south-1)"
    )
