"""Whose account a deployment goes to, shown before anything is made; a wrong one is refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from components import regions
from wizard.account.connect import ClientFor
from wizard.account.probes import identity
from wizard.failures import AwsFailure, UsageFailure, deeds
from wizard.screen.terminal import safe
from wizard.stack.context import Context
from wizard.stack.stack_file import StackFile, refuse_wrong_account

# What the provider would take instead of a profile; for it, empty is the same as not set.
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
# With these the provider becomes somebody else than the credentials that are found here.
_ELSEWHERE = (
    "aws:assumeRole",
    "aws:assumeRoles",
    "aws:assumeRoleWithWebIdentity",
    "aws:accessKey",
    "aws:token",
)


@dataclass(frozen=True)
class Account:
    """id and arn: of the credentials; is_certain: whether the provider uses just these."""

    id: str
    arn: str
    is_certain: bool

    @property
    def words(self) -> str:
        by = "as" if self.is_certain else "the stack file names other credentials; those found here are"
        return f"account {self.id}, {by} {safe(self.arn)}"


def profile_of(asked: str, file: StackFile) -> str:
    """The profile for engine and wizard: --profile or the stack file's aws:profile, "" for neither."""
    written = file.config.get("aws:profile")
    written = written if isinstance(written, str) else ""
    if asked and written and asked != written:
        raise UsageFailure(
            f"--profile says {safe(asked)}, but {safe(file.path.name)} says {safe(written)} (aws:profile), "
            "which Pulumi would use. Leave one of them out."
        )
    return asked or written


def engine_environment(profile: str) -> dict[str, str]:
    """For the CLI and its plugins: the same credentials that --profile gives the wizard.

    The provider prefers keys in the environment to AWS_PROFILE, boto3 a named profile to those keys:
    https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
    """
    if not profile:
        return {}
    return {"AWS_PROFILE": profile, **{key: "" for key in _KEYS if key in os.environ}}


def account_of(context: Context, home: str, client_for: ClientFor) -> Account:
    """Whose credentials these are. Raises AwsFailure when AWS doesn't say, UsageFailure for wrong ones."""
    found = identity(client_for, home)
    if found.value is None:
        raise AwsFailure(f"{found.why} {deeds.claim('Nothing was changed.')}")
    account = Account(found.value.account, found.value.arn, not _elsewhere(context.file.config))
    so = deeds.claim(", so nothing was changed")
    if account.is_certain:
        refuse_wrong_account(account.id, context.file.accounts, context.file.path.name, so)
    partition = regions.partition_of(home)
    if account.is_certain and partition and partition.id != found.value.partition:
        raise UsageFailure(
            f"The credentials are for the partition {safe(found.value.partition)}, but the home region "
            f"{home} is in {partition.id}{so}. Name another profile with --profile."
        )
    return account


def _elsewhere(config: Mapping[object, object]) -> bool:
    return any(str(key).partition("[")[0] in _ELSEWHERE for key in config)
