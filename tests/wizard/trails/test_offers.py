"""What can be done about a trail, what is best, and what a year of it costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.prices import Rates
from tests.wizard.trails.cases import ACCOUNT, ARN, RIGHT, SEEN, WEEK, settings
from wizard.account.facts import Activity, Probe, Trail
from wizard.review.costs.alert_path import between, idle_traffic, month
from wizard.review.costs.parts import Parts
from wizard.trails import costs
from wizard.trails.closer_look import CloserLook
from wizard.trails.compare import compare
from wizard.trails.costs import Cost
from wizard.trails.offers import Offer, Situation, alternatives, offers, unfit, untouchable

# 8.8 million writes in WEEK are 1,001,000 + 100,000 a day: 401,500,000 a year.
A_YEAR = 401_500_000
STOPPED = replace(RIGHT, is_logging=False)
SINGLE = replace(RIGHT, is_multi_region=False)
MEMBER = replace(RIGHT, arn=ARN.replace(ACCOUNT, "999988887777"), is_organization=True)
TOWER = replace(RIGHT, name="aws-controltower-BaselineCloudTrail")


def made(
    trail: Trail,
    others: tuple[Trail, ...] = (),
    closer_look: CloserLook = SEEN,
    **keys: object,
) -> list[Offer]:
    wanted = settings(**keys)
    here = Situation(wanted, ACCOUNT, WEEK, others, 17)
    return offers(trail, compare(trail, wanted, closer_look), closer_look, here)


def choices(found: list[Offer]) -> list[str]:
    return [one.choice for one in found]


def cost_of(choice: str, found: list[Offer]) -> Cost:
    return next(one.cost for one in found if one.choice == choice)


def test_a_trail_that_is_stopped_can_be_adopted_put_right_left_or_doubled() -> None:
    found = made(STOPPED)
    assert choices(found) == ["adopt", "fix", "leave", "second"]
    assert [one.is_best for one in found] == [True, False, False, False]


def test_without_adoption_putting_it_right_is_best() -> None:
    assert choices(made(replace(STOPPED, is_organization=True))) == ["fix", "leave", "second"]


def test_a_trail_with_nothing_to_put_right_is_left() -> None:
    found = made(replace(RIGHT, is_organization=True))
    assert choices(found) == ["leave", "second"]
    assert (found[0].follows, found[0].is_best) == (
        "Everything is right. Nothing is deployed, and nothing is written.",
        True,
    )


@pytest.mark.parametrize(
    "trail", [MEMBER, TOWER, replace(MEMBER, is_logging=False), replace(TOWER, validates=False)]
)
def test_what_belongs_to_others_is_neither_changed_nor_adopted(trail: Trail) -> None:
    assert choices(made(trail)) == ["leave", "second"]


def test_leaving_what_is_wrong_is_not_called_best() -> None:
    assert [one.is_best for one in made(replace(TOWER, validates=False))] == [False, False]


@pytest.mark.parametrize("owner", ["others", "nobody"])
def test_a_trail_whose_bucket_is_not_ours_is_not_adopted(owner: str) -> None:
    closer_look = replace(SEEN, bucket=Probe("good", owner))
    assert "adopt" not in choices(made(STOPPED, closer_look=closer_look))


def test_a_bucket_of_which_nobody_knows_whose_it_is_is_not_adopted() -> None:
    assert "adopt" not in choices(
        made(STOPPED, closer_look=replace(SEEN, bucket=Probe("unknown", why="refused")))
    )


def test_the_organizations_own_trail_can_be_put_right_by_its_owner_but_not_adopted() -> None:
    assert choices(made(replace(STOPPED, is_organization=True))) == ["fix", "leave", "second"]


def test_a_sixth_trail_is_not_offered() -> None:
    others = tuple(replace(RIGHT, name=f"t{n}", arn=f"{ARN}{n}") for n in range(4))
    assert "second" not in choices(made(RIGHT, others=others))


def test_control_towers_trail_is_changed_in_control_tower() -> None:
    assert "Control Tower's landing zone settings, in the management account" in untouchable(TOWER, ACCOUNT)


def test_a_members_organization_trail_is_changed_by_the_management_account() -> None:
    text = untouchable(MEMBER, ACCOUNT)
    assert text.startswith("It belongs to account 999988887777, your organization's management account.")


def test_our_own_trail_can_be_changed() -> None:
    assert untouchable(RIGHT, ACCOUNT) == ""


def test_leaving_costs_nothing_more() -> None:
    assert cost_of("leave", made(STOPPED)) == Cost(0.0)
    assert Cost(0.0).words == "nothing more"


def test_starting_a_trail_that_is_alone_costs_nothing_more() -> None:
    assert cost_of("fix", made(STOPPED)).words == "nothing more"


def test_starting_a_trail_beside_another_is_a_second_copy() -> None:
    other = replace(RIGHT, name="other", arn=f"{ARN}2")
    assert cost_of("fix", made(STOPPED, others=(other,))).usd == pytest.approx(A_YEAR / 100_000 * 2.00)


def test_validation_beside_another_trail_costs_nothing_more() -> None:
    other = replace(RIGHT, name="other", arn=f"{ARN}2")
    assert cost_of("fix", made(replace(RIGHT, validates=False), others=(other,))).usd == 0


def test_each_type_of_insights_costs_by_what_it_analyses() -> None:
    closer_look = replace(SEEN, insights=Probe("good", ()))
    cost = cost_of("fix", made(RIGHT, closer_look=closer_look))
    assert cost.usd == pytest.approx(2 * A_YEAR / 100_000 * 0.35)
    assert cost.words == "2,810.50 USD a year or more"


def test_data_events_have_a_price_but_no_number() -> None:
    cost = cost_of("fix", made(RIGHT, dataEvents=["AWS::Lambda::Function"]))
    assert cost.usd == 0
    assert cost.parts == ("data events, 0.10 USD per 100,000 events: how many there will be isn't known",)
    assert cost.words == "0.00 USD a year or more"


def test_a_second_trail_copies_every_region() -> None:
    cost = cost_of("second", made(RIGHT, insights="none", encryption="sse-s3"))
    assert cost.usd == pytest.approx(8030.00)
    assert cost.parts == ("a second copy of management events: 8,030.00 USD",)


def test_a_second_trail_beside_one_of_a_single_region_copies_that_region() -> None:
    cost = cost_of("second", made(SINGLE, insights="none", encryption="sse-s3"))
    assert cost.usd == pytest.approx(1_000_000 * 365 / 100_000 * 2.00)


def test_a_second_trail_beside_a_stopped_one_copies_nothing() -> None:
    assert cost_of("second", made(STOPPED, insights="none", encryption="sse-s3")).usd == 0


def test_a_second_trail_pays_for_its_key_insights_and_alert() -> None:
    keys = {"insights": "call-rate", "regionAlert": ["rules"]}
    wanted = settings(**keys)
    parts = Parts.of(wanted, 17)
    # Of the home region's prices, the least.
    alert = 12 * between(month(parts, idle_traffic(parts, 17), "call-rate"), Rates.of("aws", "eu-west-1"))[0]
    cost = cost_of("second", made(STOPPED, **keys))
    assert cost.usd == pytest.approx(A_YEAR / 100_000 * 0.35 + 12.00 + alert)


def test_adopting_pays_for_a_key_only_where_there_is_none() -> None:
    assert cost_of("adopt", made(STOPPED)).usd == 0
    assert cost_of("adopt", made(replace(STOPPED, key=""))).usd == 12.00


def test_where_nobody_looked_at_activity_a_sum_is_not_known() -> None:
    cost = costs.doubling([RIGHT], settings(), [], 17)
    assert (cost.usd, cost.words) == (None, "not known")
    assert cost.parts[0] == "a second copy of management events: not known, since no activity was looked at"


def test_a_quiet_region_that_was_looked_at_costs_nothing() -> None:
    assert costs.writes_a_year([Activity("eu-west-1", 0, 7)]) == 0


def test_with_nobody_there_every_other_way_is_named() -> None:
    assert alternatives(RIGHT, Situation(settings(), ACCOUNT)).splitlines() == [
        "To go on all the same, and pay for both, add --allow-second-trail.",
        f"To put right the one that exists, and make no other: --fix-trail {ARN} --yes.",
        f"To take it into the stack: --set adoptTrail={ARN}.",
    ]


def test_with_nobody_there_a_trail_of_others_is_not_offered_for_change() -> None:
    text = alternatives(MEMBER, Situation(settings(), ACCOUNT))
    assert "--fix-trail" not in text
    assert "adoptTrail" not in text
    assert "It belongs to account 999988887777" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"insights": "both"},
            "Changes 1 thing on the trail; each call is shown first, with the one that undoes it.",
        ),
        (
            {"tamperAlert": True},
            "Changes 1 thing on the trail; each call is shown first, with the one that undoes it. 1 of what "
            "is listed stays as it is.",
        ),
        (
            {"tamperAlert": True, "regionAlert": ["rules"]},
            "Changes 1 thing on the trail; each call is shown first, with the one that undoes it. 2 of what "
            "is listed stay as they are.",
        ),
    ],
)
def test_putting_it_right_says_how_much_it_leaves(asked: dict[str, Any], said: str) -> None:
    found = made(replace(RIGHT, validates=False), **asked)
    assert next(one.follows for one in found if one.choice == "fix") == said


def test_both_types_of_insights_are_one_sum() -> None:
    closer_look = replace(SEEN, insights=Probe("good", ()))
    assert cost_of("fix", made(RIGHT, closer_look=closer_look)).parts == ("Insights: 2,810.50 USD",)


def test_a_machine_reads_the_same() -> None:
    assert made(RIGHT)[0].as_dict() == {
        "choice": "leave",
        "label": "leave it as it is",
        "follows": "Everything is right. Nothing is deployed, and nothing is written.",
        "yearlyUsdAtLeast": 0.0,
        "costs": [],
        "best": True,
    }


MANAGEMENT = "999988887777"
ROLE = "arn:aws:iam::444455556666:role/everyregion"


def within(role: str, **keys: object) -> Situation:
    """The organization's management account is this one, or another."""
    owner = ACCOUNT if role == "management" else MANAGEMENT
    return Situation(settings(scope="organization", **keys), ACCOUNT, WEEK, role=role, management=owner)


