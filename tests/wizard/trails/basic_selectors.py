"""Basic selectors of every kind, records, and which of those AWS says that each selector takes."""

from __future__ import annotations

from typing import Any

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:pay"
TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/orders"


def resource(kind: str, *values: str) -> dict[str, Any]:
    return {"Type": kind, "Values": list(values)}


def selector(
    mode: str = "All", management: bool = True, without: tuple[str, ...] = (), *resources: Any
) -> Any:
    return {
        "ReadWriteType": mode,
        "IncludeManagementEvents": management,
        "ExcludeManagementEventSources": list(without),
        "DataResources": list(resources),
    }


def is_recorded(one: Any, record: dict[str, Any]) -> bool:
    """A basic selector as AWS describes it: objects by how their ARN begins, functions and tables exactly."""
    wanted = one["ReadWriteType"]
    if wanted != "All" and (wanted == "ReadOnly") != record["readOnly"]:
        return False
    if record["managementEvent"]:
        return one["IncludeManagementEvents"] and (
            record["eventSource"] not in one["ExcludeManagementEventSources"]
        )
    (thing,) = record["resources"]
    for chosen in one["DataResources"]:
        for value in chosen["Values"] if chosen["Type"] == thing["type"] else ():
            whole = value in ("arn:aws:s3", "arn:aws:s3:::", "arn:aws:lambda", "arn:aws:dynamodb")
            begins = chosen["Type"] == "AWS::S3::Object" and thing["ARN"].startswith(value)
            if whole or begins or value == thing["ARN"]:
                return True
    return False


RECORDS = [
    {"readOnly": read_only, "managementEvent": True, "eventSource": source}
    for read_only in (True, False)
    for source in ("ec2.amazonaws.com", "kms.amazonaws.com")
] + [
    {
        "readOnly": read_only,
        "managementEvent": False,
        "eventSource": "x",
        "resources": [{"type": kind, "ARN": arn}],
    }
    for read_only in (True, False)
    for kind, arn in (
        ("AWS::S3::Object", "arn:aws:s3:::data/in/a"),
        ("AWS::S3::Object", "arn:aws:s3:::data-old/a"),
        ("AWS::Lambda::Function", FUNCTION),
        ("AWS::Lambda::Function", f"{FUNCTION}2"),
        ("AWS::DynamoDB::Table", TABLE),
        ("AWS::DynamoDB::Table", f"{TABLE}2"),
    )
]
SELECTORS = [
    selector(),
    selector("WriteOnly"),
    selector("ReadOnly", True, ("kms.amazonaws.com",)),
    selector("All", True, ("kms.amazonaws.com", "rdsdata.amazonaws.com")),
    selector("WriteOnly", False, (), resource("AWS::S3::Object", "arn:aws:s3:::data/")),
    selector("All", True, (), resource("AWS::S3::Object", "arn:aws:s3")),
    selector("All", False, (), resource("AWS::S3::Object", "arn:aws:s3:::", "arn:aws:s3:::data/")),
    selector("ReadOnly", False, (), resource("AWS::S3::Object", "arn:aws:s3:::data/in", "arn:aws:s3:::x/")),
    selector("All", False, (), resource("AWS::Lambda::Function", FUNCTION)),
    selector("WriteOnly", True, (), resource("AWS::Lambda::Function", "arn:aws:lambda")),
    selector("All", False, (), resource("AWS::DynamoDB::Table", TABLE), resource("AWS::Lambda::Function")),
    selector("All", True, (), resource("AWS::DynamoDB::Table", "arn:aws:dynamodb")),
]
