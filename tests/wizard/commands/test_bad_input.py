"""What people really get wrong, through the real command: one message with the fix, exit 2, no byte new."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, project_folder

BEFORE = b"# ours\nconfig:\n    aws:region:   eu-west-1\n    everyregion:approvedRegions: [eu-west-1]\n"
# Bad answers end before AWS is asked, so none of these tests needs one.
NOBODY = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    folder = project_folder(tmp_path, **NOBODY)
    folder.stack_file.write_bytes(BEFORE)
    return folder


def refused(project: ProjectFolder, *words: str, content: bytes = BEFORE, as_a_process: bool = False) -> str:
    """What the command said; it ended 2, explained itself in one message and touched nothing."""
    names = project.names()
    run = project.wizard if as_a_process else project.inside
    ran = run("--defaults", "--yes", *words)
    assert (ran.code, ran.out) == (2, ""), ran.err
    assert project.stack_file.read_bytes() == content
    assert project.names() == names
    assert "Traceback" not in ran.err
    return ran.said


WRONG_ANSWERS = {
    "approvedRegions=us-eats-1,us-gov-west-1": (
        '"us-eats-1" isn\'t an AWS region. Nothing could be made or watched there. Did you mean us-east-1?',
        "us-gov-west-1 belongs to the partition aws-us-gov, but the home region eu-west-1 to aws.",
        "Remove us-gov-west-1.",
        "the home region eu-west-1 isn't on the list.",
        "Add eu-west-1.",
    ),
    "dataEvents=AWS::S3::Object=production-data,AWS::S3::Object=arn:aws:s3:::production-data": (
        '"AWS::S3::Object=production-data" isn\'t a resource type with the beginning of an ARN.',
        "Write AWS::S3::Object, AWS::S3::Object=arn:aws:s3:::bucket/prefix/ or !arn:aws:s3:::bucket/.",
        "lacks the slash after the bucket's name. It also matches production-data-backup",
        "Write AWS::S3::Object=arn:aws:s3:::production-data/ for one bucket.",
    ),
    "expireAfterDays=100": (
        "it is 100, but files move to GLACIER_IR after 90 days",
        "Raise expireAfterDays to 180 or more",
    ),
    "alertEmails=ops team@example.com": (
        '"ops team@example.com" isn\'t an email address. Alerts to it would be lost.',
        "without spaces",
    ),
    "logBucketName=Company_Logs": (
        "holds a character other than lower-case letters",
        "S3 would refuse the bucket.",
    ),
    "insigts=none": ("insigts (command line): there is no such setting.", "Did you mean insights?"),
    "everyregion:kmsKeyArm=x": (
        "kmsKeyArm (command line): there is no such setting.",
        "Did you mean kmsKeyArn?",
    ),
    "insights=sometimes": ('"sometimes" isn\'t one of both, call-rate, error-rate, none.',),
    "archiveAfterDays=soon": ('"soon" isn\'t a whole number. Write a whole number from 1 to 36500.',),
    "retainLogs=maybe": ('"maybe" is neither true nor false. Write true or false.',),
    "alertSkipRegions=[us-west-1": ("isn't valid JSON",),
    "scope=everyone": ('"everyone" isn\'t one of account, organization.',),
    "trailName=x\x1b[2Jy": (r"x\x1b[2Jy",),
}


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the command says to all of these answers together."""
    folder = project_folder(tmp_path_factory.mktemp("wrong"), **NOBODY)
    folder.stack_file.write_bytes(BEFORE)
    words = (word for answer in WRONG_ANSWERS for word in ("--set", answer))
    return refused(folder, *words, as_a_process=True)


@pytest.mark.parametrize("answer", WRONG_ANSWERS)
def test_a_wrong_answer_is_explained_with_its_fix(all_at_once: str, answer: str) -> None:
    for part in WRONG_ANSWERS[answer]:
        assert part in all_at_once


def test_no_control_sequence_of_an_answer_reaches_the_terminal(all_at_once: str) -> None:
    assert "\x1b" not in all_at_once


def test_a_home_region_that_does_not_exist_is_explained(project: ProjectFolder) -> None:
    assert 'aws:region (command line): "eu-wset-1" isn\'t an AWS region. Did you mean eu-west-1?' in refused(
        project, "--set", "aws:region=eu-wset-1"
    )


def test_an_expiry_under_the_lock_is_explained(project: ProjectFolder) -> None:
    message = refused(project, "--set", "objectLock=governance", "--set", "expireAfterDays=200")
    assert "it is 200, but objectLockDays is 365." in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: 1\nb: [1, 2\nc: 3\n", "line 3, column 2"),
        (b"insights: none\ninsights: both\n", 'line 2, column 1: the key "insights" appears twice'),
        (b"insights:\n\t- x\n", "line 2, column 1: there is a tab; indent with spaces"),
        (b"insights: " + b"x" * 10_000_000, "is larger than 250 KB"),
        (b"insights: n\0ne\n", "line 1, column 12: there is a NUL byte"),
        ("insights: none\n".encode("utf-16"), "is UTF-16. Save it as UTF-8."),
        (b"insights: \xff\n", "line 1, column 11: there is a byte that isn't UTF-8"),
        (
            b"insigts: none\n",
            "insigts (answers.yaml): there is no such setting. It would do nothing. Did you mean insights?",
        ),
        (b"approvedRegions: [[a]]\n", "it holds a list or map inside another."),
        (b"alertEmails: {secure: AAAB}\n", "it is encrypted for another stack."),
    ],
)  # fmt: skip
def test_an_answers_file_that_is_no_good_is_explained(
    project: ProjectFolder, content: bytes, said: str
) -> None:
    path = project.path / "answers.yaml"
    path.write_bytes(content)
    assert said in refused(project, "--answers", "answers.yaml")
    assert path.read_bytes() == content


