"""Each call of a deployment, a drill and a destroy is allowed by `policy`, and none on what isn't ours.

pulumi-aws makes more calls than the rehearsal's makers: test_deploy_policy_actions.py has those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from components.names import Names
from tests.iam.calls import ACCOUNT, ANYTHING, Asked, Call, questions
from tests.iam.documents import allow, policy
from tests.iam.recorded import HOME, Recording, everything, record
from wizard.iam import Decision, Principal, Request, evaluate
from wizard.iam.conditions import texts
from wizard.policy.compose import Document, documents
from wizard.policy.needs import PURPOSES, Stack
from wizard.policy.registered import registered

DEPLOYER = Principal.session(f"arn:aws:iam::{ACCOUNT}:role/deployer", "pipeline")
OTHER_ACCOUNT = "999988887777"
# Refused, they are logged all the same: the drill needs no permission for its own call.
DRILLS_OWN = {"ec2:CreateKeyPair"}
# Any other trail may make a second copy of events, which is paid for.
OF_ANY_TRAIL = {
    "cloudtrail:GetEventSelectors", "cloudtrail:GetInsightSelectors", "cloudtrail:GetTrailStatus",
}  # fmt: skip
LOOKS = re.compile(r"(?!Get\w*Password)(Get|List|Describe|Head|Filter)")


@dataclass(frozen=True)
class Scene:
    """What was called, what the program registered for the policies, and their documents by purpose."""

    recording: Recording
    registered: set[tuple[str, str]]
    policies: dict[str, list[Document]]

    def may(self, purpose: str, asked: Asked) -> Decision:
        # Actions are written out, so a statement that doesn't name this one has no say: a tenth of the time.
        relevant = [
            statement
            for document in self.policies[purpose]
            for statement in document["Statement"]
            if asked.action in texts(statement["Action"])
        ]
        # Whoever owns the resource lets the account in.
        owners = policy(allow(Principal={"AWS": ACCOUNT}))
        request = Request(DEPLOYER, asked.action, asked.resource, asked.context)
        return evaluate(request, resource_policy=owners, identity_policies=[policy(*relevant)])

    def refused(self, purpose: str, calls: Iterable[Call]) -> list[str]:
        decisions = [self.may(purpose, asked) for asked in questions(calls)]
        return [decision.reason for decision in decisions if not decision.allowed]

    def allowed_elsewhere(self, move: Callable[[str], str]) -> list[str]:
        """What is allowed though the resource is moved to somebody else's."""
        done = self.recording
        asked = {
            "deploy": questions([*done.deployed, *done.destroyed]),
            "drill": questions(done.drilled),
            "preview": questions(done.deployed),
            "verify": {one for one in questions(done.verified) if one.action not in OF_ANY_TRAIL},
        }
        return [
            f"{purpose}: {theirs.action} on {theirs.resource}"
            for purpose, every in asked.items()
            for theirs in {as_theirs(one, move(one.resource)) for one in every if not is_nobody_s(one)}
            if self.may(purpose, theirs).allowed
        ]


def is_nobody_s(asked: Asked) -> bool:
    """Whether there is but one of it, whatever it is called: everything, or a region's own event bus."""
    return asked.resource == ANYTHING or asked.resource.endswith(":event-bus/default")


def as_theirs(asked: Asked, resource: str) -> Asked:
    """The same on a resource of somebody else's, whose key doesn't have our tag."""
    tag = {"aws:ResourceTag/Name": "theirs"} if asked.action.startswith("kms:") else {}
    return Asked(asked.action, resource, tuple(sorted({**asked.context, **tag}.items())))


def renamed(rename: Callable[[str], str]) -> Callable[[str], str]:
    """Renames what an ARN is about; what is within it (files, subscriptions, log streams) stays."""
    name = re.compile(
        r"(arn:aws:(?:(?:s3|sns|sqs):[^:]*:[^:]*:|logs:.*:log-group:(?:/\w+)*/|.*[:/]))([^:/]+)(.*)"
    )

    def move(arn: str) -> str:
        found = name.fullmatch(arn)
        assert found, arn
        return found[1] + rename(found[2]) + found[3]

    return move


@pytest.fixture(scope="module")
def scene() -> Scene:
    settings = everything()
    resources = registered(settings, ACCOUNT)
    stack = Stack(settings, Names.of(settings, ACCOUNT), resources)
    return Scene(
        record(settings, {made.name for made in resources if made.kept}),
        {(made.type, made.name) for made in resources},
        {purpose: documents(needs(stack)) for purpose, needs in PURPOSES.items()},
    )


def test_the_policies_are_made_of_what_a_deployment_makes(scene: Scene) -> None:
    assert scene.recording.made - scene.registered == set()
    assert {
        name for _, name in scene.registered - scene.recording.made if not name.startswith("watch-")
    } == set()


