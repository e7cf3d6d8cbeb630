"""How many days what isn't a setting stays, for what makes it and what reckons its cost."""

from __future__ import annotations

#: A file that was replaced, deleted or has expired stays so long as an old version of itself.
OLD_VERSION_DAYS = 90
#: A record of who read the log bucket.
ACCESS_LOG_DAYS = 400
#: An old answer of Athena's.
OLD_RESULT_DAYS = 1
