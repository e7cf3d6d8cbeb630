"""What the wizard does before a deploy that takes something over: reads the account, writes the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components import adopted as adoption
from components.adopted import Adopted
from components.settings import Settings, validate
from tests.engine.scene import HOME, Scene
from wizard.adoption.make_plan import plan_left, plan_trail
from wizard.adoption.plan import Plan
from wizard.adoption.read import read_left, read_trail


def adopt(it: Scene, arn: str, settings: Mapping[str, Any]) -> Plan:
    """Takes a trail over: the file is written, and the stack file with the answers that follow."""
    plan = plan_trail(read_trail(it.account.client, arn), _checked({**settings, "adoptTrail": ""}), settings)
    answers = {key: value for key, value in plan.values.items() if key != "aws:region"}
    it.stack.configure({**settings, **answers})
    return written(it, plan)


def take_over(it: Scene, settings: Mapping[str, Any], bucket: str, alias: str) -> Plan:
    """Takes over what an earlier stack of these settings left."""
    found = read_left(it.account.client, HOME, bucket, f"{bucket}-access", alias)
    return written(it, plan_left(found, _checked(settings)))


def written(it: Scene, plan: Plan) -> Plan:
    """Writes the plan's file, everything kept."""
    assert plan.blockers == ()
    path = it.stack.folder / adoption.file_name("test")
    path.write_text(adoption.as_text(plan.adopted), "utf-8")
    return plan


def read_again(it: Scene) -> Adopted | None:
    return adoption.read(it.stack.folder, "test")


def _checked(settings: Mapping[str, Any]) -> Settings:
    return validate(settings, HOME)
