"""An AWS that is far away: HTTPS on 127.0.0.1, where a connection and each answer take their time.

34 regions are enabled, and each client of the SDK makes its own connection, as it would to each region's own
host: handshakes and certificates cost what they cost there.
"""

from __future__ import annotations

import datetime
import ipaddress
import json
import pickle
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import botocore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from components import regions

# TCP's and TLS's round trips, and then each call, in seconds.
CONNECTING, ANSWERING = 0.15, 0.15
ACCOUNT, HOME = "111122223333", "us-east-1"
ENABLED = sorted(regions.partitions()[0].regions)[:34]
TRAIL = {
    "Name": "company",
    "TrailARN": f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/company",
    "HomeRegion": "eu-west-1",
    "S3BucketName": "company-logs",
    "IsMultiRegionTrail": False,
}
_JSON: dict[str, Any] = {
    "DescribeOrganization": {"Organization": {"Id": "o-1", "MasterAccountId": ACCOUNT, "FeatureSet": "ALL"}},
    "ListTrails": {"Trails": [{key: TRAIL[key] for key in ("Name", "TrailARN", "HomeRegion")}]},
    "GetTrailStatus": {"IsLogging": True},
    "GetEventSelectors": {"EventSelectors": [{"IncludeManagementEvents": True}]},
    "GetInsightSelectors": {"InsightSelectors": []},
    "LookupEvents": {"Events": []},
    "ListRules": {"Rules": []},
}
_XML = {
    "GetCallerIdentity": (
        "<GetCallerIdentityResponse><GetCallerIdentityResult>"
        f"<Arn>arn:aws:iam::{ACCOUNT}:user/ada</Arn><Account>{ACCOUNT}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    ),
    "DescribeRegions": "<DescribeRegionsResponse><regionInfo>"
    + "".join(f"<item><regionName>{name}</regionName></item>" for name in ENABLED)
    + "</regionInfo></DescribeRegionsResponse>",
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        time.sleep(CONNECTING)
        super().setup()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if target == "DescribeTrails":
            is_there = f"/{TRAIL['HomeRegion']}/" in self.headers["Authorization"]
            self._send(200, json.dumps({"trailList": [TRAIL] if is_there else []}))
        elif target:
            self._send(200, json.dumps(_JSON[target]))
        else:
            self._send(200, _XML[parse_qs(body.decode())["Action"][0]])

    def do_HEAD(self) -> None:
        self._send(200 if "company-logs" in self.path else 404, "")

    def _send(self, status: int, text: str) -> None:
        time.sleep(ANSWERING)
        content = text.encode()
        self.send_response(status)
        self.send_header("x-amz-request-id", "0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def _replaying(answers: Any) -> type[BaseHTTPRequestHandler]:
    """Gives what was recorded; what wasn't is refused, and so noticed."""
    from bench.recorded_aws import key_of

    class Replaying(_Handler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            url = f"http://host{self.path}"
            found = answers.get(key_of(self.command, url, dict(self.headers), body))
            status, headers, content = found or (400, {}, b"not recorded")
            time.sleep(ANSWERING)
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection", "server", "date"):
                    self.send_header(name, value)
            self.send_header("x-amz-request-id", "0")
            if self.command != "HEAD":
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_POST = do_HEAD = do_GET

    return Replaying


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def slow_aws(folder: Path, recorded: Path | None = None) -> Iterator[dict[str, str]]:
    """The environment in which the SDK talks to it. folder: for its certificate; recorded: a file of
    recorded_aws.py, whose answers it gives instead of its own few."""
    certificate, bundle = folder / "server.pem", folder / "bundle.pem"
    public = _certificate(certificate)
    # As many authorities to read for each connection as there really are.
    shipped = (Path(botocore.__file__).parent / "cacert.pem").read_text("utf-8")
    bundle.write_text(shipped + public, "utf-8")
    # A process of its own: it shares no interpreter with what is measured.
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(str(certificate), there, recorded), daemon=True)
    process.start()
    try:
        yield {
            "AWS_ENDPOINT_URL": f"https://127.0.0.1:{here.recv()}",
            "AWS_CA_BUNDLE": str(bundle),
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_REGION": HOME,
        }
    finally:
        process.terminate()
        process.join()


def _serve(certificate: str, told: Connection, recorded: Path | None) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    handler = _replaying(pickle.loads(recorded.read_bytes())) if recorded else _Handler
    server = _Server(("127.0.0.1", 0), handler)
    # The handshake is done by the connection's own thread.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    told.send(server.server_address[1])
    server.serve_forever()


def _certificate(path: Path) -> str:
    """Writes a key with a certificate for 127.0.0.1, and gives the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    public = made.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    path.write_text(private + public, "utf-8")
    path.chmod(0o600)
    return public
