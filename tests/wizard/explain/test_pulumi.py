"""What the engine, its state and its plugin say, and what is told of it."""

from __future__ import annotations

import pytest

from tests.wizard.explain.cases import one

#: Case -> (error, our code, a part of why, a part of what to do)
ENGINE = {
    "no credentials": (
        "pulumi:providers:aws resource 'default_7_51_1' has a problem: No valid credential sources found.\n"
        "Please see https://www.pulumi.com/registry/packages/aws/installation-configuration/",
        "NoCredentials",
        "There are no AWS credentials.",
        "aws configure",
    ),
    "no region": (
        "pulumi:providers:aws resource 'default_7_51_1' has a problem: missing region information",
        "NoRegion",
        "which region is home",
        "aws:region",
    ),
    "another account's credentials": (
        "rpc error: code = Unknown desc = 1 error occurred:\n\t* AWS account ID not allowed: 210987654321\n",
        "AccountNotAllowed",
        "The credentials are those of account 210987654321",
        "--profile",
    ),
    "a wrong passphrase": (
        "getting secrets manager: passphrase: incorrect passphrase",
        "PassphraseWrong",
        "isn't this stack's passphrase",
        "PULUMI_CONFIG_PASSPHRASE_FILE",
    ),
    "no passphrase": (
        "getting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or "
        "PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
        "PassphraseMissing",
        "isn't known",
        "PULUMI_CONFIG_PASSPHRASE",
    ),
    "a lock": (
        "the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or "
        "delete the lock file with `pulumi cancel`.\n  file:///s/.pulumi/locks/a.json: created by a@b "
        "(pid 7) at 2026-11-21T12:47:22Z",
        "Locked",
        "Another run has locked the stack",
        "pulumi cancel",
    ),
    "a plugin that can't be downloaded": (
        "could not load provider: Could not automatically download and install resource plugin "
        "'pulumi-resource-aws' at version v7.51.1, install the plugin using `pulumi plugin install "
        "resource aws v7.51.1`: error downloading provider aws to file: failed to download plugin: "
        "aws-7.51.1: 403 HTTP error fetching plugin from "
        "https://get.pulumi.com/releases/plugins/pulumi-resource-aws-v7.51.1.tar.gz",
        "PluginMissing",
        "can't be downloaded",
        "HTTPS_PROXY",
    ),
    "a plugin that doesn't start": (
        "failed to load plugin /home/ann/.pulumi/plugins/resource-aws-v7.51.1/pulumi-resource-aws: fork/exec "
        "/home/ann/.pulumi/plugins/resource-aws-v7.51.1/pulumi-resource-aws: exec format error",
        "PluginBroken",
        "doesn't start",
        "pulumi plugin rm resource aws",
    ),
    "a plugin that ended": (
        "rpc error: code = Unavailable desc = error reading from server: EOF",
        "PluginEnded",
        "ended in the middle of its work",
        "looks for what was being made",
    ),
    "a state that can't be saved": (
        "post-step event returned an error: failed to save snapshot: An IO error occurred while writing the "
        'new snapshot file: blob (key ".pulumi/stacks/everyregion/prod.json") (code=Unknown): ExpiredToken: '
        "The provided token has expired.",
        "StateNotSaved",
        "The state couldn't be saved",
        "it looks for what the state doesn't know",
    ),
    "a state that can't be read": (
        'failed to load checkpoint: blob (key "everyregion/prod.json") (code=Unknown): AccessDenied: Access '
        "Denied",
        "StateUnreachable",
        "refuses to be read",
        "PULUMI_BACKEND_URL",
    ),
    "nobody is logged in": (
        "PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
        "NotLoggedIn",
        "Nobody is logged in",
        "pulumi login",
    ),
    "no such stack": (
        "no stack named 'prod' found",
        "NoStack",
        "no stack prod in",
        "pulumi stack ls",
    ),
    "no network": (
        "operation error STS: GetCallerIdentity, https response error StatusCode: 0, RequestID: , request "
        'send failed, Post "https://sts.eu-west-1.amazonaws.com/": dial tcp: lookup '
        "sts.eu-west-1.amazonaws.com: no such host",
        "NoNetwork",
        "can't be reached from here",
        "HTTPS_PROXY",
    ),
    "AWS took too long": (
        "waiting for Lambda Function (everyregion-alert-digest) create: timeout while waiting for state "
        "to become 'Active' (last state: 'Pending', timeout: 10m0s)",
        "TooSlow",
        "took longer",
        "goes on from there",
    ),
}


@pytest.mark.parametrize("case", ENGINE)
def test_what_the_engine_says_is_told_with_why_and_what_to_do(case: str) -> None:
    text, code, why, do = ENGINE[case]
    explained = one(text)
    assert explained.code == code
    assert why in explained.why
    assert do in explained.do


def test_a_state_that_was_cut_is_told_with_how_to_restore_it() -> None:
    found = one("error: failed to load checkpoint: place 1: unexpected end of JSON input")
    assert found.code == "StateUnreadable"
    assert "put the copy beside it (its name ends in .json.bak) in its place" in found.do
