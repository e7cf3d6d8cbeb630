"""`rehearse`: the same set-up, deployed into an emulated account and read back from there."""

from __future__ import annotations

import argparse
import gc
import sys
from contextlib import ExitStack
from dataclasses import replace as replace_settings
from typing import TYPE_CHECKING, Any

from components.adopted import Adopted
from components.settings import REGION_KEY, Settings, shown
from wizard import screen
from wizard.failures import AwsFailure, ExitCode, UsageFailure
from wizard.interview.guided_setup import until_settled
from wizard.interview.interview import Interview
from wizard.rehearsal.lazy_account import LazyAccount, progress
from wizard.rehearsal.project_copy import project_copy
from wizard.rehearsal.serve import reserved, serve
from wizard.rehearsal.taken_over import read_adopted, taken_over
from wizard.screen import terminal
from wizard.stack.answers import Answers
from wizard.stack.context import (
    Context,
    checked,
    prepare,
    refuse_hopeless,
    region_of_profile,
    without_questions,
)
from wizard.stack.stack_file import StackFile
from wizard.verify.report_file import ReportFiles

if TYPE_CHECKING:
    from wizard.rehearsal.account.emulated_account import EmulatedAccount
    from wizard.rehearsal.members import MemberProof
    from wizard.rehearsal.organization import EmulatedOrganization, Wanted

