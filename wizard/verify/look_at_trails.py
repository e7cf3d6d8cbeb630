"""Looks at a trail, what it writes to, and what proves that it does: the stack's own, or anybody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from components.arns import Arn
from components.names import Names
from components.organization import Organization
from wizard.account.asked_once import AskedOnce
from wizard.account.facts import Probe, Trail
from wizard.account.in_parallel import late
from wizard.account.one_call import ask
from wizard.trails.closer_look import CloserLook, look_closer
from wizard.verify.digest_listing import Places
from wizard.verify.facts import Covered, LogKey, TrailFacts
from wizard.verify.look_at_bucket import FEW, look_at_bucket, look_at_log_key
from wizard.verify.look_at_regions import look_at_regions
from wizard.verify.parts import OF_OTHERS, no_key, nothing, parts, tags_of, unseen
from wizard.verify.target import Target, as_if, names_of
from wizard.verify.together import Asking

# Digest files lie below the organization's id.
_NOWHERE: Probe[Any] = Probe(
    "unknown",
    why="Where its digest files lie isn't known: organizations:DescribeOrganization wasn't answered",
    cause="other",
)


@dataclass(frozen=True)
class TrailLooks:
    """asking: with clients of the account that looks; beside: clients of the one that a stack's bucket is in;
    listed: every trail; now: epoch seconds; enabled: the regions that are."""

    target: Target
    asking: Asking
    beside: AskedOnce
    listed: Callable[[], Probe[tuple[Trail, ...]]]
    now: float
    enabled: Callable[[], tuple[str, ...]]

    def own(self, account: str, names: Names) -> TrailFacts:
        """The stack's."""
        settings = self.target.settings
        assert settings is not None
        adopted = self.target.adopted
        left = adopted.log_bucket.left if adopted and adopted.log_bucket else ()
        key = settings.kms_key_arn or (names.log_key_alias if settings.own_log_key else "")
        inner = self.asking.within()
        there = inner.of(self.beside)
        calls: dict[str, Callable[[], Any]] = {
            "bucket": partial(
                look_at_bucket,
                there.within(),
                names.log_bucket,
                names.account,
                names.home,
                parts(settings, left),
            ),
            "trail": partial(self._trail_of, names),
            **self._ahead(names),
            "regions": partial(self._regions, None, names, account),
        }
        if key:
            calls["key"] = partial(look_at_log_key, there.within(), key, names.home)
        if settings.access_logs and not names.adopted_access_logs:
            wanted = names.access_log_bucket
            calls["access"] = partial(look_at_bucket, there.within(), wanted, names.account, names.home, FEW)
        found = inner.together(calls)
        trail, look, tags = found.get("trail") or (None, CloserLook(), Probe())
        regions: dict[str, Covered] = found.get("regions") or {}
        log_key: LogKey = found.get("key") or no_key(names.home)
        if trail is not None and trail.key and log_key.key.state == "bad":
            # Its alias is gone; the trail still names the key itself.
            log_key = look_at_log_key(there.within(), trail.key, names.home)
        if trail is not None and trail.bucket and not trail.validates:
            regions = self._regions(trail, names, account)
        return TrailFacts(
            trail,
            names,
            settings,
            True,
            found.get("bucket") or nothing(names.log_bucket, names.home),
            log_key if key else None,
            look,
            tags,
            regions,
            (found.get("access") or nothing(names.access_log_bucket, names.home))
            if "access" in calls
            else None,
            left,
        )

    def _ahead(self, names: Names) -> dict[str, Callable[[], Any]]:
        """What is asked of the trail once it is found, asked now: its name is known, and answers are kept."""
        home, arn, client_for = names.home, names.trail_arn, self.asking.client_for
        named = {
            "get_trail": "Name",
            "get_event_selectors": "TrailName",
            "get_insight_selectors": "TrailName",
        }
        calls = {
            call: partial(ask, client_for, "cloudtrail", home, call, **{key: arn})
            for call, key in named.items()
        }
        return {
            **calls,
            "list_tags": partial(ask, client_for, "cloudtrail", home, "list_tags", ResourceIdList=[arn]),
        }

    def _trail_of(self, names: Names) -> tuple[Trail | None, CloserLook, Probe[Any]]:
        found = next(iter(self.target.chosen(self.listed().value or (), names)), None)
        if found is None:
            return None, CloserLook(), Probe()
        return (found, *self._closely(found, names.account, self.beside))

    def _closely(self, trail: Trail, account: str, beside: AskedOnce) -> tuple[CloserLook, Probe[Any]]:
        arn, home, client_for = trail.arn, trail.home_region, self.asking.client_for
        found = self.asking.within().together(
            {
                "look": partial(look_closer, client_for, trail, account, beside),
                "tags": partial(ask, client_for, "cloudtrail", home, "list_tags", ResourceIdList=[arn]),
            }
        )
        answer: Probe[Any] = found.get("tags") or late("cloudtrail:ListTags", home)
        return found.get("look") or unseen(home), answer.then(tags_of)

    def of_others(self, account: str, trail: Trail, organization: Organization | None) -> TrailFacts:
        """One trail of anybody's. organization: the one that it is for, as far as it is known."""
        names, inner = names_of(trail, account, organization), self.asking.within()
        calls: dict[str, Callable[[], Any]] = {
            "closely": partial(self._closely, trail, account, self.asking.client_for),
            "regions": partial(self._regions, trail, names, account),
        }
        if trail.bucket:
            calls["bucket"] = partial(
                look_at_bucket, inner.within(), trail.bucket, account, names.home, OF_OTHERS
            )
        if trail.key:
            calls["key"] = partial(look_at_log_key, inner.within(), trail.key, names.home)
        found = inner.together(calls)
        look, tags = found.get("closely") or (unseen(names.home), late("cloudtrail:ListTags", names.home))
        return TrailFacts(
            trail,
            names,
            as_if(trail),
            False,
            found.get("bucket") or nothing(trail.bucket, names.home),
            (found.get("key") or no_key(names.home)) if trail.key else None,
            look,
            tags,
            found.get("regions") or {},
        )

    def _regions(self, trail: Trail | None, names: Names, account: str) -> dict[str, Covered]:
        """account: the one that looks. A trail of one account has files of its owner's alone."""
        whose = account if names.organization else Arn.of(names.trail_arn).account
        inner = self.asking.within().within()
        places = Places(names, self.beside)
        found = look_at_regions(inner, trail, places, whose, self.enabled(), self.now)
        if trail is not None and trail.is_organization and names.organization is None:
            return {region: replace(one, digest=_NOWHERE) for region, one in found.items()}
        return found
