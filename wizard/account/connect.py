"""Makes boto3 clients for the look: short timeouts, few retries, one session, certificates read once."""

from __future__ import annotations

import contextlib
import functools
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wizard.account.credentials import session_of
from wizard.account.environment import refuse_bad_environment
from wizard.account.time_limits import config

#: A boto3 client for a service ("s3") in a region.
ClientFor = Callable[[str, str], Any]


@dataclass(frozen=True)
class Clients:
    """own: of the account that is deployed from; archive: of the log archive, None without one.

    archive_account: its id, "" without one.
    """

    own: ClientFor
    archive: ClientFor | None = None
    archive_account: str = ""

    def of(self, account: str) -> ClientFor:
        """For what is in this account."""
        return self.archive if self.archive and account == self.archive_account else self.own

    @property
    def beside_bucket(self) -> ClientFor:
        """For the log bucket and all that lies beside it."""
        return self.archive or self.own

    @property
    def all(self) -> tuple[ClientFor, ...]:
        """One for each account."""
        return (self.own, self.archive) if self.archive else (self.own,)


def connector(profile: str, region: str) -> Callable[[], ClientFor]:
    """A function that imports boto3, opens a session and gives clients; call it in the background.

    region: where a role is assumed, unless the profile names a region. Raises UsageFailure at once where the
    environment says what boto3 can't use.
    """
    refuse_bad_environment()

    return lambda: clients_of(session_of(profile, region))


def clients_of(session: Any) -> ClientFor:
    """A function that gives this boto3 session's clients, each made once."""
    from wizard.account.answers_of_aws import guard

    # A session isn't safe to make clients from in several threads at once; the clients are safe to use.
    lock = threading.Lock()
    made: dict[tuple[str, str], Any] = {}
    shared: list[Any] = []

    def client_for(service: str, region: str) -> Any:
        with lock:
            if (service, region) not in made:
                client = guard(session.client(service, region_name=region, config=config()))
                _share_certificates(client, shared)
                made[service, region] = client
            return made[service, region]

    return client_for


def sealing_key(client: Any) -> bytes:
    """32 bytes that only the credentials of this client give, and that tell nothing of them; b"" without any.

    Where botocore keeps them elsewhere, nothing can be sealed.
    """
    try:
        found = client._request_signer._credentials
        secret = found.get_frozen_credentials().secret_key if found else ""
    except AttributeError:
        return b""
    return hmac.digest(secret.encode(), b"everyregion: what was verified", "sha256") if secret else b""


def _share_certificates(client: Any, shared: list[Any]) -> None:
    """Lets this client connect with the certificates that the first one has read.

    Each region is a host of its own, and for each connection urllib3 reads every authority's certificate
    anew: 20 ms of work, 70 times in a look at 34 regions. Where botocore keeps this elsewhere, each client
    goes on by itself.
    """
    with contextlib.suppress(AttributeError, KeyError):
        pools = client._endpoint.http_session._manager.connection_pool_kw
        if not shared:
            context = pools["ssl_context"]
            context.load_verify_locations = functools.cache(context.load_verify_locations)
            shared.append(context)
        pools["ssl_context"] = shared[0]
