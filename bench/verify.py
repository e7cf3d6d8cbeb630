"""How long `verify` takes over a deployed stack 150 ms away, with 17 and with 34 enabled regions.

How its calls grow is printed too: a handful for each region, the rest whatever the account.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.process import ROOT, clean_environment, run
from bench.recorded_aws import ACCOUNT, record
from bench.slow_aws import slow_aws
from wizard.rehearsal.account import regions

HOME, APPROVED = "us-east-1", ("us-east-1", "eu-west-1")
BUDGETS = {17: 2.0, 34: 3.0}
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
