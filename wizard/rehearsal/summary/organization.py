"""The organization around a trail, as Organizations and CloudTrail tell each of its accounts."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import SERVICE


def organization(account: EmulatedAccount, trail: dict[str, Any] | None) -> dict[str, Any]:
    """account: the one that was deployed from; trail: the summary's. `coveredAccounts` are those in which it
    shows logging, asked there."""
    client = account.client("organizations")
    found = client.describe_organization()["Organization"]
    pages = client.get_paginator("list_accounts").paginate()
    listed = [one for page in pages for one in page["Accounts"]]
    services = client.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    administrators = client.list_delegated_administrators(ServicePrincipal=SERVICE)["DelegatedAdministrators"]
    active = [one["Id"] for one in listed if one.get("State", one.get("Status")) == "ACTIVE"]
    return {
        "id": found["Id"],
        "managementAccount": found["MasterAccountId"],
        "deployedFrom": "management" if account.id == found["MasterAccountId"] else "delegated-administrator",
        "trustedAccess": SERVICE in [one["ServicePrincipal"] for one in services],
        "delegatedAdministrators": [one["Id"] for one in administrators],
        "accounts": active,
        "coveredAccounts": [id for id in active if trail and _shows(account.beside(id), trail["arn"])],
    }


def bucket_account(account: EmulatedAccount, name: str) -> EmulatedAccount:
    """The account whose list of buckets has this one."""
    for one in account.everywhere:
        if name in [bucket["Name"] for bucket in one.client("s3").list_buckets()["Buckets"]]:
            return one
    return account


def _shows(account: EmulatedAccount | None, arn: str) -> bool:
    from botocore.exceptions import ClientError

    if account is None:
        return False
    client = account.client("cloudtrail")
    if not client.describe_trails(trailNameList=[arn])["trailList"]:
        return False
    try:
        return bool(client.get_trail_status(Name=arn)["IsLogging"])
    except ClientError:
        return False
