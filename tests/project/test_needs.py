"""A test whose tools aren't on this machine is skipped with the reason, or fails where REQUIRE says so."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.conftest import rank, turn
from tests.machine import NEEDS, Verdict, pulumi_cli_dir, required, verdict
from tests.project.sources import ROOT, modules

pytest_plugins = ["pytester"]

NO_ENGINE = {"engine": lambda: "no CLI", "java": lambda: None, "browser": lambda: "no browser"}


def test_a_test_whose_needs_are_met_runs() -> None:
    assert verdict(["java", "parametrize"], frozenset(), NO_ENGINE) is None


def test_a_test_whose_need_is_missing_is_skipped_with_the_reason() -> None:
    assert verdict(["engine"], frozenset({"java"}), NO_ENGINE) == Verdict("engine: no CLI", fails=False)


def test_a_missing_need_that_is_required_fails() -> None:
    assert verdict(["engine"], frozenset({"engine"}), NO_ENGINE) == Verdict(
        "engine: no CLI, and REQUIRE=engine makes that a failure", fails=True
    )


def test_of_two_missing_needs_the_required_one_decides() -> None:
    found = verdict(["engine", "browser"], frozenset({"browser"}), NO_ENGINE)
    assert found is not None
    assert found.fails


def test_require_takes_several_names_and_ignores_blanks() -> None:
    assert required(" engine, java,,") == frozenset({"engine", "java"})


def test_require_refuses_a_name_it_does_not_know() -> None:
    with pytest.raises(
        ValueError, match="names engines, but the needs are browser, engine, java, mount, prowler, terminal"
    ):
        required("engines")


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_named_folder_of_the_cli_is_used_before_path(tmp_path: Path) -> None:
    executable(tmp_path / "named/pulumi")
    executable(tmp_path / "path/pulumi")
    environ = {"PATH": str(tmp_path / "path"), "PULUMI_CLI_DIR": str(tmp_path / "named")}
    assert pulumi_cli_dir(environ) == tmp_path / "named"
    assert pulumi_cli_dir({"PATH": str(tmp_path / "path")}) == tmp_path / "path"


def test_a_named_folder_without_a_cli_is_not_replaced_by_path(tmp_path: Path) -> None:
    executable(tmp_path / "path/pulumi")
    assert pulumi_cli_dir({"PATH": str(tmp_path / "path"), "PULUMI_CLI_DIR": str(tmp_path)}) is None


def test_the_quick_folders_come_first_and_the_engine_last() -> None:
    paths = ["tests/engine/a.py", "tests/new/b.py", "tests/wizard/deep/c.py", "tests/project/d.py"]
    in_order = ["tests/project/d.py", "tests/wizard/deep/c.py", "tests/new/b.py", "tests/engine/a.py"]
    assert sorted(paths, key=lambda path: rank(Path(path))) == in_order


def test_a_long_file_comes_first_only_where_files_are_shared_out() -> None:
    quick, long = Path("tests/project/d.py"), Path("tests/rehearsal/a.py")
    assert turn(quick, False, False) < turn(long, True, False)
    assert turn(quick, False, True) > turn(long, True, True)


SUITE = """
import pytest

@pytest.mark.engine
def test_marked():
    pass

@pytest.mark.java
def test_skips_itself():
    pytest.skip("no Maven repository")
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A small test run under this project's conftest, on a machine with Java and no pulumi CLI."""
    bin_folder = executable(pytester.path / "bin/java").parent
    executable(bin_folder / "mvn")
    monkeypatch.setenv("PATH", str(bin_folder))
    monkeypatch.delenv("PULUMI_CLI_DIR", raising=False)
    monkeypatch.setenv("REQUIRE", "")
    pytester.makeini("[pytest]\nmarkers =\n    engine\n    java\n")
    pytester.makeconftest("from tests.conftest import *")
    pytester.makepyfile(SUITE)
    return pytester


def test_a_run_says_at_its_end_what_it_skipped_and_why(suite: pytest.Pytester) -> None:
    result = suite.runpytest_inprocess()
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(
        [
            "*not run on this machine*",
            "*1 *.py: engine: no pulumi CLI on PATH, nor in the folder that PULUMI_CLI_DIR names",
            "*1 *.py: no Maven repository",
            "*2 skipped*",
        ]
    )


def test_required_needs_turn_both_kinds_of_skip_into_failures(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE", "engine,java")
    result = suite.runpytest_inprocess()
    assert {name: count for name, count in result.parseoutcomes().items() if "warning" not in name} in (
        {"failed": 2},
        {"failed": 1, "errors": 1},
    )


def test_a_test_that_lacks_a_need_that_is_not_required_may_be_skipped_for_it(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE", "java")
    suite.makepyfile("import pytest\n@pytest.mark.java\n@pytest.mark.engine\ndef test_both(): pass")
    suite.runpytest_inprocess().assert_outcomes(skipped=1)


def test_a_file_in_the_folder_of_a_required_need_may_not_skip_itself(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE", "java")
    skips = "import pytest\npytest.skip('nothing here', allow_module_level=True)"
    suite.makepyfile(**{"java/test_rules": skips})
    result = suite.runpytest_inprocess("java")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*REQUIRE makes that a failure: nothing here"])


def test_an_unknown_need_stops_the_run_before_any_test(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE", "motor")
    result = suite.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_no_test_finds_credentials_of_a_real_account() -> None:
    assert os.environ["AWS_ACCESS_KEY_ID"] == "testing"
    assert os.environ["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert "AWS_PROFILE" not in os.environ
    assert "PULUMI_ACCESS_TOKEN" not in os.environ


def test_every_need_is_a_marker_that_pytest_knows(pytestconfig: pytest.Config) -> None:
    markers = {line.split(":")[0] for line in pytestconfig.getini("markers")}
    assert NEEDS.keys() - markers == set()


def test_each_need_that_ci_requires_is_borne_by_a_test() -> None:
    text = (ROOT / ".ci/run").read_text()
    wanted = set(re.findall(r"^require=(\w+)", text, re.MULTILINE))
    tests = "".join((ROOT / path).read_text() for path in modules("tests") if path.parts[1] != "project")
    assert "engine" in wanted
    assert {need for need in wanted if f"pytest.mark.{need}" not in tests} == set()
