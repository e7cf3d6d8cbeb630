"""A DynamoDB client for one table in memory: the operations and expressions the digest uses, and no others.

It is quick enough to kill a run after each of its calls. test_table.py holds it against the emulator.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from botocore.exceptions import ClientError

Item = dict[str, Any]
_CLAUSE = re.compile(r"(SET|ADD|DELETE) (.+?)(?= SET | ADD | DELETE |$)")


class Table:
    """Items by key, as the low-level client gives and takes them."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}

    def get_item(self, **request: Any) -> Any:
        item = self.items.get(request["Key"]["pk"]["S"])
        return {"Item": copy.deepcopy(item)} if item else {}

    def put_item(self, **request: Any) -> Any:
        item = request["Item"]
        self._check(self.items.get(item["pk"]["S"], {}), request, "PutItem")
        self.items[item["pk"]["S"]] = copy.deepcopy(item)
        return {}

    def update_item(self, **request: Any) -> Any:
        key = request["Key"]["pk"]
        item = copy.deepcopy(self.items.get(key["S"], {"pk": key}))
        self._check(self.items.get(key["S"], {}), request, "UpdateItem")
        names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
        clauses = _CLAUSE.findall(request["UpdateExpression"])
        assert " ".join(f"{verb} {rest}" for verb, rest in clauses) == request["UpdateExpression"]
        for verb, rest in clauses:
            if verb == "SET":
                for change in rest.split(", "):
                    name, value = change.split(" = ")
                    item[names.get(name, name)] = values[value]
            else:
                name, value = rest.split(" ")
                old, given = set(item.get(name, {}).get("SS", [])), set(values[value]["SS"])
                item[name] = {"SS": sorted(old | given if verb == "ADD" else old - given)}
                if not item[name]["SS"]:
                    del item[name]
        self.items[key["S"]] = item
        return {"Attributes": copy.deepcopy(item)}

    def batch_get_item(self, **request: Any) -> Any:
        [(name, wanted)] = request["RequestItems"].items()
        keys = [key["pk"]["S"] for key in wanted["Keys"]]
        assert wanted["ConsistentRead"]
        assert len(keys) == len(set(keys)) <= 100
        return {"Responses": {name: [copy.deepcopy(self.items[key]) for key in keys if key in self.items]}}

    def batch_write_item(self, **request: Any) -> Any:
        [(_, puts)] = request["RequestItems"].items()
        keys = [put["PutRequest"]["Item"]["pk"]["S"] for put in puts]
        assert len(keys) == len(set(keys)) <= 25
        self.items.update(zip(keys, (copy.deepcopy(put["PutRequest"]["Item"]) for put in puts), strict=True))
        return {}

    def _check(self, item: Item, request: Any, operation: str) -> None:
        condition = request.get("ConditionExpression")
        if condition and not any(self._holds(item, part, request) for part in condition.split(" OR ")):
            error = {"Code": "ConditionalCheckFailedException", "Message": "The conditional request failed"}
            raise ClientError({"Error": error}, operation)

    def _holds(self, item: Item, condition: str, request: Any) -> bool:
        names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
        missing = re.fullmatch(r"attribute_not_exists\((.+)\)", condition)
        if missing:
            return names.get(missing[1], missing[1]) not in item
        other_type = re.fullmatch(r"NOT attribute_type\((.+), (.+)\)", condition)
        if other_type:
            return values[other_type[2]]["S"] not in item.get(names[other_type[1]], {})
        name, sign, value = condition.split(" ")
        found, given = item.get(names[name]), values[value]
        if found is None or sign == "=":
            return found is not None and found == given
        if "N" not in found:
            return False
        return int(found["N"]) < int(given["N"]) if sign == "<" else int(found["N"]) > int(given["N"])
