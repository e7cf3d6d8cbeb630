"""The estimate: what each thing adds, small files as they are, a range, what drives it and what would halve
it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.components.cases import settings
from wizard.review.costs import reading, storage
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.storage import Files
from wizard.review.costs.volumes import Volume, Volumes, assumed, assumed_of_organization, counted, sampled

KB, GB = 1024, 1024**3
LEAST = Volume(reads=90_000, writes=10_000, data=1_000_000, busy_regions=1)
MOST = Volume(reads=900_000, writes=100_000, data=10_000_000, busy_regions=2)
SEEN = Volumes(LEAST, MOST, "sample", "Seen.")


def found(copies: int = 0, **fields: Any) -> Estimate:
    return estimate(settings(**fields), SEEN, copies=copies)


def usd(of: Estimate, group: str) -> tuple[float, float]:
    mine = [one for one in of.items if one.group == group]
    return round(sum(one.least for one in mine), 2), round(sum(one.most for one in mine), 2)


def test_a_first_copy_costs_nothing_and_a_further_one_does() -> None:
    assert usd(found(insights="none"), "CloudTrail") == (0, 0)
    assert usd(found(1, insights="none"), "CloudTrail") == (2.00, 20.00)


def test_data_events_and_each_type_of_insights_are_charged_apart() -> None:
    assert usd(found(insights="none", data_events=("AWS::S3::Object",)), "CloudTrail") == (1.00, 10.00)
    assert usd(found(insights="call-rate"), "CloudTrail") == (0.04, 0.35)
    assert usd(found(insights="error-rate"), "CloudTrail") == (0.35, 3.50)


def test_cloudwatch_logs_take_in_what_is_recorded_uncompressed() -> None:
    least, most = usd(found(insights="none", cloud_watch_logs=True, cloud_watch_logs_days=365), "CloudWatch")
    taken_in = 100_000 * 1500 / GB
    kept = taken_in * 0.15 * 12
    # In whole cents, each by itself. The home region is eu-west-1.
    assert least == round(taken_in * 0.57, 2) + round(kept * 0.03, 2)
    assert most == pytest.approx(10 * least, abs=0.1)


def test_a_key_is_charged_where_it_is_made() -> None:
    assert usd(found(), "KMS") == (1.00, 1.00)
    assert usd(found(encryption="sse-s3"), "KMS") == (0, 0)


def stored(class_: str, files: Files, **fields: Any) -> dict[str, float]:
    lines = storage.lines(settings(archive_class=class_, **fields), files)
    return {line.what: line.usd for line in lines}


SMALL = Files(logs=10_000, digests=0, log_bytes=10_000 * 4 * KB)
LARGE = Files(logs=1_000, digests=0, log_bytes=1_000 * 4096 * KB)


@pytest.mark.parametrize("class_", ["GLACIER_IR", "GLACIER", "DEEP_ARCHIVE", "INTELLIGENT_TIERING"])
def test_small_files_stay_in_standard_whatever_the_class(class_: str) -> None:
    there = stored(class_, SMALL)
    assert there["log files, stored"] == pytest.approx(stored("STANDARD", SMALL)["log files, stored"])
    assert there[f"log files, moved to {class_}"] < 0.0001


def test_large_files_move_and_each_move_is_paid_for() -> None:
    there = stored("GLACIER_IR", LARGE, archive_after_days=90, expire_after_days=2555)
    # An expired file is an old version for 90 days.
    months = (2555 + 90) / (365 / 12)
    share = LARGE.share_moved[1]
    assert share > 0.99
    assert there["log files in GLACIER_IR"] == pytest.approx(
        1000 * 4096 * KB / GB * share * (months - 90 / (365 / 12)) * 0.004
    )
    assert there["log files, moved to GLACIER_IR"] == pytest.approx(1000 * LARGE.share_moved[0] / 1000 * 0.02)


@pytest.mark.parametrize(("class_", "price"), [("GLACIER", 0.0036), ("DEEP_ARCHIVE", 0.00099)])
def test_an_archived_file_takes_32_kb_more_there_and_8_in_standard(class_: str, price: float) -> None:
    after = (2555 + 90 - 90) / (365 / 12)
    moved, of_bytes = 1000 * LARGE.share_moved[0], LARGE.share_moved[1] * LARGE.log_bytes / GB
    there = stored(class_, LARGE, archive_after_days=90, expire_after_days=2555)
    assert there[f"log files in {class_}"] == pytest.approx((of_bytes + moved * 32 * KB / GB) * after * price)
    all_time = LARGE.log_bytes / GB * (2555 + 90) / (365 / 12)
    in_standard = all_time - of_bytes * after + moved * 8 * KB / GB * after
    assert there["log files, stored"] == pytest.approx(in_standard * 0.023)


def test_a_shorter_life_is_cheaper() -> None:
    assert found(expire_after_days=365).most < found(expire_after_days=2555).most


def test_volumes_say_where_they_come_from() -> None:
    assert assumed().source == "assumption"
    seen = sampled(700, 7)
    assert (seen.source, round(seen.least.writes), round(seen.most.writes)) == ("sample", 3042, 12167)
    usage = counted(1_000_000, 0, 30)
    assert usage.source == "usage"
    assert usage.least.events == pytest.approx(usage.most.events) == pytest.approx(1_000_000 / 30 * 365 / 12)


def test_the_document_is_plain_json_with_a_range() -> None:
    document = json.loads(json.dumps(found(1, data_events=("AWS::S3::Object",)).as_dict()))
    low, high = document["usdPerMonth"]
    assert 0 < low < high
    assert document["volumes"]["source"] == "sample"
    assert {"group", "what", "setting", "usdPerMonth", "price", "confirmed"} == set(document["items"][0])


def test_an_organizations_first_copies_are_free_and_its_members_are_reckoned_with() -> None:
    wanted = settings(scope="organization", insights="none")
    ten, hundred = (estimate(wanted, assumed_of_organization(number)) for number in (10, 100))
    assert usd(ten, "CloudTrail") == (0, 0)
    assert ten.volumes.most.events == 22_000_000
    assert Files.of(ten.volumes.least, ten.volumes.least.events).digests == 10 * 17 * 730
    assert usd(hundred, "S3")[0] == pytest.approx(10 * usd(ten, "S3")[0], rel=0.01)
    # The key is one, and so is the alert's function.
    assert usd(hundred, "KMS") == (1.00, 1.00)
    assert usd(ten, "the alert")[1] < usd(hundred, "the alert")[1] < 10 * usd(ten, "the alert")[1]
    assert "Assumed for each of 100 accounts: 55,000" in hundred.volumes.words
    assert "how many there are isn't known" in assumed_of_organization(0).words


def test_each_question_scans_the_log_files_of_a_month_and_opens_them() -> None:
    files = Files(logs=20_000, digests=0, log_bytes=50e9)
    asked = {line.what: round(line.usd, 4) for line in reading.of_queries(settings(queries=True), files)}
    assert asked["10 questions over a month of log files"] == 2.5
    assert asked["log files opened for questions"] == 0.08
    assert asked["log files decrypted for questions"] == 0.6
    assert asked["answers, kept for a week"] < 0.001
    assert list(reading.of_queries(settings(queries=False), files)) == []


def test_a_question_costs_no_more_than_where_athena_cancels_it() -> None:
    files = Files(logs=1_000_000, digests=0, log_bytes=10 * 200e9)
    scan, opened, *_ = reading.of_queries(settings(queries=True), files)
    assert scan.usd == pytest.approx(10 * 0.2 * 5)
    assert opened.units == pytest.approx(10 * 1_000_000 / 10)


def test_each_request_to_the_log_bucket_is_a_line_that_is_kept() -> None:
    files = Files(logs=900_000, digests=100_000, log_bytes=1e9)
    (stored,) = reading.of_access_logs(settings(), files, 0)
    assert stored.usd == pytest.approx(1_000_000 * 700 / GB * (400 + 90) / (365 / 12) * 0.023)
    assert list(reading.of_access_logs(settings(access_logs=False), files, 0)) == []
