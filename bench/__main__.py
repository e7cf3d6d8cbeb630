"""Runs each benchmark several times, each in a fresh process, and compares the medians with their budgets.

`python -m bench [NAME ...]`; exit 1 where a figure misses its budget or couldn't be measured,
2 for an unknown name.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from bench.figures import Figure, medians, parse, table

HERE = Path(__file__).resolve().parent
HARNESS = {
    "__init__",
    "__main__",
    "figures",
    "lived_day",
    "process",
    "recorded_aws",
    "slow_aws",
    "working_day",
}
RUNS = 5
# No further run of a benchmark begins after this long: the long ones are steady enough in one.
ENOUGH_SECONDS = 30


class NotMeasured(RuntimeError):
    pass


def benchmarks() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HARNESS)


def one_run(name: str) -> list[Figure]:
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}"],
        cwd=HERE.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    # 1 is also what a benchmark ends with that judges its own figures.
    if done.returncode not in (0, 1) or not done.stdout:
        raise NotMeasured(f"{name}: exit {done.returncode}\n{done.stderr.strip()[-2000:]}")
    try:
        return parse(done.stdout)
    except ValueError as error:
        raise NotMeasured(f"{name}: {error}") from error


def measure(name: str) -> list[Figure]:
    started, runs = time.monotonic(), []
    while len(runs) < RUNS and (not runs or time.monotonic() - started < ENOUGH_SECONDS):
        runs.append(one_run(name))
    print(f"{name}: {len(runs)} run{'s' if len(runs) > 1 else ''}", file=sys.stderr)
    return medians(runs)


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(benchmarks()))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}: there are {', '.join(benchmarks())}", file=sys.stderr)
        return 2
    figures, failed = [], False
    for name in names or benchmarks():
        try:
            figures += measure(name)
        except NotMeasured as error:
            print(f"not measured: {error}", file=sys.stderr)
            failed = True
    print("\n".join(table(figures)))
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores + 1:  # one for the benchmark itself
        print(f"this machine was busy (load {load:.1f} on {cores} cores): times are longer than they need be")
    return 1 if failed or not all(figure.good for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
