"""Says in a sentence why AWS didn't answer, and whether the credentials are the reason."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore import exceptions as aws
from botocore.parsers import ResponseParserError

from wizard.account.error_codes import EXPIRED, REFUSED, THROTTLED, UNKNOWN_CREDENTIALS, is_one_of
from wizard.account.facts import Cause, Probe
from wizard.account.failed_call import CredentialsUnusable, NoAnswerOfAws, NotWaitedFor, NoWayIn
from wizard.failures import AwsFailure
from wizard.screen.terminal import safe

_INVALID = (*UNKNOWN_CREDENTIALS, "SignatureDoesNotMatch", "MissingAuthenticationToken")
# How AWS words the no of a service control policy.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_CLOSED = re.compile(r"explicit deny in a service control policy|no service control policy allows")
_OF_KEY = re.compile(r"not authorized to perform: kms:Decrypt\b")
_UNREACHABLE = (aws.HTTPClientError, aws.EndpointConnectionError, aws.ConnectionError)
# What a connection's errors mean, the nearest class first. Their own words quote what was sent: never those.
_TRANSPORT: tuple[tuple[type[Exception], str], ...] = (
    (aws.ConnectTimeoutError, "no connection in time"),
    (aws.ReadTimeoutError, "connected, but no answer in time"),
    (aws.ProxyConnectionError, "the proxy doesn't take the connection"),
    (aws.SSLError, "TLS fails: the certificate isn't trusted here, or something lies between"),
    (aws.EndpointConnectionError, "no connection"),
    (aws.ConnectionClosedError, "the connection was closed before an answer came"),
    (aws.IncompleteReadError, "the answer was cut short"),
    (aws.ResponseStreamingError, "the answer was cut short"),
)
# AWS's codes are words; whatever else stands in their place may be anything.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._]{0,79}")
# Botocore's errors whose words are made of names alone, of profiles, files and regions.
_PLAIN = (
    aws.ProfileNotFound, aws.ConfigNotFound, aws.InvalidRegionError, aws.InvalidConfigError,
    aws.UnknownCredentialError,
)  # fmt: skip
_SSO = (aws.SSOError, aws.TokenRetrievalError, aws.UnauthorizedSSOTokenError, aws.SSOTokenLoadError)

LOG_IN = "Log in (`aws sso login`, or `aws configure` for keys), or name a profile with --profile."
# Every call to AWS may end in one of these; anything else is a mistake of this program.
AWS_ERRORS = (aws.BotoCoreError, aws.ClientError, ResponseParserError)


@dataclass(frozen=True)
class Trouble:
    """kind: whose fault; text: what happened and what to do."""

    kind: Cause
    text: str


@contextmanager
def a_refusal_as_failure(region: str) -> Generator[None, None, None]:
    """Inside, whatever AWS answers no to before anything else is known ends the command."""
    try:
        yield
    except AWS_ERRORS as error:
        raise AwsFailure(trouble(error, "sts:GetCallerIdentity", region).text) from None


def unanswered(error: Exception, action: str, region: str) -> Probe[Any]:
    """The probe that ended in this error, asked after the credentials had worked: unknown, and why.

    A region may refuse credentials that work elsewhere: it isn't enabled, or they are a session of STS's
    global endpoint, which regions that have to be enabled don't take.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    """
    if isinstance(error, NoWayIn):
        cause: Any = error.cause
        return Probe("unknown", why=str(error), action="sts:AssumeRole", cause=cause)
    action = _refused_action(error, action)
    found = trouble(error, action, region)
    code = code_of(error)
    if is_one_of(code, _INVALID):
        text = (
            f"AWS in {region} doesn't accept the credentials ({safe(code)} for {action}): the region isn't "
            "enabled, or they come from STS's global endpoint"
        )
        return Probe("unknown", why=text, action=action, cause="other")
    return Probe("unknown", why=found.text, action=action, cause=found.kind)


