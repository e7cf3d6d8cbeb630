"""What `query NAME` needs on Athena: its own calls, and what Athena does with its caller's rights. Pure.

https://docs.aws.amazon.com/athena/latest/ug/managing-access.html
https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html
"""

from __future__ import annotations

from collections.abc import Iterator

from components.log_table import TABLE
from wizard.policy.permission import Permission, each
from wizard.policy.stack import Stack, decrypt_files


def query(stack: Stack) -> Iterator[Permission]:
    """A named question or one's own SQL, in the stack's workgroup, about the stack's table."""
    settings = stack.settings
    if settings.is_organization:
        # The folders bear its id. Somebody of the log archive asks as well as somebody who takes its role on.
        yield from each("organizations: DescribeOrganization", "*")
    if stack.has_trail and settings.is_organization:
        yield from each("organizations: ListDelegatedAdministrators", "*")
    if stack.has_trail and settings.log_archive_role_arn:
        yield from each("sts: AssumeRole", settings.log_archive_role_arn)
    if stack.has_bucket:
        yield from _asking(stack)
        yield from _reading(stack)
        yield from _answers(stack)


def _asking(stack: Stack) -> Iterator[Permission]:
    names = stack.names
    workgroup = names.arn("athena", f"workgroup/{names.query_workgroup}")
    yield from each(
        "athena: GetQueryExecution GetQueryResults StartQueryExecution StopQueryExecution", workgroup
    )
    catalog, database = names.arn("glue", "catalog"), names.arn("glue", f"database/{names.query_database}")
    # Athena looks for the default database of the region, whichever is asked about.
    for arn in (catalog, database, names.arn("glue", "database/default")):
        yield from each("glue: GetDatabase", arn)
    for arn in (catalog, database, names.arn("glue", f"table/{names.query_database}/{TABLE}")):
        yield from each("glue: GetTable", arn)


def _reading(stack: Stack) -> Iterator[Permission]:
    """The log files, which Athena lists by the folders that it works out."""
    names = stack.names
    yield from each("s3: GetBucketLocation ListBucket", names.log_bucket_arn)
    whose = "*" if names.organization else names.trail_owner
    yield from each("s3: GetObject", f"{names.log_bucket_arn}/{names.account_folder(whose)}/CloudTrail/*")
    yield from decrypt_files(stack)


def _answers(stack: Stack) -> Iterator[Permission]:
    """Large answers are put there in several parts. They are encrypted with S3's own keys."""
    names = stack.names
    bucket = names.query_results_bucket_arn
    yield from each("s3: GetBucketLocation ListBucket ListBucketMultipartUploads", bucket)
    yield from each(
        "s3: AbortMultipartUpload GetObject ListMultipartUploadParts PutObject",
        f"{bucket}/{names.query_results_folder}/*",
    )
