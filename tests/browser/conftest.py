"""Chromium, started once for each module, and the pages in files, as people open them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.machine import chromium
from tests.wizard.verify.looks import looks

NAMES = ("good", "anybody", "bad", "three-accounts", "a-thousand-accounts", "hostile")


@dataclass
class Heard:
    """What happened while a page was open: addresses that were asked for, and what the console said."""

    asked: list[str] = field(default_factory=list[str])
    said: list[str] = field(default_factory=list[str])


Opened = Callable[..., Any]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    with looks() as made:
        assert set(made) == set(NAMES)
        for name, looked in made.items():
            (folder / f"{name}.html").write_text(looked.html, "utf-8")
    return {name: folder / f"{name}.html" for name in NAMES}


@pytest.fixture(scope="module")
def browser(files: dict[str, Path]) -> Iterator[Any]:
    """After the files, and gone with the module: the driver's event loop would be in the way of Pulumi's."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium())
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, files: dict[str, Path]) -> Opened:
    """A context manager: the page of this name, with what was heard as `.heard`."""

    @contextmanager
    def page(
        name: str, width: int = 1280, scheme: str = "light", script: bool = True, **more: Any
    ) -> Iterator[Any]:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script, **more
        )
        heard = Heard()
        made = context.new_page()
        made.on("request", lambda one: heard.asked.append(one.url))
        made.on("console", lambda one: heard.said.append(one.text))
        made.on("pageerror", lambda one: heard.said.append(str(one)))
        made.on("dialog", lambda one: heard.said.append(one.message))
        made.goto(files[name].as_uri())
        made.heard = heard
        yield made
        context.close()

    return page
