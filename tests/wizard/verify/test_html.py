"""The page as text: what it says, and what it can't do. tests/browser looks at it as people do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.wizard.verify.looks import HOSTILE, Looked, looks
from tests.wizard.verify.scene import FEW
from wizard.screen.terminal import safe
from wizard.verify.html.findings import GROUPS, demands, findings, passed
from wizard.verify.html.render import page
from wizard.verify.result import Result


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, Looked]]:
    with looks(FEW) as found:
        yield found


class Read(HTMLParser):
    """Elements with their attributes, and the text outside of style and script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_data(self, data: str) -> None:
        if self._within not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("name", ["good", "bad", "anybody", "hostile", "three-accounts"])
def test_nothing_is_loaded_and_nothing_but_its_own_script_may_run(made: dict[str, Looked], name: str) -> None:
    read = Read(made[name].html)
    loading = [(tag, it) for tag, it in read.elements if it.get("src") or tag in ("iframe", "object", "img")]
    assert loading == []
    links = {it["href"] for tag, it in read.elements if it.get("href")}
    assert {one for one in links if one and not one.startswith("#")} == {"data:,"}
    handlers = [key for _, it in read.elements for key in it if key.startswith("on") or key == "style"]
    assert handlers == []
    policy = next(
        it["content"] for _, it in read.elements if it.get("http-equiv") == "Content-Security-Policy"
    )
    assert re.fullmatch(
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        "style-src 'sha256-[A-Za-z0-9+/]{43}='; script-src 'sha256-[A-Za-z0-9+/]{43}='",
        policy or "",
    )


def test_every_id_is_there_once(made: dict[str, Looked]) -> None:
    ids = [it["id"] for _, it in Read(made["bad"].html).elements if it.get("id")]
    assert len(ids) == len(set(ids))


def test_the_verdict_comes_first_and_then_what_to_do(made: dict[str, Looked]) -> None:
    text = Read(made["bad"].html).text
    parts = [
        "NOT as it should be",
        "2 checks failed",
        "Log files are archived and expire as they should",
        "Stack prod",
        "Regions As it should be",
        "Coverage by account",
        "Failed Log files",
        "Couldn't be told Not known",
        "Passed Coverage",
        "Controls Each is",
        "Settings What",
        "Cost Trail",
        "Made by Everyregion",
    ]
    text = text.removeprefix(text[: text.index("NOT as")])
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_finding_has_evidence_consequence_fix_and_controls(made: dict[str, Looked]) -> None:
    text = Read(made["bad"].html).text
    at = text.index("Each watched region's rule is on", text.index("Coverage by account"))
    told = text[at : at + 500]
    assert "Seen The rule everyregion-region-alert in us-west-2 is DISABLED." in told
    assert "So Activity in this region raises no alert by rules." in told
    assert "To do pulumi up --refresh turns it on" in told
    assert "CIS 6.0 4.6" in text


def test_it_says_who_made_it_when_with_which_release(made: dict[str, Looked]) -> None:
    text = Read(made["good"].html).text
    assert "By arn:aws:iam::123456789012:user/rehearsal, with Everyregion 0.1.0" in text
    assert re.search(r"Looked at \d{4}-\d\d-\d\d \d\d:\d\d UTC", text)


def test_the_cost_ends_in_a_range_its_drivers_what_would_halve_it_and_what_it_rests_on(
    made: dict[str, Looked],
) -> None:
    text = Read(made["good"].html).text
    told = text[text.index("What it may come to") :]
    assert re.match(r"What it may come to Together about [\d.,]+ to [\d.,]+ USD a month", told)
    parts = [
        "Most of it: ",
        "What would halve it: ",
        "Assumed: 55,000 to 2,200,000 management events",
        "List prices of",
    ]
    places = [told.index(part) for part in parts]
    assert places == sorted(places)
    assert "What it may come to" not in Read(made["anybody"].html).text


def test_settings_and_cost_are_those_of_the_stack(made: dict[str, Looked]) -> None:
    text = Read(made["good"].html).text
    assert "approvedRegions eu-central-1, us-east-1 not the default" in text
    assert "KMS: 1.00 USD a month for the log key" in text


def test_hostile_text_is_told_with_its_control_characters_written_out(made: dict[str, Looked]) -> None:
    html = made["hostile"].html
    assert html.count("<script>") == 1
    assert safe(HOSTILE) in Read(html).text
    assert [one for one in html if not one.isprintable() and one != "\n"] == []
    html.encode("utf-8")


def test_a_name_written_from_right_to_left_stays_in_its_place(made: dict[str, Looked]) -> None:
    assert "<bdi>\u05e9\u05dc\u05d5\u05dd</bdi>" in made["hostile"].html


def test_a_thousand_accounts_are_a_small_page(made: dict[str, Looked]) -> None:
    """Listed one by one their 17 regions would be two megabytes."""
    html = made["a-thousand-accounts"].html
    assert len(html) < 250_000
    assert html.count('class="group') < 30
    assert "100007911081" in html


def result(state: str, number: int) -> Result:
    text = f"Something else in account {number}."
    return Result("trail.logging", state, text, "Start it.", account=f"{number:012d}")  # pyright: ignore[reportArgumentType]


def test_many_findings_of_one_check_are_one_with_the_rest_folded() -> None:
    (one,) = findings([result("failed", number) for number in range(20)], "failed", "000000000003")
    assert len(one.seen) == 20
    assert one.fix == "Start it."
    assert [seen.about for seen in one.seen[2:5]] == ["000000000002", "", "000000000004"]


def test_a_control_is_as_good_as_the_worst_of_its_checks() -> None:
    results = [
        Result("trail.multi-region", "passed", "It is."),
        Result("trail.logging", "unknown", "Not allowed."),
    ]
    (control,) = next(some for name, some in demands(results) if name == "CIS 6.0")
    assert (control.id, control.state, control.checks) == (
        "4.1",
        "unknown",
        ("trail.multi-region", "trail.logging"),
    )


def test_a_check_that_failed_anywhere_is_not_among_those_that_passed() -> None:
    assert passed([result("passed", 1), result("failed", 2)]) == []


def test_every_group_of_checks_has_a_heading(made: dict[str, Looked]) -> None:
    from wizard.verify.catalogue import CHECKS

    assert {check.group for check in CHECKS.values()} <= GROUPS.keys()


def test_a_value_that_the_template_does_not_know_is_a_mistake(made: dict[str, Looked]) -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        page(None)  # pyright: ignore[reportArgumentType]
