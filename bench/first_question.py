"""How long a person waits after `python -m wizard` for the first question, in an 80x24 terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

import pexpect

from bench.process import ROOT, clean_environment
from wizard.stack.asked_settings import QUESTIONS

BUDGET_SECONDS = 0.3
# Its beginning: a long question is wrapped.
SHOWN = QUESTIONS[0].help[:24]


def seconds_to_first_question(environment: Mapping[str, str]) -> float:
    """From the command to the words on the screen."""
    started = time.perf_counter()
    wizard = pexpect.spawn(
        sys.executable,
        ["-m", "wizard"],
        cwd=str(ROOT),
        env={**environment, "TERM": "xterm-256color"},
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=20,
    )
    wizard.expect_exact(SHOWN)
    seconds = time.perf_counter() - started
    wizard.close(force=True)
    return seconds


def main() -> None:
    seconds = seconds_to_first_question(clean_environment())
    print(f"first-question-seconds {seconds:.3f} {BUDGET_SECONDS}")


if __name__ == "__main__":
    main()
