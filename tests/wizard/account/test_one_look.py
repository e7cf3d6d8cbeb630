"""How long one look waits: hosts that hang one after another, over real connections, in a hurry."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.wizard.account.test_faults import GOOD, answering, http
from wizard.account import time_limits
from wizard.account.connect import ClientFor, connector
from wizard.account.one_call import ask
from wizard.account.one_look import apart, one_look, patiently
from wizard.account.probes import identity

HOME = "eu-west-1"
PATIENCE, ONE_CALL = time_limits.PATIENCE, time_limits.ONE_CALL
CALLS = {
    "iam": ("get_role", {"RoleName": "x"}),
    "sns": ("list_topics", {}),
    "kms": ("list_keys", {}),
    "lambda": ("list_functions", {}),
    "events": ("list_rules", {}),
}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limits, "ANSWER_WITHIN", 5.0)
    monkeypatch.setattr(time_limits, "PATIENCE", 1.0)
    monkeypatch.setattr(time_limits, "ONE_CALL", 0.6)
    monkeypatch.setattr(time_limits, "AGAIN", 0.1)


@pytest.fixture
def client_for(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClientFor]:
    """Each service is a host of its own that takes a connection and never answers; STS does."""
    with ExitStack() as stack:
        for service in CALLS:
            url = stack.enter_context(answering(b"", hangs=True))
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service.upper()}", url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", stack.enter_context(answering(http(GOOD))))
        yield connector("", HOME)()


def whys(client_for: ClientFor) -> list[str]:
    found = [ask(client_for, service, HOME, call, **named) for service, (call, named) in CALLS.items()]
    assert {one.state for one in found} == {"unknown"}
    assert {one.cause for one in found} == {"late"}
    return [one.why for one in found]


def seconds_of(run: Callable[[], object]) -> float:
    begun = time.monotonic()
    run()
    return time.monotonic() - begun


def test_hosts_that_hang_one_after_another_cost_no_more_than_a_look_s_patience(client_for: ClientFor) -> None:
    said: list[str] = []
    with one_look():
        took = seconds_of(lambda: said.extend(whys(client_for)))
    assert 0.9 < took < 3
    assert said == [
        f"no answer in time: iam:GetRole in {HOME}",
        f"no answer in time: sns:ListTopics in {HOME}",
        f"AWS had not answered other calls in time: kms:ListKeys in {HOME}",
        f"AWS had not answered other calls in time: lambda:ListFunctions in {HOME}",
        f"AWS had not answered other calls in time: events:ListRules in {HOME}",
    ]


def test_after_one_host_that_hangs_the_others_are_asked(client_for: ClientFor) -> None:
    with one_look():
        assert ask(client_for, "iam", HOME, "get_role", RoleName="x").state == "unknown"
        assert identity(client_for, HOME).state == "good"


def test_a_host_that_hung_is_waited_for_but_shortly(client_for: ClientFor) -> None:
    with one_look():
        ask(client_for, "iam", HOME, "get_role", RoleName="x")
        assert seconds_of(lambda: ask(client_for, "iam", HOME, "get_role", RoleName="y")) < 0.4


def test_who_answers_slowly_is_waited_for_to_the_end() -> None:
    with one_look():
        for _ in range(3):
            patiently("https://far.example.com", lambda: time.sleep(0.45))
        assert patiently("https://far.example.com", lambda: "there") == "there"


def test_what_stands_apart_takes_no_patience_and_what_follows_is_a_look_of_its_own(
    client_for: ClientFor,
) -> None:
    with one_look():
        whys(client_for)
        with apart():
            assert patiently("https://far.example.com", lambda: "there") == "there"
        assert identity(client_for, HOME).state == "good"


def test_an_error_of_ours_comes_out_of_it_as_it_is() -> None:
    def broken() -> None:
        raise KeyError("ours")

    with one_look(), pytest.raises(KeyError):
        patiently("https://far.example.com", broken)


def test_a_look_leaves_something_for_others_when_one_call_hangs() -> None:
    assert ONE_CALL < PATIENCE <= 20
