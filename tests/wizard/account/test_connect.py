"""The clients that a look is made with."""

from __future__ import annotations

from pathlib import Path

import botocore

from wizard.account.connect import connector

HOME = "eu-west-1"
CERTIFICATES = str(Path(botocore.__file__).parent / "cacert.pem")


def test_a_client_is_made_once_for_each_service_and_region() -> None:
    client_for = connector("", HOME)()
    assert client_for("sts", HOME) is client_for("sts", HOME)
    assert client_for("sts", HOME) is not client_for("sts", "eu-west-3")


def test_the_certificates_of_authorities_are_read_once_for_all_clients() -> None:
    client_for = connector("", HOME)()
    contexts = [
        client_for("sts", region)._endpoint.http_session._manager.connection_pool_kw["ssl_context"]
        for region in (HOME, "eu-west-3")
    ]
    for context in contexts:
        context.load_verify_locations(CERTIFICATES, None, None)
    assert contexts[0] is contexts[1]
    assert contexts[0].load_verify_locations.cache_info().hits == 1
    assert contexts[0].cert_store_stats()["x509_ca"] > 50
