"""What is left out on purpose is never called unknown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wizard.verify.scene import deployed

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    "left_out",
    [
        {"encryption": "sse-s3"},
        {"encryption": "sse-s3", "regionAlert": []},
        {"regionAlert": [], "tamperAlert": "false", "cloudWatchLogs": "true", "cisAlarms": "true"},
    ],
    ids=["no keys", "no keys and the tamper alert alone", "the benchmark's alarms alone"],
)
def test_a_stack_with_less_than_the_defaults_passes_everything_too(left_out: dict[str, Any]) -> None:
    with deployed(**left_out) as scene:
        assert scene.amiss() == {}