_NO_REGION = "us-east-1"
ORGANIZATION = "organization"
# Seconds: more than drills and the look an hour later take of the emulated account's time.
_SERVED_LATER = 3 * 3600.0
#: Where an organization's trail can be deployed from, in the words of --from.
MANAGEMENT, DELEGATED = "management", "delegated-administrator"


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard rehearse`."""
    # Half a million objects are loaded and stay: looking them through for garbage takes a fifth of the time.
    gc.disable()
    # Each resource is made in a thread of the SDK's: handing the interpreter over less often is quicker.
    sys.setswitchinterval(0.05)
    files = ReportFiles.of_rehearsal(options)
    context = prepare(options)
    configured = region_of_profile(options.profile)
    region = configured or _NO_REGION
    with ExitStack() as stack:
        # Before anything is asked or deployed: a taken port would end all that in vain.
        server = None if options.serve is None else stack.enter_context(reserved(options.serve))
        emulation = stack.enter_context(LazyAccount())
        settings, answers = _settings(context, options, region, emulation)
        there = read_adopted(context, settings)
        wanted = _organization(settings, options.deployed_from, there)
        account = emulation.at(settings.home_region, wanted)
        if server is not None:
            # Whoever looks at it afterwards has the real time: nothing there may be of the future.
            account.clock.begin_earlier(_SERVED_LATER)
        if settings.kms_key_arn or settings.alert_topic_arn or settings.log_readers:
            from wizard.rehearsal.stand_ins.existing import with_stand_ins

            settings = with_stand_ins(account, settings)
        settings, adopted = taken_over(settings, account, there)
        with project_copy(context, settings, answers, adopted) as file:
            if not options.json:
                if REGION_KEY in answers.taken_by_default and not configured:
                    terminal.say(f"No region is configured, so the emulated account's home is {_NO_REGION}.")
                _introduce(context, file)
            deployment = _deploy(account, context, file, options)
        code = _report(options, context, emulation, settings, adopted, deployment, files)
        if server is not None:
            gc.enable()  # may run for days
            _reach_now(account)
            sys.stdout.flush()
            serve(server, account)
        return code


def _reach_now(account: EmulatedAccount) -> None:
    """Lets the time pass, hour by hour, that the rehearsal was behind."""
    from wizard.rehearsal.stand_ins.schedules import tick

    while account.clock.skipped < 0:
        tick(account, min(3600.0, -account.clock.skipped))


def _settings(
    context: Context, options: argparse.Namespace, region: str, emulation: LazyAccount
) -> tuple[Settings, Answers]:
    if not context.is_interactive or options.defaults:
        answers = without_questions(context, region, use_defaults=options.defaults)
        return checked(answers), answers
    refuse_hopeless(context)
    terminal.say(
        "A rehearsal: your answers are deployed into an emulated AWS account on this machine. No account, no "
        "cost, and your stack file stays as it is."
    )
    look = emulation.look(context.answers.home_region or region, _known_beforehand(context))
    interview = Interview(screen.new_asker(options), context.answers, look, region)
    interview.run()
    look.join(60)
    settings = until_settled(interview, context)
    return settings, Answers(interview.values, {}, context.answers.given, context.answers.secrets)


def _known_beforehand(context: Context) -> Wanted | None:
    """The organization that is looked at while questions are asked, where the scope was given already."""
    if context.answers.values.get("scope") != ORGANIZATION:
        return None
    from wizard.rehearsal.organization import Wanted

    return Wanted()


def _organization(settings: Settings, deployed_from: str, adopted: Adopted | None) -> Wanted | None:
    """The organization that these settings are rehearsed in, None for an account alone. adopted: an
    organization's trail is there already, and so is what it needs. Raises UsageFailure for a place that they
    can't be deployed from."""
    if deployed_from not in ("", MANAGEMENT, DELEGATED):
        raise UsageFailure(f"--from {shown(deployed_from)}: there are {MANAGEMENT} and {DELEGATED}.")
    if not settings.is_organization:
        if deployed_from:
            raise UsageFailure(
                f"--from {deployed_from} needs scope: organization, since an account alone has no other "
                "place to deploy from."
            )
        return None
    from wizard.rehearsal.organization import Wanted

    trail = adopted.trail if adopted else None
    # Bucket and key are in the account that is deployed from, where no log archive has them.
    is_apart = bool(
        adopted and trail and trail.account != adopted.account and not settings.log_archive_account
    )
    from_delegated = deployed_from == DELEGATED or (is_apart and not deployed_from)
    wanted = Wanted.by(settings, from_delegated=from_delegated)
    return replace_settings(wanted, trusted=wanted.trusted or bool(trail and trail.organization))


def _introduce(context: Context, file: StackFile) -> None:
    terminal.say(
        f"{terminal.safe(file.path.name)} is written into a temporary folder for this; "
        f"{terminal.safe(context.file.path)} isn't touched."
    )
    if context.file.secrets:
        terminal.say(
            "Encrypted settings can't be read here and take their defaults: "
            f"{', '.join(context.file.secrets)}."
        )


def _deploy(account: EmulatedAccount, context: Context, file: StackFile, options: argparse.Namespace) -> Any:
    from wizard.program.mocked import MockStack
    from wizard.rehearsal.deployment import deploy

    with progress(options.json, options.plain) as tell:
        return deploy(
            account,
            file.as_config(),
            progress=tell,
            stack=MockStack(context.stack, context.project.name, file.path.parent),
        )


def _next_step(context: Context) -> str:
    if context.file.document.content is None:
        return f"{context.command('')} looks at your own account, asks the same and writes the stack file"
    return f"{context.command('deploy')} shows what it would change in your own account, and asks first"


def _report(
    options: argparse.Namespace,
    context: Context,
    emulation: LazyAccount,
    settings: Settings,
    adopted: Adopted | None,
    deployment: Any,
    files: ReportFiles,
) -> ExitCode:
    account = emulation.at(*emulation.opened)
    if deployment.refusal:
        from wizard.explain.explain import foretold

        refusal = deployment.refusal
        why = foretold(refusal.type, refusal.name, refusal.code, refusal.message).message
        raise AwsFailure(
            f"AWS would refuse this deployment. {why} {len(deployment.made)} resources were made before."
        )
    from wizard.rehearsal.drill import drills
    from wizard.rehearsal.report import DRILL, message, sections
    from wizard.rehearsal.summary import summary
    from wizard.rehearsal.verify import verified
    from wizard.verify.summary import as_dict, lines

    done = drills(account, settings, adopted)
    checked = verified(account, settings, adopted)
    written = files.write(checked, context.stack)
    found = {"schema": "everyregion/rehearse/1", **summary(account, deployment, settings.trail_name)}
    member = _of_a_member(emulation.organization, settings) if emulation.organization else None
    if options.json:
        told: dict[str, Any] = {"drills": [one.as_dict() for one in done], "verify": as_dict(checked)}
        told |= {"memberProof": member.as_dict()} if member else {}
        terminal.show_document({**found, **told, **written.document()})
    else:
        for section in sections(found, done, lines(checked), member):
            terminal.section(section.heading, section.lines)
            if section.heading == DRILL:
                terminal.quote(message(done))
        written.tell()
        if options.serve is None:
            terminal.section("What you can do now", [_next_step(context)])
    failed = any(one.failed for one in done) or (member is not None and member.failed)
    sys.stdout.flush()
    written.tell_missing()
    return written.code(ExitCode.CHECK_FAILED if failed else ExitCode.GOOD)


def _of_a_member(organization: EmulatedOrganization, settings: Settings) -> MemberProof:
    from wizard.rehearsal.members import proof

    return proof(organization, settings)
