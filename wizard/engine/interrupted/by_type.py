"""What becomes of a resource whose creation was interrupted: which are looked for, and by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wizard.engine.interrupted import by_name, keys_and_buckets
from wizard.engine.interrupted.search import Search, Sighting
from wizard.program import resource_types as types


@dataclass(frozen=True)
class Way:
    """find: looks for it, to be imported. None: AWS takes the same call again, so that it is made again.

    twice: AWS would make a second one without a word, so that a look too early is repeated.
    """

    find: Callable[[Search], Sighting] | None = None
    twice: bool = False


#: A document that is put, whole, where another one was; or a call that AWS answers the same when repeated.
PUT_AGAIN = Way()

#: A type token -> its way. https://www.pulumi.com/registry/packages/aws/ says by which id each is imported.
WAYS: Mapping[str, Way] = {
    **{token: PUT_AGAIN for token, type in types.TYPES.items() if type.put_again},
    types.TRAIL: Way(by_name.trail),
    types.DELEGATED_ADMINISTRATOR: Way(by_name.delegated_administrator),
    types.WORKGROUP: Way(by_name.workgroup),
    types.NAMED_QUERY: Way(by_name.named_query),
    types.DATABASE: Way(by_name.database),
    types.LOG_TABLE: Way(by_name.glue_table),
    types.BUS: Way(by_name.event_bus),
    types.LOG_GROUP: Way(by_name.log_group),
    types.TABLE: Way(by_name.table),
    types.ROLE: Way(by_name.role),
    types.ALIAS: Way(keys_and_buckets.alias),
    types.KEY: Way(keys_and_buckets.key, twice=True),
    types.FUNCTION: Way(by_name.function),
    types.BUCKET: Way(keys_and_buckets.bucket),
    types.SCHEDULE: Way(by_name.schedule),
    types.TOPIC: Way(by_name.topic),
    types.QUEUE: Way(by_name.queue),
}
