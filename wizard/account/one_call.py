"""One call to AWS, and what came of it as a probe: unknown, and why, where AWS didn't answer.

The one place that judges a call that failed, once the credentials have worked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from wizard.account.action_names import action_of
from wizard.account.connect import ClientFor
from wizard.account.error_codes import is_one_of
from wizard.account.errors import AWS_ERRORS, code_of, unanswered
from wizard.account.facts import Probe


def ask(
    client_for: ClientFor,
    service: str,
    region: str,
    call: str,
    *,
    absent: Collection[str] = (),
    **parameters: Any,
) -> Probe[Any]:
    """AWS's answer, of one page. call: boto3's name of it; absent: codes by which AWS says that there is no
    such thing: bad, not unknown."""
    return outcome(
        service, region, call, lambda: getattr(client_for(service, region), call)(**parameters), absent
    )


def ask_every_page(
    client_for: ClientFor, service: str, region: str, call: str, **parameters: Any
) -> Probe[Any]:
    """The same of every page, as one answer."""
    return outcome(
        service,
        region,
        call,
        lambda: client_for(service, region).get_paginator(call).paginate(**parameters).build_full_result(),
    )


def outcome(
    service: str, region: str, call: str, answer: Callable[[], Any], absent: Collection[str] = ()
) -> Probe[Any]:
    """The same of what takes more than the call: `answer` makes it, and reads what it gives."""
    try:
        return Probe("good", answer())
    except AWS_ERRORS as error:
        found = unanswered(error, action_of(service, call), region)
        return replace(found, state="bad") if is_one_of(code_of(error), absent) else found


def figures(service: str, region: str, call: str, answer: Callable[[], Any]) -> Probe[Any]:
    """An outcome of what is only reckoned with: where it makes no sense, that is unknown too."""
    try:
        return outcome(service, region, call, answer)
    except (AttributeError, LookupError, TypeError, ValueError):
        action = action_of(service, call)
        return Probe(
            "unknown", why=f"What AWS answered makes no sense ({action})", action=action, cause="other"
        )


def amount(said: Any) -> float:
    """A number of things that AWS counted. Raises ValueError or TypeError for what can't be one."""
    number = float(said)
    if not math.isfinite(number) or number < 0:
        raise ValueError(number)
    return number
