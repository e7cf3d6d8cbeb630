"""An AWS account made of answers, for code that makes boto3 clients: nothing leaves the process.

Answers are given as botocore would have parsed them; refusals as the bytes that AWS sends.
"""

from __future__ import annotations

import datetime
import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError

ACCOUNT = "111122223333"
ADA = f"arn:aws:iam::{ACCOUNT}:user/ada"
REGIONS = ("ap-south-1", "eu-west-1", "eu-west-3", "us-east-1")
CLOSED = (
    f"User: {ADA} is not authorized to perform: events:ListRules with an explicit deny in a service "
    "control policy"
)
KINDS = ("refused", "throttled", "late", "expired", "broken")

# What each service calls it: JSON services, then those that speak XML.
_CODES = {
    "refused": (400, "AccessDeniedException", {"ec2": (403, "UnauthorizedOperation")}, (403, "AccessDenied")),
    "throttled": (400, "ThrottlingException", {"s3": (503, "SlowDown")}, (400, "Throttling")),
    "expired": (400, "ExpiredTokenException", {"ec2": (400, "RequestExpired")}, (400, "ExpiredToken")),
    "broken": (500, "InternalFailure", {}, (500, "InternalError")),
    "closed": (400, "AccessDeniedException", {}, (403, "AccessDenied")),
    "missing": (400, "NotFoundException", {"s3": (404, "NoSuchBucket")}, (404, "NotFound")),
}
_XML = {
    "ec2": "<Response><Errors><Error><Code>{0}</Code><Message>{1}</Message></Error></Errors></Response>",
    "s3": "<Error><Code>{0}</Code><Message>{1}</Message></Error>",
    "sts": "<ErrorResponse><Error><Code>{0}</Code><Message>{1}</Message></Error></ErrorResponse>",
}
_XML["sns"] = _XML["iam"] = _XML["sts"]
_SESSION = boto3.Session("testing", "testing", region_name="eu-west-1")
_CONFIG = Config(retries={"total_max_attempts": 1})
_now: list[Sky] = []


@dataclass
class Sky:
    """answers: operation -> its answer, or a function of region and parameters that gives it;
    refusals: operation, or `operation in region`, or `*`, -> one of KINDS, or closed, missing, hangs;
    asked: `operation in region`, in the order they came."""

    answers: dict[str, Any] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def client_for(self, service: str, region: str) -> Any:
        assert _now == [self]
        return _clients[service, region]

    def kind(self, operation: str, region: str) -> str:
        names = (f"{operation} in {region}", operation, "*")
        return next((self.refusals[name] for name in names if name in self.refusals), "")


@contextmanager
def overhead(sky: Sky) -> Iterator[Sky]:
    """Makes this the account that every client talks to."""
    _now.append(sky)
    try:
        yield sky
    finally:
        sky.released.set()
        _now.remove(sky)


class _Made(dict[tuple[str, str], Any]):
    """Clients are slow to make, and hold nothing of an account."""

    _lock = threading.RLock()

    def __missing__(self, key: tuple[str, str]) -> Any:
        with self._lock:
            if key not in self:
                service, region = key
                client = _SESSION.client(service, region_name=region, config=_CONFIG)  # pyright: ignore
                client.meta.events.register_first("before-call", _answering(region))
                client.meta.events.register_first("before-send", _refusing(service, region))
                self[key] = client
            return self[key]


_clients = _Made()


def _answering(region: str) -> Callable[..., Any]:
    def answer(model: Any, params: Any, context: Any, **_: Any) -> Any:
        sky = _now[0]
        sky.asked.append(f"{model.name} in {region}")
        kind = sky.kind(model.name, region)
        if kind == "hangs":
            sky.released.wait(20)
        if kind == "late":
            raise ConnectTimeoutError(endpoint_url=f"https://{region}.example.com")
        if kind and kind != "hangs":
            return None  # goes on to _refusing
        found = sky.answers[model.name]
        body = found(region, params) if callable(found) else found
        assert isinstance(body, dict)
        return SimpleNamespace(status_code=200), {**body, "ResponseMetadata": {"HTTPStatusCode": 200}}

    return answer


def _refusing(service: str, region: str) -> Callable[..., Any]:
    def refuse(event_name: str, request: Any, **_: Any) -> AWSResponse:
        kind = _now[0].kind(event_name.rpartition(".")[2], region)
        status, code, own, xml = _CODES[kind]
        message = CLOSED if kind == "closed" else "no"
        if service in _XML:
            status, code = own.get(service, xml)
            body = _XML[service].format(code, message)
        else:
            body = json.dumps({"__type": code, "message": message})
        raw = io.BytesIO(b"" if request.method == "HEAD" else body.encode())
        raw.stream = lambda amount=None, **_: iter([raw.read()])  # type: ignore[attr-defined]
        return AWSResponse(request.url, status, {}, raw)

    return refuse


