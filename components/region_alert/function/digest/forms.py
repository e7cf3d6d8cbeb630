"""Which form of a message each kind of subscriber gets.

SNS takes the form of a subscription's protocol, and `default` where there is none. All of them count towards
the 256 KB of a message, so each form stands there once: words for mail, a line for phones, JSON for whatever
reads by itself (sqs, lambda, https, http, email-json, firehose).
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

from __future__ import annotations

import json


def by_protocol(title: str, people: str, machines: object, chat: object = None) -> str:
    """What Publish takes as Message. `chat` is what https gets where a chat is subscribed by it."""
    forms = {"default": compact(machines), "email": people, "sms": title}
    if chat is not None:
        forms["https"] = compact(chat)
    return compact(forms)


def compact(value: object) -> str:
    """JSON in as few bytes as can be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
