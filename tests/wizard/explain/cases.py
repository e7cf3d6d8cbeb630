"""What AWS answers when it refuses, as pulumi-aws words it, and what is to be told of it."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.explain.explain import Explained, explain

ROOT = "urn:pulumi:prod::everyregion::everyregion:index:AuditTrail$everyregion:index:"
TRAIL = f"{ROOT}Trail$aws:cloudtrail/trail:Trail::trail"
BUCKET = f"{ROOT}LogBucket$aws:s3/bucket:Bucket::log-bucket"
BUCKET_POLICY = f"{ROOT}LogBucket$aws:s3/bucketPolicy:BucketPolicy::log-bucket-policy"
KEY = f"{ROOT}LogKey$aws:kms/key:Key::log-key"
ALIAS = f"{ROOT}LogKey$aws:kms/alias:Alias::log-key-alias"
QUEUE = f"{ROOT}RegionAlert$everyregion:index:AlertQueue$aws:sqs/queue:Queue::alert-queue"
FUNCTION = f"{ROOT}RegionAlert$everyregion:index:Digest$aws:lambda/function:Function::digest"
SCHEDULE = f"{ROOT}RegionAlert$everyregion:index:Digest$aws:scheduler/schedule:Schedule::digest-schedule"
ROLE = f"{ROOT}AlertBus$aws:iam/role:Role::forward-role"
PROVIDER = "urn:pulumi:prod::everyregion::pulumi:providers:aws::default_7_51_1"
STACK = "urn:pulumi:prod::everyregion::pulumi:pulumi:Stack::everyregion-prod"


def rule(region: str) -> str:
    return f"{ROOT}RegionAlert$aws:cloudwatch/eventRule:EventRule::watch-{region}"


@dataclass
class Told:
    """A diagnostic of the engine."""

    message: str
    urn: str = ""


def one(text: str, urn: str = "") -> Explained:
    (explained,) = explain([Told(text, urn)])
    return explained


#: Case -> (URN, error, what failed, AWS's code, a part of why, a part of what to do)
AWS = {
    "the bucket's policy doesn't let CloudTrail write": (
        TRAIL,
        "sdk-v2/provider2.go:572: sdk.helper_schema: creating CloudTrail Trail (everyregion): operation "
        "error CloudTrail: CreateTrail, https response error StatusCode: 400, RequestID: 0b6a9f2e-1, "
        "InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: "
        "everyregion-123456789012-eu-west-1: provider=aws@7.51.1",
        "Making trail failed",
        "InsufficientS3BucketPolicyException",
        "The log bucket's policy doesn't let CloudTrail write",
        "Run the same command again",
    ),
    "the key's policy doesn't let CloudTrail encrypt": (
        TRAIL,
        "1 error occurred:\n\t* creating CloudTrail Trail (everyregion): operation error CloudTrail: "
        "CreateTrail, https response error StatusCode: 400, RequestID: 1, "
        "InsufficientEncryptionPolicyException: Insufficient permissions to access S3 bucket x or KMS key "
        "arn:aws:kms:eu-west-1:123456789012:key/1234.\n\n",
        "Making trail failed",
        "InsufficientEncryptionPolicyException",
        "The key's policy doesn't let CloudTrail encrypt",
        "docs/existing-key.md",
    ),
    "no such key in the bucket's region": (
        TRAIL,
        "updating CloudTrail Trail (arn:aws:cloudtrail:eu-west-1:123456789012:trail/everyregion): operation "
        "error CloudTrail: UpdateTrail, https response error StatusCode: 400, RequestID: 2, "
        "KmsKeyNotFoundException: Unable to find key.",
        "Changing trail failed",
        "KmsKeyNotFoundException",
        "no such KMS key in the log bucket's region",
        "kmsKeyArn has to name a key in the home region",
    ),
    "a trail of this name": (
        TRAIL,
        "creating CloudTrail Trail (everyregion): operation error CloudTrail: CreateTrail, https response "
        "error StatusCode: 400, RequestID: 3, TrailAlreadyExistsException: Trail everyregion already "
        "exists for customer: 123456789012",
        "Making trail failed",
        "TrailAlreadyExistsException",
        "a trail of this name that isn't part of this stack",
        "adoptTrail",
    ),
    "five trails": (
        TRAIL,
        "creating CloudTrail Trail (everyregion): operation error CloudTrail: CreateTrail, https response "
        "error StatusCode: 400, RequestID: 4, MaximumNumberOfTrailsExceededException: User: 123456789012 "
        "already has 5 trails in eu-west-1.",
        "Making trail failed",
        "MaximumNumberOfTrailsExceededException",
        "A region takes 5 trails",
        "`python -m wizard check` lists them",
    ),
    "changed away from home": (
        TRAIL,
        "updating CloudTrail Trail (everyregion): operation error CloudTrail: UpdateTrail, https response "
        "error StatusCode: 400, RequestID: 5, InvalidHomeRegionException: Trail is not in its home region",
        "Changing trail failed",
        "InvalidHomeRegionException",
        "in its home region only",
        "Set aws:region",
    ),
    "no such bucket for the trail": (
        TRAIL,
        "creating CloudTrail Trail (everyregion): operation error CloudTrail: CreateTrail, https response "
        "error StatusCode: 400, RequestID: 6, S3BucketDoesNotExistException: S3 bucket x does not exist!",
        "Making trail failed",
        "S3BucketDoesNotExistException",
        "The log bucket doesn't exist",
        "pulumi refresh",
    ),
    "the log group's role is too new": (
        TRAIL,
        "creating CloudTrail Trail (everyregion): operation error CloudTrail: CreateTrail, https response "
        "error StatusCode: 400, RequestID: 7, InvalidCloudWatchLogsRoleArnException: Access denied. Check "
        "the trust relationships for your role.",
        "Making trail failed",
        "InvalidCloudWatchLogsRoleArnException",
        "IAM takes some seconds",
        "Run the same command again",
    ),
    "selectors that CloudTrail doesn't take": (
        TRAIL,
        "setting CloudTrail Trail (everyregion) event selectors: operation error CloudTrail: "
        "PutEventSelectors, https response error StatusCode: 400, RequestID: 8, "
        "InvalidEventSelectorsException: Invalid value for field resources.type",
        "trail failed",
        "InvalidEventSelectorsException",
        "CloudTrail doesn't take these event selectors",
        "Correct dataEvents",
    ),
    "trusted access is off": (
        TRAIL,
        "creating CloudTrail Trail (everyregion): operation error CloudTrail: CreateTrail, https response "
        "error StatusCode: 400, RequestID: 9, CloudTrailAccessNotEnabledException: To enable trusted "
        "access",
        "Making trail failed",
        "CloudTrailAccessNotEnabledException",
        "Trusted access isn't on",
        "aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com",
    ),
    "not the management account": (
        TRAIL,
        "operation error CloudTrail: CreateTrail, https response error StatusCode: 400, RequestID: 10, "
        "NotOrganizationMasterAccountException: ",
        "trail failed",
        "NotOrganizationMasterAccountException",
        "Only the management account",
        "--profile",
    ),
    "only consolidated billing": (
        TRAIL,
        "operation error CloudTrail: CreateTrail, https response error StatusCode: 400, RequestID: 11, "
        "OrganizationNotInAllFeaturesModeException: ",
        "trail failed",
        "OrganizationNotInAllFeaturesModeException",
        "needs all features",
        "management account",
    ),
    "no service-linked role": (
        TRAIL,
        "operation error CloudTrail: CreateTrail, https response error StatusCode: 400, RequestID: 12, "
        "NoManagementAccountSLRExistsException: ",
        "trail failed",
        "NoManagementAccountSLRExistsException",
        "service-linked role",
        "create-service-linked-role",
    ),
    "a kept bucket": (
        BUCKET,
        "creating S3 Bucket (everyregion-123456789012-eu-west-1): operation error S3: CreateBucket, https "
        "response error StatusCode: 409, RequestID: A, HostID: b/c+d=, BucketAlreadyOwnedByYou: ",
        "Making log-bucket (S3 bucket) failed",
        "BucketAlreadyOwnedByYou",
        "a destroyed stack keeps its bucket",
        "adoptTrail",
    ),
    "another account's bucket": (
        BUCKET,
        "creating S3 Bucket (everyregion-123456789012-eu-west-1): operation error S3: CreateBucket, https "
        "response error StatusCode: 409, RequestID: A, HostID: b, BucketAlreadyExists: ",
        "Making log-bucket (S3 bucket) failed",
        "BucketAlreadyExists",
        "another account has this one",
        "Choose another logBucketName",
    ),
    "S3 at work on the bucket": (
        BUCKET,
        "creating S3 Bucket (x): operation error S3: CreateBucket, https response error StatusCode: 409, "
        "RequestID: A, HostID: b, api error OperationAborted: A conflicting conditional operation is "
        "currently in progress against this resource. Please try again.",
        "Making log-bucket (S3 bucket) failed",
        "OperationAborted",
        "S3 is still at work",
        "Wait a few minutes",
    ),
    "a reader that doesn't exist": (
        BUCKET_POLICY,
        "putting S3 Bucket (x) Policy: operation error S3: PutBucketPolicy, https response error "
        "StatusCode: 400, RequestID: A, HostID: b, api error MalformedPolicy: Invalid principal in policy",
        "Changing log-bucket-policy (bucket policy) failed",
        "MalformedPolicy",
        "names somebody who doesn't exist",
        "logReaders",
    ),
    "a reader that doesn't exist, for the key": (
        KEY,
        "creating KMS Key: operation error KMS: CreateKey, https response error StatusCode: 400, "
        "RequestID: A, MalformedPolicyDocumentException: Policy contains a statement with one or more "
        "invalid principals.",
        "Making log-key (KMS key) failed",
        "MalformedPolicyDocumentException",
        "names somebody who doesn't exist",
        "logReaders",
    ),
    "too many keys": (
        KEY,
        "creating KMS Key: operation error KMS: CreateKey, https response error StatusCode: 400, "
        "RequestID: A, LimitExceededException: ",
        "Making log-key (KMS key) failed",
        "LimitExceededException",
        "as many keys as its quota allows",
        "Service Quotas, AWS KMS",
    ),
    "a kept key's alias": (
        ALIAS,
        "creating KMS Alias (alias/everyregion-logs): operation error KMS: CreateAlias, https response error "
        "StatusCode: 400, RequestID: A, AlreadyExistsException: An alias with the name "
        "arn:aws:kms:eu-west-1:123456789012:alias/everyregion-logs already exists",
        "Making log-key-alias (alias of a KMS key) failed",
        "AlreadyExistsException",
        "points at another key",
        "kmsKeyArn",
    ),
    "too many rules": (
        rule("eu-south-1"),
        "creating EventBridge Rule (everyregion-region-alert): operation error EventBridge: PutRule, "
        "https response error StatusCode: 400, RequestID: A, LimitExceededException: The requested "
        "resource exceeds the maximum number allowed.",
        "Making watch-eu-south-1 (EventBridge rule) failed",
        "LimitExceededException",
        "used up in eu-south-1",
        "alertSkipRegions",
    ),
    "a pattern that is too complex": (
        rule("eu-north-1"),
        "creating EventBridge Rule (x): operation error EventBridge: PutRule, https response error "
        "StatusCode: 400, RequestID: A, InvalidEventPatternException: Event pattern is not valid. Reason: "
        "Rule is too complex",
        "Making watch-eu-north-1 (EventBridge rule) failed",
        "InvalidEventPatternException",
        "too complex",
        "alertIgnorePrincipals",
    ),
    "a queue that was just deleted": (
        QUEUE,
        "creating SQS Queue (everyregion-alerts): operation error SQS: CreateQueue, https response error "
        "StatusCode: 400, RequestID: A, AWS.SimpleQueueService.QueueDeletedRecently: You must wait 60 "
        "seconds after deleting a queue before you can create another with the same name.",
        "Making alert-queue (SQS queue) failed",
        "AWS.SimpleQueueService.QueueDeletedRecently",
        "for 60 seconds",
        "Wait a minute",
    ),
    "a role that exists": (
        ROLE,
        "creating IAM Role (everyregion-eu-west-1-alert-forward): operation error IAM: CreateRole, https "
        "response error StatusCode: 409, RequestID: A, EntityAlreadyExists: Role with name "
        "everyregion-eu-west-1-alert-forward already exists.",
        "Making forward-role (IAM role) failed",
        "EntityAlreadyExists",
        "this stack didn't make it",
        "trailName",
    ),
    "a role that Lambda doesn't see yet": (
        FUNCTION,
        "creating Lambda Function (everyregion-alert-digest): operation error Lambda: CreateFunction, "
        "https response error StatusCode: 400, RequestID: A, InvalidParameterValueException: The role "
        "defined for the function cannot be assumed by Lambda.",
        "Making digest (Lambda function) failed",
        "InvalidParameterValueException",
        "IAM takes some seconds",
        "Run the same command again",
    ),
    "a role that the schedule doesn't see yet": (
        SCHEDULE,
        "creating Amazon EventBridge Scheduler Schedule (everyregion-alert-digest): operation error "
        "Scheduler: CreateSchedule, https response error StatusCode: 400, RequestID: A, "
        "ValidationException: The execution role you provide must allow AWS EventBridge Scheduler to "
        "assume the role.",
        "Making digest-schedule (schedule) failed",
        "ValidationException",
        "IAM takes some seconds",
        "Run the same command again",
    ),
    "a function that is changing": (
        FUNCTION,
        "updating Lambda Function (x) code: operation error Lambda: UpdateFunctionCode, https response "
        "error StatusCode: 409, RequestID: A, ResourceConflictException: The operation cannot be "
        "performed at this time.",
        "Changing digest (Lambda function) failed",
        "ResourceConflictException",
        "changing it at this moment",
        "Wait a minute",
    ),
    "a bucket that isn't empty": (
        BUCKET,
        "deleting S3 Bucket (x): operation error S3: DeleteBucket, https response error StatusCode: 409, "
        "RequestID: A, HostID: b, api error BucketNotEmpty: The bucket you tried to delete is not empty.",
        "Deleting log-bucket (S3 bucket) failed",
        "BucketNotEmpty",
        "still holds log files",
        "empty it",
    ),
    "throttling": (
        rule("eu-north-1"),
        "creating EventBridge Rule (x): operation error EventBridge: PutRule, exceeded maximum number of "
        "attempts, 25, https response error StatusCode: 400, RequestID: A, api error ThrottlingException: "
        "Rate exceeded",
        "Making watch-eu-north-1 (EventBridge rule) failed",
        "ThrottlingException",
        "too many requests",
        "Wait a minute",
    ),
    "a fault of AWS's own": (
        QUEUE,
        "creating SQS Queue (x): operation error SQS: CreateQueue, https response error StatusCode: 500, "
        "RequestID: A, api error InternalFailure: ",
        "Making alert-queue (SQS queue) failed",
        "InternalFailure",
        "The fault is AWS's own",
        "Run the same command again",
    ),
    "expired credentials": (
        PROVIDER,
        "rpc error: code = Unknown desc = Invalid credentials configured.\nDetails: validating provider "
        "credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https "
        "response error StatusCode: 403, RequestID: A, api error ExpiredToken: The security token "
        "included in the request is expired",
        "Asking AWS (GetCallerIdentity) failed",
        "ExpiredToken",
        "credentials have expired",
        "aws sso login",
    ),
    "credentials that AWS doesn't know": (
        PROVIDER,
        "operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: A, api "
        "error InvalidClientTokenId: The security token included in the request is invalid.",
        "Asking AWS (GetCallerIdentity) failed",
        "InvalidClientTokenId",
        "doesn't accept the credentials",
        "aws sso login",
    ),
    "a wrong clock": (
        PROVIDER,
        "operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: A, api "
        "error SignatureDoesNotMatch: Signature expired: 20261121T120000Z is now earlier than "
        "20261121T124500Z",
        "Asking AWS (GetCallerIdentity) failed",
        "SignatureDoesNotMatch",
        "this machine's clock",
        "Set the clock",
    ),
    "a region that isn't enabled": (
        rule("me-south-1"),
        "creating EventBridge Rule (x): operation error EventBridge: PutRule, https response error "
        "StatusCode: 400, RequestID: A, api error UnrecognizedClientException: The security token "
        "included in the request is invalid.",
        "Making watch-me-south-1 (EventBridge rule) failed",
        "UnrecognizedClientException",
        "me-south-1 isn't enabled in this account",
        "add it to alertSkipRegions",
    ),
}
