"""A working day in an account, as CloudTrail records it: who does what in the regions that aren't approved.

Data and nothing else: no clock, no chance. Everybody here is meant to be there, and is what makes people
stop reading alerts. `noise` sends it through the digest function, tests/function/test_working_day.py too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MINUTE, HOUR = 60, 3600
DATE = "2024-05-02"
ACCOUNT, VENDOR = "111122223333", "999988887777"
APPROVED = ("eu-central-1", "eu-west-1")
# The default ones of every account, without those that are approved:
# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
REGIONS = (
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1", "eu-north-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2",
    "us-west-1", "us-west-2",
)  # fmt: skip
SILENT = ("console", "service-linked-roles", "security-hub", "sign-in")
"""Causes of which nothing is to be told."""

Record = dict[str, Any]


@dataclass(frozen=True)
class Moment:
    """Something that happened. at: seconds since midnight; cause: whose doing it is."""

    at: int
    cause: str
    record: Record


@dataclass(frozen=True)
class Actor:
    """Somebody, with the fields that CloudTrail writes of them."""

    cause: str
    identity: Record

    def does(self, at: int, region: str, call: str, address: str, **more: Any) -> Moment:
        """call: "ec2:RunInstances". An error code makes it a refused one."""
        service, _, name = call.partition(":")
        return Moment(
            at,
            self.cause,
            {
                "eventVersion": "1.11",
                "userIdentity": self.identity,
                "eventTime": f"{DATE}T{at // HOUR:02}:{at // MINUTE % 60:02}:{at % 60:02}Z",
                "eventSource": f"{service}.amazonaws.com",
                "eventName": name,
                "awsRegion": region,
                "sourceIPAddress": address,
                "readOnly": False,
                "eventType": "AwsApiCall",
                "recipientAccountId": ACCOUNT,
                **more,
            },
        )

    def reads(
        self, at: int, region: str, calls: Sequence[str], address: str, **more: Any
    ) -> Iterator[Moment]:
        """The reads, a second apart."""
        for number, call in enumerate(calls):
            yield self.does(at + number, region, call, address, readOnly=True, **more)


def role(cause: str, path: str, session: str) -> Actor:
    """A session of a role; path: "name", or "with/path/name"."""
    name = path.rpartition("/")[2]
    issuer = {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/{path}", "userName": name}
    return Actor(
        cause,
        {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session}",
            "accountId": ACCOUNT,
            "sessionContext": {"sessionIssuer": issuer},
        },
    )


_SSO = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Developer_0123456789abcdef"
_LOOKS = ("ec2:DescribeInstances", "ec2:DescribeVpcs", "s3:ListBuckets", "rds:DescribeDBInstances",
          "logs:DescribeLogGroups", "cloudwatch:DescribeAlarms", "lambda:ListFunctions20150331")  # fmt: skip


def console() -> Iterator[Moment]:
    """A person's console looks into other regions from nine to five."""
    ada = role("console", _SSO, "ada@example.com")
    for number, at in enumerate(range(9 * HOUR, 17 * HOUR, 10 * MINUTE)):
        for region in (REGIONS[number % 15], "us-east-1"):
            yield from ada.reads(at, region, _LOOKS, "198.51.100.20", sessionCredentialFromConsole="true")


def service_linked_roles() -> Iterator[Moment]:
    """What AWS's services do by themselves, everywhere, every hour."""
    services = ("AWSServiceRoleForConfig", "AWSServiceRoleForTrustedAdvisor", "AWSServiceRoleForAutoScaling")
    for at in range(20 * MINUTE, 24 * HOUR, HOUR):
        for name in services:
            one = role("service-linked-roles", f"aws-service-role/x.amazonaws.com/{name}", "session")
            for region in REGIONS:
                yield from one.reads(at, region, _LOOKS, "x.amazonaws.com")
                yield one.does(at + 30, region, "ec2:RunInstances", "x.amazonaws.com")


def scanner(reads: int) -> Iterator[Moment]:
    """A scanner in the way of Prowler, by the hour: a region a minute, so many reads in each, some of them
    refused, and a few refused calls that are no reads."""
    prowler = role("scanner", "prowler", "scan")
    probes = ("ecr:GetAuthorizationToken", "secretsmanager:GetSecretValue", "bedrock:InvokeModel",
              "ssm:StartSession")  # fmt: skip
    for hour in range(24):
        for number, region in enumerate(REGIONS):
            at = hour * HOUR + 5 * MINUTE + number * MINUTE
            for count in range(reads):
                refused = {"errorCode": "AccessDenied"} if count % 10 == 9 else {}
                call = _LOOKS[count % len(_LOOKS)]
                yield prowler.does(at + count % 60, region, call, "198.51.100.50", readOnly=True, **refused)
            for call in probes:
                yield prowler.does(at + 50, region, call, "198.51.100.50", errorCode="AccessDenied")


def security_hub(reads: int) -> Iterator[Moment]:
    """Security Hub's own role in every region, by the hour.

    https://docs.aws.amazon.com/securityhub/latest/userguide/using-service-linked-roles.html
    """
    name = "aws-service-role/securityhub.amazonaws.com/AWSServiceRoleForSecurityHub"
    hub = role("security-hub", name, "securityhub")
    for at in range(40 * MINUTE, 24 * HOUR, HOUR):
        for region in REGIONS:
            for count in range(reads):
                call = _LOOKS[count % len(_LOOKS)]
                yield hub.does(at + count % 60, region, call, "securityhub.amazonaws.com", readOnly=True)
            yield hub.does(at, region, "securityhub:BatchImportFindings", "securityhub.amazonaws.com")


