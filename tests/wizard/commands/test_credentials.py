"""Credentials and endpoints that can't be used, through the commands: one sentence, where they come from, and
never what they are."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.wizard.account.test_faults import answering, http
from tests.wizard.command import ProjectFolder, Ran, project_folder
from wizard.account import time_limits
from wizard.commands.options import MODULES

HOME = "eu-west-1"
NOWHERE = "http://127.0.0.1:1"
CONFIG = """\
[profile process-missing]
credential_process = /nonexistent/program --key CANARY-argument
[profile process-words]
credential_process = echo CANARY-words
[profile process-fails]
credential_process = sh -c 'echo CANARY-stderr >&2; exit 1'
[profile process-numbers]
credential_process = echo '{"Version": 1, "AccessKeyId": 5, "SecretAccessKey": ["CANARY"], "SessionToken": 0}'
[profile login]
login_session = arn:aws:iam::111122223333:user/x
[profile role-odd]
role_arn = x
source_profile = base
[profile process-hangs]
credential_process = sh -c 'echo $$ >"$HOME/pid"; sleep 300; echo CANARY-late'
[profile role-of-process]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = process-hangs
[profile base]
aws_access_key_id = AKIACANARYCANARY0002
aws_secret_access_key = CANARYsecretsecretsecret02
[profile mfa]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/x
external_id = CANARY-external-id
[profile role]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = base
external_id = CANARY-external-id
[profile one]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = other
[profile other]
role_arn = arn:aws:iam::111122223333:role/y
source_profile = one
[profile sso]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = reader
[profile token]
role_arn = arn:aws:iam::111122223333:role/x
web_identity_token_file = /nonexistent/token
"""
# Two accounts: `scp` wants one named, and `policy` asks AWS where it isn't the only one.
STACK = f"""\
config:
  aws:region: {HOME}
  aws:allowedAccountIds: ["111122223333", "444455556666"]
  everyregion:approvedRegions: [{HOME}]
"""
COMMANDS = (
    ("check",),
    ("drill",),
    ("preview",),
    ("deploy", "--yes"),
    ("destroy", "--yes"),
    ("policy",),
    ("verify",),
    ("query", "root-use", "--local", "s3://company-logs/AWSLogs/"),
    ("scp", "--attach", "ou-abcd-12345678", "--yes"),
    ("--defaults", "--yes"),
    ("--defaults", "--fix-trail", "company", "--yes"),
    ("--defaults", "--set", "adoptTrail=arn:aws:cloudtrail:eu-west-1:111122223333:trail/acme", "--yes"),
)
#: Those that ask AWS nothing.
ALONE = (
    ("review",),
    ("review", "--json"),
    ("review", "--debug"),
    ("scp",),
    ("rehearse", "--defaults", "--set", "regionAlert=[]", "--set", "tamperAlert=false"),
)
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIACANARYCANARY0001",
    "AWS_SECRET_ACCESS_KEY": "CANARYsecretsecretsecret01",
}


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    made = project_folder(
        tmp_path,
        AWS_ENDPOINT_URL=NOWHERE,
        AWS_MAX_ATTEMPTS="1",
        XDG_STATE_HOME=str(tmp_path / "state"),
        PULUMI_BACKEND_URL=f"file://{tmp_path}",
        **KEYS,
    )
    (tmp_path / "aws-config").write_text(CONFIG)
    made.stack_file.write_text(STACK)
    return made


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two attempts."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


def run(project: ProjectFolder, *words: str, **more: str) -> Ran:
    return ProjectFolder(project.path, {**project.environment, **more}).inside(*words)


def everything(project: ProjectFolder, ran: Ran) -> str:
    """What was printed, and what was kept: log files, and whatever is in the project's folder."""
    folders = (project.path.parent / "state", project.path)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return "\n".join([ran.out, ran.err, *(path.read_text("utf-8", "replace") for path in files)])


