"""Lambda functions."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.archives import zip_of
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, physical_name, told
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.functions import check_failed_runs, check_function

_SETTINGS = (
    *("role", "runtime", "handler", "description", "timeout", "memorySize", "deadLetterConfig"),
    *("tracingConfig", "ephemeralStorage", "layers", "vpcConfig"),
)


class Function(Maker):
    type = types.FUNCTION
    tags: ClassVar[Tags] = Tags("lambda", "Resource", list_call="list_tags", pair=None)

    def make(self, at: Place, name: str, inputs: State) -> str:
        function = physical_name(name, inputs)
        code = _code(inputs)
        self._check(at, function, inputs, code)
        at.account.stand_in(stand_ins.FUNCTION)
        at.client("lambda").create_function(
            FunctionName=function,
            Code={"ZipFile": code},
            Tags=self.tags.of(inputs),
            **_settings(inputs),
            **asked(inputs, "architectures", "publish"),
        )
        return function

    def _check(self, at: Place, name: str, inputs: State, code: bytes) -> None:
        runtimes = at.client("lambda").meta.service_model.shape_for("Runtime").enum
        role = contents.role_at(at.account, inputs["role"])
        check_function(name, inputs, runtimes, role.trust, code)
        check_failed_runs(inputs, role)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        answer = at.client("lambda").get_function(FunctionName=id)
        found = answer["Configuration"]
        arn = at.arn("lambda", f"function:{id}")
        invoke = f"arn:{at.account.partition}:apigateway:{at.region}:lambda:path/2015-03-31/functions/{arn}"
        live = {
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
            "reservedConcurrentExecutions": answer.get("Concurrency", {}).get(
                "ReservedConcurrentExecutions", -1
            ),
            **told(found, "role", "runtime", "handler", "timeout", "memorySize"),
        }
        if found.get("Description") or known.get("description"):
            live["description"] = found.get("Description", "")
        variables = found.get("Environment", {}).get("Variables") or {}
        if variables or known.get("environment"):
            live["environment"] = {"variables": variables}
        if target := (found.get("DeadLetterConfig") or {}).get("TargetArn"):
            live["deadLetterConfig"] = {"targetArn": target}
        if "code" in known:
            live["code"] = known["code"]
        return live

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("lambda")
        code = _code(new)
        self._check(at, id, new, code)
        if base64.b64encode(hashlib.sha256(code).digest()).decode() != old.get("codeSha256"):
            client.update_function_code(FunctionName=id, ZipFile=code)
        none = {"Description": "", "Environment": {"Variables": {}}, "DeadLetterConfig": {}}
        settings = {**none, **_settings(new)}
        client.update_function_configuration(FunctionName=id, **settings)
        # The program reserves none: what somebody reserved by hand goes.
        if (old.get("reservedConcurrentExecutions") or -1) >= 0:
            client.delete_function_concurrency(FunctionName=id)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("lambda").delete_function(FunctionName=id)


def _code(inputs: State) -> bytes:
    code = inputs.get("code")
    if code is None:
        raise ValueError("A function without `code` (an image, or a zip in S3) can't be rehearsed.")
    return Path(code).read_bytes() if isinstance(code, str) else zip_of(code)


def _settings(inputs: State) -> dict[str, Any]:
    settings = asked(inputs, *_SETTINGS, kmsKeyArn="KMSKeyArn")
    environment = inputs.get("environment")
    if environment and environment.get("variables") is not None:
        settings["Environment"] = {"Variables": dict(environment["variables"])}
    return settings


MAKERS = (Function(),)
