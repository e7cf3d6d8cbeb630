"""Every check of `verify`, from checks.json: its id, which is the same in every release, what it asks, and
what follows if it isn't so.

`python -m wizard.verify.page` lists them in docs/verify.md; the controls that each answers are in
wizard/review/controls.json.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("checks.json")


@dataclass(frozen=True)
class Check:
    """what: as it should be, a sentence; consequence: of its not being so; own: whether it is asked of a
    stack alone, since a trail of others has no settings to compare with."""

    id: str
    what: str
    consequence: str
    own: bool = False

    @property
    def group(self) -> str:
        """Its id's beginning: trail, bucket, access-bucket, key, coverage, integrity, organization, alert,
        tamper, queries or drift."""
        return self.id.partition(".")[0]


#: By id, in the order of reports.
CHECKS = {id: Check(id, **words) for id, words in json.loads(_FILE.read_text("utf-8")).items()}
