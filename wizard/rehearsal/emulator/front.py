"""Stands before the emulator: sees each call first, answers those that the emulator has wrong or hasn't."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from wizard.rehearsal.account import contents, seal
from wizard.rehearsal.account.emulated_account import EmulatedAccount, Emulation

_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_OF_ACCOUNT = "x-moto-account-id"
Response = tuple[int, dict[str, str], str]


@dataclass(frozen=True)
class Call:
    """One API call, as far as it can be told from the request. `parameters` are empty for what isn't JSON or
    a form."""

    service: str
    region: str
    action: str
    access_key: str
    parameters: Mapping[str, Any]


def call_of(request: Any) -> Call | None:
    """The call in a signed request; None for an unsigned one."""
    found = _SCOPE.search(_text(request.headers.get("Authorization")))
    if not found:
        return None
    target, body = _text(request.headers.get("X-Amz-Target")), _text(request.body)
    form = dict(parse_qsl(body, keep_blank_values=True)) if not target and "Action=" in body[:2000] else {}
    action = target.rsplit(".", 1)[-1] or form.get("Action") or urlsplit(request.url).path.strip("/")
    return Call(found["service"], found["region"], action, found["key"], form or _json(body))


Answer = Callable[[EmulatedAccount, Call], "Response | None"]
Answers = Mapping[str, Mapping[str, Answer]]


class Front:
    """Finds out by the access key whose call it is. answers: service -> API action -> function of account and
    call that returns a response, or None to leave it to the emulator; of services without action names, the
    path stands for one, or its last part where a name is in it. first_use: called before a service's first
    call."""

    def __init__(
        self,
        stub: Callable[[Any], Any],
        emulation: Emulation,
        answers: Answers,
        first_use: Callable[[str], None],
    ) -> None:
        self._stub, self._emulation = stub, emulation
        self._answers, self._first_use = answers, first_use
        self._seen: set[str] = set()
        # The emulator isn't made for threads: one would go through a table that another changes. Not the
        # emulation's lock, which a function holds that is run while threads of its own ask the emulator.
        self._one_at_a_time = threading.RLock()

    def __call__(self, request: Any) -> Any:
        found = _SCOPE.search(_text(request.headers.get("Authorization")))
        service = found["service"] if found else ""
        with self._one_at_a_time:
            if service and service not in self._seen:
                self._first_use(service)
                self._seen.add(service)
        account = account_of(self._emulation, found["key"] if found else seal.ACCESS_KEY)
        if service in self._answers:
            call = call_of(request)
            answer = _answer(self._answers[service], call.action) if call else None
            response = answer(account, call) if call and answer else None
            if response is not None:
                return response
        if account.id != EmulatedAccount.id:
            request.headers[_OF_ACCOUNT] = account.id
        with self._one_at_a_time:
            return self._stub(request)


def _answer(answers: Mapping[str, Answer], action: str) -> Answer | None:
    return answers.get(action) or answers.get(action.rpartition("/")[2])


def account_of(emulation: Emulation, access_key: str) -> EmulatedAccount:
    """Whose key it is: an account's own, one that was given out in it, or anybody's: the deploying one's."""
    if access_key == seal.ACCESS_KEY or len(emulation.accounts) == 1:
        return emulation.deploying
    accounts = emulation.accounts.values()
    own = (one for one in accounts if one.access_key == access_key)
    given_out = (one for one in accounts if contents.gave_out(one, access_key))
    return next(own, None) or next(given_out, emulation.deploying)


def _text(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def _json(body: str) -> Mapping[str, Any]:
    if not body.startswith("{"):
        return {}
    try:
        return json.loads(body)
    except ValueError:
        return {}
