"""Looks for what AWS has one of by each name: a name that is there, with this stack's tags, is it."""

from __future__ import annotations

from components.organization import SERVICE
from wizard.engine.interrupted.search import Search, Sighting, missing_where, pairs
from wizard.screen.terminal import safe


def trail(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html"""
    name, client = search.text("name"), search.client("cloudtrail")
    if search.inputs.get("isOrganizationTrail"):
        # The management account owns it: a delegated administrator sees a shadow, and finds it by no name.
        listed = client.describe_trails()["trailList"]
        listed = [one for one in listed if one["IsOrganizationTrail"] and one["HomeRegion"] == search.region]
    else:
        listed = client.describe_trails(trailNameList=[name], includeShadowTrails=False)["trailList"]
    arn = next((one["TrailARN"] for one in listed if one["Name"] == name), None)
    if arn is None:
        return Sighting()
    tags = client.list_tags(ResourceIdList=[arn])["ResourceTagList"]
    return search.sighting(arn, pairs(tags[0].get("TagsList", []) if tags else []), f"The trail {safe(name)}")


def delegated_administrator(search: Search) -> Sighting:
    """Whoever registered it: the stack only sees to it that it is one.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
    """
    account, client = search.text("accountId"), search.client("organizations")
    pages = client.get_paginator("list_delegated_administrators").paginate(ServicePrincipal=SERVICE)
    is_one = any(one["Id"] == account for page in pages for one in page["DelegatedAdministrators"])
    return Sighting(account if is_one else "")


@missing_where("ResourceNotFoundException")
def event_bus(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html"""
    name, client = search.text("name"), search.client("events")
    arn = client.describe_event_bus(Name=name)["Arn"]
    tags = pairs(client.list_tags_for_resource(ResourceARN=arn)["Tags"])
    return search.sighting(name, tags, f"The event bus {safe(name)}")


@missing_where("InvalidRequestException")
def workgroup(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html"""
    name, client = search.text("name"), search.client("athena")
    client.get_work_group(WorkGroup=name)
    arn = search.arn("athena", f"workgroup/{name}")
    tags = pairs(client.list_tags_for_resource(ResourceARN=arn).get("Tags", []))
    return search.sighting(name, tags, f"The workgroup {safe(name)}")


@missing_where("InvalidRequestException")
def named_query(search: Search) -> Sighting:
    """It has no tags, and another may have its name; its workgroup is this stack's, and so is its text.

    https://docs.aws.amazon.com/athena/latest/APIReference/API_ListNamedQueries.html
    """
    wanted = {
        "Name": search.text("name"),
        "Database": search.text("database"),
        "QueryString": search.text("query"),
    }
    client = search.client("athena")
    pages = client.get_paginator("list_named_queries").paginate(WorkGroup=search.text("workgroup"))
    for id in (id for page in pages for id in page["NamedQueryIds"] if id not in search.known):
        found = client.get_named_query(NamedQueryId=id)["NamedQuery"]
        if wanted.items() <= found.items():
            return Sighting(id)
    return Sighting()


@missing_where("EntityNotFoundException")
def database(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html"""
    name, client = search.text("name"), search.client("glue")
    client.get_database(Name=name)
    tags = client.get_tags(ResourceArn=search.arn("glue", f"database/{name}")).get("Tags", {})
    return search.sighting(f"{search.account}:{name}", tags, f"The database {safe(name)}")


@missing_where("EntityNotFoundException")
def glue_table(search: Search) -> Sighting:
    """A table has no tags; its database is this stack's.

    https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html
    """
    database_name, name = search.text("databaseName"), search.text("name")
    search.client("glue").get_table(DatabaseName=database_name, Name=name)
    return Sighting(f"{search.account}:{database_name}:{name}")


@missing_where("NoSuchEntity")
def role(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html"""
    name = search.text("name")
    found = search.client("iam").get_role(RoleName=name)["Role"]
    return search.sighting(name, pairs(found.get("Tags", [])), f"The role {safe(name)}")


@missing_where("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
def queue(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html"""
    name, client = search.text("name"), search.client("sqs")
    url = client.get_queue_url(QueueName=name)["QueueUrl"]
    return search.sighting(
        url, client.list_queue_tags(QueueUrl=url).get("Tags", {}), f"The queue {safe(name)}"
    )


@missing_where("NotFound", "NotFoundException")
def topic(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html"""
    name, client = search.text("name"), search.client("sns")
    arn = search.arn("sns", name)
    client.get_topic_attributes(TopicArn=arn)
    tags = pairs(client.list_tags_for_resource(ResourceArn=arn)["Tags"])
    return search.sighting(arn, tags, f"The topic {safe(name)}")


@missing_where("ResourceNotFoundException")
def table(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html"""
    name, client = search.text("name"), search.client("dynamodb")
    arn = client.describe_table(TableName=name)["Table"]["TableArn"]
    tags = pairs(client.list_tags_of_resource(ResourceArn=arn).get("Tags", []))
    return search.sighting(name, tags, f"The table {safe(name)}")


def log_group(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html"""
    name, client = search.text("name"), search.client("logs")
    for page in client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=name):
        if name in [group["logGroupName"] for group in page["logGroups"]]:
            arn = search.arn("logs", f"log-group:{name}")
            tags = client.list_tags_for_resource(resourceArn=arn).get("tags", {})
            return search.sighting(name, tags, f"The log group {safe(name)}")
    return Sighting()


@missing_where("ResourceNotFoundException")
def function(search: Search) -> Sighting:
    """https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html"""
    name = search.text("name")
    found = search.client("lambda").get_function(FunctionName=name)
    return search.sighting(name, found.get("Tags", {}), f"The function {safe(name)}")


@missing_where("ResourceNotFoundException")
def schedule(search: Search) -> Sighting:
    """A schedule has no tags: it is ours if it starts our function.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html
    """
    name, group = search.text("name"), search.inputs.get("groupName") or "default"
    found = search.client("scheduler").get_schedule(Name=name, GroupName=group)
    if found["Target"]["Arn"] == (search.inputs.get("target") or {}).get("arn"):
        return Sighting(f"{group}/{name}")
    return Sighting(note=f"The schedule {safe(name)} exists, and starts something else.")
