"""What every maker is: create, update, delete and read for one resource type, in pulumi-aws' shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.shapes import plain
from wizard.rehearsal.makers.tags import Tags, tagged
from wizard.rehearsal.refusals import Refused

State = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a resource is made: an account and one of its regions."""

    account: EmulatedAccount
    region: str

    def client(self, service: str) -> Any:
        return self.account.client(service, self.region)

    def arn(self, service: str, resource: str) -> str:
        return self.account.arn(service, resource, self.region)


class Maker:
    """One resource type. Subclasses say what it takes to make, see, change and unmake one; callers use the
    four verbs.

    `type` is Pulumi's token. `gone` are the codes by which AWS says that there is no such thing; `tags` how
    it is tagged, None where it can't be. State is camelCase as pulumi-aws has it: the inputs, and what AWS
    adds.
    """

    type: ClassVar[str]
    gone: ClassVar[tuple[str, ...]] = ("ResourceNotFoundException",)
    tags: ClassVar[Tags | None] = None
    regional: ClassVar[bool] = True

    def create(self, account: EmulatedAccount, name: str, inputs: State) -> tuple[str, dict[str, Any]]:
        """Makes it; `name` is the whole logical name. Returns id and outputs, or raises Refused."""
        inputs = plain(inputs)
        at = self._place(account, inputs)
        with account.lock, as_refused():
            id = self.make(at, name, inputs)
            return id, self._state(at, id, inputs)

    def update(self, account: EmulatedAccount, id: str, old: State, new: State) -> dict[str, Any]:
        """Changes it from `old` (its outputs) to `new` (inputs). Returns the new outputs, or raises
        Refused."""
        old, new = plain(old), plain(new)
        at = self._place(account, new, old)
        with account.lock, as_refused():
            self.change(at, id, old, new)
            if self.tags:
                named = id if self.tags.by == "id" else old[self.tags.by]
                self.tags.change(at.client(self.tags.service), named, old, new)
            return self._state(at, id, new)

    def delete(self, account: EmulatedAccount, id: str, outputs: State) -> None:
        """Unmakes it. Fine when it's gone already."""
        outputs = plain(outputs)
        at = self._place(account, outputs)
        with account.lock, as_refused():
            if self._seen(at, id, outputs) is not None:
                self.unmake(at, id, outputs)

    def read(self, account: EmulatedAccount, id: str, outputs: State | None = None) -> dict[str, Any] | None:
        """The outputs as they are now, or None when it's gone. Without known outputs (an import) the id may
        end in `@<region>`, as pulumi-aws has it."""
        known = dict(plain(outputs or {}))
        if self.regional and not known and "@" in id:
            id, known["region"] = id.rsplit("@", 1)
        at = self._place(account, known)
        with account.lock, as_refused():
            live = self._seen(at, id, known)
        return None if live is None else self._merged(at, known, live)

    def make(self, at: Place, name: str, inputs: State) -> str:
        raise NotImplementedError

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        """What the emulated account has now, without id and tags. None if nothing; what AWS says with a code
        of `gone` is that too. `known` is the state so far, for ids and documents."""
        raise NotImplementedError

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        raise NotImplementedError

    def unmake(self, at: Place, id: str, known: State) -> None:
        raise NotImplementedError

    def _place(self, account: EmulatedAccount, *states: State) -> Place:
        named = [state["region"] for state in states if state.get("region")] if self.regional else []
        region = named[0] if named else account.home
        if region not in account.regions:
            known = region in account.region_statuses
            raise Refused(
                "UnrecognizedClientException" if known else "InvalidRegion",
                f"{region} isn't enabled in this account."
                if known
                else f"{region} isn't a region of {account.partition}.",
            )
        return Place(account, region)

    def _state(self, at: Place, id: str, inputs: State) -> dict[str, Any]:
        live = self._seen(at, id, inputs)
        if live is None:
            raise RuntimeError(f"{self.type} {id} was made, but the emulated account doesn't have it.")
        return self._merged(at, inputs, live)

    def _seen(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        live = None
        with missing_is_fine(*self.gone):
            live = self.live(at, id, known)
            if live is not None:
                live = {"id": id, **live}
                if self.tags:
                    live |= tagged(self.tags.read(at.client(self.tags.service), live[self.tags.by]), known)
        return live

    def _merged(self, at: Place, known: State, live: State) -> dict[str, Any]:
        region = {"region": at.region} if self.regional else {}
        return {**known, **region, **live}


class Setting(Maker):
    """A part of another resource that is put, put again, and removed: bucket policies, versioning, topic
    policies ..."""

    def identity(self, inputs: State) -> str:
        """The id that these inputs have."""
        raise NotImplementedError

    def put(self, at: Place, inputs: State) -> None:
        raise NotImplementedError

    def make(self, at: Place, name: str, inputs: State) -> str:
        self.put(at, inputs)
        return self.identity(inputs)

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        self.put(at, new)


@contextmanager
def as_refused() -> Iterator[None]:
    """Turns the emulator's own refusals, and those of boto3's validation, into Refused."""
    from botocore.exceptions import ClientError, ParamValidationError

    try:
        yield
    except ClientError as refusal:
        error = refusal.response.get("Error", {})
        raise Refused(error.get("Code", "Unknown"), error.get("Message", "") or str(refusal)) from refusal
    except ParamValidationError as refusal:
        raise Refused("ValidationException", str(refusal)) from refusal


@contextmanager
def missing_is_fine(*codes: str) -> Iterator[None]:
    """Swallows the emulator's "there is no such thing": one of these codes, or HTTP's own 404."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as refusal:
        answer: Any = refusal.response
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status != 404 and answer.get("Error", {}).get("Code") not in codes:
            raise
