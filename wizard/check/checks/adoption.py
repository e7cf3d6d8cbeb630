"""Whether the trail that adoptTrail names can be taken over with these settings from here. Pure.

The set-up reads all of it, and says more; here nothing of the bucket is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from components.arns import Arn
from components.misfits import misfits
from wizard.account.origin import origin_of
from wizard.adoption.organizations import out_of_place
from wizard.check.gather import Gathered
from wizard.check.intended import Intended
from wizard.check.result import Result, unknown
from wizard.trails.offers import Situation, unfit, untouchable

_NAME = "adopted-trail"


def adoption(found: Gathered, intended: Intended) -> Iterator[Result]:
    """Nothing where no trail is taken over."""
    settings = intended.settings
    if settings is None or not settings.adopt_trail:
        return
    arn, account, region = settings.adopt_trail, found.identity.account, intended.region
    if intended.adopted is not None:
        owner = Arn.of(arn).account if settings.is_organization else account
        for problem in misfits(intended.adopted, settings, account, intended.stack, owner):
            yield Result("trails", _NAME, "bad", str(problem), region=region, blocks=True)
    reason = out_of_place(arn, account, found.surroundings) if settings.is_organization else ""
    if reason:
        yield Result("trails", _NAME, "bad", reason, region=region, blocks=True)
        return
    trail = next((one for one in found.trails.value or () if one.arn == arn), None)
    if trail is None and found.trails.state != "good":
        yield unknown("trails", _NAME, found.trails, f"Whether there is a trail {arn} isn't known.", region)
        return
    if trail is None:
        text = f"There is no trail {arn} that account {account} sees: nothing can be taken over."
        fix = "Correct adoptTrail, or use a profile of the account that the trail belongs to."
        yield Result("trails", _NAME, "bad", text, fix, region=region, blocks=True)
        return
    organization = found.organization.value
    situation = Situation(
        settings,
        account,
        role=organization.role if organization else "",
        management=organization.management_account if organization else "",
    )
    bucket = found.owners.get(trail.bucket)
    hands_off = untouchable(trail, account, situation.manages)
    # Without a look at the organization nobody knows what the account may do in it.
    is_known = organization is not None or not settings.is_organization
    reason = hands_off or (unfit(trail, situation, bucket.value if bucket else None) if is_known else "")
    if reason:
        text = f"{trail.name} can't be taken over: {reason}"
        yield Result("trails", _NAME, "bad", text, region=region, blocks=True)
    elif intended.adopted is None:
        text = f"{trail.name} can be taken over; the set-up reads all of it first, and writes what it keeps."
        yield Result("trails", _NAME, "good", text, region=region)
    else:
        whose = origin_of(settings, account, found.surroundings).organization
        becomes = " and becomes the organization's" if whose and not trail.is_organization else ""
        text = f"{trail.name} is taken over by this stack{becomes}."
        yield Result("trails", _NAME, "good", text, region=region)
