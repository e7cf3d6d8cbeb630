"""Clients that ask AWS each thing once: whoever asks again, in whichever part of a look, gets that answer.

So several judges can look at one thing, each in its own words, and it costs one call.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from wizard.account.action_names import action_of
from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, unanswered

_Key = tuple[str, str, str, str]


class AskedOnce:
    """A ClientFor whose clients remember. For reads alone, and for one look: answers don't age here.

    expired: why the credentials no longer work, "" while they do; closed: regions in which a service control
    policy forbade something.
    """

    def __init__(self, client_for: ClientFor) -> None:
        self._client_for, self._lock = client_for, threading.Lock()
        self._answers: dict[_Key, _Answer] = {}
        self.expired = ""
        self.closed: set[str] = set()

    def __call__(self, service: str, region: str) -> Any:
        return _Client(self, service, region)

    def forgetting(self, service: str, region: str) -> Any:
        """The client that AWS is asked with each time anew: for thousands of answers that nobody asks for a
        second time. Of what they refuse nothing is noted either."""
        return self._client_for(service, region)

    def answer(self, service: str, region: str, call: str, parameters: dict[str, Any]) -> Any:
        """AWS's answer, or what it raised when it was asked first. Pages are put together."""
        key = (service, region, call, json.dumps(parameters, sort_keys=True, default=str))
        with self._lock:
            found = self._answers.setdefault(key, _Answer())
        with found.lock:
            if not found.is_there:
                self._ask(found, service, region, call, parameters)
        if found.error is not None:
            raise found.error
        return found.value

    def _ask(self, found: _Answer, service: str, region: str, call: str, parameters: dict[str, Any]) -> None:
        client = self._client_for(service, region)
        try:
            if call.startswith(_PAGES):
                pages = client.get_paginator(call.removeprefix(_PAGES)).paginate(**parameters)
                found.value = pages.build_full_result()
            else:
                found.value = getattr(client, call)(**parameters)
        except AWS_ERRORS as error:
            found.error = error
            probe = unanswered(error, action_of(service, call.removeprefix(_PAGES)), region)
            if probe.cause == "credentials":
                self.expired = probe.why
            if probe.cause == "closed":
                self.closed.add(region)
        found.is_there = True


_PAGES = "every page of "


class _Answer:
    """value or error, once is_there."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_there, self.value = False, None
        self.error: Exception | None = None


class _Client:
    def __init__(self, once: AskedOnce, service: str, region: str) -> None:
        self._once, self._service, self._region = once, service, region

    def __getattr__(self, call: str) -> Callable[..., Any]:
        if call.startswith("_"):
            raise AttributeError(call)
        return lambda **parameters: self._once.answer(self._service, self._region, call, parameters)

    def get_paginator(self, call: str) -> _Pages:
        return _Pages(self._once, self._service, self._region, call)


class _Pages:
    def __init__(self, once: AskedOnce, service: str, region: str, call: str) -> None:
        self._once, self._service, self._region, self._call = once, service, region, call

    def paginate(self, **parameters: Any) -> _Pages:
        self._parameters = parameters
        return self

    def build_full_result(self) -> Any:
        return self._once.answer(self._service, self._region, _PAGES + self._call, self._parameters)
