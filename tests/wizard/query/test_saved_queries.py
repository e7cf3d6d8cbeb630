"""A query saved in Athena answers what `query NAME` answers: both come from one definition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.named_queries.catalogue import queries
from components.named_queries.literal import literal
from components.named_queries.saved import saved_queries
from tests.wizard.query.asking import APPROVED, ask, local, wanted
from tests.wizard.query.generated_day import ACCOUNTS, SUSPECT, WATCHED_BUCKET, write

VALUES = {"principal": SUSPECT, "bucket": WATCHED_BUCKET}
#: Where each question finds something in this small day.
ACCOUNT = {"bucket-access": ACCOUNTS[1], "principal-activity": ACCOUNTS[2]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("saved") / "logs"
    write(made, 3000, minutes=1440)
    return made


@pytest.mark.parametrize("name", queries())
def test_a_saved_query_answers_as_the_command_does(folder: Path, name: str) -> None:
    (saved,) = [one for one in saved_queries(APPROVED, of_organization=True) if one.name == name]
    needs = [one for one in queries()[name].needs if one in VALUES]
    given: dict[str, Any] = {
        "account": ACCOUNT.get(name, ACCOUNTS[0]),
        **{key: VALUES[key] for key in needs},
    }
    answers: Iterator[str] = iter([literal(value) for value in given.values()])
    # The day was long ago; a parameter's value is a literal, as the console puts it in.
    text = saved.text.replace("interval '7' day", "interval '3650' day")
    text = "".join(part + next(answers, "") for part in text.split("?"))
    answer = local(folder).ask(text, wanted(), 100_000)
    assert len(answer.rows) > 0
    assert answer.rows == ask(folder, name, **given).rows
