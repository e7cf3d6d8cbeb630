"""Measures the digest function: `python -m bench.digest` prints lines of "name value budget".

Everything runs in a process of its own, so that one measure's memory doesn't hide in another's.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CHUNK = 1 << 18
RECORDS_A_SECOND = 30_000
FILE_SECONDS = 0.5
FILE_MEGABYTES = 128
MESSAGE_KILOBYTES = 250
STATE_KILOBYTES = 350
ENVIRONMENT = {
    "QUEUE_URL": "q",
    "TABLE_NAME": "t",
    "TOPIC_ARN": "arn:aws:sns:eu-west-1:111122223333:t",
    "HOME_REGION": "eu-west-1",
    "PARTITION": "aws",
    "ACCOUNT_ID": "111122223333",
    "APPROVED_REGIONS": "eu-west-1",
    "LOG_BUCKET": "logs",
    "IGNORE_PRINCIPALS": '["arn:aws:iam::111122223333:role/deployer"]',
}
KEY = (
    "AWSLogs/111122223333/CloudTrail/ap-south-1/2024/05/01/"
    "111122223333_CloudTrail_ap-south-1_20240501T1000Z_Mu0KsOhtH1ar15ZZ.json.gz"
)


def record(number: int) -> dict[str, Any]:
    """A record as a trail has it: of ten, four are reads, one is a service's own, five alert."""
    kind = number % 10
    identity: dict[str, Any] = {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLEROLEID:session-{number % 7}",
        "arn": f"arn:aws:sts::111122223333:assumed-role/builder-{number % 3}/session-{number % 7}",
        "accountId": "111122223333",
        "accessKeyId": "ASIAEXAMPLEKEYID",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROAEXAMPLEROLEID",
                "arn": f"arn:aws:iam::111122223333:role/builder-{number % 3}",
                "accountId": "111122223333",
                "userName": f"builder-{number % 3}",
            },
            "attributes": {"creationDate": "2024-05-01T09:00:00Z", "mfaAuthenticated": "false"},
        },
    }
    if kind == 9:
        identity = {"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}
    return {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": f"2024-05-01T10:{number // 60 % 60:02}:{number % 60:02}Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances" if kind < 4 else "RunInstances" if kind < 7 else "CreateVpc",
        "awsRegion": "ap-south-1",
        "sourceIPAddress": f"203.0.113.{number % 250}",
        "userAgent": "aws-cli/2.15.0 md/awscrt#0.19.19 ua/2.0 os/linux#6.1 lang/python#3.11.6",
        "requestParameters": {
            "instancesSet": {"items": [{"imageId": "ami-0abcdef1234567890"}]},
            "dryRun": False,
        },
        "responseElements": None if kind < 4 else {"requestId": f"{number:08x}-0000-4000-8000-000000000000"},
        "requestID": f"{number:08x}-1111-4000-8000-000000000000",
        "eventID": f"{number:08x}-2222-4000-8000-000000000000",
        "readOnly": kind < 4,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": "ec2.ap-south-1.amazonaws.com",
        },
    }


def write_log(path: Path, records: Iterable[dict[str, Any]], level: int = 6) -> None:
    """A log file with these records."""
    with gzip.open(path, "wt", compresslevel=level) as out:
        out.write('{"Records":[')
        for number, one in enumerate(records):
            out.write(("," if number else "") + json.dumps(one, separators=(",", ":")))
        out.write("]}")


def heavy_records(megabytes: int) -> Iterator[dict[str, Any]]:
    """Records that don't compress, so that the file on disk is about that large."""
    source = random.Random(5)
    for number in range(megabytes * 15):
        yield {**record(number), "requestParameters": {"userData": source.randbytes(60_000).hex()}}


class Table:
    """Stands in for DynamoDB's client: nothing was seen before."""

    def batch_get_item(self, RequestItems: Any) -> Any:
        return {"Responses": {}}

    def batch_write_item(self, RequestItems: Any) -> Any:
        return {}

    def update_item(self, **_: Any) -> Any:
        return {"Attributes": {"started": {"SS": ["1-x"]}}}

    def get_item(self, **_: Any) -> Any:
        return {}


class Files:
    """Stands in for S3's client: one file from the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get_object(self, **_: Any) -> Any:
        from botocore.response import StreamingBody

        return {"Body": StreamingBody(io.FileIO(self._path), self._path.stat().st_size)}


def settings() -> Any:
    """The function's, as of a deployment."""
    sys.path.insert(0, str(ROOT / "components/region_alert/function"))
    from digest.settings import Settings  # type: ignore[import-not-found]

    return Settings.from_environment(ENVIRONMENT)


def intake(path: Path) -> Any:
    """The function's own intake, reading that file."""
    here = settings()
    from digest.drills import Drills  # type: ignore[import-not-found]
    from digest.intake import Intake  # type: ignore[import-not-found]
    from digest.log_files import LogFiles  # type: ignore[import-not-found]
    from digest.memory import Memory  # type: ignore[import-not-found]
    from digest.table import Table as RealTable  # type: ignore[import-not-found]

    memory = Memory(RealTable(Table(), "t"), time.time)
    drills = Drills(None, here.topic_arn, time.time)
    return Intake(here, LogFiles(Files(path)), memory, drills, lambda: True)


def sizes(records: Iterable[dict[str, Any]]) -> tuple[float, float]:
    """(kilobytes of the message, kilobytes of what is remembered) when these come at once."""
    here = settings()
    from digest import state as states  # type: ignore[import-not-found]
    from digest.grouping import Tally, summarise  # type: ignore[import-not-found]
    from digest.lines import lines_of  # type: ignore[import-not-found]
    from digest.message import compose  # type: ignore[import-not-found]
    from digest.stored import dump  # type: ignore[import-not-found]

    state = states.State()
    groups: dict[Any, Any] = {}
    for event in map(summarise, records):
        groups.setdefault(event.key, Tally()).add(event)
    states.absorb(state, groups, "run")
    stored = len(dump(state))
    lines = lines_of(state, states.due(state, 0, 3600), here, 0)
    return len(compose(lines, here)[0]["Message"].encode()) / 1024, stored / 1024


def flood() -> Iterator[dict[str, Any]]:
    """Thousands of different calls that are refused, and sixty that are not."""
    for number in range(6_260):
        refused = {"eventName": f"Probe{number}", "errorCode": "AccessDenied", "readOnly": False}
        yield {**record(number), **refused}
    for number in range(60):
        yield {**record(number), "eventName": f"Create{number}", "readOnly": False}


def read_once(path: Path) -> tuple[float, int, int]:
    """(seconds, records, alerting) for one file, opened, filtered, grouped and counted."""
    taking = intake(path)
    detail = {"bucket": {"name": "logs"}, "object": {"key": KEY}}
    body = json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": detail})
    start = time.perf_counter()
    taking.take(body)
    taking.flush()
    return time.perf_counter() - start, taking.counts["records"], taking.counts["alerting"]


def child(measure: str, path: str) -> None:
    """Runs one measure and prints what it found as JSON."""
    if measure == "memory":
        intake(Path(path))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, records, alerting = read_once(Path(path))
        added = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(json.dumps([added / 1024, seconds, records, alerting]))
    else:
        print(json.dumps(min(read_once(Path(path)) for _ in range(5))))


def measured(measure: str, path: Path) -> Any:
    """The same in a process of its own, on one core."""
    command = [sys.executable, "-m", "bench.digest", measure, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


def main() -> None:
    """Prints each measure with its budget."""
    with tempfile.TemporaryDirectory() as folder:
        small, large, heavy = (Path(folder, name) for name in ("small.gz", "large.gz", "heavy.gz"))
        write_log(small, map(record, range(10_000)))
        write_log(large, map(record, range(100_000)))
        write_log(heavy, heavy_records(100), level=1)
        seconds, records, _ = measured("time", large)
        print("digest-records-per-second", round(records / seconds), RECORDS_A_SECOND)
        print("digest-10000-record-file-seconds", round(measured("time", small)[0], 3), FILE_SECONDS)
        assert heavy.stat().st_size > 100 << 20
        print("digest-100-MB-file-added-megabytes", round(measured("memory", heavy)[0], 1), FILE_MEGABYTES)
        added = measured("memory", large)[0]
        print("digest-100000-record-file-added-megabytes", round(added, 1), FILE_MEGABYTES)
    print("digest-one-event-message-kilobytes", round(sizes([record(5)])[0], 1), MESSAGE_KILOBYTES)
    message, state = sizes(flood())
    print("digest-flood-message-kilobytes", round(message, 1), MESSAGE_KILOBYTES)
    print("digest-flood-state-kilobytes", round(state, 1), STATE_KILOBYTES)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        child(*sys.argv[1:])
    else:
        main()
