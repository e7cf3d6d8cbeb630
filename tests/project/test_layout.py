"""How the code is laid out: imports go one way, modules are short and say what they are for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.project.sources import ROOT, imports, module_imports, modules, project_files, tree

# About 200 lines is the aim; a table of cases may be longer than code.
LONGEST = 250
LONGEST_TEST = 400
# The Lambda's own source is uploaded alone: it may use boto3, and nothing of the project outside itself.
FUNCTION = Path("components/region_alert/function")
# What the wizard may know of the program. The rehearsal runs the program itself, from __main__.py.
# The policies are pure, and what an existing key lacks is told in the same statements that a new one gets.
SHARED = (
    # Both print commands, in the form that works where they are printed.
    "components.command_line",
    "components.arns",
    # What the alarms were deployed to look at is compared with what they look at.
    "components.alert_metrics",
    "components.settings",
    "components.regions",
    "components.retention",
    # The columns that a query may name, and those that log files are loaded into.
    "components.log_table",
    # What is saved in Athena is what `query` asks.
    "components.named_queries",
    "components.refused_codes",
    "components.names",
    "components.name_parts",
    "components.organization",
    "components.policies",
    "components.prices",
    # Tables and messages name a resource by its short name.
    "components.resource_names",
    # Where the tamper alert has rules is checked beforehand, and priced.
    "components.tamper_rules",
    # An existing trail is compared with what a new one would record.
    "components.event_selectors",
    # What is wrong with its selectors is judged alike for a trail and by the emulated account.
    "components.selector_linter",
    "components.selector_matching",
    # What is taken over is written by the wizard and read by the program; both merge documents alike.
    "components.adopted",
    "components.misfits",
    "components.decoding",
    "components.merging",
    # Who is left out is judged by the digest function alone, for a drill too.
    "components.region_alert.function.digest.ignored",
    "components.region_alert.function.digest.principals",
    # Which folder or word is an account or a region is judged alike wherever it is read.
    "components.region_alert.function.digest.account_and_region",
    # What a query leaves out as noise is what the alert leaves out.
    "components.region_alert.function.digest.credential_reads",
    "components.region_alert.function.digest.global_services",
    "components.region_alert.function.digest.noise",
    "components.own_files",
    # What a rule was deployed to match, and what the function was told, is compared with what is there.
    "components.region_alert.package",
    "components.region_alert.queue_settings",
    "components.region_alert.patterns",
    "components.watched_records",
    "components.tamper_patterns",
    "components.cis_benchmark",
    "components.region_alert.function.digest.self_check",
    "components.region_alert.function.digest.settings",
    "components.region_alert.function.digest.subscribers",
    "components.region_alert.function.digest.tamper_check",
)
# The rooms of wizard/, each with what it may import below it: nothing else, so there is no circle.
ROOMS = (
    "screen", "iam", "failures", "account", "stack", "program", "explain", "review", "policy", "query",
    "adoption", "trails", "check", "drill", "engine", "interview", "verify", "rehearsal", "commands",
)  # fmt: skip


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def forbidden(path: Path, *packages: str) -> list[str]:
    return [f"{path}: {name}" for name in imports(path) if within(name, *packages)]


def test_the_program_imports_neither_the_wizard_nor_an_aws_client() -> None:
    program = [Path("__main__.py"), *modules("components")]
    outside = [path for path in program if not path.is_relative_to(FUNCTION)]
    assert len(outside) > 1
    assert [hit for path in outside for hit in forbidden(path, "wizard", "boto3", "botocore", "moto")] == []


def test_the_function_imports_nothing_of_the_project_outside_its_own_folder() -> None:
    own = [path for path in modules("components") if path.is_relative_to(FUNCTION)]
    outside = [
        f"{path}: {name}"
        for path in own
        for name in imports(path)
        if within(name, "components", "wizard", "tests", "pulumi", "pulumi_aws")
        and not within(name, ".".join(FUNCTION.parts))
    ]
    assert outside == []


def test_the_wizard_imports_of_the_program_only_what_is_pure() -> None:
    hits = [hit for path in modules("wizard") for hit in forbidden(path, "components")]
    known = [hit for hit in hits if within(hit.split(": ")[1], *SHARED)]
    assert known
    # `from components import regions` also yields the package's own name.
    assert [hit for hit in hits if hit not in known and not hit.endswith(": components")] == []


def room(name: str) -> str:
    """The room of a module of wizard/; "" for what stands beside the rooms."""
    return name.split(".")[1] if name.startswith("wizard.") and name.split(".")[1] in ROOMS else ""


def test_each_room_of_the_wizard_has_its_place() -> None:
    assert sorted(
        path.name for path in (ROOT / "wizard").iterdir() if (path / "__init__.py").exists()
    ) == sorted(ROOMS)


def test_imports_between_the_rooms_go_down_only() -> None:
    up = [
        f"{path}: {name}"
        for path in modules("wizard")
        for name in imports(path)
        if (mine := room(".".join(path.with_suffix("").parts))) and (other := room(name))
        if ROOMS.index(other) > ROOMS.index(mine)
    ]
    assert up == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = {name: set(others) for name, others in module_imports("wizard", "components").items()}
    while settled := {name for name, others in left.items() if not others & set(left)}:
        left = {name: others for name, others in left.items() if name not in settled}
    assert left == {}


def test_nothing_that_runs_imports_tests_or_benchmarks() -> None:
    running = [Path("__main__.py"), *modules("components", "wizard")]
    assert [hit for path in running for hit in forbidden(path, "tests", "bench", "acceptance")] == []


def test_a_module_is_short_enough_to_hold_one_thing() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules()}
    most = {path: LONGEST_TEST if path.parts[0] == "tests" else LONGEST for path in lengths}
    assert [f"{path}: {length}" for path, length in lengths.items() if length > most[path]] == []


def test_a_module_opens_with_what_it_is_for() -> None:
    written = [path for path in modules() if (ROOT / path).stat().st_size]
    assert written
    assert [str(path) for path in written if not ast.get_docstring(tree(path))] == []


@pytest.mark.parametrize("name", ["LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Pulumi.yaml"])
def test_a_file_that_people_look_for_is_there(name: str) -> None:
    assert Path(name) in project_files()
