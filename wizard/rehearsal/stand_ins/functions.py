"""Runs a function: the very code that was uploaded, in this process, with the function's own environment.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
"""

from __future__ import annotations

import atexit
import compileall
import contextlib
import functools
import importlib
import io
import json
import logging
import os
import sys
import tempfile
import traceback
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.permissions import service_may_assume
from wizard.rehearsal.refusals.functions import LAMBDA
from wizard.rehearsal.stand_ins.acting import acting_as


class FunctionFailed(Exception):
    """The function raised. `payload` is what Lambda would answer, `log` what the function had printed, and
    the trace."""

    def __init__(self, error: BaseException, log: str) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        trace = traceback.format_exception(type(error), error, error.__traceback__)
        self.payload = {"errorType": type(error).__name__, "errorMessage": str(error), "stackTrace": trace}
        self.log = log + "".join(trace)


class RoleNotAssumed(Exception):
    """Lambda starts nothing without the function's role."""


@dataclass(frozen=True)
class Context:
    """What a handler gets as its second argument."""

    function_name: str
    invoked_function_arn: str
    memory_limit_in_mb: int
    seconds: float
    aws_request_id: str
    function_version: str = "$LATEST"
    log_group_name: str = ""
    log_stream_name: str = ""

    def get_remaining_time_in_millis(self) -> int:
        """Always the whole timeout: a rehearsal doesn't cut a function off."""
        return int(self.seconds * 1000)


def run_function(account: EmulatedAccount, name_or_arn: str, event: Any = None) -> Any:
    """Invokes the function with this event and returns its answer as JSON would carry it. Raises
    FunctionFailed when the function does, or when Lambda can't take its role on; KeyError when there is no
    such function. What it prints goes to its log group."""
    account.stand_in(stand_ins.FUNCTION)
    function = _find(account, name_or_arn)
    why = _role_refused(account, function)
    if why:
        raise FunctionFailed(RoleNotAssumed(why), "")
    printed = io.StringIO()
    with account.lock:
        with _process_of(account, function, _unpacked(function.code_bytes), printed):
            outcome = _Outcome()
            with outcome:
                outcome.answer = json.loads(json.dumps(_handler(function.handler)(event, _context(function))))
        _log(account, function, printed.getvalue())
    if outcome.error:
        raise FunctionFailed(outcome.error, printed.getvalue()) from outcome.error
    return outcome.answer


class _Outcome:
    """Keeps whatever the function raises: that is its result, not ours. Ctrl-C goes through."""

    def __init__(self) -> None:
        self.answer: Any = None
        self.error: Exception | None = None

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


def _find(account: EmulatedAccount, name_or_arn: str) -> Any:
    from moto.awslambda.utils import get_backend

    parts = name_or_arn.split(":")
    region, name = (parts[3], parts[6]) if len(parts) > 6 else (account.home, name_or_arn)
    found = next(
        (f for f in get_backend(account.id, region).list_functions() if f.function_name == name), None
    )
    if found is None:
        raise KeyError(f"There is no function {name} in {region}.")
    return found


def _role_refused(account: EmulatedAccount, function: Any) -> str:
    """Why Lambda can't take the function's role on, or an empty text.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    """
    role = contents.role_at(account, function.role)
    decision = service_may_assume(LAMBDA, role.arn, role.trust, {"aws:SourceAccount": account.id})
    if decision.allowed:
        return ""
    why = decision.reason if role.trust is not None else f"{role.arn} doesn't exist"
    return f"The role defined for the function cannot be assumed by Lambda: {why}"


def _context(function: Any) -> Context:
    return Context(
        function.function_name,
        function.function_arn,
        function.memory_size,
        float(function.timeout),
        str(uuid.uuid4()),
        log_group_name=function.logs_group_name,
    )


@functools.cache
def _unpacked(code: bytes) -> Path:
    """The folder where this code lies until the process ends, compiled for every run of it."""
    folder = tempfile.TemporaryDirectory(prefix="function-")
    atexit.register(folder.cleanup)
    with zipfile.ZipFile(io.BytesIO(code)) as files:
        files.extractall(folder.name)
    compileall.compile_dir(folder.name, quiet=2)
    return Path(folder.name)


def _handler(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module.replace("/", ".")), name)


@contextlib.contextmanager
def _process_of(
    account: EmulatedAccount, function: Any, folder: Path, printed: io.StringIO
) -> Iterator[None]:
    """Inside, this process is the function's: its variables, its modules, its output, its time. Afterwards
    all is as before."""
    import boto3

    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("AWS_", "PATH", "HOME", "TMP", "LANG"))
    }
    variables = {
        **kept,
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "_HANDLER": function.handler,
        **{name: str(value) for name, value in function.environment_vars.items()},
    }
    own = {path.stem if path.is_file() else path.name for path in folder.iterdir()} - {"__pycache__"}
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] in own}
    root = logging.getLogger()
    handler, level = logging.StreamHandler(printed), root.level
    with (
        mock.patch.dict(os.environ, variables, clear=True),
        mock.patch.object(sys, "path", [str(folder), *sys.path]),
        mock.patch.object(sys, "dont_write_bytecode", True),
        acting_as(account, function.role, function.function_name, function.region) as session,
        mock.patch.object(boto3, "DEFAULT_SESSION", session),
        mock.patch("time.time", account.clock.now),
        contextlib.redirect_stdout(printed),
    ):
        for name in before:
            del sys.modules[name]
        importlib.invalidate_caches()
        root.addHandler(handler)
        try:
            yield
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
            for name in [name for name in sys.modules if name.split(".")[0] in own]:
                del sys.modules[name]
            sys.modules.update(before)
            sys.path_importer_cache.pop(str(folder), None)


def _log(account: EmulatedAccount, function: Any, printed: str) -> None:
    if printed:
        function.logs_backend.ensure_log_group(function.logs_group_name)
        function.save_logs(printed)
        _measure(account, function.region, printed)


def _measure(account: EmulatedAccount, region: str, printed: str) -> None:
    """What CloudWatch makes metrics of in a log line.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    for text in printed.splitlines():
        try:
            line = json.loads(text)
            metrics = line["_aws"]["CloudWatchMetrics"]
        except (ValueError, KeyError, TypeError):
            continue
        for one in metrics:
            for names in one["Dimensions"]:
                dimensions = {name: line[name] for name in names}
                for metric in one["Metrics"]:
                    account.measure(
                        region, one["Namespace"], metric["Name"], dimensions, line[metric["Name"]]
                    )
