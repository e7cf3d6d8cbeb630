"""The file that says what a stack takes over: never half understood, and never for another trail."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components import adopted as adoption
from components.adopted import Adopted, AdoptedBucket, AdoptedKey, AdoptedTrail
from components.decoding import Malformed
from components.misfits import misfits
from components.names import Names
from tests.components.cases import HOME, settings
from tests.components.recording import ACCOUNT

TRAIL = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/acme"
WHOLE = Adopted(
    ACCOUNT,
    HOME,
    AdoptedTrail(TRAIL, "corp", "topic", "", "", ({"Name": "x", "FieldSelectors": []},), ("i",), {"a": "b"}),
    AdoptedBucket(
        "acme-logs",
        has=("policy", "lifecycle"),
        left=("encryption",),
        statements=({"Effect": "Allow", "Principal": "*"},),
        lifecycle=({"ID": "a", "Expiration": {"Days": 0}},),
        notification={"QueueConfigurations": [{"Id": ""}]},
        tags={"k": ""},
    ),
    key=AdoptedKey(f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1234", rotation_days=90, has_alias=True),
)
MINE = settings(trail_name="acme", log_bucket_name="acme-logs", adopt_trail=TRAIL)


def test_what_is_written_is_read_again_empty_values_of_others_included() -> None:
    assert adoption.parse(adoption.as_text(WHOLE)) == WHOLE


def test_the_file_leaves_out_what_is_empty() -> None:
    text = adoption.as_text(Adopted("1", "r", AdoptedTrail("arn")))
    assert json.loads(text) == {
        "schema": "everyregion/adopted/1",
        "account": "1",
        "region": "r",
        "trail": {"arn": "arn"},
    }


def test_the_file_is_named_after_the_stack_alone() -> None:
    assert adoption.file_name("acme/audit/dev") == "Pulumi.dev.adopted.json"


def test_no_file_is_nothing_to_adopt(tmp_path: Path) -> None:
    assert adoption.read(tmp_path, "dev") is None


def test_what_is_there_is_read(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.adopted.json").write_text(adoption.as_text(WHOLE), "utf-8")
    assert adoption.read(tmp_path, "acme/dev") == WHOLE


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "everyregion/adopted/2"}, "doesn't begin with the schema everyregion/adopted/1"),
        ({"account": 1}, "account isn't a text"),
        ({"trail": {"arn": "a", "insights": "x"}}, "trail.insights isn't a list"),
        ({"trail": {"arn": "a", "tags": {"k": 1}}}, "trail.tags.k isn't a text"),
        ({"trail": {}}, "trail.arn is missing"),
        ({"trail": []}, "trail isn't a map"),
        ({"key": {"arn": "a", "rotationDays": True}}, "key.rotationDays isn't a whole number"),
        ({"logBucket": {"name": "b", "statements": ["x"]}}, "logBucket.statements[0] isn't a map"),
        (
            {"logBucket": {"name": "b", "has": ["acl"]}},
            "logBucket names parts that a bucket doesn't have: acl",
        ),
        ({"bucket": {"name": "b"}}, '"bucket" in it is no key of this file'),
    ],
)
def test_a_file_that_was_damaged_says_where(change: dict[str, Any], words: str) -> None:
    good = {"schema": adoption.SCHEMA, "account": "1", "region": "r"}
    with pytest.raises(Malformed) as caught:
        adoption.parse(json.dumps({**good, **change}))
    assert words in str(caught.value)


def test_something_else_than_json_is_told() -> None:
    with pytest.raises(Malformed, match="it isn't JSON"):
        adoption.parse("{")


def messages(adopted: Adopted | None, **fields: Any) -> list[str]:
    return [str(one) for one in misfits(adopted, replace(MINE, **fields), ACCOUNT, "dev")]


def test_settings_that_fit_the_file_have_no_problem() -> None:
    assert messages(WHOLE) == []
    assert misfits(None, settings(), ACCOUNT, "dev") == []


def test_without_the_file_a_deploy_would_overwrite_so_it_says_what_to_run() -> None:
    assert messages(None) == [
        f'adoptTrail: "{TRAIL}" is to be taken over, but there is no Pulumi.dev.adopted.json. Policies, '
        "notifications and lifecycle rules that others put on its bucket and key would be overwritten. Run "
        f"`python -m wizard --stack dev --set adoptTrail={TRAIL}`, which reads them and writes it."
    ]


def test_a_file_about_another_trail_isnt_used() -> None:
    (message,) = messages(WHOLE, adopt_trail="")
    assert message == (
        f'adoptTrail: it is "", but Pulumi.dev.adopted.json is about "{TRAIL}". What is kept for others '
        f'would be lost, or kept in the wrong place. Set adoptTrail to "{TRAIL}".'
    )


def test_another_account_or_region_is_told() -> None:
    (message,) = messages(replace(WHOLE, account="444455556666"))
    assert f"is about account 444455556666 in {HOME}, but this deployment is for account {ACCOUNT}" in message


def test_another_bucket_would_move_the_logs() -> None:
    (message,) = messages(WHOLE, log_bucket_name="new-logs")
    assert message.startswith(
        'logBucketName: the log bucket is "new-logs", but Pulumi.dev.adopted.json takes'
    )
    assert message.endswith("Set logBucketName to acme-logs.")


def test_names_of_what_is_adopted_are_its_own() -> None:
    trail = replace(
        WHOLE.trail or AdoptedTrail(""),
        log_group=f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group:acme/trail:*",
        log_group_role=f"arn:aws:iam::{ACCOUNT}:role/path/acme-logs",
    )
    bucket = replace(WHOLE.log_bucket or AdoptedBucket(""), logs_to="others")
    names = Names.of(MINE, ACCOUNT, replace(WHOLE, trail=trail, log_bucket=bucket))
    assert (names.log_folder, names.access_log_bucket) == ("corp/AWSLogs", "others")
    assert (names.log_group, names.log_delivery_role) == ("acme/trail", "acme-logs")
