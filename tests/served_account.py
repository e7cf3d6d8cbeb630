"""An emulated account over HTTP on this machine, answered from a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.serve import handler, reserved


@contextmanager
def served(account: EmulatedAccount) -> Iterator[str]:
    """The account's address, for as long as it is answered."""
    with reserved(0) as server:
        server.RequestHandlerClass = handler(account)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
