"""What becomes of a resource whose creation was interrupted: a line for each type that the program makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wizard.engine.interrupted import by_name, keys_and_buckets
from wizard.engine.interrupted.search import Search, Sighting


@dataclass(frozen=True)
class Way:
    """find: looks for it, to be imported. None: AWS takes the same call again, so that it is made again.

    twice: AWS would make a second one without a word, so that a look too early is repeated.
    """

    find: Callable[[Search], Sighting] | None = None
    twice: bool = False


#: A document that is put, whole, where another one was; or a call that AWS answers the same when repeated.
PUT_AGAIN = Way()

#: A type token -> its way. https://www.pulumi.com/registry/packages/aws/ says by which id each is imported.
WAYS: Mapping[str, Way] = {
    "aws:cloudtrail/trail:Trail": Way(by_name.trail),
    "aws:cloudwatch/eventBus:EventBus": Way(by_name.event_bus),
    # PutRule "creates or updates": https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    "aws:cloudwatch/eventRule:EventRule": PUT_AGAIN,
    # By rule and target id, and the program gives each target its id:
    # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
    "aws:cloudwatch/eventTarget:EventTarget": PUT_AGAIN,
    "aws:cloudwatch/logGroup:LogGroup": Way(by_name.log_group),
    # "Creates or updates": https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    "aws:cloudwatch/metricAlarm:MetricAlarm": PUT_AGAIN,
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
    "aws:dynamodb/resourcePolicy:ResourcePolicy": PUT_AGAIN,
    "aws:dynamodb/table:Table": Way(by_name.table),
    "aws:iam/role:Role": Way(by_name.role),
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
    "aws:iam/rolePolicy:RolePolicy": PUT_AGAIN,
    "aws:kms/alias:Alias": Way(keys_and_buckets.alias),
    "aws:kms/key:Key": Way(keys_and_buckets.key, twice=True),
    "aws:lambda/function:Function": Way(by_name.function),
    "aws:s3/bucket:Bucket": Way(keys_and_buckets.bucket),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": PUT_AGAIN,
    "aws:s3/bucketLogging:BucketLogging": PUT_AGAIN,
    "aws:s3/bucketNotification:BucketNotification": PUT_AGAIN,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": PUT_AGAIN,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": PUT_AGAIN,
    "aws:s3/bucketPolicy:BucketPolicy": PUT_AGAIN,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": PUT_AGAIN,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": PUT_AGAIN,
    "aws:s3/bucketVersioning:BucketVersioning": PUT_AGAIN,
    "aws:scheduler/schedule:Schedule": Way(by_name.schedule),
    "aws:sns/topic:Topic": Way(by_name.topic),
    "aws:sns/topicPolicy:TopicPolicy": PUT_AGAIN,
    # Subscribing the same endpoint again is answered with the same subscription; one that waits for its
    # confirmation has no ARN to import it by, and gets a second mail:
    # https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    "aws:sns/topicSubscription:TopicSubscription": PUT_AGAIN,
    "aws:sqs/queue:Queue": Way(by_name.queue),
    "aws:sqs/queuePolicy:QueuePolicy": PUT_AGAIN,
}
