"""Running a program against the account: order, progress, refusals, exports."""

from __future__ import annotations

import asyncio

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.runtime import config, settings

from tests.rehearsal import world
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import Refusal, deploy
from wizard.rehearsal.makers.catalogue import NoMaker


def queues() -> None:
    """A component with two queues, the second after the first."""
    parts = pulumi.ComponentResource("everyregion:index:Parts", "parts")
    letters = aws.sqs.Queue("letters", name="letters", opts=pulumi.ResourceOptions(parent=parts))
    aws.sqs.Queue(
        "events",
        name="events",
        redrive_policy=letters.arn.apply(
            lambda arn: f'{{"deadLetterTargetArn":"{arn}","maxReceiveCount":5}}'
        ),
        opts=pulumi.ResourceOptions(parent=parts),
    )
    pulumi.export("letters", letters.arn)


def test_what_was_made_is_listed_in_order_with_its_component(account: EmulatedAccount) -> None:
    run = deploy(account, {}, program=queues)
    assert run.refusal is None
    assert [(made.name, made.type, made.component) for made in run.made] == [
        ("letters", "aws:sqs/queue:Queue", "parts"),
        ("events", "aws:sqs/queue:Queue", "parts"),
    ]
    assert (
        run.made[0].urn
        == "urn:pulumi:rehearsal::everyregion::everyregion:index:Parts$aws:sqs/queue:Queue::letters"
    )
    assert run.made[0].outputs["arn"] == account.arn("sqs", "letters")


def test_exports_are_resolved(account: EmulatedAccount) -> None:
    assert deploy(account, {}, program=queues).exports == {"letters": account.arn("sqs", "letters")}


def test_progress_is_told_for_each_resource(account: EmulatedAccount) -> None:
    seen: list[tuple[str, str, int]] = []
    deploy(
        account,
        {},
        program=queues,
        progress=lambda component, name, made: seen.append((component, name, made)),
    )
    assert seen == [("parts", "letters", 1), ("parts", "events", 2)]


def test_config_reaches_the_program_and_home_is_its_region(account: EmulatedAccount) -> None:
    def program() -> None:
        pulumi.export("name", pulumi.Config("everyregion").require("trailName"))
        pulumi.export("region", pulumi.Config("aws").require("region"))

    run = deploy(account, {"everyregion:trailName": "mine"}, program=program)
    assert run.exports == {"name": "mine", "region": "eu-central-1"}


def test_the_first_refusal_ends_the_run_and_says_which_resource(account: EmulatedAccount) -> None:
    def program() -> None:
        first = aws.sqs.Queue("first", name="first")
        bad = aws.s3.Bucket("log-bucket", bucket="Bad_Name", opts=pulumi.ResourceOptions(depends_on=[first]))
        aws.sqs.Queue("later", name="later", opts=pulumi.ResourceOptions(depends_on=[bad]))

    run = deploy(account, {}, program=program)
    assert run.refusal is not None
    assert (run.refusal.name, run.refusal.type, run.refusal.code) == (
        "log-bucket",
        "aws:s3/bucket:Bucket",
        "InvalidBucketName",
    )
    assert [made.name for made in run.made] == ["first"]
    assert "QueueUrls" in account.client("sqs").list_queues()


def test_a_refusal_reads_as_a_sentence() -> None:
    refusal = Refusal(
        "aws:s3/bucket:Bucket", "log-bucket", "InvalidBucketName", "The specified bucket is not valid."
    )
    assert str(refusal) == (
        "log-bucket (aws:s3/bucket:Bucket): AWS would refuse it with InvalidBucketName: The specified "
        "bucket is not valid."
    )


def test_an_unknown_type_is_an_error_and_never_silent(account: EmulatedAccount) -> None:
    def program() -> None:
        aws.sqs.RedriveAllowPolicy("policy", queue_url="q", redrive_allow_policy="{}")

    with pytest.raises(NoMaker, match="redriveAllowPolicy"):
        deploy(account, {}, program=program)


def test_an_unknown_data_source_is_an_error(account: EmulatedAccount) -> None:
    with pytest.raises(Exception, match="getAvailabilityZones"):
        deploy(account, {}, program=lambda: aws.get_availability_zones())


def test_a_bug_in_the_program_is_raised_as_it_is(account: EmulatedAccount) -> None:
    def program() -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        deploy(account, {}, program=program)


def test_a_bug_in_an_apply_is_raised_too(account: EmulatedAccount) -> None:
    def program() -> None:
        pulumi.export("x", aws.sqs.Queue("q", name="q").arn.apply(int))

    with pytest.raises(ValueError, match="invalid literal"):
        deploy(account, {}, program=program)


def test_the_programs_warnings_are_collected_and_not_printed(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    run = deploy(account, {}, program=lambda: pulumi.log.warn("nobody is subscribed"))
    assert run.warnings == ["nobody is subscribed"]
    assert capsys.readouterr() == ("", "")


def test_one_default_provider_counts_as_one(account: EmulatedAccount) -> None:
    assert deploy(account, {}, program=queues).providers == {""}


def test_a_provider_of_its_own_counts_and_gives_its_region(account: EmulatedAccount) -> None:
    def program() -> None:
        elsewhere = aws.Provider("elsewhere", region="us-west-2")
        aws.sqs.Queue("away", name="away", opts=pulumi.ResourceOptions(provider=elsewhere))
        aws.sqs.Queue("home", name="home")

    run = deploy(account, {}, program=program)
    assert len(run.providers) == 2
    assert sorted(made.outputs["arn"] for made in run.made) == [
        account.arn("sqs", "home"),
        account.arn("sqs", "away", "us-west-2"),
    ]


def test_a_secret_input_arrives_as_its_value(account: EmulatedAccount) -> None:
    run = deploy(account, {}, program=lambda: aws.sqs.Queue("q", name=pulumi.Output.secret("hidden")))
    assert run.made[0].outputs["name"] == "hidden"


def test_nothing_of_a_run_is_left_in_the_sdk(account: EmulatedAccount) -> None:
    deploy(account, {"everyregion:trailName": "mine"}, program=queues)
    assert settings.get_root_resource() is None
    assert config.get_config("everyregion:trailName") is None
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_a_second_run_in_the_same_process_works(account: EmulatedAccount) -> None:
    deploy(account, {}, program=queues)
    run = deploy(account, {}, program=lambda: world.make(account, "sns/topic:Topic", name="t") and None)
    assert run.made == []


def test_ctrl_c_in_the_program_goes_through(account: EmulatedAccount) -> None:
    def program() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deploy(account, {}, program=program)
    assert settings.get_root_resource() is None
