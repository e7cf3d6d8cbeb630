"""What a lived-in account has to record data events of: buckets, functions and tables, with tags, in several
regions. Made only where somebody is asked about them, so that picking can be tried."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping

from wizard.rehearsal.account.emulated_account import EmulatedAccount

WORKLOAD = "buckets, functions and tables to pick from: made up, so that data events can be tried"
_TEAMS = ("billing", "catalog", "checkout", "hr", "orders", "payments", "research", "website")
_BUCKETS = ("assets", "backups", "exports", "reports", "uploads")
_FUNCTIONS = (
    ("billing", "invoice-mailer"), ("checkout", "card-authorizer"), ("checkout", "cart-cleaner"),
    ("payments", "ledger-writer"), ("orders", "index-updater"), ("website", "image-resizer"),
)  # fmt: skip
_TABLES = (("catalog", "products"), ("checkout", "carts"), ("payments", "ledger"), ("website", "sessions"))
# So many of the account's regions, home first.
_REGIONS = 4
_ROLE = "workload"


def make_workload(account: EmulatedAccount, resource_type: str) -> None:
    """Makes those of one of CloudTrail's resource types in the account, once; nothing for a type that isn't
    among them."""
    made = {"AWS::S3::Object": _buckets, "AWS::Lambda::Function": _functions, "AWS::DynamoDB::Table": _tables}
    if resource_type in made:
        with account.lock:
            made[resource_type](account)
        account.stand_in(WORKLOAD)


def _places(account: EmulatedAccount) -> Iterator[str]:
    """Regions without end, in turns: home, and some from all over the partition."""
    others = [one for one in account.regions if one != account.home]
    apart = max(1, len(others) // (_REGIONS - 1))
    while True:
        yield account.home
        yield from others[::apart][: _REGIONS - 1]


def _tags(team: str, number: int) -> dict[str, str]:
    return {"team": team, "env": "test" if number % 3 == 2 else "prod"}


def _buckets(account: EmulatedAccount) -> None:
    """Forty. Their names end in the account's id, as S3's are world-wide."""
    names = [(team, f"{team}-{what}-{account.id}") for team in _TEAMS for what in _BUCKETS]
    for number, ((team, name), region) in enumerate(zip(names, _places(account), strict=False)):
        client = account.client("s3", region)
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        client.create_bucket(Bucket=name, **where)
        client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": _listed(_tags(team, number))})


def _functions(account: EmulatedAccount) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = account.client("iam").create_role(RoleName=_ROLE, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    code = _code()
    for number, ((team, name), region) in enumerate(zip(_FUNCTIONS, _places(account), strict=False)):
        account.client("lambda", region).create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=role,
            Handler="index.handler",
            Code={"ZipFile": code},
            Tags=_tags(team, number),
        )


def _tables(account: EmulatedAccount) -> None:
    for number, ((team, name), region) in enumerate(zip(_TABLES, _places(account), strict=False)):
        account.client("dynamodb", region).create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=_listed(_tags(team, number)),
        )


def _listed(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _code() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return event\n")
    return written.getvalue()
