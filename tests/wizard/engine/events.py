"""The engine's events, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pulumi.automation import events

KEY, BUCKET, TRAIL, RULE = (
    "aws:kms/key:Key",
    "aws:s3/bucket:Bucket",
    "aws:cloudtrail/trail:Trail",
    "aws:cloudwatch/eventRule:EventRule",
)
_STACK = "urn:pulumi:dev::everyregion::pulumi:pulumi:Stack::everyregion-dev"


def urn(type: str, name: str) -> str:
    return f"urn:pulumi:dev::everyregion::{type}::{name}"


def metadata(
    op: str,
    type: str,
    name: str,
    *,
    component: str = "",
    kept: bool = False,
    changed: Sequence[str] = (),
    because: Sequence[str] = (),
    id: str = "",
    custom: bool = True,
    is_gone: bool = False,
) -> events.StepEventMetadata:
    parent = urn(f"everyregion:index:{component}", component) if component else _STACK
    state: dict[str, Any] = {
        "type": type,
        "urn": urn(type, name),
        "custom": custom,
        "id": id,
        "parent": parent,
        "provider": "",
        "retainOnDelete": kept,
    }
    is_new = op in ("create", "create-replacement")
    return events.StepEventMetadata.from_json(
        {
            "op": op,
            "urn": urn(type, name),
            "type": type,
            "provider": "",
            "old": None if is_new else state,
            "new": None if op in ("delete", "delete-replaced") or is_gone else state,
            "diffs": list(changed),
            "keys": list(because),
        }
    )


def begun(op: str, type: str, name: str, **more: Any) -> events.EngineEvent:
    pre = events.ResourcePreEvent(metadata(op, type, name, **more))
    return events.EngineEvent(1, 1, resource_pre_event=pre)


def ended(op: str, type: str, name: str, **more: Any) -> events.EngineEvent:
    out = events.ResOutputsEvent(metadata(op, type, name, **more))
    return events.EngineEvent(1, 1, res_outputs_event=out)


def failed(op: str, type: str, name: str, **more: Any) -> events.EngineEvent:
    failure = events.ResOpFailedEvent(metadata(op, type, name, **more), 1, 1)
    return events.EngineEvent(1, 1, res_op_failed_event=failure)


def said(message: str, severity: str = "error", urn: str = "") -> events.EngineEvent:
    diagnostic = events.DiagnosticEvent(message, "never", severity, urn=urn)
    return events.EngineEvent(1, 1, diagnostic_event=diagnostic)
