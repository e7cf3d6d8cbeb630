"""Takes for AWS's answer only what is one: for every client, in the one place that every call goes through.

A proxy's page with status 200, a cut body or `{}` is parsed by botocore into an empty answer, which reads
like an account without trails. Here it becomes an error like a refusal, so that what was asked is unknown.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from wizard.account.failed_call import NoAnswerOfAws
from wizard.account.one_look import patiently
from wizard.account.policy_answers import fault_of_policy, holds_policy

_JSON = ("json", "rest-json")
_S3_NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
#: What AWS always gives, as far as it is read here; `[]` stands for each of a list. Each operation's page of
#: the API reference says so: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
ALWAYS: Mapping[str, tuple[str, ...]] = {
    "CreatePolicy": ("Policy.PolicySummary.Id",),
    "AssumeRole": (
        "Credentials.AccessKeyId",
        "Credentials.SecretAccessKey",
        "Credentials.SessionToken",
        "Credentials.Expiration",
        "AssumedRoleUser.Arn",
    ),
    "CreateQueue": ("QueueUrl",),
    "DescribeAccount": ("Account.Id",),
    "DescribeKey": ("KeyMetadata.KeyId", "KeyMetadata.Arn", "KeyMetadata.KeyState"),
    "DescribeOrganization": ("Organization.Id",),
    "DescribeOrganizationalUnit": ("OrganizationalUnit.Id",),
    "DescribePolicy": ("Policy.Content", "Policy.PolicySummary.Id"),
    "DescribeRegions": ("Regions.[].RegionName",),
    "DescribeRule": ("Name", "State"),
    "DescribeTrails": ("trailList.[].Name", "trailList.[].TrailARN"),
    "GetBucketOwnershipControls": ("OwnershipControls.Rules.[].ObjectOwnership",),
    "GetCallerIdentity": ("Account", "Arn"),
    "GetCostAndUsage": (
        "ResultsByTime.[].Groups.[].Keys",
        "ResultsByTime.[].Groups.[].Metrics.UsageQuantity.Amount",
    ),
    "GetEventSelectors": ("AdvancedEventSelectors?.[].FieldSelectors.[].Field",),
    "GetInsightSelectors": ("InsightSelectors?.[].InsightType",),
    "GetKeyPolicy": ("Policy",),
    "GetLandingZone": ("landingZone.arn",),
    "GetPolicy": ("Policy.DefaultVersionId",),
    "GetPolicyVersion": ("PolicyVersion.Document",),
    "GetQueueAttributes": ("Attributes",),
    "GetQueueUrl": ("QueueUrl",),
    "GetResources": (
        "ResourceTagMappingList.[].ResourceARN",
        *(f"ResourceTagMappingList.[].Tags?.[].{one}" for one in ("Key", "Value")),
    ),
    "GetNamedQuery": ("NamedQuery.Name", "NamedQuery.QueryString"),
    "GetQueryExecution": ("QueryExecution.Status.State",),
    "GetQueryResults": (
        "ResultSet.ResultSetMetadata.ColumnInfo.[].Name",
        "ResultSet.ResultSetMetadata.ColumnInfo.[].Type",
    ),
    "GetRole": ("Role.Arn",),
    "GetRolePolicy": ("PolicyDocument",),
    "GetRuntimeManagementConfig": ("UpdateRuntimeOn",),
    "GetSubscriptionAttributes": ("Attributes.SubscriptionArn",),
    "GetTopicAttributes": ("Attributes.Policy",),
    "GetTrail": ("Trail",),
    "GetTrailStatus": ("IsLogging",),
    "ListAWSServiceAccessForOrganization": ("EnabledServicePrincipals?.[].ServicePrincipal",),
    "ListAccounts": ("Accounts?.[].Id",),
    "ListAliases": ("Aliases.[].AliasName",),
    "ListAttachedRolePolicies": ("AttachedPolicies",),
    "ListBuckets": ("Buckets.[].Name",),
    "ListDelegatedAdministrators": ("DelegatedAdministrators?.[].Id",),
    "ListFunctions": ("Functions.[].FunctionArn", "Functions.[].FunctionName"),
    "ListNamedQueries": ("NamedQueryIds",),
    "ListKeys": ("Keys.[].KeyId",),
    "ListParents": ("Parents.[].Id",),
    "ListPolicies": ("Policies.[].Id", "Policies.[].Name"),
    "ListPoliciesForTarget": ("Policies.[].Id",),
    "ListLandingZones": ("landingZones?.[].arn",),
    "ListPublicKeys": (
        "PublicKeyList?.[].Fingerprint",
        "PublicKeyList?.[].Value",
        "PublicKeyList?.[].ValidityStartTime",
        "PublicKeyList?.[].ValidityEndTime",
    ),
    "ListRegions": ("Regions.[].RegionName",),
    "ListRolePolicies": ("PolicyNames",),
    "ListRoots": ("Roots.[].Id", "Roots.[].PolicyTypes?.[].Type", "Roots.[].PolicyTypes?.[].Status"),
    "ListRules": ("Rules",),
    "ListSubscriptionsByTopic": (
        "Subscriptions.[].SubscriptionArn",
        "Subscriptions.[].Protocol",
        "Subscriptions.[].Endpoint",
    ),
    "ListTables": ("TableNames",),
    "ListTargetsByRule": ("Targets.[].Arn",),
    "ListTargetsForPolicy": ("Targets.[].TargetId", "Targets.[].Type"),
    "ListTrails": ("Trails.[].TrailARN", "Trails.[].Name", "Trails.[].HomeRegion"),
    "LookupEvents": ("Events",),
    "ReceiveMessage": ("Messages?.[].Body", "Messages?.[].ReceiptHandle"),
    "UpdatePolicy": ("Policy.PolicySummary.Id",),
    "StartQueryExecution": ("QueryExecutionId",),
    "SimulatePrincipalPolicy": ("EvaluationResults.[].EvalDecision",),
}
# Their answer may hold nothing at all: no queues, no tags, no messages, no limit.
_MAY_BE_EMPTY = frozenset({"ListQueues", "ListQueueTags", "ReceiveMessage", "GetFunctionConcurrency"})
# What parsing and signing raise where an answer isn't of its documented shape.
_PARSING = (LookupError, TypeError, ValueError, AttributeError, SyntaxError)


def guard(client: Any) -> Any:
    """The client, whose calls from now on raise NoAnswerOfAws for what AWS doesn't answer, and wait no longer
    than their look has patience."""
    client.meta.events.register_first("before-parse", _look_at_body)
    call = client._make_api_call

    def guarded(operation_name: str, api_params: Mapping[str, Any]) -> Any:
        try:
            answer = patiently(client.meta.endpoint_url, lambda: call(operation_name, api_params))
        except (BotoCoreError, ClientError, ResponseParserError):
            raise
        except _PARSING:
            raise NoAnswerOfAws("it isn't what AWS documents", operation_name) from None
        lacking = lacks(operation_name, answer)
        if lacking:
            raise NoAnswerOfAws(f"it lacks {lacking}", operation_name)
        if not holds_policy(operation_name, answer):
            raise NoAnswerOfAws("its policy is none", operation_name)
        return answer

    client._make_api_call = guarded
    return client


def lacks(operation: str, answer: Any) -> str:
    """The first documented member that this answer lacks, as `Regions.RegionName`; "" if it has them all."""
    for path in ALWAYS.get(operation, ()):
        if not _has(answer, path.split(".")):
            return path.replace(".[]", "").replace("?", "")
    return ""


def _has(value: Any, path: list[str]) -> bool:
    if not path:
        return value is not None
    step, rest = path[0], path[1:]
    if step == "[]":
        return isinstance(value, list) and all(_has(one, rest) for one in value)
    if not isinstance(value, Mapping):
        return False
    name = step.removesuffix("?")
    if name not in value:
        return step.endswith("?")
    return _has(value[name], rest)


def _look_at_body(operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
    """Before botocore makes something of it. A refusal (400 and more) is botocore's own to parse."""
    status, name, shape = response_dict["status_code"], operation_model.name, operation_model.output_shape
    headers = {header.lower() for header in response_dict["headers"]}
    # S3 sends a client on to a bucket's own region, and names it. Botocore would follow any other in circles.
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
    if 300 <= status < 400 and "x-amz-bucket-region" not in headers:
        raise NoAnswerOfAws("it leads to another place", name)
    if status >= 300:
        return
    # An object may have any content, so that only the headers tell: ETag is always there.
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    if operation_model.has_streaming_output:
        if operation_model.name == "GetObject" and not _is_of_s3(headers):
            response_dict["body"].close()  # nobody reads it, nor closes its connection
            raise NoAnswerOfAws("it has none of S3's headers", name)
        return
    # The answer to HEAD is all headers: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
    if operation_model.http.get("method") == "HEAD" and not any(one.startswith("x-amz-") for one in headers):
        raise NoAnswerOfAws("it has none of AWS's headers", name)
    fault = _fault(operation_model, shape, response_dict["body"] or b"")
    if fault:
        raise NoAnswerOfAws(fault, name)


