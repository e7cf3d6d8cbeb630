"""The digest function changed by hand, and the checks that fail then."""

from __future__ import annotations

from typing import Any

from components.region_alert.package import package
from tests.wizard.verify.mutation import Mutation, Undo, policy_text
from tests.wizard.verify.scene import AWAY, HOME, Scene


def environment(**changes: str) -> Mutation:
    def change(scene: Scene) -> Undo:
        lambda_, name = scene.client("lambda"), scene.names.digest
        before = lambda_.get_function_configuration(FunctionName=name)["Environment"]["Variables"]

        def put(variables: dict[str, str]) -> None:
            lambda_.update_function_configuration(FunctionName=name, Environment={"Variables": variables})

        put({**before, **changes})
        return lambda: put(before)

    return change


def function(**changes: Any) -> Mutation:
    def change(scene: Scene) -> Undo:
        lambda_, name = scene.client("lambda"), scene.names.digest
        found = lambda_.get_function_configuration(FunctionName=name)
        before = {key: found[key] for key in changes}
        lambda_.update_function_configuration(FunctionName=name, **changes)
        return lambda: lambda_.update_function_configuration(FunctionName=name, **before)

    return change


def _other_code(scene: Scene) -> Undo:
    lambda_, name = scene.client("lambda"), scene.names.digest
    lambda_.update_function_code(FunctionName=name, ZipFile=package("other"))
    return lambda: lambda_.update_function_code(FunctionName=name, ZipFile=package())


def _no_failed_runs(scene: Scene) -> Undo:
    lambda_, name = scene.client("lambda"), scene.names.digest
    before = lambda_.get_function_configuration(FunctionName=name)["DeadLetterConfig"]

    def put(target: dict[str, str]) -> None:
        lambda_.update_function_configuration(FunctionName=name, DeadLetterConfig=target)

    put({})
    return lambda: put(before)


def _other_role(scene: Scene) -> Undo:
    iam, who = scene.client("iam"), {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}
    trust = policy_text({**who, "Action": "sts:AssumeRole"})
    role = iam.create_role(RoleName="lazy", AssumeRolePolicyDocument=trust)["Role"]
    undo = function(Role=role["Arn"])(scene)
    return lambda: (undo(), iam.delete_role(RoleName="lazy"))


def _no_concurrency(scene: Scene) -> Undo:
    lambda_, name = scene.client("lambda"), scene.names.digest
    lambda_.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    return lambda: lambda_.delete_function_concurrency(FunctionName=name)


def _runtime(mode: str) -> Mutation:
    def change(scene: Scene) -> Undo:
        lambda_, name = scene.client("lambda"), scene.names.digest
        pinned = {"RuntimeVersionArn": f"arn:aws:lambda:{HOME}::runtime:0a1b"} if mode == "Manual" else {}
        lambda_.put_runtime_management_config(FunctionName=name, UpdateRuntimeOn=mode, **pinned)
        return lambda: lambda_.put_runtime_management_config(FunctionName=name, UpdateRuntimeOn="Auto")

    return change


#: As OF_ALERT.
OF_FUNCTION: dict[str, tuple[Mutation, set[str]]] = {
    "the function approves more": (
        environment(APPROVED_REGIONS=f"{HOME},us-east-1,{AWAY}"),
        {"alert.function-settings"},
    ),
    "the function ignores somebody": (
        environment(IGNORE_PRINCIPALS='["arn:aws:iam::123456789012:role/x"]'),
        {"alert.function-settings"},
    ),
    "the function knows no address": (environment(ALERT_EMAILS=""), {"alert.function-settings"}),
    "the function takes somebody for itself": (
        environment(OWN_ROLE="intruder"),
        {"alert.function-settings"},
    ),
    "the function publishes elsewhere": (
        environment(AWS_ENDPOINT_URL_SNS="https://sns.example.com"),
        {"alert.function-settings"},
    ),
    "the function runs other code": (
        function(Handler="other.handler"),
        {"alert.function-settings"},
    ),
    "the function's code is another": (_other_code, {"alert.function-code"}),
    "the function has another runtime": (function(Runtime="python3.9"), {"alert.function-settings"}),
    "the function's runtime is pinned": (_runtime("Manual"), {"alert.function-settings"}),
    "the function's runtime waits for a deployment": (
        _runtime("FunctionUpdate"),
        {"alert.function-settings"},
    ),
    "the function has a second to run": (function(Timeout=1), {"alert.function-settings"}),
    "the function has little memory": (function(MemorySize=128), {"alert.function-settings"}),
    "the function has another role": (_other_role, {"alert.function-settings"}),
    "the function's failed runs go nowhere": (_no_failed_runs, {"alert.function-settings"}),
    "the function looks for another rule": (
        environment(REGION_RULE="x", REGION_RULE_STATE="DISABLED"),
        {"alert.function-settings"},
    ),
    "the function may not run": (_no_concurrency, {"alert.function"}),
}