def offered(trail: Trail, here: Situation, closer_look: CloserLook = SEEN) -> list[str]:
    found = compare(trail, here.settings, closer_look)
    return choices(offers(trail, found, closer_look, here))


def test_an_organization_s_trail_is_taken_in_by_the_organization_s_stack() -> None:
    its = replace(STOPPED, is_organization=True)
    assert offered(its, within("management"))[0] == "adopt"
    assert alternatives(its, within("management")).endswith(
        f"To take it into the stack: --set adoptTrail={ARN}."
    )


def test_a_delegated_administrator_takes_it_in_too_and_may_put_it_right() -> None:
    assert untouchable(MEMBER, ACCOUNT, MANAGEMENT) == ""
    assert offered(replace(MEMBER, is_logging=False), within("delegated"))[:2] == ["adopt", "fix"]
    assert offered(replace(MEMBER, is_logging=False), within("member")) == ["leave", "second"]


def test_for_an_account_alone_the_scope_is_named() -> None:
    its = replace(RIGHT, is_organization=True)
    here = Situation(settings(), ACCOUNT)
    assert unfit(its, here) == (
        "it is an organization's trail, and the scope is account. Choose scope: organization."
    )
    said = alternatives(its, here)
    assert said.endswith(f"To take it into the stack: --set scope=organization --set adoptTrail={ARN}.")


def test_one_account_s_trail_is_turned_in_the_management_account_alone() -> None:
    assert offered(STOPPED, within("management"))[0] == "adopt"
    assert "adopt" not in offered(STOPPED, within("delegated"))
    assert "only the management account can turn one of its own" in unfit(STOPPED, within("delegated"))
    said = alternatives(STOPPED, within("management"))
    assert said.endswith(f"To take it into the stack: --set adoptTrail={ARN} --allow-conversion.")


def test_a_bucket_that_is_elsewhere_is_named_with_the_setting_for_it() -> None:
    its, elsewhere = replace(RIGHT, is_organization=True), replace(SEEN, bucket=Probe("good", "others"))
    assert "adopt" not in offered(its, within("management"), elsewhere)
    said = unfit(its, within("management", logArchiveRoleArn=ROLE), "others")
    assert said.startswith(
        "its bucket company-logs isn't in account 444455556666. Name a role in the bucket's"
    )