def trail(name: str, home: str, **more: Any) -> dict[str, Any]:
    """A single-region trail as DescribeTrails gives it."""
    arn = f"arn:aws:cloudtrail:{home}:{ACCOUNT}:trail/{name}"
    return {"Name": name, "TrailARN": arn, "HomeRegion": home, "S3BucketName": f"{name}-logs", **more}


def account(*trails: dict[str, Any], regions: tuple[str, ...] = REGIONS, **answers: Any) -> Sky:
    """An account in no organization, with these trails, where everything is well and answers."""

    def describe(region: str, _: Any) -> dict[str, Any]:
        shown = [one for one in trails if one["HomeRegion"] == region or one.get("IsMultiRegionTrail")]
        return {"trailList": shown}

    return Sky(
        {
            "GetCallerIdentity": {"Account": ACCOUNT, "Arn": ADA},
            "DescribeOrganization": {"Organization": {"Id": "o-1", "MasterAccountId": ACCOUNT}},
            "ListDelegatedAdministrators": {"DelegatedAdministrators": []},
            "DescribeRegions": {"Regions": [{"RegionName": name} for name in regions]},
            "ListTrails": {
                "Trails": [{key: one[key] for key in ("Name", "TrailARN", "HomeRegion")} for one in trails]
            },
            "DescribeTrails": describe,
            "GetTrailStatus": {"IsLogging": True},
            "GetEventSelectors": {"EventSelectors": [{"IncludeManagementEvents": True}]},
            "GetInsightSelectors": {"InsightSelectors": []},
            "LookupEvents": {"Events": []},
            "ListRules": {"Rules": []},
            "HeadBucket": {},
            "ListBuckets": {"Buckets": []},
            "ListObjectsV2": {},
            "ListMetrics": {"Metrics": []},
            "GetMetricStatistics": {"Datapoints": []},
            "DescribeKey": {"KeyMetadata": {"KeyState": "Enabled"}},
            **answers,
        }
    )


ORGANIZATION, ARCHIVE, MANAGEMENT = "o-abcdefghij", "444455556666", "999988887777"
ARCHIVE_ROLE = f"arn:aws:iam::{ARCHIVE}:role/everyregion-log-archive"


def member(id: str, name: str, **more: Any) -> dict[str, Any]:
    """An account as ListAccounts gives it."""
    return {"Id": id, "Name": name, "State": "ACTIVE", **more}


def organization(*trails: dict[str, Any], role: str = "management", **answers: Any) -> Sky:
    """An organization with an archive and one more member, seen from its management account, a delegated
    administrator or a plain member; everything is as a trail needs it."""
    management = ACCOUNT if role == "management" else MANAGEMENT
    delegated = [{"Id": ACCOUNT}] if role == "delegated" else []
    found = {"Id": ORGANIZATION, "MasterAccountId": management, "FeatureSet": "ALL"}
    accounts = [member(ACCOUNT, "main"), member(ARCHIVE, "Log Archive"), member("777766665555", "team")]
    sky = account(
        *trails,
        **{
            "DescribeOrganization": {"Organization": found},
            "ListDelegatedAdministrators": {"DelegatedAdministrators": delegated},
            "ListAWSServiceAccessForOrganization": {
                "EnabledServicePrincipals": [{"ServicePrincipal": "cloudtrail.amazonaws.com"}]
            },
            "GetRole": {"Role": {"Arn": f"arn:aws:iam::{ACCOUNT}:role/AWSServiceRoleForCloudTrail"}},
            "ListAccounts": {"Accounts": accounts},
            "ListLandingZones": {"landingZones": []},
            "AssumeRole": {
                "Credentials": {
                    "AccessKeyId": "AKIAARCHIVE",
                    "SecretAccessKey": "CANARY-secret",
                    "SessionToken": "CANARY-token",
                    "Expiration": datetime.datetime.now(datetime.timezone.utc),
                },
                "AssumedRoleUser": {
                    "Arn": f"arn:aws:sts::{ARCHIVE}:assumed-role/everyregion-log-archive/everyregion"
                },
            },
            "SimulatePrincipalPolicy": {"EvaluationResults": [{"EvalDecision": "allowed"}]},
            **answers,
        },
    )
    sky.refusals["HeadBucket"] = "missing"
    return sky
