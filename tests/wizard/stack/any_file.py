"""Files as chance makes them: valid ones with damage, pieces of YAML and JSON in any order, plain bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

VALID = tuple(
    text.encode()
    for text in (
        """\
# ours
encryptionsalt: v1:abc=:x
config:
  aws:region: eu-west-1  # home
  aws:allowedAccountIds: ["012345678901"]
  everyregion:approvedRegions:
    - eu-west-1
    # here
    - us-east-1   # until May
  everyregion:tags: {Team: sec, "No": 'x y'}
  everyregion:retainLogs: true
  everyregion:expireAfterDays: 365
  other:text: |
    a
     b
  other:secret:
    secure: AAAB
""",
        """\
name: everyregion
runtime:
  name: python
  options: {virtualenv: venv}
config:
  approvedRegions:
    type: array
    items: {type: string}
    default: []
""",
        """\
aws:region: eu-west-1
approvedRegions: [eu-west-1, us-east-1]
insights: none
alertEmails:
  - ops@example.com
tags: &t {A: b}
""",
        """\
{"aws:region": "eu-west-1", "approvedRegions": ["eu-west-1"], "tags": {"A": "1.10"}, "expireAfterDays": 400}
""",
        """\
{"schema": "everyregion/adopted/1", "account": "111122223333", "region": "eu-west-1",
 "trail": {"arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t", "selectors": [{"Name": "x"}],
           "tags": {"a": "b"}},
 "logBucket": {"name": "logs", "has": ["policy"], "statements": [{"Effect": "Deny"}]}, "letGo": []}
""",
    )
)
PIECES = (
    "config:", "aws:region: ", "everyregion:tags: ", "everyregion:approvedRegions: ", "tags: ",
    "logReaders: ", "insights: ", "expireAfterDays: ", "aws:allowedAccountIds: ", "name: ", "backend: ",
    "a: ", "b: ", "? ", ": ", "- ", "[", "]", "{", "}", ", ", "\n", "\n  ", "\n    ", "\r\n", "\t", " ",
    "# c\n", "&a ", "*a", "*b", "<<: ", "<<: *a", "!!bool x", "!!int x", "!!set ", "!!omap ", "!!binary ",
    "!!timestamp ", "!!str ", "!foo ", "!<x> ", "!!python/object:os.system ", "| ", ">-\n", '"', "'", "\\",
    "\\ud800", "\\U0010FFFF", "\\UFFFFFFFF", "\\x", "%YAML 1.1\n", "%TAG ! x\n", "---\n", "...\n",
    "0042", "1.10", "1e999", "0x1F", "1_000", "12:30", "yes", "~", "null", ".nan", "-.inf", "2024-01-01",
    "0000-13-99", "2024-01-01T25:61:61Z", ".5", "+1", "9" * 5000, "eu-west-1", "x" * 2000, "012345678901",
    "secure: ", "\ufeff", "\u2028", "\x85", "\x00", "\x1b[2J", "\u202e", "é", "😀", "@", "`", "%", '"a": ',
    "NaN", "Infinity", "-", "true", '"schema": "everyregion/adopted/1", ', "[[[[[[[[[[", "{{{{{{{{{{",
)  # fmt: skip


def files(seed: int) -> Iterator[bytes]:
    """One after the other without end; the same ones for the same seed."""
    chance = random.Random(seed)
    while True:
        yield chance.choice((_damaged, _damaged, _pieces, _pieces, _json, _bytes))(chance)


def _damaged(chance: random.Random) -> bytes:
    """A valid file after some accidents of an editor, a merge or a disk."""
    text = bytearray(chance.choice(VALID))
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(text) + 1)
        until = min(len(text), at + chance.randrange(30))
        kind = chance.randrange(5)
        if kind == 0:
            text[at:until] = b""
        elif kind == 1:
            text[at:at] = chance.choice(PIECES).encode("utf-8", "surrogatepass")
        elif kind == 2:
            text[at:until] = text[at:until] * chance.randrange(1, 4)
        elif kind == 3 and at < len(text):
            text[at] = chance.randrange(256)
        else:
            text[at:until] = chance.choice(VALID)[at:until]
    return bytes(text)


def _pieces(chance: random.Random) -> bytes:
    return "".join(chance.choices(PIECES, k=chance.randrange(1, 25))).encode("utf-8", "surrogatepass")


def _json(chance: random.Random) -> bytes:
    return json.dumps({chance.choice(PIECES).strip(': "'): _any(chance, 0) for _ in range(4)}).encode()


def _any(chance: random.Random, depth: int) -> Any:
    kind = chance.randrange(6 if depth < 4 else 4)
    if kind == 0:
        return chance.choice(PIECES)
    if kind == 1:
        return chance.choice((0, -1, 10**400, 1.5, 1e308, float("nan"), float("inf"), 0.1))
    if kind <= 3:
        return chance.choice((True, None, "eu-west-1", "AWS::S3::object", "012345678901"))
    if kind == 4:
        return [_any(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(PIECES): _any(chance, depth + 1) for _ in range(chance.randrange(4))}


def _bytes(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(200))
