"""Whether what would be made can have its name, and whether what settings name can be used. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.command_line import wizard
from components.names import Names
from wizard.account.existing_key import judge_key
from wizard.account.existing_topic import judge_topic
from wizard.account.facts import Finding
from wizard.account.origin import origin_of
from wizard.account.policy_verdict import Membership, pasteable
from wizard.account.second_copy import namesake
from wizard.check.checks.trails import is_own
from wizard.check.gather import Gathered
from wizard.check.intended import Intended
from wizard.check.result import Result, unknown

_OTHER_NAME = "Name another one: `--set logBucketName=...`."


def names(found: Gathered, intended: Intended) -> Iterator[Result]:
    """Trail, buckets, and the key and topic that are the user's."""
    settings = intended.settings
    given = (
        intended.names(origin_of(settings, found.identity.account, found.surroundings)) if settings else None
    )
    if settings and given:
        yield from _trail(found, intended, given)
        yield from _bucket(found, intended, given, given.log_bucket, "log-bucket", "log bucket")
        if settings.access_logs:
            words = "bucket for access logs"
            yield from _bucket(found, intended, given, given.access_log_bucket, "access-log-bucket", words)
        yield from _existing(found, intended, given)


def _trail(found: Gathered, intended: Intended, given: Names) -> Iterator[Result]:
    settings = intended.settings
    assert settings is not None
    same = [one for one in found.trails.value or () if one.arn == given.trail_arn]
    if settings.adopt_trail:
        return
    if not same and found.trails.state != "good":
        so = f"Whether a trail {given.trail} is there already isn't known."
        yield unknown("names", "trail-name", found.trails, so, given.home)
    elif not same:
        text = f"No trail is called {given.trail} in {given.home}."
        yield Result("names", "trail-name", "good", text, region=given.home)
    elif namesake(same, settings, intended.described):
        text = (
            f"There is a trail {given.trail} in {given.home} already, and no stack file here describes it: "
            "it belongs to a stack of another folder or state, or to somebody else, and AWS makes no second "
            "one of that name."
        )
        fix = (
            "Choose another trailName, or adopt that trail; where only the file is lost, "
            "`pulumi config refresh` writes it anew."
        )
        yield Result("names", "trail-name", "bad", text, fix, region=given.home, blocks=True)
    elif same[0].bucket == given.log_bucket:
        text = f"The trail {given.trail} is there, with the bucket that these settings give it."
        yield Result("names", "trail-name", "good", text, region=given.home)
    else:
        text = (
            f"A trail {given.trail} is there already, with the bucket {same[0].bucket or 'that is not known'}"
            ": it isn't this deployment's, and AWS refuses a second one of that name."
        )
        fix = "Choose another trailName, or adopt that trail."
        yield Result("names", "trail-name", "bad", text, fix, region=given.home, blocks=True)


def _bucket(
    found: Gathered, intended: Intended, given: Names, bucket: str, name: str, words: str
) -> Iterator[Result]:
    settings, probe = intended.settings, found.owners.get(bucket)
    if settings is None or probe is None:
        return
    where = "the log archive" if given.has_log_archive else "this account"
    listed = found.trails.value or ()
    own = [one for one in listed if is_own(one, settings)]
    others = [one for one in listed if one.bucket == bucket and one not in own]
    if probe.state != "good":
        so = f"Whether the {words} can be called {bucket} isn't known."
        yield unknown("names", name, probe, so, given.home)
    elif probe.value == "nobody":
        yield Result("names", name, "good", f"The {words} {bucket} can be made.", region=given.home)
    elif probe.value == "others":
        text = f"The name {bucket} of the {words} is taken by another account, and names are world-wide."
        yield Result("names", name, "bad", text, _OTHER_NAME, region=given.home, blocks=True)
    elif bucket in intended.adopted_buckets:
        text = f"The {words} {bucket} is there, and this stack takes it over."
        yield Result("names", name, "good", text, region=given.home)
    elif any(one.bucket == given.log_bucket for one in own):
        text = f"The {words} {bucket} is there, and in use by {own[0].name}."
        yield Result("names", name, "good", text, region=given.home)
    elif others:
        text = (
            f"The {words} {bucket} is in {where} already, and the trail {others[0].name} writes to it: "
            "it can't be made again."
        )
        fix = (
            f"Adopt that trail, with adoptTrail: {others[0].arn}. Or name another bucket with logBucketName."
        )
        yield Result("names", name, "bad", text, fix, region=given.home, blocks=True)
    else:
        text = (
            f"The {words} {bucket} is in {where} already, and no trail of this deployment uses it: "
            "an earlier stack kept it, or a deployment was interrupted."
        )
        fix = (
            f"What a stack kept has to be adopted, which `{wizard()}` offers; what was interrupted, "
            f"`{wizard('deploy')}` goes on with. Or name another one: `--set logBucketName=...`."
        )
        yield Result("names", name, "bad", text, fix, region=given.home)


def _existing(found: Gathered, intended: Intended, given: Names) -> Iterator[Result]:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html decides, so it is read."""
    settings = intended.settings
    assert settings is not None
    judged: list[tuple[Finding, str]] = []
    organization = found.organization.value
    membership = Membership(given.account, organization.id) if organization else None
    if found.key:
        bucket = intended.adopted.log_bucket if intended.adopted else None
        has_bucket_key = bool(bucket and bucket.bucket_key)
        findings = judge_key(settings, given, found.key, membership, bucket_key=has_bucket_key)
        judged += [(one, found.key.action) for one in findings]
    if found.topic:
        judged += [(one, found.topic.action) for one in judge_topic(settings, given, found.topic, membership)]
    for finding, action in judged:
        fix = " ".join(pasteable(statement, None) for statement in finding.statements)
        yield Result(
            "names",
            finding.key,
            finding.state,
            finding.text,
            f"The statement: {fix}" if fix else "",
            action,
            given.home,
            blocks=finding.state == "bad",
        )
