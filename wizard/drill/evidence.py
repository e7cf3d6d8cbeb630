"""Evidence that the alert is on its way, as far as they can be seen from outside: a log file with the call in
it, something in the alert queue, a run of the digest.

It tells a person that something moves, and proves nothing: only the alert does.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from components.settings import DELIVERED_LOGS
from wizard.account.connect import ClientFor
from wizard.account.one_call import outcome
from wizard.drill.plan import Plan
from wizard.drill.stage_check import Broken, Unknown, ask, known
from wizard.drill.stages_at_home import attributes, waiting

# A log file of a region that nobody uses is small; a larger one isn't read for a sign.
_LARGEST_FILE = 5_000_000
LOG_FILE = "log file"


@dataclass
class Evidence:
    """One thing to look out for. look: says what was seen, or "". Given up once AWS refuses the look."""

    stage: str
    look: Callable[[], str]
    given_up: str = ""

    def seen(self) -> str:
        if self.given_up:
            return ""
        try:
            return self.look()
        except (Broken, Unknown) as error:
            self.given_up = str(error)
        return ""


@dataclass
class LogFiles:
    """Log files that CloudTrail delivered for the drill's region since the call.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """

    plan: Plan
    client_for: ClientFor
    since: float
    _read: set[str] = field(default_factory=set[str])

    def look(self) -> str:
        names, region = self.plan.names, self.plan.region
        start = datetime.fromtimestamp(self.since, timezone.utc)
        # Files of the minute before may carry it too: a file is named by when it was begun.
        mark = f"{names.trail_account}_CloudTrail_{region}_{start - timedelta(minutes=20):%Y%m%dT%H%MZ}"
        for day in (start, start + timedelta(days=1)):
            folder = f"{names.account_folder(names.trail_account)}/CloudTrail/{region}/{day:%Y/%m/%d}/"
            parameters = {"Bucket": names.log_bucket, "Prefix": folder, "StartAfter": f"{folder}{mark}"}
            answer = ask(self.client_for, "s3", names.home, "list_objects_v2", **parameters)
            for one in answer.get("Contents") or ():
                if one["Key"] not in self._read and one["Size"] <= _LARGEST_FILE:
                    self._read.add(one["Key"])
                    if self._has_the_call(one["Key"]):
                        return (
                            f"CloudTrail delivered a log file with the call: {one['Key'].rpartition('/')[2]}"
                        )
        return ""

    def _has_the_call(self, key: str) -> bool:
        names = self.plan.names

        def read() -> bytes:
            s3 = self.client_for("s3", names.home)
            return s3.get_object(Bucket=names.log_bucket, Key=key)["Body"].read()

        body = known(outcome("s3", names.home, "get_object", read))
        try:
            return self.plan.user_agent.encode() in gzip.decompress(body)
        except (OSError, EOFError, zlib.error):
            return False


@dataclass
class DigestRuns:
    """What the digest function wrote of its runs since the call: one line of JSON each."""

    plan: Plan
    client_for: ClientFor
    since: float

    def look(self) -> str:
        names = self.plan.names
        answer = ask(
            self.client_for,
            "logs",
            names.home,
            "filter_log_events",
            logGroupName=names.digest_log_group,
            startTime=int(self.since * 1000),
            limit=1000,
        )
        for event in answer.get("events") or ():
            handled = _handled(event.get("message", ""))
            if handled:
                return f"the digest ran and took {handled} message{'s' if handled > 1 else ''} from the queue"
        return ""


def _handled(line: str) -> int:
    try:
        count = json.loads(line).get("MessagesHandled", 0)
    except (ValueError, AttributeError):
        return 0
    return count if isinstance(count, int) else 0


def evidence_of(plan: Plan, client_for: ClientFor, since: float) -> list[Evidence]:
    """What can be looked out for, in the order in which it should be seen. client_for: of the account that
    the log bucket and the alert are in."""

    def queue() -> str:
        count = waiting(attributes(plan, client_for, plan.names.alerts, "the alert queue"))
        return f"something is in the alert queue ({count})" if count else ""

    found = [
        Evidence("queue", queue),
        Evidence("digest", DigestRuns(plan, client_for, since).look),
    ]
    if plan.source == DELIVERED_LOGS:
        return [Evidence(LOG_FILE, LogFiles(plan, client_for, since).look), *found]
    return found
