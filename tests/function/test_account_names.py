"""Accounts of an organization by their names: shown where they are known, and never waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from components.region_alert.function.digest.account_names import AccountNames
from components.region_alert.function.digest.clients import Clients
from components.region_alert.function.digest.table import Table
from tests.function.cases import SETTINGS
from tests.function.scene import World, event, refusal

MEMBER, OTHER = "222233334444", "777788889999"
IN_ORGANIZATION = replace(SETTINGS, organization="o-abcdefghij")
TIMEOUT = ReadTimeoutError(endpoint_url="https://organizations.us-east-1.amazonaws.com")


@dataclass
class Directory:
    """Organizations: names by account; an error in the place of one is raised. Each call takes `seconds`."""

    names: dict[str, Any] = field(default_factory=dict)
    otherwise: Exception | None = None
    seconds: float = 0
    now: float = 0
    asked: list[str] = field(default_factory=list)

    def describe_account(self, **request: Any) -> Any:
        self.asked.append(request["AccountId"])
        self.now += self.seconds
        found = self.names.get(request["AccountId"], self.otherwise)
        if isinstance(found, Exception):
            raise found
        return {"Account": {"Id": request["AccountId"], "Name": found}}


class Named(World):
    """A world with an organization."""

    def __init__(self, directory: Directory, **changes: Any) -> None:
        super().__init__(replace(IN_ORGANIZATION, **changes))
        self.directory = directory

    def clients(self, table: Any = None) -> Clients:
        return replace(super().clients(table), organizations=lambda: self.directory)

    def hear(self, number: int, account: str = MEMBER) -> str:
        """What people get of a new call in this account."""
        self.send(event(number, f"Create{number}", recipientAccountId=account))
        self.run()
        return self.topic.texts()[-1]


def world_with(names: dict[str, Any], **changes: Any) -> Named:
    return Named(Directory(names), **changes)


def test_words_json_and_chat_name_the_account() -> None:
    world = world_with({MEMBER: "payments"}, chat=True)
    assert f"  Where     ap-south-1 (Asia Pacific (Mumbai)), account {MEMBER} (payments)\n" in world.hear(1)
    [group] = world.topic.messages()[0]["groups"]
    assert (group["account"], group["accountName"]) == (MEMBER, "payments")
    assert f"account {MEMBER} (payments)" in world.topic.published[0]["Message"].partition("custom")[2]
    assert world.topic.published[0]["MessageAttributes"]["account"]["StringValue"] == f'["{MEMBER}"]'


def test_the_message_says_which_trail_and_organization_it_is_of() -> None:
    text = world_with({}).hear(1)
    assert (
        "Trail everyregion of organization o-abcdefghij, alert in account 111122223333, eu-west-1. Digest "
        in text
    )
    world = world_with({})
    world.hear(1)
    assert world.topic.messages()[0]["organization"] == "o-abcdefghij"


def test_without_an_organization_nobody_is_asked() -> None:
    world = World()
    world.send(event(1))
    world.run()
    assert "organization" not in world.topic.texts()[0]
    assert "accountName" not in world.topic.messages()[0]["groups"][0]


def test_a_name_is_asked_for_once_a_day() -> None:
    world = world_with({MEMBER: "payments"})
    for number, minutes in enumerate((0, 600, 839, 2)):
        world.minutes_pass(minutes)
        world.hear(number)
    assert world.directory.asked == [MEMBER, MEMBER]


def test_a_name_that_was_changed_is_told_anew_the_day_after() -> None:
    world = world_with({MEMBER: "payments"})
    world.hear(1)
    world.directory.names[MEMBER] = "billing"
    world.minutes_pass(1441)
    assert f"account {MEMBER} (billing)" in world.hear(2)


@pytest.mark.parametrize("code", ["AccountNotFoundException", "InvalidInputException"])
def test_that_an_account_has_no_name_is_remembered_too(code: str) -> None:
    world = world_with({MEMBER: refusal(code), OTHER: "payments"})
    assert f"account {MEMBER}\n" in world.hear(1)
    assert f"account {MEMBER}\n" in world.hear(2)
    assert f"account {OTHER} (payments)\n" in world.hear(3, OTHER)
    assert world.directory.asked == [MEMBER, OTHER]


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "AccessDenied", "AWSOrganizationsNotInUseException"]
)
def test_who_may_not_ask_asks_once_a_day_for_all_of_a_message(code: str) -> None:
    directory = Directory(otherwise=refusal(code))
    world = Named(directory)
    world.send(*(event(n, recipientAccountId=f"{n:012}") for n in range(30)))
    report = world.run()
    assert (report.outcome, report.groups_told, len(directory.asked)) == ("done", 30, 1)
    world.hear(40, f"{7:012}")
    assert len(directory.asked) == 1


@pytest.mark.parametrize(
    "error", [TIMEOUT, refusal("TooManyRequestsException"), refusal("ServiceException")], ids=str
)
def test_without_an_answer_the_alert_goes_out_at_once_and_the_next_one_asks_again(error: Exception) -> None:
    directory = Directory({OTHER: "payments"}, otherwise=error)
    world = Named(directory)
    world.send(event(1, recipientAccountId=MEMBER), event(2, recipientAccountId=OTHER))
    assert world.run().groups_told == 2
    assert len(directory.asked) == 1
    directory.otherwise = None
    directory.names[MEMBER] = "data"
    assert f"account {MEMBER} (data)" in world.hear(3)


@pytest.mark.parametrize(
    ("seconds", "asked"), [(0.0, 20), (0.3, 7), (2.5, 1)], ids=["at most 20", "two seconds", "one"]
)
def test_a_run_asks_for_so_many_accounts(seconds: float, asked: int) -> None:
    accounts = [f"{number:012}" for number in range(100)]
    directory = Directory(dict.fromkeys(accounts, "payments"), seconds=seconds)
    table = Table(World().table, "digest")
    names = AccountNames(lambda: directory, table, lambda: 1_700_000_000, lambda: directory.now)
    assert names.of(accounts) == dict.fromkeys(accounts[:asked], "payments")
    assert sorted(names.of(accounts)) == accounts[: 2 * asked]


@pytest.mark.parametrize(
    ("name", "words", "machines"),
    [
        ("pay\nments\x1b[2J\u202e", r"pay\nments\x1b[2J\u202e", r"pay\nments\x1b[2J\u202e"),
        ("x" * 60, "x" * 49 + "…", "x" * 49 + "…"),
        ("evil.example *", r"evil[.]example \x2a", "evil.example *"),
    ],
)
def test_a_name_is_data_wherever_it_is_shown(name: str, words: str, machines: str) -> None:
    world = world_with({MEMBER: name})
    assert f"account {MEMBER} ({words})\n" in world.hear(1)
    assert world.topic.messages()[0]["groups"][0]["accountName"] == machines


def test_a_name_in_a_chat_formats_nothing() -> None:
    world = world_with({MEMBER: "<!here> *`x`"}, chat=True)
    world.hear(1)
    assert f"account {MEMBER} ((!here) \\\\\\\\x2a'x')" in world.topic.published[0]["Message"]


def test_no_name_tells_groups_apart_or_changes_a_message_s_id() -> None:
    def told(name: str) -> dict[str, Any]:
        world = world_with({MEMBER: name})
        world.hear(1)
        return world.topic.messages()[0]

    one, other = told("payments"), told("StopLogging")
    assert one["digest"] == other["digest"]
    assert [{**group, "accountName": ""} for group in one["groups"]] == [
        {**group, "accountName": ""} for group in other["groups"]
    ]


@pytest.mark.parametrize(
    "item", [{"name": {"N": "7"}}, {"name": {}}, {}, {"name": {"S": "x"}, "expires": {"S": "soon"}}]
)
def test_what_the_table_remembers_may_be_anything(item: dict[str, Any]) -> None:
    world = world_with({MEMBER: "payments"})
    later = {"N": str(int(world.clock()) + 500)}
    world.table.items[f"account#{MEMBER}"] = {
        "pk": {"S": f"account#{MEMBER}"},
        "expires": later,
        **item,
    }
    assert f"account {MEMBER}" in world.hear(1)


def test_without_the_table_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with({MEMBER: "payments"})

    def gone(**_: Any) -> Any:
        raise refusal("ResourceNotFoundException")

    for call in ("get_item", "put_item", "update_item", "batch_get_item", "batch_write_item"):
        monkeypatch.setattr(world.table, call, gone)
    assert f"account {MEMBER}\n" in world.hear(1)
    assert world.directory.asked == []


@pytest.mark.parametrize("organization", ["", "o-abcdefghij"])
def test_a_client_is_made_only_for_an_organization(organization: str) -> None:
    from components.region_alert.function.digest import clients

    made = clients.make(replace(SETTINGS, organization=organization)).organizations
    assert isinstance(made, Callable) == bool(organization)  # type: ignore[arg-type]
