"""The digest function's code as the zip that Lambda gets, the same bytes on every machine. Pure.

Lambda tells the SHA-256 of the package that it has, and `verify` compares it with this one. So nothing is
compressed, which differs from one library to the next, and names, dates and line ends are settled here.
https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html (CodeSha256)
https://docs.aws.amazon.com/lambda/latest/dg/python-package.html
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from pathlib import Path

from components.region_alert.function.digest.watched_records import FILE

#: How Lambda runs it. timeout: seconds, its most is 900; memory: MB.
HANDLER, RUNTIME, TIMEOUT_SECONDS, MEMORY_MB = "digest.handler.handler", "python3.13", 300, 512
_SOURCE = Path(__file__).parent / "function" / "digest"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16


def package(watched_records: str = "") -> bytes:
    """The function's .py files alone: a __pycache__ beside them would change the package.

    watched_records: what of log files is a change to the audit trail, for function/digest/watched_records.py;
    "" where the tamper rules alone tell of those.
    """
    files = {file.name: file.read_bytes() for file in _SOURCE.glob("*.py")}
    if watched_records:
        files[FILE] = watched_records.encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"digest/{name}", _LONG_AGO)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            # Git may have given the files another system's line ends.
            packed.writestr(entry, content.replace(b"\r\n", b"\n"))
    return made.getvalue()


def code_sha256(made: bytes) -> str:
    """A package's hash as Lambda writes it, in Base64."""
    return base64.b64encode(hashlib.sha256(made).digest()).decode()
