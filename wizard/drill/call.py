"""The drill's one call, with its mark in the user agent."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, code_of, trouble
from wizard.drill.clock import Clock
from wizard.drill.plan import Plan
from wizard.failures import AwsFailure


@dataclass(frozen=True)
class Made:
    """at: when AWS was asked, epoch seconds; answer: its error code, as a dry run always has one."""

    at: float
    answer: str

    @property
    def words(self) -> str:
        if self.answer == "DryRunOperation":
            return "allowed, and as a dry run nothing was done"
        return f"refused ({self.answer}), which is logged like any other call"


def make(plan: Plan, client_for: ClientFor, clock: Clock) -> Made:
    """Makes the call. A refusal counts: CloudTrail logs it too. Raises AwsFailure where AWS wasn't reached.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    client = client_for("ec2", plan.region)
    with ExitStack() as stack:
        _mark(client, plan.user_agent, stack)
        at = clock.now()
        try:
            getattr(client, plan.call.method)(**plan.call.parameters)
        except AWS_ERRORS as error:
            found = trouble(error, f"ec2:{plan.call.name}", plan.region)
            if not code_of(error) or found.kind in ("credentials", "throttled"):
                raise AwsFailure(f"The drill's call wasn't made: {found.text}") from None
            return Made(at, code_of(error))
    return Made(at, "")


def _mark(client: Any, mark: str, stack: ExitStack) -> None:
    """The mark goes behind what the SDK says of itself, in this client's calls alone, until the stack ends.

    Registered last: botocore writes its own user agent anew when the request is made. It isn't signed.
    """

    def add(request: Any, **_: Any) -> None:
        sdk = request.headers.get("User-Agent", "")
        text = sdk.decode() if isinstance(sdk, bytes) else sdk
        del request.headers["User-Agent"]
        request.headers["User-Agent"] = f"{text} {mark}".strip()

    client.meta.events.register_last("request-created", add)
    stack.callback(client.meta.events.unregister, "request-created", add)