def _refused_action(error: Exception, action: str) -> str:
    """What was really refused: S3 reads an encrypted object with the caller's own right to its key.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    message = str((getattr(error, "response", None) or {}).get("Error", {}).get("Message", ""))
    return "kms:Decrypt" if action.startswith("s3:") and _OF_KEY.search(message) else action


def code_of(error: Exception) -> str:
    """AWS's code of the error, "" when AWS didn't answer at all, and `?` for what is no code."""
    if not isinstance(error, aws.ClientError):
        return ""
    code = str((error.response or {}).get("Error", {}).get("Code", "") or "")
    return code if not code or _CODE.fullmatch(code) else "?"


def trouble(error: Exception, action: str, region: str) -> Trouble:
    """What went wrong when `action` ("sts:GetCallerIdentity") was tried in `region`."""
    where = f"{action} in {region}" if region else action
    if isinstance(error, aws.ClientError):
        return _answered(error, action, region)
    if isinstance(error, CredentialsUnusable):
        return Trouble("credentials", str(error))
    if isinstance(error, aws.ProfileNotFound):
        return Trouble("credentials", f"{safe(error)}. `aws configure list-profiles` lists what there is.")
    if isinstance(error, aws.InfiniteLoopConfigError):
        why = "source_profile leads in a circle: " + ", ".join(map(str, error.kwargs["visited_profiles"]))
        return Trouble(
            "credentials", f"The AWS credentials can't be loaded: {safe(why)}. Correct one of them."
        )
    if isinstance(error, (aws.NoCredentialsError, aws.PartialCredentialsError)):
        return Trouble("credentials", f"There are no AWS credentials. {LOG_IN}")
    if isinstance(error, _SSO):
        return Trouble("credentials", f"The AWS login has expired or is missing. {LOG_IN}")
    if isinstance(error, aws.CredentialRetrievalError):
        return Trouble("credentials", f"The AWS credentials can't be loaded. {LOG_IN}")
    if isinstance(error, (NoAnswerOfAws, ResponseParserError)):
        why = str(error) if isinstance(error, NoAnswerOfAws) else "it can't be parsed"
        return Trouble(
            "other",
            f"AWS's answer to {where} made no sense ({why}): a proxy or a login page may answer instead.",
        )
    if isinstance(error, NotWaitedFor):
        return Trouble("late", f"{error}: {where}")
    if isinstance(error, _UNREACHABLE):
        place = f" in {region}" if region else ""
        return Trouble(
            "unreachable",
            f"AWS can't be reached{place} for {action} ({transport(error)}). Check network and proxy.",
        )
    if isinstance(error, _PLAIN):
        return Trouble("credentials", f"{where} failed: {safe(str(error).rstrip('.'))}.")
    return Trouble("other", f"{where} failed ({type(error).__name__}).")


def transport(error: Exception) -> str:
    """What became of the connection, and the host: never what was sent."""
    words = next(
        (words for kind, words in _TRANSPORT if isinstance(error, kind)), "the request can't be sent"
    )
    url = str(getattr(error, "kwargs", {}).get("endpoint_url") or "")
    try:
        host = urllib.parse.urlsplit(url).hostname
    except ValueError:
        host = None
    return f"{words}: {safe(host)}" if host else words


def _answered(error: aws.ClientError, action: str, region: str) -> Trouble:
    code = code_of(error)
    if is_one_of(code, EXPIRED):
        return Trouble("credentials", f"The AWS credentials have expired ({safe(code)}). {LOG_IN}")
    if is_one_of(code, _INVALID):
        return Trouble(
            "credentials",
            f"AWS doesn't accept the credentials ({safe(code)} for {action} in {region}). {LOG_IN}",
        )
    if _CLOSED.search(str((error.response or {}).get("Error", {}).get("Message", ""))):
        return Trouble("closed", f"a service control policy forbids {action} in {region} ({safe(code)})")
    # A HEAD request's answer has no body, so its HTTP status stands for the code.
    if is_one_of(code, (*REFUSED, "403")):
        return Trouble("refused", f"not allowed: {action} in {region} ({safe(code)})")
    if is_one_of(code, (*THROTTLED, "429", "503")):
        return Trouble("throttled", f"AWS throttled {action} in {region} ({safe(code)})")
    return Trouble("other", f"{action} in {region} failed ({safe(code)})")
