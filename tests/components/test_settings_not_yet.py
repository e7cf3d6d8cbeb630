"""What isn't built yet is refused, never ignored; a row goes when its feature comes."""

from __future__ import annotations

import pytest

from components.settings import fields
from components.settings.spec import Spec
from tests.components.cases import HOME, refusals

# Key -> a value that would turn the feature on, and how the message shows value and default.
NOT_YET: dict[str, tuple[object, str, str]] = {
    "queries": (True, "true", "false"),
}


def refused(spec: Spec) -> bool:
    default = Spec.__dataclass_fields__["unbuilt"].default
    return spec.unbuilt is not default


def test_the_table_here_has_every_setting_that_is_refused_for_now() -> None:
    assert sorted(spec.key for spec in fields().values() if refused(spec)) == sorted(NOT_YET)


@pytest.mark.parametrize("key", NOT_YET)
def test_turning_it_on_is_refused_with_not_yet(key: str) -> None:
    value, shown, default = NOT_YET[key]
    messages = [message for message in refusals({"approvedRegions": [HOME], key: value}) if "yet" in message]
    assert messages == [
        f'{key}: "{shown}" is not yet built. Accepting it would leave you without what it promises. '
        f"Leave {key} at {default} for now."
    ]


@pytest.mark.parametrize("spec", fields().values(), ids=lambda spec: spec.key)
def test_every_default_is_built(spec: Spec) -> None:
    assert not spec.unbuilt(spec.default)
