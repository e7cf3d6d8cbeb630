"""Each step of a run, in order: what it does, and what its outcome means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from math import ceil
from typing import Any

from acceptance import leftovers, reader
from acceptance.attempts import attempt, attempts
from acceptance.journal import Journal, State
from acceptance.means import TAG, TRAIL, Ended, Means
from components.names import Names
from components.settings import Settings, validate
from wizard.account import probes
from wizard.failures import AwsFailure, ExitCode

# Seconds for alarms, which CloudWatch judges each minute, and for the digest that comes with them.
_MAIL_PATIENCE = 900.0
# Paid twice is what this run is, where another trail records already, and only for its time.
_EXPECTED = ("trail.paid-once",)


@dataclass(frozen=True)
class Verdict:
    """why: a sentence each, of what isn't passed; seen: for the report, plain data."""

    state: State
    why: Sequence[str] = ()
    exit_code: int | None = None
    seen: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Run:
    """journal: what was done before; wait: for verify, such as 20m."""

    means: Means
    journal: Journal
    wait: str

    @property
    def settings(self) -> Settings:
        """What is deployed."""
        return validate(values(self.journal), home_region=self.journal.region)

    @property
    def names(self) -> Names:
        return Names.of(self.settings, self.journal.account)

    @property
    def outputs(self) -> Mapping[str, Any]:
        """Of the deployment."""
        return self.journal.steps["deploy"].seen["outputs"]


@dataclass(frozen=True)
class Step:
    """what: as it is said while it runs; always: also where an earlier one failed, since it cleans up."""

    name: str
    what: str
    act: Callable[[Run], Verdict]
    always: bool = False


def values(journal: Journal) -> dict[str, Any]:
    """The settings of the stack that is tried: the defaults, but for these."""
    return {
        "trailName": TRAIL,
        "approvedRegions": [journal.region],
        "retainLogs": False,
        "tags": {"ManagedBy": "pulumi", "Project": "everyregion", TAG: journal.run},
    }


def _command(run: Run, *words: str, seen: Sequence[str] = ()) -> Verdict:
    """A command that is good with 0. seen: keys of its document for the report."""
    ended = run.means.wizard(words)
    found = {key: ended.document[key] for key in seen if key in ended.document}
    if ended.code == ExitCode.CANCELLED:
        raise KeyboardInterrupt
    if ended.code == ExitCode.GOOD:
        return Verdict("passed", (), ended.code, found)
    state: State = "unknown" if ended.code == ExitCode.UNKNOWN else "failed"
    return Verdict(state, _why(ended), ended.code, found)


def _why(ended: Ended) -> list[str]:
    document = ended.document
    failed = [f"{one['name']}: {one['why']}" for one in document.get("failed") or ()]
    problems = [str(one.get("message") or one) for one in document.get("problems") or ()]
    said = [str(document["error"])] if document.get("error") else []
    stops = [f"{one['text']} {one['fix']}".strip() for one in document.get("probes") or () if one["blocks"]]
    broken = document.get("broken")
    said += [f"{broken['stage']}: {broken['what']}. {broken['fix']}"] if broken else []
    return [*said, *stops, *failed, *problems] or [
        ended.error or f"It ended with {ended.code} and said nothing."
    ]


def _set_up(run: Run) -> Verdict:
    settings = values(run.journal)
    tags = ",".join(f"{key}={value}" for key, value in settings.pop("tags").items())
    words = ["--defaults", "--yes", "--region", run.journal.region, "--allow-second-trail"]
    for key, value in {**settings, "tags": tags}.items():
        text = ",".join(value) if isinstance(value, list) else str(value).lower() if value is False else value
        words += ["--set", f"{key}={text}"]
    return _command(run, *words)


def _check(run: Run) -> Verdict:
    return _command(run, "check", "--allow-unknown")


def _deploy(run: Run) -> Verdict:
    return _command(run, "deploy", "--yes", seen=("outputs", "changes", "seconds"))


def _listen(run: Run) -> Verdict:
    url = reader.open_reader(run.means, run.outputs["alertTopicArn"])
    return Verdict("passed", seen={"queue": url})


def _drill(source: str) -> Callable[[Run], Verdict]:
    def act(run: Run) -> Verdict:
        if source not in run.settings.region_alert:
            return Verdict("unknown", [f"The settings of this partition have no alert by {source}."])
        return _command(run, "drill", "--source", source, seen=("alert", "region", "seconds", "stages"))

    return act


def _verify(run: Run) -> Verdict:
    return _checked(run.means.wizard(("verify", "--wait", run.wait)))


def _integrity(run: Run) -> Verdict:
    """Of what came since the trail was there: there is nothing before."""
    since = datetime.fromtimestamp(ceil(run.journal.steps["deploy"].ended), timezone.utc)
    return _checked(run.means.wizard(("verify", "--integrity", f"{since:%Y-%m-%dT%H:%M:%SZ}")), "integrity.")


