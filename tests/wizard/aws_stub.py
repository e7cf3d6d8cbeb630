"""A few AWS calls over HTTP on 127.0.0.1, for the wizard as its own process (AWS_ENDPOINT_URL leads here)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

ACCOUNT = "111122223333"
TRAIL_ARN = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/company"
COMPANY_TRAIL = {
    "Name": "company",
    "TrailARN": TRAIL_ARN,
    "HomeRegion": "us-east-1",
    "S3BucketName": "company-logs",
    "IsMultiRegionTrail": True,
}


_LISTED = ("Name", "TrailARN", "HomeRegion")
# What isn't there unless a test puts it into `more`.
_ABSENT = {
    "DescribeKey": "NotFoundException",
    "DescribeOrganization": "AWSOrganizationsNotInUseException",
}


@dataclass
class Aws:
    """What the stub answers. refused: action -> error code; asked: the actions in the order they came;
    more: action -> the whole answer, for actions that few tests need; held: action -> what its answers wait
    for; buckets: name -> region; tags: of those, by name."""

    account: str = ACCOUNT
    regions: tuple[str, ...] = ("eu-west-1", "us-east-1", "us-west-2")
    trails: list[dict[str, Any]] = field(default_factory=list)
    writes: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    held: dict[str, threading.Event] = field(default_factory=dict)
    buckets: dict[str, str] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    url: str = ""

    def environment(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL": self.url, "AWS_MAX_ATTEMPTS": "1"}


@contextmanager
def serving(aws: Aws) -> Iterator[Aws]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(aws))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    aws.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield aws
    finally:
        server.shutdown()
        server.server_close()


def _handler(aws: Aws) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """S3's list of buckets, and Lambda's of functions."""
            if "/functions" in self.path:
                self._send(200, aws.more.get("ListFunctions", '{"Functions": []}'), is_json=True)
                return
            code = aws.refused.get("ListBuckets", "")
            refusal = f"<Error><Code>{code}</Code><Message>no</Message></Error>"
            self._send(403 if code else 200, refusal if code else _buckets(aws), is_json=False)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            target = self.headers.get("X-Amz-Target", "")
            region = self.headers.get("Authorization", "////").split("/")[2]
            action = target.rpartition(".")[2] or parse_qs(body.decode())["Action"][0]
            aws.asked.append(action)
            if action in aws.held:
                aws.held[action].wait(20)
            is_json = bool(target)
            code = aws.refused.get(action) or ("" if action in aws.more else _ABSENT.get(action))
            if code:
                self._send(400, _error(code, is_json), is_json)
            else:
                self._send(200, _answer(aws, action, region), is_json)

        def _send(self, status: int, body: str, is_json: bool) -> None:
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1" if is_json else "text/xml")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    return Handler


def _buckets(aws: Aws) -> str:
    listed = "".join(
        f"<Bucket><Name>{name}</Name><CreationDate>2024-05-01T10:00:00.000Z</CreationDate>"
        f"<BucketRegion>{region}</BucketRegion></Bucket>"
        for name, region in aws.buckets.items()
    )
    return (
        '<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Buckets>{listed}</Buckets></ListAllMyBucketsResult>"
    )


def _error(code: str, is_json: bool) -> str:
    if is_json:
        return json.dumps({"__type": code, "message": "no"})
    return (
        f"<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors>"
        f"<Error><Code>{code}</Code><Message>no</Message></Error></Response>"
    )


def _answer(aws: Aws, action: str, region: str) -> str:
    if action in aws.more:
        return aws.more[action]
    if action == "GetCallerIdentity":
        return (
            "<GetCallerIdentityResponse><GetCallerIdentityResult>"
            f"<Arn>arn:aws:iam::{aws.account}:user/ada</Arn><UserId>U</UserId><Account>{aws.account}</Account>"
            "</GetCallerIdentityResult></GetCallerIdentityResponse>"
        )
    if action == "DescribeRegions":
        items = "".join(f"<item><regionName>{name}</regionName></item>" for name in aws.regions)
        return f"<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    answers: dict[str, Any] = {
        "DescribeTrails": {"trailList": aws.trails},
        "ListTrails": {"Trails": [{key: one[key] for key in _LISTED} for one in aws.trails]},
        "GetResources": {
            "ResourceTagMappingList": [
                {
                    "ResourceARN": f"arn:aws:s3:::{name}",
                    "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
                }
                for name, tags in aws.tags.items()
            ]
        },
        "ListTables": {"TableNames": []},
        "GetTrailStatus": {"IsLogging": True},
        "GetInsightSelectors": {"InsightSelectors": []},
        "GetEventSelectors": {"EventSelectors": [{"IncludeManagementEvents": True}]},
        "ListMetrics": {"Metrics": []},
        "GetMetricStatistics": {"Datapoints": []},
        "GetCostAndUsage": {"ResultsByTime": []},
        "LookupEvents": {"Events": [{"EventId": str(n)} for n in range(aws.writes.get(region, 0))]},
    }
    return json.dumps(answers[action])
