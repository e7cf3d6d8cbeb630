"""One parser for what a person types, and for what YAML, JSON and Pulumi's config hand over."""

from __future__ import annotations

from typing import Any

import pytest

from components.settings.parse import Mistyped, parse
from components.settings.spec import Kind, Spec


def spec(kind: Kind, **words: Any) -> Spec:
    return Spec("key", kind, None, "help", **words)


TEXT, FLAG, LIST, MAP = spec("text"), spec("flag"), spec("list"), spec("map")
CHOICE = spec("choice", choices={"off": "", "governance": "", "compliance": ""})
NUMBER = spec("number", low=1, high=1440)
SOURCES = spec("list", choices={"rules": "", "delivered-logs": ""})


@pytest.mark.parametrize(
    ("of", "raw", "value"),
    [
        (TEXT, "  trail ", "trail"),
        (TEXT, "", ""),
        (TEXT, "[not a list", "[not a list"),
        (CHOICE, "governance", "governance"),
        (CHOICE, " off ", "off"),
        # YAML 1.1 reads a bare `off` so.
        (CHOICE, False, "off"),
        (FLAG, True, True),
        (FLAG, False, False),
        (FLAG, "true", True),
        (FLAG, "Yes", True),
        (FLAG, " ON ", True),
        (FLAG, "false", False),
        (FLAG, "no", False),
        (FLAG, "off", False),
        (NUMBER, 1, 1),
        (NUMBER, 1440, 1440),
        (NUMBER, " 90 ", 90),
        (NUMBER, "007", 7),
        (NUMBER, 90.0, 90),
        (LIST, "eu-west-1", ("eu-west-1",)),
        (LIST, "b, a,,b ,", ("b", "a")),
        (LIST, ' ["b", " a "] ', ("b", "a")),
        (LIST, ["b", "a", "b"], ("b", "a")),
        (LIST, ("a",), ("a",)),
        (LIST, '["a,b"]', ("a,b",)),
        (LIST, "", ()),
        (LIST, "[]", ()),
        (LIST, [], ()),
        (SOURCES, "rules,delivered-logs", ("rules", "delivered-logs")),
        (MAP, "Team=Security, Cost = 12", (("Cost", "12"), ("Team", "Security"))),
        (MAP, '{"Team": "Security", "Cost": 12}', (("Cost", "12"), ("Team", "Security"))),
        (MAP, {"Secret": True, "Cost": 1.5}, (("Cost", "1.5"), ("Secret", "true"))),
        (MAP, "Url=a=b", (("Url", "a=b"),)),
        (MAP, "Empty=", (("Empty", ""),)),
        (MAP, "", ()),
        (MAP, {}, ()),
    ],
)
def test_a_value_is_understood(of: Spec, raw: object, value: object) -> None:
    parsed = parse(of, raw)
    assert (parsed, type(parsed)) == (value, type(value))


WHOLE = "Write a whole number from 1 to 1440."


@pytest.mark.parametrize(
    ("of", "raw", "rule", "fix"),
    [
        (TEXT, 5, '"5" isn\'t text.', "Put it in quotes."),
        (TEXT, ["a"], '["a"] isn\'t text.', "Put it in quotes."),
        (TEXT, "a\nb", '"a\\nb" holds a control character or line break.', "Type it again by hand."),
        (TEXT, "\x1b[2J", '"\\x1b[2J" holds a control character or line break.', "Type it again by hand."),
        (
            CHOICE,
            "governence",
            '"governence" isn\'t one of off, governance, compliance.',
            "Did you mean governance?",
        ),
        (CHOICE, "xyz", '"xyz" isn\'t one of off, governance, compliance.', ""),
        (CHOICE, True, '"true" isn\'t one of off, governance, compliance.', ""),
        (CHOICE, ["off"], '["off"] isn\'t one of off, governance, compliance.', ""),
        (FLAG, "maybe", '"maybe" is neither true nor false.', "Write true or false."),
        (FLAG, 1, '"1" is neither true nor false.', "Write true or false."),
        (FLAG, "", '"" is neither true nor false.', "Write true or false."),
        (NUMBER, 0, '"0" is out of range.', WHOLE),
        (NUMBER, "1441", '"1441" is out of range.', WHOLE),
        (NUMBER, -5, '"-5" is out of range.', WHOLE),
        (NUMBER, "1.5", '"1.5" isn\'t a whole number.', WHOLE),
        (NUMBER, 1.5, '"1.5" isn\'t a whole number.', WHOLE),
        (NUMBER, "--5", '"--5" isn\'t a whole number.', WHOLE),
        (NUMBER, "", '"" isn\'t a whole number.', WHOLE),
        (NUMBER, True, '"true" isn\'t a whole number.', WHOLE),
        (NUMBER, "\u0663", '"\u0663" isn\'t a whole number.', WHOLE),
        (NUMBER, "9" * 12, '"999999999999" isn\'t a whole number.', WHOLE),
        (NUMBER, float("inf"), '"inf" isn\'t a whole number.', WHOLE),
        (LIST, 5, '"5" isn\'t a list.', "Write items separated by commas, or a list."),
        (LIST, {"a": 1}, '{"a": 1} isn\'t a list.', "Write items separated by commas, or a list."),
        (LIST, ["a", 5], 'the item "5" isn\'t text.', "Put it in quotes."),
        (LIST, ["a", " "], 'the item " " is empty or holds a control character.', "Remove it."),
        (LIST, "a\nb", 'the item "a\\nb" is empty or holds a control character.', "Remove it."),
        (
            LIST,
            '["a"',
            """"["a"" isn't valid JSON (Expecting ',' delimiter: line 1 column 5 (char 4)).""",
            "Mend it, or use commas.",
        ),
        (SOURCES, "rule", '"rule" isn\'t one of rules, delivered-logs.', "Did you mean rules?"),
        (MAP, 5, '"5" isn\'t a map.', "Write Name=value, Other=value or a map."),
        (MAP, ["a"], '["a"] isn\'t a map.', "Write Name=value, Other=value or a map."),
        (MAP, "Team", '"Team" isn\'t Name=value.', "Write Name=value, Other=value."),
        (MAP, {"a": None}, '"a": null isn\'t a name and a text.', "Put the value in quotes."),
        (MAP, {"a": ["b"]}, '"a": ["b"] isn\'t a name and a text.', "Put the value in quotes."),
        (MAP, {1: "b"}, '"1": "b" isn\'t a name and a text.', "Put the value in quotes."),
        (
            MAP,
            {"a\tb": "c"},
            '"a\\tb" holds a control character or line break.',
            "Type it again by hand.",
        ),
    ],
)
def test_what_is_no_such_value_is_refused_with_what_was_expected(
    of: Spec, raw: object, rule: str, fix: str
) -> None:
    with pytest.raises(Mistyped) as caught:
        parse(of, raw)
    assert (caught.value.rule, caught.value.fix) == (rule, fix)


def test_a_number_that_python_will_not_print_is_refused_like_any_other() -> None:
    with pytest.raises(Mistyped) as caught:
        parse(NUMBER, 16**5000)
    assert caught.value.rule == '"something too big to show" is out of range.'
