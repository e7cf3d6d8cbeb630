"""AWS's list prices, the one place where a price stands: USD, us-east-1, June 2026, free tiers left out.

Most other regions are somewhat dearer. Each price names AWS's page; `words` writes it for people.
"""

from __future__ import annotations

from dataclasses import dataclass

REGION, AS_OF = "us-east-1", "June 2026"
_ATHENA = "https://aws.amazon.com/athena/pricing/"
_CLOUDTRAIL = "https://aws.amazon.com/cloudtrail/pricing/"
_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_EVENTBRIDGE = "https://aws.amazon.com/eventbridge/pricing/"
_KMS = "https://aws.amazon.com/kms/pricing/"
_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_S3 = "https://aws.amazon.com/s3/pricing/"
_SNS = "https://aws.amazon.com/sns/pricing/"
_SQS = "https://aws.amazon.com/sqs/pricing/"


@dataclass(frozen=True)
class Price:
    """`usd` for each `per` of what `unit` names; `page` is AWS's own."""

    unit: str
    usd: float
    per: int
    page: str

    def of(self, units: float) -> float:
        """What so many units cost, in USD."""
        return units * self.usd / self.per

    @property
    def words(self) -> str:
        """`0.10 USD per 100,000 data events`."""
        exact = f"{self.usd:.10f}".rstrip("0")
        amount = exact if len(exact) > len(f"{self.usd:.2f}") else f"{self.usd:.2f}"
        return f"{amount} USD per {f'{self.per:,} ' if self.per > 1 else ''}{self.unit}"


# The first copy of management events is free, in each region of each account.
EVENT_COPY = Price("events", 2.00, 100_000, _CLOUDTRAIL)
DATA_EVENT = Price("events", 0.10, 100_000, _CLOUDTRAIL)
# For each type of Insights; call rates analyse writes, error rates reads and writes:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html
INSIGHT = Price("events analysed", 0.35, 100_000, _CLOUDTRAIL)

# 10 MB at least for each query.
QUERY = Price("TB", 5.00, 1, _ATHENA)

ALARM = Price("alarm metric and month", 0.10, 1, _CLOUDWATCH)
METRIC = Price("metric and month", 0.30, 1, _CLOUDWATCH)
LOG_INTAKE = Price("GB of logs taken in", 0.50, 1, _CLOUDWATCH)
LOG_STORAGE = Price("GB of logs and month", 0.03, 1, _CLOUDWATCH)

TABLE_READ = Price("read request units", 0.125, 1_000_000, _DYNAMODB)
TABLE_WRITE = Price("write request units", 0.625, 1_000_000, _DYNAMODB)

# What S3 tells EventBridge has to be asked for, and is paid for: every object, whatever the rules match.
OBJECT_EVENT = Price("S3 events", 1.00, 1_000_000, _EVENTBRIDGE)
SCHEDULED = Price("scheduled starts", 1.00, 1_000_000, _EVENTBRIDGE)

KEY = Price("key and month", 1.00, 1, _KMS)
KEY_REQUEST = Price("KMS requests", 0.03, 10_000, _KMS)

FUNCTION_SECOND = Price("GB-second", 0.0000166667, 1, _LAMBDA)
FUNCTION_START = Price("starts", 0.20, 1_000_000, _LAMBDA)

OBJECT_READ = Price("GET requests", 0.0004, 1_000, _S3)
QUEUE_REQUEST = Price("SQS requests", 0.40, 1_000_000, _SQS)
TOPIC_REQUEST = Price("SNS requests", 0.50, 1_000_000, _SNS)
