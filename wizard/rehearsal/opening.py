"""Opens an emulated account: the emulator, what is mended in it, and the seal that keeps AWS out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from wizard.rehearsal.account import emulated_account, seal
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.emulator.front import Front

_CONFIG = {
    "core": {
        "mock_credentials": False,
        "passthrough": {"urls": [], "services": []},
        "reset_boto3_session": True,
        "service_whitelist": None,
    },
    "iam": {"load_aws_managed_policies": False},
}


@contextmanager
def open_account(home: str = "us-east-1", opted_in: Iterable[str] = ()) -> Iterator[EmulatedAccount]:
    """An account that is open for as long as the `with` block runs. One at a time in a process.

        with open_account("eu-central-1", opted_in=("me-south-1",)) as account:
            account.client("s3").list_buckets()

    Raises RuntimeError where one is open already.
    """
    with opened(EmulatedAccount(home, opted_in)) as account:
        yield account


@contextmanager
def opened(account: EmulatedAccount) -> Iterator[EmulatedAccount]:
    """The same with an account that was described already, and with those beside it."""
    # Leaving the stack undoes what was patched so far, also where Ctrl-C comes while it is being opened.
    with ExitStack() as stack:
        stack.enter_context(_alone())
        _emulate(account, stack)
        yield account


def _emulate(account: EmulatedAccount, stack: ExitStack) -> None:
    from moto import mock_aws
    from moto.core import models
    from moto.core.models import botocore_stubber
    from moto.utilities.utils import REGION_PREFIX_TO_PARTITION

    from wizard.rehearsal.emulator.answers import answers
    from wizard.rehearsal.emulator.repairs import repairs
    from wizard.rehearsal.emulator.speed_ups import shared_models, worked_out_once

    def repair(service: str) -> None:
        for patch in repairs(service, account):
            stack.enter_context(patch)

    front = Front(botocore_stubber.process_request, account.emulation, answers(), repair)
    stack.enter_context(shared_models())
    stack.enter_context(worked_out_once())
    # Its answers to the `requests` library, over a thousand: nothing here uses that.
    with mock.patch.object(models, "RESPONSES_METHODS", []):
        stack.enter_context(mock_aws(config=_CONFIG))  # pyright: ignore[reportArgumentType, reportCallIssue]
    # GovCloud's IAM is at iam.us-gov.amazonaws.com, which the emulator takes for a commercial region.
    stack.enter_context(mock.patch.dict(REGION_PREFIX_TO_PARTITION, {"us-gov": "aws-us-gov"}))
    stack.enter_context(mock.patch.object(botocore_stubber, "process_request", front))
    stack.enter_context(seal.sealed(account.home, front))


@contextmanager
def _alone() -> Iterator[None]:
    if not emulated_account.is_open.acquire(blocking=False):
        raise RuntimeError("Another emulated account is open in this process; close it first.")
    try:
        yield
    finally:
        emulated_account.is_open.release()
