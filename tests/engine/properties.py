"""Properties on their way between the engine and the makers: plain values, unknowns, archives.

The engine sends a Struct in which an unknown value is a fixed word and an asset a map with a fixed
key; the provider asks for no secrets, so the engine unwraps them itself.
https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/property-values.json
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf import json_format, struct_pb2
from pulumi.runtime import rpc

_SIGNATURE = "4dabf18193072939515e22adb298388d"

Plain = dict[str, Any]


def plain(struct: struct_pb2.Struct) -> Plain:
    """The properties as the engine wrote them: unknowns and assets still in their coded form, no nulls."""
    return _without_nulls(json_format.MessageToDict(struct))


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """The reverse of `plain`; tuples are taken too."""
    message = struct_pb2.Struct()
    json_format.ParseDict(_listed(values), message)
    return message


def for_maker(properties: struct_pb2.Struct) -> Plain:
    """The properties as a maker takes them, the same as under the SDK's mocks: with pulumi.AssetArchive.

    Archives of an earlier deployment are left out: the engine's state holds an archive's hash and no files.
    """
    filled = {key: value for key, value in plain(properties).items() if not _is_hollow(value)}
    return rpc.deserialize_properties(struct(filled), keep_unknowns=True)


def _is_hollow(value: Any) -> bool:
    return is_asset(value) and not {"assets", "path", "text", "uri"} & {*value}


def is_asset(value: Any) -> bool:
    """Whether this coded value is an asset or an archive."""
    return isinstance(value, Mapping) and _SIGNATURE in value


def encodable(outputs: Mapping[str, Any], inputs: Plain) -> Plain:
    """A maker's outputs as the engine can store them: an archive is kept as the engine had sent it."""
    return {
        key: inputs[key] if is_asset(inputs.get(key)) else value
        for key, value in outputs.items()
        if value is not None
    }


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _listed(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_listed(item) for item in value]
    return value
