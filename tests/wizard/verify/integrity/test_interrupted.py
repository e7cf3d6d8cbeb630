"""A run that is interrupted is gone on with; what it kept can't be made to hide anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wizard.verify.integrity.scene import AWAY, SEAL, Bucketful, bucketful
from wizard.verify.integrity.findings import ChainFindings

HOURS = 12


@pytest.fixture(scope="module")
def there() -> Iterator[Bucketful]:
    with bucketful(HOURS) as made:
        yield made


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "everyregion" / "integrity"


class _Counting:
    """Clients that count the log files that are read, and at one of them somebody presses Ctrl-C."""

    def __init__(self, there: Bucketful, stop_at: str = "") -> None:
        self._there, self._stop_at = there, stop_at
        self.read: list[str] = []

    def __call__(self, service: str, region: str) -> Any:
        client = self._there.account.client(service, region)
        return self._S3(self, client) if service == "s3" else client

    class _S3:
        def __init__(self, of: _Counting, client: Any) -> None:
            self._of, self._client = of, client

        def __getattr__(self, name: str) -> Any:
            return getattr(self._client, name)

        def get_object(self, **parameters: Any) -> Any:
            if "/CloudTrail/" in parameters["Key"]:
                self._of.read.append(parameters["Key"])
                if parameters["Key"] == self._of._stop_at:
                    raise KeyboardInterrupt
            return self._client.get_object(**parameters)


def interrupted(there: Bucketful, seal: bytes = SEAL) -> None:
    """At the newest but one log file."""
    with pytest.raises(KeyboardInterrupt):
        there.looked(_Counting(there, there.log), seal=seal)


def gone_on(there: Bucketful, seal: bytes = SEAL) -> tuple[ChainFindings, list[str]]:
    counting = _Counting(there)
    found = there.looked(counting, seal=seal)
    return next(one for one in found.chains if one.region == AWAY), counting.read


def kept(state: Path) -> Path:
    (file,) = state.iterdir()
    return file


def test_the_next_run_reads_only_what_wasnt_read(there: Bucketful, state: Path) -> None:
    interrupted(there)
    assert kept(state).stat().st_mode & 0o777 == 0o600
    chain, read = gone_on(there)
    assert (chain.files, chain.troubles) == (HOURS - 1, [])
    assert 0 < len(read) < HOURS - 1
    assert chain.resumed == HOURS - 1 - len(read)


def test_a_run_that_comes_to_its_end_leaves_nothing(there: Bucketful, state: Path) -> None:
    interrupted(there)
    gone_on(there)
    assert list(state.iterdir()) == []
    chain, read = gone_on(there)
    assert (chain.resumed, len(read)) == (0, HOURS - 1)


def test_what_is_changed_meanwhile_is_found(there: Bucketful) -> None:
    interrupted(there)
    old = there.logs[AWAY][2]
    undo = there.put(old, b"forged")
    try:
        chain, _ = gone_on(there)
    finally:
        undo()
    assert [(one.kind, one.key) for one in chain.troubles] == [("file changed", old)]


def test_what_is_deleted_meanwhile_is_found(there: Bucketful) -> None:
    interrupted(there)
    old = there.logs[AWAY][2]
    undo = there.delete(old)
    try:
        chain, _ = gone_on(there)
    finally:
        undo()
    assert [(one.kind, one.key) for one in chain.troubles] == [("file missing", old)]


def test_whoever_writes_to_the_list_without_the_key_can_seal_nothing(there: Bucketful, state: Path) -> None:
    old = there.logs[AWAY][2]
    undo = there.put(old, b"forged")
    try:
        # Somebody without the credentials runs the same program over what they forged, and has its list.
        interrupted(there, b"x" * 32)
        chain, read = gone_on(there)
    finally:
        undo()
    assert [(one.kind, one.key) for one in chain.troubles] == [("file changed", old)]
    assert (chain.resumed, len(read)) == (0, HOURS - 1)


def test_random_entries_change_nothing(there: Bucketful, state: Path) -> None:
    interrupted(there)
    kept(state).write_bytes(bytes(range(256)) * 500 + b"odd")
    chain, read = gone_on(there)
    assert (chain.resumed, len(read)) == (0, HOURS - 1)


def test_without_credentials_to_seal_with_nothing_is_kept(there: Bucketful, state: Path) -> None:
    interrupted(there, b"")
    assert not state.exists()
    assert gone_on(there, b"")[0].files == HOURS - 1


def test_what_was_bad_is_looked_at_again(there: Bucketful) -> None:
    undo = there.put(there.logs[AWAY][2], b"forged")
    try:
        interrupted(there)
    finally:
        undo()
    chain, read = gone_on(there)
    assert chain.troubles == []
    assert there.logs[AWAY][2] in read
