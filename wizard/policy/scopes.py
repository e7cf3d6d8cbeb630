"""Which ARNs a resource's calls are about, and under which condition."""

from __future__ import annotations

from collections.abc import Callable

from components.organization import SERVICE
from wizard.policy.arns import Resource
from wizard.policy.permission import Condition, equals, missing

# Keys have no names of their own. The program gives each the tag Name, the alias without its prefix.
_TAG = "Name"


def itself(made: Resource) -> tuple[str, ...]:
    return (made.arn,)


def trail(made: Resource) -> tuple[str, ...]:
    """An organization's trail belongs to the management account, also where another one makes it."""
    if not made.inputs.get("isOrganizationTrail"):
        return (made.arn,)
    return (made.arn.replace(f":{made.account}:trail/", ":*:trail/"),)


def of_cloudtrail(made: Resource) -> Condition:
    """Organizations is asked for CloudTrail and for no other service."""
    return equals("organizations:ServicePrincipal", SERVICE)


def service_linked_roles(made: Resource) -> tuple[str, ...]:
    return (f"arn:{made.partition}:iam::{made.account}:role/aws-service-role/*",)


def for_cloudtrail(made: Resource) -> Condition:
    """Its role, and the one for the context that it adds to events.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html
    """
    return equals("iam:AWSServiceName", SERVICE, f"context.{SERVICE}")


def everything(made: Resource) -> tuple[str, ...]:
    """For calls that list: AWS authorizes them on no resource in particular."""
    return ("*",)


def log_group(made: Resource) -> tuple[str, ...]:
    """Calls that name a group by its name need `:*` behind it, those by its ARN mustn't have it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    """
    return (made.arn, f"{made.arn}:*")


def topic_and_subscriptions(made: Resource) -> tuple[str, ...]:
    return of_topic(made.arn)


def of_topic(arn: str) -> tuple[str, ...]:
    """What a call about a subscription may be asked for: the topic's ARN, which AWS's refusals name, or the
    subscription's own, which is the topic's with an id behind it. AWS's page names neither.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
    """
    return (arn, f"{arn}:*")


def if_emptied(made: Resource) -> tuple[str, ...]:
    """A bucket that may be deleted with what is in it."""
    return (made.arn,) if made.inputs.get("forceDestroy") else ()


def files_if_emptied(made: Resource) -> tuple[str, ...]:
    return (f"{made.arn}/*",) if made.inputs.get("forceDestroy") else ()


def files_under_governance(made: Resource) -> tuple[str, ...]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html"""
    mode = made.inputs["rule"]["defaultRetention"]["mode"]
    return (f"{made.arn}/*",) if mode == "GOVERNANCE" else ()


def role_in(key: str) -> Callable[[Resource], tuple[str, ...]]:
    """The role that an input names, if there is one."""
    return lambda made: (made.inputs[key],) if made.inputs.get(key) else ()


def role_of_schedule(made: Resource) -> tuple[str, ...]:
    return (made.inputs["target"]["roleArn"],)


def passed_to(service: str) -> Callable[[Resource], Condition]:
    return lambda made: equals("iam:PassedToService", f"{service}.amazonaws.com")


def in_its_region(made: Resource) -> Condition:
    return equals("aws:RequestedRegion", made.region)


def database(made: Resource) -> tuple[str, ...]:
    """Of Glue's calls on a database, each is authorized on the catalog as well."""
    return (made.within("glue", "catalog"), made.arn)


def database_with_contents(made: Resource) -> tuple[str, ...]:
    name = made.inputs["name"]
    inside = [made.within("glue", f"{kind}/{name}/*") for kind in ("table", "userDefinedFunction")]
    return (*database(made), *inside)


def glue_table(made: Resource) -> tuple[str, ...]:
    database_name = made.inputs["databaseName"]
    return (made.within("glue", "catalog"), made.within("glue", f"database/{database_name}"), made.arn)


def key(made: Resource) -> tuple[str, ...]:
    """A key that is taken over is known by its id; a new one's isn't known yet."""
    return (made.arn if made.import_id else made.within("kms", "key/*"),)


def named_by_tag(made: Resource) -> Condition:
    """https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html"""
    return () if made.import_id else equals(f"aws:ResourceTag/{_TAG}", _name(made))


def new_key(made: Resource) -> tuple[str, ...]:
    return () if made.import_id else ("*",)


def tagged_at_birth(made: Resource) -> Condition:
    return (*equals(f"aws:RequestTag/{_TAG}", _name(made)), *in_its_region(made))


def new_key_tags(made: Resource) -> tuple[str, ...]:
    return () if made.import_id else key(made)


def tagged_once(made: Resource) -> Condition:
    return (*equals(f"aws:RequestTag/{_TAG}", _name(made)), *missing(f"aws:ResourceTag/{_TAG}"))


def _name(made: Resource) -> str:
    return made.inputs["tags"][_TAG]
