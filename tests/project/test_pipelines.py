"""The example pipelines and the page about them: they parse, their commands exist, their roles are narrow."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.project.sources import ROOT
from wizard.commands.parser import parse
from wizard.iam import Principal, Request, evaluate, problems

FOLDER = ROOT / "examples" / "workflows"
FILES = ("github.yml", "gitlab-ci.yml")
PAGE = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
ACCOUNT, GITHUB, GITLAB = "111122223333", "token.actions.githubusercontent.com", "gitlab.com"


def text_of(file: str) -> str:
    return (FOLDER / file).read_text(encoding="utf-8")


def parsed(file: str) -> dict[str, Any]:
    return YAML(typ="safe").load(text_of(file))


def commands(text: str) -> list[list[str]]:
    """The words after `python -m wizard`, of each line or code span that has it."""
    lines = re.findall(r"python -m wizard ([^`\n]*)", re.sub(r"(?m)^\s*#.*$", "", text))
    return [shlex.split(line) for line in lines]


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    return job["steps"]


def role_of(job: dict[str, Any]) -> str:
    if "variables" in job:
        return job["variables"]["AWS_ROLE_ARN"]
    (found,) = [
        one["with"]["role-to-assume"] for one in steps(job) if "role-to-assume" in one.get("with", {})
    ]
    return re.sub(r"\W*vars\.|\W+$", "$", found).rstrip("$")


def jobs(file: str) -> dict[str, dict[str, Any]]:
    found = parsed(file).get("jobs") or {
        name: body for name, body in parsed(file).items() if isinstance(body, dict) and "script" in body
    }
    return dict(found)


def script(job: dict[str, Any]) -> str:
    lines = job.get("script") or [step["run"] for step in steps(job) if "run" in step]
    return "\n".join(lines)


@pytest.mark.parametrize("file", FILES)
def test_each_job_runs_one_command_of_the_wizard_that_exists(file: str) -> None:
    ran = {name: commands(script(job)) for name, job in jobs(file).items()}
    assert {name: [words[0] for words in found] for name, found in ran.items()} == {
        "preview": ["preview"],
        "deploy": ["deploy"],
        "nightly": ["preview"],
        "verify": ["verify"],
        "drill": ["drill"],
    }
    for words in (words for found in ran.values() for words in found):
        assert parse(words).command == words[0]


@pytest.mark.parametrize("file", FILES)
def test_nobody_is_asked_and_drift_fails_the_nightly_look(file: str) -> None:
    chosen = {name: parse(commands(script(job))[0]) for name, job in jobs(file).items()}
    assert chosen["deploy"].yes
    assert (chosen["nightly"].refresh, chosen["nightly"].expect_no_changes) == (True, True)
    assert {one.stack for one in chosen.values()} == {"$EVERYREGION_STACK"}


@pytest.mark.parametrize("file", FILES)
def test_only_the_deploy_job_has_the_deploy_role(file: str) -> None:
    assert {name: role_of(job) for name, job in jobs(file).items()} == {
        "preview": "$PREVIEW_ROLE_ARN",
        "deploy": "$DEPLOY_ROLE_ARN",
        "nightly": "$PREVIEW_ROLE_ARN",
        "verify": "$PREVIEW_ROLE_ARN",
        "drill": "$DRILL_ROLE_ARN",
    }


@pytest.mark.parametrize("file", FILES)
def test_no_secret_stands_on_a_command_line(file: str) -> None:
    ran = "\n".join(script(job) for job in jobs(file).values())
    assert re.findall(r"PASSPHRASE|ACCESS_TOKEN|secrets\.", ran) == []


@pytest.mark.parametrize("file", FILES)
def test_dependencies_are_checked_by_hash_and_the_cli_is_of_a_fixed_version(file: str) -> None:
    assert "pip install --require-hashes -r requirements.txt" in text_of(file)
    assert "3.250.0" in text_of(file)


@pytest.mark.parametrize("file", FILES)
def test_everything_that_is_to_be_set_is_named_at_the_top(file: str) -> None:
    top = text_of(file).split("\n\n" if file == FILES[1] else "\nname:", 1)[0]
    wanted = set(re.findall(r"(?:vars|secrets)\.([A-Z_]+)|\$([A-Z_]+_ROLE_ARN)", text_of(file)))
    names = {one or other for one, other in wanted}
    assert {"PREVIEW_ROLE_ARN", "DEPLOY_ROLE_ARN", "DRILL_ROLE_ARN"} <= names
    assert {name for name in names if name not in top} == set()


def test_githubs_jobs_get_a_token_and_read_the_repository_and_nothing_else() -> None:
    found = parsed("github.yml")
    assert found["permissions"] == {"contents": "read", "id-token": "write"}
    assert [job.get("permissions") for job in found["jobs"].values()] == [None] * 5


def test_each_github_action_has_a_version() -> None:
    used = [step["uses"] for job in jobs("github.yml").values() for step in steps(job) if "uses" in step]
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@(v\d+|[0-9a-f]{40})", one)] == []


def test_a_deploy_on_github_is_of_the_main_branch_and_not_stopped_half_way() -> None:
    deploy = jobs("github.yml")["deploy"]
    assert deploy["if"] == "github.event_name == 'push' && github.ref == 'refs/heads/main'"
    assert deploy["concurrency"] == {"group": "everyregion-deploy", "cancel-in-progress": False}


def test_each_schedule_on_github_starts_a_job_and_each_job_has_its_schedule() -> None:
    found = parsed("github.yml")
    times = [one["cron"] for one in found["on"]["schedule"]]
    started = [re.findall(r"schedule == '([^']+)'", job["if"]) for job in found["jobs"].values()]
    assert {time for some in started for time in some} == {*times}


def test_a_deploy_on_gitlab_is_of_the_default_branch_and_one_at_a_time() -> None:
    deploy = jobs("gitlab-ci.yml")["deploy"]
    assert deploy["rules"] == [
        {"if": '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'}
    ]
    assert (deploy["resource_group"], deploy["interruptible"]) == ("everyregion", False)


def test_each_command_on_the_page_exists() -> None:
    found = commands(PAGE)
    assert {words[0] for words in found} == {"preview", "deploy", "verify", "drill", "policy"}
    for words in found:
        assert parse(words).command == words[0]


def documents() -> list[dict[str, Any]]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def trust(provider: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The deploy role's and the preview role's trust policy for this provider."""
    deploy, preview = (one for one in documents() if f"oidc-provider/{provider}" in json.dumps(one))
    return deploy, preview


