"""What is already there in the emulated account, as those need it who judge or deliver: roles, keys, buckets,
queues. What an ARN or a bucket's name says is in another account of the emulation is looked up there.

Read past the API, from the emulator's own stores: it's asked a lot.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from components.arns import Arn
from wizard.account.bucket_and_key import with_bucket_key
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.shapes import as_text


@dataclass(frozen=True)
class Role:
    """A role's documents, as JSON text; trust: None for a role that isn't there."""

    arn: str
    trust: str | None
    policies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """A KMS key. `state`: Enabled, Disabled, PendingDeletion ..."""

    arn: str
    state: str
    policy: str


@dataclass(frozen=True)
class Bucket:
    """A bucket. `policy` as JSON text, None for none; `owner`: its account; `grants`: how many others its ACL
    lets in; `bucket_key`: whether it has a Bucket Key."""

    name: str
    region: str
    owner: str
    policy: str | None
    versioned: bool = False
    locked: bool = False
    retention: bool = False
    public_policy_blocked: bool = False
    grants: int = 0
    bucket_key: bool = False


def stores(account: EmulatedAccount, service: str) -> Any:
    """The emulator's own stores of a service, by region; of one without regions, by partition."""
    from moto.backends import get_backend

    of_all: Any = get_backend
    return of_all(service)[account.id]


def owner_of(account: EmulatedAccount, arn: str) -> EmulatedAccount | None:
    """The account that an ARN names, or this one where it names none; None for one that isn't emulated."""
    named = Arn.of(arn).account
    return account.beside(named) if named else account


def role(account: EmulatedAccount, arn: str) -> Role | None:
    """The role with this ARN, None if there is none."""
    owner = owner_of(account, arn)
    if owner is None:
        return None
    found = next((one for one in _iam(owner).roles.values() if one.arn == arn), None)
    if found is None:
        return None
    documents = [*found.policies.values(), *(policy.document for policy in found.managed_policies.values())]
    return Role(arn, as_text(found.assume_role_policy_document), tuple(map(as_text, documents)))


def role_at(account: EmulatedAccount, arn: str) -> Role:
    """The same; one that nobody can take on and that may do nothing where there is none."""
    return role(account, arn) or Role(arn, None)


def policy_sizes(account: EmulatedAccount, role_name: str, but: str) -> int:
    """How many characters the role's inline policies have together, one of them left out; white space doesn't
    count."""
    found = next((one for one in _iam(account).roles.values() if one.name == role_name), None)
    others = [as_text(document) for name, document in found.policies.items() if name != but] if found else []
    return sum(len("".join(document.split())) for document in others)


def principals(account: EmulatedAccount) -> Collection[str]:
    """The ARNs of all users and roles, whoever deploys included."""
    backend = _iam(account)
    found = {one.arn for one in (*backend.roles.values(), *backend.users.values())}
    return found | {account.caller_arn}


def key(account: EmulatedAccount, region: str, name: str) -> Key | None:
    """The key with this id, ARN or alias; an ARN says the region itself."""
    region, owner = Arn.of(name).region or region, owner_of(account, name)
    if owner is None or region not in owner.regions:
        return None
    backend: Any = stores(owner, "kms")[region]
    short = name.rsplit(":", 1)[-1].removeprefix("key/")
    id = backend.get_key_id_from_alias(short) if short.startswith("alias/") else short
    found = backend.keys.get(id)
    return Key(found.arn, found.key_state, found.policy) if found else None


def bucket(account: EmulatedAccount, name: str) -> Bucket | None:
    """The bucket of this name in whatever account, None if there is none."""
    found = _bucket(account, name)
    if found is None:
        return None
    blocked = found.public_access_block
    return Bucket(
        name,
        found.region_name,
        found.account_id,
        found.policy.decode() if found.policy else None,
        versioned=bool(found.is_versioned),
        locked=bool(found.object_lock_enabled),
        retention=bool(found.default_lock_days or found.default_lock_years),
        grants=_grants(found.acl),
        bucket_key=with_bucket_key(_encryption_rules(found.encryption)),
        public_policy_blocked=bool(blocked) and str(blocked.block_public_policy).lower() == "true",
    )


def _bucket(account: EmulatedAccount, name: str) -> Any:
    for one in account.everywhere:
        found = stores(one, "s3")[one.partition].buckets.get(name)
        if found is not None:
            return found
    return None


