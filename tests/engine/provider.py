"""A resource provider for the `aws` package inside this process: the engine's calls go to makers.

The CLI finds it through PULUMI_DEBUG_PROVIDERS=aws:<port>. Its protocol is provider.proto:
https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from tests.engine import properties
from tests.engine.differences import as_found, changed
from tests.engine.properties import Plain
from tests.rehearsal.pulumi_aws import FACTS
from wizard.rehearsal import data_sources
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.providers import Provided, provided
from wizard.rehearsal.refusals import Refused

_NO_DIFFERENCE = provider_pb2.DiffResponse.DIFF_NONE
_DIFFERENCE = provider_pb2.DiffResponse.DIFF_SOME


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Puts each resource into the account, by the maker for its type; into another one where an explicit
    provider takes on a role there.

    The engine connects anew for each provider of a program, so their calls are told apart by the connection.
    crashes: tracebacks of what went wrong in a maker, other than a refusal.
    """

    def __init__(self, account: EmulatedAccount) -> None:
        self._account = account
        self._provided: dict[str, Provided] = {}
        self.crashes: list[str] = []

    def Handshake(self, request: Any, context: Any) -> Any:
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=version("pulumi_aws"))

    def CheckConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.DiffResponse(changes=_NO_DIFFERENCE)

    def Configure(self, request: Any, context: Any) -> Any:
        with self._talking("configuring the provider", context):
            self._provided[context.peer()] = provided(self._account, properties.plain(request.args))
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def Check(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: Any) -> Any:
        with self._talking(f"comparing {request.type} {request.name}", context):
            old, new = properties.plain(request.old_inputs), properties.plain(request.news)
            facts = FACTS[request.type]
            keys = changed(facts.completed(old, old), facts.completed(new, old))
            replaces = [key for key in keys if key in facts.replaces]
            return provider_pb2.DiffResponse(
                changes=_DIFFERENCE if keys else _NO_DIFFERENCE,
                diffs=keys,
                replaces=replaces,
                # Every name is given by the program: old and new can't stand beside each other.
                deleteBeforeReplace=bool(replaces),
            )

    def Create(self, request: Any, context: Any) -> Any:
        if request.preview:
            return provider_pb2.CreateResponse(properties=request.properties)
        with self._talking(f"creating {request.type} {request.name}", context):
            inputs = properties.for_maker(request.properties)
            id_, outputs = maker_for(request.type).create(self._at(context), request.name, inputs)
            return provider_pb2.CreateResponse(id=id_, properties=_stored(outputs, request.properties))

    def Read(self, request: Any, context: Any) -> Any:
        with self._talking(f"reading {request.type} {request.name}", context):
            maker = maker_for(request.type)
            known = properties.for_maker(request.properties)
            outputs = maker.read(self._at(context), request.id, known)
            if outputs is None:
                return provider_pb2.ReadResponse()
            kept, written = properties.plain(request.properties), properties.plain(request.inputs)
            if not known and not written:
                # An import: nothing was written yet. The home region needn't be.
                found = FACTS[request.type].inputs_of(outputs)
                written = {
                    key: found[key] for key in found if (key, found[key]) != ("region", self._account.home)
                }
            inputs = as_found(written, outputs)
            return provider_pb2.ReadResponse(
                id=request.id,
                properties=properties.struct({**outputs, **as_found(kept, outputs), **inputs}),
                inputs=properties.struct(inputs),
            )

    def Update(self, request: Any, context: Any) -> Any:
        if request.preview:
            known = {**properties.plain(request.olds), **properties.plain(request.news)}
            return provider_pb2.UpdateResponse(properties=properties.struct(known))
        with self._talking(f"updating {request.type} {request.name}", context):
            old, new = properties.for_maker(request.olds), properties.for_maker(request.news)
            outputs = maker_for(request.type).update(self._at(context), request.id, old, new)
            return provider_pb2.UpdateResponse(properties=_stored(outputs, request.news))

    def Delete(self, request: Any, context: Any) -> Any:
        with self._talking(f"deleting {request.type} {request.name}", context):
            known = properties.for_maker(request.properties)
            maker_for(request.type).delete(self._at(context), request.id, known)
            return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        with self._talking(f"calling {request.tok}", context):
            answer = data_sources.answer(self._at(context), request.tok, properties.for_maker(request.args))
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(properties.struct(answer))
            return response

    def _at(self, context: Any) -> EmulatedAccount:
        """The account of the provider that calls."""
        return self._provided[context.peer()].account

    @contextmanager
    def _talking(self, doing: str, context: Any) -> Iterator[None]:
        """What AWS refuses goes to the engine with AWS's own code."""
        try:
            yield
        except Refused as refused:
            _fail(context, f"{doing}: {refused.code}: {refused.message}")
        except BaseException:
            self.crashes.append(f"{doing}\n{traceback.format_exc()}")
            raise


def _fail(context: Any, message: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError("abort raises")


def _stored(outputs: Plain, inputs: Any) -> Any:
    return properties.struct(properties.encodable(outputs, properties.plain(inputs)))


@contextmanager
def serving(provider: Provider) -> Iterator[int]:
    """Serves the provider on a free port of this machine; yields the port."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(grace=None).wait()
