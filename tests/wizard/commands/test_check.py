"""`python -m wizard check`: what blocks, what is only told, exit codes, and the two forms of its answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.adopted import Adopted, AdoptedBucket, as_text
from components.command_line import wizard
from tests.wizard.command import ProjectFolder, Ran, project_folder
from tests.wizard.sky import ACCOUNT, ADA, KINDS, Sky, account, overhead, trail
from wizard.account import connect
from wizard.account.facts import Probe
from wizard.check import gather
from wizard.stack.pulumi_command import PulumiCli

HOME = "eu-west-1"
SETTINGS = ("--region", HOME, "--set", "approvedRegions=eu-west-1,us-east-1")
BUCKET = f"everyregion-{ACCOUNT}-{HOME}"
OWN_FILE = f"config:\n  aws:region: {HOME}\n"
Check = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectFolder:
    monkeypatch.setattr(gather, "look", lambda: Probe("good", PulumiCli("/bin/pulumi", "3.250.0", True)))
    return project_folder(tmp_path, PULUMI_BACKEND_URL=f"file://{tmp_path}", COLUMNS="80")


@pytest.fixture
def check(project: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Runs the command over an account; `--json` unless told otherwise."""

    def run(sky: Sky, *words: str, settings: tuple[str, ...] = SETTINGS, json: bool = True) -> Ran:
        monkeypatch.setattr(connect, "connector", lambda *_: lambda: sky.client_for)
        with overhead(sky):
            return project.inside("check", *settings, *words, *(["--json"] if json else []))

    return run


def empty(*trails: dict[str, Any], **more: Any) -> Sky:
    """An account where the names are free."""
    sky = account(*trails, **more)
    sky.refusals.setdefault("HeadBucket", "missing")
    return sky


def one(ran: Ran, name: str, region: str = "") -> dict[str, Any]:
    """The one probe of this name, and region where there are several."""
    (found,) = [
        probe
        for probe in ran.document["probes"]
        if probe["name"] == name and (not region or probe["region"] == region)
    ]
    return found


def blockers(ran: Ran) -> list[str]:
    return [probe["name"] for probe in ran.document["probes"] if probe["blocks"]]


def unknown(ran: Ran) -> set[str]:
    return {probe["name"] for probe in ran.document["probes"] if probe["state"] == "unknown"}


def test_an_account_where_all_is_well_ends_zero(check: Check) -> None:
    ran = check(empty())
    assert (ran.code, ran.err) == (0, "")
    assert next(iter(ran.document)) == "schema"
    assert (ran.document["schema"], ran.document["account"]) == ("everyregion/check/1", ACCOUNT)
    assert ran.document["summary"] == "Nothing stands in the way."
    assert {probe["state"] for probe in ran.document["probes"]} == {"good"}
    assert set(ran.document["probes"][0]) == {
        "group", "name", "state", "blocks", "text", "fix", "action", "region",
    }  # fmt: skip


def test_the_table_fits_into_eighty_columns_and_names_every_group(check: Check) -> None:
    ran = check(empty(trail("company", "us-east-1", IsMultiRegionTrail=True)), json=False)
    assert ran.code == 0
    # A path stays whole, for copying.
    assert max(len(line) for line in ran.out.splitlines() if "file://" not in line) <= 80
    headings = [line for line in ran.out.splitlines() if line and not line.startswith(" ")]
    assert headings[:6] == [
        "Who you are",
        "Pulumi",
        "Regions",
        "Trails",
        "Names, and what the settings name",
        "Rules of the region alert",
    ]
    assert f"  good     {ADA}, account {ACCOUNT}." in ran.out
    assert "  good     Rules can be made in ap-south-1, eu-west-3, us-east-1, eu-west-1." in ran.out


def test_without_settings_it_looks_at_what_does_not_depend_on_them(check: Check) -> None:
    ran = check(empty(), settings=(), json=False)
    assert ran.code == 0
    assert "No home region is chosen yet, so names weren't looked at" in ran.out
    assert "Names, and what" not in ran.out


def test_without_approved_regions_a_closed_region_is_told_and_blocks_nothing(check: Check) -> None:
    sky = empty()
    sky.refusals["ListRules in ap-south-1"] = "closed"
    ran = check(sky, settings=("--region", HOME))
    assert ran.code == 0
    assert one(ran, "rules", "ap-south-1")["state"] == "bad"
    assert one(ran, "rules", "ap-south-1")["fix"].startswith("Approve the region, or name it in")