def test_every_call_of_a_deployment_is_allowed(scene: Scene) -> None:
    assert {call.name for call in scene.recording.deployed} >= {
        "cloudtrail:CreateTrail",
        "kms:CreateKey",
        "s3:PutBucketPolicy",
    }
    assert scene.refused("deploy", scene.recording.deployed) == []


def test_every_call_of_a_destroy_is_allowed(scene: Scene) -> None:
    assert "cloudtrail:DeleteTrail" in {call.name for call in scene.recording.destroyed}
    assert scene.refused("deploy", scene.recording.destroyed) == []


def test_every_call_of_a_drill_is_allowed_but_the_one_that_needs_no_permission(scene: Scene) -> None:
    calls = scene.recording.drilled
    assert {call.name for call in calls} >= DRILLS_OWN
    assert scene.refused("drill", [call for call in calls if call.name not in DRILLS_OWN]) == []


def test_a_drill_may_make_no_key_pair(scene: Scene) -> None:
    own = [call for call in scene.recording.drilled if call.name in DRILLS_OWN]
    assert (len(own), len(scene.refused("drill", own))) == (2, 1)


def test_every_call_of_a_live_check_is_allowed_and_no_change_is(scene: Scene) -> None:
    calls, changes = scene.recording.verified, scene.recording.deployed
    assert {call.name for call in calls} >= {"cloudtrail:GetTrailStatus", "s3:GetObject", "iam:GetRolePolicy"}
    assert [call.name for call in calls if not LOOKS.match(call.operation)] == []
    assert scene.refused("verify", calls) == []
    changes = [call for call in changes if not LOOKS.match(call.operation)]
    assert len(scene.refused("verify", changes)) == len(questions(changes)) > 100


def test_a_live_check_is_allowed_nothing_that_it_does_not_call(scene: Scene) -> None:
    """But for what it asks only where AWS refuses something else, or where the settings have it otherwise."""
    called = {asked.action for asked in questions(scene.recording.verified)}
    allowed = {
        action
        for document in scene.policies["verify"]
        for statement in document["Statement"]
        for action in texts(statement["Action"])
    }
    assert allowed - called == {
        "account:ListRegions", "cloudtrail:LookupEvents", "s3:ListAllMyBuckets", "kms:Decrypt",
        "iam:GetPolicy", "iam:GetPolicyVersion",
    }  # fmt: skip


def test_reading_everything_back_is_allowed_to_preview_and_no_change_is(scene: Scene) -> None:
    looks = [call for call in scene.recording.deployed if LOOKS.match(call.operation)]
    changes = [call for call in scene.recording.deployed if not LOOKS.match(call.operation)]
    assert scene.refused("preview", looks) == []
    assert len(scene.refused("preview", changes)) == len(questions(changes)) > 100


def test_a_drill_changes_nothing_that_is_deployed(scene: Scene) -> None:
    changes = [call for call in scene.recording.deployed if not LOOKS.match(call.operation)]
    # It may subscribe its own queue to the topic, and nobody else.
    assert len(scene.refused("drill", changes)) == len(questions(changes))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(lambda name: "company", id="under another name"),
        pytest.param(lambda name: f"{name}-2", id="under a name that begins like ours"),
        pytest.param(lambda name: f"company-{name}", id="under a name that ends like ours"),
        pytest.param(lambda name: name.replace("everyregion", "everyregion-2"), id="of another deployment"),
    ],
)
def test_the_same_call_on_something_of_somebody_elses_is_denied(
    scene: Scene, name: Callable[[str], str]
) -> None:
    assert scene.allowed_elsewhere(renamed(name)) == []


def test_the_same_call_in_another_account_is_denied(scene: Scene) -> None:
    def move(arn: str) -> str:
        # A bucket's ARN names no account.
        return arn.replace(f":{ACCOUNT}:", f":{OTHER_ACCOUNT}:").replace(":::everyregion", ":::theirs")

    assert scene.allowed_elsewhere(move) == []


def test_a_rule_is_ours_in_every_region_and_a_queue_only_at_home(scene: Scene) -> None:
    def may(action: str, resource: str) -> bool:
        return scene.may("deploy", Asked(action, f"arn:aws:{resource}")).allowed

    assert may("events:PutRule", f"events:ap-south-1:{ACCOUNT}:rule/everyregion-region-alert")
    assert not may("events:PutRule", f"events:ap-south-1:{ACCOUNT}:rule/company")
    assert may("sqs:CreateQueue", f"sqs:{HOME}:{ACCOUNT}:everyregion-alerts")
    assert not may("sqs:CreateQueue", f"sqs:ap-south-1:{ACCOUNT}:everyregion-alerts")
