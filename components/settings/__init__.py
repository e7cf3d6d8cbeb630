"""Settings: the only place where a setting, its default, allowed values, help and rules live."""

from components.settings.model import DELIVERED_LOGS, RULES, Settings, fields, plain, specs
from components.settings.problems import Problem, SettingsError, shown
from components.settings.rules import warnings
from components.settings.spec import Spec
from components.settings.validate import REGION_KEY, check_one, validate

__all__ = [
    "DELIVERED_LOGS",
    "REGION_KEY",
    "RULES",
    "Problem",
    "Settings",
    "SettingsError",
    "Spec",
    "check_one",
    "fields",
    "plain",
    "shown",
    "specs",
    "validate",
    "warnings",
]
