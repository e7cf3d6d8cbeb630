"""What a destroyed stack kept: found by its names, and taken over by the next one.

With retainLogs the bucket, everything that hardens it, the key with its alias and the access-log bucket stay.
Without taking them over the next deploy fails: the bucket's name is taken, by this very account.
"""

from __future__ import annotations

from collections.abc import Collection

from components.names import Names
from components.settings import Settings
from wizard.account.bucket_and_key import has_bucket
from wizard.account.connect import ClientFor
from wizard.account.error_codes import NOT_THERE
from wizard.account.facts import Probe
from wizard.account.one_call import ask
from wizard.account.one_look import one_look
from wizard.adoption.adopted_file import AdoptedFile
from wizard.adoption.make_plan import is_ours, plan_left
from wizard.adoption.offer import Adoption, settle
from wizard.adoption.read import read_left
from wizard.adoption.snapshot import FoundBucket, Snapshot
from wizard.failures import UsageFailure, deeds
from wizard.screen.questions import Asker
from wizard.stack.context import Context


def is_anything_left(
    client_for: ClientFor, settings: Settings, account: str, held: Collection[str] = ()
) -> Probe[bool]:
    """Whether there is a bucket or a key with a name that these settings give, other than those that the
    stack holds (their names and ids). Two calls.

    A key that may not be looked at is none of ours: ours bear the tags that `policy` lets be read.
    """
    names = Names.of(settings, account)
    with one_look():
        ours = {names.log_bucket, names.access_log_bucket}.difference(held)
        buckets = ask(client_for, "s3", names.home, "list_buckets", Prefix=names.log_bucket).then(
            lambda found: any(has_bucket(found, name) for name in ours)
        )
        if buckets.value or not settings.own_log_key:
            return buckets
        alias = names.log_key_alias
        key = ask(client_for, "kms", names.home, "describe_key", absent=NOT_THERE, KeyId=alias)
    if key.value is not None and key.value["KeyMetadata"]["KeyId"] not in held:
        return Probe("good", True)
    is_none = key.state != "unknown" or key.is_refused
    return buckets if is_none or buckets.value is None else key


def take_over(
    client_for: ClientFor, settings: Settings, account: str, context: Context, asker: Asker | None
) -> Adoption:
    """What is agreed on about it. Raises UsageFailure for a bucket that has our name and isn't ours,
    AwsFailure where something can't be read."""
    names = Names.of(settings, account)
    found = read_left(client_for, names.home, names.log_bucket, names.access_log_bucket, names.log_key_alias)
    return agreed(found, settings, context, asker)


def agreed(found: Snapshot, settings: Settings, context: Context, asker: Asker | None) -> Adoption:
    """The same, once it was read."""
    names = Names.of(settings, found.account)
    if found.bucket and not (is_ours(found.bucket, names) or _is_unfinished(found.bucket, settings)):
        raise UsageFailure(
            f"The bucket {found.bucket.name} exists in this account, but its policy isn't that of a trail "
            f"{names.trail}: it is used for something else. Choose another logBucketName, or adopt its trail "
            f"(adoptTrail). {deeds.claim('Nothing was written.')}"
        )
    before = AdoptedFile.read(context.project, context.stack).adopted
    return settle(plan_left(found, settings, before), context, asker, "What an earlier stack left")


def _is_unfinished(bucket: FoundBucket, settings: Settings) -> bool:
    """One that a run made which failed before it came to the policy: it has our tags, and no policy yet."""
    tags = dict(settings.tags)
    return not bucket.policy and bool(tags) and tags.items() <= bucket.tags.items()
