"""Loads the credentials before anything is asked with them, and says in one sentence why they can't be used.

https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from wizard.account import time_limits
from wizard.failures.redaction import learn
from wizard.screen.terminal import safe

# Botocore's name of where they come from -> in words.
_FROM = {
    "env": "the environment",
    "shared-credentials-file": "the credentials file",
    "config-file": "the config file",
    "custom-process": "credential_process",
    "assume-role": "role_arn",
    "assume-role-with-web-identity": "the web identity token",
    "sso": "the SSO login",
    "login": "the login",
    "container-role": "the container's role",
    "iam-role": "the machine's role",
}
_PROGRAM = "The program that credential_process in the profile names"
_BY_HAND = "Run it by hand to see why, or log in another way (`aws sso login`, or --profile)."
_LACKS_CRT = (
    "The profile logs in with `aws login` (login_session), which needs the library awscrt, and that isn't "
    "installed here. Name another profile with --profile."
)
_NO_ROLE = (
    "The role to take on isn't the ARN of one: AWS_ROLE_ARN, or role_arn in the profile. Correct it, or log "
    "in another way (--profile)."
)
_OTHERWISE = "Check network and proxy, or log in another way (--profile)."
_FIELDS = (
    ("AWS_ACCESS_KEY_ID", "access_key", "access key id"),
    ("AWS_SECRET_ACCESS_KEY", "secret_key", "secret access key"),
    ("AWS_SESSION_TOKEN", "token", "session token"),
)


def session_of(profile: str, region: str) -> Any:
    """A boto3 session whose credentials are loaded, None among them. Raises one of AWS_ERRORS.

    region: where STS is asked for a role, unless profile or environment name one.
    """
    import boto3
    from botocore import exceptions as aws
    from botocore.session import Session

    from wizard.account.failed_call import CredentialsUnusable

    core = Session(profile=profile or None)
    try:
        core.get_scoped_config()
    except aws.ConfigParseError as error:
        path = safe(error.kwargs["path"])
        raise CredentialsUnusable(
            f"{path} can't be read as AWS's profiles. Mend it, or restore it."
        ) from None
    if region and not core.get_config_variable("region"):
        core.set_config_variable("region", region)
    profile_says: Mapping[str, Any] = core.get_scoped_config()
    learn("external_id", profile_says.get("external_id"))
    try:
        _never_prompt(core, profile_says)
        _bounded(core)
        found = core.get_credentials()
        frozen = found.get_frozen_credentials() if found else None
    except (aws.HTTPClientError, aws.EndpointConnectionError) as error:
        raise CredentialsUnusable(_no_answer(profile_says, error)) from None
    except (aws.CredentialRetrievalError, OSError, ValueError, LookupError, TypeError, AttributeError):
        raise CredentialsUnusable(_why(profile_says)) from None
    except aws.MissingDependencyException:
        raise CredentialsUnusable(_LACKS_CRT) from None
    except aws.ParamValidationError:
        raise CredentialsUnusable(_NO_ROLE) from None
    except (aws.BotoCoreError, aws.ClientError):
        raise
    if found and frozen:
        # A program may print numbers or lists in the place of texts.
        if not all(isinstance(getattr(frozen, field) or "", str) for _, field, _ in _FIELDS):
            raise CredentialsUnusable(_why(profile_says))
        for variable, field, words in _FIELDS:
            _refuse_unsendable(getattr(frozen, field), variable, words, str(found.method))
    return boto3.Session(botocore_session=core)


def _refuse_unsendable(value: str | None, variable: str, words: str, method: str) -> None:
    """Raises CredentialsUnusable for one that no HTTP header can carry: a client would quote it whole."""
    from wizard.account.failed_call import CredentialsUnusable

    learn(variable, value)
    if value and not all(33 <= ord(character) <= 126 for character in value):
        there = variable if method == "env" else f"The {words} from {_FROM.get(method, safe(method))}"
        raise CredentialsUnusable(
            f"{there} holds a line break, a space or another character that no AWS credential has, so "
            "nothing was sent. Copy it again, without what stands around it."
        )


def _why(config: Mapping[str, Any]) -> str:
    """Which of the ways failed: the first that the profile or the environment names."""
    if config.get("credential_process"):
        return (
            f"{_PROGRAM} gave no credentials: it can't be run, failed, or printed something else than the "
            f"JSON that AWS documents. {_BY_HAND}"
        )
    where = _token_file(config)
    if where:
        return (
            f"The file with the web identity token, which {where} names, can't be read. Correct the path, or "
            "log in another way (--profile)."
        )
    if _container():
        return f"The container's credentials, which {_container()} names, can't be loaded. {_OTHERWISE}"
    if config.get("role_arn"):
        return (
            "The profile's role (role_arn) can't be assumed: its source gives no credentials. Log in there."
        )
    return "The AWS credentials can't be loaded. Log in (`aws sso login`), or name a profile with --profile."


def _no_answer(config: Mapping[str, Any], error: Exception) -> str:
    """Whoever gives the credentials was asked, and didn't answer."""
    from wizard.account.errors import transport

    if config.get("credential_process"):
        source = "credential_process in the profile"
    elif _token_file(config):
        source = f"STS, for the web identity token that {_token_file(config)} names"
    elif config.get("role_arn"):
        source = "STS, for the profile's role (role_arn)"
    else:
        source = "the profile's SSO login"
    return f"The AWS credentials come from {source}: no answer ({transport(error)}). {_OTHERWISE}"


