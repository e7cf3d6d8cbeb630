"""Names that a service doesn't take. Buckets and trails, with more rules than most, have files of their
own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wizard.rehearsal.refusals import Refused


@dataclass(frozen=True)
class Rule:
    """How long a name may be, and which characters it may have. `code`: with which the service refuses."""

    what: str
    code: str
    longest: int
    allowed: str
    shortest: int = 1

    def check(self, name: str) -> None:
        if not self.shortest <= len(name) <= self.longest:
            raise Refused(
                self.code,
                f"{self.what} {name!r} has {len(name)} characters; it must have {self.shortest} to "
                f"{self.longest}.",
            )
        if not re.fullmatch(f"[{self.allowed}]+", name):
            raise Refused(
                self.code, f"{self.what} {name!r} may hold only these characters: [{self.allowed}]."
            )


# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
EVENT_RULE = Rule("The rule name", "ValidationException", 64, r"\w.\-")
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
EVENT_TARGET = Rule("The target id", "ValidationException", 64, r"\w.\-")
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
EVENT_BUS = Rule("The event bus name", "ValidationException", 256, r"\w./\-")
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
QUEUE = Rule("The queue name", "InvalidParameterValue", 80, r"A-Za-z0-9_\-")
# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
TOPIC = Rule("The topic name", "InvalidParameter", 256, r"A-Za-z0-9_\-")
# https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
FUNCTION = Rule("The function name", "ValidationException", 64, r"A-Za-z0-9_\-")
HANDLER = Rule("The handler", "ValidationException", 128, r"^\s")
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
ROLE = Rule("The role name", "ValidationError", 64, r"\w+=,.@\-")
ROLE_POLICY = Rule("The policy name", "ValidationError", 128, r"\w+=,.@\-")
# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
SCHEDULE = Rule("The schedule name", "ValidationException", 64, r"A-Za-z0-9_.\-")
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
TABLE = Rule("The table name", "ValidationException", 255, r"A-Za-z0-9_.\-", shortest=3)
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
LOG_GROUP = Rule("The log group name", "InvalidParameterException", 512, r".\-_/#A-Za-z0-9")
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
METRIC_FILTER = Rule("The filter name", "InvalidParameterException", 512, r"^:*")
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
ALARM = Rule("The alarm name", "ValidationError", 255, r"^\x00-\x1f")
# https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
ALIAS = Rule("The alias", "InvalidAliasNameException", 256, r"A-Za-z0-9:/_\-", shortest=7)
