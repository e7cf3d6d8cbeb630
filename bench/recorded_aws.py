"""What AWS would answer to one program: recorded in the emulated account, for `slow_aws` to give again.

The emulator itself would take its share of the time that is measured.
"""

from __future__ import annotations

import io
import json
import pickle
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore.awsrequest import AWSResponse

from components.settings import validate
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins import alarms
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.screen.one_line_progress import Progress
from wizard.verify.gather import Means, gather
from wizard.verify.target import Target

Answers = dict[str, tuple[int, dict[str, str], bytes]]
_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")
ACCOUNT = EmulatedAccount.id


def key_of(method: str, url: str, headers: Mapping[str, Any], body: bytes) -> str:
    """The same for a request to AWS and to another host: region, service, what is asked."""
    scope = _SCOPE.search(_text(headers.get("Authorization")))
    region, service = scope.groups() if scope else ("", "")
    split = urlsplit(url)
    path = split.path.rstrip("/")
    if service == "s3" and split.hostname and split.hostname.endswith("amazonaws.com"):
        bucket = split.hostname.partition(".s3")[0]
        path = f"/{bucket}{path}" if not split.hostname.startswith("s3.") else path
    # What is asked from some day on depends on the hour.
    query = sorted((k, v) for k, v in parse_qsl(split.query, keep_blank_values=True) if k != "start-after")
    target = _text(headers.get("X-Amz-Target"))
    return "|".join([region, service, method, path, repr(query), target, body.decode("latin-1")])


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""


def record(file: Path, home: str, approved: Iterable[str], opted_in: Iterable[str]) -> int:
    """Deploys into an emulated account, lets an hour pass, verifies, and writes what was answered. Returns
    how many calls that took."""
    values = {"approvedRegions": list(approved), "alertEmails": ["ops@example.com"]}
    answers: Answers = {}
    with open_account(home, opted_in) as account:
        config = {f"everyregion:{key}": json.dumps(value) for key, value in values.items()}
        if deploy(account, config).refusal:
            raise RuntimeError("the stack wasn't deployed")
        for _ in range(4):
            tick(account, 1200)
        alarms.look(account)
        means = Means(_recording(account, answers), account.clock.now, Progress(quiet=True))
        gather(Target(home, validate(values, home)), means)
    file.write_bytes(pickle.dumps(answers))
    return len(answers)


def _recording(account: EmulatedAccount, answers: Answers) -> Callable[[str, str], Any]:
    from moto.core.models import botocore_stubber

    def send(request: Any, **_: Any) -> AWSResponse | None:
        found = botocore_stubber.process_request(request)
        if found is None:
            return None
        status, headers, body = found
        content = body.encode() if isinstance(body, str) else bytes(body or b"")
        asked = request.body.encode() if isinstance(request.body, str) else request.body or b""
        key = key_of(request.method, request.url, request.headers, bytes(asked))
        answers[key] = status, {str(k): str(v) for k, v in (headers or {}).items()}, content
        raw = io.BytesIO(content)
        raw.stream = lambda amount=None, **_: iter([raw.read()])  # type: ignore[attr-defined]
        return AWSResponse(request.url, status, headers or {}, raw)

    hooked: dict[tuple[str, str], Any] = {}

    def client_for(service: str, region: str) -> Any:
        with account.lock:
            if (service, region) not in hooked:
                client = account.client(service, region)
                client.meta.events.register_first("before-send", send)
                hooked[service, region] = client
            return hooked[service, region]

    return client_for
