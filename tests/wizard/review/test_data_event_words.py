"""Data events as the review names them."""

from __future__ import annotations

import pytest

from wizard.review.data_event_words import in_words

S3, FUNCTION = "AWS::S3::Object", "AWS::Lambda::Function"
SHIP = "arn:aws:lambda:eu-west-1:111122223333:function:ship"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([], ""),
        ([S3], "S3: all"),
        ([f"{S3}=arn:aws:s3:::payments/", f"{S3}=arn:aws:s3:::ledger/2026/"], "S3: payments, ledger/2026/"),
        ([S3, "!arn:aws:s3:::tmp/", FUNCTION], "S3: all but tmp; Lambda: all"),
        ([f"{FUNCTION}=={SHIP}"], "Lambda: ship"),
        ([f"{FUNCTION}={SHIP}"], f"Lambda: {SHIP}..."),
        (["AWS::Quantum::Circuit", "what"], "AWS::Quantum::Circuit: all; what"),
        (
            [f"{S3}=arn:aws:s3:::b{n}/" for n in range(7)],
            "S3: b0, b1, b2, b3, b4 and 2 more",
        ),
    ],
)
def test_entries_are_named_by_service_and_name(entries: list[str], words: str) -> None:
    assert in_words(entries) == words
