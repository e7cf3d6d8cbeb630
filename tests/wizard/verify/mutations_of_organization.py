"""What an organization's trail rests on, changed by hand in the account concerned; the checks that fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from components.organization import SERVICE
from tests.wizard.verify.mutation import P, Undo, policy_text
from tests.wizard.verify.mutations_of_alert import minus, queue, rule, target
from tests.wizard.verify.mutations_of_bucket import beside, bucket_policy, edited, without
from tests.wizard.verify.mutations_of_trail import second_trail
from tests.wizard.verify.organization_scene import MEMBER, OTHER, OrganizationScene
from tests.wizard.verify.scene import AWAY, EMAIL
from wizard.rehearsal.organization import DELEGATED

Mutation = Callable[[OrganizationScene], Undo]


def there(change: Callable[[Any], Undo]) -> Mutation:
    """In the account with the bucket and the alert."""
    return lambda scene: change(scene.beside)


def _trail(scene: OrganizationScene, **changes: Any) -> None:
    cloudtrail = scene.organization.management.client("cloudtrail")
    cloudtrail.update_trail(Name=scene.names.trail_arn, **changes)


def setting(name: str, was: Any, now: Any) -> Mutation:
    def change(scene: OrganizationScene) -> Undo:
        _trail(scene, **{name: now})
        return lambda: _trail(scene, **{name: was})

    return change


def _stopped(scene: OrganizationScene) -> Undo:
    cloudtrail, arn = scene.organization.management.client("cloudtrail"), scene.names.trail_arn
    cloudtrail.stop_logging(Name=arn)
    return lambda: cloudtrail.start_logging(Name=arn)


def _no_access(scene: OrganizationScene) -> Undo:
    """Turning it on again brings the members' copies back only once the trail is updated."""
    organizations = scene.organization.management.client("organizations")
    organizations.disable_aws_service_access(ServicePrincipal=SERVICE)

    def undo() -> None:
        organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
        _trail(scene, IsOrganizationTrail=True)

    return undo


def _deregistered(scene: OrganizationScene) -> Undo:
    cloudtrail = scene.organization.management.client("cloudtrail")
    cloudtrail.deregister_organization_delegated_admin(DelegatedAdminAccountId=DELEGATED)
    return lambda: cloudtrail.register_organization_delegated_admin(MemberAccountId=DELEGATED)


def _no_linked_role(scene: OrganizationScene) -> Undo:
    iam = scene.organization.management.client("iam")
    (name,) = (one["RoleName"] for one in iam.list_roles(PathPrefix=f"/aws-service-role/{SERVICE}/")["Roles"])
    found = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    for one in found:
        iam.detach_role_policy(RoleName=name, PolicyArn=one["PolicyArn"])
    iam.delete_role(RoleName=name)
    return lambda: iam.create_service_linked_role(AWSServiceName=SERVICE)


def files_gone(account: str, region: str = "") -> Mutation:
    """No digest file of it is there."""
    return lambda scene: scene.lose(scene.digests(account, region))


def _key_disabled(scene: OrganizationScene) -> Undo:
    kms = scene.client("kms")
    arn = kms.describe_key(KeyId=scene.names.log_key_alias)["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=arn)
    return lambda: kms.enable_key(KeyId=arn)


def _key_lets_another(scene: OrganizationScene) -> Undo:
    kms, arn = scene.client("kms"), scene.names.trail_arn
    id = kms.describe_key(KeyId=scene.names.log_key_alias)["KeyMetadata"]["KeyId"]
    before = kms.get_key_policy(KeyId=id, PolicyName="default")["Policy"]

    def put(text: str) -> None:
        kms.put_key_policy(KeyId=id, PolicyName="default", Policy=text)

    put(before.replace(arn, f"{arn}-2"))
    return lambda: put(before)


def _may_not_forward(scene: OrganizationScene) -> Undo:
    iam, name = scene.client("iam"), scene.names.forward_role
    (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
    before = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    iam.delete_role_policy(RoleName=name, PolicyName=policy)
    text = before if isinstance(before, str) else json.dumps(before)
    return lambda: iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=text)


def bus_policy(*statements: dict[str, Any]) -> Mutation:
    """The alert bus has these statements instead of its own."""

    def change(scene: OrganizationScene) -> Undo:
        events, bus = scene.client("events"), f"{P}-alerts"
        before = events.describe_event_bus(Name=bus)["Policy"]

        def put(text: str) -> None:
            # What isn't taken away first the emulator keeps.
            events.remove_permission(EventBusName=bus, RemoveAllPermissions=True)
            if json.loads(text)["Statement"]:
                events.put_permission(EventBusName=bus, Policy=text)

        put(policy_text(*({**one, "Resource": scene.names.alert_bus_arn} for one in statements)))
        return lambda: put(before)

    return change


_ANYBODY = {"Sid": "x", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "events:PutEvents"}


def _subscriber_gone(scene: OrganizationScene) -> Undo:
    sns, arn = scene.client("sns"), scene.names.alert_topic_arn
    for one in sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
    return lambda: sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=EMAIL)


