"""Reads the stack's configuration into Settings, inside a Pulumi program."""

from __future__ import annotations

import pulumi
from pulumi.runtime import get_config_env
from pulumi.runtime.config import CONFIG

from components.settings import REGION_KEY, Settings, SettingsError, specs, validate, warnings


def load() -> Settings:
    """The stack's settings; warnings go to the engine's log.

    Raises pulumi.RunError with every problem at once: the engine prints it without a traceback.
    """
    project = pulumi.get_project()
    config = pulumi.Config()
    given = {key: config.get(key) for key in specs()}
    given.update({key: "" for key in _keys_of(project) if key not in given})
    try:
        settings = validate(given, pulumi.Config("aws").get(REGION_KEY.partition(":")[2]))
    except SettingsError as error:
        raise pulumi.RunError(f"Settings of stack {pulumi.get_stack()}:\n{error}") from None
    for warning in warnings(settings):
        pulumi.log.warn(str(warning))
    return settings


def _keys_of(project: str) -> list[str]:
    """The bare keys that the stack sets for this project; the SDK offers no call that lists them."""
    every_key = {**get_config_env(), **CONFIG.get()}
    return [key.removeprefix(f"{project}:") for key in every_key if key.startswith(f"{project}:")]
