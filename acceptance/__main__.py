"""`python -m acceptance`: deploys to a sandbox account of one's own, proves what only AWS can show, and
takes everything down again.

What it costs is said first. An interrupted run is gone on with; --clean-up only takes down what one left.
Exit codes are those of `python -m wizard`.
"""

from __future__ import annotations

import argparse
import json
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from acceptance import cost, report
from acceptance.journal import Journal, RunFolder
from acceptance.means import ROOT, STACK, TRAIL, Means, Processes
from acceptance.run import carry_out, is_settled, refuse_strangers
from acceptance.steps import Run
from wizard.account import probes
from wizard.account.connect import ClientFor, connector
from wizard.account.errors import a_refusal_as_failure
from wizard.drill.clock import RealClock
from wizard.drill.plan import seconds_of
from wizard.failures import AwsFailure, Cancelled, ExitCode, Failure, UsageFailure
from wizard.failures.redaction import without_secrets
from wizard.screen import terminal
from wizard.screen.one_line_progress import StatusLine
from wizard.stack.atomic_write import NotWritten
from wizard.stack.context import region_of_profile
from wizard.stack.project import find_project
from wizard.stack.report_file import ACCEPTANCE, ReportFile

_AGAIN = "`make acceptance` goes on from here; with ACCEPTANCE=--clean-up it only takes down what is there"
_WHAT = "Proves everything on a sandbox AWS account of your own, and leaves nothing there."
# Deploying, drills, digests and the alarms take about an hour beside what verify waits for.
_HOURS_BESIDE = 1.5


def main(words: Sequence[str] | None = None) -> ExitCode:
    """Runs it and returns its exit code."""
    terminal.forgiving_output()
    signal.signal(signal.SIGTERM, _leave)
    options = _parser().parse_args(words)
    try:
        return _run(options)
    except KeyboardInterrupt:
        return _say(Cancelled(f"Interrupted. {_AGAIN}."))
    except NotWritten as failure:
        # What the run itself keeps: something may be deployed.
        failure.message += f" {_AGAIN}."
        return _say(failure)
    except Failure as failure:
        return _say(failure)
    except OSError as error:
        return _say(UsageFailure(f"This machine refused what was needed: {error}. {_AGAIN}."))


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _say(failure: Failure) -> ExitCode:
    terminal.say(without_secrets(failure.message), stream=sys.stderr)
    return failure.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make acceptance ACCEPTANCE=...", description=_WHAT)
    parser.add_argument("--profile", default="", help="the AWS profile of the sandbox account")
    parser.add_argument("--region", default="", help="the home region (default: the profile's)")
    parser.add_argument("--account", default="", help="its id: without a terminal this is the yes")
    parser.add_argument("--wait", default="2h", help="how long verify may wait for what is too new (2h)")
    parser.add_argument("--out", default=".", help="the folder for acceptance.json and acceptance.md (here)")
    parser.add_argument("--clean-up", action="store_true", help="only take down what an earlier run left")
    return parser


def _run(options: argparse.Namespace) -> ExitCode:
    patience = seconds_of("--wait", options.wait)
    expected = _HOURS_BESIDE + patience / 3600
    if cost.usd(expected) >= cost.MOST_USD:
        raise UsageFailure(
            f"--wait {options.wait}: such a run could cost {cost.usd(expected):.2f} USD, and one is to stay "
            f"below {cost.MOST_USD:.2f}. Wait less."
        )
    region = options.region or region_of_profile(options.profile)
    if not region:
        raise UsageFailure("No region is set: name the home region with --region.")
    files = _report_files(options.out)
    with a_refusal_as_failure(region):
        client_for = connector(options.profile, region)()
        account = _account(client_for, region)
        folder = RunFolder.of(account, region)
        journal = folder.load()
        if journal is None:
            if options.clean_up:
                raise UsageFailure(f"No run was begun in account {account}, {region}: nothing to take down.")
            refuse_strangers(client_for, region)
            _refuse_stack_file()
        _agree(options, account, region, expected, journal)
        clock = RealClock()
        if journal is None:
            journal = Journal(secrets.token_hex(4), account, region, options.profile, clock.now())
        folder.open(journal)
        wizard = Processes(folder, options.profile, StatusLine())
        run = Run(Means(wizard, client_for, terminal.say, clock), journal, options.wait)
        carry_out(folder, run, options.clean_up)
    return _end(folder, journal, files, clock.now())


