"""What Athena and Glue refuse, and tables that Athena would then read nothing from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wizard.rehearsal.refusals import Refused

State = Mapping[str, Any]
_LEAST_CUTOFF = 10_485_760
#: How many characters the texts of a saved query have; a description may be left out.
_SAVED = (("name", 1, 128), ("description", 0, 1024), ("database", 1, 255), ("query", 1, 262_144))


def check_workgroup(name: str, inputs: State) -> None:
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html"""
    if not re.fullmatch(r"[a-zA-Z0-9._-]{1,128}", name):
        raise Refused("InvalidRequestException", f"{name} isn't a name of a workgroup.")
    cutoff = inputs["configuration"].get("bytesScannedCutoffPerQuery")
    if cutoff is not None and cutoff < _LEAST_CUTOFF:
        raise Refused("InvalidRequestException", f"BytesScannedCutoffPerQuery is at least {_LEAST_CUTOFF}.")
    result: State = inputs["configuration"].get("resultConfiguration") or {}
    place = str(result.get("outputLocation") or "")
    if place and not re.fullmatch(r"s3://[a-z0-9.-]{3,63}/.*", place):
        raise Refused("InvalidRequestException", f"{place} isn't a location in S3.")


def check_named_query(inputs: State) -> None:
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html"""
    for key, least, most in _SAVED:
        text = str(inputs.get(key) or "")
        if not least <= len(text) <= most:
            raise Refused(
                "InvalidRequestException", f"{key} has {len(text)} characters, not {least} to {most}."
            )


def check_glue_name(name: str) -> None:
    """https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html"""
    if not re.fullmatch(r"[a-z0-9_]{1,255}", name):
        raise Refused("InvalidInputException", f"{name}: lower-case letters, digits and underscores alone.")


def check_projection(inputs: State) -> None:
    """Glue takes any table; Athena refuses a query of one whose projection doesn't fit its partitions.

    https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
    """
    parameters = inputs["parameters"]
    if parameters.get("projection.enabled") != "true":
        return
    template = parameters.get("storage.location.template", "")
    for key in inputs["partitionKeys"]:
        name = key["name"]
        if f"projection.{name}.type" not in parameters or f"${{{name}}}" not in template:
            raise Refused("INVALID_TABLE_PROPERTY", f"The partition {name} has no projection.")
    if "//" in template.removeprefix("s3://"):
        raise Refused("INVALID_TABLE_PROPERTY", "storage.location.template has two slashes side by side.")
    for name, value in parameters.items():
        if name.endswith(".values") and " " in value:
            raise Refused("INVALID_TABLE_PROPERTY", f"{name}: a space would be part of a value.")
