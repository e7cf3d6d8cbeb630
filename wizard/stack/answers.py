"""Gathers answers from flags, an answers file and the stack file; the first of these wins.

Everything that is wrong with where they come from is reported at once; what the values mean is the
settings' business.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from components.settings import REGION_KEY, Problem, SettingsError, shown, specs, validate
from components.settings.plain_data import is_list, is_map
from wizard.failures.redaction import learn
from wizard.stack.hidden_values import KEYS as HIDDEN
from wizard.stack.stack_file import ACCOUNTS_KEY, StackFile
from wizard.stack.unquoted import refused_ids, refused_keys, refused_texts
from wizard.stack.yaml_reading import read_yaml_or_json
from wizard.stack.yaml_values import Turned

_FLAG = "command line"
_MOST_UNKNOWN = 20


@dataclass(frozen=True)
class Answers:
    """values: raw ones by key, `aws:region` among them; sources: where each comes from;
    given: keys answered on the command line or in the answers file, which aren't asked again;
    secrets: keys that the stack file holds encrypted, so that they are kept unread;
    faults: what is wrong with them before their values are looked at;
    taken_by_default: keys that nobody answered, filled in by --defaults."""

    values: dict[str, object]
    sources: dict[str, str] = field(default_factory=dict[str, str])
    given: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    faults: tuple[Problem, ...] = ()
    taken_by_default: frozenset[str] = frozenset()

    @property
    def home_region(self) -> str:
        value = self.values.get(REGION_KEY, "")
        return value if isinstance(value, str) else shown(value)

    @property
    def settings_values(self) -> dict[str, object]:
        """The values without `aws:region`, as the validator takes them."""
        return {key: value for key, value in self.values.items() if key != REGION_KEY}

    def problems(self) -> list[Problem]:
        """Everything that is wrong. A key that can't be read isn't judged; nor is a bucket name that can't
        be made yet, for want of a home region."""
        unjudged = set(self.secrets)
        if not self.home_region and not self.values.get("logBucketName"):
            unjudged.add("logBucketName")
        unjudged.update(key_of(fault) for fault in self.faults)
        try:
            validate(self.settings_values, self.home_region)
        except SettingsError as error:
            if any(problem.key == REGION_KEY for problem in error.problems):
                # --defaults approves the home region: what is wrong with that is said once.
                unjudged.update({"approvedRegions"} & self.taken_by_default)
            found = [problem for problem in error.problems if problem.key not in unjudged]
            return [*self.faults, *(_placed(problem, self.sources.get(problem.key)) for problem in found)]
        return list(self.faults)


def gather(sets: list[str], region: str, answers_file: str, file: StackFile) -> Answers:
    """All answers that were given before anything is asked; what is wrong with them is in `faults`."""
    problems: list[Problem] = []
    flags = _flags(sets, region, file.project, problems)
    from_file, turned = _answers_file(answers_file, file.project, problems)
    in_stack = {**file.values, **({REGION_KEY: file.home_region} if file.home_region else {})}
    for key in file.secrets & (flags.keys() | from_file.keys()):
        fault = f"it is a secret in {file.path.name}, which can't be read or changed here."
        fix = f"Use `pulumi config set --secret {file.full_key(key)}`, or remove it from the file first."
        problems.append(Problem(key, "", fault, "", fix))
    no_turned: dict[str, list[Turned]] = {}
    layers = (
        (in_stack, file.path.name, file.turned),
        (from_file, Path(answers_file).name, turned),
        (flags, _FLAG, no_turned),
    )
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    unquoted: dict[str, list[Problem]] = {}
    for layer, source, turned_here in layers:
        problems += [_placed(fault, source) for fault in _unknown(layer)]
        for key, value in layer.items():
            fault = _too_deep(key, value)
            if fault:
                problems.append(_placed(fault, source))
            elif _is_known(key):
                values[key], sources[key] = value, source
                unquoted[key] = list(refused_texts(key, turned_here.get(key, []), source))
    problems += [problem for found in unquoted.values() for problem in found]
    problems += [*refused_keys(file), *refused_ids(file)]
    for key in HIDDEN & values.keys():
        value = values[key]
        learn(key, value if isinstance(value, str) else None)
    return Answers(values, sources, frozenset(flags.keys() | from_file.keys()), file.secrets, tuple(problems))


def _flags(sets: list[str], region: str, project: str, problems: list[Problem]) -> dict[str, object]:
    flags: dict[str, object] = {}
    for text in sets:
        key, equals, value = text.partition("=")
        if not equals:
            said = "it" if any(hidden in text for hidden in HIDDEN) else shown(text)
            fault = f"{said} has no equals sign."
            problems.append(
                Problem("--set", "" if said == "it" else text, fault, "", "Write --set KEY=VALUE.")
            )
            continue
        flags[_bare(key.strip(), project)] = value
    if region and flags.get(REGION_KEY, region) != region:
        fault = f"--region says {region}, --set {shown(flags[REGION_KEY])}."
        problems.append(Problem(REGION_KEY, region, fault, "", "Keep one."))
    return {**flags, **({REGION_KEY: region} if region else {})}


def _answers_file(
    name: str, project: str, problems: list[Problem]
) -> tuple[dict[str, object], dict[str, list[Turned]]]:
    """The keys of an answers file: bare ones, or those of a stack file's `config:`; and what YAML takes
    in them for something else than what stands there."""
    if not name:
        return {}, {}
    path = Path(name)
    document = read_yaml_or_json(path)
    data, config, depth = document.data, document.data.get("config"), 0
    if is_map(config):
        data = {_bare(key, project): value for key, value in config.items() if _is_ours(key, project)}
        depth = 1
    else:
        data = {_bare(key, project): value for key, value in data.items() if key != ACCOUNTS_KEY}
    turned: dict[str, list[Turned]] = {}
    for item in document.turned:
        if len(item.path) > depth and (not depth or item.path[0] == "config"):
            turned.setdefault(_bare(item.path[depth], project), []).append(
                replace(item, path=item.path[depth + 1 :])
            )
    for key, value in data.items():
        if is_map(value) and set(value) == {"secure"}:
            problems.append(
                _placed(
                    Problem(key, "", "it is encrypted for another stack.", "", "Write the value itself."),
                    path.name,
                )
            )
    given: dict[str, object] = {
        key: value for key, value in data.items() if not (is_map(value) and "secure" in value)
    }
    return given, turned


def _is_ours(key: object, project: str) -> bool:
    return key == REGION_KEY or str(key).partition(":")[0] in (project, "everyregion")


def _bare(key: object, project: str) -> str:
    text = str(key)
    return text if text == REGION_KEY or not _is_ours(text, project) else text.rpartition(":")[2]


def _is_known(key: str) -> bool:
    return key == REGION_KEY or key in specs()


def _unknown(layer: Mapping[str, object]) -> Iterator[Problem]:
    unknown = [key for key in layer if not _is_known(key)]
    for key in unknown[:_MOST_UNKNOWN]:
        close = difflib.get_close_matches(key[:80], [*specs(), REGION_KEY], n=1)
        fix = f"Did you mean {close[0]}?" if close else "Remove it; the README's table has every setting."
        yield Problem(key, "", "there is no such setting.", "It would do nothing.", fix)
    if unknown[_MOST_UNKNOWN:]:
        rest = len(unknown) - _MOST_UNKNOWN
        yield Problem(
            unknown[_MOST_UNKNOWN],
            "",
            f"there is no such setting, and {rest - 1:,} more keys are none either.",
            "They would do nothing.",
            "Is this the file that you meant?",
        )


def _too_deep(key: str, value: object) -> Problem | None:
    """A list in a list, or a map in a map: YAML aliases can make such a thing endless to print."""
    inner: list[Any] = list(value.values()) if is_map(value) else value if is_list(value) else []
    if any((is_list(item) or is_map(item)) for item in inner):
        fault = "it holds a list or map inside another."
        return Problem(key, "", fault, "No setting does.", "Write a plain list or map.")
    return None


def _placed(problem: Problem, source: str | None) -> Problem:
    """The same problem with the place it was found in; its key stays the first word."""
    return replace(problem, key=f"{problem.key} ({source})") if source else problem


def key_of(problem: Problem) -> str:
    """The setting's key, without the place."""
    return problem.key.partition(" ")[0]
