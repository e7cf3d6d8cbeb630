"""How long `verify` takes over a deployed stack 150 ms away, with 17 and with 34 enabled regions.

How its calls grow is printed too: a handful for each region, the rest whatever the account. Where Prowler is
installed (scripts/prowler), both look at one served account, Prowler at one region of it and `verify` at all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.process import ROOT, clean_environment, run
from bench.recorded_aws import ACCOUNT, record
from bench.slow_aws import slow_aws
from wizard.rehearsal.account import regions

HOME, APPROVED = "us-east-1", ("us-east-1", "eu-west-1")
BUDGETS = {17: 2.0, 34: 3.0}
# What Prowler needs is its own affair: a figure to compare with.
PROWLER = ROOT / "venv" / "prowler" / "bin" / "prowler"
PROWLER_SECONDS, PROWLER_MEGABYTES = 120, 1_000
BUDGET_MEGABYTES, CALLS_A_REGION, OTHER_CALLS = 150, 6, 90


def main() -> None:
    not_opted_in = [n for n, status in regions.statuses(HOME).items() if status == regions.NOT_OPTED_IN]
    for count, opted_in in ((17, ()), (34, not_opted_in)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            recorded = folder / "answers"
            # In a process of its own: what the emulator leaves in memory isn't ours.
            calls = _recorded(recorded, opted_in)
            with slow_aws(folder, recorded) as aws:
                used = run(_command(folder), {**clean_environment(), **aws, "PYTHONPATH": str(ROOT)}, folder)
        print(f"verify-{count}-regions-seconds {used.seconds:.3f} {BUDGETS[count]}")
        print(f"verify-{count}-regions-megabytes {used.megabytes:.1f} {BUDGET_MEGABYTES}")
        print(f"verify-{count}-regions-calls {calls} {CALLS_A_REGION * count + OTHER_CALLS}")
    if PROWLER.exists():
        _beside_prowler()


def _beside_prowler() -> None:
    with tempfile.TemporaryDirectory() as name, _served(Path(name)) as url:
        folder = Path(name)
        variables = {
            **clean_environment(),
            "HOME": name,
            "PYTHONPATH": str(ROOT),
            "AWS_ENDPOINT_URL": url,
            "AWS_REGION": HOME,
            "AWS_DEFAULT_REGION": HOME,
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
        }
        words = ["aws", "--services", "cloudtrail", "kms", "s3", "--region", HOME, "-M", "csv", "-b"]
        theirs = run([str(PROWLER), *words, "-o", name, "--ignore-exit-code-3"], variables, folder)
        ours = run([sys.executable, "-m", "wizard", "verify", "--all-trails", "--json"], variables, folder)
    print(f"prowler-1-region-seconds {theirs.seconds:.3f} {PROWLER_SECONDS}")
    print(f"prowler-1-region-megabytes {theirs.megabytes:.1f} {PROWLER_MEGABYTES}")
    print(f"verify-of-prowler-seconds {ours.seconds / theirs.seconds:.3f} 0.5")
    print(f"verify-of-prowler-megabytes {ours.megabytes / theirs.megabytes:.3f} 0.5")


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The default rehearsal's account over HTTP, for as long as the block runs."""
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    with subprocess.Popen(
        [sys.executable, "-m", "wizard", "rehearse", "--defaults", "--region", HOME, "--serve", "0"],
        cwd=folder,
        env={**clean_environment(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", one) for one in process.stderr)))
            yield found[0]
        finally:
            process.kill()


def _recorded(file: Path, opted_in: tuple[str, ...] | list[str]) -> int:
    """Forked, so that this process stays as small as it was."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, str(record(file, HOME, APPROVED, opted_in)).encode())
        os._exit(0)
    os.close(write)
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError("AWS's answers couldn't be recorded")
    return int(os.read(read, 100))


def _command(folder: Path) -> list[str]:
    """The wizard over a project in this folder, as it would have written it."""
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    (folder / "Pulumi.bench.yaml").write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{ACCOUNT}"]\n'
        f"  everyregion:approvedRegions: [{', '.join(APPROVED)}]\n"
        "  everyregion:alertEmails: [ops@example.com]\n",
        "utf-8",
    )
    return [sys.executable, "-m", "wizard", "verify", "--stack", "bench", "--json"]


if __name__ == "__main__":
    main()
