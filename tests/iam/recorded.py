"""Records every AWS call of a deployment, a drill, a `verify` and a destroy in an emulated account."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from botocore.client import BaseClient

from components.settings import Settings, validate
from tests.iam.calls import Call
from wizard.rehearsal.account import regions
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.drill import EmulatedClock, drills
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins import acting
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.screen.one_line_progress import Progress
from wizard.verify.gather import Means
from wizard.verify.run import Waiting, verify
from wizard.verify.target import Target

HOME, AWAY = "eu-west-1", ("us-east-1", "us-west-2")
_ALL_ON = {
    "alertEmails": ["night@example.com"],
    "cloudWatchLogs": True,
    "logReaders": ["444455556666"],
    "objectLock": "governance",
}


@dataclass
class Recording:
    """The calls of each part; made: (type, name) of each resource."""

    deployed: list[Call] = field(default_factory=list)
    drilled: list[Call] = field(default_factory=list)
    verified: list[Call] = field(default_factory=list)
    destroyed: list[Call] = field(default_factory=list)
    made: set[tuple[str, str]] = field(default_factory=set)


def everything() -> Settings:
    """All that can be on; only two regions aren't approved, so that little is made."""
    enabled = [name for name, status in regions.statuses(HOME).items() if status != regions.NOT_OPTED_IN]
    return validate({"approvedRegions": [name for name in enabled if name not in AWAY], **_ALL_ON}, HOME)


def record(settings: Settings, kept: Collection[str]) -> Recording:
    """Deploys, drills, verifies and destroys. kept: names of what stays when the stack goes."""
    done = Recording()
    key_tags: dict[str, str] = {}
    with open_account(HOME) as account:
        with _calls_into(done.deployed, key_tags):
            deployment = deploy(account, _config(settings))
        assert deployment.refusal is None
        done.made = {(made.type, made.name) for made in deployment.made}
        with _calls_into(done.drilled, key_tags):
            assert [one.failed for one in drills(account, settings)] == [False, False]
        tick(account, 4000)
        with _calls_into(done.verified, key_tags):
            _verify(account, settings)
        with _calls_into(done.destroyed, key_tags):
            for made in reversed(deployment.made):
                if made.name not in kept:
                    maker_for(made.type).delete(account, made.id, made.outputs)
    return done


def _verify(account: EmulatedAccount, settings: Settings) -> None:
    clock = EmulatedClock(account)
    means = Means(account.client, clock.now, Progress(quiet=True))
    found = verify(Target(HOME, settings), means, Waiting(0, clock)).results
    # Nobody is measured here, and so nobody's heart is known to beat.
    assert {one.id for one in found if one.state != "passed"} <= {"alert.heartbeat"}


def _config(settings: Settings) -> dict[str, str]:
    return {
        f"everyregion:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in settings.as_keys().items()
    }


@contextmanager
def _calls_into(calls: list[Call], key_tags: dict[str, str]) -> Iterator[None]:
    """Notes each call, also one that fails, but for those of the digest function: it has a role of its own.

    GetCallerIdentity needs no permission.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    real: Any = BaseClient._make_api_call  # pyright: ignore[reportAttributeAccessIssue]

    def call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        meta = client.meta
        if not acting._acting and operation != "GetCallerIdentity":
            service = meta.service_model.service_name
            calls.append(Call(service, operation, meta.region_name, parameters, key_tags))
        answer = real(client, operation, parameters)
        if operation == "CreateKey":
            names = [tag["TagValue"] for tag in parameters["Tags"] if tag["TagKey"] == "Name"]
            key_tags[answer["KeyMetadata"]["KeyId"]] = names[0]
        if operation == "CreateAlias":
            # Whoever names a key by its alias is asked about the key.
            key_tags[parameters["AliasName"].rpartition("/")[2]] = key_tags[parameters["TargetKeyId"]]
        return answer

    with mock.patch.object(BaseClient, "_make_api_call", call):
        yield
