"""The one validator: raw values in, Settings out, or every problem at once.

The wizard, `--set`, answers files, the stack file and the Pulumi program all come through here.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from components import regions
from components.settings import rules
from components.settings.model import Settings, default_region_alert, fields, specs
from components.settings.parse import Mistyped, parse
from components.settings.problems import Problem, SettingsError, shown
from components.settings.spec import Spec

REGION_KEY = "aws:region"


def validate(raw: Mapping[str, object], home_region: str | None) -> Settings:
    """Checked settings from raw ones. Keys are stack-file keys without the project's name.

    A key that is absent or None takes its default. Raises SettingsError with all problems.
    """
    problems = [*_home_region_problems(home_region), *_unknown_keys(raw)]
    values: dict[str, Any] = {}
    for name, spec in fields().items():
        given = raw.get(spec.key)
        if given is None:
            continue
        try:
            values[name] = parse(spec, given)
        except Mistyped as error:
            problems.append(_mistyped(spec, given, error))
            continue
        if spec.unbuilt(values[name]):
            problems.append(_not_yet(spec, values[name]))
    # Rules about a home region that nobody knows would only add noise.
    known_home = home_region if home_region and regions.is_known(home_region) else ""
    settings = Settings(home_region=known_home, **values)
    if raw.get("regionAlert") is None:
        settings = replace(settings, region_alert=default_region_alert(settings.scope, settings.partition))
    # A rule about a value that is already reported would only repeat it in other words.
    reported = {problem.key for problem in problems}
    problems += [p for p in rules.problems(settings) if p.key not in reported]
    if problems:
        raise SettingsError(problems)
    return settings


def _mistyped(spec: Spec, given: object, error: Mistyped) -> Problem:
    if spec.hidden:
        return Problem(spec.key, "", "its value can't be read.", "", error.fix)
    return Problem(spec.key, given, error.rule, "", error.fix)


def check_one(key: str, value: object, others: Mapping[str, object], home_region: str) -> list[Problem]:
    """What is wrong with one answer, given the other answers: for a question that is still open."""
    try:
        validate({**others, key: value}, home_region)
    except SettingsError as error:
        return [problem for problem in error.problems if problem.key == key]
    return []


def _home_region_problems(region: str | None) -> Iterator[Problem]:
    if not region:
        yield Problem(
            REGION_KEY,
            "",
            "the home region is missing.",
            "Trail, log bucket and alert live there.",
            "Pass --region, or run `pulumi config set aws:region <region>`.",
        )
    elif not regions.is_known(region):
        yield Problem(REGION_KEY, region, f"{shown(region)} isn't an AWS region.", "", rules.meant(region))


def _unknown_keys(raw: Mapping[str, object]) -> Iterator[Problem]:
    keys = {key.lower(): key for key in specs()}
    for key in raw:
        if key not in specs():
            close = difflib.get_close_matches(str(key).lower()[:80], keys, n=1)
            fix = (
                f"Did you mean {keys[close[0]]}?"
                if close
                else "Remove it; the README's table has every setting."
            )
            yield Problem(str(key), raw[key], "there is no such setting.", "It would do nothing.", fix)


def _not_yet(spec: Spec, value: object) -> Problem:
    return Problem(
        spec.key,
        value,
        f"{shown(value)} is not yet built.",
        "Accepting it would leave you without what it promises.",
        f"Leave {spec.key} at {spec.default_text} for now.",
    )
