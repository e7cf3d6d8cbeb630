"""Records as DuckDB reads them from JSON, and the columns that are kept: those of Athena's table.

Nothing about a record is taken for granted: each field is read as text or JSON, and a part that isn't of the
shape that CloudTrail documents becomes nothing instead of spoiling its file.
https://duckdb.org/docs/stable/data/json/loading_json and
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from components.log_table import COLUMNS
from components.named_queries.literal import literal
from wizard.query.local.log_name import LogName

_TEXTS = (
    "eventVersion", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
    "errorCode", "errorMessage", "requestID", "eventID", "readOnly", "eventType", "apiVersion",
    "recipientAccountId", "sharedEventID", "vpcEndpointId", "vpcEndpointAccountId", "eventCategory",
    "sessionCredentialFromConsole",
)  # fmt: skip
_JSON_TEXTS = (
    "requestParameters", "responseElements", "additionalEventData", "serviceEventDetails",
    "edgeDeviceDetails",
)  # fmt: skip
_TEXT = "VARCHAR"
#: What has fields of its own, as CloudTrail writes them.
SHAPES: dict[str, Any] = {
    "userIdentity": {
        "type": _TEXT, "principalId": _TEXT, "arn": _TEXT, "accountId": _TEXT, "invokedBy": _TEXT,
        "accessKeyId": _TEXT, "userName": _TEXT,
        "onBehalfOf": {"userId": _TEXT, "identityStoreArn": _TEXT},
        "sessionContext": {
            "attributes": {"mfaAuthenticated": _TEXT, "creationDate": _TEXT},
            "sessionIssuer": {
                "type": _TEXT, "principalId": _TEXT, "arn": _TEXT, "accountId": _TEXT, "userName": _TEXT,
            },
            "ec2RoleDelivery": _TEXT,
            "webIdFederationData": {"federatedProvider": _TEXT, "attributes": "MAP(VARCHAR, VARCHAR)"},
        },
    },
    "resources": [{"ARN": _TEXT, "accountId": _TEXT, "type": _TEXT}],
    "addendum": {
        "reason": _TEXT, "updatedFields": _TEXT, "originalRequestID": _TEXT,
        "originalEventID": _TEXT,
    },
    "tlsDetails": {"tlsVersion": _TEXT, "cipherSuite": _TEXT, "clientProvidedHostHeader": _TEXT},
}  # fmt: skip


def copy(files: Mapping[Path, LogName], to: Path) -> str:
    """The statement that reads these arrays of records, each named after its number, into one part."""
    paths = ", ".join(literal(str(path)) for path in files)
    read = {**dict.fromkeys(_TEXTS, _TEXT), **dict.fromkeys((*_JSON_TEXTS, *SHAPES), "JSON")}
    columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in read.items())
    names = ", ".join(
        f"({int(path.stem)}, {literal(name.account)}, {literal(name.region)}, {literal(name.day)})"
        for path, name in files.items()
    )
    kept = ", ".join(f"{expression} AS {name}" for name, expression in _expressions().items())
    return f"""
        COPY (
            WITH names(file, account, region, day) AS (VALUES {names}),
            records AS (
                SELECT *, CAST(parse_filename(filename, true) AS BIGINT) AS file
                FROM read_json([{paths}], format = 'array', columns = {{{columns}}}, filename = true)
            )
            SELECT {kept},
                coalesce(
                    nullif(names.account, ''), recipientAccountId, userIdentity ->> '$.accountId', ''
                ) AS account,
                coalesce(nullif(names.region, ''), awsRegion, '') AS region,
                coalesce(nullif(names.day, ''), replace(substr(eventTime, 1, 10), '-', '/'), '') AS day,
                records.file AS file
            FROM records JOIN names ON names.file = records.file
            WHERE eventName IS NOT NULL AND coalesce(eventCategory, '') NOT IN ('Insight')
                AND coalesce(eventType, '') <> 'AwsCloudTrailInsight'
        ) TO {literal(str(to))} (FORMAT parquet, COMPRESSION zstd)"""


def merge(parts: Iterable[Path], to: Path) -> str:
    """The statement that writes these parts into one."""
    paths = ", ".join(literal(str(path)) for path in parts)
    return f"COPY (FROM read_parquet([{paths}])) TO {literal(str(to))} (FORMAT parquet, COMPRESSION zstd)"


def view(parts: Iterable[Path], dead: Iterable[int]) -> str:
    """The statement that makes the table: every column of Athena's, over these parts."""
    columns = ", ".join([*COLUMNS, "account", "region", "day"])
    paths = ", ".join(literal(str(path)) for path in parts)
    if not paths:
        none = ", ".join(
            f"CAST(NULL AS {_kind(name)}) AS {name}" for name in [*COLUMNS, "account", "region", "day"]
        )
        return f"CREATE VIEW events AS SELECT {none} WHERE false"
    without = ", ".join(map(str, dead))
    but = f" WHERE file NOT IN ({without})" if without else ""
    return f"CREATE VIEW events AS SELECT {columns} FROM read_parquet([{paths}]){but}"


def _expressions() -> dict[str, str]:
    found = {name.lower(): f'"{name}"' for name in _TEXTS}
    for name in _JSON_TEXTS:
        found[name.lower()] = f"CAST({_unwrapped(name)} AS VARCHAR)"
    for name, shape in SHAPES.items():
        found[name.lower()] = f"json_transform({_unwrapped(name)}, {literal(json.dumps(shape))})"
    return {name: found[name] for name in COLUMNS}


def _unwrapped(name: str) -> str:
    """What other tools wrote as text with JSON in it is JSON again."""
    text = f"(\"{name}\" ->> '$')"
    wrapped = f'starts_with(CAST("{name}" AS VARCHAR), \'"\') AND json_valid({text})'
    return f"(CASE WHEN {wrapped} THEN CAST({text} AS JSON) ELSE nullif(\"{name}\", 'null') END)"


def _kind(name: str) -> str:
    shape = {key.lower(): value for key, value in SHAPES.items()}.get(name, _TEXT)
    return _declared(shape)


def _declared(shape: Any) -> str:
    if isinstance(shape, str):
        return shape
    if isinstance(shape, list):
        return f"{_declared(shape[0])}[]"
    return f"STRUCT({', '.join(f'{json.dumps(key)} {_declared(value)}' for key, value in shape.items())})"
