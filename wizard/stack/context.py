"""What commands that need settings begin with: project, stack, file, answers, and who is there."""

from __future__ import annotations

import argparse
import configparser
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from components.command_line import wizard
from components.settings import REGION_KEY, Settings, validate
from wizard.failures import UnusableSettings, UsageFailure
from wizard.screen import terminal
from wizard.stack.answers import Answers, gather, key_of
from wizard.stack.asked_settings import KEYS, QUESTIONS, defaults
from wizard.stack.hidden_values import KEYS as HIDDEN
from wizard.stack.project import Project, choose_stack, find_project, short_name
from wizard.stack.stack_file import StackFile
from wizard.stack.yaml_reading import read_bytes

# Some people have hundreds of profiles.
_LARGEST_CONFIG = 5_000_000


@dataclass(frozen=True)
class Context:
    """project, stack (why_stack: who chose it), file: as read; answers: given before anything is asked;
    is_interactive: somebody is there to answer; may_convert: --allow-conversion was given, so that one
    account's trail may become the organization's without a question."""

    project: Project
    stack: str
    why_stack: str
    file: StackFile
    answers: Answers
    is_interactive: bool
    may_convert: bool = False

    @property
    def shown_stack(self) -> str:
        """The stack's name as people write it: without an organization there is only `organization`."""
        return short_name(self.stack)

    @property
    def described_trail(self) -> tuple[str, str] | None:
        """Name and home region of the trail that the stack file describes, None where there is no file."""
        if self.file.document.content is None:
            return None
        return str(self.file.values.get("trailName", defaults()["trailName"])), self.file.home_region

    def command(self, words: str) -> str:
        """A command for this same stack, in backticks, as it is typed here."""
        is_named = self.why_stack in ("--stack", "PULUMI_STACK")
        return f"`{wizard(words)}{f' --stack {self.shown_stack}' if is_named else ''}`"


def prepare(options: argparse.Namespace) -> Context:
    """Reads everything that was given. Raises UsageFailure when a file or an answer can't be used."""
    project = find_project()
    stack, why = choose_stack(project, options.stack)
    file = StackFile.read(project.stack_file(stack), project.name)
    answers = gather(list(options.set), options.region, options.answers, file)
    is_interactive = terminal.is_interactive() and not options.json
    may_convert = getattr(options, "allow_conversion", False)
    return Context(project, stack, why, file, answers, is_interactive, may_convert)


def refuse_hopeless(context: Context) -> None:
    """Ends now if what was given is wrong in a way that none of the coming questions will mend."""
    asked = KEYS - context.answers.given
    found = [p for p in context.answers.problems() if key_of(p) not in asked or p in context.answers.faults]
    if found:
        raise UnusableSettings(found)


def answers_for(
    context: Context, options: argparse.Namespace, so: str, *, takes_defaults: bool = False
) -> Answers:
    """The answers for a command that asks nothing. Raises UsageFailure where they are missing or wrong.

    so: what follows where there is no stack file, such as ", so there is nothing to review"; takes_defaults:
    whether the command heeds --defaults.
    """
    answers = context.answers
    if takes_defaults and options.defaults:
        answers = every_default(context, options.profile)
    found = answers.problems()
    if found and context.file.document.content is None and not context.answers.values:
        other = "name another stack with --stack"
        ways = f"{other}, or take the defaults with --defaults" if takes_defaults else f"or {other}"
        raise UsageFailure(
            f"There is no {terminal.safe(context.file.path.name)}{so}. Run `{wizard()}` first, {ways}."
        )
    if found:
        raise UnusableSettings(found)
    return answers


def refuse_secrets(answers: Answers, why: str) -> None:
    """Raises UsageFailure where an encrypted setting is needed; addresses aren't, nor what is never shown.
    why: a clause."""
    secret = sorted(answers.secrets - {"alertEmails"} - HIDDEN)
    if secret:
        raise UsageFailure(
            f"Encrypted settings can't be read here: {', '.join(secret)}. {why}: write them in plain "
            "(`pulumi config set`), they are no secrets."
        )


def every_default(context: Context, profile: str) -> Answers:
    """The answers, with the default for every open question. Raises UsageFailure where they don't do."""
    return without_questions(context, region_of_profile(profile), use_defaults=True)


def without_questions(
    context: Context, default_region: str, *, use_defaults: bool, needs_yes: bool = False
) -> Answers:
    """The answers when nobody can be asked. Raises UsageFailure listing all that is missing or wrong.

    use_defaults: every open question takes its default; approvedRegions takes the home region.
    needs_yes: a complete set of answers would still lack --yes, so that is said along with the rest.
    """
    values = dict(context.answers.values)
    if use_defaults:
        values.setdefault(REGION_KEY, default_region)
        if not values.get("approvedRegions") and "approvedRegions" not in context.answers.secrets:
            values["approvedRegions"] = [values[REGION_KEY]] if values[REGION_KEY] else []
    taken = frozenset(values.keys() - context.answers.values.keys())
    answers = replace(context.answers, values=values, taken_by_default=taken)
    missing = [] if use_defaults else _missing(answers)
    found = [problem for problem in answers.problems() if key_of(problem) not in missing]
    lines: list[str] = []
    if missing:
        lines.append(
            f"There is no terminal to ask in, and no answer for: {', '.join(missing)}. Give them with --set "
            "KEY=VALUE or --answers FILE, or take the defaults with --defaults."
        )
    if needs_yes and (missing or found):
        lines.append("There is no terminal to confirm in: add --yes to write the stack file.")
    if found:
        lines.append("These settings can't be used:")
    if lines:
        raise UsageFailure("\n".join(lines), found)
    return answers


def _missing(answers: Answers) -> list[str]:
    known = {**defaults(), **answers.values}
    return [
        question.key
        for question in QUESTIONS
        if question.key not in answers.values and question.key not in answers.secrets and question.when(known)
    ]


def checked(answers: Answers) -> Settings:
    """The settings that these answers make. A secret one takes its default here: it can't be read."""
    values = answers.settings_values
    if "approvedRegions" in answers.secrets:
        values = {**values, "approvedRegions": [answers.home_region]}
    return validate(values, answers.home_region)


def region_of_profile(profile: str, environment: Mapping[str, str] | None = None) -> str:
    """The region that boto3 would use, read from the environment and the config file without importing it.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
    """
    variables = os.environ if environment is None else environment
    named = variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION")
    if named and not profile:
        return named
    file = Path(os.path.expanduser(variables.get("AWS_CONFIG_FILE") or "~/.aws/config"))
    chosen = profile or variables.get("AWS_PROFILE") or variables.get("AWS_DEFAULT_PROFILE") or "default"
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(
            (read_bytes(file, may_be_absent=True, largest=_LARGEST_CONFIG) or b"").decode("utf-8")
        )
    except (UsageFailure, UnicodeDecodeError, configparser.Error):
        return named or ""
    section = "default" if chosen == "default" else f"profile {chosen}"
    return parser.get(section, "region", fallback="") or named or ""
