"""One run of the digest beside an organization's log archive: time and memory, for 1,000 and 10,000 accounts.

A run a minute has to keep up with a minute's files. They are those of the cost model (docs/costs.md), and the
management account's, which are opened though their regions are approved. The clients are boto3's own; only
the wire is missing, in whose place each answer takes the time that is assumed here. Lambda gives 512 MB a
part of a processor, so what was computed here takes longer there: that is reckoned on top.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from bench.digest import ENVIRONMENT, ROOT, record
from bench.process import clean_environment
from components.region_alert.digest import TIMEOUT_SECONDS
from wizard.review.costs.alert_path import HOURS, Organization

# An answer's time in the same region, in seconds.
ANSWERING = {"s3": 0.030, "sqs": 0.015, "dynamodb": 0.010, "sns": 0.050}
MEMORY_MB, MB_A_PROCESSOR = 512, 1769
A_MINUTE, MEGABYTES, FILE_SECONDS = 60, 400, 0.5
SHAPES = (1_000, 10_000)
QUIET_RECORDS, BUSY_RECORDS = 20, 5_000
APPROVED = ("eu-west-1", "us-east-1")
OWN = "111122223333"


def log(records: Iterator[dict[str, Any]]) -> bytes:
    return gzip.compress(json.dumps({"Records": [*records]}, separators=(",", ":")).encode())


def quiet() -> bytes:
    """A log file in which AWS's own services look round, as most are."""
    identity = {"type": "AWSService", "invokedBy": "config.amazonaws.com"}
    looks = {"userIdentity": identity, "eventName": "DescribeVpcs", "readOnly": True}
    return log({**record(number), **looks} for number in range(QUIET_RECORDS))


def busy() -> bytes:
    """A log file of the management account: half of its records are writes."""
    return log(record(number) for number in range(BUSY_RECORDS))


def message(account: str, region: str, number: int, size: int) -> str:
    """S3's word of a file, as EventBridge puts it into the queue."""
    name = f"{account}_CloudTrail_{region}_20240501T1000Z_{number:016}.json.gz"
    key = f"AWSLogs/o-abcdefghij/{account}/CloudTrail/{region}/2024/05/01/{name}"
    detail = {
        "bucket": {"name": "logs"},
        "object": {"key": key, "size": size, "version-id": f"{number:032}", "etag": "0" * 32},
        "reason": "PutObject",
    }
    return json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": detail})


def a_minute(shape: Organization, size: int) -> list[str]:
    """What the queue gets in a minute, mixed."""
    minutes = HOURS * 60
    traffic = shape.traffic
    watched = round(traffic.watched / minutes) or 1
    opened = round(traffic.opened / minutes) - watched
    others = round(traffic.files / minutes) - opened - watched
    own = [message(OWN, APPROVED[number % 2], number, 1 << 20) for number in range(watched)]
    read = [message(f"{number % shape.accounts:012}", "ap-south-1", number, size) for number in range(opened)]
    left = [
        message(f"{number % shape.accounts:012}", APPROVED[number % 2], number, size)
        for number in range(others)
    ]
    return [*own, *(one for pair in zip(read, left, strict=False) for one in pair), *left[len(read) :]]


