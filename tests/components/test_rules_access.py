"""Readers and tags."""

from __future__ import annotations

import pytest

from tests.components.cases import objections


@pytest.mark.parametrize(
    "reader",
    [
        "444455556666",
        "arn:aws:iam::444455556666:role/siem",
        "arn:aws:iam::444455556666:role/team/si+em=,.@_-",
    ],
)
def test_an_account_or_a_role_may_read(reader: str) -> None:
    assert objections(log_readers=(reader,)) == []


@pytest.mark.parametrize(
    "reader",
    [
        "*",
        "44445555666",
        "٤٤٤٤٥٥٥٥٦٦٦٦",
        "arn:aws:iam::444455556666:root",
        "arn:aws:iam::444455556666:role/*",
        "arn:aws:iam::*:role/siem",
        "arn:aws:iam::444455556666:user/siem",
        "arn:aws-cn:iam::444455556666:role/siem",
    ],
)
def test_no_other_reader_is_accepted(reader: str) -> None:
    assert objections(log_readers=(reader,)) == [
        f'logReaders: "{reader}" is neither an account id nor the ARN of a role in aws. '
        "The bucket policy would be refused, or open to more than you meant. "
        "Write 123456789012 or arn:aws:iam::123456789012:role/name."
    ]


def test_more_readers_than_a_queue_s_policy_holds_are_refused() -> None:
    readers = tuple(f"{number:012d}" for number in range(1, 42))
    assert objections(log_readers=readers[:40]) == []
    assert objections(log_readers=readers) == [
        "logReaders: there are 41 readers. A queue's policy takes 50 principals at most, some of them the "
        "services'. Name at most 40: a role that others may assume counts once."
    ]


@pytest.mark.parametrize(
    "tag",
    [
        ("Team", "Security"),
        ("cost centre:a/b=c", "12 + 3 @ x_y.z-"),
        ("Équipe", "Zoë"),
        ("n" * 128, "v" * 256),
        ("Empty", ""),
    ],
)
def test_a_tag_is_accepted(tag: tuple[str, str]) -> None:
    assert objections(tags=(tag,)) == []


@pytest.mark.parametrize(
    ("tag", "shown", "fault"),
    [
        (("", "v"), ": v", "is longer than AWS takes (name 1 to 128, value up to 256 characters)"),
        (
            ("n" * 129, ""),
            f"{'n' * 79}…",
            "is longer than AWS takes (name 1 to 128, value up to 256 characters)",
        ),
        (
            ("n", "v" * 257),
            f"n: {'v' * 76}…",
            "is longer than AWS takes (name 1 to 128, value up to 256 characters)",
        ),
        (("AWS:x", "v"), "AWS:x: v", "begins with aws:, which AWS keeps for itself"),
        (
            ("n", "a*b"),
            "n: a*b",
            "holds a character other than letters, digits, spaces and . : / = + - @ _",
        ),
        (
            ("n!", "v"),
            "n!: v",
            "holds a character other than letters, digits, spaces and . : / = + - @ _",
        ),
    ],
)
def test_a_tag_that_aws_does_not_take_is_refused(tag: tuple[str, str], shown: str, fault: str) -> None:
    assert objections(tags=(("Team", "Security"), tag)) == [
        f'tags: "{shown}" {fault}. Every resource with tags would be refused. Mend or remove it.'
    ]


def test_tags_that_differ_in_capitals_alone_are_refused_since_iam_takes_them_for_one() -> None:
    assert objections(tags=(("Team", "a"), ("team", "b"))) == [
        'tags: "Team: a" has the name of another tag, but for its capitals, and IAM takes both for one. '
        "Every resource with tags would be refused. Mend or remove it.",
        'tags: "team: b" has the name of another tag, but for its capitals, and IAM takes both for one. '
        "Every resource with tags would be refused. Mend or remove it.",
    ]


def test_more_tags_than_aws_takes_are_refused() -> None:
    tags = tuple((f"tag{number}", "x") for number in range(46))
    assert objections(tags=tags[:45]) == []
    assert objections(tags=tags) == ["tags: there are 46. AWS takes 50, S3 fewer. Use 45."]
