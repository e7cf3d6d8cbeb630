"""Going on with what an earlier stack kept when it was destroyed."""

from __future__ import annotations

from wizard.engine.opened import Opened
from wizard.terminal import safe

_BUCKET = "aws:s3/bucket:Bucket"


def take_over(it: Opened) -> None:
    """Takes over what an earlier stack kept, unless this one has its bucket already. Raises a Failure.

    What is agreed on is written beside the stack file, where the program reads it: this deploy imports it.
    """
    if not _is_anything_left(it):
        return
    from wizard.adoption.kept import take_over

    adoption = take_over(it.client_for, it.settings, it.account.id, it.ready, it.asker)
    if not it.quiet:
        adoption.show()
    if adoption.write():
        written = safe(adoption.file.path.name)
        it.say(f"{written} is written; commit it together with {safe(it.ready.file.path.name)}.")


def refuse_additions(it: Opened) -> None:
    """Before the first deploy of what is taken over: what others added to it since it was read would go.

    Later the stack owns it, and an addition is a change like any other. Raises UsageFailure.
    """
    if _has_a_bucket(it):
        return
    from wizard.adoption.since import refuse_additions

    unknown = refuse_additions(it.client_for, it.ready, it.settings, it.account.id)
    if unknown:
        it.say(f"! {unknown}", "warning")


def mention(it: Opened) -> None:
    """For a preview, which writes nothing."""
    if _is_anything_left(it):
        it.say(
            "! An earlier stack left its bucket or key in AWS: `deploy` takes them over, while what follows "
            "is planned without them.",
            "warning",
        )


def _is_anything_left(it: Opened) -> bool:
    """Whether something is there that belongs to no stack, and isn't planned for yet."""
    from wizard.adoption.file import AdoptedFile
    from wizard.adoption.kept import is_anything_left

    if AdoptedFile.read(it.ready.project, it.ready.stack).adopted is not None:
        return False
    if _has_a_bucket(it):
        return False
    return is_anything_left(it.client_for, it.settings, it.account.id)


def _has_a_bucket(it: Opened) -> bool:
    """Whether the stack holds its bucket already, or takes in the one that a failed run made."""
    return it.engine.takes_in(_BUCKET) or any(one["type"] == _BUCKET for one in it.engine.resources())
