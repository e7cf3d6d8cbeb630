"""What an account is in its organization, and whether an organization's trail can be made from it. Pure."""

from __future__ import annotations

from wizard.account.facts import Surroundings


def in_words(seen: Surroundings, account: str) -> str:
    """Who the account is there, as the question about the scope says it; "" while that isn't known."""
    organization = seen.organization.value
    if organization is None:
        return ""
    if not organization.id:
        return f"Account {account} is in no organization."
    count = len(seen.accounts.value) if seen.accounts.value is not None else None
    size = "" if count is None else f", {count:,} account{'' if count == 1 else 's'}"
    what = {
        "management": "the management account",
        "delegated": "a delegated administrator of CloudTrail",
    }.get(organization.role, "a member")
    return f"Account {account} is {what} of {organization.id}{size}."


def why_not(seen: Surroundings, account: str) -> str:
    """Why an organization's trail can't be made from this account and what to do instead; "" where it can,
    and where that isn't known."""
    organization = seen.organization.value
    if organization is None:
        return ""
    if not organization.id:
        return (
            f"Account {account} is in no organization, so it has no other accounts to cover. Choose scope: "
            "account, or use the credentials of an organization's management account (--profile)."
        )
    if not organization.all_features:
        return (
            f"Organization {organization.id} has only consolidated billing; its trail needs all features. "
            f"Turn them on in the management account {organization.management_account}, under Organizations, "
            "Settings; every account has to agree."
        )
    if organization.role == "member" and seen.organization.state == "good":
        return (
            f"Account {account} is a plain member of organization {organization.id}: only the management "
            f"account {organization.management_account}, or a delegated administrator of CloudTrail, makes "
            "the organization's trail. Use a profile of the management account, or register this one from "
            "there: `aws cloudtrail register-organization-delegated-admin --member-account-id "
            f"{account}`."
        )
    return ""
