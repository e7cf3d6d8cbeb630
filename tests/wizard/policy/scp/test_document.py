"""The policy's text, and that AWS takes it for every list of regions."""

from __future__ import annotations

import json

import pytest

from tests.wizard.policy.scp.cases import ACCOUNT, COMMERCIAL, HOME, settings, wanted
from wizard.policy.scp.document import document, minified, profile_problems, too_long

# As long as names of roles and users get in life: Identity Center's.
TWENTY = tuple(
    f"arn:aws:iam::{100000000000 + number}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Team{number}_*"
    for number in range(20)
)


def test_the_document_in_full_but_for_its_long_list() -> None:
    policy = document(wanted(settings("eu-central-1")))
    denies = policy["Statement"][0]
    assert "iam:*" in denies.pop("NotAction")
    assert policy == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DenyUnapprovedRegions",
                "Effect": "Deny",
                "Resource": "*",
                "Condition": {
                    "StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]},
                    "ArnNotLike": {
                        "aws:PrincipalARN": [
                            "arn:aws:iam::*:role/AWSControlTowerExecution",
                            "arn:aws:iam::*:role/stacksets-exec-*",
                            "arn:aws:iam::111122223333:role/everyregion-eu-west-1-alert-digest",
                            "arn:aws:iam::111122223333:role/everyregion-eu-west-1-alert-forward",
                        ]
                    },
                },
            },
            {
                "Sid": "KeepExemptRoles",
                "Effect": "Deny",
                "Action": ["iam:CreateRole", "iam:UpdateAssumeRolePolicy"],
                "Resource": [
                    "arn:aws:iam::*:role/AWSControlTowerExecution",
                    "arn:aws:iam::*:role/stacksets-exec-*",
                ],
                "Condition": {
                    "ArnNotLike": {
                        "aws:PrincipalARN": [
                            "arn:aws:iam::*:role/AWSControlTowerExecution",
                            "arn:aws:iam::*:role/stacksets-exec-*",
                        ]
                    }
                },
            },
        ],
    }


def test_profiles_of_bedrock_are_let_through_by_what_their_names_begin_with() -> None:
    policy = document(wanted(settings(), bedrock=("eu", "global")))
    assert policy["Statement"][0]["Condition"]["ArnNotLike"]["bedrock:InferenceProfileArn"] == [
        "arn:aws:bedrock:*:*:inference-profile/eu.*",
        "arn:aws:bedrock:*:*:inference-profile/global.*",
    ]


@pytest.mark.parametrize(
    ("home", "partition"),
    [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"), ("eusc-de-east-1", "aws-eusc")],
)
def test_arns_are_of_the_partition(home: str, partition: str) -> None:
    sources = ["delivered-logs"] if partition == "aws-cn" else ["rules"]
    exempt = document(wanted(settings(home=home, regionAlert=sources)))["Statement"][0]["Condition"][
        "ArnNotLike"
    ]
    assert {arn.split(":")[1] for arn in exempt["aws:PrincipalARN"]} == {partition}


def test_the_longest_list_of_each_number_of_regions_fits_with_twenty_exemptions() -> None:
    longest_first = sorted(COMMERCIAL, key=len, reverse=True)
    assert len(longest_first) >= 34
    sizes: list[int] = []
    for number in range(1, len(longest_first) + 1):
        home, *rest = longest_first[:number]
        # The longest name that a trail can have makes the longest names of roles.
        of = settings(*rest, home=home, trailName="t" * 128, logBucketName="logs")
        one = wanted(of, *TWENTY, bedrock=("apac", "global"))
        assert list(too_long(one)) == []
        sizes.append(len(minified(document(one))))
    assert max(sizes) <= 5120
    assert sizes == sorted(sizes)


def test_the_text_is_without_white_space_and_says_the_same() -> None:
    policy = document(wanted(settings()))
    assert not any(character.isspace() for character in minified(policy))
    assert json.loads(minified(policy)) == policy


def test_what_is_too_long_is_said_with_how_much() -> None:
    named = tuple(f"arn:aws:iam::{ACCOUNT}:role/{'x' * 60}{number:03}" for number in range(30))
    one = wanted(settings(*(region for region in COMMERCIAL if region != HOME)), *named)
    size = len(minified(document(one)))
    assert 5120 < size < 6000
    (problem,) = too_long(one)
    assert str(problem) == (
        f"--exempt: the policy takes {size:,} characters, {size - 5120:,} more than the 5,120 that AWS "
        "takes; those whom you exempt take 2,910 of them. AWS would refuse it. Exempt fewer: a * may stand "
        "for several names that begin alike."
    )


@pytest.mark.parametrize(
    "name", ["*", "eu.", "", "e", "EU", "eu*", "eu/../", "${aws:username}", "eu.anthropic"]
)
def test_what_begins_no_profiles_name_is_refused(name: str) -> None:
    (problem,) = profile_problems([name])
    assert problem.key == "--bedrock"


def test_the_beginnings_that_aws_uses_are_taken() -> None:
    assert list(profile_problems(["us", "eu", "apac", "jp", "au", "us-gov", "global"])) == []
