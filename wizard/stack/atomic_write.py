"""Replaces or removes a file in one step, and only if it is still what was read."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

from wizard.failures import UsageFailure, deeds
from wizard.screen.terminal import safe


class ChangedMeanwhile(UsageFailure):
    """Somebody else wrote the file after it was read."""


class NotWritten(UsageFailure):
    """The file can't be written where it is to be, as things are now: no room, no right, no folder."""


def replace(path: Path, before: bytes | None, content: str | bytes) -> None:
    """Writes `content`, text as UTF-8, to `path` if it still holds `before` (None: still absent). Of a
    symlink the target is written.

    After any failure the file is what it was, byte for byte, and no other file is left behind.
    """
    try:
        target = path.resolve(strict=False)
        with _only_one_writer(target.parent):
            _refuse_changed(path, target, before)
            _write(target, content.encode("utf-8") if isinstance(content, str) else content)
    except (OSError, RuntimeError) as error:
        raise NotWritten(
            f"{safe(path)} can't be written: {_reason(error)} {deeds.claim('Nothing was changed.')}"
        ) from None


def try_out(path: Path, size: int) -> None:
    """Writes so many bytes beside `path`, as `replace` does, and takes them away. Raises NotWritten where
    that fails: a look at permissions knows nothing of a full disk or a quota."""
    try:
        folder = path.resolve(strict=False).parent
        with _only_one_writer(folder), tempfile.TemporaryFile(prefix=f".{path.name}.", dir=folder) as file:
            file.write(bytes(size))
            file.flush()
            os.fsync(file.fileno())
    except (OSError, RuntimeError) as error:
        raise NotWritten(f"{safe(path)} can't be written: {_reason(error)}") from None


def remove(path: Path, before: bytes | None) -> None:
    """Removes `path` if it still holds `before`; a symlink isn't followed, and goes itself."""
    try:
        with _only_one_writer(path.parent):
            _refuse_changed(path, path, before)
            path.unlink()
    except OSError as error:
        raise UsageFailure(f"{safe(path)} can't be removed: {_reason(error)}") from None


def _refuse_changed(path: Path, target: Path, before: bytes | None) -> None:
    if _content(target) != before:
        so = deeds.claim(", so nothing was written")
        raise ChangedMeanwhile(
            f"{safe(path)} was changed by someone else meanwhile{so}. Run again to start "
            "from the file as it is now."
        )


def _write(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(target))
        deeds.note_file(target, content)
        os.replace(name, target)
    except BaseException:
        # Also on Ctrl-C and SIGHUP: half a file must not stay.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _content(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _only_one_writer(folder: Path) -> Generator[None, None, None]:
    """A lock on the folder itself, for the moment of comparing and replacing: it leaves no file behind."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _reason(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "you may not write in that folder. Change its permissions, or work on a copy of the project."
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "the disk is full, or a limit is reached. Make room and run again."
    if number == errno.ENOENT:
        return "its folder doesn't exist."
    if number == errno.ELOOP or isinstance(error, RuntimeError):
        return "it is a symbolic link that leads back to itself."
    return f"{getattr(error, 'strerror', None) or error}."
