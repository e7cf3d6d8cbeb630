"""How long and how often a client of AWS's tries, and how long a look waits for all of its calls."""

from __future__ import annotations

from typing import Any

# Seconds, and how often: one call that hangs takes 20 at most, with the pause between.
CONNECT_WITHIN, ANSWER_WITHIN, ATTEMPTS = 2.0, 7.0, 2
#: Seconds that a command's look waits in vain, whatever hangs and however often.
PATIENCE = 20.0
# Of these, what one call may take, so that something is left for others; and one to a host that hung before.
ONE_CALL, AGAIN = 12.0, 1.0
#: Seconds for loading credentials: a program of the profile's may wait for a person, as in the SDK for Go.
#: https://pkg.go.dev/github.com/aws/aws-sdk-go-v2/credentials/processcreds#pkg-constants
CREDENTIALS_WITHIN = 60.0
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
