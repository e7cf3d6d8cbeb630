"""An engine that gets the port of one that ended."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from pulumi.runtime import settings
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from wizard.engine.automation import own_connections


class _Engine(engine_pb2_grpc.EngineServicer):
    """Takes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> object:
        from google.protobuf import empty_pb2

        self.told.append(request.message)
        return empty_pb2.Empty()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _stub(address: str) -> engine_pb2_grpc.EngineStub:
    """What the SDK talks to an engine through."""
    found = settings.Settings("project", "stack", engine=address)
    return found.engine  # pyright: ignore[reportAttributeAccessIssue]


def _log(stub: engine_pb2_grpc.EngineStub, message: str) -> None:
    stub.Log(engine_pb2.LogRequest(message=message), timeout=10)


def test_an_engine_on_the_port_of_one_that_ended_is_reached() -> None:
    own_connections.ensure()
    address = f"127.0.0.1:{_free_port()}"
    ended = _stub(address)
    with pytest.raises(grpc.RpcError):
        _log(ended, "nobody is there")
    engine, server = _Engine(), grpc.server(ThreadPoolExecutor(1))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    server.add_insecure_port(address)
    server.start()
    try:
        _log(_stub(address), "somebody is")
    finally:
        server.stop(None)
    assert engine.told == ["somebody is"]
