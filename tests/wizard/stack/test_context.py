"""Where answers come from, before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.failures import UsageFailure
from wizard.stack.answers import gather
from wizard.stack.context import region_of_profile
from wizard.stack.stack_file import StackFile

CONFIG = "[default]\nregion = eu-west-1\n[profile audit]\nregion=eu-west-3\n[profile bare]\noutput = json\n"


@pytest.mark.parametrize(
    ("profile", "environment", "region"),
    [
        ("", {}, "eu-west-1"),
        ("audit", {}, "eu-west-3"),
        ("", {"AWS_PROFILE": "audit"}, "eu-west-3"),
        ("", {"AWS_REGION": "us-east-2"}, "us-east-2"),
        ("", {"AWS_DEFAULT_REGION": "us-east-2"}, "us-east-2"),
        ("", {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-2"}, "us-east-1"),
        ("audit", {"AWS_REGION": "us-east-2"}, "eu-west-3"),
        ("bare", {"AWS_REGION": "us-east-2"}, "us-east-2"),
        ("bare", {}, ""),
        ("nowhere", {}, ""),
    ],
)
def test_the_profiles_region_is_read_without_boto3(
    tmp_path: Path, profile: str, environment: dict[str, str], region: str
) -> None:
    (tmp_path / "config").write_text(CONFIG)
    assert region_of_profile(profile, {"AWS_CONFIG_FILE": str(tmp_path / "config"), **environment}) == region


@pytest.mark.parametrize("content", [b"no section\n", b"\xff\xfe", b""])
def test_a_config_file_that_makes_no_sense_names_no_region(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config").write_bytes(content)
    assert region_of_profile("", {"AWS_CONFIG_FILE": str(tmp_path / "config")}) == ""


def stack_file(tmp_path: Path, text: str = "", project: str = "everyregion") -> StackFile:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(text)
    return StackFile.read(path, project)


def test_the_last_of_two_flags_counts(tmp_path: Path) -> None:
    found = gather(["insights=both", "insights=none"], "", "", stack_file(tmp_path))
    assert found.values == {"insights": "none"}


def test_the_home_region_may_come_as_a_flag_or_as_a_key(tmp_path: Path) -> None:
    assert gather([], "eu-west-1", "", stack_file(tmp_path)).home_region == "eu-west-1"
    assert gather(["aws:region=eu-west-1"], "", "", stack_file(tmp_path)).home_region == "eu-west-1"


def test_each_answer_knows_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("insights: none\n")
    file = stack_file(tmp_path, "config:\n  everyregion:scope: account\n")
    found = gather(["retainLogs=false"], "", str(tmp_path / "answers.yaml"), file)
    assert found.sources == {
        "scope": "Pulumi.dev.yaml",
        "insights": "answers.yaml",
        "retainLogs": "command line",
    }
    assert found.given == frozenset({"insights", "retainLogs"})


def test_answers_may_bear_the_projects_name(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("acme:insights: none\neveryregion:retainLogs: false\n")
    found = gather([], "", str(tmp_path / "answers.yaml"), stack_file(tmp_path, project="acme"))
    assert found.values == {"insights": "none", "retainLogs": False}


def test_another_stacks_file_gives_only_our_keys_and_no_account(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(
        "encryptionsalt: x\nconfig:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ['111122223333']\n"
        "  other:x: 1\n  everyregion:insights: none\n"
    )
    found = gather([], "", str(tmp_path / "Pulumi.prod.yaml"), stack_file(tmp_path))
    assert found.values == {"aws:region": "eu-west-1", "insights": "none"}


def test_a_secret_key_is_kept_out_of_the_answers_and_not_judged(tmp_path: Path) -> None:
    file = stack_file(
        tmp_path, "config:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: {secure: AAAB}\n"
    )
    found = gather([], "", "", file)
    assert (found.values, found.problems()) == ({"aws:region": "eu-west-1"}, [])


def test_an_alias_bomb_in_an_answers_file_is_refused_where_it_unfolds_to_too_much(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    (tmp_path / "answers.yaml").write_text("\n".join(levels) + "\nlogReaders: *a11\n")
    with pytest.raises(
        UsageFailure, match=r"answers\.yaml, line 4, column 45: there are more than 10,000 values"
    ):
        gather([], "", str(tmp_path / "answers.yaml"), stack_file(tmp_path))


def test_a_list_within_a_list_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("a: &a [x, x]\nlogReaders: [*a]\n")
    found = gather([], "", str(tmp_path / "answers.yaml"), stack_file(tmp_path))
    said = [str(fault) for fault in found.faults if fault.key.startswith("logReaders")]
    assert said == [
        "logReaders (answers.yaml): it holds a list or map inside another. No setting does. Write a plain "
        "list or map."
    ]
