"""Running the function: the uploaded code, with its own environment, modules, output and time."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import pulumi
import pytest

from tests.rehearsal import world
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.stand_ins.functions import FunctionFailed, run_function


def upload(account: EmulatedAccount, source: str, files: dict[str, str] | None = None, **inputs: Any) -> str:
    """Makes a function of this source as main.py; its ARN."""
    assets = {"main.py": source, **(files or {})}
    code = pulumi.AssetArchive({name: pulumi.StringAsset(text) for name, text in assets.items()})
    role = world.role(account, "digest", "lambda")
    whole = {"runtime": "python3.13", "handler": "main.handler", "timeout": 30, **inputs}
    return world.make(account, "lambda/function:Function", name="digest", role=role, code=code, **whole)[1][
        "arn"
    ]


def test_it_gets_the_event_and_its_answer_comes_back(account: EmulatedAccount) -> None:
    arn = upload(account, "def handler(event, context):\n    return {'got': event}\n")
    assert run_function(account, arn, {"a": 1}) == {"got": {"a": 1}}
    assert run_function(account, "digest", None) == {"got": None}


def test_it_has_its_own_environment_and_ours_is_back_afterwards(account: EmulatedAccount) -> None:
    source = (
        "import os\ndef handler(event, context):\n    os.environ['LEFT'] = '1'\n    return dict(os.environ)\n"
    )
    arn = upload(account, source, environment={"variables": {"QUEUE_URL": "q"}})
    before = dict(os.environ)
    seen = run_function(account, arn)
    assert (seen["QUEUE_URL"], seen["AWS_LAMBDA_FUNCTION_NAME"], seen["AWS_REGION"]) == (
        "q",
        "digest",
        world.HOME,
    )
    assert "PYTEST_CURRENT_TEST" not in seen
    assert dict(os.environ) == before


def test_its_modules_are_its_own_each_time(account: EmulatedAccount) -> None:
    source = (
        "from json5x import helper\n"
        "count = 0\n"
        "def handler(event, context):\n"
        "    global count\n"
        "    count += 1\n"
        "    return [count, helper.NAME]\n"
    )
    files = {"json5x/__init__.py": "", "json5x/helper.py": "NAME = 'own'\n"}
    arn = upload(account, source, files)
    assert run_function(account, arn) == [1, "own"]
    assert run_function(account, arn) == [1, "own"]
    assert not {"main", "json5x", "json5x.helper"} & set(sys.modules)


def test_a_module_of_the_same_name_outside_is_left_alone(account: EmulatedAccount) -> None:
    arn = upload(account, "def handler(event, context): return __file__\n", handler="main.handler")
    ours = sys.modules.setdefault("main", type(sys)("main"))
    try:
        assert run_function(account, arn).endswith("/main.py")
        assert sys.modules["main"] is ours
    finally:
        del sys.modules["main"]


def test_its_clients_reach_the_emulated_account(account: EmulatedAccount) -> None:
    account.client("sqs").create_queue(QueueName="mine")
    call = "boto3.client('sqs').list_queues()['QueueUrls']"
    source = f"import boto3\ndef handler(event, context):\n    return {call}\n"
    assert [url.rsplit("/", 1)[-1] for url in run_function(account, upload(account, source))] == ["mine"]


def test_a_crash_is_the_functions_error_with_its_log(account: EmulatedAccount) -> None:
    arn = upload(
        account, "def handler(event, context):\n    print('before')\n    raise KeyError('QUEUE_URL')\n"
    )
    with pytest.raises(FunctionFailed, match="KeyError: 'QUEUE_URL'") as failed:
        run_function(account, arn)
    assert failed.value.payload["errorType"] == "KeyError"
    assert failed.value.log.startswith("before\n")


def test_a_handler_that_isnt_there_is_its_error_too(account: EmulatedAccount) -> None:
    arn = upload(account, "x = 1\n", handler="main.handle")
    with pytest.raises(FunctionFailed, match="AttributeError"):
        run_function(account, arn)


def test_an_answer_that_isnt_json_is_its_error(account: EmulatedAccount) -> None:
    arn = upload(account, "def handler(event, context): return {1, 2}\n")
    with pytest.raises(FunctionFailed, match="TypeError"):
        run_function(account, arn)


def test_ctrl_c_inside_goes_through(account: EmulatedAccount) -> None:
    arn = upload(account, "def handler(event, context): raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        run_function(account, arn)


def test_what_it_prints_is_in_its_log_group_and_not_on_stdout(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "    print('one')\n    logging.getLogger().warning('two')\n"
    source = f"import logging\ndef handler(event, context):\n{body}"
    run_function(account, upload(account, source))
    assert capsys.readouterr().out == ""
    logs, group = account.client("logs"), "/aws/lambda/digest"
    (stream,) = logs.describe_log_streams(logGroupName=group)["logStreams"]
    lines = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
    assert [line["message"] for line in lines] == ["one", "two"]


def test_its_time_is_the_accounts(account: EmulatedAccount) -> None:
    arn = upload(account, "import time\ndef handler(event, context): return time.time()\n")
    account.clock.skip(3600)
    assert run_function(account, arn) - time.time() == pytest.approx(3600, abs=60)


def test_its_context_tells_who_it_is_and_how_long_it_has(account: EmulatedAccount) -> None:
    told = "[c.function_name, c.invoked_function_arn, c.get_remaining_time_in_millis()]"
    source = f"def handler(event, c):\n    return {told}\n"
    arn = upload(account, source)
    assert run_function(account, arn) == ["digest", arn, 30000]


def test_invoking_it_through_the_api_runs_it_too(account: EmulatedAccount) -> None:
    upload(account, "def handler(event, context):\n    return event['a'] + 1\n")
    invoke = account.client("lambda").invoke
    assert invoke(FunctionName="digest", Payload=b'{"a": 1}')["Payload"].read() == b"2"
    failed = invoke(FunctionName="digest", Payload=b"{}")
    assert failed["FunctionError"]
    assert json.loads(failed["Payload"].read())["errorMessage"] == "'a'"


def test_a_function_whose_role_is_gone_does_not_run(account: EmulatedAccount) -> None:
    arn = upload(account, "def handler(event, context): print('it ran')\n")
    role = account.client("lambda").get_function_configuration(FunctionName="digest")["Role"]
    account.client("iam").delete_role(RoleName=role.rpartition("/")[2])
    with pytest.raises(FunctionFailed, match="cannot be assumed by Lambda: arn:aws:iam") as failed:
        run_function(account, arn)
    assert "it ran" not in failed.value.log


def test_a_function_whose_role_trusts_others_alone_does_not_run(account: EmulatedAccount) -> None:
    arn = upload(account, "def handler(event, context): return 1\n")
    name = (
        account.client("lambda").get_function_configuration(FunctionName="digest")["Role"].rpartition("/")[2]
    )
    iam = account.client("iam")
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    trust["Statement"][0]["Principal"] = {"Service": "ec2.amazonaws.com"}
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))
    with pytest.raises(FunctionFailed, match="RoleNotAssumed"):
        run_function(account, arn)


def test_a_function_that_isnt_there_is_a_key_error(account: EmulatedAccount) -> None:
    with pytest.raises(KeyError, match="no function nobody"):
        run_function(account, "nobody")


def test_new_code_runs_after_an_update(account: EmulatedAccount) -> None:
    arn = upload(account, "def handler(event, context): return 1\n")
    maker = maker_for("aws:lambda/function:Function")
    old = maker.read(account, "digest", {}) or {}
    code = pulumi.AssetArchive({"main.py": pulumi.StringAsset("def handler(event, context): return 2\n")})
    maker.update(account, "digest", old, {**old, "code": code})
    assert run_function(account, arn) == 2
