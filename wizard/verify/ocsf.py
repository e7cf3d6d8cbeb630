"""What `--ocsf` writes: each result as a Compliance Finding of OCSF, in one JSON list. Pure.

https://schema.ocsf.io/1.8.0/classes/compliance_finding
Where OCSF leaves a choice it is made as Prowler makes it: `status` stays New, since it is for whoever works
on the finding, `status_code` says PASS, FAIL or MANUAL, and `unmapped.compliance` has the controls.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from components.arns import Arn
from wizard import __version__
from wizard.review.controls import controls
from wizard.verify.facts import Facts
from wizard.verify.resources import resource
from wizard.verify.result import Result
from wizard.verify.run import Verified
from wizard.verify.severity import severity

VERSION = "1.8.0"
_CLASS, _CREATE = 2003, 1
_PRODUCT = {"name": "Everyregion", "vendor_name": "Everyregion", "version": __version__}
# State -> compliance.status_id with its caption, and status_code. Warning: there is no result.
_STATUS = {"passed": (1, "Pass", "PASS"), "unknown": (2, "Warning", "MANUAL"), "failed": (3, "Fail", "FAIL")}
_SEVERITY = {"low": (2, "Low"), "medium": (3, "Medium"), "high": (4, "High")}
_WORST = ("failed", "unknown", "passed")
_INFORMATIONAL, _UNKNOWN = (1, "Informational"), (0, "Unknown")


def as_text(done: Verified) -> str:
    """The whole file, a finding a line: the first bytes name the program that wrote it."""
    lines = ",\n".join(json.dumps(finding(one, done.facts)) for one in findings(done.results))
    return f"[\n{lines}\n]\n"


def findings(results: Iterable[Result]) -> list[Result]:
    """One for each check of each place: several rules of one region are as good as the worst of them."""
    alike: dict[tuple[str, ...], list[Result]] = {}
    for one in results:
        alike.setdefault((one.id, one.account, one.region, one.trail), []).append(one)
    return [_worst(some) for some in alike.values()]


def _worst(some: Sequence[Result]) -> Result:
    worst = [one for state in _WORST for one in some if one.state == state]
    evidence = dict.fromkeys(one.evidence for one in worst if one.state == worst[0].state)
    return replace(worst[0], evidence=" ".join(evidence))


def finding(one: Result, facts: Facts) -> dict[str, Any]:
    """One result."""
    at = round(facts.now * 1000)
    status_id, status, code = _STATUS[one.state]
    rated = _SEVERITY[severity(one.id)]
    severity_id, caption = {"passed": _INFORMATIONAL, "unknown": _UNKNOWN}.get(one.state, rated)
    account = one.account or facts.identity.account
    about = resource(one, facts)
    # S3's and IAM's ARNs have no region.
    region = one.region or Arn.of(about.arn).region or _home(facts)
    place = {"region": region, "cloud_partition": facts.identity.partition}
    answers = _by_framework(one.id)
    # A scanner is no standard.
    standards = {name: ids for name, ids in answers.items() if not name.startswith("Prowler")}
    document: dict[str, Any] = {
        "metadata": {
            "product": _PRODUCT,
            "version": VERSION,
            "profiles": ["cloud"],
            "event_code": one.id,
            "tenant_uid": account,
        },
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": _CLASS,
        "class_name": "Compliance Finding",
        "type_uid": _CLASS * 100 + _CREATE,
        "type_name": "Compliance Finding: Create",
        "activity_id": _CREATE,
        "activity_name": "Create",
        "time": at,
        "severity_id": severity_id,
        "severity": caption,
        "status_id": 1,
        "status": "New",
        "status_code": code,
        "status_detail": one.evidence,
        "message": one.evidence,
        "finding_info": {
            "uid": uid(one, account),
            "title": one.check.what,
            "desc": f"{one.check.what}. If not: {one.check.consequence}",
            "types": ["Software and Configuration Checks"],
            "created_time": at,
            "last_seen_time": at,
            "analytic": {"uid": one.id, "name": one.check.what, "type_id": 1, "type": "Rule"},
        },
        "compliance": {
            "control": one.id,
            "desc": one.check.what,
            "status_id": status_id,
            "status": status,
            "status_code": code,
            "status_details": [one.evidence],
            "standards": list(standards),
            "requirements": [f"{name} {id}" for name, ids in standards.items() for id in ids],
        },
        "resources": [{"uid": about.arn, "name": about.name, "type": about.type, **place}],
        "cloud": {
            "provider": "AWS",
            "account": {"uid": account, "type_id": 10, "type": "AWS Account"},
            **place,
        },
        "unmapped": {
            "compliance": answers,
            "consequence": one.check.consequence,
            "cause": one.cause,
            "trail": one.trail,
        },
    }
    if one.fix:
        document["remediation"] = {"desc": one.fix}
    return document


def uid(one: Result, account: str) -> str:
    """The same for the same check of the same thing, whenever it is looked at."""
    return "/".join(("everyregion", one.id, account, one.region or "-", one.trail or "-"))


def _home(facts: Facts) -> str:
    if facts.settings:
        return facts.settings.home_region
    return facts.trails[0].names.home if facts.trails else "us-east-1"


def _by_framework(id: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in controls(id):
        found.setdefault(f"{one.framework} {one.version}", []).append(one.id)
    return found