class Wire:
    """Answers in AWS's place."""

    def __init__(self, bodies: list[str]) -> None:
        self._bodies = bodies
        self._taken = 0
        self._quiet, self._busy = quiet(), busy()

    @property
    def quiet_size(self) -> int:
        return len(self._quiet)

    def fill(self, bodies: list[str]) -> None:
        self._bodies = bodies

    def __call__(self, request: Any, event_name: str, **_: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        _kind, service, operation = event_name.split(".")
        time.sleep(ANSWERING[service])
        content = self._answer(service, operation, request)
        return AWSResponse(request.url, 200, {"content-length": str(len(content))}, Raw(content))

    def _answer(self, service: str, operation: str, request: Any) -> bytes:
        if service == "s3":
            return self._busy if f"/{OWN}/" in request.url else self._quiet
        if service == "sns":
            return (
                b"<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"
            )
        if operation == "ReceiveMessage":
            some = self._bodies[self._taken : self._taken + 10]
            first, self._taken = self._taken, self._taken + len(some)
            sent = {"SentTimestamp": str(int(time.time() * 1000))}
            return json.dumps(
                {
                    "Messages": [
                        {"ReceiptHandle": f"{first + n:0200}", "Body": body, "Attributes": sent}
                        for n, body in enumerate(some)
                    ]
                }
            ).encode()
        if operation == "UpdateItem":
            return b'{"Attributes":{"started":{"SS":["1-x"]}}}'
        return b'{"Responses":{}}'


class Raw(BytesIO):
    """A response's body as urllib3 gives it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def measured(accounts: int, ahead: bool) -> dict[str, float]:
    """One run in this process. ahead: whether S3 says how large files are, so that small ones are fetched."""
    sys.path.insert(0, str(ROOT / "components/region_alert/function"))
    from digest import clients as makes  # type: ignore[import-not-found]
    from digest.report import Clock  # type: ignore[import-not-found]
    from digest.run import run  # type: ignore[import-not-found]
    from digest.settings import Settings  # type: ignore[import-not-found]
    from digest.watched_records import WatchedRecords  # type: ignore[import-not-found]

    here = Settings.from_environment(
        {**ENVIRONMENT, "APPROVED_REGIONS": ",".join(APPROVED), "ORGANIZATION_ID": "o-abcdefghij"}
    )
    object.__setattr__(here, "watched_records", WatchedRecords(*watched()))
    clients = makes.make(here)
    wire = Wire([])
    wire.fill(a_minute(Organization(accounts), wire.quiet_size if ahead else 0))
    for client in (clients.sqs, clients.sns, clients.dynamodb, clients.s3):
        client.meta.events.register("before-send", wire)
    started, computed = time.perf_counter(), time.process_time()
    begun = time.monotonic()
    report = run(here, clients, Clock(lambda: TIMEOUT_SECONDS - (time.monotonic() - begun)))
    seconds, computed = time.perf_counter() - started, time.process_time() - computed
    assert (report.outcome, report.left_behind, report.not_deleted) == ("done", 0, 0), report
    assert report.counts["tamper"] == 0, report
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "messages": report.messages,
        "opened": report.counts["files"],
        "seconds": seconds,
        "computed": computed,
        "in_lambda": seconds + computed * (MB_A_PROCESSOR / MEMORY_MB - 1),
        "megabytes": peak,
    }


def watched() -> tuple[Any, ...]:
    """What the function watches, with patterns as a deployment has them."""
    from components import tamper_patterns
    from components.names import Names
    from components.organization import Organization as Whole
    from components.settings import validate

    settings = validate({"approvedRegions": [*APPROVED], "scope": "organization"}, APPROVED[0])
    names = Names.of(settings, OWN, organization=Whole("o-abcdefghij", OWN))
    key = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000"
    rules = tamper_patterns.shared(names, 2)
    patterns = {
        name: json.loads(tamper_patterns.of_subjects(names, subjects, [key, key[:-1]]))
        for name, subjects in rules.items()
    }
    return frozenset({OWN}), frozenset(APPROVED), patterns, {OWN: [*patterns]}


def watched_file() -> float:
    """Seconds for reading a busy file that is watched, none of whose writes is a change to the trail."""
    from components.region_alert.function.digest import log_reader
    from components.region_alert.function.digest.watched_records import WatchedRecords

    judge, content = WatchedRecords(*watched()), busy()
    started = time.perf_counter()
    for one in log_reader.records([content]):
        assert isinstance(one, dict)
        assert not judge.rule(one, OWN)
    return time.perf_counter() - started


def in_a_process(accounts: int, ahead: bool = True) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.organization", str(accounts), "ahead" if ahead else ""]
    keys = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
    environment = {**clean_environment(), **keys}
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Prints each measure with its budget; how the run is made up goes to stderr."""
    show: Callable[..., None] = lambda *words: print(*words, file=sys.stderr)  # noqa: E731
    waits = ", ".join(f"{name} {seconds * 1000:g} ms" for name, seconds in ANSWERING.items())
    show(f"an answer takes: {waits}; {MEMORY_MB} MB are {MEMORY_MB / MB_A_PROCESSOR:.2f} of a processor")
    for accounts in SHAPES:
        found = in_a_process(accounts)
        show(
            f"{accounts:,} accounts: {found['messages']:,.0f} messages, {found['opened']:,.0f} files opened; "
            f"{found['seconds']:.1f} s here, {found['computed']:.1f} s of them computing"
        )
        name = f"organization-of-{accounts}-accounts"
        print(f"{name}-run-seconds {found['in_lambda']:.1f} {A_MINUTE}")
        print(f"{name}-run-megabytes {found['megabytes']:.0f} {MEGABYTES}")
    print(f"organization-watched-file-of-{BUSY_RECORDS}-records-seconds {watched_file():.2f} {FILE_SECONDS}")
    one_by_one = in_a_process(SHAPES[0], ahead=False)
    show(f"{SHAPES[0]:,} accounts, one file after the other: {one_by_one['in_lambda']:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measured(int(sys.argv[1]), sys.argv[2] == "ahead")))
    else:
        main()
