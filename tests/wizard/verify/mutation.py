"""One thing in a deployed account changed with boto3, as somebody in the account would, and brought back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.wizard.verify.scene import Scene

#: Brings back what was there.
Undo = Callable[[], object]
Mutation = Callable[[Scene], Undo]
P = "everyregion"
STRANGER = "999988887777"


def policy_text(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
