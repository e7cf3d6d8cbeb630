"""The board: every region of the partition as one tile, by continent. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from components import regions
from components.settings import DELIVERED_LOGS, RULES, Settings
from wizard.verify.html.coverage import Account, Cell, by_region, worst
from wizard.verify.html.places import city, continent, continents
from wizard.verify.result import Result

#: A tile's state, and the word that stands for it.
WORDS = {"passed": "As it should be", "failed": "Problem", "unknown": "Not known", "off": "Not enabled"}
# The same where log files are proved to arrive all the same.
_COVERED = {
    "passed": "Covered",
    "failed": "Covered, with a problem",
    "unknown": "Covered, the rest not known",
}
_NOT = {**WORDS, "failed": "Not covered"}


@dataclass(frozen=True)
class Tile:
    """region: its id; name: what people call it; state: of WORDS; word: what it means here; role: whether it
    is approved, or what watches it; activity: the newest event in few words; coverage, alert, newest:
    sentences for the detail, "" for what there is none of; wrong: what is wrong or not known."""

    region: str
    name: str
    state: str
    word: str
    coverage: str
    role: str = ""
    alert: str = ""
    activity: str = ""
    newest: str = ""
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Continent:
    """Its name and tiles."""

    name: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Seen:
    """What the board is made of. home: the region of the trail, or of the only one; enabled: None where it
    isn't known which are; settings: None without a stack."""

    home: str
    enabled: Sequence[str] | None
    settings: Settings | None
    accounts: Sequence[Account]
    results: Sequence[Result]


def board(seen: Seen) -> list[Continent]:
    """Every region there is, those that aren't enabled too."""
    there: dict[str, list[Tile]] = {}
    totals = by_region(seen.accounts)
    for region in _regions(seen, totals):
        there.setdefault(continent(region), []).append(_tile(seen, region, totals.get(region, Counter())))
    return [Continent(name, tuple(there[name])) for name in continents() if name in there]


def counted_tiles(made: Iterable[Continent]) -> dict[str, int]:
    """How many tiles are in each state."""
    states = Counter(tile.state for one in made for tile in one.tiles)
    return {state: states[state] for state in WORDS}


def _regions(seen: Seen, totals: Mapping[str, object]) -> list[str]:
    partition = regions.partition_of(seen.home)
    known = partition.regions if partition else {}
    return sorted({*known, *(seen.enabled or ()), *totals})


def _tile(seen: Seen, region: str, totals: Counter[str]) -> Tile:
    name = city(region)
    covers = worst({state: number for state, number in totals.items() if state != "none"})
    is_on = covers != "none" or (seen.enabled is not None and region in seen.enabled)
    if not is_on and seen.enabled is None:
        return Tile(region, name, "unknown", WORDS["unknown"], "Whether it is enabled couldn't be found out.")
    if not is_on:
        return Tile(region, name, "off", WORDS["off"], "It isn't enabled: nothing can run there.")
    here = [one for one in seen.results if one.region == region]
    wrong = [one for one in here if one.state != "passed" and one.id != "coverage.region"]
    if covers == "passed" and _trails(seen.results) > 1:
        # One trail that covers the region is enough: what another lacks is among the findings.
        wrong = [one for one in wrong if one.check.group != "trail"]
    states = {covers, *(one.state for one in wrong)}
    state = next((one for one in ("failed", "unknown") if one in states), "passed")
    cells = [one.cells[region] for one in seen.accounts if region in one.cells]
    role, alert = _role(seen, region, here)
    activity, newest = _activity(cells)
    return Tile(
        region,
        name,
        state,
        _word(state, covers, totals),
        _coverage(cells, totals),
        role,
        alert,
        activity,
        newest,
        tuple(one.evidence for one in wrong),
    )


def _word(state: str, covers: str, totals: Counter[str]) -> str:
    """Of many accounts it says in how many; of a single one, or where all are covered, what is so."""
    number = sum(totals.values()) - totals["none"]
    if covers == "passed" or number < 2:
        return (_COVERED if covers == "passed" else _NOT)[state]
    return f"{totals[covers]:,} of {number:,} {'not covered' if covers == 'failed' else 'not known'}"


def _trails(results: Iterable[Result]) -> int:
    return len({one.trail for one in results if one.trail})


def _coverage(cells: Sequence[Cell], totals: Counter[str]) -> str:
    number = sum(totals.values()) - totals["none"]
    if len(cells) == 1:
        return cells[0].why
    rest = [f"{totals[state]:,} {word}" for state, word in _REST.items() if totals[state]]
    return ", ".join([f"Proved in {totals['passed']:,} of {number:,} accounts", *rest]) + "."


_REST = {"failed": "failed", "unknown": "not known"}


def _role(seen: Seen, region: str, here: Sequence[Result]) -> tuple[str, str]:
    """A few words on whether it is approved or watched, and the sentence for the detail."""
    settings = seen.settings
    home = ["home"] if region == seen.home else []
    if settings is None:
        return ", ".join(home).capitalize(), ""
    if region in settings.approved_regions:
        return ", ".join(["Approved", *home]), "Approved: activity here raises no alert."
    sources = list(_sources(settings, region, here))
    if not sources:
        return "Not watched", "Nobody is told of activity here."
    words = " + ".join(word for word, _ in sources)
    told = ", and by ".join(sentence for _, sentence in sources)
    return words[:1].upper() + words[1:], f"Not approved: activity here is told by {told}."


def _sources(settings: Settings, region: str, here: Sequence[Result]) -> Iterator[tuple[str, str]]:
    rule = next((one.state for one in here if one.id == "alert.rule"), "")
    if RULES in settings.region_alert and rule in ("passed", "unknown"):
        yield "rule", "a rule of its own" if rule == "passed" else "a rule of its own, which couldn't be seen"
    if DELIVERED_LOGS in settings.region_alert:
        yield "log files", "its delivered log files"


def _activity(cells: Sequence[Cell]) -> tuple[str, str]:
    """In few words for the tile, in a sentence for the detail; "" where it isn't known."""
    known = [one.event for one in cells if one.event is not None]
    events = sorted(one for one in known if one)
    if events:
        return f"last event {_clock(events[-1])}", f"{_moment(events[-1])}."
    return ("quiet", "No event in the hour of the newest digest files.") if known else ("", "")


def _clock(stamp: str) -> str:
    """`19:10` of CloudTrail's 2026-11-26T19:10:00Z; the text itself where it is of another form."""
    return stamp[11:16] if stamp[10:11] == "T" and stamp[13:14] == ":" else stamp


def _moment(stamp: str) -> str:
    return f"{stamp[:10]} {stamp[11:16]} UTC" if stamp.endswith("Z") and stamp[10:11] == "T" else stamp
