"""Each resource type that the program makes is described once, and every room that needs to know it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.engine.interrupted.by_type import WAYS
from wizard.explain.resource_nouns import noun
from wizard.policy.actions import ACTIONS
from wizard.program.resource_types import TYPES, words_of
from wizard.rehearsal.makers.catalogue import maker_for

TESTS = Path(__file__).parents[2]
LINES = [
    line
    for file in ("urns.txt", "urns-organization.txt")
    for line in (TESTS / file).read_text("utf-8").splitlines()
]
MADE = sorted({line.split()[0] for line in LINES if line.startswith("aws:")})
each_type = pytest.mark.parametrize("token", MADE)


def test_the_table_has_what_the_program_makes_and_nothing_else() -> None:
    assert len(MADE) > 20
    assert sorted(TYPES) == MADE


@each_type
def test_a_type_is_described_under_its_own_token(token: str) -> None:
    assert TYPES[token].token == token


@each_type
def test_a_policy_knows_what_a_deploy_calls_for_it(token: str) -> None:
    services = [calls.service for calls in ACTIONS[token]]
    assert TYPES[token].service in services


@each_type
def test_an_interrupted_one_is_looked_for_or_made_again(token: str) -> None:
    assert (WAYS[token].find is None) == TYPES[token].put_again


@each_type
def test_the_rehearsal_can_make_it(token: str) -> None:
    assert maker_for(token).type == token


def test_nothing_else_has_calls_in_a_policy_or_a_way_after_an_interruption() -> None:
    assert sorted(ACTIONS) == MADE
    assert sorted(WAYS) == MADE


def test_what_people_call_it() -> None:
    assert noun("aws:kms/key:Key") == "KMS key"
    assert noun("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock") == "bucket public access block"
    assert noun("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration") == (
        "bucket encryption"
    )
    assert noun("aws:glue/job:Job") == words_of("aws:glue/job:Job") == "job"
