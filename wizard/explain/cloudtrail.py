"""CloudTrail's error codes in this program's terms. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html, API_PutEventSelectors.html
"""

from __future__ import annotations

from collections.abc import Mapping

from components.command_line import wizard
from wizard.explain.any_service import AGAIN, GONE, ROLE_TOO_NEW, Words

_LINKED_ROLE = "`aws iam create-service-linked-role --aws-service-name cloudtrail.amazonaws.com`"
CLOUDTRAIL: Mapping[str, Words] = {
    "InsufficientS3BucketPolicy": (
        "The log bucket's policy doesn't let CloudTrail write this trail's files there.",
        "Run the same command again: it sets the policy first, and S3 takes a moment to apply it. If it is "
        "refused again, another tool rewrites that policy: stop it, or name the trail's ARN in its policy.",
    ),
    "InsufficientEncryptionPolicy": (
        "The key's policy doesn't let CloudTrail encrypt this trail's files, or the bucket's to write them.",
        "With kmsKeyArn, add to that key's policy what docs/existing-key.md shows; otherwise run the same "
        "command again, which sets the policy first.",
    ),
    "KmsKeyNotFound": (
        "There is no such KMS key in the log bucket's region.",
        "kmsKeyArn has to name a key in the home region, where the bucket is.",
    ),
    "InvalidKmsKeyId": (
        "That isn't the ARN of a KMS key that CloudTrail can use.",
        "kmsKeyArn has to be a key's ARN, in the home region, symmetric, and enabled.",
    ),
    "Kms": (
        "CloudTrail can't use the KMS key: it is disabled, or on its way to be deleted.",
        "Enable the key, or cancel its deletion, in the KMS console; then run the same command again.",
    ),
    "S3BucketDoesNotExist": (
        "The log bucket doesn't exist (any more).",
        GONE,
    ),
    "TrailAlreadyExists": (
        "The account has a trail of this name that isn't part of this stack.",
        f"Take it over (adoptTrail: its ARN), or choose another trailName. `{wizard('check')}` shows it.",
    ),
    "MaximumNumberOfTrailsExceeded": (
        "A region takes 5 trails, and the shadows of other regions' trails count.",
        f"Delete one that nobody needs, or take one over (adoptTrail). `{wizard('check')}` lists them.",
    ),
    "InvalidHomeRegion": (
        "A trail can be changed in its home region only, and that is another one.",
        f"Set aws:region to the trail's home region; `{wizard('check')}` names it.",
    ),
    "InvalidCloudWatchLogsRoleArn": ROLE_TOO_NEW,
    "InvalidCloudWatchLogsLogGroupArn": (
        "CloudTrail can't use that log group: it doesn't exist, or the role may not write to it.",
        AGAIN,
    ),
    "InvalidEventSelectors": (
        "CloudTrail doesn't take these event selectors.",
        "Correct dataEvents: a resource type that CloudTrail knows, at most 500 values over all.",
    ),
    "InvalidInsightSelectors": (
        "CloudTrail doesn't take these Insights on this trail.",
        "Set insights to call-rate, error-rate, both or none.",
    ),
    "InvalidTrailName": (
        "CloudTrail doesn't take this trail's name.",
        "trailName takes 3 to 128 letters, digits, periods, dashes and underscores.",
    ),
    "CloudTrailAccessNotEnabled": (
        "Trusted access isn't on: CloudTrail may not work in the organization's accounts.",
        "In the management account: `aws organizations enable-aws-service-access --service-principal "
        "cloudtrail.amazonaws.com`.",
    ),
    "OrganizationNotInAllFeaturesMode": (
        "The organization has only consolidated billing; a trail of an organization needs all features.",
        "Turn them on in the management account, under Organizations, Settings; every account has to agree.",
    ),
    "OrganizationsNotInUse": (
        "This account isn't part of an organization.",
        "Set scope to account, or use the credentials of the organization's management account.",
    ),
    "NotOrganizationMasterAccount": (
        "Only the management account, or a delegated administrator, can make a trail of the organization.",
        "Use the management account's credentials (--profile).",
    ),
    "NoManagementAccountSLRExists": (
        "The management account lacks CloudTrail's service-linked role.",
        f"Make it there: {_LINKED_ROLE}; then run the same command again.",
    ),
    "InsufficientDependencyServiceAccessPermission": (
        "CloudTrail may not work in the organization: the management account lacks its service-linked role, "
        "or these credentials lack rights in Organizations.",
        f"Make the role there: {_LINKED_ROLE}; or allow organizations:DescribeOrganization and "
        "organizations:ListAWSServiceAccessForOrganization.",
    ),
    "AccountRegistered": (
        "The account is a delegated administrator of CloudTrail already.",
        "Run the same command again: it takes over what is registered.",
    ),
    "AccountNotFound": (
        "The organization has no active account with this id.",
        "Set delegatedAdminAccountId to an account of the organization, or leave it out.",
    ),
    "CannotDelegateManagementAccount": (
        "That is the management account, which needs no delegation.",
        "Set delegatedAdminAccountId to a member account, or leave it out.",
    ),
    "DelegatedAdminAccountLimitExceeded": (
        "An organization takes 3 delegated administrators of CloudTrail, and has them.",
        "Leave delegatedAdminAccountId out, or take the delegation from one: `aws cloudtrail "
        "deregister-organization-delegated-admin --delegated-admin-account-id <account>`.",
    ),
    "NotOrganizationManagementAccount": (
        "Only the management account can register a delegated administrator.",
        "Use the management account's credentials (--profile), or leave delegatedAdminAccountId out.",
    ),
    "TrailNotFound": (
        "The trail was deleted meanwhile.",
        GONE,
    ),
    "cloudtrail:Conflict": (
        "CloudTrail is still at work on this trail.",
        "Wait a few minutes, then run the same command again.",
    ),
}

_POLICIES = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create"
# What to do instead about a trail in place, which may be anybody's: no deploy sets its policies.
_IN_PLACE = {
    "InsufficientS3BucketPolicy": (
        f"Add to it what {_POLICIES}-s3-bucket-policy-for-cloudtrail.html asks for."
    ),
    "InsufficientEncryptionPolicy": (
        f"Add to them what {_POLICIES}-kms-key-policy-for-cloudtrail.html asks for."
    ),
    "KmsKeyNotFound": "Name one that is there.",
    "S3BucketDoesNotExist": "Make it again, or name another.",
    "InvalidEventSelectors": "They hold at most 500 values in all.",
    "InvalidInsightSelectors": "Call rates need write events to be recorded, error rates reads or writes.",
    "Conflict": "Try again in a minute.",
    "TrailNotFound": "Look again.",
}


def why(error: Exception, action: str, region: str) -> str:
    """What AWS said to a change of a trail in place, and what to do about it, in a sentence or two.

    action: the one that was refused, such as cloudtrail:UpdateTrail.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html (Errors)
    """
    from wizard.account.errors import code_of, trouble

    text = trouble(error, action, region).text.rstrip(".")
    code = code_of(error).removesuffix("Exception")
    known = CLOUDTRAIL.get(code) or CLOUDTRAIL.get(f"cloudtrail:{code}")
    if known is None:
        return f"{text}."
    meaning, advice = known
    return f"{text}: {meaning} {_IN_PLACE.get(code, advice)}"