def test_a_sixth_trail_blocks(check: Check) -> None:
    trails = [trail(f"old{n}", "eu-west-3") for n in range(4)]
    ran = check(empty(*trails, trail("company", "us-east-1", IsMultiRegionTrail=True)))
    assert (ran.code, blockers(ran)) == (1, ["trail-count"])
    assert one(ran, "trail-count")["text"] == (
        "eu-west-3 has 5 trails, 1 of them a shadow copy of another region's, and AWS allows 5: a further "
        "one for every region would be refused."
    )


def test_shadow_copies_take_places_in_a_region_without_a_trail_of_its_own(check: Check) -> None:
    homes = ("us-east-1", "eu-west-3", "ap-south-1", "us-east-1", "us-east-1")
    ran = check(empty(*[trail(f"old{n}", at, IsMultiRegionTrail=True) for n, at in enumerate(homes)]))
    assert (ran.code, blockers(ran)) == (1, ["trail-count"])
    assert one(ran, "trail-count")["text"].startswith("ap-south-1 has 5 trails, 4 of them shadow copies of ")


def test_five_trails_at_home_are_not_called_shadow_copies(check: Check) -> None:
    ran = check(empty(*[trail(f"old{n}", "eu-west-3") for n in range(5)]))
    assert one(ran, "trail-count")["text"].startswith("eu-west-3 has 5 trails, and AWS allows 5: ")


def test_single_region_trails_of_several_regions_are_counted_each_in_its_own(check: Check) -> None:
    homes = ("us-east-1", "eu-west-3", "ap-south-1", "eu-west-1", "us-east-1")
    ran = check(empty(*[trail(f"old{n}", at) for n, at in enumerate(homes)]))
    assert one(ran, "trail-count")["state"] == "good"
    assert one(ran, "trail-count")["text"] == (
        "us-east-1 has 2 of at most 5 trails, and no region has more: there is room for this one."
    )


def test_an_organizations_trail_takes_a_place_as_any_other(check: Check) -> None:
    company = trail("company", "us-east-1", IsMultiRegionTrail=True, IsOrganizationTrail=True)
    ran = check(empty(*[trail(f"old{n}", "eu-west-3") for n in range(4)], company))
    assert blockers(ran) == ["trail-count"]


def test_trails_that_were_listed_and_could_not_be_described_block_nothing(check: Check) -> None:
    sky = empty(*[trail(f"old{n}", "eu-west-3") for n in range(3)], trail("a", HOME), trail("b", "us-east-1"))
    sky.refusals["DescribeTrails"] = "refused"
    ran = check(sky)
    assert blockers(ran) == []
    assert one(ran, "trail-count")["state"] == "unknown"
    assert one(ran, "trail-count")["text"].endswith(
        "eu-west-3 has at least 3 of at most 5 trails, and 5 if each of them is for every region."
    )


def test_the_own_trail_takes_no_further_place(check: Check, project: ProjectFolder) -> None:
    project.stack_file.write_text(OWN_FILE)
    own = trail("everyregion", HOME, IsMultiRegionTrail=True, S3BucketName=BUCKET)
    ran = check(account(*[trail(f"old{n}", "eu-west-3") for n in range(4)], own))
    assert (ran.code, blockers(ran)) == (0, [])
    assert one(ran, "log-bucket")["text"] == f"The log bucket {BUCKET} is there, and in use by everyregion."


@pytest.mark.parametrize(
    ("file", "bucket", "said"),
    [(OWN_FILE, "other", "it isn't this deployment's"), ("", BUCKET, "no stack file here describes it")],
)
def test_a_trail_of_the_same_name_that_is_not_ours_blocks(
    check: Check, project: ProjectFolder, file: str, bucket: str, said: str
) -> None:
    if file:
        project.stack_file.write_text(file)
    ran = check(account(trail("everyregion", HOME, S3BucketName=bucket)))
    assert (ran.code, blockers(ran)) == (1, ["trail-name"])
    assert said in one(ran, "trail-name")["text"]


def test_a_bucket_name_that_others_have_blocks(check: Check) -> None:
    sky = account()
    sky.refusals["HeadBucket"] = "refused"
    ran = check(sky)
    assert (ran.code, blockers(ran)) == (1, ["log-bucket", "access-log-bucket"])
    assert one(ran, "log-bucket")["text"] == (
        f"The name {BUCKET} of the log bucket is taken by another account, and names are world-wide."
    )


def test_a_bucket_that_an_earlier_stack_kept_is_told(check: Check) -> None:
    ran = check(account())
    found = one(ran, "log-bucket")
    assert (ran.code, found["state"], found["blocks"]) == (0, "bad", False)
    assert "has to be adopted" in found["fix"]


