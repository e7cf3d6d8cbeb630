"""How the alert queue is set: the stack makes it so, the drill and `verify` compare. Pure.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

from __future__ import annotations

from components.region_alert.package import TIMEOUT_SECONDS

#: How often a message is taken before it is a dead letter.
ATTEMPTS = 5
#: Seconds for which a message that was taken is out of sight. Longer than a run: what a run is still
#: working on must not come up again meanwhile.
HIDDEN_SECONDS = TIMEOUT_SECONDS + 60
