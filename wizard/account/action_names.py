"""The permission that a call to AWS needs: IAM names it like the call, but for some. Pure."""

from __future__ import annotations

# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
_OF_S3 = {
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "HeadBucket": "ListBucket",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListBuckets": "ListAllMyBuckets",
    "HeadObject": "GetObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "DeleteObjects": "DeleteObject",
}
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
_OF_OTHERS = {
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sns:PublishBatch": "sns:Publish",
    "lambda:Invoke": "lambda:InvokeFunction",
}
# IAM knows some services by another name than boto3.
_SERVICES = {"resourcegroupstaggingapi": "tag"}


def _word(word: str) -> str:
    """As the API writes it: ListAWSServiceAccessForOrganization."""
    return "AWS" if word == "aws" else word.capitalize()


def action_of(service: str, call: str) -> str:
    """`s3:ListBucket`. call: as the API names it (HeadBucket), or as boto3 does (head_bucket)."""
    name = call if call[:1].isupper() else "".join(map(_word, call.split("_")))
    action = f"{_SERVICES.get(service, service)}:{_OF_S3.get(name, name) if service == 's3' else name}"
    return _OF_OTHERS.get(action, action)
