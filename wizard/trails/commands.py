"""A call as the AWS CLI's command line: a person can read it, and run it. Pure."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from botocore import xform_name

from wizard.trails.fixes import Call


def command_line(call: Call, profile: str = "") -> str:
    """`aws cloudtrail update-trail ...`, quoted for a POSIX shell."""
    words = ["aws", call.service, call.operation.replace("_", "-"), *_options(call.parameters)]
    words += ["--region", call.region, *(["--profile", profile] if profile else [])]
    return shlex.join(words)


def _options(parameters: Mapping[str, Any]) -> Iterator[str]:
    """https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html"""
    for name, value in parameters.items():
        option = xform_name(name, "-")
        if isinstance(value, bool):
            yield f"--{option}" if value else f"--no-{option}"
        else:
            yield f"--{option}"
            yield value if isinstance(value, str) else json.dumps(value)
