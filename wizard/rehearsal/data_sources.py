"""Answers to the program's data sources ("invokes"), in pulumi-aws' shapes. An unknown one is an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.base import as_refused
from wizard.rehearsal.makers.catalogue import NoMaker

Arguments = Mapping[str, Any]


def answer(account: EmulatedAccount, token: str, arguments: Arguments, region: str = "") -> dict[str, Any]:
    """What the data source with this token returns, e.g. aws:index/getRegions:getRegions. Raises Refused."""
    if token not in _SOURCES:
        raise NoMaker(
            f"There is no data source {token} in wizard/rehearsal/data_sources.py: it can't be rehearsed."
        )
    with as_refused():
        return _SOURCES[token](account, {**({"region": region} if region else {}), **arguments})


def _regions(account: EmulatedAccount, arguments: Arguments) -> dict[str, Any]:
    wanted = {one["name"]: one["values"] for one in arguments.get("filters") or ()}
    names = account.regions_told(bool(arguments.get("allRegions")), wanted)
    return {**arguments, "id": account.partition, "names": list(names)}


def _caller(account: EmulatedAccount, arguments: Arguments) -> dict[str, Any]:
    return {"id": account.id, "accountId": account.id, "arn": account.caller_arn, "userId": account.caller_id}


def _region(account: EmulatedAccount, arguments: Arguments) -> dict[str, Any]:
    region = arguments.get("region") or arguments.get("name") or account.home
    endpoint = f"ec2.{region}.{account.dns_suffix}"
    return {"id": region, "name": region, "region": region, "description": region, "endpoint": endpoint}


def _organization(account: EmulatedAccount, arguments: Arguments) -> dict[str, Any]:
    """Only the organization itself, which any member is told."""
    if not arguments.get("returnOrganizationOnly"):
        raise NoMaker("aws:organizations/getOrganization is rehearsed with returnOrganizationOnly alone.")
    found = account.client("organizations").describe_organization()["Organization"]
    return {
        **arguments,
        "id": found["Id"],
        "arn": found["Arn"],
        "featureSet": found["FeatureSet"],
        "masterAccountArn": found["MasterAccountArn"],
        "masterAccountEmail": found["MasterAccountEmail"],
        "masterAccountId": found["MasterAccountId"],
        "accounts": [],
        "awsServiceAccessPrincipals": [],
        "enabledPolicyTypes": [],
        "nonMasterAccounts": [],
        "roots": [],
        "masterAccountName": "",
    }


def _administrators(account: EmulatedAccount, arguments: Arguments) -> dict[str, Any]:
    asked = {"ServicePrincipal": arguments["servicePrincipal"]} if arguments.get("servicePrincipal") else {}
    client = account.client("organizations")
    found = client.list_delegated_administrators(**asked)["DelegatedAdministrators"]
    listed = [
        {
            **{name[:1].lower() + name[1:]: value for name, value in one.items() if isinstance(value, str)},
            "delegationEnabledDate": one["DelegationEnabledDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "joinedTimestamp": one["JoinedTimestamp"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for one in found
    ]
    return {**arguments, "id": account.id, "delegatedAdministrators": listed}


def _last_outputs(account: EmulatedAccount, arguments: Arguments) -> dict[str, Any]:
    """A rehearsed stack is a new one."""
    return {**arguments, "outputs": {}}


_SOURCES: dict[str, Callable[[EmulatedAccount, Arguments], dict[str, Any]]] = {
    "aws:index/getRegions:getRegions": _regions,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getRegion:getRegion": _region,
    "aws:organizations/getDelegatedAdministrators:getDelegatedAdministrators": _administrators,
    "aws:organizations/getOrganization:getOrganization": _organization,
    "pulumi:pulumi:readStackOutputs": _last_outputs,
}