def _is_of_s3(headers: set[str]) -> bool:
    return "etag" in headers and any(one.startswith("x-amz-") for one in headers)


def _fault(model: Any, shape: Any, body: bytes) -> str:
    protocol = model.service_model.resolved_protocol
    if model.http.get("method") == "HEAD":
        return ""
    if protocol in _JSON:
        return _fault_of_json(model, shape, body)
    if protocol in ("query", "ec2", "rest-xml"):
        return _fault_of_xml(model, shape, body, protocol)
    return ""


def _fault_of_json(model: Any, shape: Any, body: bytes) -> str:
    members = shape.members if shape is not None else {}
    if not body:
        return "it is empty" if members and model.name not in _MAY_BE_EMPTY else ""
    try:
        found = json.loads(body.decode("utf-8"))
    except ValueError:
        return "it is no JSON"
    if not isinstance(found, dict):
        return "it is no JSON object"
    if not members or model.name in _MAY_BE_EMPTY:
        return ""
    names = {one.serialization.get("name", name) for name, one in members.items()}
    return "" if any(found.get(name) is not None for name in names) else "it has nothing that AWS documents"


def _fault_of_xml(model: Any, shape: Any, body: bytes, protocol: str) -> str:
    members = shape.members if shape is not None else {}
    payload = shape.serialization.get("payload") if shape is not None else None
    if payload and members[payload].type_name in ("string", "blob"):
        return fault_of_policy(body)
    if not body:
        return "it is empty" if members and (protocol != "rest-xml" or _in_body(members)) else ""
    if protocol == "rest-xml" and (not members or not _in_body(members)):
        if body.strip() and not body.lstrip().startswith(b"<"):
            return "it is no XML"
        return "it is a page" if re.match(rb"\s*<(!doctype|html)", body, re.IGNORECASE) else ""
    try:
        root = ET.fromstring(body)
    except (ET.ParseError, ValueError, LookupError):
        return "it is no XML"
    if protocol != "rest-xml":
        return "" if root.tag.rpartition("}")[2] == f"{model.name}Response" else "it is another document"
    if root.tag.startswith(_S3_NAMESPACE):
        return ""
    return "it is a page" if root.tag.rpartition("}")[2].lower() == "html" else ""


def _in_body(members: Mapping[str, Any]) -> bool:
    return any(one.serialization.get("location") is None for one in members.values())
