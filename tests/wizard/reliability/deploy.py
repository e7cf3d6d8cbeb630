"""What a stack's own commands ask AWS beside the engine: before, for what is there and what was left; after,
for who is subscribed, and what can become of what stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

from components.names import Names
from components.settings import validate
from tests.engine import handmade
from tests.wizard.command import ProjectFolder, Ran
from tests.wizard.reliability.cell import HOME, Scenario
from tests.wizard.reliability.engine import Script, in_state, planned, scripted
from wizard.engine.interrupted.by_type import WAYS
from wizard.program import resource_types as types
from wizard.program.mocked import MockStack
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import Deployment, Made
from wizard.rehearsal.deployment import deploy as rehearse

SETTINGS = {
    "approvedRegions": [HOME],
    "alertEmails": ["ops@example.com"],
    "tamperAlert": False,
    "accessLogs": True,
}
_DEPLOY = ("deploy", "--yes")
Changes = Callable[[], object]


def first(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    return _first(account, project, stack, "deploy, nothing there yet", _DEPLOY)


def preview(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    return _first(account, project, stack, "preview, nothing there yet", ("preview", "--yes"))


def _first(
    account: EmulatedAccount, project: ProjectFolder, stack: ExitStack, title: str, words: Sequence[str]
) -> Scenario:
    topic = account.client("sns").create_topic(Name="everyregion-alerts")["TopicArn"]
    plan = planned("create", types.KEY, "log-key")
    script = Script(exists=False, plan=plan, outputs={"alertTopicArn": topic})
    return scenario(title, words, project, script, stack)


def interrupted(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """One of each type that is looked for was being made; the key isn't named yet."""
    made = deployed(account, queries=True)
    project.stack_file.write_text(stack_file({**SETTINGS, "queries": True}))
    kms, alias = account.client("kms"), _names().log_key_alias
    kms.delete_alias(AliasName=alias)
    # The delegated administrator is an organization's.
    wanted = {type for type, way in WAYS.items() if way.find} - {types.DELEGATED_ADMINISTRATOR}
    pending = {one.type: in_state(one) for one in reversed(made.made) if one.type in wanted}
    # Its twin is the topic's, and named.
    pending[types.KEY] = in_state(_one(made, "log-key"))
    pending[types.BUCKET] = in_state(_one(made, "access-log-bucket"))
    assert pending.keys() == wanted
    held = (
        "log-bucket",
        "watch-us-east-1",
        *(one.name for one in made.made if one.type == types.SUBSCRIPTION),
    )
    script = Script([in_state(_one(made, name)) for name in held], list(pending.values()))
    return scenario("deploy, after an interrupted run", _DEPLOY, project, script, stack)


def failed(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """The run before failed, and AWS may have made a key, a queue and a bucket for it."""
    plan = [
        *planned("create", types.KEY, "log-key", {"tags": {"Name": "everyregion-logs"}}),
        *planned("create", types.QUEUE, "alert-queue", {"name": "everyregion-alerts"}),
        *planned("create", types.BUCKET, "log-bucket", {"bucket": _names().log_bucket}),
    ]
    script = Script(failed=True, plan=plan)
    return scenario("deploy, after a run that failed", _DEPLOY, project, script, stack)


def left(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """A stack was destroyed, and kept its bucket and key."""
    deployed(account)
    account.client("cloudtrail").delete_trail(Name="everyregion")
    plan = planned("import", types.BUCKET, "log-bucket")
    return scenario("deploy, over what an earlier stack left", _DEPLOY, project, Script(plan=plan), stack)


def adopted(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """A trail is taken over that was read some days ago."""
    handmade.make(account)
    account.client("cloudtrail").delete_trail(Name="acme-second")
    ran = project.inside("--defaults", "--set", f"adoptTrail={handmade.TRAIL}", "--yes")
    assert ran.code == 0, ran.err
    plan = planned("import", types.TRAIL, "trail")
    return scenario("deploy, an adopted trail", _DEPLOY, project, Script(plan=plan), stack)


def destroy(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    made = deployed(account)
    plan = planned("delete", types.BUCKET, "log-bucket", kept=True)
    held = [in_state(_one(made, name)) for name in ("log-bucket", "watch-us-east-1")]
    script = Script(held, plan=plan)
    return scenario("destroy", ("destroy", "--yes"), project, script, stack)


def give_back(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """A trail that was taken over is given back: our queue leaves the bucket's notification."""
    handmade.make(account)
    account.client("cloudtrail").delete_trail(Name="acme-second")
    ran = project.inside("--defaults", "--set", f"adoptTrail={handmade.TRAIL}", "--yes")
    assert ran.code == 0, ran.err
    s3 = account.client("s3")
    queue = f"arn:aws:sqs:{HOME}:{EmulatedAccount.id}:acme-siem"
    account.client("sqs").create_queue(QueueName="acme-siem", Attributes=_takes(queue))

    def prepare() -> None:
        ours = {"QueueArn": queue, "Events": ["s3:ObjectCreated:*"]}
        s3.put_bucket_notification_configuration(
            Bucket=handmade.BUCKET, NotificationConfiguration={"QueueConfigurations": [ours]}
        )

    plan = planned("delete", types.TRAIL, "trail", kept=True)
    words, title = ("destroy", "--yes"), "destroy, a trail that was adopted"
    return scenario(title, words, project, Script(plan=plan), stack, prepare=prepare)


def _takes(queue: str) -> dict[str, str]:
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
    }
    return {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [allow]})}


def scenario(
    title: str,
    words: Sequence[str],
    project: ProjectFolder,
    script: Script,
    stack: ExitStack,
    prepare: Changes = lambda: None,
) -> Scenario:
    if not project.stack_file.exists():
        project.stack_file.write_text(stack_file(SETTINGS))
    before = {path: path.read_bytes() for path in project.path.iterdir()}
    scripted(script, stack)
    # The look that a deployment ends with is verify's, which has a table of its own.
    stack.enter_context(mock.patch("wizard.commands.deploy._verified", return_value=None))

    def run(*more: str) -> Ran:
        script.begin()
        _put_back(project.path, before)
        prepare()
        return project.inside(*words, *more)

    return Scenario(title, 0, run, project, made=lambda: script.changed > 0)


def _put_back(folder: Path, before: Mapping[Path, bytes]) -> None:
    for path in folder.iterdir():
        if path not in before:
            path.unlink()
    for path, content in before.items():
        path.write_bytes(content)


def stack_file(settings: Mapping[str, object]) -> str:
    keys = "".join(f"  everyregion:{key}: {json.dumps(value)}\n" for key, value in settings.items())
    return f"config:\n  aws:region: {HOME}\n{keys}"


def _names() -> Names:
    return Names.of(validate(SETTINGS, HOME), EmulatedAccount.id)


def deployed(account: EmulatedAccount, **more: object) -> Deployment:
    config = {f"everyregion:{key}": json.dumps(value) for key, value in {**SETTINGS, **more}.items()}
    made = rehearse(account, config, stack=MockStack("dev"))
    assert made.refusal is None
    return made


def _one(made: Deployment, name: str) -> Made:
    return next(one for one in made.made if one.name == name)


SCENARIOS = (first, interrupted, failed, left, adopted, preview, destroy, give_back)
