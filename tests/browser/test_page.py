"""verify's page in Chromium: whoever reads it can, and nothing in it does anything."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NAMES, Opened
from tests.wizard.verify.looks import HOSTILE
from wizard.screen.terminal import safe

pytestmark = [pytest.mark.browser, pytest.mark.long]
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
DETAILS = """[...document.querySelectorAll('.detail')].filter((one) => one.checkVisibility())
    .map((one) => [one.id, one.getBoundingClientRect().toJSON()])"""
WIDTHS, SCHEMES = (1280, 390), ("light", "dark")


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        *(("bad", width, scheme) for width in WIDTHS for scheme in SCHEMES),
        ("good", 1280, "dark"),
        ("anybody", 390, "light"),
        ("three-accounts", 390, "dark"),
        ("hostile", 1280, "light"),
    ],
)
def test_axe_finds_nothing_that_a_reader_could_not_use(
    opened: Opened, name: str, width: int, scheme: str
) -> None:
    with opened(name, width, scheme) as page:
        page.evaluate(UNFOLD)
        found = axe(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert "color-contrast" in {one["id"] for one in found["passes"]}


def axe(page: Any) -> dict[str, Any]:
    from axe_playwright_python.sync_playwright import Axe

    return Axe().run(page).response


def test_axe_finds_a_contrast_that_is_too_low(opened: Opened) -> None:
    with opened("good") as page:
        page.evaluate("document.querySelector('.lead').style.color = '#ccc'")
        found = axe(page)
    assert [one["id"] for one in found["violations"]] == ["color-contrast"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_loaded_and_the_console_stays_silent(
    opened: Opened, files: dict[str, Path], name: str
) -> None:
    with opened(name) as page:
        page.keyboard.press("Tab")
        page.wait_for_timeout(100)
        heard = page.heard
    assert heard.asked == [files[name].as_uri()]
    assert heard.said == []


def test_what_an_intruder_wrote_is_text(opened: Opened) -> None:
    with opened("hostile") as page:
        assert page.locator("script").count() == 1
        assert page.locator("img, iframe, [onerror]").count() == 0
        text = page.locator("body").text_content()
    assert safe(HOSTILE) in text
    assert [one for one in text if one in "\u202e\u2066\x00"] == []


def test_the_policy_of_the_page_stops_a_script_that_is_not_its_own(opened: Opened) -> None:
    with opened("good") as page:
        page.evaluate(
            "() => { const one = document.createElement('script'); one.textContent = 'window.ran = true';"
            " document.body.append(one); }"
        )
        page.evaluate("() => { document.body.setAttribute('style', 'color: red'); }")
        assert page.evaluate("window.ran") is None
        page.wait_for_timeout(100)
        said = [one.partition(" violates")[0] for one in page.heard.said]
    assert said == ["Executing inline script", "Applying inline style"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nobody_has_to_scroll_sideways(opened: Opened, name: str, width: int) -> None:
    with opened(name, width) as page:
        page.evaluate(UNFOLD)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def is_inside(box: dict[str, float], width: int) -> bool:
    return 0 <= box["left"] < box["right"] <= width and 0 <= box["top"] < box["bottom"] <= 900


def settled_details(page: Any, width: int) -> list[str]:
    """The ids of the details that are seen: one at most, and whole. It finds its place when it is drawn, and
    nobody is told of that moment where scripts are off."""
    for _ in range(20):
        found = page.evaluate(DETAILS)
        inside = [
            0 <= b["left"] < b["right"] <= width and 0 <= b["top"] < b["bottom"] <= 900 for _, b in found
        ]
        if all(inside):
            break
        page.wait_for_timeout(50)
    assert all(inside), found
    assert len(found) <= 1
    return [id for id, _ in found]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_reaches_every_regions_detail(opened: Opened, width: int, script: bool) -> None:
    with opened("bad", width, script=script) as page:
        shown = []
        for _ in range(200):
            page.keyboard.press("Tab")
            details = settled_details(page, width)
            if shown and not details:
                break
            shown += details
        assert len(shown) == page.locator(".tile").count()
        assert len(set(shown)) == len(shown)


def test_the_pointer_shows_the_detail_and_may_enter_it(opened: Opened) -> None:
    with opened("bad") as page:
        page.locator("[aria-describedby=of-us-west-2]").hover()
        detail = page.locator("#of-us-west-2")
        assert detail.is_visible()
        assert "The rule everyregion-region-alert in us-west-2 is DISABLED." in detail.inner_text()
        detail.hover()
        assert detail.is_visible()
        page.mouse.move(2, 2)
        assert not detail.is_visible()


def test_escape_takes_the_detail_away_until_somebody_comes_again(opened: Opened) -> None:
    with opened("bad") as page:
        tile, detail = page.locator("[aria-describedby=of-us-west-2]"), page.locator("#of-us-west-2")
        tile.focus()
        assert detail.is_visible()
        page.keyboard.press("Escape")
        assert not detail.is_visible()
        page.keyboard.press("Tab")
        tile.focus()
        assert detail.is_visible()


def test_without_colour_each_state_has_a_sign_and_words_of_its_own(opened: Opened) -> None:
    with opened("bad") as page:
        told = {}
        for state in ("passed", "failed", "unknown", "off"):
            tile = page.locator(f".tile.{state}").first
            told[state] = (
                tile.locator(".mark").inner_html(),
                tile.locator(".word").inner_text(),
                tile.evaluate("(one) => getComputedStyle(one).borderTopStyle"),
            )
    signs, words, borders = zip(*told.values(), strict=True)
    assert len(set(signs)) == 4
    assert len(set(words)) == 4
    assert borders == ("solid", "solid", "dotted", "dashed")


FOLDED = (
    "[...document.querySelectorAll('details > :not(summary)')].filter((one) => !one.checkVisibility()).length"
)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_it_prints_on_a4_with_everything_that_was_folded(
    opened: Opened, name: str, script: bool, tmp_path: Path
) -> None:
    with opened(name, script=script) as page:
        assert page.evaluate(FOLDED) > 3
        page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
        page.emulate_media(media="print")
        assert page.evaluate(FOLDED) == 0
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "page.pdf").read_bytes())
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}


def test_a_row_is_never_cut_by_the_end_of_a_page(opened: Opened) -> None:
    with opened("bad") as page:
        page.emulate_media(media="print")
        cut = page.evaluate(
            "[...document.querySelectorAll('tr, .tile, .finding')]"
            ".filter((one) => getComputedStyle(one).breakInside !== 'avoid').length"
        )
    assert cut == 0


def test_an_account_is_found_among_a_thousand(opened: Opened) -> None:
    with opened("a-thousand-accounts") as page:
        page.get_by_label("Find an account").fill("payments-777")
        assert page.locator("#found").inner_text() == "1 found"
        assert [one.inner_text() for one in page.locator(".accounts li:visible").all()] == [
            "100006153063 payments-777"
        ]
        page.get_by_label("Find an account").fill("")
        assert page.locator(".group:visible").count() == page.locator(".group").count()


def test_without_javascript_the_search_is_not_offered(opened: Opened) -> None:
    with opened("a-thousand-accounts", script=False) as page:
        assert not page.get_by_label("Find an account").is_visible()
        assert page.locator(".accounts li").count() > 900
