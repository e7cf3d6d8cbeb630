"""An emulated AWS account, open for as long as its `with` block runs."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from wizard.rehearsal.account import regions, seal
from wizard.rehearsal.account.clock import Clock
from wizard.rehearsal.emulator.front import Front

_DNS_SUFFIX = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}
_CONFIG = {
    "core": {
        "mock_credentials": False,
        "passthrough": {"urls": [], "services": []},
        "reset_boto3_session": True,
        "service_whitelist": None,
    },
    "iam": {"load_aws_managed_policies": False},
}


class EmulatedAccount:
    """One account with its home region and the other regions of that partition. One at a time in a process.

        with EmulatedAccount("eu-central-1", opted_in=("me-south-1",)) as account:
            account.client("s3").list_buckets()

    `regions` are the enabled ones. `emulated` lists, in sentences, what was stood in for; `undelivered` says
    which event reached its target not, and why. Makers and stand-ins hold `lock`: the emulator isn't made for
    threads.
    """

    id = "123456789012"
    caller_id = "AIDAREHEARSALREHEARSAL"

    def __init__(self, home: str = "us-east-1", opted_in: Iterable[str] = ()) -> None:
        self.home = home
        self.partition = regions.partition_of(home)
        self.region_statuses = regions.statuses(home, opted_in)
        self.regions = sorted(
            n for n, status in self.region_statuses.items() if status != regions.NOT_OPTED_IN
        )
        self.dns_suffix = _DNS_SUFFIX.get(self.partition, "amazonaws.com")
        self.lock = threading.RLock()
        self.clock = Clock()
        self.emulated: list[str] = []
        self.undelivered: list[str] = []
        self.started: dict[str, float] = {}  # schedule ARN -> when it last ran
        self.history: dict[str, list[dict[str, Any]]] = {}  # region -> CloudTrail records, oldest first
        self._stack = ExitStack()

    def __enter__(self) -> EmulatedAccount:
        try:
            self._open()
        except BaseException:  # Ctrl-C too: what was patched so far must go
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self) -> None:
        from moto import mock_aws
        from moto.core import models
        from moto.core.models import botocore_stubber
        from moto.utilities.utils import REGION_PREFIX_TO_PARTITION

        from wizard.rehearsal.emulator.answers import answers
        from wizard.rehearsal.emulator.speed_ups import shared_models, worked_out_once

        front = Front(botocore_stubber.process_request, answers(self), self._repair)
        self._stack.enter_context(_alone())
        self._stack.enter_context(shared_models())
        self._stack.enter_context(worked_out_once())
        # Its answers to the `requests` library, over a thousand: nothing here uses that.
        with mock.patch.object(models, "RESPONSES_METHODS", []):
            self._stack.enter_context(mock_aws(config=_CONFIG))  # pyright: ignore[reportArgumentType, reportCallIssue]
        # GovCloud's IAM is at iam.us-gov.amazonaws.com, which the emulator takes for a commercial region.
        self._stack.enter_context(mock.patch.dict(REGION_PREFIX_TO_PARTITION, {"us-gov": "aws-us-gov"}))
        self._stack.enter_context(mock.patch.object(botocore_stubber, "process_request", front))
        self._stack.enter_context(seal.sealed(self.home, front))

    def _repair(self, service: str) -> None:
        from wizard.rehearsal.emulator.repairs import repairs

        for patch in repairs(service, self):
            self._stack.enter_context(patch)

    def session(self) -> Any:
        """A boto3 session on this account, for code that makes its own clients."""
        with self.lock:
            return _session(self.home)

    def client(self, service: str, region: str | None = None) -> Any:
        """The boto3 client for a service, at home unless a region is given. Made once, shared by all
        threads."""
        with self.lock:
            return _client(self.home, service, region or self.home)

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """An ARN in this account, at home unless a region is given ("" for services that have none)."""
        return (
            f"arn:{self.partition}:{service}:{self.home if region is None else region}:{self.id}:{resource}"
        )

    @property
    def caller_arn(self) -> str:
        """Who deploys: a user of the account."""
        return self.arn("iam", "user/rehearsal", "")

    def stand_in(self, sentence: str) -> None:
        """Notes, once, that something isn't the emulator's own doing."""
        if sentence not in self.emulated:
            self.emulated.append(sentence)


# Sessions and clients hold nothing of an account, and are slow to make: the next account uses them again.
@functools.cache
def _session(home: str) -> Any:
    session = seal.session(home)
    session.events.register_first("before-send", seal.after_closing(_open_account.locked))
    return session


@functools.cache
def _client(home: str, service: str, region: str) -> Any:
    return _session(home).client(service, region_name=region)


_open_account = threading.Lock()


@contextmanager
def _alone() -> Iterator[None]:
    if not _open_account.acquire(blocking=False):
        raise RuntimeError("Another emulated account is open in this process; close it first.")
    try:
        yield
    finally:
        _open_account.release()
