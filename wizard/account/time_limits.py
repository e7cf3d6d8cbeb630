"""How long and how often a client of AWS's tries."""

from __future__ import annotations

from typing import Any

# Seconds, and how often: one call that hangs takes 20 at most, with the pause between.
CONNECT_WITHIN, ANSWER_WITHIN, ATTEMPTS = 2.0, 7.0, 2
CONNECTIONS = 32


def config() -> Any:
    """For boto3, and for what it asks to load credentials."""
    from botocore.config import Config

    return Config(
        connect_timeout=CONNECT_WITHIN,
        read_timeout=ANSWER_WITHIN,
        # Of one host as many calls are under way as a look makes at once: S3's and IAM's are all to one.
        max_pool_connections=CONNECTIONS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    )