def _encryption_rules(encryption: Any) -> list[dict[str, Any]]:
    """As GetBucketEncryption answers them: the emulator keeps what S3 was sent, where true is a word."""
    rule = dict((encryption or {}).get("Rule") or ())
    return [{**rule, "BucketKeyEnabled": str(rule.get("BucketKeyEnabled", "")).lower() == "true"}]


def _grants(acl: Any) -> int:
    """Grants to others than the owner that the emulator gives every bucket."""
    from moto.s3.models import OWNER

    grantees = [grantee for grant in acl.grants for grantee in grant.grantees] if acl else []
    return sum(1 for grantee in grantees if grantee.uri or grantee.id != OWNER)


def object_key(account: EmulatedAccount, object_arn: str) -> str:
    """The KMS key that an object is encrypted with, "" for none and for an object that isn't there."""
    bucket_name, _, name = Arn.of(object_arn).resource.partition("/")
    there = _bucket(account, bucket_name)
    found = there.keys.get(name) if there else None
    return (found.kms_key_id or "") if found else ""


def queues(account: EmulatedAccount, region: str) -> dict[str, Any]:
    """The emulator's queues in a region, by ARN."""
    return {queue.queue_arn: queue for queue in stores(account, "sqs")[region].queues.values()}


def topic(account: EmulatedAccount, arn: str) -> Any:
    """The emulator's topic, None if there is none."""
    owner = owner_of(account, arn)
    return stores(owner, "sns")[Arn.of(arn).region].topics.get(arn) if owner else None


def policy(account: EmulatedAccount, arn: str) -> str | None:
    """The policy of this queue, topic, table, bus, bucket (or an object's) or key, None if it has none or
    there is no such thing."""
    _, service, region, _, resource = Arn.of(arn)
    owner, found = owner_of(account, arn), None
    if owner is None:
        return None
    if service == "sqs":
        found = queues(owner, region).get(arn)
    elif service == "sns":
        found = topic(account, arn)
    elif service == "s3":
        found = bucket(account, resource.split("/", 1)[0])
    elif service == "kms":
        found = key(account, region, arn)
    elif service == "dynamodb":
        return _table_policy(owner, region, arn)
    elif service == "events" and resource.startswith("event-bus/"):
        found = stores(owner, "events")[region].event_buses.get(Arn.of(arn).name)
    return (found.policy or None) if found else None


def _table_policy(account: EmulatedAccount, region: str, arn: str) -> str | None:
    """The resource policy of a DynamoDB table, None if it has none."""
    found = stores(account, "dynamodb")[region].resource_policies.get(arn)
    return found.policy_doc if found else None


def rules(account: EmulatedAccount, region: str, bus: str) -> dict[str, Any]:
    """The emulator's rules on a bus, by name."""
    found = stores(account, "events")[region].event_buses.get(bus.rsplit("/", 1)[-1])
    return dict(found.rules) if found else {}


def trails(account: EmulatedAccount) -> list[Any]:
    """The emulator's trails that the account owns, each once, whatever its home region."""
    found = stores(account, "cloudtrail").values()
    return [trail for store in found for trail in store.trails.values()]


def every_trail(account: EmulatedAccount) -> list[Any]:
    """Those of every account of the emulation."""
    return [trail for one in account.everywhere for trail in trails(one)]


def log_groups(account: EmulatedAccount, region: str) -> tuple[str, ...]:
    """ARNs of the region's log groups, without the `:*`."""
    return tuple(
        account.arn("logs", f"log-group:{name}", region) for name in stores(account, "logs")[region].groups
    )


def schedule_groups(account: EmulatedAccount, region: str) -> dict[str, Any]:
    """The emulator's schedule groups, by name."""
    return stores(account, "scheduler")[region].schedule_groups


def session_of(account: EmulatedAccount, access_key: str) -> tuple[str, str] | None:
    """Role ARN and name of the role session that this key was given out for, None for any other key."""
    sessions = stores(account, "sts")[account.partition].assumed_roles
    return next(((s.role_arn, s.session_name) for s in sessions if s.access_key_id == access_key), None)


def gave_out(account: EmulatedAccount, access_key: str) -> bool:
    """Whether the access key is a user's or a role session's of this account."""
    return session_of(account, access_key) is not None or bool(
        _iam(account).get_user_from_access_key_id(access_key)
    )


def _iam(account: EmulatedAccount) -> Any:
    return stores(account, "iam")[account.partition]
