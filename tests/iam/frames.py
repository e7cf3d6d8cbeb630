"""Requests that tests of several policies make alike: taking a role on, and what no stranger may."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.iam.deployment import ANYONE, Case, Place
from wizard.iam import Principal, Request


def present(context: Mapping[str, str | None]) -> dict[str, str]:
    """The condition keys that a request has: None leaves one out."""
    return {name: value for name, value in context.items() if value is not None}


def with_source(source: str | None, account: str | None) -> dict[str, str]:
    """What AWS says of whom a service acts for; None leaves the key out of the request."""
    return present({"aws:SourceArn": source, "aws:SourceAccount": account})


def takes_on(role: str, who: Principal, context: Mapping[str, str], action: str = "AssumeRole") -> Request:
    """Somebody taking a role on."""
    return Request(who, f"sts:{action}", role, dict(context))


def from_strangers(what: str, ask: Callable[[Place, Principal], Request]) -> dict[str, Case]:
    """The same from a stranger, and from nobody in particular. what: "sends with the rule's ARN" ..."""
    return {
        f"a stranger {what}": lambda at: ask(at, at.stranger),
        f"anyone {what}": lambda at: ask(at, ANYONE),
    }


def from_people(ask: Callable[[Place, Principal], Request]) -> dict[str, Case]:
    """The same from people, those of the account too: a service's role is for the service."""
    return {
        "an administrator of the account": lambda at: ask(at, at.admin),
        "the root user": lambda at: ask(at, at.root),
        "a stranger": lambda at: ask(at, at.stranger),
        "anyone": lambda at: ask(at, ANYONE),
    }
