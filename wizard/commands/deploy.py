"""`deploy`: shows what would change, asks, and makes it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from components.arns import Arn
from wizard.account.one_look import apart, one_look
from wizard.account.subscribers import PENDING, in_words, silent
from wizard.adoption.adopted_file import AdoptedFile
from wizard.engine import begun_run
from wizard.engine.automation.events import Run
from wizard.engine.before_a_run import settle
from wizard.engine.dropped_subscribers import look_at_subscriptions, subscribe_again
from wizard.engine.leftovers import refuse_additions, take_over
from wizard.engine.linked_role import make_linked_role, mention_unseen
from wizard.engine.live_trails import refuse_anothers
from wizard.engine.session import Session, open_session
from wizard.engine.show import plan_words as words
from wizard.engine.show.table import clock
from wizard.failures import Cancelled, ExitCode, deeds
from wizard.screen import terminal
from wizard.screen.questions import Ask, agrees
from wizard.screen.terminal import safe

if TYPE_CHECKING:
    from wizard.verify.afterwards import Afterwards

_UNVERIFIED = "Settings that are encrypted, or another account's, can't be compared with what is there."


@one_look()
def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard deploy`."""
    session = open_session(options, makes=True, changes=True)
    assert session is not None
    from wizard.engine.failed_run import has_failed, take_in
    from wizard.engine.runs import carry_out, finish, plan_run, show_warnings

    refuse_anothers(session)
    failed_before = has_failed(session)
    settle(session)
    subscribe_again(session)
    if failed_before:
        # First of all: what that run made is no stranger's.
        take_in(session, plan_run(session, session.engine.preview, "deploy").run)
    take_over(session)
    refuse_additions(session)
    plan = plan_run(session, session.engine.preview, "deploy")
    mention_unseen(session, plan.run)
    show_plan(session, plan.run)
    if plan.run.changes:
        _agree(session, plan.run)
        make_linked_role(session)
    elif not plan.run.new_outputs:
        begun_run.forget(session)
        show_warnings(session, plan)
        return _report(session, plan.run, finish(session, "deploy", plan, (), _for_machines(session)))
    title = f"Deploying {safe(session.stack)}"
    begun_run.note(session)
    ended = carry_out(session, session.engine.up, title, plan.run.changes)
    if ended.is_good:
        begun_run.forget(session)
    more = _for_machines(session) if ended.is_good else {}
    code = finish(session, "deploy", ended, plan.run.changes, more)
    if not ended.is_good:
        return code
    show_warnings(session, ended)
    session.say(f"Deployed in {clock(ended.seconds)}.", "bold")
    return _report(session, ended.run, code)


def show_plan(session: Session, run: Run) -> None:
    """What would change, component by component, and loudly what costs log files."""
    session.say(words.summary(run), "bold")
    if session.quiet:
        return
    for line in words.lines(run.changes):
        terminal.item(line)
    for danger in words.dangers(run.changes):
        terminal.say(f"! {danger}", "warning")


def _agree(session: Session, run: Run) -> None:
    """Asks whether to go on; where log files or events may be lost, by the stack's name."""
    if session.options.yes or session.asker is None:
        return
    if words.dangers(run.changes):
        type_the_name(session, "To do this all the same, type the stack's name")
        return
    there = f"deploy it to account {session.account.id}"
    if not agrees(session.asker, "Deploy this?", there, f"stop here{deeds.claim('; nothing was changed')}"):
        raise Cancelled(f"Stopped{deeds.claim('; nothing was changed')}.")


def type_the_name(session: Session, question: str) -> None:
    """A confirmation that nobody gives by habit."""
    assert session.asker is not None

    def fault(text: str) -> str:
        return "" if text.strip() in ("", session.stack) else f"That isn't {safe(session.stack)}."

    answer = session.asker.type(
        Ask(f"{question}: {safe(session.stack)}", hint="Empty stops here.", check=fault)
    )
    if answer.strip() != session.stack:
        raise Cancelled(f"Stopped{deeds.claim('; nothing was changed')}.")


def _report(session: Session, run: Run, code: ExitCode) -> ExitCode:
    """The outputs, who hasn't confirmed yet, and what can be done now."""
    if session.quiet:
        return code
    outputs = {key: value for key, value in run.outputs.items() if value not in ("", [], None)}
    terminal.section("Outputs", [f"{key}: {_shown(value)}" for key, value in outputs.items()])
    verified = _verified(session)
    verify = session.context.command("verify --wait 20m")
    terminal.section("Verify", verified.lines(verify) if verified else [_UNVERIFIED])
    waiting = _waiting(session, str(outputs.get("alertTopicArn") or ""))
    if waiting:
        terminal.section("Still to do", waiting)
    command = session.context.command
    steps = [f"{command('verify --html report.html')} makes a page of what is covered, to forward"]
    if session.settings.region_alert:
        steps.append(f"{command('drill')} proves that an alert arrives")
    watch = command("preview --refresh --expect-no-changes")
    steps.append(f"{watch} shows whether somebody changed something")
    terminal.section("What you can do now", steps)
    return code


def _for_machines(session: Session) -> dict[str, Any]:
    """What the document has of the look at the end."""
    verified = _verified(session) if session.quiet else None
    return {"verify": verified.as_dict()} if verified else {}


def _verified(session: Session) -> Afterwards | None:
    """What `verify` says now; None where it can't compare, since what is encrypted can't be read here."""
    from wizard.verify.afterwards import look_afterwards
    from wizard.verify.target import Target

    settings, file = session.settings, session.context.file
    if file.secrets or not session.account.is_certain:
        return None
    adopted = AdoptedFile.read(session.context.project, session.context.stack).adopted
    target = Target(settings.home_region, settings, adopted, (session.account.id,))
    with apart():
        return look_afterwards(target, session.client_for, session.quiet)


def _shown(value: object) -> str:
    return safe(", ".join(map(str, value)) if isinstance(value, list) else value)


def _waiting(session: Session, topic: str) -> list[str]:
    emails = session.settings.alert_emails
    if not topic or not emails:
        return []
    found = look_at_subscriptions(session.clients.of(Arn.of(topic).account), topic)
    if found.value is None:
        why = found.why.rstrip(".")
        return [f"Each address has to confirm its mail from AWS. Whether they have can't be seen: {why}."]
    return [
        f"{safe(address)} has to confirm the mail that AWS has sent; no alert reaches it before."
        if state == PENDING
        else f"{safe(in_words(address, state))}. The next `deploy` subscribes it again."
        for address, state in silent(emails, found.value).items()
    ]
