"""What Athena is asked with: a workgroup with saved queries, a database with a table over the log bucket, a
bucket for answers.

https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import hardened, log_table, policies
from components.adopted import AdoptedBucket
from components.deployment import Component, Deployment
from components.log_bucket import LogBucket
from components.named_queries.saved import saved_queries
from components.regions import regions_of
from components.retention import OLD_RESULT_DAYS


class Queries(Component):
    """Beside the log bucket. Answers go into a bucket of their own, encrypted with S3's own keys: the log key
    lets nobody but CloudTrail encrypt. They go when the stack goes.
    """

    def __init__(
        self, deployment: Deployment, log_bucket: LogBucket, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("queries", deployment, opts)
        names = self.names
        wanted = hardened.Wanted(
            names.query_results_bucket,
            policies.query_results_bucket(names),
            hardened.lifecycle_rules("results", log_table.RESULT_DAYS, old_version_days=OLD_RESULT_DAYS),
        )
        results = hardened.bucket(self, "query-results-bucket", wanted, AdoptedBucket(""))
        workgroup = aws.athena.Workgroup(
            self.child("query-workgroup"),
            name=names.query_workgroup,
            description=f"Questions to the logs of the CloudTrail trail {names.trail}",
            # Queries that somebody saved, and the history, don't keep it.
            force_destroy=True,
            configuration={
                "bytes_scanned_cutoff_per_query": log_table.MOST_BYTES,
                "enforce_workgroup_configuration": True,
                "publish_cloudwatch_metrics_enabled": True,
                "result_configuration": {
                    "output_location": f"s3://{names.query_results_bucket}/{names.query_results_folder}/",
                    "expected_bucket_owner": names.account,
                    "encryption_configuration": {"encryption_option": "SSE_S3"},
                },
            },
            tags=self.tags,
            opts=self.after(*results.ready),
        )
        database = aws.glue.CatalogDatabase(
            self.child("query-database"),
            name=names.query_database,
            description=f"Logs of the CloudTrail trail {names.trail}",
            tags=self.tags,
            opts=self.mine,
        )
        aws.glue.CatalogTable(
            self.child("query-table"),
            name=log_table.TABLE,
            database_name=database.name,
            table_type="EXTERNAL_TABLE",
            parameters=log_table.projection(
                names.log_bucket,
                names.accounts_folder,
                regions_of(names.partition),
                "" if names.organization else names.trail_owner,
                self.settings.expire_after_days,
            ),
            partition_keys=[{"name": name, "type": kind} for name, kind in log_table.PARTITIONS.items()],
            storage_descriptor={
                "location": log_table.location(names.log_bucket, names.accounts_folder),
                "input_format": log_table.INPUT_FORMAT,
                "output_format": log_table.OUTPUT_FORMAT,
                "columns": [{"name": name, "type": kind} for name, kind in log_table.COLUMNS.items()],
                "ser_de_info": {
                    "name": "cloudtrail",
                    "serialization_library": log_table.SERDE,
                    "parameters": {"serialization.format": "1"},
                },
            },
            opts=self.after(*log_bucket.ready),
        )
        for saved in saved_queries(self.settings.approved_regions, of_organization=bool(names.organization)):
            aws.athena.NamedQuery(
                self.child(f"query-{saved.name}"),
                name=saved.name,
                description=saved.description,
                workgroup=workgroup.name,
                database=database.name,
                query=saved.text,
                opts=self.mine,
            )
        self.register_outputs({})
