"""How much goes on in an account, for the figures beside the answers: nothing waits for it."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wizard.account.connect import ClientFor
from wizard.account.facts import Identity, Probe, Trail
from wizard.account.in_parallel import AT_ONCE
from wizard.account.second_copy import recording_all
from wizard.account.time_limits import PATIENCE

if TYPE_CHECKING:
    from wizard.account.cloudtrail_usage import Usage
    from wizard.account.data_event_metrics import Rate
    from wizard.account.log_day import LogDay


class Samples:
    """log_day: of a trail that exists; rates: of data events, by resource type; usage: what AWS counted,
    pending until somebody lets it be asked."""

    def __init__(self, client_for: ClientFor | None = None, who: Identity | None = None) -> None:
        self.log_day: Probe[LogDay] = Probe()
        self.rates: Mapping[str, Rate] = {}
        self.usage: Probe[Usage] = Probe()
        self._client_for, self._who = client_for, who

    def take(self, trails: Sequence[Trail], regions: Sequence[str], at_once: int = AT_ONCE) -> None:
        """From the log files of a trail that exists, and from CloudWatch; PATIENCE seconds at most."""
        from wizard.account.data_event_metrics import data_event_metrics
        from wizard.account.log_day import log_day

        assert self._client_for is not None
        assert self._who is not None
        until, now = time.monotonic() + PATIENCE, datetime.datetime.now(datetime.timezone.utc)
        trail = recording_all(trails)
        if trail and trail.bucket and regions:
            yesterday = now.date() - datetime.timedelta(days=1)
            self.log_day = log_day(
                self._client_for, trail, self._who.account, regions, yesterday, until, at_once
            )
        self.rates = data_event_metrics(self._client_for, regions, now, until, at_once)

    @property
    def can_ask_usage(self) -> bool:
        """Whether there is an account to ask Cost Explorer about, and a Cost Explorer in its partition."""
        from wizard.account.cloudtrail_usage import is_there

        return self._client_for is not None and self._who is not None and is_there(self._who.partition)

    def ask_usage(self) -> Probe[Usage]:
        """What AWS counted of CloudTrail in the last month, for which AWS charges a cent; asked once."""
        from wizard.account.cloudtrail_usage import volumes
        from wizard.account.one_look import one_look

        assert self._client_for is not None
        assert self._who is not None
        if not self.usage.is_over:
            with one_look():
                self.usage = volumes(self._client_for, self._who.partition)
        return self.usage
