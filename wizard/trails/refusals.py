"""Why AWS refused to change a trail, and what to do about it. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html (Errors)
"""

from __future__ import annotations

from wizard.trails.fixes import Call

_POLICY = (
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html"
)
_MEANINGS = {
    "TrailNotFoundException": "the trail was deleted meanwhile. Look again.",
    "InsufficientS3BucketPolicyException": (
        f"the bucket's policy doesn't let CloudTrail write for this trail. Add what {_POLICY} asks for."
    ),
    "S3BucketDoesNotExistException": "the trail's bucket is gone. Make one, or name another.",
    "InsufficientEncryptionPolicyException": (
        "the policy of the KMS key or of the bucket doesn't let CloudTrail encrypt for this trail."
    ),
    "KmsKeyNotFoundException": "the KMS key doesn't exist, or isn't in the bucket's region.",
    "KmsKeyDisabledException": "the KMS key is disabled. Enable it.",
    "KmsException": "KMS refuses the key. Look at its state and policy.",
    "CloudTrailAccessNotEnabledException": (
        "CloudTrail has no trusted access in the organization. Its management account can enable it."
    ),
    "OrganizationNotInAllFeaturesModeException": "the organization isn't in all-features mode.",
    "NotOrganizationMasterAccountException": (
        "only the organization's management account or a delegated administrator may change this trail."
    ),
    "NoManagementAccountSLRExistsException": (
        "the management account lacks CloudTrail's service-linked role; enabling trusted access makes it."
    ),
    "InvalidEventSelectorsException": "AWS refuses the selectors. They hold at most 500 values in all.",
    "InvalidInsightSelectorsException": (
        "Insights need the events that they look at: call rates need writes, error rates reads or writes."
    ),
    "InvalidCloudWatchLogsRoleArnException": "CloudTrail can't use the role that writes to CloudWatch Logs.",
    "MaximumNumberOfTrailsExceededException": (
        "a region has five trails already, and shadow copies count. Delete one."
    ),
    "InvalidHomeRegionException": "a trail can be changed in its home region only.",
    "ConflictException": "somebody else is changing the trail right now. Try again in a minute.",
    "InsufficientDependencyServiceAccessPermissionException": (
        "the change needs a permission of another service too, such as reading organizations."
    ),
}


def why(error: Exception, call: Call) -> str:
    """The error of this call in a sentence or two."""
    from wizard.account.errors import code_of, trouble

    action = "".join(part.capitalize() for part in call.operation.split("_"))
    text = trouble(error, f"{call.service}:{action}", call.region).text.rstrip(".")
    meaning = _MEANINGS.get(code_of(error), "")
    return f"{text}: {meaning}" if meaning else f"{text}."
