"""`verify --integrity` in a terminal: a line counts, Ctrl-C says what was found, the next run goes on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.rehearsal import world
from tests.wizard.command import ProjectFolder, project_folder
from tests.wizard.screen.spawned import Spawn, ended, transcript
from tests.wizard.verify.integrity.scene import HOUR, Bucketful, bucketful
from wizard.rehearsal import serve

pytestmark = [pytest.mark.terminal, pytest.mark.long]
HOURS = 40
WORDS = ("verify", "--trail", world.TRAIL_ARN, "--integrity", "30h")


@dataclass
class Pace:
    """seconds: for how long a log file is waited for; read: the log files that were asked for."""

    there: Bucketful
    seconds: float = 0.3
    read: list[str] = field(default_factory=list[str])


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Pace, str]]:
    """An emulated account over HTTP, in which it is now what time it is here."""
    with bucketful(HOURS, began=-HOURS * HOUR - 60) as there, serve.reserved(0) as server:
        pace = Pace(there)

        base: Any = serve.handler(there.account)

        class Handler(base):
            def do_GET(self) -> None:
                if "/CloudTrail/" in self.path and "list-type" not in self.path:
                    pace.read.append(self.path)
                    time.sleep(pace.seconds)
                self._answer()

        handler: Any = Handler
        server.RequestHandlerClass = handler
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield pace, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def project(tmp_path: Path, served: tuple[Pace, str]) -> ProjectFolder:
    return project_folder(
        tmp_path,
        AWS_ENDPOINT_URL=served[1],
        # In this process it is ignored, while an emulated account is open.
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="false",
        AWS_ACCESS_KEY_ID="rehearsal",
        AWS_SECRET_ACCESS_KEY="rehearsal",
        XDG_STATE_HOME=str(tmp_path / "state"),
    )


def counted(child: Any) -> int:
    """How many log files are good, as the line says."""
    child.expect(r"regions: [\d,]+ digests and (\d+) log files good")
    return int(child.match[1])


def test_the_line_counts_and_after_ctrl_c_the_next_run_goes_on(
    served: tuple[Pace, str], project: ProjectFolder, spawn: Spawn
) -> None:
    pace, _ = served
    pace.seconds = 1.5
    child = spawn(*WORDS)
    # Sixteen are read at once, and the others later.
    while not counted(child):
        pass
    child.sendcontrol("c")
    code, _ = ended(child)
    said = transcript(child)
    assert code == 130
    assert "Cancelled; nothing was changed. Until then: " in said
    assert said.endswith(" MB. The same command goes on from there.")
    assert "Traceback" not in said
    (kept,) = (project.path.parent / "state" / "everyregion" / "integrity").iterdir()
    before = kept.stat().st_size // 8
    assert before > 0
    pace.seconds, asked = 0.0, len(pace.read)
    done = project.wizard(*WORDS, "--json")
    (chain,) = (one for one in done.document["integrity"]["chains"] if one["logFiles"])
    assert (chain["checkedBefore"], chain["amiss"]) == (before, {}), json.dumps(chain)
    assert len(pace.read) - asked == chain["logFiles"] - before
    assert not kept.exists()


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_line_fits_the_terminal(served: tuple[Pace, str], spawn: Spawn, columns: int) -> None:
    served[0].seconds = 1.5
    child = spawn(*WORDS, columns=columns)
    child.expect(r"\r\x1b\[K(\d+ of \d+ regions: [^\r]*)\r")
    found: Any = child.match
    assert 40 < len(found[1]) <= columns - 1
    child.sendcontrol("c")
    assert ended(child)[0] == 130
