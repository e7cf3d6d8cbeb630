"""The inbox on a topic, and that it never stays behind."""

from __future__ import annotations

import pytest

from tests.rehearsal import world
from tests.rehearsal.inbox import Message, collect_messages
from wizard.rehearsal.account.emulated_account import EmulatedAccount


def left_behind(account: EmulatedAccount, topic: str) -> tuple[list[str], list[str]]:
    subscriptions = account.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return account.client("sqs").list_queues().get("QueueUrls", []), [
        one["Endpoint"] for one in subscriptions
    ]


def test_messages_come_in_their_order_and_once(account: EmulatedAccount) -> None:
    topic = world.make(account, "sns/topic:Topic", name="alerts")[0]
    sns = account.client("sns")
    with collect_messages(account, topic) as inbox:
        for number in range(12):
            sns.publish(TopicArn=topic, Subject="s", Message=str(number))
        assert [message.body for message in inbox.read()] == [str(number) for number in range(12)]
        assert inbox.read() == []


def test_a_message_keeps_its_subject_and_attributes(account: EmulatedAccount) -> None:
    topic = world.make(account, "sns/topic:Topic", name="alerts")[0]
    attributes = {"kind": {"DataType": "String", "StringValue": "alert"}}
    with collect_messages(account, topic) as inbox:
        account.client("sns").publish(TopicArn=topic, Subject="s", Message="m", MessageAttributes=attributes)
        assert inbox.read() == [Message("s", "m", {"kind": "alert"})]


def test_nothing_stays_behind(account: EmulatedAccount) -> None:
    topic = world.make(account, "sns/topic:Topic", name="alerts")[0]
    with collect_messages(account, topic):
        pass
    assert left_behind(account, topic) == ([], [])


def test_nothing_stays_behind_after_ctrl_c(account: EmulatedAccount) -> None:
    topic = world.make(account, "sns/topic:Topic", name="alerts")[0]
    with pytest.raises(KeyboardInterrupt), collect_messages(account, topic):
        raise KeyboardInterrupt
    assert left_behind(account, topic) == ([], [])


def test_a_topic_that_isnt_there_leaves_no_queue_behind(account: EmulatedAccount) -> None:
    with pytest.raises(Exception, match="NotFound"), collect_messages(account, account.arn("sns", "nowhere")):
        pass
    assert account.client("sqs").list_queues().get("QueueUrls", []) == []