def _another_organization(scene: OrganizationScene) -> Undo:
    function, name = scene.client("lambda"), scene.names.digest
    before = function.get_function_configuration(FunctionName=name)["Environment"]
    told = {**before["Variables"], "ORGANIZATION_ID": "o-another0000"}
    function.update_function_configuration(FunctionName=name, Environment={"Variables": told})
    return lambda: function.update_function_configuration(FunctionName=name, Environment=before)


def _not_for_members(statement: dict[str, Any]) -> None:
    statement["Resource"] = [one for one in statement["Resource"] if "/o-" not in one]


def _for_members_alone(statement: dict[str, Any]) -> None:
    statement["Resource"] = [one for one in statement["Resource"] if "/o-" in one]


def _of_any_trail(statement: dict[str, Any]) -> None:
    del statement["Condition"]["StringEquals"]["aws:SourceArn"]


def _readers_of_elsewhere(statement: dict[str, Any]) -> None:
    statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"].append("arn:aws:iam::*:role/some-*")


_TAMPER = f"{P}-tamper-trail-account"

#: What is changed -> how, and the checks that fail then, or can't be told: these and no others.
OF_ORGANIZATION: dict[str, tuple[Mutation, set[str]]] = {
    "trusted access is off": (
        _no_access,
        {"organization.trusted-access", "organization.trail", "coverage.account"},
    ),
    "the organization flag is off": (
        setting("IsOrganizationTrail", True, False),
        {"organization.trail", "coverage.account"},
    ),
    "the service-linked role is gone": (_no_linked_role, {"organization.linked-role"}),
    "the administrator is deregistered": (_deregistered, {"organization.administrator"}),
    "logging is stopped": (_stopped, {"trail.logging", "coverage.region", "coverage.account"}),
    "validation is off": (
        setting("EnableLogFileValidation", True, False),
        {"trail.validation", "coverage.region", "coverage.account"},
    ),
    "one region alone": (
        setting("IsMultiRegionTrail", True, False),
        {"trail.multi-region", "trail.logging", "coverage.region", "coverage.account"},
    ),
    "no global services": (setting("IncludeGlobalServiceEvents", True, False), {"trail.global-events"}),
    "a second trail": (second_trail, {"trail.paid-once"}),
    "a member's digests stop": (files_gone(MEMBER), {"coverage.account"}),
    "one region of a member is stale": (files_gone(OTHER, AWAY), {"coverage.account"}),
    "the archive's own digests stop": (
        lambda scene: files_gone(scene.beside.account.id)(scene),
        {"coverage.account"},
    ),
    "one region of the account that looks is stale": (
        lambda scene: files_gone(scene.account.id, AWAY)(scene),
        {"coverage.region"},
    ),
    "anybody in the archive may read": (
        there(bucket_policy(without("OnlyReadersRead"))),
        {"bucket.read-lock"},
    ),
    "some more may read": (
        there(bucket_policy(edited("OnlyReadersRead", _readers_of_elsewhere))),
        {"bucket.read-lock"},
    ),
    "anybody in the archive may write": (
        there(bucket_policy(without("OnlyServicesWriteLogs"))),
        {"bucket.write-lock"},
    ),
    "members' files aren't taken": (
        there(bucket_policy(edited("CloudTrailWrites", _not_for_members))),
        {"bucket.takes-files"},
    ),
    "the owner's own folder isn't taken": (
        there(bucket_policy(edited("CloudTrailWrites", _for_members_alone))),
        {"bucket.takes-files"},
    ),
    "any trail may write": (
        there(bucket_policy(edited("CloudTrailWrites", _of_any_trail))),
        {"bucket.only-this-trail"},
    ),
    "anybody may read the archive": (
        there(bucket_policy(beside(Principal="*", Action="s3:GetObject"))),
        {"bucket.policy-not-public"},
    ),
    "the archive's key is disabled": (there(_key_disabled), {"key.state"}),
    "the archive's key is for another trail": (there(_key_lets_another), {"key.takes-trail"}),
    "a rule beside the trail is off": (rule(_TAMPER), {"tamper.rule"}),
    "a rule beside the trail sends nowhere": (target(_TAMPER), {"tamper.rule"}),
    "a rule beside the trail sends as another": (
        target(_TAMPER, role="arn:aws:iam::123456789012:role/other"),
        {"tamper.rule"},
    ),
    "the roles' rule beside the trail is off": (
        rule(f"{P}-tamper-trail-account-roles", "us-east-1"),
        {"tamper.rule"},
    ),
    "the rule's twin on the bus is off": (there(rule(_TAMPER, bus=f"{P}-alerts")), {"tamper.rule"}),
    "the archive's own rule is off": (there(rule(f"{P}-tamper-trail")), {"tamper.rule"}),
    "the bus lets the trail's account out": (there(bus_policy()), {"alert.bus"}),
    "the bus lets anybody in": (there(bus_policy(_ANYBODY)), {"alert.bus"}),
    "rules beside the trail may not forward": (_may_not_forward, {"alert.forward-role"}),
    "rules in the archive may not forward": (there(_may_not_forward), {"alert.forward-role"}),
    "the archive's queue may be emptied": (
        there(queue(f"{P}-alerts", "Policy", minus("OnlyDigestTakesOut"))),
        {"alert.queue-lock"},
    ),
    "the function is told another organization": (there(_another_organization), {"alert.function-settings"}),
    "nobody in the archive is subscribed": (there(_subscriber_gone), {"alert.subscribers"}),
}
