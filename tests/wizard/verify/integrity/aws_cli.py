"""The real `aws cloudtrail validate-logs`, over an emulated account that is served on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

AWS = Path(sys.executable).with_name("aws")
_LINE = re.compile(r"^(?:\(backfill\) )?(?:Digest|Log) file\ts3://([^/]+)/(\S+)\t(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Validated:
    """verdicts: by key, `valid` or what the CLI says is wrong."""

    code: int
    verdicts: dict[str, str]
    text: str

    @property
    def invalid(self) -> dict[str, str]:
        return {key: words for key, words in self.verdicts.items() if words != "valid"}


def validate_logs(url: str, arn: str, region: str, start: float, end: float, *more: str) -> Validated:
    """What the CLI says of that time, epoch seconds. more: further words."""
    words = ["cloudtrail", "validate-logs", "--verbose", "--trail-arn", arn, "--region", region, *more]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, AWS, *words, "--start-time", _stamp(start), "--end-time", _stamp(end)],
        env={
            **kept,
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    text = done.stdout + done.stderr
    return Validated(done.returncode, {key: words for _, key, words in _LINE.findall(text)}, text)


def _stamp(when: float) -> str:
    return datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
