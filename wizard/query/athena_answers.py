"""What Athena says of a query: how it ended, what it read and what that costs, its rows. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from components import prices
from wizard.failures import AwsFailure, Failure, UsageFailure
from wizard.query.answer import finite
from wizard.screen.terminal import safe

# https://aws.amazon.com/athena/pricing/: by whole megabytes.
_MB = 10**6
_WHOLE = ("tinyint", "smallint", "integer", "bigint")
_BROKEN = ("float", "double", "real", "decimal")


def cost_of(read: int) -> float:
    """USD for so many bytes read. https://aws.amazon.com/athena/pricing/"""
    counted = max(prices.QUERY_LEAST_BYTES, -(-read // _MB) * _MB) if read else 0
    return prices.QUERY.of(counted / prices.TB)


def amount(read: int) -> str:
    """`12.3 MB`, `1.2 GB`."""
    for size, unit in ((prices.TB, "TB"), (10**9, "GB"), (_MB, "MB"), (1000, "kB")):
        if read >= size:
            return f"{read / size:.1f} {unit}"
    return f"{read} bytes"


def failed(found: dict[str, Any]) -> Failure:
    """What a query that didn't succeed ends the command with."""
    status = found["Status"]
    why = safe(status.get("StateChangeReason") or "Athena doesn't say why")
    read = bytes_read(found)
    after = "" if read is None else f" after {amount(read)} ({cost_of(read):.2f} USD)"
    # https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
    if re.search(r"bytes scanned limit", why, re.IGNORECASE):
        return UsageFailure(
            f"The query would read more than the workgroup's limit: Athena cancelled it{after}: ask for less "
            "with --from, --to, --account or --region."
        )
    if status["State"] == "CANCELLED":
        return AwsFailure(f"Somebody stopped the query: {why}.")
    if re.search(r"does not exist|not found", why, re.IGNORECASE):
        return UsageFailure(f"Athena doesn't know what the query names: {why}")
    return AwsFailure(f"Athena refused the query: {why}")


def ended(sentence: str) -> str:
    """The sentence with a full stop, for one more behind it."""
    return f"{sentence.rstrip('.')}."


def bytes_read(found: dict[str, Any]) -> int | None:
    """How many bytes an execution read, as far as it says."""
    return (found.get("Statistics") or {}).get("DataScannedInBytes")


def typed(row: dict[str, Any], kinds: Sequence[str]) -> list[Any]:
    """Athena answers everything as text; numbers become numbers again. What a row lacks is empty."""
    cells = [*row.get("Data", ()), *[{}] * len(kinds)]
    return [_value(cell.get("VarCharValue"), kind) for cell, kind in zip(cells, kinds, strict=False)]


def _value(text: str | None, kind: str) -> Any:
    try:
        if text is not None and kind in _WHOLE:
            return int(text)
        if text is not None and kind.startswith(_BROKEN):
            return finite(float(text))
    except ValueError:
        pass
    return text
