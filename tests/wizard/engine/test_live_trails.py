"""Trails that are alive and not this stack's are looked for in every account of the deployment."""

from __future__ import annotations

from typing import Any

from tests.wizard.aws_fake import Fake
from tests.wizard.sky import ARCHIVE
from wizard.account.connect import Clients
from wizard.engine.live_trails import still_used

HOME, BUCKET = "eu-west-1", "org-audit-logs"


def account(*trails: dict[str, Any]) -> Fake:
    return Fake(
        {
            "cloudtrail.describe_trails": {"trailList": [*trails]},
            "cloudtrail.get_trail_status": {"IsLogging": True},
            "cloudtrail.list_trails": {"Trails": []},
        }
    )


def trail(name: str) -> dict[str, Any]:
    arn = f"arn:aws:cloudtrail:{HOME}:{ARCHIVE}:trail/{name}"
    return {"Name": name, "TrailARN": arn, "HomeRegion": HOME, "S3BucketName": BUCKET}


class Paged(Fake):
    """Whose pages are whole answers."""

    def client(self, service: str, region: str) -> Any:
        return _Client(self, service)


class _Client:
    def __init__(self, fake: Fake, service: str) -> None:
        self._fake, self._service = fake, service

    def get_paginator(self, call: str) -> Any:
        class Pages:
            @staticmethod
            def paginate(**_: Any) -> Any:
                return Pages

            @staticmethod
            def build_full_result() -> Any:
                return self._fake.answer(self._service, call)

        return Pages

    def __getattr__(self, call: str) -> Any:
        return lambda **parameters: self._fake.answer(self._service, call, **parameters)


def test_a_trail_of_the_log_archives_own_that_writes_into_the_bucket_is_found() -> None:
    here, there = Paged(account().answers), Paged(account(trail("theirs")).answers)
    clients = Clients(here.client, there.client, ARCHIVE)
    assert f"arn:aws:cloudtrail:{HOME}:{ARCHIVE}:trail/theirs still logs with them" in still_used(
        clients, HOME, [BUCKET]
    )


def test_an_account_that_does_not_answer_leaves_it_unknown() -> None:
    here = Paged(account().answers)
    there = Paged({**account().answers, "cloudtrail.list_trails": "AccessDeniedException"})
    said = still_used(Clients(here.client, there.client, ARCHIVE), HOME, [BUCKET])
    assert said.startswith("Whether a trail still logs with them can't be seen: not allowed: ")


def test_without_a_log_archive_one_account_is_asked() -> None:
    here = Paged(account().answers)
    assert still_used(Clients(here.client), HOME, [BUCKET]) == ""
    assert here.asked == ["cloudtrail.describe_trails", "cloudtrail.list_trails"]
