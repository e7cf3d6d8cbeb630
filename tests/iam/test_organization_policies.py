"""Service control and resource control policies.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.iam.callers import AS_ROOT, AS_SESSION, DENIES, NOTHING, OWNER, lets_in, read
from tests.iam.documents import FULL_ACCESS, allow, deny, policy
from wizard.iam import Limits, Principal, evaluate

LINKED = Principal.role(
    f"arn:aws:iam::{OWNER}:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail"
)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param([FULL_ACCESS, FULL_ACCESS], True, id="every level"),
        pytest.param([FULL_ACCESS, NOTHING], False, id="not the lower"),
        pytest.param([NOTHING, FULL_ACCESS], False, id="not the upper"),
        pytest.param([FULL_ACCESS, [NOTHING, FULL_ACCESS]], True, id="one of two at a level"),
    ],
)
def test_every_level_of_service_control_policies_must_allow(levels: Any, expected: bool) -> None:
    assert (
        evaluate(read(AS_SESSION), identity_policies=[FULL_ACCESS], limits=Limits(scps=levels)).allowed
        is expected
    )


def test_service_control_policies_do_bind_the_root_user() -> None:
    assert not evaluate(read(AS_ROOT), limits=Limits(scps=[NOTHING])).allowed


@pytest.mark.parametrize(
    "principal",
    [
        Principal.service("cloudtrail.amazonaws.com"),
        Principal.anonymous(),
        LINKED,
    ],
    ids=["service", "anonymous", "service-linked role"],
)
def test_service_control_policies_do_not_bind_services_strangers_and_service_linked_roles(
    principal: Principal,
) -> None:
    assert evaluate(read(principal), resource_policy=lets_in("*"), limits=Limits(scps=[DENIES])).allowed


def test_neither_kind_binds_the_management_account() -> None:
    closed = policy(allow(Principal="*"), deny(Principal="*", Action="s3:*"))
    for limits in (Limits(scps=[DENIES]), Limits(rcps=[closed])):
        bound = evaluate(read(AS_SESSION), identity_policies=[FULL_ACCESS], limits=limits)
        managing = replace(limits, management_account=OWNER)
        free = evaluate(read(AS_SESSION), identity_policies=[FULL_ACCESS], limits=managing)
        assert (bound.allowed, free.allowed) == (False, True)


def test_a_resource_control_policy_binds_services_but_no_service_linked_role() -> None:
    closed = policy(allow(Principal="*"), deny(Principal="*", Action="s3:*"))
    request = read(Principal.service("cloudtrail.amazonaws.com"))
    limits = Limits(rcps=[closed])
    assert not evaluate(request, resource_policy=lets_in("*"), limits=limits).allowed
    assert evaluate(read(LINKED), resource_policy=lets_in("*"), limits=limits).allowed
