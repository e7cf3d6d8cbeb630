"""Looks at a role: who takes it on, and every policy that says what it may do. Read-only."""

from __future__ import annotations

import json
from typing import Any

from wizard.account.asked_once import AskedOnce
from wizard.account.error_codes import NOT_THERE
from wizard.account.facts import Probe
from wizard.account.in_parallel import late
from wizard.account.one_call import ask, ask_every_page
from wizard.account.role_policies import managed_policy
from wizard.verify.facts import Role


def unread(name: str, region: str) -> Role:
    """One of which nothing was answered in time."""
    no = late("iam:GetRole", region)
    return Role(name, no, no, no, no)


def look_at_role(client_for: AskedOnce, home: str, name: str) -> Role:
    """Everything that decides what a role may do, but for policies of the organization. home: where IAM is
    asked."""
    role = ask(client_for, "iam", home, "get_role", absent=NOT_THERE, RoleName=name)
    trust = role.then(lambda found: _decoded(found["Role"].get("AssumeRolePolicyDocument")))
    listed = ask_every_page(client_for, "iam", home, "list_role_policies", RoleName=name)
    attached = ask_every_page(client_for, "iam", home, "list_attached_role_policies", RoleName=name)
    managed = _managed(client_for, home, attached)
    boundary = _boundary(client_for, home, role)
    policies: Probe[Any] = listed
    if listed.value is not None:
        documents: list[Any] = []
        for policy in listed.value["PolicyNames"]:
            read = ask(client_for, "iam", home, "get_role_policy", RoleName=name, PolicyName=policy)
            if read.value is None:
                return Role(name, trust, read, managed, boundary)
            documents.append(_decoded(read.value["PolicyDocument"]))
        policies = Probe("good", documents)
    return Role(name, trust, policies, managed, boundary)


def _managed(client_for: AskedOnce, home: str, attached: Probe[Any]) -> Probe[Any]:
    """The documents of what is attached: none of ours is, and any may deny."""
    if attached.value is None:
        return attached
    found: list[Any] = []
    for one in attached.value["AttachedPolicies"]:
        document = _document(client_for, home, one["PolicyArn"])
        if document.value is None:
            return document
        found.append(document.value)
    return Probe("good", found)


def _boundary(client_for: AskedOnce, home: str, role: Probe[Any]) -> Probe[Any]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"""
    if role.value is None:
        return role
    arn = (role.value["Role"].get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    return _document(client_for, home, arn) if arn else Probe("good", {})


def _document(client_for: AskedOnce, home: str, arn: str) -> Probe[Any]:
    return managed_policy(client_for, home, arn).then(_decoded)


def _decoded(document: Any) -> Any:
    """boto3 decodes IAM's documents by itself; some emulators' it leaves as text."""
    return json.loads(document) if isinstance(document, str) else document or {}