def _report_files(name: str) -> tuple[ReportFile, ReportFile]:
    """The report's two files. Raises UsageFailure before anything is made, where they can't be written."""
    out = Path(name)
    if not out.is_dir():
        raise UsageFailure(f"--out {terminal.safe(out)} isn't a folder.")
    document, text = ACCEPTANCE
    as_json, as_text = str(out / "acceptance.json"), str(out / "acceptance.md")
    return ReportFile.of(document, as_json), ReportFile.of(text, as_text)


def _account(client_for: ClientFor, region: str) -> str:
    found = probes.identity(client_for, region)
    if found.value is None:
        raise AwsFailure(f"{found.why.rstrip('.')}. Nothing was made.")
    terminal.say(f"Account {found.value.account}, as {terminal.safe(found.value.arn)}, home region {region}.")
    return found.value.account


def _stack_file() -> Path:
    return find_project(ROOT).stack_file(STACK)


def _refuse_stack_file() -> None:
    if _stack_file().exists():
        raise UsageFailure(
            f"{terminal.safe(_stack_file())} is there already, and no run in this account and region wrote "
            "it. Finish the run that did, with the credentials it had, or remove the file."
        )


def _agree(
    options: argparse.Namespace, account: str, region: str, hours: float, journal: Journal | None
) -> None:
    """Raises UsageFailure, or Cancelled, without a yes."""
    if journal is not None:
        terminal.say(f"Going on with run {terminal.safe(journal.run)}, which didn't come to its end.")
        return
    terminal.say(
        f"This deploys the stack {STACK} with a trail {TRAIL}, proves that it works, and destroys it with "
        "all its log files. It takes two hours or so and costs about "
        f"{cost.usd(hours):.2f} USD at list prices:"
    )
    for part in cost.parts(hours):
        terminal.item(f"{part.what}: {part.usd:.4f} USD")
    terminal.say("Use an account that nothing of value runs in.")
    if options.account:
        if options.account != account:
            raise UsageFailure(
                f"--account {terminal.safe(options.account)}: the credentials are of {account}."
            )
        return
    if not sys.stdin.isatty():
        raise UsageFailure(f"There is no terminal to confirm in: say so with --account {account}.")
    if input("Type the account's id to begin, or nothing to stop: ").strip() != account:
        raise Cancelled("Stopped; nothing was made.")


def _end(folder: RunFolder, journal: Journal, files: tuple[ReportFile, ReportFile], now: float) -> ExitCode:
    """Writes the report; where nothing is left, what the run kept for itself goes too."""
    texts = json.dumps(report.document(journal, now), indent=2) + "\n", report.markdown(journal, now)
    failures = [file.save(without_secrets(text)) for file, text in zip(files, texts, strict=True)]
    lost = [failure for failure in failures if failure]
    code = report.verdict(journal)
    counts = [proof.state for proof in report.proofs(journal)]
    terminal.say()
    terminal.say(
        f"{counts.count('proved')} claims proved, {counts.count('refuted')} refuted, {counts.count('open')} "
        f"open, {counts.count('elsewhere')} that such a run can't show."
        + ("" if lost else f" The report: {' and '.join(terminal.safe(file.path) for file in files)}")
    )
    if lost:
        return _unwritten(journal, texts[1], lost, code)
    if is_settled(journal):
        folder.remove()
        _stack_file().unlink(missing_ok=True)
    else:
        terminal.say(f"! Something may be left in account {journal.account}. {_AGAIN}.", "warning")
    return code


def _unwritten(journal: Journal, text: str, lost: Sequence[Failure], code: ExitCode) -> ExitCode:
    """The report on stdout, where a file of it can't be written. What the run kept stays, so that the next
    one writes it and does nothing else."""
    for line in without_secrets(text).splitlines():
        print(terminal.safe(line))
    sys.stdout.flush()
    for failure in lost:
        terminal.show_failure(failure.message)
    more = "" if is_settled(journal) else f" Something may be left in account {journal.account}."
    terminal.show_failure(f"The run is kept: `make acceptance` writes its report from what it knows.{more}")
    return ExitCode.BAD_SETTINGS if code == ExitCode.GOOD else code


if __name__ == "__main__":
    sys.exit(main())
