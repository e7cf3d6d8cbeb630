"""Takes an error of the engine or of pulumi-aws apart: what was being done, AWS's code and its words. Pure.

pulumi-aws words them as the Terraform provider below it does, around what AWS's SDK for Go says:
`creating S3 Bucket (name): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID:
..., HostID: ..., api error BucketAlreadyExists: ...`. https://github.com/aws/smithy-go/blob/main/errors.go
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from components.region_alert.function.digest.account_and_region import REGION
from components.regions import is_known
from components.resource_names import short_name
from wizard.explain.resource_nouns import type_of
from wizard.screen.terminal import safe

#: More of somebody else's text isn't quoted.
QUOTED = 400
_COLOR = re.compile(r"<\{%.*?%\}>|\x1b\[[0-9;]*m")
# What stands around an error: its place in the provider, a count, the provider's version.
_AROUND = re.compile(
    r"^\s*(?:error: |sdk-v2/provider2\.go:\d+: |sdk\.helper_schema: |\d+ errors? occurred:|\* |"
    r"Preview failed: |rpc error: code = \w+ desc = )"
)
_VERSION = re.compile(r": provider=aws@[\d.]+\s*$")
_OPERATION = re.compile(r"operation error (?P<service>[\w ]+): (?P<call>\w+)")
# After the request: a code of AWS's own, as a type of the SDK or as `api error`.
_ANSWER = re.compile(
    r"https? response error StatusCode: (?P<status>\d+), (?:RequestID: [^,]*, )?(?:HostID: [^,]*, )?"
    r"(?:api error )?(?P<code>[A-Za-z][\w.]*)(?:: ?(?P<text>.*))?$",
    re.DOTALL,
)
# `Code: sentence`, or `...Exception` anywhere.
_CODE = re.compile(
    r"(?:^|: |, )(?:api error )?(?P<code>[A-Z][A-Za-z0-9]+(?:\.[A-Z][A-Za-z0-9]+)*): (?P<text>.*)", re.DOTALL
)
_DOING = re.compile(
    r"\b(creat|updat|delet|read|putt|modif|start|stopp|wait|import|list)(?:ing|e)\b", re.IGNORECASE
)
_VERBS = {
    "creat": "Making",
    "updat": "Changing",
    "putt": "Changing",
    "modif": "Changing",
    "delet": "Deleting",
    "read": "Reading",
    "list": "Reading",
    "import": "Taking over",
}
# Wherever a word begins, within logs-eu-west-1 too.
_REGION = re.compile(rf"(?<![a-z0-9])(?=({REGION}))")
# SDK for Go's name of a service -> its prefix in IAM.
_SERVICES = {
    "eventbridge": "events",
    "cloudwatch logs": "logs",
    "cloudwatch events": "events",
    "resource groups tagging api": "tag",
}
_OF_TYPE = (("aws:cloudwatch/event", "events"), ("aws:cloudwatch/log", "logs"), ("aws:", ""))
# No codes of AWS's: words that stand where one might.
_NO_CODE = {
    "StatusCode",
    "RequestID",
    "HostID",
    "Error",
    "Details",
    "URN",
    "User",
    "AWS",
    "KMS",
    "IAM",
    "SNS",
    "SQS",
    "ARN",
    "S3",
    "UnknownError",
}


@dataclass(frozen=True)
class Said:
    """One error. verb: "Making", or "" where it doesn't say; service: as in IAM, "events"; call: "PutRule".

    code: AWS's own, "" without one; text: AWS's sentence, or the whole error where there is no code.
    region: the one that the resource is named after, "" where it is at home.
    """

    urn: str
    verb: str
    service: str
    call: str
    code: str
    text: str
    whole: str
    region: str

    @property
    def key(self) -> str:
        """The code without what differs between services: `NonExistentQueue`, `TrailAlreadyExists`."""
        return self.code.rpartition(".")[2].removesuffix("Exception").removesuffix("Fault")


def said(message: str, urn: str = "") -> Said:
    """What an error says; `urn` of the resource that it is about, if there is one."""
    whole = plain(message)
    operation = _OPERATION.search(whole)
    type = type_of(urn)
    # Only what AWS may have said has a code of AWS's: a program's own error looks alike.
    from_aws = bool(operation) or "api error" in whole or (type and not type.startswith("pulumi:"))
    answer = _ANSWER.search(whole) or (_last_code(whole) if from_aws else None)
    code, text = (answer["code"], answer["text"] or "") if answer else ("", whole)
    if code in _NO_CODE:
        code, text = "", whole
    doing = _DOING.search(whole)
    named = operation["service"].strip().lower() if operation else ""
    return Said(
        urn=urn,
        verb=_VERBS.get(doing[1].lower(), "") if doing else "",
        service=_SERVICES.get(named, named) or _service_of(type),
        call=operation["call"] if operation else "",
        code=code,
        text=one_line(text),
        whole=whole,
        region=_region(short_name(urn)),
    )


def plain(message: str) -> str:
    """The error without colours and without what stands around it."""
    text = _COLOR.sub("", message).strip()
    while match := _AROUND.match(text):
        text = text[match.end() :].lstrip()
    return _VERSION.sub("", text).strip()


def one_line(text: str, longest: int = QUOTED) -> str:
    """Somebody else's text, safe to print, on one line, cut."""
    line = safe(" ".join(text.split()))
    return line if len(line) <= longest else f"{line[: longest - 3].rstrip()}..."


def without_keys(text: str) -> str:
    """The same text with no access key id and no password of a URL in it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    """
    text = re.sub(r"\b(AKIA|ASIA)[A-Z0-9]{12,}\b", r"\1...", text)
    return re.sub(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)", "...", text)


def _last_code(whole: str) -> re.Match[str] | None:
    """The innermost `Code: sentence`: what stands before it is what others made of it."""
    found, at = None, 0
    while match := _CODE.search(whole, at):
        if match["code"] not in _NO_CODE and _is_code(match["code"]):
            found = match
        at = match.start("text")
    return found


def _is_code(word: str) -> bool:
    """Two words at least, written together: `AccessDenied`, `QueueNameExists`."""
    return bool(re.search(r"[a-z0-9][A-Z]", word)) or word in ("Throttling", "Forbidden")


def _service_of(type: str) -> str:
    start = next((service for start, service in _OF_TYPE if type.startswith(start)), "")
    return start or type.split("/")[0].removeprefix("aws:")


def _region(text: str) -> str:
    return next((word for word in _REGION.findall(text) if is_known(word)), "")
