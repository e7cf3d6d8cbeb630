"""An address that SNS dropped is subscribed again by the next deploy, with the real CLI."""

from __future__ import annotations

import pytest

from tests.engine.base import BASE
from tests.engine.desk import Desk, desk

pytestmark = pytest.mark.engine


def subscribed(at: Desk) -> list[str]:
    listed = at.account.client("sns").list_subscriptions()["Subscriptions"]
    return [one["Endpoint"] for one in listed if one["Protocol"] == "email"]


def test_what_aws_dropped_is_said_in_a_preview_and_subscribed_again_by_a_deploy(
    cli: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with desk(tmp_path_factory.mktemp("desk") / "at", BASE) as at:
        assert at.run("deploy", "--yes").code == 0
        assert subscribed(at) == ["security@example.com"]
        sns = at.account.client("sns")
        (arn,) = (one["SubscriptionArn"] for one in sns.list_subscriptions()["Subscriptions"])
        sns.unsubscribe(SubscriptionArn=arn)
        preview = " ".join(at.run("preview").out.split())
        assert "security@example.com isn't subscribed any more; `deploy` subscribes it again." in preview
        assert subscribed(at) == []
        again = at.run("deploy", "--yes")
        assert again.code == 0, again.err
        assert "security@example.com is subscribed again, and gets a new mail" in " ".join(again.out.split())
        assert subscribed(at) == ["security@example.com"]
        assert at.run("preview", "--expect-no-changes").code == 0
