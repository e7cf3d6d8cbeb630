"""`python -m wizard rehearse` as a process of its own: nothing leaves it, nothing of the user's changes."""

from __future__ import annotations

import functools
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.readme import block
from tests.wizard.command import ProjectFolder, Ran, project_folder

pytestmark = pytest.mark.long

STACK_FILE = """\
config:
  acme-audit:trailName: acme
  acme-audit:alertEmails: {secure: AAAB}
  everyregion:trailName: not-ours
"""


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    project = project_folder(tmp_path_factory.mktemp("rehearsed"))
    return project.inside("rehearse", "--defaults", "--json")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """A renamed project with a stack file of its own and a profile that has a region."""
    parent = tmp_path_factory.mktemp("own")
    (parent / "aws-config").write_text("[profile audit]\nregion = eu-west-3\n")
    project = project_folder(parent, "acme-audit")
    project.stack_file.write_text(STACK_FILE)
    return project


@dataclass(frozen=True)
class Served(Ran):
    """A rehearsal that was left up for a while; url: where; trails, caller: what a client found there;
    refused: what it got for calls that the emulator lacks; verified: what `verify` said of it."""

    url: str = ""
    trails: tuple[str, ...] = ()
    caller: str = ""
    plain: int = 0
    refused: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    verified: Ran = field(default_factory=lambda: Ran(0, "", ""))


# Calls that the emulator lacks, by protocol; what AWS answers to one that a service doesn't have.
LACKING = {
    "json": ("cloudtrail", "list_dashboards", 400, "UnknownOperationException"),
    "query": ("elasticache", "describe_serverless_caches", 400, "InvalidAction"),
    "ec2": ("ec2", "describe_fpga_images", 400, "InvalidAction"),
    "rest-json": ("lambda", "list_capacity_providers", 404, "UnknownOperationException"),
    "rest-xml": ("cloudfront", "list_continuous_deployment_policies", 404, "UnknownOperationException"),
    "a whole service, json": ("lightsail", "get_instances", 400, "UnknownOperationException"),
    "a whole service, rest-json": ("grafana", "list_workspaces", 404, "UnknownOperationException"),
    "cbor or json": ("cloudwatch", "describe_anomaly_detectors", 400, "UnknownOperationException"),
}


def _refused(client: Callable[[str], Any], service: str, operation: str) -> tuple[int, str, str]:
    """Status, code and message that boto3 reads out of the answer."""
    try:
        answer = getattr(client(service), operation)()
    except ClientError as error:
        found = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return status, found["Code"], found["Message"]
    return 200, "", str(answer)


@pytest.fixture(scope="module")
def read(own: ProjectFolder) -> Served:
    """What a person reads of its rehearsal, left up with --serve until Ctrl-C."""
    with own.left_up("rehearse", "--defaults", "--profile", "audit") as up:
        client = functools.partial(
            boto3.client, endpoint_url=up.url, region_name="us-east-2", aws_session_token="",
            aws_access_key_id="rehearsal", aws_secret_access_key="rehearsal",
        )  # fmt: skip
        trails = client("cloudtrail").describe_trails()["trailList"]
        caller = client("sts").get_caller_identity()["Arn"]
        plain = _status(up.url)
        refused = {
            protocol: _refused(client, service, operation)
            for protocol, (service, operation, *_) in LACKING.items()
        }
        variables = {
            "AWS_ENDPOINT_URL": up.url, "AWS_REGION": "us-east-2",
            "AWS_ACCESS_KEY_ID": "rehearsal", "AWS_SECRET_ACCESS_KEY": "rehearsal",
        }  # fmt: skip
        asked = replace(own, environment={**own.environment, **variables})
        verified = asked.wizard("verify", "--all-trails", "--integrity", "24h", "--json")
        ran = up.interrupt()
    names = tuple(trail["TrailARN"] for trail in trails)
    return Served(ran.code, ran.out, ran.err, up.url, names, caller, plain, refused, verified)


def _status(url: str) -> int:
    """What an unsigned request gets."""
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_json_is_one_document_read_back_from_the_emulated_account(rehearsed: Ran) -> None:
    assert (rehearsed.code, rehearsed.err) == (0, "")
    found = rehearsed.document
    assert next(iter(found)) == "schema"
    assert found["schema"] == "everyregion/rehearse/1"
    assert {key: found["trail"][key] for key in ("isMultiRegion", "isLogging", "logFileValidation")} == {
        "isMultiRegion": True,
        "isLogging": True,
        "logFileValidation": True,
    }
    assert found["providers"] == 1
    assert found["emulated"]


