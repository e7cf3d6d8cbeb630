"""What IAM calls the permission of a call."""

from __future__ import annotations

import pytest

from wizard.account.action_names import action_of


@pytest.mark.parametrize(
    ("service", "call", "action"),
    [
        ("s3", "list_objects_v2", "s3:ListBucket"),
        ("s3", "ListObjectsV2", "s3:ListBucket"),
        ("s3", "head_object", "s3:GetObject"),
        ("s3", "list_object_versions", "s3:ListBucketVersions"),
        ("s3", "delete_objects", "s3:DeleteObject"),
        ("lambda", "invoke", "lambda:InvokeFunction"),
        ("sqs", "delete_message_batch", "sqs:DeleteMessage"),
        (
            "organizations",
            "list_aws_service_access_for_organization",
            "organizations:ListAWSServiceAccessForOrganization",
        ),
        ("resourcegroupstaggingapi", "get_resources", "tag:GetResources"),
        ("cloudtrail", "describe_trails", "cloudtrail:DescribeTrails"),
    ],
)
def test_a_call_s_permission_is_named_as_iam_has_it(service: str, call: str, action: str) -> None:
    assert action_of(service, call) == action
