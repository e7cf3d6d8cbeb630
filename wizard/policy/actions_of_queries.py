"""What pulumi-aws calls for what Athena is asked with. Data, as in actions.py."""

from __future__ import annotations

from wizard.policy import scopes
from wizard.policy.calls import Calls
from wizard.program import resource_types as types

QUERIES: dict[str, tuple[Calls, ...]] = {
    types.WORKGROUP: (
        Calls(
            "athena",
            read="GetWorkGroup ListTagsForResource",
            write="CreateWorkGroup TagResource UntagResource UpdateWorkGroup",
            delete="DeleteWorkGroup",
        ),
    ),
    # On their workgroup: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html
    types.NAMED_QUERY: (
        Calls("athena", read="GetNamedQuery", write="CreateNamedQuery", delete="DeleteNamedQuery"),
    ),
    # https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html: the catalog counts too,
    # and for a database that is deleted all that may be in it.
    types.DATABASE: (
        Calls(
            "glue",
            read="GetDatabase GetTags",
            write="CreateDatabase TagResource UntagResource UpdateDatabase",
            on=scopes.database,
        ),
        Calls("glue", delete="DeleteDatabase", on=scopes.database_with_contents),
    ),
    types.LOG_TABLE: (
        Calls(
            "glue",
            read="GetPartitionIndexes GetTable",
            write="CreateTable UpdateTable",
            delete="DeleteTable",
            on=scopes.glue_table,
        ),
    ),
}