def test_watched_regions_are_the_enabled_ones_without_the_approved(rehearsed: Ran) -> None:
    found = rehearsed.document
    assert found["alert"]["watchedRegions"] == sorted(set(found["regions"]) - {"us-east-1"})
    assert len(found["alert"]["watchedRegions"]) == 16


def test_each_source_s_drill_brings_its_alert(rehearsed: Ran) -> None:
    drills = rehearsed.document["drills"]
    assert [(one["source"], one["region"], one["call"]["event"], one["alerted"]) for one in drills] == [
        ("rules", "ap-northeast-1", "CreateKeyPair", True),
        ("delivered-logs", "ap-northeast-1", "CreateKeyPair", True),
    ]
    assert [one["alert"]["group"]["sources"] for one in drills] == [["rules"], ["delivered-logs"]]
    assert drills[0]["alert"]["subject"].startswith("Everyregion DRILL: CreateKeyPair in ap-northeast-1")


def test_the_drill_s_reader_is_named_among_what_is_emulated_and_gone_again(rehearsed: Ran) -> None:
    assert (
        "the alert's reader: one is subscribed for the drill, since the settings name nobody"
        in (rehearsed.document["emulated"])
    )
    assert rehearsed.document["alert"]["subscriptions"] == []


def test_what_is_left_up_says_what_to_do_with_it_and_that_nothing_runs_there(read: Served) -> None:
    said = " ".join(read.err.partition("The emulated account")[2].split())
    assert "Nothing runs in it by itself, so that a drill there brings no alert." in said
    assert f"export AWS_ENDPOINT_URL={read.url} " in said
    assert said.index("python -m wizard check") < said.index("aws cloudtrail describe-trails")
    assert "python -m wizard verify --all-trails" in said


def test_what_is_left_up_has_its_first_hours_behind_it(read: Served) -> None:
    found = read.verified.document
    assert [one for one in found["results"] if one["state"] != "passed"] == []
    assert read.verified.code == 0
    files = sum(chain["logFiles"] for chain in found["integrity"]["chains"])
    assert files > 0


def test_an_hour_later_verify_passes_everything(rehearsed: Ran) -> None:
    found = rehearsed.document["verify"]
    assert found["verdict"].startswith("Everything is as it should be: ")
    assert (found["checks"]["failed"], found["checks"]["unknown"], found["amiss"]) == (0, 0, [])


def test_a_person_reads_trail_regions_path_drill_and_what_was_emulated(read: Served) -> None:
    assert read.code == 0, read.err
    text = " ".join(read.out.split())
    for part in (
        "acme is logging: arn:aws:cloudtrail:eu-west-3:123456789012:trail/acme",
        "Regions that show it logging: 17 of 17 enabled",
        "Watched by rules: 16 regions",
        "| Subject: Everyregion DRILL: CreateKeyPair in ap-northeast-1",
        "Emulated here",
        "By rules: CreateKeyPair was called in ap-northeast-1 (Asia Pacific (Tokyo)) as a dry run; at the",
    ):
        assert part in text


def test_the_alert_that_is_shown_is_the_drill_s_own(read: Served) -> None:
    quoted = [line.removeprefix("    | ") for line in read.out.splitlines() if line.startswith("    | ")]
    group = quoted.index("...") + 1
    assert re.match(
        r"2\. DRILL [0-9a-f]{12} by the log files: CreateKeyPair \(ec2.amazonaws.com\)", quoted[group]
    )
    assert [line.split()[0] for line in quoted[group + 1 : -1]] == ["Who", "Where", "From", "When", "How"]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The lines that `make try` prints in a fresh clone, with nobody there to ask."""
    project = project_folder(tmp_path_factory.mktemp("tried"), COLUMNS="80")
    return project.inside("rehearse", "--defaults").out.splitlines()


def test_the_last_that_is_read_is_what_came_of_it_and_what_to_do_now(tried: list[str]) -> None:
    headings = [line for line in tried if re.match("[A-Z][a-z ]+$", line)]
    assert headings[-4:] == ["Emulated here", "Drill", "To think about", "What you can do now"]
    assert tried[-2].endswith("python -m wizard` looks at your own account, asks the same and writes the")
    assert tried[-1] == "    stack file"


def _masked(text: str) -> str:
    """Without what differs from run to run: ids and times."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "KEY-ID", text)
    text = re.sub(r"DRILL [0-9a-f]{12}", "DRILL ID", text)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME", text)


