"""How long `check` takes over an account with 34 enabled regions, 150 ms away, and Pulumi's state likewise.

The first question of the guided set-up is measured over the same account: it waits for none of this.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.first_question import seconds_to_first_question
from bench.process import clean_environment, run
from bench.slow_aws import HOME, slow_aws

BUDGET_SECONDS, FIRST_QUESTION_SECONDS = 4, 0.5
# A CLI whose backend is far away too.
CLI = '#!/bin/sh\ntest "$1" = version && echo v3.250.0 || { sleep 1; echo \'{"user": "ada"}\'; }\n'


def main() -> None:
    with tempfile.TemporaryDirectory() as name, slow_aws(Path(name)) as aws:
        folder = Path(name)
        (folder / "pulumi").write_text(CLI)
        (folder / "pulumi").chmod(0o755)
        environment = {**clean_environment(), **aws, "PULUMI_BACKEND_URL": "https://pulumi.example.com"}
        environment["PATH"] = f"{folder}:{environment['PATH']}"
        settings = ["--stack", "bench", "--region", HOME, "--set", f"approvedRegions={HOME}"]
        seconds = run([sys.executable, "-m", "wizard", "check", *settings], environment).seconds
        first = seconds_to_first_question(environment)
    print(f"check-34-regions-seconds {seconds:.3f} {BUDGET_SECONDS}")
    print(f"first-question-34-regions-seconds {first:.3f} {FIRST_QUESTION_SECONDS}")


if __name__ == "__main__":
    main()
