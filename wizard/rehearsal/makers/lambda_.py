"""Lambda functions."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.archives import zip_of
from wizard.rehearsal.makers.base import Maker, Place, State, missing_is_fine
from wizard.rehearsal.makers.shapes import given, physical_name, retagging, tagged, to_api
from wizard.rehearsal.refusals.functions import check_function

_SETTINGS = {
    "role": "Role",
    "runtime": "Runtime",
    "handler": "Handler",
    "description": "Description",
    "timeout": "Timeout",
    "memorySize": "MemorySize",
    "kmsKeyArn": "KMSKeyArn",
    "environment": "Environment",
    "deadLetterConfig": "DeadLetterConfig",
    "tracingConfig": "TracingConfig",
    "ephemeralStorage": "EphemeralStorage",
    "layers": "Layers",
    "vpcConfig": "VpcConfig",
}
_NAMES = {"variables": "Variables"}


class Function(Maker):
    type = "aws:lambda/function:Function"
    replaces = frozenset({"name", "packageType", "region"})
    computed = frozenset(
        {
            "arn",
            "invokeArn",
            "lastModified",
            "qualifiedArn",
            "qualifiedInvokeArn",
            "responseStreamingInvokeArn",
        }
        | {"signingJobArn", "signingProfileVersionArn", "sourceCodeSize", "tagsAll", "version"}
    )

    def make(self, at: Place, name: str, inputs: State) -> str:
        function = physical_name(name, inputs)
        client = at.client("lambda")
        code = _code(inputs)
        self._check(at, function, inputs, code)
        at.account.stand_in(stand_ins.FUNCTION)
        client.create_function(
            FunctionName=function,
            Code={"ZipFile": code},
            Tags=dict(inputs.get("tags") or {}),
            **_settings(inputs),
            **given(Architectures=inputs.get("architectures"), Publish=inputs.get("publish")),
        )
        self._reserve(client, function, inputs)
        return function

    def _check(self, at: Place, name: str, inputs: State, code: bytes) -> None:
        runtimes = at.client("lambda").meta.service_model.shape_for("Runtime").enum
        role = contents.role(at.account, inputs["role"])
        check_function(name, inputs, runtimes, role.trust if role else None, code)

    def _reserve(self, client: Any, function: str, inputs: State) -> None:
        reserved = inputs.get("reservedConcurrentExecutions")
        if reserved is not None and reserved >= 0:
            client.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=reserved)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("lambda")
        answer = None
        with missing_is_fine("ResourceNotFoundException"):
            answer = client.get_function(FunctionName=id)
        if answer is None:
            return None
        found = answer["Configuration"]
        arn = at.arn("lambda", f"function:{id}")
        invoke = f"arn:{at.account.partition}:apigateway:{at.region}:lambda:path/2015-03-31/functions/{arn}"
        live = {
            "id": id,
            "name": id,
            "arn": arn,
            "invokeArn": f"{invoke}/invocations",
            "qualifiedArn": f"{arn}:$LATEST",
            "version": "$LATEST",
            "lastModified": found["LastModified"],
            "sourceCodeSize": found["CodeSize"],
            "codeSha256": found["CodeSha256"],
            "packageType": found.get("PackageType", "Zip"),
            "architectures": found.get("Architectures", ["x86_64"]),
            "timeout": found["Timeout"],
            "memorySize": found["MemorySize"],
            "role": found["Role"],
            "reservedConcurrentExecutions": answer.get("Concurrency", {}).get(
                "ReservedConcurrentExecutions", -1
            ),
            **given(runtime=found.get("Runtime"), handler=found.get("Handler")),
            **tagged(answer.get("Tags") or {}, known),
        }
        if found.get("Description") or known.get("description"):
            live["description"] = found.get("Description", "")
        variables = found.get("Environment", {}).get("Variables") or {}
        if variables or known.get("environment"):
            live["environment"] = {"variables": variables}
        if "code" in known:
            live["code"] = known["code"]
        return live

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("lambda")
        code = _code(new)
        self._check(at, id, new, code)
        if base64.b64encode(hashlib.sha256(code).digest()).decode() != old.get("codeSha256"):
            client.update_function_code(FunctionName=id, ZipFile=code)
        settings = {"Description": "", "Environment": {"Variables": {}}, **_settings(new)}
        client.update_function_configuration(FunctionName=id, **settings)
        self._reserve(client, id, new)
        if (old.get("reservedConcurrentExecutions") or -1) >= 0 and new.get(
            "reservedConcurrentExecutions"
        ) in (None, -1):
            client.delete_function_concurrency(FunctionName=id)
        gone, changed = retagging(old.get("tags"), new.get("tags"))
        if gone:
            client.untag_resource(Resource=old["arn"], TagKeys=gone)
        if changed:
            client.tag_resource(Resource=old["arn"], Tags=changed)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("lambda").delete_function(FunctionName=id)


def _code(inputs: State) -> bytes:
    code = inputs.get("code")
    if code is None:
        raise ValueError("A function without `code` (an image, or a zip in S3) can't be rehearsed.")
    return Path(code).read_bytes() if isinstance(code, str) else zip_of(code)


def _settings(inputs: State) -> dict[str, Any]:
    asked = {api: inputs.get(camel) for camel, api in _SETTINGS.items()}
    environment = inputs.get("environment")
    converted = {api: to_api(value, _NAMES) for api, value in asked.items() if api != "Environment"}
    if environment and environment.get("variables") is not None:
        converted["Environment"] = {"Variables": dict(environment["variables"])}
    return given(**converted)


MAKERS = (Function(),)
