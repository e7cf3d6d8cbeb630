"""What the default rehearsal takes: the whole `python -m wizard rehearse --defaults --json`."""

from __future__ import annotations

import sys

from bench.process import run

BUDGET_SECONDS = 2.8
BUDGET_MEGABYTES = 300


def main() -> None:
    used = run([sys.executable, "-m", "wizard", "rehearse", "--defaults", "--json"])
    print(f"rehearsal-seconds {used.seconds:.3f} {BUDGET_SECONDS}")
    print(f"rehearsal-megabytes {used.megabytes:.1f} {BUDGET_MEGABYTES}")


if __name__ == "__main__":
    main()
