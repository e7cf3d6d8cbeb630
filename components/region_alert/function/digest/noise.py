"""Which CloudTrail records are worth a person's attention: one pure decision for both sources.

A rule that isn't sure doesn't apply: a record with a missing or odd field alerts. Nothing that a caller
chooses is looked at to leave a record out: not the user agent, the session's name, the error code, nor
`invokedBy`. In particular these are not noise by themselves: `invokedBy` (people appear with
cloudformation.amazonaws.com or signin.amazonaws.com), the address "AWS Internal" (people in the console),
DryRun, AccessDenied and other refused calls.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .credential_reads import hands_out_a_secret
from .global_services import STS, logs_only_to
from .json_values import Fields, Json, part, text
from .principals import issuer_arn, resource_of
from .settings import Settings

READ_PREFIXES = ("Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet")
CLOUDTRAIL = "cloudtrail.amazonaws.com"
DELIVERS = ("CreateLogStream", "PutLogEvents")


class Verdict(NamedTuple):
    """`reason` is the name of the rule that left the record out, or "activity"."""

    alert: bool
    reason: str


Rule = Callable[[Fields, Settings], bool]


def in_approved_region(record: Fields, settings: Settings) -> bool:
    """`awsRegion` of the record, never the region of an envelope: forwarding rewrites that one."""
    return text(record.get("awsRegion")) in settings.approved_regions


def is_service_event(record: Fields, settings: Settings) -> bool:
    """Something AWS did by itself: a key's yearly rotation, for one.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/non-api-aws-service-events.html
    """
    return record.get("eventType") == "AwsServiceEvent"


def is_aws_service(record: Fields, settings: Settings) -> bool:
    """A call made by a service for itself, under no principal of the account."""
    return part(record, "userIdentity").get("type") == "AWSService"


def is_service_linked_role(record: Fields, settings: Settings) -> bool:
    """A session of a role under the path that AWS keeps for service-linked roles, at its place in the ARN.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    return resource_of(issuer_arn(part(record, "userIdentity"))).startswith("role/aws-service-role/")


def is_insight(record: Fields, settings: Settings) -> bool:
    """CloudTrail's own remark on how often something was called; each of those calls has a record of its own.

    Neither source carries these: rules ask for other events, and the files have a folder of their own.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
    """
    return record.get("eventType") == "AwsCloudTrailInsight"


def is_read(record: Fields, settings: Settings) -> bool:
    """A read that hands out no credentials and no secret."""
    return not settings.alert_reads and only_looks(record)


def only_looks(record: Fields) -> bool:
    """`readOnly` and the name must agree: InvokeModel and AssumeRole are readOnly too, and they do more.

    Refused reads are reads too: region-deny policies refuse what consoles and scanners ask in every region.
    """
    name = text(record.get("eventName"))
    return says_read_only(record) and name.startswith(READ_PREFIXES) and not hands_out_a_secret(record, name)


def says_read_only(record: Fields) -> bool:
    """AWS writes true or false; what has been through other hands may hold it as text."""
    flag = record.get("readOnly")
    return flag is True or text(flag).lower() == "true"


def is_own_look(record: Fields, settings: Settings) -> bool:
    """A read of the digest function's own role: its self-check looks at the rule in each watched region.

    Only Lambda can assume that role, and a change to it is told by the tamper alert.
    """
    role = settings.own_role_arn
    return bool(role) and issuer_arn(part(record, "userIdentity")) == role and only_looks(record)


def is_log_delivery(record: Fields, settings: Settings) -> bool:
    """CloudTrail making a stream for what it writes to CloudWatch Logs, through a trail's delivery role.

    Known by the role where it is ours, which only CloudTrail can assume, and else by the address: for a
    service it is the DNS name, which no caller can send from. `invokedBy` and the user agent don't count.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    if record.get("eventSource") != "logs.amazonaws.com" or record.get("eventName") not in DELIVERS:
        return False
    issuer = issuer_arn(part(record, "userIdentity"))
    if not resource_of(issuer).startswith("role/"):
        return False
    return issuer == settings.log_delivery_role_arn or record.get("sourceIPAddress") == CLOUDTRAIL


def is_global_service(record: Fields, settings: Settings) -> bool:
    """An event of a service that logs to this region for every region, unless it says it was called here."""
    region, source = text(record.get("awsRegion")), text(record.get("eventSource"))
    if not logs_only_to(settings.partition, region, source):
        return False
    return source != STS or not _is_regional_sts(record, region)


def _is_regional_sts(record: Fields, region: str) -> bool:
    """Calls to STS's regional endpoint say so, in the host they were sent to or in the endpoint's type.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html
    """
    host = text(part(record, "tlsDetails").get("clientProvidedHostHeader"))
    kind = text(part(record, "additionalEventData").get("endpointType"))
    return host.startswith((f"sts.{region}.", f"sts-fips.{region}.")) or kind.lower() == "regional"


def is_ignored_principal(record: Fields, settings: Settings) -> bool:
    """Somebody the settings name: see `ignored` and `principals` for what an entry can match."""
    return any(entry.silences(record) for entry in settings.ignored_principals)


RULES: tuple[tuple[str, Rule], ...] = (
    ("approved-region", in_approved_region),
    ("service-event", is_service_event),
    ("insight", is_insight),
    ("aws-service", is_aws_service),
    ("service-linked-role", is_service_linked_role),
    ("read", is_read),
    ("own-look", is_own_look),
    ("log-delivery", is_log_delivery),
    ("global-service", is_global_service),
    ("ignored-principal", is_ignored_principal),
)


def verdict(record: Json, settings: Settings, rules: tuple[tuple[str, Rule], ...] = RULES) -> Verdict:
    """Whether the record alerts, and why not. Takes any value and never raises."""
    if not isinstance(record, dict):
        return Verdict(True, "not-a-record")
    for name, applies in rules:
        if applies(record, settings):
            return Verdict(False, name)
    return Verdict(True, "activity")
