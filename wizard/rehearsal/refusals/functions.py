"""Functions that Lambda refuses.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from components.arns import Arn
from wizard.rehearsal.account.contents import Role
from wizard.rehearsal.account.permissions import role_may, service_may_assume
from wizard.rehearsal.refusals import Refused, part
from wizard.rehearsal.refusals.names import FUNCTION, HANDLER

LAMBDA = "lambda.amazonaws.com"
_CODE = "InvalidParameterValueException"
_RESERVED = {
    *("_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV"),
    *("AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"),
    *("AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"),
    *(
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API",
    ),
    *("LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"),
}
_ZIP_LIMIT = 50 * 1024 * 1024


def check_function(
    name: str, inputs: Mapping[str, Any], runtimes: Collection[str], trust: str | None, code: bytes
) -> None:
    """Inputs in pulumi-aws' shape. `runtimes`: those that Lambda has; `trust`: the role's trust policy, None
    if there is no such role; `code`: the zip."""
    FUNCTION.check(name)
    if inputs.get("handler"):
        HANDLER.check(inputs["handler"])
    if inputs.get("runtime") and inputs["runtime"] not in runtimes:
        raise Refused(
            _CODE, f"Value {inputs['runtime']} at 'runtime' failed to satisfy constraint: it isn't a runtime."
        )
    for setting, least, most in (("timeout", 1, 900), ("memorySize", 128, 10240)):
        value = inputs.get(setting)
        if value is not None and not least <= value <= most:
            raise Refused("ValidationException", f"'{setting}' is {value}; it must be {least} to {most}.")
    for_account = {"aws:SourceAccount": Arn.of(inputs["role"]).account}
    if not service_may_assume(LAMBDA, inputs["role"], trust, for_account).allowed:
        raise Refused(
            _CODE, f"The role defined for the function cannot be assumed by Lambda: {inputs['role']}."
        )
    check_environment(part(part(inputs, "environment"), "variables"))
    if len(code) > _ZIP_LIMIT:
        raise Refused(
            "RequestEntityTooLargeException",
            f"The zip has {len(code)} bytes; at most {_ZIP_LIMIT} are allowed.",
        )


def check_failed_runs(inputs: Mapping[str, Any], role: Role) -> None:
    """Whether the function's role may put away what becomes of runs that failed: Lambda tries it.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-add-dlq.html
    """
    target = part(inputs, "deadLetterConfig").get("targetArn")
    if not target:
        return
    service = Arn.of(target).service
    call = {"sqs": "SendMessage", "sns": "Publish"}.get(service)
    if call is None:
        raise Refused(_CODE, f"A dead-letter target is a queue or a topic, and {target} is neither.")
    if not role_may(role.arn, f"{service}:{call}", target, role.policies).allowed:
        raise Refused(
            _CODE,
            f"The provided execution role does not have permissions to call {call} on {service.upper()}",
        )


def check_environment(variables: Mapping[str, str]) -> None:
    """At most 4 KB together, and no name that Lambda sets itself."""
    wrong = (
        "Lambda was unable to configure your environment variables because the environment variables you "
        "have provided"
    )
    for name in variables:
        if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]+", name) and name not in _RESERVED:
            raise Refused("ValidationException", f"{name!r} can't be the name of an environment variable.")
    reserved = sorted(_RESERVED & {*variables})
    if reserved:
        raise Refused(
            _CODE,
            f"{wrong} contains reserved keys that are currently not supported for modification. Reserved "
            f"keys used in this request: {', '.join(reserved)}",
        )
    measured = json.dumps(dict(variables), separators=(",", ":"), ensure_ascii=False)
    if len(measured.encode()) > 4096:
        raise Refused(_CODE, f"{wrong} exceeded the 4KB limit. String measured: {measured[:100]}...")
