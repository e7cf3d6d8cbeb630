"""What hangs on one answer among others."""

from __future__ import annotations

from components.settings import Settings, validate
from wizard.review.costs.beside import Range, each_of, more_than, of_settings
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.volumes import Volume, Volumes

HOME = "us-east-1"
VOLUMES = Volumes(Volume(90_000, 10_000, 0, 1), Volume(900_000, 100_000, 1_000_000, 2), "assumption", "")


def settings(**more: object) -> Settings:
    return validate({"approvedRegions": [HOME], **more}, HOME)


def made(**more: object) -> Estimate:
    return estimate(settings(**more), VOLUMES)


def test_of_insights_each_kind_costs_its_own_and_none_nothing() -> None:
    both, rate, errors, none = each_of(
        [made(insights=kind) for kind in ("both", "call-rate", "error-rate", "none")]
    )
    assert str(none) == "nothing more"
    # 0.35 USD for 100,000 writes of 1,000,000 events, and of each one for its errors.
    assert 0.35 <= rate.most < 0.36
    assert 3.50 < errors.most < 3.90
    assert abs(both.most - rate.most - errors.most) < 0.01


def test_of_encryption_s3_s_own_keys_are_the_cheapest_and_a_new_key_is_a_dollar_dearer() -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    new, existing, none = each_of(
        [
            made(encryption="new-key"),
            made(encryption="existing-key", kmsKeyArn=key),
            made(encryption="sse-s3"),
        ]
    )
    assert none.most < 0.2
    assert round(new.most - existing.most, 2) == 1.00


def test_answers_that_cost_alike_cost_nothing_more() -> None:
    assert {str(one) for one in each_of([made(), made(), made()])} == {"nothing more"}


def test_what_some_settings_decide_about_is_the_sum_of_their_items() -> None:
    found = made(expireAfterDays=365)
    of_storage = [one for one in found.items if one.setting == "expireAfterDays"]
    assert len(of_storage) >= 2
    assert of_settings(found, ("expireAfterDays",)).most == sum(one.most for one in of_storage)


def test_data_events_are_dearer_by_their_price_and_their_files() -> None:
    found = more_than(made(dataEvents=["AWS::S3::Object"]), made())
    # 0.10 USD for 100,000 of 1,000,000, and the bytes of these in S3.
    assert found.least == 0
    assert 1.00 < found.most < 2.00


def test_a_range_says_what_a_person_would() -> None:
    assert str(Range(1, 1)) == "1.00 USD a month"
    assert str(Range(0.2, 1234.5)) == "0.20 to 1,234.50 USD a month"
    assert str(Range(0, 0.001)) == "less than a cent a month"
    assert str(Range(0, 0)) == "nothing more"
    assert Range.ordered(3, -1) == Range(0, 3)
