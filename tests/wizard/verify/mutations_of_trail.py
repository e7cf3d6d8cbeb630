"""The trail changed by hand, and the checks that fail then."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.wizard.verify.mutation import Mutation, P, Undo
from tests.wizard.verify.scene import HOME, Scene


def _logging(scene: Scene) -> Undo:
    cloudtrail = scene.client("cloudtrail")
    cloudtrail.stop_logging(Name=P)
    return lambda: cloudtrail.start_logging(Name=P)


def trail(**changes: Any) -> Mutation:
    """A setting of the trail's: what it is then, and what it was."""

    def change(scene: Scene) -> Undo:
        cloudtrail = scene.client("cloudtrail")
        cloudtrail.update_trail(Name=P, **{key: new for key, (_, new) in changes.items()})
        return lambda: cloudtrail.update_trail(Name=P, **{key: old for key, (old, _) in changes.items()})

    return change


def another_key(scene: Scene) -> Undo:
    cloudtrail, kms = scene.client("cloudtrail"), scene.client("kms")
    (was,) = (one["KmsKeyId"] for one in cloudtrail.describe_trails()["trailList"])
    made = kms.create_key()["KeyMetadata"]["Arn"]
    cloudtrail.update_trail(Name=P, KmsKeyId=made)
    return lambda: cloudtrail.update_trail(Name=P, KmsKeyId=was)


def no_key(scene: Scene) -> Undo:
    cloudtrail = scene.client("cloudtrail")
    (was,) = (one["KmsKeyId"] for one in cloudtrail.describe_trails()["trailList"])
    cloudtrail.update_trail(Name=P, KmsKeyId="")
    return lambda: cloudtrail.update_trail(Name=P, KmsKeyId=was)


def selectors(edit: Callable[[list[Any]], list[Any]]) -> Mutation:
    def change(scene: Scene) -> Undo:
        cloudtrail = scene.client("cloudtrail")
        before = cloudtrail.get_event_selectors(TrailName=P)["AdvancedEventSelectors"]
        after = edit(json.loads(json.dumps(before)))
        cloudtrail.put_event_selectors(TrailName=P, AdvancedEventSelectors=after)
        return lambda: cloudtrail.put_event_selectors(TrailName=P, AdvancedEventSelectors=before)

    return change


def _without_reads(found: list[Any]) -> list[Any]:
    found[0]["FieldSelectors"].append({"Field": "readOnly", "Equals": ["false"]})
    return found


def _renamed(found: list[Any]) -> list[Any]:
    found[0]["Name"] = "mine"
    return found


def _with_tables(found: list[Any]) -> list[Any]:
    fields = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]},
    ]
    return [*found, {"Name": "tables", "FieldSelectors": fields}]


def _with_own_files(found: list[Any]) -> list[Any]:
    fields = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ]
    return [*found, {"Name": "objects", "FieldSelectors": fields}]


def _contradicting(found: list[Any]) -> list[Any]:
    fields = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        {
            "Field": "resources.ARN",
            "StartsWith": ["arn:aws:s3:::payments/"],
            "NotStartsWith": ["arn:aws:s3:::payments/"],
        },
    ]
    return [*found, {"Name": "nothing", "FieldSelectors": fields}]


def _recorded_twice(scene: Scene) -> Undo:
    """Both trails record all tables."""
    one, two = selectors(_with_tables)(scene), second_trail(scene)
    cloudtrail = scene.client("cloudtrail")
    cloudtrail.put_event_selectors(TrailName="company", AdvancedEventSelectors=_with_tables([]))

    def undo() -> None:
        two()
        one()

    return undo


def _insights(kinds: list[str]) -> Mutation:
    def put(scene: Scene, some: list[str]) -> None:
        chosen = [{"InsightType": kind} for kind in some]
        scene.client("cloudtrail").put_insight_selectors(TrailName=P, InsightSelectors=chosen)

    def change(scene: Scene) -> Undo:
        put(scene, kinds)
        return lambda: put(scene, ["ApiCallRateInsight", "ApiErrorRateInsight"])

    return change


def second_trail(scene: Scene) -> Undo:
    cloudtrail, s3 = scene.client("cloudtrail"), scene.client("s3")
    where = {"LocationConstraint": HOME}
    s3.create_bucket(Bucket="company-logs", CreateBucketConfiguration=where)
    cloudtrail.create_trail(Name="company", S3BucketName="company-logs", IsMultiRegionTrail=True)
    cloudtrail.start_logging(Name="company")

    def undo() -> None:
        cloudtrail.delete_trail(Name="company")
        s3.delete_bucket(Bucket="company-logs")

    return undo


def _untagged(scene: Scene) -> Undo:
    cloudtrail, arn = scene.client("cloudtrail"), scene.names.trail_arn
    tags = cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"]
    cloudtrail.remove_tags(ResourceId=arn, TagsList=tags)
    return lambda: cloudtrail.add_tags(ResourceId=arn, TagsList=tags)


def _other_tag(scene: Scene) -> Undo:
    cloudtrail, arn = scene.client("cloudtrail"), scene.names.trail_arn
    cloudtrail.add_tags(ResourceId=arn, TagsList=[{"Key": "Project", "Value": "other"}])
    was = [{"Key": "Project", "Value": P}]
    return lambda: cloudtrail.add_tags(ResourceId=arn, TagsList=was)


#: What is changed -> how, and the checks that fail then, or can't be told: these and no others.
OF_TRAIL: dict[str, tuple[Mutation, set[str]]] = {
    "logging is stopped": (_logging, {"trail.logging", "coverage.region"}),
    "validation is off": (
        trail(EnableLogFileValidation=(True, False)),
        # Without digest files only what happened can prove that it arrives: of most regions nothing is known.
        {"trail.validation", "coverage.region"},
    ),
    "one region alone": (
        trail(IsMultiRegionTrail=(True, False)),
        {"trail.multi-region", "trail.logging", "coverage.region"},
    ),
    "no global services": (trail(IncludeGlobalServiceEvents=(True, False)), {"trail.global-events"}),
    "reads are left out": (selectors(_without_reads), {"trail.management-events"}),
    "the selector has another name": (selectors(_renamed), {"trail.scanner-name"}),
    "the selector is dropped": (
        selectors(lambda found: _with_tables(found)[1:]),
        {"trail.management-events", "drift.selectors"},
    ),
    "tables are recorded as well": (selectors(_with_tables), {"drift.selectors"}),
    "a selector contradicts itself": (
        selectors(_contradicting),
        {"trail.selectors", "drift.selectors"},
    ),
    "two trails record all tables": (_recorded_twice, {"trail.data-events-once", "drift.selectors"}),
    "its own files are recorded": (selectors(_with_own_files), {"trail.loop", "drift.selectors"}),
    "an insight is off": (_insights(["ApiCallRateInsight"]), {"trail.insights"}),
    "another key": (another_key, {"drift.trail"}),
    "no key": (no_key, {"trail.encryption"}),
    "another folder": (trail(S3KeyPrefix=("", "elsewhere")), {"drift.trail"}),
    "a second trail": (second_trail, {"trail.paid-once"}),
    "no tags": (_untagged, {"trail.tags"}),
    "another tag": (_other_tag, {"drift.tags"}),
}