def _checked(ended: Ended, prefix: str = "") -> Verdict:
    """What `verify` says of the checks whose id begins so."""
    if ended.code == ExitCode.CANCELLED:
        raise KeyboardInterrupt
    results = ended.document.get("results")
    if not isinstance(results, list):
        return Verdict("failed", _why(ended), ended.code)
    results = [one for one in results if one["id"].startswith(prefix)]
    states = {id: _worst(results, id) for id in dict.fromkeys(one["id"] for one in results)}
    wrong = [
        f"{one['id']}{' in ' + one['region'] if one['region'] else ''}: {one['evidence']}"
        for one in results
        if one["state"] != "passed" and one["id"] not in _EXPECTED
    ]
    judged = {state for id, state in states.items() if id not in _EXPECTED}
    state: State = "failed" if "failed" in judged else "unknown" if "unknown" in judged else "passed"
    return Verdict(state, wrong, ended.code, {"checks": states})


def _worst(results: Sequence[Mapping[str, Any]], id: str) -> str:
    states = {one["state"] for one in results if one["id"] == id}
    return next(state for state in ("failed", "unknown", "passed") if state in states)


def _attempts(run: Run) -> Verdict:
    journal, why, seen = run.journal, [], {}
    for one in attempts(run.outputs, journal.account, journal.region, run.names.digest):
        outcome = attempt(run.means.client_for, journal.region, one)
        seen[one.id] = "refused" if outcome.refused else outcome.answer or "went through"
        if outcome.refused is False:
            why.append(f"An administrator {one.what}, and nothing refused it.")
        elif outcome.refused is None:
            why.append(f"Whether an administrator {one.what} isn't known: AWS answered {outcome.answer}.")
    went_through = "went through" in seen.values()
    state: State = "failed" if went_through else "unknown" if why else "passed"
    return Verdict(state, why, seen=seen)


def _mail(run: Run) -> Verdict:
    url = run.journal.steps["listen"].seen["queue"]
    found, refused = reader.heard(run.means, run.journal.region, url, _MAIL_PATIENCE)
    missing = [kind for kind in (reader.DIGEST, reader.ALARM) if kind not in found]
    if refused:
        return Verdict("unknown", [f"The alerts couldn't be read: {refused}"], seen={"subjects": found})
    if missing:
        return Verdict("failed", [f"No message of {' and '.join(missing)} came out of the topic."],
                       seen={"subjects": found})  # fmt: skip
    return Verdict("passed", seen={"subjects": found})


def _no_drift(run: Run) -> Verdict:
    # The reader's subscription is none of the stack's.
    return _command(run, "preview", "--refresh", "--expect-no-changes", seen=("changes", "drifted"))


def _destroy(run: Run) -> Verdict:
    if run.journal.state("deploy") == "not reached":
        return Verdict("passed", seen={"seconds": 0.0})
    return _command(run, "destroy", "--yes", seen=("seconds",))


def _nothing_left(run: Run) -> Verdict:
    journal, means = run.journal, run.means
    reader.close_reader(means, journal.region)
    enabled = probes.enabled_regions(means.client_for, journal.region)
    if enabled.value is None:
        raise AwsFailure(f"Which regions are enabled can't be found out: {enabled.why}")
    # Lists lag a little behind what was deleted.
    for pause in (0.0, 20.0, 60.0):
        if pause:
            means.clock.sleep(pause)
        left = leftovers.look(means.client_for, journal.region, enabled.value, journal.run)
        wrong = [one for one in left.found if not one.should]
        if not wrong and not left.unseen:
            break
    why = [
        f"The {one.kind} {one.id} in {one.region} is still there. `{one.fix}` removes it." for one in wrong
    ]
    why += [f"It isn't known whether something is left of {one}" for one in left.unseen]
    stays = [f"{one.kind} {one.id}: {one.note}" for one in left.found if one.should]
    state: State = "failed" if wrong else "unknown" if left.unseen else "passed"
    return Verdict(state, why, seen={"stays": stays})


#: In order.
STEPS = (
    Step("set-up", "writes the stack's settings", _set_up),
    Step("check", "looks whether anything stands in the way", _check),
    Step("deploy", "deploys", _deploy),
    Step("listen", "subscribes a queue to the alerts", _listen),
    Step("drill-rules", "drills the alert by rules", _drill("rules")),
    Step("drill-delivered-logs", "drills the alert by delivered log files", _drill("delivered-logs")),
    Step("verify", "verifies every check, and waits for what is too new", _verify),
    Step("attempts", "tries what nobody may do", _attempts),
    Step("mail", "reads what the topic sent", _mail),
    Step("integrity", "checks that log files are what CloudTrail delivered", _integrity),
    Step("no-drift", "looks whether AWS changed anything", _no_drift),
    Step("destroy", "takes it down", _destroy, always=True),
    Step("nothing-left", "looks whether anything stayed", _nothing_left, always=True),
)
