"""`policy`: the least an IAM principal needs to deploy, read, drill, ask or check this very stack."""

from __future__ import annotations

import argparse
import dataclasses
import shlex
import sys
from pathlib import Path
from typing import Any

from components.adopted import file_name
from components.command_line import wizard
from components.names import Names
from components.organization import Organization
from components.settings import Settings, shown
from wizard.adoption.adopted_file import AdoptedFile
from wizard.commands import policy_files
from wizard.commands.policy_files import PolicyFiles
from wizard.commands.role_template import write_template
from wizard.drill.plan import source_of
from wizard.failures import AwsFailure, ExitCode, UsageFailure
from wizard.policy.compose import LONGEST, Document, documents, size
from wizard.policy.needs import PURPOSES, Stack
from wizard.screen import terminal
from wizard.stack.context import Context, answers_for, checked, prepare, refuse_secrets
from wizard.stack.report_file import ROLE_TEMPLATE, ReportFile
from wizard.stack.stack_file import refuse_wrong_account

_USES = {
    "deploy": "`pulumi up`, `pulumi refresh` and `pulumi destroy` of this stack",
    "preview": f"`{wizard('preview --refresh')}`: reading everything that is deployed; it changes nothing",
    "verify": f"`{wizard('verify')}`: its live checks, and nothing else; it changes nothing",
    "integrity": f"`{wizard('verify --integrity 24h')}`: the same, and reading every log file",
    "drill": f"`{wizard('drill')}`",
    "query": f"`{wizard('query')}` on Athena: asking the logs; it changes nothing but the answers' bucket",
    "check": "the wizard's look at an account, before anything is deployed; it changes nothing",
}
_STAND_IN = "someone@example.com"
# Its id stands in no policy that is printed here.
_UNKNOWN_ORGANIZATION = "o-0000000000"


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard policy`."""
    purpose = options.purpose or "deploy"
    if purpose not in PURPOSES:
        raise UsageFailure(f"--for {shown(purpose)}: there are {', '.join(PURPOSES)}.")
    context = prepare(options)
    settings = _settings(context, options)
    if purpose == "drill":
        source_of(settings, "")  # refuses where there is nothing to drill
    if purpose == "query" and not settings.queries:
        raise UsageFailure(
            "--for query: this stack has no table for Athena: queries is false. Set it to true, or ask log "
            "files themselves (query --local): to list and read them is enough for that."
        )
    if options.role_template and purpose != "deploy":
        raise UsageFailure("--role-template: the role is for deploying. Leave --for out.")
    if options.cost_explorer and (purpose != "check" or options.log_archive):
        why = "only the set-up and `review` ask that, in the account that is deployed from"
        raise UsageFailure(f"--cost-explorer: {why}. Use it with --for check alone, or leave it out.")
    template = ReportFile.of(ROLE_TEMPLATE, options.role_template) if options.role_template else None
    in_archive = options.log_archive or bool(options.role_template)
    if in_archive and not settings.log_archive_role_arn:
        option = "--role-template" if options.role_template else "--log-archive"
        raise UsageFailure(
            f"{option}: the settings have no logArchiveRoleArn, so nothing is made in another account. "
            "Leave it out, or set logArchiveRoleArn (with scope: organization)."
        )
    account = _account(context, options.profile, settings.home_region)
    adopted = AdoptedFile.read(context.project, context.stack).adopted
    owner = adopted.trail.account if adopted and adopted.trail else ""
    organization = _organization(options, settings, account, owner) if settings.is_organization else None
    # Who deploys waits for the file, as a deployment does.
    is_before_reading = bool(settings.adopt_trail) and adopted is None and (purpose == "check" or in_archive)
    names = Names.of(settings, account, adopted, organization)
    stack = dataclasses.replace(
        _stack(context, settings, names, is_before_reading), cost_explorer=options.cost_explorer
    )
    if template:
        file = write_template(context, settings, stack, template)
        if options.json:
            account = settings.log_archive_account
            terminal.show_document(_report(context, purpose, account, {}, PolicyFiles((file,))))
        return ExitCode.GOOD
    if options.log_archive:
        account = settings.log_archive_account
        stack = dataclasses.replace(stack, of_account=account)
    found = documents(PURPOSES[purpose](stack))
    stem = f"{stack.names.named(purpose)}{'-log-archive' if options.log_archive else ''}"
    made = dict(zip(policy_files.titles(stem, len(found)), found, strict=True))
    files = policy_files.write(Path(options.out), stem, made) if options.out else PolicyFiles()
    if options.json:
        terminal.show_document(_report(context, purpose, account, made, files))
        return ExitCode.GOOD
    if not options.out:
        for document in found:
            terminal.show_document(document)
        # Whatever reads stdout has the documents whole before anything is said.
        sys.stdout.flush()
    _say(purpose, made, files)
    return ExitCode.GOOD


def _settings(context: Context, options: argparse.Namespace) -> Settings:
    """What is to be deployed. Of secrets only the addresses don't matter here."""
    answers = answers_for(context, options, ", so what is to be deployed isn't known", takes_defaults=True)
    refuse_secrets(answers, "The policy depends on them")
    if "alertEmails" in answers.secrets:
        answers.values["alertEmails"] = [_STAND_IN]
    return checked(answers)


def _account(context: Context, profile: str, home: str) -> str:
    """The account that the stack file is for; that of the credentials where it names none or several."""
    named = context.file.accounts
    if len(named) == 1:
        return named[0]
    from wizard.account.connect import connector
    from wizard.account.errors import AWS_ERRORS, trouble
    from wizard.account.one_look import one_look
    from wizard.account.probes import identity

    try:
        client_for = connector(profile, home)()
        with one_look():
            found = identity(client_for, home)
        why = found.why
    except AWS_ERRORS as error:
        found, why = None, trouble(error, "sts:GetCallerIdentity", home).text
    if found is None or found.value is None:
        raise AwsFailure(
            f"Which account the policy is for isn't known: {context.file.path.name} doesn't name one "
            f"(aws:allowedAccountIds), and AWS couldn't be asked. {why}"
        )
    account = found.value.account
    refuse_wrong_account(account, named, context.file.path.name)
    return account


def _organization(options: argparse.Namespace, settings: Settings, account: str, owner: str) -> Organization:
    """The organization, as far as AWS tells it. owner: of the trail that is taken over, "" for none. Who
    can't ask is taken for the management account, whose policy is the wider one, unless that is known."""
    from wizard.account.connect import connector
    from wizard.account.errors import AWS_ERRORS
    from wizard.account.probes import organization

    try:
        home = settings.home_region
        seen = organization(connector(options.profile, home)(), home, account).value
    except AWS_ERRORS:
        seen = None
    if seen and seen.id and seen.role in ("management", "delegated"):
        return Organization(seen.id, seen.management_account)
    if owner:
        return Organization(_UNKNOWN_ORGANIZATION, owner)
    print(
        f"AWS doesn't say here what account {account} is in its organization: the policy is the management "
        "account's, which may turn on trusted access too.",
        file=sys.stderr,
    )
    return Organization(_UNKNOWN_ORGANIZATION, account)


def _stack(context: Context, settings: Settings, names: Names, is_before_reading: bool) -> Stack:
    """is_before_reading: for whoever reads the trail that is taken over, before its file is there."""
    # What is wrong with the command line was said before the SDK is loaded.
    import pulumi

    from wizard.policy.registered import registered

    folder = context.project.file.parent
    planned = settings
    if is_before_reading:
        # Nothing that may turn out to be somebody's can be deleted.
        planned = dataclasses.replace(settings, adopt_trail="", retain_logs=True)
        terminal.say(
            f"What {settings.adopt_trail} has isn't read yet: this lets its bucket and key be read, "
            f"whichever they are. Run it again once `{wizard()}` has written {file_name(context.stack)}.",
            stream=sys.stderr,
        )
    try:
        made = registered(planned, names.trail_account, context.stack, folder, names.organization)
        return Stack(settings, names, made)
    except pulumi.RunError as error:
        raise UsageFailure(str(error)) from None


def _report(
    context: Context, purpose: str, account: str, made: dict[str, Document], files: PolicyFiles
) -> dict[str, Any]:
    return {
        "schema": "everyregion/policy/1",
        "stack": context.stack,
        "for": purpose,
        "account": account,
        "policies": [
            {"name": title, "characters": size(document), "document": document}
            for title, document in made.items()
        ],
        "files": [str(file) for file in files.written],
        "filesRemoved": [str(file) for file in files.removed],
        "filesLeft": [{"file": str(file), "why": why} for file, why in files.left],
    }


def _say(purpose: str, made: dict[str, Document], files: PolicyFiles) -> None:
    """On stderr, so that stdout is JSON alone."""

    def say(text: str) -> None:
        terminal.say(text, stream=sys.stderr)

    count = f"{len(made)} documents, all of them needed" if len(made) > 1 else "one document"
    sizes = ", ".join(f"{size(document):,}" for document in made.values())
    say(f"For {_USES[purpose]}: {count} ({sizes} of the {LONGEST:,} characters that IAM takes).")
    attach = "Attach them to a role, each by" if len(made) > 1 else "Attach it to a role:"
    shown_files = list(files.written)
    if not shown_files:
        into = "each is written into a file of its own" if len(made) > 1 else "it is written into a file"
        say(f"With --out DIR {into}. {attach}")
        shown_files = [Path(f"{title}.json") for title in made]
    else:
        policy_files.say_surplus(files)
        say(f"Written: {', '.join(terminal.safe(file) for file in shown_files)}. {attach}")
    title, file = next(iter(made)), terminal.safe(shown_files[0])
    for command in (
        f"aws iam create-policy --policy-name {title} --policy-document {shlex.quote(f'file://{file}')}",
        "aws iam attach-role-policy --role-name ROLE --policy-arn ARN",
    ):
        terminal.show_command(f"  {command}", sys.stderr)
    if purpose == "deploy":
        say(
            "It is for these settings: before you turn something on, attach the new one first; when you turn "
            "something off, deploy with the old one first. docs/pipelines.md says what it can't rule out."
        )