def takes(document: dict[str, Any], provider: str, audience: str, subject: str) -> bool:
    who = Principal.federated(f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider}")
    role = f"arn:aws:iam::{ACCOUNT}:role/everyregion-deploy"
    context = {f"{provider}:aud": audience, f"{provider}:sub": subject}
    request = Request(who, "sts:AssumeRoleWithWebIdentity", role, context)
    return evaluate(request, resource_policy=document).allowed


def test_the_documents_on_the_page_are_sound() -> None:
    trusts = ["Principal" in one["Statement"][0] for one in documents()]
    assert trusts == [False, True, True, True, True]
    for document, is_trust in zip(documents(), trusts, strict=True):
        assert problems(document, "trust" if is_trust else "identity") == []


@pytest.mark.parametrize(
    ("subject", "deploys", "previews"),
    [
        ("repo:your-org/your-repo:ref:refs/heads/main", True, True),
        ("repo:your-org/your-repo:pull_request", False, True),
        ("repo:your-org/your-repo:ref:refs/heads/feature", False, False),
        ("repo:your-org/your-repo-2:ref:refs/heads/main", False, False),
        ("repo:somebody/your-repo:pull_request", False, False),
    ],
)
def test_githubs_roles_are_for_one_repository_and_deploying_for_its_main_branch(
    subject: str, deploys: bool, previews: bool
) -> None:
    deploy, preview = trust(GITHUB)
    assert takes(deploy, GITHUB, "sts.amazonaws.com", subject) is deploys
    assert takes(preview, GITHUB, "sts.amazonaws.com", subject) is previews


@pytest.mark.parametrize(
    ("subject", "deploys", "previews"),
    [
        ("project_path:your-group/your-project:ref_type:branch:ref:main", True, True),
        ("project_path:your-group/your-project:ref_type:branch:ref:feature", False, True),
        ("project_path:your-group/your-project:ref_type:tag:ref:main", False, False),
        ("project_path:your-group/your-project-2:ref_type:branch:ref:main", False, False),
    ],
)
def test_gitlabs_roles_are_for_one_project_and_deploying_for_its_main_branch(
    subject: str, deploys: bool, previews: bool
) -> None:
    deploy, preview = trust(GITLAB)
    assert takes(deploy, GITLAB, "https://gitlab.com", subject) is deploys
    assert takes(preview, GITLAB, "https://gitlab.com", subject) is previews


@pytest.mark.parametrize(
    ("provider", "subject"),
    [
        (GITHUB, "repo:your-org/your-repo:ref:refs/heads/main"),
        (GITLAB, "project_path:your-group/your-project:ref_type:branch:ref:main"),
    ],
)
def test_a_token_for_another_audience_takes_no_role(provider: str, subject: str) -> None:
    for document in trust(provider):
        assert not takes(document, provider, "https://example.com", subject)
