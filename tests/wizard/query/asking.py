"""Asks named queries about files in a folder, as the command does."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wizard.query.answer import Answer
from wizard.query.ask_local import Local
from wizard.query.chosen import Chosen, chosen
from wizard.query.local.source import Folder
from wizard.query.named import named

APPROVED = ("eu-central-1", "eu-west-1")
NAME = "111122223333_CloudTrail_eu-west-1_20261125T1000Z_{:016}.json.gz"


def wanted(**given: str) -> Chosen:
    """What the command line would choose: account, region, begin, end, principal, bucket."""
    lists = {name: [given.pop(name)] if name in given else [] for name in ("account", "region")}
    texts = {name: given.get(name, "") for name in ("begin", "end", "principal", "bucket")}
    return chosen(lists["account"], lists["region"], **texts)


def ask(folder: Path, query: str, *, most: int = 100_000, **given: str) -> Answer:
    """The answer of a named query; what is loaded is kept beside the folder."""
    about = wanted(**given)
    return local(folder).ask(named(query).text(about, APPROVED), about, most)


def ask_sql(folder: Path, sql: str) -> Answer:
    """The answer of one's own SQL."""
    return local(folder).ask(sql, wanted(), 1000)


def local(folder: Path) -> Local:
    return Local(Folder.at(str(folder)), str(folder.parent / "cache"), is_quiet=True)


def column(answer: Answer, name: str) -> list[Any]:
    """One column of the answer."""
    return [row[list(answer.columns).index(name)] for row in answer.rows]


def write_log(folder: Path, records: Iterable[Any], name: str = NAME.format(1)) -> Path:
    """One log file, as CloudTrail writes it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(json.dumps({"Records": list(records)}).encode()))
    return path


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A harmless record with what every record has."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/ann", "userName": "ann"},
        "eventTime": f"2026-11-25T10:00:{number % 60:02}Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "StartInstances",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "203.0.113.5",
        "eventID": f"id-{number}",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "recipientAccountId": "111122223333",
        **changes,
    }