def test_an_answers_file_that_is_not_there_is_named(project: ProjectFolder) -> None:
    assert "There is no file answers.yaml." in refused(project, "--answers", "answers.yaml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"config:\n  a:b: [1, 2\n  c:d: 1\n", "Pulumi.dev.yaml, line 3, column 6"),
        (b"config:\n  a:b: 1\n  a:b: 2\n", 'Pulumi.dev.yaml, line 3, column 3: the key "a:b" appears twice'),
        (b"config:\n\ta:b: 1\n", "Pulumi.dev.yaml, line 2, column 1: there is a tab"),
        (b"config: {a:b: " + b"x" * 10_000_000 + b"}\n", "Pulumi.dev.yaml is larger than 250 KB"),
        (b"config:\n  a:b: \0\n", "Pulumi.dev.yaml, line 2, column 8: there is a NUL byte"),
        ("config:\n".encode("utf-16"), "Pulumi.dev.yaml is UTF-16"),
        (b"config:\n  a:b: \xe9\n", "Pulumi.dev.yaml, line 2, column 8: there is a byte that isn't UTF-8"),
        (
            b"config:\n  aws:region: eu-west-1\n  everyregion:insigts: none\n",
            "insigts (Pulumi.dev.yaml): there is no such setting. It would do nothing. Did you mean "
            "insights?",
        ),
        (
            b"config:\n  aws:region: eu-west-1\n  everyregion:expireAfterDays: 100\n",
            "expireAfterDays (Pulumi.dev.yaml): it is 100, but files move",
        ),
        (b"config: text\n", "`config:` isn't a map of keys and values."),
        (b"just text\n", "doesn't hold keys and values."),
    ],
)  # fmt: skip
def test_a_stack_file_that_is_no_good_is_explained(project: ProjectFolder, content: bytes, said: str) -> None:
    project.stack_file.write_bytes(content)
    assert said in refused(project, content=content)


def test_a_secret_cannot_be_set_over(project: ProjectFolder) -> None:
    content = BEFORE + b"    everyregion:alertEmails: {secure: AAAB}\n"
    project.stack_file.write_bytes(content)
    message = refused(project, "--set", "alertEmails=ops@example.com", content=content)
    assert "`pulumi config set --secret everyregion:alertEmails`" in message


def test_two_home_regions_are_one_too_many(project: ProjectFolder) -> None:
    message = refused(project, "--region", "eu-west-1", "--set", "aws:region=us-east-1")
    assert '--region says eu-west-1, --set "us-east-1". Keep one.' in message


def test_an_unknown_option_is_named(project: ProjectFolder) -> None:
    assert "There is no option --alow-second-trail." in refused(project, "--alow-second-trail")


def test_an_unknown_command_is_named(project: ProjectFolder) -> None:
    ran = project.inside("destory")
    assert (ran.code, ran.out) == (2, "")
    assert "destory" in ran.said


def test_a_folder_without_a_project_is_named(tmp_path: Path) -> None:
    folder = project_folder(tmp_path)
    (folder.path / "Pulumi.yaml").unlink()
    ran = folder.inside("--defaults", "--yes", "--region", "eu-west-1")
    assert ran.code == 2
    assert f"There is no Pulumi.yaml in {folder.path} or above it" in ran.said


@pytest.mark.parametrize("command", ["review", "rehearse"])
def test_other_commands_refuse_a_bad_answer_in_the_same_words(project: ProjectFolder, command: str) -> None:
    ran = project.inside(command, "--defaults", "--set", "approvedRegions=eu-west-1,us-eats-1")
    assert (ran.code, ran.out) == (2, "")
    assert 'approvedRegions (command line): "us-eats-1" isn\'t an AWS region.' in ran.said


@pytest.mark.parametrize("port", ["70000", "-1", "http"])
def test_a_port_that_is_none_is_refused(project: ProjectFolder, port: str) -> None:
    ran = project.inside("rehearse", "--defaults", "--serve", port)
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize("entry", ["AWS::S3::object", "AWS::S3::Bucket", "S3"])
def test_a_resource_type_that_was_meant_is_named(project: ProjectFolder, entry: str) -> None:
    said = refused(project, "--set", f"dataEvents={entry}")
    assert f'"{entry}" isn\'t a resource type that CloudTrail records.' in said
    assert "Did you mean AWS::S3::Object?" in said
