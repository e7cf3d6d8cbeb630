"""A stack's own calls to AWS, each with every fault, as docs/reliability.md has it."""

from __future__ import annotations

import pytest

from tests.wizard.reliability import deploy, organization
from tests.wizard.reliability.cell import Maker, found, over
from tests.wizard.reliability.promises import Promises

pytestmark = pytest.mark.long

#: Passed over without a word: the regions were told by AWS's other call for them; a key that may not be
#: looked at is none of ours; `{}` is how SQS says that a queue has no tags, and then it is another's. Control
#: Tower's archive is only proposed to people.
NOTHING_TO_SAY = {
    ("ec2:DescribeRegions", ""),
    ("controltower:ListLandingZones", ""),
    ("kms:DescribeKey", "denied"),
    ("sqs:ListQueueTags", "{}"),
}
#: They answer in XML, which says in which encoding it is: nothing is amiss.
XML = ("iam:", "s3:", "sns:", "sts:")


each = over(*deploy.SCENARIOS, organization.DEPLOY)


@each
class TestWhatHoldsOfEveryCell(Promises):
    pass


@each
def test_nothing_is_half_made(make: Maker) -> None:
    """Whoever stops has stopped before the engine began."""
    assert [cell.place for cell in found(make) if cell.ran.code and cell.changed] == []


@each
def test_what_is_gone_on_without_is_said(make: Maker) -> None:
    unsaid = []
    for cell in found(make):
        call = cell.call.partition(" ")[0]
        is_told = {(call, ""), (call, cell.fault)} & NOTHING_TO_SAY or "--json" in cell.words
        is_told = is_told or (cell.fault == "utf-16" and call.startswith(XML))
        text = " ".join(f"{cell.ran.out} {cell.ran.err}".split())
        words = ("isn't known", "can't be seen", "may still name", "exists, in another account")
        says = any(one in text for one in words)
        if cell.ran.code == 0 and not is_told and not says:
            unsaid.append(cell.place)
    assert unsaid == []


def test_what_is_not_known_is_among_the_warnings_of_the_document() -> None:
    cell = next(
        cell
        for cell in found(deploy.preview)
        if cell.call.startswith("s3:ListBuckets") and "--json" in cell.words
    )
    assert any("Whether an earlier stack left its bucket" in text for text in cell.ran.document["warnings"])
