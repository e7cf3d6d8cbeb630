"""Carries the steps out, notes each in the journal, and leaves nothing behind whatever becomes of them."""

from __future__ import annotations

from collections.abc import Sequence

from acceptance.journal import Done, Journal, RunFolder, State
from acceptance.means import TRAIL
from acceptance.steps import STEPS, Run, Step, Verdict
from wizard.account.connect import ClientFor
from wizard.account.one_call import ask_every_page
from wizard.failures import AwsFailure, Failure, NotKnown, UsageFailure


def refuse_strangers(client_for: ClientFor, region: str) -> None:
    """Before anything is made: a trail of this name that no unfinished run of ours has made.

    Raises UsageFailure for one, and NotKnown where it can't be seen whether there is one.
    """
    found = ask_every_page(client_for, "cloudtrail", region, "list_trails")
    if found.value is None:
        raise NotKnown(f"Whether there is a trail {TRAIL} already can't be seen: {found.why}")
    homes = [one["HomeRegion"] for one in found.value["Trails"] if one["Name"] == TRAIL]
    if homes:
        raise UsageFailure(
            f"This account has a trail {TRAIL} already, in {', '.join(homes)}, and no unfinished run of this "
            "machine made it: another machine may be trying this now. Nothing was made. If nobody is, take "
            f"it down there, or with `aws cloudtrail delete-trail --region {homes[0]} --name {TRAIL}`."
        )


def carry_out(folder: RunFolder, run: Run, clean_up: bool = False, steps: Sequence[Step] = STEPS) -> None:
    """Every step that an earlier run hasn't done, each noted before it begins and when it has ended.

    clean_up: only what takes things down. Once one fails that the others rest on, those aren't reached.
    KeyboardInterrupt passes through: the step is noted as begun, and the next run begins with it.
    """
    journal, means = run.journal, run.means
    stopped = clean_up or any(one.state == "failed" and _carries(one.name) for one in journal.steps.values())
    for place, step in enumerate(steps, 1):
        if _is_over(step, journal.state(step.name)):
            continue
        done = Done(step.name, "begun", begun=means.clock.now())
        if stopped and not step.always:
            journal.steps[step.name] = Done(step.name, "not reached")
            folder.save(journal)
            continue
        journal.steps[step.name] = done
        folder.save(journal)
        means.say(f"[{place}/{len(steps)}] {step.name}: {step.what}")
        verdict = _acted(step, run)
        done.state, done.why, done.exit_code = verdict.state, list(verdict.why), verdict.exit_code
        done.seen, done.ended = dict(verdict.seen), means.clock.now()
        folder.save(journal)
        for line in done.why:
            means.say(f"    {line}")
        stopped = stopped or (verdict.state == "failed" and _carries(step.name))


def _is_over(step: Step, state: State) -> bool:
    """Whether it needn't be done again. What takes things down is tried until it has."""
    return state == "passed" if step.always else state not in ("begun", "not reached")


def _carries(name: str) -> bool:
    """Whether nothing can be tried without it."""
    return name in ("set-up", "check", "deploy", "listen")


def _acted(step: Step, run: Run) -> Verdict:
    try:
        return step.act(run)
    except Failure as failure:
        return Verdict(
            "unknown" if isinstance(failure, (AwsFailure, NotKnown)) else "failed", [failure.message]
        )


def is_settled(journal: Journal) -> bool:
    """Whether nothing of the run's is left that another one would have to take down."""
    return all(journal.state(step.name) == "passed" for step in STEPS if step.always)
