"""What a step of a run says of a command that didn't end well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from acceptance.journal import Journal
from acceptance.means import Ended, Means, ended
from acceptance.steps import STEPS, Run


def _no_client(*_: Any) -> Any:
    raise AssertionError("check asks through the wizard alone")


def test_what_check_would_stop_a_deployment_for_is_why() -> None:
    probes = [
        {"text": "The account is in no organization.", "fix": "", "blocks": False},
        {"text": "The `pulumi` command isn't on PATH.", "fix": "Install it.", "blocks": True},
    ]
    document = json.dumps({"schema": "everyregion/check/1", "probes": probes, "exitCode": 1})

    def answer(words: Sequence[str]) -> Ended:
        assert list(words) == ["check", "--allow-unknown"]
        return ended(1, document, "")

    means = Means(answer, _no_client, print)
    run = Run(means, Journal("0123abcd", "111122223333", "eu-west-1", "", 0.0), "2h")
    check = next(step for step in STEPS if step.name == "check")
    verdict = check.act(run)
    assert verdict.state == "failed"
    assert list(verdict.why) == ["The `pulumi` command isn't on PATH. Install it."]
