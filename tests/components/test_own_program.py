"""AuditTrail in a program of somebody's own: the README's example, its outputs, the providers it refuses."""

from __future__ import annotations

import inspect

import pulumi
import pulumi_aws as aws
import pytest

from components import resource_names
from components.audit_trail import AuditTrail
from components.settings import SettingsError, validate
from tests import readme
from tests.components.cases import HOME, LOGS_ALONE, deployed, settings
from tests.components.recording import Run, World, provider_name, record
from tests.components.test_audit_trail import EXPORTS


def example(text: str = "") -> Run:
    return record(
        lambda: exec(text or readme.program(), {}), world=World(accounts={"security": "777788889999"})
    )


def test_the_readme_s_example_deploys_to_the_account_of_its_provider() -> None:
    run = example()
    assert run.exports == {"logBucket": "audit-777788889999-eu-west-1"}
    made = [one for one in run.resources if one.type.startswith("aws:")]
    assert len(made) > 60
    assert {provider_name(one.provider) for one in made} == {"security"}


def test_the_readme_s_example_is_ten_lines_and_needs_no_configuration() -> None:
    assert len([line for line in readme.program().splitlines() if line]) <= 10
    assert example().warnings == []


def test_settings_of_one_s_own_are_refused_with_every_problem_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        validate({"trailName": "x", "insights": "all"}, home_region=HOME)
    assert [problem.key for problem in caught.value.problems] == ["insights", "trailName", "approvedRegions"]


def test_every_export_is_an_attribute_with_a_type_and_words() -> None:
    exported: list[AuditTrail] = []
    record(lambda: exported.append(AuditTrail("everyregion", settings(**LOGS_ALONE))))
    (trail,) = exported
    assert set(trail.exports) == EXPORTS
    assert all(isinstance(value, pulumi.Output) for value in trail.exports.values())
    assert trail.exports["alertDeadLetterQueueUrl"] is trail.alert_dead_letter_queue_url
    words = inspect.getsource(AuditTrail).partition("def __init__")[0]
    for name, type in AuditTrail.__annotations__.items():
        assert f'    {name}: {type}\n    """' in words


def test_the_component_s_outputs_are_what_the_stack_exports() -> None:
    run = deployed()
    (outputs,) = (found for urn, found in run.outputs.items() if "AuditTrail::" in urn)
    assert outputs == run.exports


def refused(region: str) -> str:
    """What a program says whose provider answers that it is for this region; "" for no answer."""

    def program() -> None:
        provider = aws.Provider("elsewhere")
        AuditTrail("audit", settings(**LOGS_ALONE), pulumi.ResourceOptions(provider=provider))

    with pytest.raises(pulumi.RunError) as caught:
        record(program, config={"aws:region": region})
    return str(caught.value)


def test_a_provider_for_another_region_than_the_settings_is_refused() -> None:
    assert refused("us-west-2") == (
        "audit: the settings' home region is eu-west-1, but its AWS provider is for us-west-2. Policies "
        "would name what isn't there. Give it a provider for eu-west-1, or settings for us-west-2."
    )


def test_a_provider_that_waits_for_something_is_refused_since_its_account_is_not_known() -> None:
    # The engine answers a call of such a provider with nothing at all.
    assert refused("") == (
        "audit: its AWS provider rests on something that isn't made yet, so its account isn't known. Names "
        "and policies are made from the account. Give the provider values that are known before the "
        "deployment, or make what it waits for in a stack of its own."
    )


URN = "urn:pulumi:dev::everyregion::everyregion:index:AuditTrail$everyregion:index:LogBucket"


@pytest.mark.parametrize(
    ("urn", "short"),
    [
        (f"{URN}$aws:s3/bucket:Bucket::everyregion-log-bucket", "log-bucket"),
        (f"{URN}::everyregion-log-bucket", "log-bucket"),
        ("everyregion-watch-eu-west-1-target", "watch-eu-west-1-target"),
        ("urn:pulumi:dev::everyregion::everyregion:index:AuditTrail::everyregion", "everyregion"),
        ("urn:pulumi:dev::everyregion::pulumi:pulumi:Stack::everyregion-dev", "everyregion-dev"),
        ("urn:pulumi:dev::everyregion::aws:sns/topic:Topic::odd::name", "odd::name"),
        (f"{URN}$aws:s3/bucket:Bucket::audit-log-bucket", "audit-log-bucket"),
        ("urn:pulumi:cut", "urn:pulumi:cut"),
        ("", ""),
    ],
)
def test_people_read_a_resource_s_name_without_its_audit_trail_s(urn: str, short: str) -> None:
    assert resource_names.short_name(urn) == short
