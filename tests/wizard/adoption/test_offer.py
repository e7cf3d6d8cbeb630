"""What a person is shown of what would be taken over."""

from __future__ import annotations

import pytest

from components.adopted import Adopted
from tests.wizard.adoption.cases import ACCOUNT, HOME
from wizard.adoption.offer import show
from wizard.adoption.plan import Part, Plan


@pytest.mark.parametrize(
    ("kept", "lines"),
    [
        ((), ["", "What an earlier stack left is taken over."]),
        (("tag a=b",), ["", "What an earlier stack left is taken over. What stays:", "  - tag a=b"]),
    ],
)
def test_a_heading_stands_only_over_what_is_below_it(
    kept: tuple[str, ...], lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    show(Plan.of(Adopted(ACCOUNT, HOME), {}, [Part(kept=kept)]), "What an earlier stack left")
    assert capsys.readouterr().out.splitlines() == lines
