"""docs/existing-key.md shows the statements that the program itself would offer."""

from __future__ import annotations

import json
import re

from components import policies
from components.names import Names
from components.settings import validate
from tests.project.sources import ROOT

READER = "444455556666"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:pages"


def shown() -> list[dict[str, object]]:
    text = (ROOT / "docs" / "existing-key.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    return [statement for block in blocks for statement in json.loads(f"[{block}]")]


def test_every_statement_on_the_page_is_the_program_s_own() -> None:
    settings = validate({"approvedRegions": ["eu-west-1"], "alertTopicArn": TOPIC}, "eu-west-1")
    names = Names.of(settings, "111122223333")
    key = policies.log_key_use(names, [READER], digest_reads=True)
    topic = [policies.alarms_publish(names), policies.only_ours_publish(names)]
    own = [*key, *topic, policies.alert_key_use()]
    assert len(own) == 7
    assert sorted(shown(), key=str) == sorted(own, key=str)
