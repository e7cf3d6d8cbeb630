"""What isn't built yet is refused, never ignored. Today everything is built."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import pytest

from components.settings import fields
from components.settings.spec import Spec
from tests.components.cases import HOME, refusals


def test_every_setting_is_built() -> None:
    built = Spec.__dataclass_fields__["unbuilt"].default
    assert [spec.key for spec in fields().values() if spec.unbuilt is not built] == []


def test_turning_on_what_is_not_built_is_refused_with_not_yet() -> None:
    unbuilt = {**fields(), "queries": replace(fields()["queries"], unbuilt=bool)}
    with mock.patch("components.settings.validate.fields", return_value=unbuilt):
        messages = refusals({"approvedRegions": [HOME], "queries": True})
    assert messages == [
        'queries: "true" is not yet built. Accepting it would leave you without what it promises. '
        "Leave queries at false for now."
    ]


@pytest.mark.parametrize("spec", fields().values(), ids=lambda spec: spec.key)
def test_every_default_is_built(spec: Spec) -> None:
    assert not spec.unbuilt(spec.default)
