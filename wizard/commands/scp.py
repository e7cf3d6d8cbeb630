"""`scp`: the service control policy that denies every region that isn't approved."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.command_line import wizard
from components.settings import Problem, Settings
from wizard.failures import Cancelled, ExitCode, UsageFailure, deeds
from wizard.policy.scp.cautions import cautions, explanation
from wizard.policy.scp.document import Document, Wanted, document, minified, profile_problems, too_long
from wizard.policy.scp.exempt import (
    ANY_ACCOUNT,
    Exempt,
    closed_rules,
    deploying_roles,
    own_roles,
    problems,
)
from wizard.screen import terminal
from wizard.screen.terminal import safe
from wizard.stack.context import Context, answers_for, checked, prepare, refuse_secrets
from wizard.stack.report_file import SCP, ReportFile
from wizard.stack.stack_file import ACCOUNTS_KEY

if TYPE_CHECKING:
    from wizard.account.connect import ClientFor
    from wizard.policy.scp.organization import Found
    from wizard.policy.scp.plan import Plan

# https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html (Name)
_LONGEST_NAME = 128


@dataclass(frozen=True)
class Ready:
    """The policy and what it was made from. accounts: that the stack file is for; name: the policy's."""

    context: Context
    settings: Settings
    accounts: tuple[str, ...]
    wanted: Wanted
    policy: Document
    name: str

    @property
    def cautions(self) -> list[str]:
        """What to know before it is attached."""
        return list(cautions(self.settings, self.wanted, self.accounts))

    @property
    def cut_off(self) -> list[str]:
        """Accounts in which nobody who deploys is exempt, though the stack has rules in closed regions."""
        exempt = self.wanted.exempt.accounts
        if not any(closed_rules(self.settings)) or ANY_ACCOUNT in exempt:
            return []
        return [account for account in self.accounts if account not in exempt]


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard scp`."""
    ready = _ready(options)
    if options.attach:
        _refuse_attaching(ready, options.attach)
    file = ReportFile.of(SCP, options.out) if options.out else None
    # What speaks against attaching is found out before anything is printed or written.
    looked = _look(ready, options) if options.attach else None
    if file:
        file.write(minified(ready.policy))
    if not options.json:
        _show(ready, options.out)
    attached = _attach(ready, options, looked) if looked else None
    if options.json:
        terminal.show_document(_document(ready, options.out, attached))
    return ExitCode.GOOD


def _ready(options: argparse.Namespace) -> Ready:
    context = prepare(options)
    so = ", so which regions are approved isn't known"
    answers = answers_for(context, options, so, takes_defaults=True)
    refuse_secrets(answers, "The policy depends on them")
    # Who is told doesn't matter here; an encrypted value couldn't be checked.
    answers.values.pop("alertEmails", None)
    settings = checked(answers)
    accounts = context.file.accounts
    exempt = Exempt(
        tuple(own_roles(settings, accounts)),
        tuple(dict.fromkeys(deploying_roles(settings, context.file.config))),
        tuple(dict.fromkeys(options.exempt)),
    )
    profiles = tuple(dict.fromkeys(options.bedrock))
    wanted = Wanted(settings.approved_regions, settings.partition, exempt, profiles)
    name = options.name or f"{settings.trail_name}-approved-regions"
    _refuse(wanted, name)
    return Ready(context, settings, accounts, wanted, document(wanted), name)


def _refuse(wanted: Wanted, name: str) -> None:
    """Raises UsageFailure for what the command line says wrong, all at once."""
    found = [*problems(wanted.exempt.named, wanted.partition), *profile_problems(wanted.bedrock)]
    if not name.isascii() or not name.isprintable() or len(name) > _LONGEST_NAME:
        found.append(
            Problem(
                "--name",
                name,
                "it isn't a policy's name.",
                "AWS would refuse it.",
                f"Use at most {_LONGEST_NAME} characters of ASCII.",
            )
        )
    found = found or list(too_long(wanted))
    if found:
        raise UsageFailure("This policy can't be made:", found)


def _refuse_attaching(ready: Ready, target: str) -> None:
    """What stops it before AWS is asked."""
    from wizard.policy.scp.organization import kind_of

    kind = kind_of(target)
    if not ready.accounts and ready.wanted.exempt.own:
        file = safe(ready.context.file.path.name)
        is_there = ready.context.file.document.content is not None
        fault = f"{file} doesn't name" if is_there else f"There is no {file} that would name"
        do = "Add it" if is_there else f"Write it first (`{wizard()}`)"
        raise UsageFailure(
            f"{fault} the account that the stack is deployed in ({ACCOUNTS_KEY}), so its roles would be "
            f"exempt by their names in every account. {do}, then run this again. "
            f"{deeds.claim('Nothing was changed.')}"
        )
    if kind == "root" and not ready.context.is_interactive:
        raise UsageFailure(
            f"{target} is a root: what is attached to it holds in the whole organization, so somebody has to "
            f"type its id, at a terminal and without --json. {deeds.claim('Nothing was changed.')}"
        )


@dataclass(frozen=True)
class Looked:
    """What attaching would do. found: the organization; notes: to be known before."""

    client_for: ClientFor
    found: Found
    planned: Plan
    notes: list[str]


def _look(ready: Ready, options: argparse.Namespace) -> Looked:
    """Asks AWS what there is, and plans. Raises a Failure where it can't be attached there from here."""
    from wizard.account.connect import connector
    from wizard.account.errors import a_refusal_as_failure
    from wizard.account.one_look import one_look
    from wizard.policy.scp.organization import OrganizationLook
    from wizard.policy.scp.plan import cautions as before_yes
    from wizard.policy.scp.plan import describe, plan

    home = ready.settings.home_region
    with a_refusal_as_failure(home):
        client_for = connector(options.profile, home)()
    try:
        with one_look():
            found = OrganizationLook(client_for, home).everything(options.attach, ready.name, ready.accounts)
    except KeyboardInterrupt:
        raise Cancelled(f"Cancelled{deeds.claim('; nothing was changed')}.") from None
    planned = plan(found, ready.policy, ready.name, describe(ready.settings, ready.accounts))
    notes = list(before_yes(planned, found, ready.wanted.exempt, ready.cut_off))
    return Looked(client_for, found, planned, notes)


def _attach(ready: Ready, options: argparse.Namespace, looked: Looked) -> dict[str, Any]:
    """Shows, asks and does it; what was done, for --json."""
    from wizard.policy.scp.agree import agree, show
    from wizard.policy.scp.attach import Attacher

    found, planned, notes = looked.found, looked.planned, looked.notes
    policy_id = planned.policy_id
    if not options.json:
        here = f"In the organization {found.organization.id}, as {safe(found.caller.arn)}"
        show(planned, here, notes)
    if planned.steps:
        agree(planned, options, is_interactive=ready.context.is_interactive)
        policy_id = Attacher(looked.client_for, ready.settings.home_region).carry_out(planned)
    if planned.steps and not options.json:
        _say(f"Done: the policy is {policy_id}. AWS may take a minute until it holds everywhere.")
    return {
        "target": planned.target.id,
        "policyId": policy_id,
        "did": planned.steps,
        "diff": list(planned.diff),
        "cautions": notes,
    }


def _show(ready: Ready, out: str) -> None:
    """The policy alone on stdout, so that it can be piped; all words on stderr."""
    if not out:
        terminal.show_document(ready.policy)
        sys.stdout.flush()
    terminal.section("What it does", explanation(ready.wanted), sys.stderr)
    if ready.cautions:
        terminal.section("To know before it is attached", ready.cautions, sys.stderr)
    _say()
    if out:
        _say(f"Written without white space, which AWS counts: {safe(out)}.")
    else:
        _say("--out FILE writes it without white space, which AWS counts; --attach TARGET attaches it.")


def _say(text: str = "") -> None:
    terminal.say(text, stream=sys.stderr)


def _document(ready: Ready, out: str, attached: dict[str, Any] | None) -> dict[str, Any]:
    denies = ready.policy["Statement"][0]["Condition"]
    return {
        "schema": "everyregion/scp/1",
        "stack": ready.context.stack,
        "name": ready.name,
        "approvedRegions": list(ready.settings.approved_regions),
        "exempt": denies["ArnNotLike"]["aws:PrincipalARN"],
        "characters": len(minified(ready.policy)),
        "document": ready.policy,
        "explanation": list(explanation(ready.wanted)),
        "cautions": ready.cautions,
        "file": out,
        "attached": attached,
    }