def stack_sets() -> Iterator[Moment]:
    """A roll-out over 13 regions, one after the other, in 40 minutes.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
    """
    roll_out = role("stack-sets", "AWSCloudFormationStackSetExecutionRole", "baseline")
    calls = ("cloudformation:CreateStack", "logs:CreateLogGroup", "logs:PutRetentionPolicy",
             "sns:CreateTopic", "events:PutRule", "events:PutTargets")  # fmt: skip
    for number, region in enumerate(REGIONS[:13]):
        for step, call in enumerate(calls):
            at = 10 * HOUR + number * 200 + step * 25
            yield roll_out.does(at, region, call, "cloudformation.amazonaws.com")


def vendor() -> Iterator[Moment]:
    """A vendor's account takes on its role every 15 minutes, through the endpoint of its own region, from one
    of four addresses."""
    theirs = Actor("vendor", {"type": "AWSAccount", "principalId": "AROAVENDOR:monitor", "accountId": VENDOR})
    arn = f"arn:aws:iam::{ACCOUNT}:role/VendorMonitoring"
    for number, at in enumerate(range(3 * MINUTE, 24 * HOUR, 15 * MINUTE)):
        yield theirs.does(
            at,
            "us-west-2",
            "sts:AssumeRole",
            f"198.51.100.{number % 4 + 100}",
            readOnly=True,
            requestParameters={"roleArn": arn, "roleSessionName": "monitor"},
            resources=[{"ARN": arn, "accountId": ACCOUNT, "type": "AWS::IAM::Role"}],
            tlsDetails={"clientProvidedHostHeader": "sts.us-west-2.amazonaws.com"},
        )


def edge() -> Iterator[Moment]:
    """Lambda@Edge writes its logs where its visitors are, from whatever address it has there: more and more
    regions in the course of the day.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
    """
    function = role("edge", "edge-redirects", "us-east-1.edge-redirects")
    places = (("ap-northeast-1", 0), ("ap-southeast-2", 0), ("ap-south-1", 3), ("eu-west-2", 6),
              ("us-east-1", 11), ("sa-east-1", 12), ("us-west-2", 15))  # fmt: skip
    for number, (region, first) in enumerate(places):
        for count, at in enumerate(
            range(first * HOUR + number * 60, min(first + 10, 24) * HOUR, 20 * MINUTE)
        ):
            address = f"203.0.113.{(number * 31 + count * 7) % 250}"
            if not count:
                yield function.does(at, region, "logs:CreateLogGroup", address)
            yield function.does(at + 1, region, "logs:CreateLogStream", address)
            yield function.does(at + 2, region, "logs:PutLogEvents", address)


def pipeline() -> Iterator[Moment]:
    """A pipeline asks for CloudFront's certificates, which have to be in us-east-1, from another runner each
    time.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
    """
    builds = role("pipeline", "ci-deploy", "build")
    for number, at in enumerate((9 * HOUR + 1800, 11 * HOUR, 13 * HOUR + 900, 14 * HOUR, 16 * HOUR + 1200)):
        address = f"192.0.2.{number + 10}"
        yield builds.does(at, "us-east-1", "acm:RequestCertificate", address)
        yield builds.does(at + 5, "us-east-1", "acm:DescribeCertificate", address, readOnly=True)
        yield builds.does(at + 6, "us-east-1", "acm:AddTagsToCertificate", address)


def sign_in() -> Iterator[Moment]:
    """People sign in, and the global endpoint sends them on to a region that AWS chooses.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    """
    ada = Actor("sign-in", {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/ada", "userName": "ada"})
    for hour, region in ((8, "eu-north-1"), (13, "us-east-1"), (18, "us-east-2"), (20, "ap-southeast-2")):
        answer = {"ConsoleLogin": "Success"}
        more = {"eventType": "AwsConsoleSignIn", "responseElements": answer}
        yield ada.does(hour * HOUR, region, "signin:ConsoleLogin", "198.51.100.20", **more)


def sign_in_elsewhere() -> Iterator[Moment]:
    """Somebody has bookmarked a region's own sign-in page."""
    bob = Actor("sign-in-elsewhere", {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/bob",
                                      "userName": "bob"})  # fmt: skip
    more = {"eventType": "AwsConsoleSignIn", "responseElements": {"ConsoleLogin": "Success"}}
    yield bob.does(8 * HOUR + 1500, "us-west-2", "signin:ConsoleLogin", "198.51.100.21", **more)


def scaling() -> Iterator[Moment]:
    """A cluster in another region gets machines and gives them back, all day, by a role of its own."""
    karpenter = role("scaling", "cluster-scaler", "cluster")
    for number, at in enumerate(range(2 * MINUTE, 24 * HOUR, 7 * MINUTE)):
        calls = ("ec2:CreateFleet", "ec2:CreateTags") if number % 5 < 3 else ("ec2:TerminateInstances",)
        for step, call in enumerate(calls):
            yield karpenter.does(at + step, "us-west-2", call, "203.0.113.250")


def day(reads: int = 300) -> list[Moment]:
    """The whole day in order. reads: how many a scanner makes in each region and run."""
    everything = [
        *console(), *service_linked_roles(), *scanner(reads), *security_hub(reads), *stack_sets(), *vendor(),
        *edge(), *pipeline(), *sign_in(), *sign_in_elsewhere(), *scaling(),
    ]  # fmt: skip
    moments = sorted(everything, key=lambda one: one.at)
    for number, one in enumerate(moments):
        one.record["eventID"] = f"{number:08x}-0000-4000-8000-000000000000"
    return moments
