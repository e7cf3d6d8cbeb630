"""`scp --attach`: what it does, and what it asks before."""

from __future__ import annotations

import json

import pytest

from tests.wizard.commands.scp.scene import (
    NAME,
    Scene,
    deployer,
)


def test_with_yes_it_makes_the_policy_and_attaches_it_to_the_unit(scene: Scene) -> None:
    ran = scene.scp("--attach", scene.unit, "--yes", *deployer(scene))
    assert ran.code == 0, ran.err
    assert scene.attached(scene.unit) == [NAME]
    (id,) = scene.policies
    assert scene.content(id) == ran.document
    assert f"Make the service control policy {NAME}." in ran.said
    assert f"Attach it to the unit {scene.unit} (Workloads)." in ran.said
    assert f"Done: the policy is {id}." in ran.said


def test_the_policys_text_goes_to_aws_without_white_space(scene: Scene) -> None:
    scene.scp("--attach", scene.unit, "--yes")
    (id,) = scene.policies
    text = scene.client.describe_policy(PolicyId=id)["Policy"]["Content"]
    assert text == json.dumps(json.loads(text), separators=(",", ":"))


def test_without_a_terminal_and_without_yes_it_shows_and_changes_nothing(scene: Scene) -> None:
    ran = scene.scp("--attach", scene.unit)
    assert ran.code == 2
    assert f"Attach it to the unit {scene.unit} (Workloads)." in ran.said
    assert "There is no terminal to confirm in, so nothing was changed. To do this, add --yes." in ran.said
    assert scene.policies == {}


@pytest.mark.parametrize(("answer", "code", "attached"), [("yes", 0, [NAME]), ("no", 130, []), ("", 130, [])])
def test_somebody_at_a_terminal_is_asked(scene: Scene, answer: str, code: int, attached: list[str]) -> None:
    ran = scene.scp("--attach", scene.unit, typed=[answer])
    assert ran.code == code
    assert scene.attached(scene.unit) == attached
    assert len(scene.policies) == len(attached)


def test_an_account_can_be_the_target(scene: Scene) -> None:
    ran = scene.scp("--attach", scene.member, "--yes")
    assert ran.code == 0, ran.err
    assert scene.attached(scene.member) == [NAME]


def test_json_says_what_was_done(scene: Scene) -> None:
    found = scene.scp("--attach", scene.unit, "--yes", "--json").document["attached"]
    (id,) = scene.policies
    assert found["target"] == scene.unit
    assert found["policyId"] == id
    assert found["did"] == [
        f"Make the service control policy {NAME}.",
        f"Attach it to the unit {scene.unit} (Workloads).",
    ]
    assert found["diff"] == []
    assert any("Your own deployment is cut off" in one for one in found["cautions"])


def test_again_there_is_nothing_to_do_and_nothing_is_asked(scene: Scene) -> None:
    scene.scp("--attach", scene.unit, "--yes")
    ran = scene.scp("--attach", scene.unit)
    assert ran.code == 0, ran.err
    assert f"Nothing to do: the unit {scene.unit} (Workloads) has this very policy" in ran.said
    assert len(scene.policies) == 1


def test_other_regions_change_the_policy_that_is_there_and_the_change_is_shown(scene: Scene) -> None:
    scene.scp("--attach", scene.unit, "--yes")
    ran = scene.scp("--attach", scene.unit, "--yes", "--set", "approvedRegions=eu-west-1,eu-north-1")
    assert ran.code == 0, ran.err
    (id,) = scene.policies
    assert scene.regions(id) == ["eu-west-1", "eu-north-1"]
    assert f"Change the policy {NAME} ({id}), as shown." in ran.said
    assert '- "eu-central-1"' in ran.said
    assert '+ "eu-north-1"' in ran.said


def test_what_else_a_changed_policy_is_attached_to_is_said(scene: Scene) -> None:
    scene.scp("--attach", scene.unit, "--yes")
    ran = scene.scp("--attach", scene.member, "--yes", "--set", "approvedRegions=eu-west-1")
    assert ran.code == 0, ran.err
    assert f"which is attached to the unit {scene.unit} (Workloads) too, as shown." in ran.said
    assert scene.attached(scene.member) == scene.attached(scene.unit) == [NAME]


@pytest.mark.parametrize("words", [("--yes",), ("--yes", "--json"), ()])
def test_nothing_is_attached_to_the_root_unattended(scene: Scene, words: tuple[str, ...]) -> None:
    ran = scene.scp("--attach", scene.root, *words)
    assert ran.code == 2
    assert f"{scene.root} is a root: what is attached to it holds in the whole organization" in ran.said
    assert scene.policies == {}


@pytest.mark.parametrize("words", [("--yes",), ()])
def test_the_root_wants_its_id_typed_yes_or_not(scene: Scene, words: tuple[str, ...]) -> None:
    ran = scene.scp("--attach", scene.root, *words, typed=["yes", "r-other", ""])
    assert (ran.code, scene.policies) == (130, {})
    assert "That isn't r-" in ran.out
    ran = scene.scp("--attach", scene.root, *words, typed=[scene.root])
    assert ran.code == 0, ran.err
    assert scene.attached(scene.root) == [NAME]


def test_changing_a_policy_that_the_root_has_too_is_as_good_as_attaching_it_there(scene: Scene) -> None:
    scene.scp("--attach", scene.root, typed=[scene.root])
    ran = scene.scp("--attach", scene.unit, "--yes", "--set", "approvedRegions=eu-west-1")
    assert ran.code == 2
    assert f"The policy is attached to the root {scene.root} (Root) too" in ran.said
    (id,) = scene.policies
    assert scene.regions(id) == ["eu-west-1", "eu-central-1"]
    assert scene.attached(scene.unit) == []