def test_the_readme_shows_what_it_prints(tried: list[str]) -> None:
    printed = _masked("\n".join(tried))
    shown = block("Try it: no account, no cost").removeprefix("$ make try\n")
    parts = [part.strip("\n") for part in shown.split("\n...\n")]
    assert len(parts) == 2
    assert [part for part in parts if _masked(part) not in printed] == []


def test_progress_goes_to_stderr_one_line_a_component(read: Served) -> None:
    lines = [line for line in read.err.splitlines() if line.startswith("Making")]
    assert "Making trail" in lines
    assert len(lines) == len(set(lines))


def test_the_users_stack_file_is_not_touched_and_that_is_said(own: ProjectFolder, read: Served) -> None:
    assert own.stack_file.read_text() == STACK_FILE
    assert own.names() == {"Pulumi.yaml", "Pulumi.dev.yaml"}
    assert "isn't touched" in " ".join(read.out.split())


def test_a_renamed_projects_own_keys_count(read: Served) -> None:
    assert "trail/acme" in read.out


def test_the_home_region_comes_from_the_profile_when_nothing_else_names_one(read: Served) -> None:
    assert "arn:aws:cloudtrail:eu-west-3:" in read.out


def test_a_secret_setting_takes_its_default_and_that_is_said(read: Served) -> None:
    assert "can't be read here and take their defaults: alertEmails." in " ".join(read.out.split())


def test_a_misspelt_region_ends_two_and_is_suggested_before_anything_is_deployed(
    tmp_path: Path,
) -> None:
    ran = project_folder(tmp_path).inside("rehearse", "--defaults", "--set", "approvedRegions=us-eats-1")
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean us-east-1?" in ran.said
    assert "Making" not in ran.err


def test_without_an_alert_there_is_nothing_to_drill(tmp_path: Path) -> None:
    ran = project_folder(tmp_path).inside("rehearse", "--defaults", "--set", "regionAlert=[]")
    assert ran.code == 0, ran.err
    assert "There is nothing to drill. The region alert is off" in " ".join(ran.out.split())


def test_other_tools_find_the_trail_in_the_served_account(read: Served) -> None:
    assert read.trails == ("arn:aws:cloudtrail:eu-west-3:123456789012:trail/acme",)
    assert read.caller == "arn:aws:iam::123456789012:user/rehearsal"


def test_the_served_account_is_on_the_loopback_and_takes_signed_requests_only(read: Served) -> None:
    assert read.plain == 403
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", read.url)


def test_control_c_ends_the_served_account_with_good(read: Served) -> None:
    assert read.code == 0
    assert read.err.splitlines()[-1] == "The emulated account is gone."


def test_a_taken_port_ends_two_before_anything_is_deployed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = project_folder(tmp_path).inside("rehearse", "--defaults", "--serve", str(port))
    assert (ran.code, ran.out) == (2, "")
    assert f"Port {port} on 127.0.0.1 is taken." in ran.said


def test_a_tag_without_a_value_rehearses(tmp_path: Path) -> None:
    ran = project_folder(tmp_path).inside("rehearse", "--defaults", "--json", "--set", "tags=Name=")
    assert (ran.code, ran.document["schema"]) == (0, "everyregion/rehearse/1"), ran.err


@pytest.mark.parametrize("protocol", LACKING)
def test_a_call_that_the_emulator_lacks_gets_awss_own_error(read: Served, protocol: str) -> None:
    _, _, status, code = LACKING[protocol]
    found = read.refused[protocol]
    assert found[:2] == (status, code)
    assert found[2].startswith("The emulated account has no ")


def test_the_page_of_an_hour_later_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    project = project_folder(tmp_path)
    page = tmp_path / "rehearsal.html"
    ran = project.inside("rehearse", "--defaults", "--html", str(page))
    assert ran.code == 0
    assert f"The page: {page}" in " ".join(ran.out.split())
    text = page.read_text("utf-8")
    assert "17 of 17 enabled regions proved to be covered." in text


def test_a_page_that_could_not_be_written_is_said_before_anything_is_deployed(
    tmp_path: Path,
) -> None:
    project = project_folder(tmp_path)
    (tmp_path / "notes").write_text("mine")
    ran = project.inside("rehearse", "--defaults", "--html", str(tmp_path / "notes"))
    assert (ran.code, ran.out) == (2, "")
    assert (tmp_path / "notes").read_text() == "mine"
