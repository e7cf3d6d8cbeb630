"""How each service's API reads and changes the tags of a thing, and what pulumi-aws makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

State = Mapping[str, Any]


@dataclass(frozen=True)
class Tags:
    """One service's calls. argument: what names the thing in them; by: the output that has that name.

    tags, keys: what the tags and their keys are called; pair: the two names in a list of tags, none where the
    service takes a map.
    """

    service: str
    argument: str
    by: str = "arn"
    list_call: str = "list_tags_for_resource"
    add_call: str = "tag_resource"
    remove_call: str = "untag_resource"
    tags: str = "Tags"
    keys: str = "TagKeys"
    pair: tuple[str, str] | None = ("Key", "Value")

    def of(self, inputs: State) -> Any:
        """The inputs' tags as the API takes them."""
        return self.to_api(inputs.get("tags"))

    def to_api(self, tags: Mapping[str, str] | None) -> Any:
        return pairs(tags, *self.pair) if self.pair else dict(tags or {})

    def read(self, client: Any, name: str) -> dict[str, str]:
        """The tags that the thing has now."""
        found = getattr(client, self.list_call)(**{self.argument: name}).get(self.tags) or ()
        return unpaired(found, *self.pair) if self.pair else dict(found)

    def change(self, client: Any, name: str, old: State, new: State) -> None:
        """Brings them from those of the old state to those of the new."""
        before, after = old.get("tags") or {}, new.get("tags") or {}
        gone = {key: text for key, text in before.items() if key not in after}
        changed = {key: text for key, text in after.items() if before.get(key) != text}
        if gone:
            self.remove(client, name, gone)
        if changed:
            getattr(client, self.add_call)(**{self.argument: name, self.tags: self.to_api(changed)})

    def remove(self, client: Any, name: str, gone: Mapping[str, str]) -> None:
        getattr(client, self.remove_call)(**{self.argument: name, self.keys: list(gone)})


def pairs(tags: Mapping[str, str] | None, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as most APIs take them."""
    return [{key: name, value: text} for name, text in (tags or {}).items()]


def unpaired(tags: Any, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as most APIs give them, as a dict. The emulator leaves an empty value out."""
    return {tag[key]: tag.get(value, "") for tag in tags or ()}


def tagged(tags: Mapping[str, str], known: State) -> dict[str, Any]:
    """The outputs for tags: `tags` stays out when there are none and none were asked for."""
    found = dict(sorted(tags.items()))
    return {**({"tags": found} if found or known.get("tags") is not None else {}), "tagsAll": found}
