"""The command line's words: every command with its options, and what each is for.

A command's module is `wizard.commands.<its name>`; `python -m wizard` without a command is `setup`.
"""

from __future__ import annotations

from wizard.commands.option import Command, Option
from wizard.commands.shared_options import ANSWERS, COST_EXPLORER, GIVEN, SETTINGS, YES

_FORGET = Option(
    "--forget-closed-regions", "take out of the stack what is in regions that aren't enabled any more"
)
_ALLOW_UNKNOWN = Option(
    "--allow-unknown", "end with 0 instead of 4 where only something couldn't be found out"
)

#: In the order of `--help`. `python -m wizard` without a command has no options of its own.
COMMANDS = (
    Command(
        "rehearse",
        "the same set-up, deployed into an emulated AWS account: no account, no cost",
        (
            Option(
                "--from",
                "with scope: organization, the account that it is deployed from: management (the default) or "
                "delegated-administrator",
                metavar="ACCOUNT",
                dest="deployed_from",
            ),
            Option(
                "--serve",
                "afterwards leave the emulated account up on 127.0.0.1 for the AWS CLI or Prowler; 0 takes a "
                "free port",
                metavar="PORT",
                type=int,
                default=None,
            ),
            Option("--html", "write what `verify` says an hour later as one page into FILE", "FILE"),
        ),
        SETTINGS,
    ),
    Command(
        "check",
        "looks only: who you are, what exists, and what would stop a deployment",
        (_ALLOW_UNKNOWN,),
        SETTINGS,
    ),
    Command(
        "review",
        "the settings in plain words, cost, scanners' verdicts, diff; no AWS needed",
        (COST_EXPLORER,),
        answers=SETTINGS,
    ),
    Command(
        "preview",
        "what a deploy would change, and nothing else; --yes makes a stack that is missing",
        (
            Option("--refresh", "look at AWS too, for what somebody changed since the last deploy"),
            Option("--expect-no-changes", "exit with 7 if something would change"),
        ),
        YES,
    ),
    Command(
        "deploy",
        "shows what would change, asks, and makes it; goes on where an earlier one stopped",
        (_FORGET,),
        YES,
    ),
    Command("destroy", "says what goes and what stays, asks, and takes the stack down", (_FORGET,), YES),
    Command(
        "drill",
        "one harmless call in an unapproved region, then waits until the alert really arrives",
        (
            Option(
                "--source",
                "rules or delivered-logs (default: rules, where regionAlert has them)",
                metavar="SOURCE",
            ),
            Option(
                "--timeout",
                "how long to wait, such as 90s or 15m (default: 15m by rules, 30m by log files, and one "
                "digest)",
                metavar="TIME",
            ),
        ),
        GIVEN,
    ),
    Command(
        "verify",
        "is every region covered? live checks of the stack, or of any trail; changes nothing",
        (
            Option("--trail", "this trail instead, whoever made it with whatever; no stack file", "ARN"),
            Option("--all-trails", "every trail of the account instead; no stack file"),
            Option(
                "--integrity",
                "also whether every log file since then is what CloudTrail delivered: 24h, 7d or 2026-11-01, "
                "in UTC",
                metavar="TIME",
            ),
            Option(
                "--wait",
                "after a deployment: wait for what is too new to be told, such as 20m, at most",
                metavar="TIME",
            ),
            Option("--html", "write the report as one page for a browser or a printer into FILE", "FILE"),
            Option("--ocsf", "write OCSF findings for a SIEM into FILE", "FILE"),
            _ALLOW_UNKNOWN,
        ),
        GIVEN,
    ),
    Command(
        "query",
        "a named question over the logs, to Athena or to log files on this machine; no name: the list",
        (
            Option(
                "--local",
                "ask the log files in this folder, or under s3://BUCKET/PREFIX, through DuckDB; loaded once",
                metavar="PLACE",
            ),
            Option("--cache", "where what --local loaded is kept (default: the user's cache)", metavar="DIR"),
            Option("--sql", "your own SELECT over the table `events`, in Athena's SQL", metavar="FILE"),
            Option(
                "--account",
                "only this account's events, by its id; may be repeated",
                metavar="ID",
                dest="accounts",
                default=(),
                repeats=True,
            ),
            Option(
                "--region",
                "only events of this region; may be repeated",
                metavar="REGION",
                dest="regions",
                default=(),
                repeats=True,
            ),
            Option(
                "--from",
                "since this day or time in UTC: 2026-11-25T14:30 (Athena: the last 7 days)",
                "TIME",
                "begin",
            ),
            Option("--to", "up to this day, to its end, or time", "TIME", "end"),
            Option(
                "--principal",
                "only calls of this user, role, session or key: an ARN, a name or an id, * for anything",
                metavar="WHO",
            ),
            Option("--bucket", "the bucket of bucket-access", metavar="NAME"),
            Option("--limit", "how many rows at most (default: 1000)", "ROWS", type=int, default=1000),
            Option("--csv", "the rows as CSV on stdout"),
            Option(
                "--timeout",
                "how long Athena's answer is waited for, such as 90s or 15m (default: 30m)",
                metavar="TIME",
            ),
            Option(
                "--plot",
                "events by region and time, drawn in the terminal, or into FILE as PNG",
                metavar="FILE",
                bare="-",
            ),
            _ALLOW_UNKNOWN,
        ),
        GIVEN[1:],
        argument=("[NAME]", "which question"),
    ),
    Command(
        "policy",
        "the IAM policy with the least that deploying, verifying or drilling this stack needs",
        (
            Option(
                "--for",
                "deploy, preview, verify, integrity, drill, query or check (default: deploy)",
                metavar="PURPOSE",
                dest="purpose",
            ),
            Option("--cost-explorer", "with --for check: lets Cost Explorer be asked, as `review` can"),
            Option("--log-archive", "for the role in the log-archive account that logArchiveRoleArn names"),
            Option(
                "--role-template",
                "write a CloudFormation template into FILE that makes that role, with the least it needs",
                metavar="FILE",
            ),
            Option("--out", "write each document into a file in DIR instead of to stdout", metavar="DIR"),
        ),
        SETTINGS,
    ),
    Command(
        "scp",
        "the service control policy that denies every region that isn't approved; --attach attaches it",
        (
            Option("--out", "write it into FILE, without white space, instead of to stdout", metavar="FILE"),
            Option(
                "--exempt",
                "ARN of a role or user that may work in every region, * inside the name; may be repeated",
                metavar="ARN",
                default=(),
                repeats=True,
            ),
            Option(
                "--bedrock",
                "inference profiles of Bedrock that may work anywhere: eu, us, global ...; may be repeated",
                metavar="NAME",
                default=(),
                repeats=True,
            ),
            Option(
                "--attach",
                "make or change it in AWS Organizations, and attach it to this unit, account or root, after "
                "a yes",
                metavar="TARGET",
            ),
            Option("--name", "the policy's name there (default: <trailName>-approved-regions)", "NAME"),
        ),
        (*SETTINGS, *YES),
    ),
)
#: Without a command.
SETUP = Command("setup", "", (), ANSWERS)


#: Command -> the module that runs it.
MODULES = {name: f"wizard.commands.{name}" for name in ("setup", *(command.name for command in COMMANDS))}