def test_a_bucket_that_the_stack_takes_over_is_good(check: Check, project: ProjectFolder) -> None:
    kept = Adopted(ACCOUNT, HOME, log_bucket=AdoptedBucket(BUCKET))
    (project.path / "Pulumi.dev.adopted.json").write_text(as_text(kept))
    ran = check(account(), "--set", "accessLogs=false")
    assert (ran.code, one(ran, "log-bucket")["state"]) == (0, "good")
    assert one(ran, "log-bucket")["text"].endswith("is there, and this stack takes it over.")


def test_a_bucket_that_another_trail_writes_to_blocks(check: Check) -> None:
    ran = check(account(trail("company", HOME, S3BucketName=BUCKET)))
    assert (ran.code, blockers(ran)) == (1, ["log-bucket"])


def test_a_multi_region_trail_is_told_with_its_cost_and_blocks_nothing(check: Check) -> None:
    ran = check(empty(trail("company", "us-east-1", IsMultiRegionTrail=True)))
    found = one(ran, "second-copy")
    assert (ran.code, found["state"], found["blocks"]) == (0, "bad", False)
    assert "2.00 USD per 100,000 events" in found["text"]


def test_an_account_that_the_stack_file_is_not_for_blocks(check: Check, project: ProjectFolder) -> None:
    project.stack_file.write_text('config:\n  aws:allowedAccountIds: ["999988887777"]\n')
    ran = check(empty())
    assert (ran.code, blockers(ran)) == (1, ["account"])


CHINESE = {"Account": ACCOUNT, "Arn": ADA.replace("arn:aws:", "arn:aws-cn:")}


def test_credentials_of_another_partition_block(check: Check, project: ProjectFolder) -> None:
    project.environment["AWS_REGION"] = "cn-north-1"
    sky = empty(GetCallerIdentity=CHINESE, regions=("cn-north-1",))
    # AWS knows them in their own partition alone.
    sky.refusals[f"GetCallerIdentity in {HOME}"] = "expired"
    ran = check(sky)
    assert (ran.code, blockers(ran)) == (1, ["partition"])
    assert one(ran, "partition")["text"].startswith(
        "The credentials are for the partition aws-cn, but eu-west"
    )
    assert {probe["group"] for probe in ran.document["probes"]} == {"who", "engine"}


def test_a_home_region_that_is_not_enabled_blocks(check: Check) -> None:
    ran = check(empty(regions=("us-east-1", "us-west-2")))
    assert (ran.code, blockers(ran)) == (1, ["home-region"])


def test_a_region_that_a_policy_closes_blocks_and_names_the_setting(check: Check) -> None:
    sky = empty()
    sky.refusals["ListRules in ap-south-1"] = "closed"
    ran = check(sky)
    assert (ran.code, blockers(ran)) == (1, ["rules"])
    assert one(ran, "rules", "ap-south-1")["fix"].startswith("Name the region in alertSkipRegions")


def test_a_closed_region_that_is_skipped_is_not_asked(check: Check) -> None:
    sky = empty()
    sky.refusals["ListRules in ap-south-1"] = "closed"
    ran = check(sky, "--set", "alertSkipRegions=ap-south-1")
    assert (ran.code, "ListRules in ap-south-1" in sky.asked) == (0, False)


def test_a_plain_refusal_of_rules_is_unknown_not_bad(check: Check) -> None:
    sky = empty()
    sky.refusals["ListRules"] = "refused"
    ran = check(sky, json=False)
    assert ran.code == 4
    assert (
        "unknown  Not allowed: events:ListRules (AccessDeniedException) in ap-south-1, "
        "eu-west-3, us-east-1, eu-west-1. Whether rules can be made there isn't known."
    ) in " ".join(ran.out.split()).replace("unknown Not", "unknown  Not")


def test_a_missing_cli_blocks(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "look", lambda: Probe("bad", why="The `pulumi` command isn't on PATH"))
    ran = check(empty())
    assert (ran.code, blockers(ran)) == (1, ["pulumi"])


def test_a_backend_that_is_not_there_blocks(check: Check, project: ProjectFolder) -> None:
    project.environment["PULUMI_BACKEND_URL"] = "file:///nowhere/at/all"
    ran = check(empty())
    assert (ran.code, blockers(ran)) == (1, ["backend"])


def test_where_no_place_for_the_state_is_chosen_it_says_who_asks_for_one(
    check: Check, project: ProjectFolder
) -> None:
    project.environment.update(PULUMI_BACKEND_URL="", PULUMI_HOME=str(project.path))
    ran = check(empty())
    assert (ran.code, blockers(ran)) == (1, ["backend"])
    assert one(ran, "backend")["fix"] == f"Or `{wizard('deploy')}` asks for one."


