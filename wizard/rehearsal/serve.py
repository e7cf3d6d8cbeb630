"""`rehearse --serve`: the emulated account over HTTP on 127.0.0.1, for the AWS CLI, Prowler and the like."""

from __future__ import annotations

import contextlib
import errno
import re
import secrets
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from components.command_line import wizard
from wizard.failures import UsageFailure
from wizard.rehearsal.served_errors import Call, failed, is_shaped, lacks, unsigned
from wizard.screen import terminal

if TYPE_CHECKING:
    from wizard.rehearsal.account.emulated_account import EmulatedAccount

_HOST = "127.0.0.1"
_SCOPE = re.compile(r"Credential=[^/]+/\d+/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Two servers on one port would be a riddle; the socket's own refusal is the message.
    allow_reuse_address = True


@contextlib.contextmanager
def reserved(port: int) -> Iterator[ThreadingHTTPServer]:
    """A server that holds the port and answers nobody yet; 0 takes a free one. Raises UsageFailure."""
    if not 0 <= port <= 65535:
        raise UsageFailure(f"--serve {port}: a port is a number from 0 to 65535; 0 takes a free one.")
    try:
        server = _Server((_HOST, port), BaseHTTPRequestHandler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageFailure(
                f"Port {port} on {_HOST} is taken. Name another one, or --serve 0 for a free one."
            ) from None
        raise UsageFailure(f"Port {port} on {_HOST} can't be used: {error.strerror}.") from None
    try:
        yield server
    finally:
        server.server_close()


def serve(server: ThreadingHTTPServer, account: EmulatedAccount) -> None:
    """Answers until Ctrl-C."""
    server.RequestHandlerClass = handler(account)
    url = f"http://{_HOST}:{server.server_address[1]}"
    terminal.say(stream=sys.stderr)
    terminal.say(
        f"The emulated account {account.id} is at {url} until Ctrl-C. Nothing runs in it by itself, so that "
        "a drill there brings no alert. In another terminal:",
        stream=sys.stderr,
    )
    for line in (
        f"  export AWS_ENDPOINT_URL={url}",
        f"  export AWS_REGION={account.home} AWS_DEFAULT_REGION={account.home}",
        "  export AWS_ACCESS_KEY_ID=rehearsal AWS_SECRET_ACCESS_KEY=rehearsal",
        f"  {wizard('check')}",
        f"  {wizard('verify --all-trails')}",
        "  aws cloudtrail describe-trails",
    ):
        print(line, file=sys.stderr, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever(poll_interval=0.1)
    terminal.say("The emulated account is gone.", stream=sys.stderr)


def handler(account: EmulatedAccount) -> type[BaseHTTPRequestHandler]:
    """What answers each request from the emulated account."""
    from botocore.awsrequest import AWSPreparedRequest
    from moto.core.models import botocore_stubber

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self._body()
            scope = _SCOPE.search(self.headers.get("Authorization", "")) or _SCOPE.search(unquote(self.path))
            given = {name.lower(): value for name, value in self.headers.items()}
            call = Call(scope["service"] if scope else "", self.command, self.path, given, body)
            status, headers, content = self._asked(call, scope["region"]) if scope else unsigned(call)
            self._send(status, headers, content)

        def _asked(self, call: Call, region: str) -> tuple[int, dict[str, Any], bytes]:
            url = f"https://{call.service}.{region}.{account.dns_suffix}{self.path}"
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            request = AWSPreparedRequest(self.command, url, headers, call.body, stream_output=False)
            try:
                # The emulator isn't made for threads.
                with account.lock:
                    answer = botocore_stubber.process_request(request)
            except NotImplementedError:
                return lacks(call)
            # Whatever goes wrong in the emulator, its caller gets an answer.
            except Exception as error:  # noqa: BLE001
                return failed(call, type(error).__name__)
            if answer is None:
                return lacks(call)
            status, more, text = answer
            if call.service == "s3":
                # https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html
                more = {"x-amz-request-id": secrets.token_hex(8).upper(), **more}
            content = text.encode() if isinstance(text, str) else bytes(text)
            if status >= 400 and not is_shaped(call, content):
                return lacks(call) if status == 404 else failed(call, f"status {status}")
            return status, more, content

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = _answer

        def _body(self) -> bytes:
            if "chunked" in self.headers.get("Transfer-Encoding", ""):
                return b"".join(self._chunks())
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _chunks(self) -> Iterator[bytes]:
            while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()

        def _send(self, status: int, headers: dict[str, Any], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in (
                    "content-length",
                    "connection",
                    "transfer-encoding",
                    "server",
                    "date",
                ):
                    self.send_header(name, str(value))
            is_head = self.command == "HEAD"
            length = headers.get("Content-Length", len(body)) if is_head else len(body)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if not is_head:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent: stderr has the endpoint and nothing else."""

    return Handler
