"""Makes boto3 clients for the look: short timeouts, few retries, one session."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


def connector(profile: str) -> Callable[[], Callable[[str, str], Any]]:
    """A function that imports boto3, opens a session and gives clients; call it in the background."""

    def connect() -> Callable[[str, str], Any]:
        import boto3
        from botocore.config import Config

        session = boto3.Session(profile_name=profile or None)
        config = Config(
            connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 2, "mode": "standard"}
        )
        # A session isn't safe to make clients from in several threads at once; the clients are safe to use.
        lock = threading.Lock()
        made: dict[tuple[str, str], Any] = {}

        def client_for(service: str, region: str) -> Any:
            with lock:
                if (service, region) not in made:
                    made[service, region] = session.client(service, region_name=region, config=config)
                return made[service, region]

        return client_for

    return connect
