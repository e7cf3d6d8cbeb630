"""Whatever a stack file looks like, an edit ends in what was wanted, and every other line is as it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from wizard.failures import UsageFailure
from wizard.stack.stack_file import StackFile

REGIONS = ("eu-west-1", "us-east-1", "eu-central-1", "ap-south-2", "sa-east-1")
READERS = ("111122223333", "arn:aws:iam::111122223333:role/a=b,c", "012345678901")
WORDS = (
    "both",
    "none",
    "off",
    "0042",
    "1.10",
    "it's",
    'say "so"',
    "a: b",
    "# no",
    "é",
    "",
    " x ",
    "- a",
    "{a}",
    "yes",
)
COMMENTS = ("", "", "", "  # why", ' # it\'s: [agreed] {with} "them"', "   ")
OTHERS = (
    "other:token:\n  secure: AAAB=\n",
    "other:text: |\n  # not a comment\n  two: lines\n\n",
    "other:folded: >-\n  a\n  b\n",
    "other:list: [1,2,   3]   # three\n",
    "other:odd:   'it''s'\n",
    "other:empty:\n",
    "other:map: {a: 1, b: [2]}\n",
    "other:anchor: &x\n  - 1\n",
    '"other:quoted": "\\u00e9"\n',
    "? other:asked\n: answer\n",
    "# a line of its own\n",
    "\n",
)


def scalar(chance: random.Random, text: str, in_brackets: bool = False) -> str:
    """One of the ways to write this text."""
    plain = (
        text if text.replace("-", "").isalnum() and text[:1].isalpha() and text not in ("off", "yes") else ""
    )
    double = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    single = "'" + text.replace("'", "''") + "'"
    return chance.choice([word for word in (plain, double, single) if word])


def a_list(chance: random.Random, items: list[str], margin: str) -> str:
    """What stands behind a key with a list: lines, or brackets on one line or on several."""
    style = chance.choice(("lines", "lines", "brackets", "tall"))
    if not items:
        return f" []{chance.choice(COMMENTS)}\n"
    if style == "brackets":
        inside = chance.choice((", ", ",", " ,  ")).join(scalar(chance, item, True) for item in items)
        return f"{chance.choice((' ', '   '))}[{inside}]{chance.choice(COMMENTS)}\n"
    lines = [chance.choice(COMMENTS) + "\n"]
    inner = margin + chance.choice(("  ", "    ") if style == "tall" else ("", "  ", "    "))
    for n, item in enumerate(items):
        if chance.random() < 0.3:
            lines.append(f"{inner}# above {item}\n" + chance.choice(("", "\n")))
        comma = "," if n < len(items) - 1 or chance.random() < 0.5 else ""
        text = f"- {scalar(chance, item)}" if style == "lines" else f"{scalar(chance, item, True)}{comma}"
        beside = chance.choice((*COMMENTS, f"  # beside {item}"))
        lines.append(f"{inner}{text}{beside}\n")
    if style == "tall":
        return " [" + "".join(lines) + f"{margin}  ]{chance.choice(COMMENTS)}\n"
    return "".join(lines)


def a_map(chance: random.Random, pairs: dict[str, str], margin: str) -> str:
    if not pairs or chance.random() < 0.3:
        inside = ", ".join(f"{scalar(chance, k, True)}: {scalar(chance, v, True)}" for k, v in pairs.items())
        return f" {{{inside}}}{chance.choice(COMMENTS)}\n"
    lines = [chance.choice(COMMENTS) + "\n"]
    for key, value in pairs.items():
        if chance.random() < 0.3:
            lines.append(f"{margin}  # about {key}\n")
        lines.append(f"{margin}  {scalar(chance, key)}: {scalar(chance, value)}{chance.choice(COMMENTS)}\n")
    return "".join(lines)


def some(chance: random.Random, of: tuple[str, ...]) -> list[str]:
    return chance.sample(of, k=chance.randrange(len(of) + 1))


def some_values(chance: random.Random) -> dict[str, object]:
    values: dict[str, object] = {
        "aws:region": chance.choice(REGIONS),
        "approvedRegions": some(chance, REGIONS),
        "logReaders": some(chance, READERS),
        "insights": chance.choice(WORDS),
        "kmsKeyArn": chance.choice(WORDS),
        "expireAfterDays": chance.choice((0, 90, 2555)),
        "retainLogs": chance.choice((True, False)),
        "tags": {name: chance.choice(WORDS) for name in some(chance, ("Team", "Cost-Centre", "0042", "Env"))},
    }
    return {key: values[key] for key in values if chance.random() < 0.6}


def a_file(chance: random.Random, values: dict[str, object]) -> str:
    """A stack file that holds these values and others, in any layout."""
    margin = chance.choice(("  ", "    ", " "))
    parts: list[str] = []
    for key, value in values.items():
        name = key if key.startswith("aws:") else f"everyregion:{key}"
        if isinstance(value, list):
            text = a_list(chance, value, margin)
        elif isinstance(value, dict):
            text = a_map(chance, value, margin)
        elif isinstance(value, str):
            text = f" {scalar(chance, value)}{chance.choice(COMMENTS)}\n"
        else:
            text = f"{chance.choice((' ', '  '))}{str(value).lower()}{chance.choice(COMMENTS)}\n"
        parts.append(f"{margin}{name}:{text}")
    for other in chance.sample(OTHERS, k=chance.randrange(5)):
        parts.append("".join(f"{margin}{line}" if line.strip() else line for line in other.splitlines(True)))
    chance.shuffle(parts)
    config = "config:" + chance.choice(COMMENTS) + "\n" + "".join(parts)
    before = chance.choice(("", "# ours\n", "encryptionsalt: v1:abc=:x\n", "---\n"))
    after = chance.choice(("", "", "environment:\n  - a/b\n", "# the end\n"))
    text = before + (config if "".join(parts).strip() else "") + after
    if chance.random() < 0.2:
        text = text.replace("\n", "\r\n")
    return text.rstrip("\n") if chance.random() < 0.2 else text


def lines_of_others(text: str) -> list[str]:
    """Every line that has nothing to do with our keys: comments, other keys, blank lines."""
    return [line for line in text.splitlines() if line.strip().startswith("#") or "other:" in line]


def changed(file: StackFile, wanted: dict[str, object]) -> str | None:
    """The edited text, None where comments between brackets would be lost."""
    try:
        return file.changed(wanted)
    except UsageFailure as error:
        if "comments stand between the brackets" in error.message:
            return None
        raise AssertionError(f"{error.message}\n{file.document.text}\n{wanted}") from None


def items_of(values: dict[str, object]) -> list[str]:
    return [item for value in values.values() if isinstance(value, list) for item in value]


@pytest.mark.parametrize("seed", range(6))
def test_any_edit_of_any_file_is_what_was_wanted_and_touches_nothing_else(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "Pulumi.dev.yaml"
    refused = 0
    for _ in range(40):
        before, wanted = some_values(chance), some_values(chance)
        text = a_file(chance, before)
        path.write_bytes(text.encode())
        file = StackFile.read(path, "everyregion")
        assert {"aws:region": file.home_region, **file.values}.items() >= before.items(), text
        after = changed(file, wanted)
        if after is None:
            refused += 1
            continue
        path.write_bytes(after.encode())
        again = StackFile.read(path, "everyregion")
        held = {"aws:region": again.home_region, **again.values}
        assert held.items() >= {**before, **wanted}.items(), f"{text}\n---\n{after}"
        assert set(again.config) >= set(file.config)
        assert sorted(lines_of_others(text)) == sorted(lines_of_others(after)), f"{text}\n---\n{after}"
        for item in {*items_of(before)} & {*items_of({**before, **wanted})}:
            beside = f"# beside {item}"
            assert text.count(beside) == after.count(beside), f"{text}\n---\n{after}"
        unchanged = [key for key in before if wanted.get(key, before[key]) == before[key]]
        gone = [line[1:].strip() for line in file.diff(after)[2:] if line.startswith("-")]
        for key in unchanged:
            assert not any(line.startswith((f"{key}:", f"everyregion:{key}:")) for line in gone), (
                f"{text}\n{after}"
            )
    assert refused < 10