def test_a_key_that_can_not_be_used_blocks(check: Check) -> None:
    arn = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1"
    sky = empty()
    sky.refusals["DescribeKey"] = "missing"
    ran = check(sky, "--set", "encryption=existing-key", "--set", f"kmsKeyArn={arn}")
    assert (ran.code, blockers(ran)) == (1, ["kmsKeyArn"])


def test_activity_in_a_region_that_is_not_approved_is_told(check: Check) -> None:
    def seen(region: str, _: Any) -> dict[str, Any]:
        return {"Events": [{"EventId": "1"}] if region == "ap-south-1" else []}

    ran = check(empty(LookupEvents=seen))
    found = one(ran, "activity", "ap-south-1")
    assert (ran.code, found["state"], found["blocks"]) == (0, "bad", False)
    assert found["text"] == "ap-south-1 isn't approved, and had 1 write event in the last 7 days."


def test_a_trail_that_delivers_nothing_is_told_with_what_s3_answers(check: Check) -> None:
    status = {"IsLogging": True, "LatestDeliveryError": "NoSuchBucket\x1b[2J"}
    ran = check(empty(trail("old", HOME), GetTrailStatus=status), json=False)
    assert r"old in eu-west-1 delivers nothing: S3 answers NoSuchBucket\x1b[2J." in " ".join(ran.out.split())
    assert "\x1b" not in ran.out


def test_a_trail_that_is_stopped_is_told_and_blocks_nothing(check: Check) -> None:
    ran = check(empty(trail("old", HOME), GetTrailStatus={"IsLogging": False}))
    found = one(ran, "trail")
    assert (ran.code, found["state"], found["blocks"]) == (0, "bad", False)
    assert found["text"] == "old in eu-west-1: single-region, STOPPED, to old-logs."


def test_one_region_that_hangs_is_unknown_and_holds_up_nothing(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "PATIENCE", 1.0)
    monkeypatch.setattr(gather, "_FOR_PARTS", 0.6)
    sky = empty()
    sky.refusals["ListRules in ap-south-1"] = "hangs"
    ran = check(sky)
    assert (ran.code, unknown(ran)) == (4, {"rules"})
    assert one(ran, "rules", "ap-south-1")["text"] == (
        "No answer in time: events:ListRules in ap-south-1. Whether rules can be made there isn't known."
    )
    assert one(ran, "rules", "eu-west-3")["state"] == "good"


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"expired"}))
def test_when_only_the_identity_is_known_the_rest_is_unknown_and_ends_four(check: Check, kind: str) -> None:
    sky = account()
    sky.refusals = {"*": kind, "GetCallerIdentity": ""}
    ran = check(sky)
    assert ran.code == 4
    assert unknown(ran) == {
        "organization", "enabled-regions", "trails", "trail-count", "trail-name", "log-bucket",
        "access-log-bucket", "rules",
    }  # fmt: skip
    assert all(probe["action"] for probe in ran.document["probes"] if probe["state"] == "unknown")
    assert check(sky, "--allow-unknown").code == 0


@pytest.mark.parametrize("operation", ["*", "ListRules in ap-south-1", "GetTrailStatus", "HeadBucket"])
def test_credentials_that_expire_meanwhile_end_three_with_one_message(check: Check, operation: str) -> None:
    sky = account(trail("old", HOME))
    # S3 says what it is only in the answer that has a body.
    sky.refusals = {operation: "expired", "GetCallerIdentity": "", "ListBuckets": "expired"}
    ran = check(sky, json=False)
    assert (ran.code, ran.out) == (3, "")
    assert ran.said.startswith("The AWS credentials have expired (ExpiredToken")
    assert ran.said.count("expired") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_identity_one_message_ends_three(check: Check, kind: str) -> None:
    ran = check(Sky(refusals={"*": kind}), json=False)
    assert (ran.code, ran.out) == (3, "")
    assert ran.said.endswith("Nothing could be looked at.")
    assert len(ran.err.splitlines()) <= 4


def test_settings_that_can_not_be_used_end_two_before_aws_is_asked(check: Check) -> None:
    sky = empty()
    ran = check(sky, "--set", "insights=maybe")
    assert (ran.code, sky.asked) == (2, [])


def test_ctrl_c_ends_one_hundred_and_thirty(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(gather, "side_by_side", interrupted)
    ran = check(empty(), json=False)
    assert (ran.code, ran.said) == (130, "Cancelled; nothing was changed.")
