"""What the policy does, in plain words, and what somebody should know before it holds. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components.arns import Arn
from components.regions import iam_region, partitions
from components.settings import Settings
from wizard.policy.scp.document import LONGEST, Wanted, document, minified
from wizard.policy.scp.exempt import ANY_ACCOUNT, Exempt, aws_roles, closed_rules
from wizard.policy.scp.global_services import actions
from wizard.screen.terminal import safe

_LINKED = "role/aws-service-role/"


def explanation(wanted: Wanted) -> Iterator[str]:
    """What it denies, and to whom it doesn't."""
    yield (
        f"It denies every call, reads too, outside {', '.join(wanted.approved)}: to everybody in the "
        "accounts that it holds in, their root users too."
    )
    yield (
        f"Let through everywhere: {len(actions())} services and calls that are no region's (IAM, STS, Route "
        "53, CloudFront, bills ...). docs/scp.md has each with the reason."
    )
    exempt = (*aws_roles(wanted.partition), *wanted.exempt.all)
    yield f"Exempt: {', '.join(map(safe, exempt))}."
    yield "No service control policy binds the management account, or a service-linked role."
    yield f"It takes {len(minified(document(wanted))):,} of the {LONGEST:,} characters that AWS takes."


def cautions(settings: Settings, wanted: Wanted, accounts: Sequence[str]) -> Iterator[str]:
    """What may surprise. accounts: those that the stack is deployed in, none where that isn't known."""
    yield from _whose(settings, wanted.exempt, accounts)
    yield from _rules(settings, wanted.exempt)
    yield from _named(wanted.exempt)
    yield from _regions(wanted)
    yield from _bedrock(wanted)


def _whose(settings: Settings, exempt: Exempt, accounts: Sequence[str]) -> Iterator[str]:
    if not accounts and exempt.own:
        yield (
            "The stack file names no account (aws:allowedAccountIds), so this deployment's roles are exempt "
            "by their names in every account: whoever may make roles in one could make such a one."
        )
    if settings.scope == "account":
        yield (
            "This stack is for one account, and a service control policy needs an organization: whoever "
            "manages it attaches the policy there."
        )


def _rules(settings: Settings, exempt: Exempt) -> Iterator[str]:
    everywhere, tamper = closed_rules(settings)
    if not everywhere and not tamper:
        return
    ways = ["set regionAlert to delivered-logs"] if everywhere else []
    ways += [f"add {', '.join(tamper)} to alertSkipRegions"] if tamper else []
    where = (
        "in every closed region (regionAlert has rules)"
        if everywhere
        else f"in {', '.join(tamper)} (tamperAlert)"
    )
    if exempt.accounts:
        yield (
            f"The stack has rules {where}: the role that deploys has to be among those who are exempt, and "
            "so has the one that verifies, or it sees nothing there."
        )
    else:
        yield (
            f"The stack has rules {where}, and nobody who deploys is exempt: `deploy` would be refused "
            "there. Add --exempt ARN of the role that deploys, and of the one that verifies, which sees "
            f"nothing there otherwise. To do without such rules, {' and '.join(ways)}."
        )


def _named(exempt: Exempt) -> Iterator[str]:
    anywhere = [name for name in exempt.named if Arn.of(name).account == ANY_ACCOUNT]
    if anywhere:
        yield (
            f"Exempt in every account: {', '.join(map(safe, anywhere))}. Whoever may make roles or users in "
            "one of them could make one of that name. Name the account, or deny that as well."
        )
    for name in exempt.named:
        if Arn.of(name).resource.startswith(_LINKED):
            yield f"{safe(name)} is a service-linked role, which no policy binds: leave it out."


def _regions(wanted: Wanted) -> Iterator[str]:
    home = iam_region(wanted.partition)
    if wanted.partition == "aws" and home not in wanted.approved:
        yield (
            f"{home} isn't approved. Global services go on, and so do certificates and keys for CloudFront; "
            "what is regional there doesn't: functions for Lambda@Edge, alarms on CloudFront, Route 53 or "
            "the bill, logs of CloudFront's web ACLs."
        )
    known = next((one.regions for one in partitions() if one.id == wanted.partition), {})
    if known and set(known) <= set(wanted.approved):
        yield "Every region known today is approved: the policy denies only those that AWS adds later."


def _bedrock(wanted: Wanted) -> Iterator[str]:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html"""
    if wanted.partition not in ("aws", "aws-us-gov"):
        return
    if wanted.bedrock:
        profiles = ", ".join(f"{name}.*" for name in wanted.bedrock)
        yield (
            f"Bedrock may work out what is asked of {profiles} in closed regions: prompts and answers leave "
            "the approved ones."
        )
        return
    yield (
        "Bedrock's cross-region inference: a request to a geographic profile (eu., us. ...) is judged in "
        "every region that it may be sent to, and fails unless all of them are approved; one to a global "
        'profile has the region "unspecified", and fails. Where you use them, --bedrock eu or --bedrock '
        "global lets those profiles through."
    )