def _token_file(config: Mapping[str, Any]) -> str:
    """Where the file with the web identity token is named, "" where it isn't."""
    if os.environ.get("AWS_WEB_IDENTITY_TOKEN_FILE"):
        return "AWS_WEB_IDENTITY_TOKEN_FILE"
    return "the profile" if config.get("web_identity_token_file") else ""


def _container() -> str:
    names = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
    return next((name for name in names if os.environ.get(name)), "")


class _Program(subprocess.Popen[bytes]):
    """What credential_process names. One that doesn't end is ended, with all that it started where no
    terminal is its own to ask in."""

    def __init__(self, *args: Any, **named: Any) -> None:
        self._is_alone = os.name == "posix" and not (sys.stdin and sys.stdin.isatty())
        super().__init__(*args, start_new_session=self._is_alone, **named)

    def communicate(self, *_: Any) -> tuple[bytes, bytes]:
        from wizard.account.failed_call import CredentialsUnusable

        seconds = time_limits.CREDENTIALS_WITHIN
        try:
            return super().communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise CredentialsUnusable(
                f"{_PROGRAM} gave no credentials within {seconds:.0f} s, and was ended. {_BY_HAND}"
            ) from None
        finally:
            if self.returncode is None:
                self._end()

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL) if self._is_alone else self.kill()
        self.wait()
        for pipe in (self.stdout, self.stderr):
            if pipe:
                pipe.close()


def _never_prompt(core: Any, config: Mapping[str, Any]) -> None:
    """A profile with mfa_serial asks for a code: only where somebody is there, and the screen is free."""
    from wizard.account.failed_call import CredentialsUnusable

    is_free = threading.current_thread() is threading.main_thread()
    if is_free and sys.stdin and sys.stdin.isatty():
        return

    def refuse(_: str) -> str:
        raise CredentialsUnusable(
            "The profile wants an MFA code (mfa_serial), and there is no terminal to ask for it. Begin a "
            "session first (`aws sts get-session-token`, or a login that keeps one), and use its profile."
        )

    if not config.get("mfa_serial") and not config.get("source_profile"):
        return
    core.get_component("credential_provider").get_provider("assume-role")._prompter = refuse


def _bounded(core: Any) -> None:
    """Clients that botocore makes to load credentials (STS, SSO) give up as early as ours, and a program that
    is asked for them is given up too, also where another profile's role is what it is for."""
    from botocore.credentials import ProcessProvider

    core.set_default_client_config(time_limits.config())

    def program(profile_name: str) -> Any:
        return ProcessProvider(profile_name, lambda: core.full_config, popen=_Program)

    resolver = core.get_component("credential_provider")
    resolver.get_provider("custom-process")._popen = _Program
    builder = resolver.get_provider("assume-role")._profile_provider_builder
    builder._create_process_provider = program
