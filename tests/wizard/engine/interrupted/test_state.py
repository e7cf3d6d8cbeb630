"""The engine's state after it was killed: what was unfinished, and the state with that settled."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from wizard.engine.interrupted import state as pending_state
from wizard.engine.interrupted.state import Pending

SECRET = "4dabf18193072939515e22adb298388d"
PREFIX = "urn:pulumi:prod::everyregion::everyregion:index:LogKey$"
KEY = f"{PREFIX}aws:kms/key:Key::log-key"
ALIAS = f"{PREFIX}aws:kms/alias:Alias::log-key-alias"
PARENT = "urn:pulumi:prod::everyregion::everyregion:index:LogKey::log-key"


def resource(urn: str = KEY, **more: Any) -> dict[str, Any]:
    return {
        "urn": urn,
        "custom": True,
        "type": urn.split("::")[2].rpartition("$")[2],
        ("parent"): PARENT,
        **more,
    }


def operation(doing: str, urn: str = KEY, **more: Any) -> dict[str, Any]:
    return {"type": doing, "resource": resource(urn, **more)}


def test_every_unfinished_operation_is_listed_once() -> None:
    twice = [operation("creating", inputs={"description": "a"})] * 2
    found = pending_state.pending({"pending_operations": [*twice, operation("updating", ALIAS)]})
    assert found == [
        Pending("creating", KEY, "aws:kms/key:Key", {"description": "a"}),
        Pending("updating", ALIAS, "aws:kms/alias:Alias", {}),
    ]


def test_a_state_without_any_is_settled() -> None:
    assert pending_state.pending({"resources": [resource(id="1")]}) == []
    assert pending_state.pending({}) == []


def test_what_was_found_is_in_the_state_to_be_read_and_nothing_is_pending() -> None:
    parent = resource(PARENT, custom=False)
    before = {
        "manifest": {"time": "2026-11-21T12:47:24Z"},
        "resources": [parent],
        "pending_operations": [
            operation("creating", inputs={"description": "a"}),
            operation(("creating"), ALIAS),
        ],
    }
    after = pending_state.settled(before, {KEY: "1234"})
    assert after == {
        "manifest": {"time": "2026-11-21T12:47:24Z"},
        "resources": [parent, resource(id="1234", inputs={"description": "a"})],
        "pending_operations": [],
    }
    assert pending_state.never_read(after) == [KEY]


def test_what_was_deleted_to_be_replaced_gives_its_place_to_what_was_found() -> None:
    gone, other = resource(id="old", pendingReplacement=True), resource(ALIAS, id="a", outputs={"id": "a"})
    state = {"resources": [gone, other], "pending_operations": [operation("creating")]}
    assert pending_state.settled(state, {KEY: "new"})["resources"] == [resource(id="new"), other]


def test_what_is_read_components_and_what_is_on_its_way_out_need_no_reading() -> None:
    state = {
        "resources": [
            resource(id="1", outputs={"id": "1"}),
            resource(PARENT, custom=False),
            resource(ALIAS, id="a", delete=True),
            resource(ALIAS, id="a", external=True),
            resource("urn:pulumi:prod::everyregion::pulumi:providers:aws::default", id="p"),
        ]
    }
    assert pending_state.never_read(state) == []


def test_ids_are_those_of_one_type_also_of_what_is_to_be_deleted() -> None:
    state = {
        "resources": [
            resource(id="1"),
            resource(id="2", delete=True),
            resource(id="3", pendingReplacement=True),
            resource(ALIAS, id="alias/a"),
        ]
    }
    assert pending_state.ids(state, "aws:kms/key:Key") == {"1", "2"}
    assert pending_state.present(state) == {KEY, ALIAS}


def test_the_home_region_is_the_default_provider_s() -> None:
    provider = {"urn": "u", "type": "pulumi:providers:aws", "inputs": {"region": "eu-west-1"}}
    assert pending_state.home_region({"resources": [resource(), provider]}) == "eu-west-1"
    assert pending_state.home_region({}) == ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-21T12:47:24.290834627Z", datetime(2026, 11, 21, 12, 47, 24, tzinfo=timezone.utc)),
        ("2026-11-21T12:47:24Z", datetime(2026, 11, 21, 12, 47, 24, tzinfo=timezone.utc)),
        ("2026-11-21T12:47:24.29+02:00", datetime(2026, 11, 21, 10, 47, 24, tzinfo=timezone.utc)),
        ("2026-11-21T12:47:24-05:30", datetime(2026, 11, 21, 18, 17, 24, tzinfo=timezone.utc)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_time_of_the_state_is_read_as_go_writes_it(written: str, read: datetime | None) -> None:
    assert pending_state.written_at({"manifest": {"time": written}}) == read


def test_an_encrypted_name_is_noticed_and_read_where_it_is_shown() -> None:
    hidden = {SECRET: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}
    shown = {SECRET: "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps("logs-of-ours")}
    for inputs in ({"bucket": hidden}, {"tags": {"Owner": hidden}}, {"list": [hidden]}):
        assert pending_state.hides_names({"pending_operations": [operation("creating", inputs=inputs)]})
    assert not pending_state.hides_names(
        {"pending_operations": [operation("updating", inputs={("a"): hidden})]}
    )
    (one,) = pending_state.pending({"pending_operations": [operation("creating", inputs={"bucket": shown})]})
    assert one.inputs == {"bucket": "logs-of-ours"}


ROLE = "arn:aws:iam::999988887777:role/deployer"
PROVIDER = "urn:pulumi:prod::everyregion::pulumi:providers:aws::everyregion-log-archive"


def provided(roles: Any) -> dict[str, Any]:
    """A creation by an explicit provider with these roles."""
    return {
        "resources": [{"urn": PROVIDER, "type": "pulumi:providers:aws", "inputs": {"assumeRoles": roles}}],
        "pending_operations": [operation("creating", provider=f"{PROVIDER}::everyregion-log-archive")],
    }


def test_what_a_provider_with_a_role_was_making_is_known_with_that_role() -> None:
    text = json.dumps([{"roleArn": "first"}, {"roleArn": ROLE, "externalId": "agreed"}])
    plain, shown = provided(text), provided({SECRET: "", "plaintext": json.dumps(text)})
    for state in (plain, shown):
        (found,) = pending_state.pending(state)
        assert found.role == pending_state.Role(ROLE, "agreed")


def test_a_default_provider_and_one_without_roles_have_none() -> None:
    assert pending_state.pending({"pending_operations": [operation("creating")]})[0].role is None
    assert pending_state.pending(provided([]))[0].role is None


def test_an_encrypted_role_has_to_be_shown_first() -> None:
    encrypted = provided({SECRET: "", "ciphertext": "v1:abc"})
    assert pending_state.hides_names(encrypted)
    assert pending_state.pending(encrypted)[0].role is None
    assert not pending_state.hides_names(provided([{"roleArn": ROLE}]))
