"""What `verify` takes for the accounts of an organization: time, memory and calls, and how they grow.

Its look and its judgement are the program's own, and so are boto3's clients; only the wire is missing, in
whose place each answer of S3 takes the time that is assumed here. TLS isn't in it.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.process import ROOT, clean_environment
from components import regions

# An answer's time from another continent's S3, in seconds.
ANSWERING = 0.05
ACCOUNTS, REGIONS = (1, 10, 100, 1_000), (17, 34)
BUDGETS = {(1_000, 17): (60, 250), (1_000, 34): (120, 350)}
HOME, ORGANIZATION, OWN = "us-east-1", "o-abcdefghij", "111122223333"
NOW = datetime(2026, 11, 26, 14, 30, tzinfo=timezone.utc).timestamp()
_PREFIX = re.compile(rf"AWSLogs/{ORGANIZATION}/(\d+)/CloudTrail-Digest/([a-z0-9-]*)")
_XML = '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'


class Wire:
    """Answers in S3's place: each account has digest files of the last hours from every region."""

    def __init__(self, enabled: list[str]) -> None:
        self._enabled, self.calls = enabled, 0

    def __call__(self, request: Any, **_: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        self.calls += 1
        time.sleep(ANSWERING)
        asked = parse_qs(urlsplit(request.url).query)
        match = _PREFIX.match(asked.get("prefix", [""])[0])
        if match is None:
            # A digest file that is read.
            content = b'{"digestEndTime": "2026-11-26T14:00:00Z", "newestEventTime": null}'
        elif match[2]:
            content = self._files(match[1], match[2])
        else:
            folders = "".join(
                f"<CommonPrefixes><Prefix>{match[0]}{one}/</Prefix></CommonPrefixes>" for one in self._enabled
            )
            content = f"{_XML}<IsTruncated>false</IsTruncated>{folders}</ListBucketResult>".encode()
        headers = {"content-type": "application/xml", "content-length": str(len(content))}
        return AWSResponse(request.url, 200, headers, _Raw(content))

    def _files(self, account: str, region: str) -> bytes:
        folder = f"AWSLogs/{ORGANIZATION}/{account}/CloudTrail-Digest/{region}/2026/11/26/"
        name = f"{account}_CloudTrail-Digest_{region}_everyregion_{HOME}_20261126T"
        rows = "".join(
            f"<Contents><Key>{folder}{name}{hour}0000Z.json.gz</Key>"
            "<LastModified>2026-11-26T14:05:00.000Z</LastModified><ETag>&quot;0&quot;</ETag>"
            "<Size>700</Size><StorageClass>STANDARD</StorageClass></Contents>"
            for hour in (13, 14)
        )
        return f"{_XML}<IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()


class _Raw(BytesIO):
    """A response's body as urllib3 gives it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def measured(accounts: int, count: int) -> dict[str, float]:
    """One look in this process, its judgement and its document included."""
    import boto3

    from components.names import Names
    from components.organization import Organization
    from wizard.account.connect import clients_of
    from wizard.account.facts import MemberAccount
    from wizard.screen.one_line_progress import Progress
    from wizard.verify.digest_listing import Places
    from wizard.verify.look_at_accounts import Looking, look_at_accounts

    enabled = sorted(regions.partitions()[0].regions)[:count]
    wire = Wire(enabled)
    clients = clients_of(boto3.Session("bench", "bench", region_name=HOME))
    clients("s3", HOME).meta.events.register("before-send", wire)
    names = Names("everyregion", "logs", OWN, OWN, HOME, "aws", organization=Organization(ORGANIZATION, OWN))
    looking = Looking(clients, Places(names, clients), enabled, frozenset(), NOW, Progress(quiet=True))
    members = [
        MemberAccount(f"{number:012}", f"team-{number}", "ACTIVE") for number in range(1, accounts + 1)
    ]
    started, computed = time.perf_counter(), time.process_time()
    found = look_at_accounts(looking, members)
    proved, text = _judged(names, enabled, members, found)
    assert proved == accounts, f"{proved} of {accounts} accounts were proved"
    return {
        "seconds": time.perf_counter() - started,
        "computed": time.process_time() - computed,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000,
        "calls": wire.calls,
        "document": len(text) / 1_000_000,
    }


def _judged(names: Any, enabled: list[str], members: Any, found: Any) -> tuple[int, str]:
    from components.settings import validate
    from wizard.account.facts import Identity, Organization, Probe, Surroundings, Trail
    from wizard.verify.checks.coverage import accounts
    from wizard.verify.coverage import covered_accounts
    from wizard.verify.facts import Covered, Facts, TrailFacts
    from wizard.verify.parts import nothing

    arn = names.trail_arn
    trail = Trail(names.trail, arn, HOME, "logs", True, True, True, True, validates=True)
    settings = validate({"scope": "organization", "approvedRegions": [HOME]}, HOME)
    began = datetime(2026, 1, 1, tzinfo=timezone.utc)
    status = Probe("good", {"IsLogging": True, "StartLoggingTime": began})
    it = TrailFacts(
        trail,
        names,
        settings,
        True,
        nothing("logs", HOME),
        None,
        regions={HOME: Covered(status)},
        accounts=found,
    )
    seen = Surroundings(
        Probe("good", Organization(ORGANIZATION, OWN, True, "management")),
        accounts=Probe("good", tuple(members)),
    )
    identity = Identity(OWN, f"arn:aws:iam::{OWN}:user/ada")
    facts = Facts(
        NOW, identity, Probe("good", tuple(enabled)), Probe("good", (trail,)), (it,), settings=settings,
        names=names, surroundings=seen,
    )  # fmt: skip
    results = list(accounts(facts, it))
    text = json.dumps([one.as_dict() for one in covered_accounts(facts, it, results)])
    return sum(one.state == "passed" for one in results), text


def in_a_process(accounts: int, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.verify_accounts", str(accounts), str(count)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env=clean_environment()
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Prints each measure with its budget; how it grows goes to stderr."""
    print(f"an answer takes {ANSWERING * 1000:g} ms", file=sys.stderr)
    print(
        f"{'accounts':>9} {'regions':>8} {'calls':>7} {'seconds':>8} {'computing':>10} {'MB':>5}",
        file=sys.stderr,
    )
    for count in REGIONS:
        for accounts in ACCOUNTS:
            found = in_a_process(accounts, count)
            print(
                f"{accounts:>9,} {count:>8} {found['calls']:>7,.0f} {found['seconds']:>8.1f} "
                f"{found['computed']:>10.1f} {found['megabytes']:>5.0f}",
                file=sys.stderr,
            )
            if (accounts, count) in BUDGETS:
                seconds, megabytes = BUDGETS[accounts, count]
                name = f"verify-{accounts}-accounts-{count}-regions"
                print(f"{name}-seconds {found['seconds']:.1f} {seconds}")
                print(f"{name}-megabytes {found['megabytes']:.0f} {megabytes}")
                print(f"{name}-calls {found['calls']:.0f} {accounts * (count + 1)}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measured(int(sys.argv[1]), int(sys.argv[2]))))
    else:
        main()