@pytest.mark.parametrize("url", ["garbage", "127.0.0.1:5000", "http://a b", "http://127.0.0.1:99999", "http://",
                                 "ftp://CANARY@host", "http://é.example", "http://xn--",
                                 f"http://{'a' * 300}.com", "http://[::1", "http://h:0"])  # fmt: skip
@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CLOUDTRAIL"])
def test_an_endpoint_that_is_no_url_ends_two(project: ProjectFolder, name: str, url: str) -> None:
    ran = run(project, "check", **{name: url})
    assert (ran.code, ran.out) == (2, "")
    assert ran.said.startswith(f"{name} isn't a URL such as http://127.0.0.1:5000")
    assert "CANARY" not in ran.err


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("nobody", "The config profile (nobody) could not be found. `aws configure list-profiles`"),
        ("process-missing", "The program that credential_process in the profile names gave no credentials"),
        ("process-words", "The program that credential_process in the profile names gave no credentials"),
        ("process-fails", "The program that credential_process in the profile names gave no credentials"),
        ("process-numbers", "The program that credential_process in the profile names gave no credentials"),
        ("login", "The profile logs in with `aws login` (login_session), which needs the library awscrt"),
        ("role-odd", "The role to take on isn't the ARN of one: AWS_ROLE_ARN, or role_arn in the profile."),
        ("mfa", "The profile wants an MFA code (mfa_serial), and there is no terminal to ask for it."),
        ("one", "The AWS credentials can't be loaded: source_profile leads in a circle: one, other."),
        ("sso", "The AWS login has expired or is missing."),
        ("token", "The file with the web identity token, which the profile names, can't be read."),
    ],
)
@pytest.mark.parametrize("command", [("check",), ("drill",), ("--defaults", "--yes")], ids=lambda one: one[0])
def test_a_profile_that_gives_no_credentials_ends_three(
    project: ProjectFolder, command: tuple[str, ...], profile: str, said: str
) -> None:
    ran = run(project, *command, "--profile", profile)
    assert ran.code == 3, ran.err
    assert ran.said.startswith(said), ran.said
    assert "CANARY" not in everything(project, ran)


@pytest.mark.parametrize(
    "content",
    [b"\x00\xff\xfe", b"[default\nregion", b"[default]\nregion=a\nregion=b\n", "[default]".encode("utf-16")],
)
def test_a_config_file_that_is_none_ends_three_and_is_named(project: ProjectFolder, content: bytes) -> None:
    file = project.path.parent / "aws-config"
    file.write_bytes(content)
    ran = run(project, "check")
    assert (ran.code, ran.said) == (3, f"{file} can't be read as AWS's profiles. Mend it, or restore it.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "AWS_DEFAULTS_MODE",
            "isn't one of legacy, standard, in-region, cross-region, mobile, auto.",
        ),
        ("AWS_STS_REGIONAL_ENDPOINTS", "isn't one of regional, legacy. Correct it, or unset it."),
    ],
)
def test_a_mode_that_no_client_knows_ends_two(project: ProjectFolder, name: str, said: str) -> None:
    ran = run(project, "check", **{name: "CANARY"})
    assert ran.code == 2
    assert ran.said.startswith(f"{name} {said}")
    assert "CANARY" not in ran.err
    assert run(project, "check", **{name: "Legacy"}).code == 3


def test_a_web_identity_for_no_role_ends_three(project: ProjectFolder) -> None:
    variables = {**dict.fromkeys(KEYS, ""), **from_web_identity(project), "AWS_ROLE_ARN": "CANARY"}
    ran = run(project, "check", **variables)
    assert ran.code == 3
    assert ran.said.startswith("The role to take on isn't the ARN of one: AWS_ROLE_ARN")
    assert "CANARY" not in everything(project, ran)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
@pytest.mark.parametrize("profile", ["process-hangs", "role-of-process"])
def test_a_program_that_never_gives_credentials_is_ended(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], profile: str
) -> None:
    monkeypatch.setattr(time_limits, "CREDENTIALS_WITHIN", 0.3)
    ran = run(project, *command, "--profile", profile)
    assert ran.code == 3, ran.err
    assert (
        "The program that credential_process in the profile names gave no credentials within 0 s, and was "
        "ended. Run it by hand to see why"
    ) in ran.said
    assert "CANARY" not in everything(project, ran)
    group, until = int((project.path.parent / "pid").read_text()), time.monotonic() + 5
    while running(group) and time.monotonic() < until:
        time.sleep(0.01)
    assert running(group) == []


