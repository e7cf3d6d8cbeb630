"""Stack files that an editor, a script or an older release left odd: one sentence, exit 2, and no change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, project_folder

BASE = "config:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]\n"
COMMANDS = ("review", "verify", "preview --yes", "deploy", "--defaults --yes", "check")
BOOLEAN, INSIGHTS = "neither true nor false", "isn't one of both, call-rate, error-rate, none."
DEEP = "it holds a list or map inside another. No setting does. Write a plain list or map."
TWICE = "appears twice; remove one of the two."


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    """Nothing here comes as far as AWS."""
    return project_folder(tmp_path, AWS_ENDPOINT_URL="http://127.0.0.1:9")


def entries(number: int) -> str:
    return "[" + ", ".join(f"AWS::S3::Object=arn:aws:s3:::b{n}/" for n in range(number)) + "]"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("dataEvents", "7", '"7" isn\'t a list.'),
        ("dataEvents", "true", '"true" isn\'t a list.'),
        ("dataEvents", "{a: b}", '{"a": "b"} isn\'t a list.'),
        ("dataEvents", "[null]", "an item has nothing in it. Remove it."),
        ("dataEvents", "[1, 2]", 'the item "1" isn\'t text. Put it in quotes.'),
        ("dataEvents", "[[a]]", DEEP),
        ("dataEvents", "[{a: b}]", DEEP),
        ("dataEvents", "{a: {b: [c]}}", DEEP),
        ("dataEvents", '["AWS::S3::\u00d6bject"]', "isn't a resource type that"),
        ("dataEvents", '["\u202eAWS::S3::Object"]', "is empty or holds a control character. Remove it."),
        ("dataEvents", '["AWS::S3::Object=arn:aws-cn:s3:::b/"]', "names the partition aws-cn"),
        ("dataEvents", '["AWS::S3::Object=arn:aws:lambda:eu-west-1:123456789012:f"]', "isn't an ARN of"),
        ("dataEvents", f'["AWS::S3::Object=arn:aws:s3:::{"x" * 2048}/"]', "CloudTrail takes 2,048."),
        ("dataEvents", entries(1001), "there are 1,001 items. Write at most 1,000."),
        ("dataEvents", entries(10_000), "is larger than 250 KB"),
        ("cisAlarms", '""', BOOLEAN), ("cisAlarms", "7", BOOLEAN), ("cisAlarms", "[true, false]", BOOLEAN),
        ("cisAlarms", "{a: {b: c}}", DEEP), ("cisAlarms", "true", "the alarms need cloudWatchLogs."),
        ("queries", "1.5", BOOLEAN), ("queries", "yes please", BOOLEAN), ("queries", "{a: b}", BOOLEAN),
        ("queries", "[null]", f"[null] is {BOOLEAN}"), ("queries", "2024-01-01", BOOLEAN),
        ("insights", '""', INSIGHTS), ("insights", "true", INSIGHTS), ("insights", "BOTH", INSIGHTS),
        ("insights", "[both, both]", f'["both", "both"] {INSIGHTS}'), ("insights", "[[a]]", DEEP),
        ("dataEvents", "[]\n  everyregion:dataEvents: [AWS::S3::Object]", TWICE),
        ("queries", "true\n  everyregion:queries: false", TWICE),
    ],
)  # fmt: skip
def test_an_odd_value_is_one_sentence_in_every_command(
    project: ProjectFolder, key: str, value: str, said: str
) -> None:
    text = f"{BASE}  everyregion:{key}: {value}\n"
    project.stack_file.write_text(text, "utf-8")
    for words in COMMANDS:
        ran = project.inside(*words.split())
        assert (ran.code, ran.out) == (2, ""), (words, ran.err)
        assert said in ran.said, words
        assert ran.said.count(" - ") <= 1, ran.said
        assert "Traceback" not in ran.err
    assert project.stack_file.read_text("utf-8") == text


@pytest.mark.parametrize("key", ["dataEvents", "cisAlarms", "queries", "insights"])
@pytest.mark.parametrize("value", ["null", "~", ""])
def test_a_key_with_nothing_behind_it_takes_its_default(project: ProjectFolder, key: str, value: str) -> None:
    """As Pulumi takes it, which knows no null."""
    project.stack_file.write_text(f"{BASE}  everyregion:{key}: {value}\n")
    plain = project.inside("review", "--json").document["settings"]
    project.stack_file.write_text(BASE)
    assert plain == project.inside("review", "--json").document["settings"]
