"""Says in a sentence why AWS didn't answer, and whether the credentials are the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from botocore import exceptions as aws

from wizard.terminal import safe

# Codes: https://docs.aws.amazon.com/IAM/latest/UserGuide/CommonErrors.html and each service's own.
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_INVALID = {
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "AuthFailure",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "MissingAuthenticationToken",
}
_REFUSED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
_THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "SlowDown",
}
_UNREACHABLE = (aws.HTTPClientError, aws.EndpointConnectionError, aws.ConnectionError)
_SSO = (aws.SSOError, aws.TokenRetrievalError, aws.UnauthorizedSSOTokenError, aws.SSOTokenLoadError)

LOG_IN = "Log in (`aws sso login`, or `aws configure` for keys), or name a profile with --profile."
# Every call to AWS may end in one of these; anything else is a mistake of this program.
AWS_ERRORS = (aws.BotoCoreError, aws.ClientError)


@dataclass(frozen=True)
class Trouble:
    """kind: whose fault; text: what happened and what to do."""

    kind: Literal["credentials", "refused", "throttled", "unreachable", "other"]
    text: str


def code_of(error: Exception) -> str:
    """AWS's code of the error, "" when AWS didn't answer at all."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, aws.ClientError) else ""


def trouble(error: Exception, action: str, region: str) -> Trouble:
    """What went wrong when `action` ("sts:GetCallerIdentity") was tried in `region`."""
    if isinstance(error, aws.ClientError):
        return _answered(error, action, region)
    if isinstance(error, aws.ProfileNotFound):
        return Trouble("credentials", f"{safe(error)}. `aws configure list-profiles` lists what there is.")
    if isinstance(error, (aws.NoCredentialsError, aws.PartialCredentialsError)):
        return Trouble("credentials", f"There are no AWS credentials. {LOG_IN}")
    if isinstance(error, _SSO):
        return Trouble("credentials", f"The AWS login has expired or is missing. {LOG_IN}")
    if isinstance(error, aws.CredentialRetrievalError):
        return Trouble("credentials", f"The AWS credentials can't be loaded ({safe(error)}). {LOG_IN}")
    if isinstance(error, _UNREACHABLE):
        return Trouble(
            "unreachable",
            f"AWS can't be reached in {region} for {action} ({safe(error)}). Check network and proxy.",
        )
    return Trouble("other", f"{action} in {region} failed: {safe(error)}.")


def _answered(error: aws.ClientError, action: str, region: str) -> Trouble:
    code = code_of(error)
    if code in _EXPIRED:
        return Trouble("credentials", f"The AWS credentials have expired ({safe(code)}). {LOG_IN}")
    if code in _INVALID:
        return Trouble(
            "credentials",
            f"AWS doesn't accept the credentials ({safe(code)} for {action} in {region}). {LOG_IN}",
        )
    if code in _REFUSED:
        return Trouble("refused", f"not allowed: {action} in {region} ({safe(code)})")
    if code in _THROTTLED:
        return Trouble("throttled", f"AWS throttled {action} in {region} ({safe(code)})")
    return Trouble("other", f"{action} in {region} failed ({safe(code)})")
