"""What the head of a report and its JSON say of findings: what is wrong apart from what isn't known."""

from __future__ import annotations

import pytest

from tests.wizard.verify.scene import Scene, deployed
from wizard.account.facts import Probe
from wizard.verify.facts import TrailFacts
from wizard.verify.integrity.findings import ChainFindings, Kind, Trouble
from wizard.verify.integrity.report import as_dict, sentence
from wizard.verify.integrity.run import Integrity, TrailIntegrity


def chain(*kinds: Kind, shares_folder: bool = False) -> ChainFindings:
    found = ChainFindings("111122223333", "eu-west-1", digests=24, files=3, shares_folder=shares_folder)
    for kind in kinds:
        found.add(Trouble(kind))
    return found


def head(*chains: ChainFindings) -> str:
    done = TrailIntegrity(_ANY, chains=[*chains])
    return sentence(Integrity(1_764_000_000.0, 1_764_086_400.0, (done,), 2.0))


_ANY: TrailFacts = None  # type: ignore[assignment]
GOOD = (
    "3 log files and 24 digest files since 2025-11-24 16:00 UTC are as delivered (0.0 MB unpacked, 2 seconds)"
)


@pytest.mark.parametrize(
    ("kinds", "more"),
    [
        ((), ""),
        (("file changed", "gap"), "; 2 things amiss"),
        (("file unreadable",), "; 1 thing not known"),
        (("file changed", "file unreadable", "digests not listed"), "; 1 thing amiss, 2 things not known"),
    ],
)
def test_the_head_tells_what_is_wrong_from_what_is_not_known(kinds: tuple[Kind, ...], more: str) -> None:
    assert head(chain(*kinds)) == f"{GOOD}{more}."


def test_a_region_that_nothing_is_proved_of_is_not_known() -> None:
    nothing = ChainFindings("444455556666", "eu-west-1")
    assert head(chain(), nothing).endswith("; 1 thing not known.")
    nothing.is_young = True
    assert head(chain(), nothing) == f"{GOOD}."


def test_accounts_that_cannot_be_listed_are_not_known() -> None:
    done = TrailIntegrity(_ANY, unknown=Probe("unknown", why="not allowed"), chains=[chain()])
    assert sentence(Integrity(1_764_000_000.0, 1_764_086_400.0, (done,), 2.0)) == (
        f"{GOOD}; 1 thing not known."
    )


def test_a_file_that_may_be_another_trails_is_not_known() -> None:
    assert head(chain("file added")).endswith("; 1 thing amiss.")
    assert head(chain("file added", shares_folder=True)).endswith("; 1 thing not known.")


def test_machines_get_both_apart_and_the_state_of_each_finding() -> None:
    with deployed() as scene:
        trail = _trail(scene)
    done = TrailIntegrity(trail, chains=[chain("file changed", "file changed", "file unreadable")])
    (found,) = as_dict(Integrity(1_764_000_000.0, 1_764_086_400.0, (done,), 2.0))["chains"]
    assert (found["amiss"], found["unknown"]) == ({"file changed": 2}, {"file unreadable": 1})
    assert [one["state"] for one in found["findings"]] == ["failed", "failed", "unknown"]


def _trail(scene: Scene) -> TrailFacts:
    (trail,) = scene.verified().facts.trails
    return trail
