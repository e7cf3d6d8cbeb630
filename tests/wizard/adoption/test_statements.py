"""Statements that others wrote: what they are called, and that they go on meaning what they meant."""

from __future__ import annotations

from typing import Any

import pytest

from components import merging, policies
from components.names import Names
from tests.wizard.adoption.cases import ACCOUNT, BUCKET, HOME, READS, bucket, found, settings, with_policy
from wizard.adoption.make_plan import plan_trail
from wizard.adoption.statements import readers_of, statements_of, title, writers_of
from wizard.iam import Principal, Request, evaluate

NAMES = Names("acme", BUCKET, ACCOUNT, ACCOUNT, HOME, "aws")
ALICE = Principal.user("arn:aws:iam::444455556666:user/alice")
HOME_FOLDER = {**READS, "Resource": f"arn:aws:s3:::{BUCKET}/${{aws:username}}/*"}
TAGGED = {**READS, "Condition": {"StringLike": {"aws:PrincipalTag/team": ["${aws:username}", "x"]}}}
(TLS_ONLY,) = (
    one for one in policies.log_bucket(NAMES)["Statement"] if one["Sid"] == "DenyInsecureTransport"
)
EVERYTHING = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def may(policy: Any, key: str, team: str = "") -> bool:
    context = {"aws:SecureTransport": True, "aws:PrincipalTag/team": team}
    request = Request(ALICE, "s3:GetObject", f"arn:aws:s3:::{BUCKET}/{key}", context, ACCOUNT)
    return evaluate(request, resource_policy=policy, identity_policies=[EVERYTHING]).allowed


@pytest.mark.parametrize("version", [{}, {"Version": "2008-10-17"}, {"Version": "2012-10-17"}])
@pytest.mark.parametrize("statement", [HOME_FOLDER, TAGGED])
@pytest.mark.parametrize(
    ("key", "team"), [("alice/file", "alice"), ("${aws:username}/file", "${aws:username}")]
)
def test_a_kept_statement_lets_in_whom_it_let_in_whatever_its_version_was(
    version: dict[str, str], statement: dict[str, Any], key: str, team: str
) -> None:
    before = {**version, "Statement": [statement]}
    made = plan_trail(found(bucket(policy=before)), settings()).adopted.log_bucket
    assert made
    after = merging.policy(policies.log_bucket(NAMES), made.statements)
    assert after["Version"] == "2012-10-17"
    assert may(after, key, team) is may(before, key, team)


def test_the_older_version_lets_nobody_into_a_folder_of_their_own() -> None:
    old = {"Version": "2008-10-17", "Statement": [HOME_FOLDER]}
    assert not may(old, "alice/file")
    assert may({**old, "Version": "2012-10-17"}, "alice/file")


def test_what_a_deploy_wrote_isn_t_written_anew_once_more() -> None:
    once = statements_of({"Statement": [HOME_FOLDER]})
    assert statements_of({"Version": "2012-10-17", "Statement": once}) == once


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}, "Action": "s3:*"},
            "denies everybody but arn:aws:iam::1:root s3:*",
        ),
        (
            {"Effect": "Deny", "Principal": "*", "NotAction": ["s3:GetObject", "s3:ListBucket"]},
            "denies everybody everything but s3:GetObject, s3:ListBucket",
        ),
        (
            {"Sid": "Siem", "Effect": "Allow", "Principal": {"AWS": ["1", "2"]}, "Action": "s3:Get*"},
            "Siem: allows 1, 2 s3:Get*",
        ),
    ],
)
def test_a_statement_is_called_by_what_it_does(statement: dict[str, Any], said: str) -> None:
    assert title(statement) == said


def test_calls_without_tls_that_are_denied_already_are_no_change() -> None:
    deny = {**TLS_ONLY, "Sid": "TlsOnly"}
    assert plan_trail(found(with_policy(deny)), settings(insights="none")).changes == (
        f"{BUCKET}: only AWS services may put files where CloudTrail's lie, no person or role",
    )
    assert plan_trail(found(with_policy(READS)), settings(insights="none")).changes == (
        f"{BUCKET}: calls without TLS are denied, to everybody",
        f"{BUCKET}: only AWS services may put files where CloudTrail's lie, no person or role",
    )


_LOGS = "arn:aws:s3:::acme-logs/AWSLogs/"


@pytest.mark.parametrize(
    ("statement", "readers", "writers"),
    [
        ({"Principal": {"AWS": "1"}, "Action": "s3:Get?bject"}, ["1"], []),
        ({"Principal": {"AWS": "*"}, "Action": ["S3:*OBJECT"]}, ["everybody"], ["everybody"]),
        ({"Principal": {"AWS": "1"}, "Action": "s3:PutObjectAcl"}, [], []),
        ({"Principal": {"AWS": "1"}, "Action": "s3:P*t"}, [], ["1"]),
        ({"Principal": {"AWS": "1"}, "NotAction": "s3:GetObject*"}, [], ["1"]),
        ({"Principal": {"AWS": "1"}, "NotAction": "s3:DeleteBucket"}, ["1"], ["1"]),
        (
            {"Principal": {"CanonicalUser": "7", "Service": "config.amazonaws.com"}, "Action": "*"},
            ["7"],
            ["7"],
        ),
        ({"NotPrincipal": {"AWS": "1"}, "Action": "s3:*"}, ["everybody but 1"], ["everybody but 1"]),
        ({"Principal": "*", "Action": "s3:*", "Effect": "Deny"}, [], []),
    ],
)
def test_who_reads_and_writes_hangs_on_no_spelling(
    statement: dict[str, Any], readers: list[str], writers: list[str]
) -> None:
    made = {"Effect": "Allow", "Resource": "arn:aws:s3:::acme-logs/*", **statement}
    assert (readers_of(made), writers_of(made, _LOGS)) == (readers, writers)
    without = {key: value for key, value in made.items() if key != "Resource"}
    assert writers_of({**without, "NotResource": "arn:aws:s3:::acme-logs/x/*"}, _LOGS) == writers
