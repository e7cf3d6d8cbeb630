"""Looks at what Athena is asked with: workgroup, table and the bucket for answers. Read-only."""

from __future__ import annotations

from functools import partial

from components.log_table import TABLE
from components.names import Names
from wizard.account.facts import Probe
from wizard.account.one_call import ask
from wizard.verify.facts import Document, Queries
from wizard.verify.look_at_bucket import look_at_bucket
from wizard.verify.together import Asking

#: What is asked of the bucket for answers.
_PARTS = ("owner", "policy", "public_access", "encryption", "lifecycle")


def look_at_queries(asking: Asking, names: Names) -> Queries:
    """asking: with clients of the account that the log bucket is in.

    https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html
    https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html
    """
    home, bucket = names.home, names.query_results_bucket

    def workgroup() -> Probe[Document]:
        gone = ("InvalidRequest",)
        found = ask(
            asking.client_for, "athena", home, "get_work_group", absent=gone, WorkGroup=names.query_workgroup
        )
        return found.then(lambda answer: answer.get("WorkGroup") or {})

    def table() -> Probe[Document]:
        found = ask(
            asking.client_for, "glue", home, "get_table", absent=("EntityNotFound",),
            DatabaseName=names.query_database, Name=TABLE,
        )  # fmt: skip
        return found.then(lambda answer: answer["Table"])

    found = asking.probes(home, {"athena:GetWorkGroup": workgroup, "glue:GetTable": table})
    answers = partial(look_at_bucket, asking.within(), bucket, names.account, home, _PARTS)
    return Queries(found["athena:GetWorkGroup"], found["glue:GetTable"], answers())
