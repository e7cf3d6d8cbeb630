"""A generated day of 1,000,000 events over 5 accounts and 17 regions, asked on this machine: loading it once,
each named query after that, and memory with few files and with many.

The commands are processes of their own, as a person starts them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.process import Usage, clean_environment, run
from components.named_queries.catalogue import queries
from tests.wizard.query.generated_day import SUSPECT, WATCHED_BUCKET, write

EVENTS = 1_000_000
# Minutes that a file covers: about 1,000 files, 5,000, and 24,000 as CloudTrail delivers them.
COVERED = {"few": 120, "more": 24, "many": 5}
LOAD_SECONDS, QUERY_SECONDS, MEGABYTES = 60, 2, 1000
# What many files may add: their names and sizes.
MORE_MEGABYTES = 100
PYTHON = "venv/bin/python" if Path("venv/bin/python").exists() else sys.executable
GIVEN = {
    "unapproved-regions": ["--set", "approvedRegions=eu-central-1,eu-west-1"],
    "bucket-access": ["--bucket", WATCHED_BUCKET],
    "principal-activity": ["--principal", SUSPECT],
}


def ask(name: str, logs: Path, cache: Path) -> Usage:
    """What one command took."""
    words = ["query", name, "--local", str(logs), "--cache", str(cache), "--json", *GIVEN.get(name, [])]
    return run([PYTHON, "-m", "wizard", *words], clean_environment())


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        top = Path(work)
        peaks = {}
        for name, minutes in COVERED.items():
            made = write(top / name, EVENTS, minutes=minutes)
            used = ask("root-use", top / name, top / "cache")
            peaks[name] = used.megabytes
            print(f"query-load-{made.files}-files-seconds {used.seconds:.1f} {LOAD_SECONDS}")
            print(f"query-load-{made.files}-files-cpu-seconds {used.cpu_seconds:.1f} {LOAD_SECONDS}")
            print(f"query-load-{made.files}-files-megabytes {peaks[name]:.0f} {MEGABYTES}")
        more = max(0.1, peaks["many"] - peaks["few"])
        print(f"query-load-more-files-more-megabytes {more:.1f} {MORE_MEGABYTES}")
        took = {name: ask(name, top / "few", top / "cache") for name in queries()}
        for name, used in took.items():
            print(f"query-{name}-seconds {used.seconds:.2f} {QUERY_SECONDS}")
            print(f"query-{name}-cpu-seconds {used.cpu_seconds:.2f} {QUERY_SECONDS}")
        slowest = max(took, key=lambda name: took[name].seconds)
        print(f"query-slowest-is-{slowest}-seconds {took[slowest].seconds:.2f} {QUERY_SECONDS}")
        print(f"query-megabytes {max(used.megabytes for used in took.values()):.0f} {MEGABYTES}")
        # With so many files each question first looks whether one is new.
        again = ask(slowest, top / "many", top / "cache")
        print(f"query-slowest-of-many-files-seconds {again.seconds:.2f} {QUERY_SECONDS}")


if __name__ == "__main__":
    main()
