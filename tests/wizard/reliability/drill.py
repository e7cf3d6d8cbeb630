"""The drill, over a deployed account. The alert comes as somebody has waited for a while: that the function
sends one is held elsewhere."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from contextlib import ExitStack
from unittest import mock

from tests.rehearsal.world import put_activity
from tests.wizard.command import ProjectFolder, Ran
from tests.wizard.reliability.cell import AWAY, HOME, InOrganization, Scenario
from tests.wizard.reliability.organization import ARCHIVED, WITH_ARCHIVE
from wizard.commands import drill as drill_command
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.organization import ARCHIVE

_LOG_FILES = frozenset({"s3:GetBucketNotificationConfiguration", "s3:GetObject", "s3:ListObjectsV2"})


class Hurried:
    """The account's time. Waiting takes none; at first nothing happens for long enough to look along the
    way, and then what is to happen does."""

    def __init__(self, account: EmulatedAccount, meanwhile: Callable[[], None]) -> None:
        self._account, self._passed = account, 0.0
        self._happens = iter([lambda: None, meanwhile])

    def now(self) -> float:
        return self._account.clock.now() + self._passed

    def sleep(self, seconds: float) -> None:
        self._passed += max(seconds, 15)
        next(self._happens, lambda: None)()


def by_rules(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    return Scenario("drill", 0, _drill(account, project, "rules"), project)


def by_log_files(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    run = _drill(account, project, "delivered-logs")
    return Scenario("drill, by log files", 0, run, project, calls=_LOG_FILES)


def in_archive(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    """The alert is in the log archive, into which the drill takes on a role."""
    run = _drill(account, project, "rules", **ARCHIVED)
    return Scenario("drill, an organization with a log archive", 0, run, project)


def _drill(
    account: EmulatedAccount, project: ProjectFolder, source: str, **more: object
) -> Callable[..., Ran]:
    approved = [region for region in account.regions if region != AWAY]
    settings = {
        "approvedRegions": approved,
        "alertEmails": ["ops@example.com"],
        "tamperAlert": False,
        "regionAlert": [source],
        **more,
    }
    centre = account.beside(ARCHIVE) if more else account
    assert centre is not None
    texts = {
        f"everyregion:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in settings.items()
    }
    assert deploy(account, texts).refusal is None
    project.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{EmulatedAccount.id}"]\n'
        + "".join(f"  {key}: {text}\n" for key, text in texts.items())
    )
    sqs, sns = centre.client("sqs"), centre.client("sns")

    def queues() -> list[str]:
        return sqs.list_queues(QueueNamePrefix="everyregion-drill-").get("QueueUrls") or []

    def alert() -> None:
        nonce = (queues() or ["-"])[0].rpartition("-")[2]
        group = {"eventName": "CreateKeyPair", "drill": nonce, "sources": [source]}
        topic = centre.arn("sns", "everyregion-alerts")
        sns.publish(TopicArn=topic, Subject="Everyregion DRILL", Message=json.dumps({"groups": [group]}))

    def run(*more: str) -> Ran:
        for url in queues():
            sqs.delete_queue(QueueUrl=url)
        for one in sns.list_subscriptions()["Subscriptions"]:
            if ":everyregion-drill-" in one["Endpoint"]:
                sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
        with mock.patch.object(drill_command, "RealClock", functools.partial(Hurried, account, alert)):
            return project.inside("drill", "--timeout", "2m", *more)

    if source != "rules":
        put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    return run


SCENARIOS = (by_rules, by_log_files, InOrganization(in_archive, WITH_ARCHIVE))
