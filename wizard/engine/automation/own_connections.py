"""Connections to the engine that nobody shares.

gRPC keeps one connection for each address in a process, also for a channel that is new. An engine's address
is a port of this machine, and a later engine may get the port of one that ended: what is left of the calls to
the first one then refuses those to the second, for up to two minutes, though it answers.
https://grpc.github.io/grpc/core/group__grpc__arg__keys.html (GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL)
"""

from __future__ import annotations

from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS

_OPTION = ("grpc.use_local_subchannel_pool", 1)


def ensure() -> None:
    """From now on, the SDK's channels have connections of their own. Its options can't be given otherwise."""
    if _OPTION not in _GRPC_CHANNEL_OPTIONS:
        _GRPC_CHANNEL_OPTIONS.append(_OPTION)