def running(group: int) -> list[str]:
    """Processes of this group that weren't ended: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html"""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group = file.read_text().rpartition(")")[2].split()[:3]
            found += [file.parent.name] if state != "Z" and int(its_group) == group else []
    return found


def test_a_program_has_a_minute_as_in_other_sdks() -> None:
    assert time_limits.CREDENTIALS_WITHIN == 60


def from_web_identity(project: ProjectFolder) -> dict[str, str]:
    token = project.path.parent / "token"
    token.write_text("CANARY-web-identity-token")
    role = "arn:aws:iam::111122223333:role/x"
    return {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ROLE_ARN": role}


def from_sso(project: ProjectFolder) -> dict[str, str]:
    cache = project.path.parent / "sso"
    cache.mkdir()
    name = hashlib.sha1(b"https://acme.awsapps.com/start").hexdigest()
    token = {"accessToken": "CANARY-sso", "expiresAt": "2999-01-01T00:00:00Z"}
    (cache / f"{name}.json").write_text(json.dumps(token))
    return {"AWS_PROFILE": "sso"}


#: What gives credentials: how it is set up, where the URL of what hangs goes, and what is said.
SOURCES: dict[str, tuple[Callable[[ProjectFolder], dict[str, str]], str, str]] = {
    "web identity": (
        from_web_identity,
        "AWS_ENDPOINT_URL",
        "The AWS credentials come from STS, for the web identity token that AWS_WEB_IDENTITY_TOKEN_FILE "
        "names: no answer (connected, but no answer in time: 127.0.0.1).",
    ),
    "role": (
        lambda _: {"AWS_PROFILE": "role"},
        "AWS_ENDPOINT_URL",
        "The AWS credentials come from STS, for the profile's role (role_arn): no answer (connected,",
    ),
    "sso": (
        from_sso,
        "AWS_ENDPOINT_URL",
        "The AWS credentials come from the profile's SSO login: no answer (connected, but no answer in time:",
    ),
    "container": (
        lambda _: {},
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "The container's credentials, which AWS_CONTAINER_CREDENTIALS_FULL_URI names, can't be loaded.",
    ),
    "machine": (
        lambda _: {"AWS_EC2_METADATA_DISABLED": "false"},
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "There are no AWS credentials.",
    ),
}


@pytest.mark.parametrize(
    ("source", "command"),
    [*((source, ("check",)) for source in SOURCES), *(("web identity", command) for command in COMMANDS[1:])],
)
def test_where_credentials_come_from_and_hangs_is_named_in_time(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch, source: str, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(time_limits, "ANSWER_WITHIN", 0.2)
    monkeypatch.setattr("botocore.utils.ContainerMetadataFetcher.TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr("botocore.utils.ContainerMetadataFetcher.SLEEP_TIME", 0)
    monkeypatch.setattr(
        "botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR", str(project.path.parent / "sso")
    )
    prepare, variable, said = SOURCES[source]
    with answering(b"", hangs=True) as url:
        variables = {**dict.fromkeys(KEYS, ""), **prepare(project), variable: url}
        begun = time.monotonic()
        ran = run(project, *command, **variables)
    assert time.monotonic() - begun < 10
    assert ran.code == 3, ran.err
    assert said in ran.said
    assert "CANARY" not in everything(project, ran)


def test_a_config_file_below_nobody_s_home_is_an_absent_one(project: ProjectFolder) -> None:
    ran = run(project, "check", AWS_CONFIG_FILE="~nouser/x")
    assert ran.code == 3
    assert "AWS can't be reached in eu-west-1 for sts:GetCallerIdentity" in ran.said


def test_a_config_file_that_is_a_pipe_ends_two(project: ProjectFolder) -> None:
    pipe = project.path.parent / "pipe"
    os.mkfifo(pipe)
    ran = run(project, "check", AWS_CONFIG_FILE=str(pipe))
    assert (ran.code, ran.said) == (
        2, f"AWS_CONFIG_FILE: {pipe} isn't a file. Name the file with the profiles."
    )  # fmt: skip


BAD = {
    "newline in the token": {"AWS_SESSION_TOKEN": "CANARYtoken\nCANARYtoken-second-line"},
    "newline in the secret": {"AWS_SECRET_ACCESS_KEY": "CANARYsecret\r\nCANARYmore"},
    "letters of another alphabet": {"AWS_SECRET_ACCESS_KEY": "CANARYsecret\u00e9\u4e16CANARY"},
    "a key with a space": {"AWS_ACCESS_KEY_ID": "AKIACANARY CANARY0001"},
    "a proxy with a password": {"HTTPS_PROXY": "http://ada:CANARY@127.0.0.1:1", "AWS_ENDPOINT_URL": ""},
    "a proxy's port": {"HTTPS_PROXY": "http://ada:CANARY@127.0.0.1:99999", "AWS_ENDPOINT_URL": ""},
    "an endpoint with a password": {"AWS_ENDPOINT_URL": "http://ada:CANARY@127.0.0.1:1"},
    "a state with a password": {"PULUMI_BACKEND_URL": "https://ada:CANARY@127.0.0.1:1"},
    "Pulumi's secrets": {
        "PULUMI_ACCESS_TOKEN": "CANARY\npul-1",
        "PULUMI_CONFIG_PASSPHRASE": "CANARY\nphrase",
    },
}


@pytest.mark.long
@pytest.mark.parametrize("how", ["", "--json", "--debug"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
@pytest.mark.parametrize("fault", BAD)
def test_no_credential_is_printed_by_any_command(
    project: ProjectFolder, fault: str, command: tuple[str, ...], how: str
) -> None:
    ran = run(project, *command, *([how] if how else []), **BAD[fault])
    assert "CANARY" not in everything(project, ran)
    assert "mistake in Everyregion" not in ran.said


@pytest.mark.parametrize("command", ALONE, ids=" ".join)
def test_no_credential_is_printed_by_a_command_that_needs_none(
    project: ProjectFolder, command: tuple[str, ...]
) -> None:
    ran = run(project, *command, **BAD["newline in the token"], **BAD["Pulumi's secrets"])
    assert ran.code == 0, ran.err
    assert "CANARY" not in everything(project, ran)
    assert "mistake in Everyregion" not in ran.said


def test_every_command_has_met_the_canaries() -> None:
    known = {words[0] for words in (*COMMANDS, *ALONE) if not words[0].startswith("-")} | {"setup"}
    assert known == {*MODULES}


@pytest.mark.long
@pytest.mark.parametrize("how", ["", "--json", "--debug"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
@pytest.mark.parametrize("status", [b"200 OK", b"400 Bad Request", b"403 Forbidden", b"500 Error"])
def test_nothing_of_an_answer_is_printed(
    project: ProjectFolder, status: bytes, command: tuple[str, ...], how: str
) -> None:
    body = b"<E><Error><Code>CANARY code!</Code><Message>CANARY</Message></Error></E>"
    with answering(http(body, status, more=b"X-Amzn-Errortype: CANARY type\r\n")) as url:
        ran = run(project, *command, *([how] if how else []), AWS_ENDPOINT_URL=url)
    assert "CANARY" not in everything(project, ran)
    assert "mistake in Everyregion" not in ran.said


def test_a_bad_token_is_named_by_where_it_comes_from(project: ProjectFolder) -> None:
    ran = run(project, "check", "--json", **BAD["newline in the token"])
    assert (ran.code, json.loads(ran.out)["error"]) == (
        3,
        "AWS_SESSION_TOKEN holds a line break, a space or another character that no AWS credential has, so "
        "nothing was sent. Copy it again, without what stands around it.",
    )
