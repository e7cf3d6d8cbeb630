"""The table over the log files: its columns, its partitions, where its files lie, and what asking
it is bounded by. Pure.

Columns, SerDe and input format are those of AWS's own table for CloudTrail. Athena works the partitions out
from the folders' names, so none is ever added by hand.
https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
"""

from __future__ import annotations

from collections.abc import Sequence

TABLE = "events"
#: A query that would read more is cancelled: 1 USD. What was read by then is paid for.
# https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
MOST_BYTES = 200_000_000_000
#: Answers can be asked for again; they hold log data, so they don't stay.
RESULT_DAYS = 7

_IDENTITY = (
    "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,"
    "username:string,onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:struct<"
    "attributes:struct<mfaauthenticated:string,creationdate:string>,"
    "sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,"
    "ec2roledelivery:string,"
    "webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>"
)
#: Name -> type, in AWS's order. What differs from call to call is JSON text.
COLUMNS: dict[str, str] = {
    "eventversion": "string",
    "useridentity": _IDENTITY,
    "eventtime": "string",
    "eventsource": "string",
    "eventname": "string",
    "awsregion": "string",
    "sourceipaddress": "string",
    "useragent": "string",
    "errorcode": "string",
    "errormessage": "string",
    "requestparameters": "string",
    "responseelements": "string",
    "additionaleventdata": "string",
    "requestid": "string",
    "eventid": "string",
    "readonly": "string",
    "resources": "array<struct<arn:string,accountid:string,type:string>>",
    "eventtype": "string",
    "apiversion": "string",
    "recipientaccountid": "string",
    "serviceeventdetails": "string",
    "sharedeventid": "string",
    "vpcendpointid": "string",
    "vpcendpointaccountid": "string",
    "eventcategory": "string",
    "addendum": "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>",
    "sessioncredentialfromconsole": "string",
    "edgedevicedetails": "string",
    "tlsdetails": "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
}
#: From the folders; day is the one of the delivery, in UTC, as yyyy/MM/dd. `date` would be a reserved word.
PARTITIONS: dict[str, str] = {"account": "string", "region": "string", "day": "string"}

SERDE = "org.apache.hive.hcatalog.data.JsonSerDe"
INPUT_FORMAT = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

# Without an end to the files: longer than anybody asks.
_DAYS_WITHOUT_END = 3650


def location(bucket: str, folder: str) -> str:
    """Where the table begins. folder: of the accounts' folders, such as AWSLogs, AWSLogs/<organization> or,
    where AWS Control Tower made the trail, <organization>/AWSLogs/<organization>."""
    return f"s3://{bucket}/{folder}/"


def projection(
    bucket: str, folder: str, regions: Sequence[str], account: str = "", expire_after_days: int = 0
) -> dict[str, str]:
    """The table's parameters. account: the only one, "" where the files are an organization's: then a query
    has to name its accounts, with = or IN, and an account that joins later needs no change here."""
    which = (
        {"projection.account.type": "enum", "projection.account.values": account}
        if account
        else {"projection.account.type": "injected"}
    )
    return {
        "EXTERNAL": "TRUE",
        "classification": "cloudtrail",
        "projection.enabled": "true",
        **which,
        "projection.region.type": "enum",
        "projection.region.values": ",".join(regions),
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.range": f"NOW-{expire_after_days or _DAYS_WITHOUT_END}DAYS,NOW",
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "storage.location.template": location(bucket, folder) + "${account}/CloudTrail/${region}/${day}",
    }
