"""What a destroyed stack leaves in AWS, and what can become of it. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from wizard.engine.steps import FORGET, Step, by_component

_TRAIL = "trail"
KINDS = {
    "aws:cloudtrail/trail:Trail": _TRAIL,
    "aws:s3/bucket:Bucket": "bucket",
    "aws:kms/key:Key": "KMS key",
}
Left = tuple[str, str]


def leftovers(steps: Iterable[Step]) -> list[Left]:
    """(kind, id) of each bucket and key that stays, and of a trail that was taken over; what hardens them
    stays with them."""
    kept = [step for group in by_component(steps).values() for step in group if step.op == FORGET]
    return [(KINDS[step.type], step.id) for step in kept if step.type in KINDS]


def gives_back(left: Iterable[Left]) -> bool:
    """Whether this was there before the stack: only a trail that was taken over stays."""
    return any(kind == _TRAIL for kind, _ in left)


def ways_out(left: Sequence[Left], home: str) -> list[str]:
    """How to come back to it, and how to delete it for good: only what was not there before the stack."""
    if gives_back(left):
        return [
            "They were there before the stack: the trail goes on as the last deploy left it, into the same "
            "bucket. What was added to policies, lifecycle rules and tags stays too.",
            "To take them over again: run `python -m wizard deploy` with the same settings.",
        ]
    lines = [
        "To go on with it: run `python -m wizard deploy` with the same settings; what was kept belongs to "
        "the stack again.",
        "To delete it for good, with every log file in it, and against your own rules for keeping logs:",
    ]
    for kind, id_ in left:
        if kind == "bucket":
            lines.append(
                f"`aws s3 rb s3://{shlex.quote(id_)}` once it is empty. Its files have versions: the S3 "
                "console's Empty deletes them all."
            )
        else:
            lines.append(
                f"`aws kms schedule-key-deletion --region {home} --key-id {shlex.quote(id_)}`: what it "
                "encrypted can't be read afterwards."
            )
    return lines
