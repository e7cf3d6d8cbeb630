"""Wildcards of an ignore list, and the table of reads that hand out secrets."""

from __future__ import annotations

import random
import re

from components.region_alert.function.digest.credential_reads import BY_SOURCE, NAMES, hands_out_a_secret
from components.region_alert.function.digest.noise import READ_PREFIXES
from components.region_alert.function.digest.principals import fits


def test_wildcards_decide_as_the_regular_expression_would() -> None:
    chance = random.Random(2026)
    for _ in range(20_000):
        wanted = "".join(chance.choice("ab*?") for _ in range(chance.randint(0, 7)))
        value = "".join(chance.choice("ab*") for _ in range(chance.randint(0, 8)))
        regex = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
        assert fits(wanted, value) == bool(re.fullmatch(regex, value)), (wanted, value)


def test_a_name_in_the_table_is_a_read_s_name_and_has_its_page() -> None:
    listed = [(name, page) for names in BY_SOURCE.values() for name, page in names.items()]
    assert [name for name, _ in listed if not name.startswith(READ_PREFIXES)] == []
    assert [page for name, page in listed if not page.startswith("https://docs.aws.amazon.com/")] == []
    assert len(listed) == len(NAMES) >= 40


def test_a_name_in_the_table_counts_whatever_service_it_is_of() -> None:
    for name in NAMES:
        assert hands_out_a_secret({"eventSource": "new.amazonaws.com"}, name)


def test_a_switch_that_is_neither_on_nor_off_is_off() -> None:
    for value in (None, 0, "no", [], {}):
        asked = {"requestParameters": {"name": "/x", "withDecryption": value}}
        assert not hands_out_a_secret(asked, "GetParameter")
    for value in (True, "true", "True"):
        asked = {"requestParameters": {"name": "/x", "withDecryption": value}}
        assert hands_out_a_secret(asked, "GetParameter")
