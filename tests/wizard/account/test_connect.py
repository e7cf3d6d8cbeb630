"""The clients that a look is made with."""

from __future__ import annotations

from pathlib import Path

import botocore

from wizard.account.connect import connector

CERTIFICATES = str(Path(botocore.__file__).parent / "cacert.pem")


def test_a_client_is_made_once_for_each_service_and_region() -> None:
    client_for = connector("")()
    assert client_for("sts", "eu-west-1") is client_for("sts", "eu-west-1")
    assert client_for("sts", "eu-west-1") is not client_for("sts", "eu-west-3")


def test_the_certificates_of_authorities_are_read_once_for_all_clients() -> None:
    client_for = connector("")()
    contexts = [
        client_for("sts", region)._endpoint.http_session._manager.connection_pool_kw["ssl_context"]
        for region in ("eu-west-1", "eu-west-3")
    ]
    for context in contexts:
        context.load_verify_locations(CERTIFICATES, None, None)
    assert contexts[0] is contexts[1]
    assert contexts[0].load_verify_locations.cache_info().hits == 1
    assert contexts[0].cert_store_stats()["x509_ca"] > 50
