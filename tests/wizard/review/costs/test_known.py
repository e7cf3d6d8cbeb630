"""The volumes that follow from what is known of an account: the best source that there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.settings import Settings, validate
from wizard.account.cloudtrail_usage import Usage
from wizard.account.data_event_metrics import Rate
from wizard.account.facts import Activity
from wizard.account.log_day import Counted, LogDay
from wizard.review.costs.known import NOTHING, Known, data_source, volumes_of
from wizard.review.costs.volumes import assumed_of_organization, counted, sampled

HOME = "us-east-1"
SEEN = (Activity("us-east-1", 40, 7), Activity("eu-west-1", 2, 7))
USAGE = Usage(30, events=600_000)
#: 2,400 files of 100 bytes, of which ten were read: 80 reads and 20 writes in 1,000 bytes.
DAY = LogDay("company", 2400, 240_000, 1, 1, Counted(10, 1000, reads=80, writes=20))
LAMBDA, OBJECTS = "AWS::Lambda::Function", "AWS::S3::Object"
MONTH = 365 / 12


def settings(**more: object) -> Settings:
    return validate({"approvedRegions": [HOME], **more}, HOME)


def organization(**more: object) -> Settings:
    return settings(scope="organization", **more)


@pytest.mark.parametrize(
    ("known", "source", "words"),
    [
        (Known(USAGE, DAY, SEEN), "usage", "From Cost Explorer"),
        (Known(None, DAY, SEEN), "sample", "From yesterday's 2,400 log files of the trail company"),
        (Known(Usage(30, 0), None, SEEN), "sample", "From 42 write events seen in 7 days"),
        (Known(None, replace(DAY, files=0), ()), "assumption", "Assumed"),
        (NOTHING, "assumption", "Assumed"),
    ],
    ids=["Cost Explorer", "log files", "events that were looked up", "an empty day", "nothing"],
)
def test_the_best_source_is_taken(known: Known, source: str, words: str) -> None:
    found = volumes_of(settings(), known)
    assert found.source == source
    assert found.words.startswith(words)


def test_a_day_s_files_stand_for_a_month_by_what_those_that_were_read_hold() -> None:
    found = volumes_of(settings(), Known(log_day=DAY, regions=17))
    # 240 times what was read: 19,200 reads and 4,800 writes a day.
    assert found.least.reads == pytest.approx(0.5 * 19_200 * MONTH)
    assert found.most.reads == pytest.approx(2 * 19_200 * MONTH)
    assert found.most.writes == pytest.approx(2 * 4_800 * MONTH)
    # 100 files an hour: 17 regions with one each, and 83 more from regions with eleven more each.
    assert found.least.busy_regions == pytest.approx(83 / 11)


def test_files_that_nobody_could_read_are_told_by_their_size() -> None:
    day = replace(DAY, counted=None, why="AWS refused s3:GetObject")
    found = volumes_of(settings(), Known(log_day=day))
    assert found.least.events == pytest.approx(240_000 / 500 * MONTH)
    assert found.most.events == pytest.approx(240_000 / 125 * MONTH)
    assert "AWS refused s3:GetObject" in found.words


def test_files_with_data_events_in_them_that_nobody_read_tell_nothing() -> None:
    day = replace(DAY, counted=None, is_mixed=True)
    assert volumes_of(settings(), Known(log_day=day)).source == "assumption"
    assert volumes_of(settings(), Known(log_day=replace(DAY, is_mixed=True))).source == "sample"


def test_usage_of_a_whole_organization_says_nothing_of_the_account_that_is_told_it() -> None:
    known = Known(USAGE, activity=SEEN, accounts=20, is_management=True)
    assert volumes_of(settings(), known).words.startswith("From 42 write events")
    assert volumes_of(organization(), known).least.accounts == 20
    assert volumes_of(organization(), known).source == "usage"


def test_of_an_organization_this_account_is_known_and_the_others_are_assumed() -> None:
    known = Known(activity=SEEN, accounts=3)
    found = volumes_of(organization(), known)
    here, elsewhere = volumes_of(settings(), known), volumes_of(settings(), NOTHING)
    assert found.least.writes == pytest.approx(here.least.writes + 2 * elsewhere.least.writes)
    assert found.words.startswith("This account: From 42 write events")
    assert "Assumed for each other of 3 accounts" in found.words


def test_an_organization_s_trail_stands_for_the_accounts_that_were_not_looked_at() -> None:
    day = replace(DAY, accounts=30, looked_at=5)
    found = volumes_of(organization(), Known(log_day=day, accounts=30))
    assert found.most.reads == pytest.approx(2 * 19_200 * MONTH * 6)
    assert "of 5 of 30 accounts" in found.words


def test_runs_of_functions_are_their_data_events() -> None:
    known = Known(rates={LAMBDA: Rate(0, 7000)})
    found = volumes_of(settings(dataEvents=[LAMBDA]), known)
    assert found.least.data == found.most.data == pytest.approx(1000 * MONTH)
    assert "From CloudWatch, data events a month: AWS::Lambda::Function, 30,417." in found.words


def test_of_some_functions_it_is_at_most_all_of_them() -> None:
    one = f"{LAMBDA}==arn:aws:lambda:us-east-1:111122223333:function:a"
    found = volumes_of(settings(dataEvents=[one]), Known(rates={LAMBDA: Rate(0, 7000)}))
    assert (found.least.data, found.most.data) == (0, pytest.approx(1000 * MONTH))


def test_reads_count_where_they_are_recorded() -> None:
    known = Known(rates={"AWS::DynamoDB::Table": Rate(6300, 700)})
    chosen: dict[str, object] = {"dataEvents": ["AWS::DynamoDB::Table"]}
    with_reads = volumes_of(settings(**chosen, dataEventsReads=True), known)
    without = volumes_of(settings(**chosen, dataEventsReads=False), known)
    assert with_reads.most.data == pytest.approx(1000 * MONTH)
    assert without.most.data == pytest.approx(100 * MONTH)


def test_where_nobody_counted_reads_are_assumed_to_be_most_of_them() -> None:
    with_reads = volumes_of(settings(dataEvents=[OBJECTS], dataEventsReads=True))
    without = volumes_of(settings(dataEvents=[OBJECTS], dataEventsReads=False))
    assert (with_reads.least.data, with_reads.most.data) == (100_000, 10_000_000)
    assert (without.least.data, without.most.data) == (pytest.approx(5_000), pytest.approx(5_000_000))


def test_what_is_counted_of_some_buckets_is_a_least() -> None:
    known = Known(rates={OBJECTS: Rate(0, 7000, is_all=False)})
    found = volumes_of(settings(dataEvents=[OBJECTS], dataEventsReads=True), known)
    assert found.least.data == pytest.approx(1000 * MONTH + 100_000)
    assert "AWS::S3::Object, 30,417 or more" in found.words
    assert "Assumed: 100,000 to 10,000,000 other data events." in found.words


@pytest.mark.parametrize(
    ("known", "source"),
    [
        (Known(USAGE, DAY), "assumption"),
        (Known(Usage(30, 600_000, data=7)), "usage"),
        (Known(log_day=replace(DAY, counted=Counted(1, 10, 1, 1, {OBJECTS: 5}))), "sample"),
        (Known(rates={LAMBDA: Rate(0, 7)}), "assumption"),
        (Known(rates={LAMBDA: Rate(0, 7), OBJECTS: Rate(0, 7)}), "sample"),
        (Known(rates={LAMBDA: Rate(0, 7), OBJECTS: Rate(0, 7, is_all=False)}), "assumption"),
    ],
    ids=["management events alone", "Cost Explorer", "log files", "one type of two", "both", "some buckets"],
)
def test_what_data_events_rest_on_is_told_by_itself(known: Known, source: str) -> None:
    assert data_source(settings(dataEvents=[LAMBDA, OBJECTS]), known) == source


def test_one_of_a_thing_is_said_as_one() -> None:
    assert counted(1, 1, 30).words.startswith("From Cost Explorer: 1 management event and 1 data event")
    assert sampled(1, 1).words.startswith("From 1 write event seen in 1 day: at least so many")
    assert assumed_of_organization(1).words.startswith("Assumed for each of 1 account: 55,000")
