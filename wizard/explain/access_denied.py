"""Says who forbids what, from AWS's own words: the action, the resource, and whose policy it was. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from __future__ import annotations

import re

from components.command_line import wizard
from components.resource_names import short_name
from wizard.account.action_names import action_of
from wizard.explain.parse_error import Said, one_line

_MESSAGE = re.compile(
    r"(?:User|Principal): (?P<who>\S+) is not authorized to perform: (?P<action>[\w-]+:\w+)"
    r"(?: on (?:the )?resource: \"?(?P<resource>[^\s\",]+)\"?)?(?P<because>.*)",
    re.DOTALL,
)
_ASK = f"`{wizard('policy')}` prints what deploying this stack needs."


def explained(said: Said) -> tuple[str, str]:
    """Why it was refused, and what to do."""
    found = _MESSAGE.search(said.text) or _MESSAGE.search(said.whole)
    action = found["action"] if found else _action(said)
    who = one_line(found["who"]) if found else "these credentials"
    on = f" on {one_line(found['resource'].rstrip('.'))}" if found and found["resource"] else ""
    why = f"{who} may not call {action}{on}."
    because = " ".join(found["because"].split()) if found else ""
    resource = on.removeprefix(" on ")
    return _public(because, resource) or _by_policy(why, because, who, resource, said)


def _public(because: str, resource: str) -> tuple[str, str] | None:
    """Block Public Access refuses a public policy or ACL in the words of a missing permission."""
    if "block public access setting" not in because:
        return None
    setting = re.search(r"by the (\w+) block", because)
    named = f" ({setting[1]})" if setting else ""
    what = "an ACL" if "acl" in because.lower() else "a policy"
    return (
        f"{resource or 'The bucket'} blocks public access, and S3 takes this for {what} that makes it "
        f"public{named}: no permission is missing.",
        "Name whom each of its statements allows: accounts, roles or services, or fixed values of keys such "
        "as aws:PrincipalOrgID or aws:SourceVpce, without wildcards. One that was kept from an existing "
        f"bucket is asked about when its trail is adopted again (`{wizard('--set adoptTrail=ARN')}`).",
    )


def _by_policy(why: str, because: str, who: str, resource: str, said: Said) -> tuple[str, str]:
    if "service control policy" in because or "resource control policy" in because:
        which = "service" if "service control policy" in because else "resource"
        why += f" A {which} control policy of your organization forbids it{_named(because)}."
        do = "Only whoever manages the organization can allow it; nothing in this account can."
        return why, f"{do} {_or_skip(said)}".strip()
    if "permissions boundary" in because:
        return f"{why} A permissions boundary forbids it.", f"Have the boundary of {who} allow it."
    if "session policy" in because:
        return f"{why} The session's own policy forbids it.", "Begin a session that allows it."
    if "VPC endpoint policy" in because:
        return f"{why} The policy of a VPC endpoint forbids it.", "Have that endpoint's policy allow it."
    if "resource-based policy" in because and "explicit deny" in because:
        return f"{why} The policy of {resource or 'the resource'} itself forbids it.", "Change that policy."
    if "resource-based policy" in because:
        return (
            f"{why} The policy of {resource or 'the resource'} itself doesn't allow it.",
            "Have it allow that.",
        )
    if "explicit deny" in because:
        return f"{why} A policy of {who} denies it.", f"Take that statement out. {_ASK}"
    return f"{why} No policy allows it.", f"Allow it. {_ASK}"


def _named(because: str) -> str:
    """The policy's ARN, which AWS tells within one organization."""
    found = re.search(r"arn:[\w-]+:organizations::\S+", because)
    return f" ({one_line(found[0].rstrip('.'))})" if found else ""


def _or_skip(said: Said) -> str:
    if not said.region or not short_name(said.urn).startswith("watch-"):
        return ""
    return (
        f"Or add {said.region} to alertSkipRegions: no rule is made there then, and delivered-logs still "
        "sees that region."
    )


def _action(said: Said) -> str:
    """S3's plain "Access Denied" doesn't name the action: the call does."""
    if not said.call:
        return f"something in {said.service}" if said.service else "something"
    return action_of(said.service, said.call)
