"""Would a selector record that one of the trail's own files is written? Each event makes another one. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html (How CloudTrail
evaluates multiple conditions for a field: one of Equals, StartsWith and EndsWith has to match, none of the
others)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from components.event_selectors import Field, Selector
from components.names import Names
from components.selector_matching import ANY, Texts, left_out, may_both_match, selected
from components.settings import Settings
from components.settings.rules.resource_arns import S3_OBJECTS

LOG_FILE = ".json.gz"
#: What such an event says in the fields that a selector may ask about.
_SAYS = {"readOnly": "false", "eventName": "PutObject", "eventSource": "s3.amazonaws.com"}
# A service that writes is nobody with an ARN, nor signed in anywhere.
_HAS_NO = ("userIdentity.arn", "sessionCredentialFromConsole")


@dataclass(frozen=True)
class OwnFiles:
    """Files that AWS goes on writing because of the trail.

    arn: of the bucket or the folder that they are in, without a slash at its end; suffix: what the name of
    each ends with, "" where that isn't known.
    """

    arn: str
    suffix: str = ""

    @property
    def prefix(self) -> str:
        return f"{self.arn}/"


def of_stack(settings: Settings, names: Names) -> list[OwnFiles]:
    """The log files, and the access logs where there are any: what is merely called so is somebody's."""
    logs = OwnFiles(names.own_files_arn, LOG_FILE)
    has_access_logs = settings.access_logs or names.adopted_access_logs
    return [logs, *([OwnFiles(names.access_log_bucket_arn)] if has_access_logs else [])]


def records(selector: Selector, own: OwnFiles) -> bool:
    """Whether it may record the writing of one of these files."""
    return all(_may_hold(field, own) for field in selector.fields) and any(
        field.name == "resources.type" and S3_OBJECTS in field.equals for field in selector.fields
    )


def without(selector: Selector, own: OwnFiles) -> Selector:
    """The same selector, less these files."""
    arn = next((field for field in selector.fields if field.name == "resources.ARN"), Field("resources.ARN"))
    narrowed = replace(arn, not_starts_with=(*arn.not_starts_with, own.prefix))
    others = (field for field in selector.fields if field.name != "resources.ARN")
    return replace(selector, fields=(*others, narrowed))


def _may_hold(field: Field, own: OwnFiles) -> bool:
    if field.name == "resources.ARN":
        return _may_be_named(field, own)
    if field.name in _HAS_NO:
        return selected(field) == (ANY,)
    said = _SAYS.get(field.name)
    return said is None or may_both_match(field, Field(field.name, equals=(said,)))


def _may_be_named(field: Field, own: OwnFiles) -> bool:
    """No two files have the same name: a whole ARN is none that is still to come."""
    files = Texts(own.prefix, own.suffix)
    named = (files.meet(one) for one in selected(field) if one.whole is None)
    return any(one is not None and not any(out.holds(one) for out in left_out(field)) for one in named)
