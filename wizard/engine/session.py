"""What `preview`, `deploy` and `destroy` begin with: settings, account, CLI, backend, passphrase, stack."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from components.names import Names
from components.settings import Settings
from wizard import screen
from wizard.account.origin import Origin
from wizard.failures import Cancelled, UsageFailure, deeds
from wizard.screen import terminal
from wizard.screen.questions import Asker, agrees
from wizard.screen.terminal import safe
from wizard.stack.context import Context, answers_for, checked, prepare

if TYPE_CHECKING:
    from wizard.account.connect import ClientFor, Clients
    from wizard.engine.account import Account
    from wizard.engine.automation.workspace import Engine
    from wizard.engine.passphrase import Passphrase
    from wizard.stack.state_backend import Backend


@dataclass
class Target:
    """What is deployed, and to which account. asker: None where nobody can be asked.

    settings: with the default in place of an encrypted one, so for names and words only. origin: where it is
    deployed from, with the organization. clients: of each account; the log archive's once the engine is
    open. notes: what was told by `note`.
    """

    options: argparse.Namespace
    context: Context
    settings: Settings
    account: Account
    origin: Origin
    clients: Clients
    asker: Asker | None
    notes: list[str] = field(default_factory=list[str], kw_only=True)

    @property
    def stack(self) -> str:
        """Its name as people write it."""
        return self.context.shown_stack

    @property
    def names(self) -> Names:
        return self.origin.names(self.settings)

    @property
    def client_for(self) -> ClientFor:
        """Clients of the account that is deployed from."""
        return self.clients.own

    @property
    def quiet(self) -> bool:
        return self.options.json

    def say(self, text: str, style: str = "") -> None:
        """Tells a person; nothing with --json, where stdout is the document's."""
        if not self.quiet:
            terminal.say(text, style)

    def note(self, text: str) -> None:
        """Tells of what to know and stops nothing; with --json it is one of the document's warnings."""
        self.notes.append(text)
        self.say(f"! {text}", "warning")


@dataclass
class Session(Target):
    """Everything that a run of the engine needs."""

    backend: Backend
    engine: Engine
    passphrase: Passphrase


def open_session(options: argparse.Namespace, *, makes: bool, changes: bool) -> Session | None:
    """Opens the stack of this project; None where there is none and `makes` doesn't allow to make it.

    changes: something in AWS will be, so without a terminal --yes is needed. Raises a Failure before anything
    slow begins, where it can.
    """
    context = prepare(options)
    # A lack that --yes wouldn't mend comes first.
    so = "there are no settings to deploy" if makes else "what there is to destroy isn't known"
    settings = checked(answers_for(context, options, f", so {so}"))
    if changes and not options.yes and not context.is_interactive:
        so = deeds.claim(", so nothing was changed")
        shown = "; `preview` shows what it would do" if makes else ""
        raise UsageFailure(
            f"There is no terminal to confirm in{so}. To {options.command} without being asked, "
            f"add --yes{shown}."
        )
    from wizard.account.connect import Clients, connector
    from wizard.account.errors import a_refusal_as_failure
    from wizard.account.organization_verdict import UNSEEN_ROLE
    from wizard.engine.account import account_of, profile_of
    from wizard.engine.accounts import origin_of

    profile = profile_of(options.profile, context.file)
    with a_refusal_as_failure(settings.home_region):
        client_for = connector(profile, settings.home_region)()
    account = account_of(context, settings.home_region, client_for)
    asker = screen.new_asker(options) if context.is_interactive else None
    unknown: list[str] = []
    origin = origin_of(settings, account, client_for, unknown.append)
    target = Target(options, context, settings, account, origin, Clients(client_for), asker)
    target.say(f"Stack {safe(target.stack)}: {account.words}, home region {settings.home_region}.")
    # A destroy needs none of it, and a trail that is there needs no role any more: see linked_role.
    for text in unknown:
        if makes and text != UNSEEN_ROLE:
            target.note(text)
    return _with_engine(target, profile, makes, changes)


def _with_engine(target: Target, profile: str, makes: bool, changes: bool) -> Session | None:
    from wizard.engine.account import engine_environment
    from wizard.engine.accounts import with_archive
    from wizard.engine.automation.workspace import Engine
    from wizard.engine.choose_backend import backend_for
    from wizard.engine.install_pulumi import cli_for
    from wizard.engine.interrupted.repair_state_files import mend, refuse_cut, refuse_full_disk
    from wizard.engine.passphrase import passphrase_for, secrets_of
    from wizard.engine.run_failures import a_refusal_says

    context, asker = target.context, target.asker
    cli = cli_for(asker)
    backend = backend_for(context.project, cli, asker)
    engine = Engine(context.project, context.stack, cli, engine_environment(profile))
    if backend.path is not None:
        refuse_cut(backend.path, context.project.name, context.stack)
        if changes and backend.path.is_dir():
            refuse_full_disk(backend.path, context.project.name, context.stack)
        for file in mend(backend.path, context.project.name, context.stack):
            terminal.say(f"{safe(file)} of Pulumi's state, left half-written, is mended.", stream=sys.stderr)
    unusable = f"Pulumi's state at {backend.shown} can't be used"
    with a_refusal_says(unusable):
        exists = engine.open()
    if not exists and not makes:
        return None
    if not exists:
        _agree_to_make(target, backend)
    secrets = secrets_of(context.file.document.data, backend.is_cloud, exists)
    passphrase = passphrase_for(secrets, target.stack, can_ask=asker is not None)
    engine.know(passphrase.environment)
    if not exists:
        with a_refusal_says(unusable):
            engine.create(secrets.provider)
        deeds.note(f"the stack {safe(target.stack)} is made, with nothing in it")
    # Only now can an encrypted external id be read.
    target.clients = with_archive(
        context, target.settings, target.account, target.client_for, passphrase.environment
    )
    return Session(**vars(target), backend=backend, engine=engine, passphrase=passphrase)


def _agree_to_make(target: Target, backend: Backend) -> None:
    stack = safe(target.stack)
    if target.options.yes:
        return
    if target.asker is None:
        raise UsageFailure(
            f"The stack {stack} doesn't exist yet at {backend.shown}. To make it (a note in Pulumi's state, "
            "nothing in AWS), add --yes, or name another one with --stack."
        )
    question = f"The stack {stack} doesn't exist yet at {backend.shown}. Make it?"
    yes = "make it: a note in Pulumi's state, nothing in AWS yet"
    if not agrees(target.asker, question, yes, "stop here", proposed=True):
        raise Cancelled(f"Stopped{deeds.claim('; nothing was made')}.")
