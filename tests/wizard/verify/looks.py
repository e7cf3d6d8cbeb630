"""Looks at accounts, for the page that is made of them: all as it should be, problems, organizations, and
names that somebody chose to do harm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.wizard.verify.scene import AWAY, Scene, deployed, refusing
from wizard.account.connect import ClientFor
from wizard.verify.html.accounts import accounts
from wizard.verify.html.content import Content, content
from wizard.verify.html.coverage import Account, Cell
from wizard.verify.html.render import page
from wizard.verify.run import Verified
from wizard.verify.target import Target

#: Ends elements and attributes, turns the writing round, and is nothing that a file should hold.
HOSTILE = (
    "</script></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'`\u202egnp\x00\u2066\ud800"
)
DIGEST = "Digest file of 2026-11-26 20:04 UTC."


@dataclass(frozen=True)
class Looked:
    """What verify found, of which accounts."""

    done: Verified
    accounts: Sequence[Account]
    stack: str = "prod"

    @property
    def content(self) -> Content:
        return content(self.done, self.stack, self.accounts)

    @property
    def html(self) -> str:
        return page(self.content)


@contextmanager
def looks(regions: Sequence[str] = ()) -> Iterator[dict[str, Looked]]:
    """Each by its name. regions: those that are enabled, () for as many as an account has."""
    with deployed(regions) as scene:
        good = _of(scene.verified())
        anybody = _of(scene.verified(Target(scene.target.home)), stack="")
        bad = _of(_spoilt(scene))
        yield {
            "good": good,
            "anybody": anybody,
            "bad": bad,
            "three-accounts": replace(bad, accounts=organization(bad, 3)),
            "a-thousand-accounts": replace(good, accounts=organization(good, 1000)),
            "hostile": hostile(bad),
        }


def _of(done: Verified, stack: str = "prod") -> Looked:
    return Looked(done, accounts(done), stack)


def _spoilt(scene: Scene) -> Verified:
    """A rule is off, the lifecycle is gone, one region is closed, and one permission is missing."""
    scene.client("events", AWAY).disable_rule(Name=scene.names.region_rule)
    scene.client("s3").delete_bucket_lifecycle(Bucket=scene.names.log_bucket)
    closed = refusing(scene, "cloudtrail", "get_trail_status", "eu-west-3", closed=True)
    refused = refusing(scene, "kms", "get_key_rotation_status")
    client_for: ClientFor = lambda of, where: (refused if of == "kms" else closed)(of, where)  # noqa: E731
    return scene.verified(client_for=client_for)


def organization(looked: Looked, number: int) -> list[Account]:
    """Accounts that are covered, but for one in twenty-five, of which one in four is not known."""
    regions = looked.done.facts.enabled.value or ()
    return [_account(place, regions) for place in range(number)]


def _account(place: int, regions: Sequence[str]) -> Account:
    id = f"{100_000_000_000 + place * 7919}"
    if place % 211 == 9:
        return Account(id, f"closed-{place}", "It is suspended.", {one: Cell("none") for one in regions})
    event = "2026-11-26T19:44:10Z" if place % 10 == 3 else ""
    cells = {one: Cell("passed", DIGEST, event) for one in regions}
    if place % 25 == 1:
        region = regions[place % len(regions)]
        cells[region] = Cell("failed", f"No digest file from {region} for two hours.")
    elif place % 100 == 2:
        cells[regions[-1]] = Cell("unknown", "A service control policy forbids s3:ListBucket.")
    return Account(id, f"payments-{place}", "", cells)


def hostile(looked: Looked) -> Looked:
    """The same, with what an intruder may choose in every place where AWS's text comes in."""
    done, facts = looked.done, looked.done.facts
    results = [
        replace(
            one,
            evidence=f"{one.evidence} {HOSTILE}",
            fix=f"{one.fix} `{HOSTILE}`" if one.fix else "",
            trail=f"{one.trail}{HOSTILE}",
        )
        for one in done.results
    ]
    identity = replace(facts.identity, arn=f"{facts.identity.arn}{HOSTILE}")
    cells = {"eu-central-1": Cell("failed", HOSTILE, HOSTILE), HOSTILE: Cell("unknown", HOSTILE)}
    return Looked(
        replace(done, results=results, facts=replace(facts, identity=identity)),
        [
            Account("100000000001", HOSTILE, HOSTILE, cells),
            Account("100000000002", "\u05e9\u05dc\u05d5\u05dd"),
        ],
        HOSTILE,
    )
