"""Takes the picture of README's first screen, docs/board.png: the page of a real rehearsal, in Chromium.

`python -m scripts.picture` needs Chromium on PATH, and no AWS account.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.machine import chromium

_ANSWERS = ("approvedRegions=eu-central-1,eu-west-1", "alertEmails=security@example.com")
_WIDTH, _CONTINENTS = 1120, 3


def write_page(folder: Path) -> Path:
    """The page of a rehearsal with these answers."""
    page = folder / "page.html"
    given = [word for answer in _ANSWERS for word in ("--set", answer)]
    words = [sys.executable, "-m", "wizard", "rehearse", "--defaults", "--region", "eu-central-1", *given]
    subprocess.run([*words, "--html", str(page)], check=True, stdout=subprocess.DEVNULL)
    return page


def take(page: Path, picture: Path) -> None:
    """The verdict and the upper part of the board."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium())
        shown = browser.new_page(viewport={"width": _WIDTH, "height": 900}, color_scheme="light")
        shown.goto(page.as_uri())
        shown.evaluate("document.querySelectorAll('.facts, .hint').forEach((one) => { one.hidden = true; })")
        # A reader gets the idea from the first continents.
        last = shown.locator(".continent").nth(_CONTINENTS - 1).bounding_box()
        assert last is not None
        clip = {"x": 0, "y": 0, "width": _WIDTH, "height": round(last["y"] + last["height"])}
        shown.screenshot(path=picture, full_page=True, clip=clip)  # pyright: ignore[reportArgumentType]
        browser.close()


def main() -> int:
    """Writes docs/board.png."""
    with tempfile.TemporaryDirectory() as folder:
        take(write_page(Path(folder)), Path("docs", "board.png"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
