"""For all tests: the order they run in, what a machine must have, and no way to a real AWS account."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.machine import pulumi_cli_dir, required, verdict

# The quick ones first; a folder that isn't named here comes before the last.
FOLDERS = ("project", "components", "function", "iam", "wizard", "rehearsal")
LAST = ("browser", "java", "engine")

REAL_ACCOUNT = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AWS_ENDPOINT_URL", "PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL", "PULUMI_STACK")  # fmt: skip
NO_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "PULUMI_SKIP_UPDATE_CHECK": "true",
    # The engine tests serve gRPC in this process, and its fork handlers kill what a terminal test starts.
    "GRPC_ENABLE_FORK_SUPPORT": "false",
}

# What is loaded stays, and to look it through for garbage again and again takes a fifth of the time.
gc.set_threshold(20_000, 10, 10)
atexit.register(gc.freeze)

require_key = pytest.StashKey[frozenset[str]]()


def pytest_configure(config: pytest.Config) -> None:
    try:
        config.stash[require_key] = required(os.environ.get("REQUIRE", ""))
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    # A shell has what it starts with & ignore Ctrl-C, and so would every command that a test stops with it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in REAL_ACCOUNT:
        os.environ.pop(name, None)
    os.environ.update(NO_ACCOUNT)
    # As in an activated environment: commands are printed as `python -m wizard` there.
    os.environ["PATH"] = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    )


def rank(path: Path) -> int:
    """Where a test file stands in the order, by the first of its folders that has a place in it."""
    named = [*FOLDERS, "", *LAST]
    return next((named.index(part) for part in path.parts if part in named), len(FOLDERS))


def turn(path: Path, is_long: bool, is_shared_out: bool) -> tuple[bool, int]:
    """When a test comes: the quick ones first. Where several processes share the files out, first those that
    take long: at the end one process would still be busy with such a one while the others are done."""
    return not (is_long and is_shared_out), rank(path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    is_shared_out = hasattr(config, "workerinput")

    def place(item: pytest.Item) -> tuple[bool, int]:
        path = item.path.relative_to(config.rootpath)
        return turn(path, item.get_closest_marker("long") is not None, is_shared_out)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    found = verdict((mark.name for mark in item.iter_markers()), item.config.stash[require_key])
    if found is None:
        return
    if found.fails:
        pytest.fail(found.reason, pytrace=False)
    pytest.skip(found.reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips itself, in its body or a fixture, fails too where REQUIRE names its need. One that
    lacks another need as well was rightly skipped for that."""
    report = yield
    marks, wanted = {mark.name for mark in item.iter_markers()}, item.config.stash[require_key]
    is_skipped = report.skipped and not hasattr(report, "wasxfail")
    if is_skipped and marks & wanted and verdict(marks, wanted) is None:
        report.outcome = "failed"
        report.longrepr = f"skipped, and REQUIRE makes that a failure: {skip_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself, in the folder that bears its need's name."""
    report = yield
    if report.skipped and collector.path.parent.name in collector.config.stash[require_key]:
        report.outcome = "failed"
        report.longrepr = f"skipped, and REQUIRE makes that a failure: {skip_reason(report)}"
    return report


def skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a test or a whole file was skipped, without pytest's own prefix."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    counts = Counter((report.nodeid.split("::")[0], skip_reason(report)) for report in skipped)
    terminalreporter.section("not run on this machine")
    for (path, reason), count in sorted(counts.items()):
        terminalreporter.line(f"{count:4d}  {path}: {reason}")


@pytest.fixture(autouse=True)
def nothing_happened_yet() -> None:
    """What one test did is no deed of the next, in which no command need begin."""
    from wizard.failures import deeds

    deeds.begin()


@pytest.fixture(scope="session")
def pulumi_cli() -> Path:
    """The folder of the `pulumi` CLI, for tests marked `engine`."""
    folder = pulumi_cli_dir()
    assert folder is not None, "mark the test with pytest.mark.engine"
    return folder
