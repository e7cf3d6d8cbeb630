"""The life of one stack, from its first preview to its end, and what the account held on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.leftovers import Answers
from tests.engine.scene import HOME, Scene, scene
from tests.engine.stack import Outcome

BUCKET = f"everyregion-123456789012-{HOME}"
APPROVED = [HOME, "eu-central-1"]
#: Every part turned on, so that every resource is there.
EVERYTHING: Mapping[str, Any] = {
    "approvedRegions": APPROVED,
    "dataEvents": ["AWS::S3::Object=arn:aws:s3:::orders/", "AWS::Lambda::Function"],
    "objectLock": "governance",
    "accessLogs": True,
    "cloudWatchLogs": True,
    "cisAlarms": True,
    "queries": True,
    "regionAlert": ["rules", "delivered-logs"],
    "alertEmails": ["security@example.com"],
    "tamperAlert": True,
    "logReaders": ["210987654321"],
}
SETTINGS = {**BASE, **EVERYTHING}


@dataclass
class Account:
    """What the emulated account answered at one moment."""

    bucket: Answers
    access_bucket: Answers
    log_key: Answers
    key_states: list[str]
    others: dict[str, list[str]]

    @classmethod
    def of(cls, it: Scene) -> Account:
        return cls(
            bucket=leftovers.bucket_answers(it.account, BUCKET),
            access_bucket=leftovers.bucket_answers(it.account, f"{BUCKET}-access"),
            log_key=leftovers.key_behind(it.account, "alias/everyregion-logs"),
            key_states=leftovers.key_states(it.account),
            others=leftovers.others(it.account),
        )


@dataclass
class Story:
    """Each run of the engine, in this order, with the account between them."""

    preview: Outcome
    after_preview: dict[str, list[str]]
    up: Outcome
    resources: list[dict[str, Any]]
    outputs: dict[str, Any]
    deployed: Account
    second_up: Outcome
    refresh: Outcome
    later_preview: Outcome
    destroy: Outcome
    destroyed: Account


def tell(folder: Path) -> Story:
    """Deploys, deploys again, refreshes, destroys; the account is open only meanwhile."""
    with scene(folder, SETTINGS) as it:
        return Story(
            preview=it.stack.preview(),
            after_preview=leftovers.others(it.account),
            up=it.stack.up(),
            resources=it.stack.resources(),
            outputs=it.stack.outputs(),
            deployed=Account.of(it),
            second_up=_up_after_another_python(it),
            refresh=it.stack.refresh(),
            later_preview=it.stack.preview(),
            destroy=it.stack.destroy(),
            destroyed=Account.of(it),
        )


def _up_after_another_python(it: Scene) -> Outcome:
    """A second up, once another Python has left its bytecode beside the function's code."""
    function = it.stack.folder / "components" / "region_alert" / "function" / "digest"
    assert [*function.glob("__pycache__/*.pyc")], "the program should have been compiled beside itself"
    (function / "__pycache__" / "handler.cpython-399.pyc").write_bytes(b"bytecode")
    return it.stack.up()
