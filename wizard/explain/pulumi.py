"""What the engine, its state and its plugin say when they fail, each with what it means and what to do. Pure.

The wordings are the CLI's (https://github.com/pulumi/pulumi: pkg/backend, pkg/secrets, sdk/go/common) and
pulumi-aws' own: https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wizard.account.errors import LOG_IN


@dataclass(frozen=True)
class Trouble:
    """{0}: what the pattern's group caught. rank: the lower, the nearer to the root of all that went wrong.

    tells: the error itself says more, and is quoted.
    """

    pattern: re.Pattern[str]
    code: str
    why: str
    do: str
    rank: int
    tells: bool


def _trouble(pattern: str, code: str, why: str, do: str, *, rank: int = 0, tells: bool = False) -> Trouble:
    return Trouble(re.compile(pattern, re.IGNORECASE | re.DOTALL), code, why, do, rank, tells)


TROUBLES: tuple[Trouble, ...] = (
    _trouble(
        r"failed to save snapshot|IO error occurred while writing the new snapshot",
        "StateNotSaved",
        "The state couldn't be saved, so it may not know of what was made last.",
        "Make the place of the state reachable again (its credentials, its network, its disk), then run the "
        "same command again: it looks for what the state doesn't know.",
        tells=True,
    ),
    _trouble(
        r"the stack is currently locked by|conflict: another update is currently in progress",
        "Locked",
        "Another run has locked the stack; two at once would spoil its state.",
        "Wait until it has ended. If no other run is left, `pulumi cancel` takes the lock away.",
    ),
    _trouble(
        r"passphrase must be set with",
        "PassphraseMissing",
        "The state's secrets are encrypted, and their passphrase isn't known.",
        "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to the path of a file that holds it.",
    ),
    _trouble(
        r"incorrect passphrase",
        "PassphraseWrong",
        "That isn't this stack's passphrase.",
        "Set PULUMI_CONFIG_PASSPHRASE to the one that the stack was made with, or "
        "PULUMI_CONFIG_PASSPHRASE_FILE to the path of a file that holds it.",
    ),
    _trouble(
        r"AWS account ID not allowed: (\d+)|Account ID (\d+) (?:is )?not allowed",
        "AccountNotAllowed",
        "The credentials are those of account {0}, which aws:allowedAccountIds in the stack file lacks.",
        "Use the credentials of this stack's account (--profile), or another stack for this account.",
    ),
    _trouble(
        r"no valid credential sources",
        "NoCredentials",
        "There are no AWS credentials.",
        LOG_IN,
    ),
    _trouble(
        r"missing region information",
        "NoRegion",
        "The stack doesn't say which region is home.",
        "Set aws:region in the stack file: `pulumi config set aws:region eu-west-1`.",
    ),
    _trouble(
        r"failed to get shared config profile, (\S+)|could not find profile (\S+)",
        "NoProfile",
        "There is no AWS profile {0}.",
        "`aws configure list-profiles` lists what there is.",
    ),
    _trouble(
        r"no resource plugin|could not automatically download and install|failed to download plugin|"
        r"error downloading (?:plugin|provider)|HTTP error fetching plugin",
        "PluginMissing",
        "Pulumi's AWS plugin isn't here, and can't be downloaded.",
        "Look at the network, the proxy (HTTPS_PROXY) and GitHub's rate limit (GITHUB_TOKEN raises it), or "
        "install it by hand: `pulumi plugin install resource aws`.",
        tells=True,
    ),
    _trouble(
        r"failed to load plugin|could not load plugin|load plugin for|fork/exec|exec format error",
        "PluginBroken",
        "Pulumi's AWS plugin doesn't start.",
        "Install it anew: `pulumi plugin rm resource aws`, then run the command again.",
        tells=True,
    ),
    _trouble(
        r"transport is closing|error reading from server: EOF|connection error: desc|code = Unavailable",
        "PluginEnded",
        "Pulumi's AWS plugin ended in the middle of its work, often for want of memory.",
        "Run the same command again: it looks for what was being made.",
        rank=1,
        tells=True,
    ),
    _trouble(
        r"(?:checkpoint|deployment).*(?:unexpected end of JSON input|invalid character|unexpected EOF)",
        "StateUnreadable",
        "The file of the state is cut or spoiled, as a full disk leaves it.",
        "Make room, then put the copy beside it (its name ends in .json.bak) in its place, or the newest one "
        "of .pulumi/history; it lies in .pulumi/stacks in the place that `pulumi whoami -v` names.",
        tells=True,
    ),
    _trouble(
        r"unable to open bucket|could not list bucket|failed to load checkpoint|read \.?pulumi/meta|"
        r"error (?:getting|loading) .*\.pulumi|problem logging in|unable to check if bucket",
        "StateUnreachable",
        "The place of the state can't be reached, or refuses to be read.",
        "Look at PULUMI_BACKEND_URL or `pulumi whoami -v`, and at the credentials for it.",
        tells=True,
    ),
    _trouble(
        r"PULUMI_ACCESS_TOKEN must be set|invalid access token|not logged in|\[401\] Unauthorized",
        "NotLoggedIn",
        "Nobody is logged in to the place of the state.",
        "Run `pulumi login`, or set PULUMI_ACCESS_TOKEN.",
    ),
    _trouble(
        r"no stack named '([^']*)' found",
        "NoStack",
        "There is no stack {0} in this place of the state.",
        "`pulumi stack ls` lists what there is; --stack chooses one.",
    ),
    _trouble(
        r"no such host|dial tcp|i/o timeout|TLS handshake|proxyconnect|certificate signed by unknown|x509:",
        "NoNetwork",
        "AWS can't be reached from here.",
        "Look at network, proxy (HTTPS_PROXY) and certificates (AWS_CA_BUNDLE), then run the command again.",
        rank=1,
        tells=True,
    ),
    _trouble(
        r"timeout while waiting for|context deadline exceeded|couldn't find resource \(\d+ retries\)",
        "TooSlow",
        "AWS took longer over it than the provider waits.",
        "Run the same command again: it goes on from there.",
        rank=2,
        tells=True,
    ),
)


def trouble_in(text: str) -> tuple[Trouble, str] | None:
    """The trouble that this text is about, with what its pattern's group caught."""
    for trouble in TROUBLES:
        if match := trouble.pattern.search(text):
            return trouble, next((group for group in match.groups() if group), "")
    return None
