"""Each command of the command line, with the options that only it has."""

from __future__ import annotations

import argparse
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """metavar: what stands for its value, "" for one that is only there or not."""

    flag: str
    help: str
    metavar: str = ""
    dest: str = ""
    type: type[int] | type[str] = str

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Adds it without a default: see `_ABSENT` in options.py."""
        dest = self.dest or None
        if self.metavar:
            parser.add_argument(
                self.flag,
                metavar=self.metavar,
                type=self.type,
                help=self.help,
                default=argparse.SUPPRESS,
                dest=dest,
            )
        else:
            parser.add_argument(
                self.flag, action="store_true", help=self.help, default=argparse.SUPPRESS, dest=dest
            )


@dataclass(frozen=True)
class Command:
    name: str
    words: str
    options: tuple[Option, ...] = ()


_FORGET = Option(
    "--forget-closed-regions", "take out of the stack what is in regions that aren't enabled any more"
)

#: In the order of `--help`. `python -m wizard` without a command has no options of its own.
COMMANDS = (
    Command(
        "rehearse",
        "the same set-up, deployed into an emulated AWS account: no account, no cost",
        (
            Option(
                "--serve",
                "afterwards leave the emulated account up on 127.0.0.1 for the AWS CLI or Prowler; 0 takes a "
                "free port",
                metavar="PORT",
                type=int,
            ),
        ),
    ),
    Command(
        "check",
        "looks only: who you are, what exists, and what would stop a deployment",
        (Option("--allow-unknown", "end with 0 instead of 4 where only something couldn't be found out"),),
    ),
    Command("review", "the settings in plain words, cost, scanners' verdicts, diff; no AWS needed"),
    Command(
        "preview",
        "what a deploy would change, and nothing else; --yes makes a stack that is missing",
        (
            Option("--refresh", "look at AWS too, for what somebody changed since the last deploy"),
            Option("--expect-no-changes", "exit with 7 if something would change"),
        ),
    ),
    Command(
        "deploy",
        "shows what would change, asks, and makes it; goes on where an earlier one stopped",
        (_FORGET,),
    ),
    Command("destroy", "says what goes and what stays, asks, and takes the stack down", (_FORGET,)),
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
    ),
    Command(
        "policy",
        "the IAM policy with the least that deploying, reading or drilling this stack needs",
        (
            Option(
                "--for",
                "deploy, verify, drill or check (default: deploy)",
                metavar="PURPOSE",
                dest="purpose",
            ),
            Option("--out", "write each document into a file in DIR instead of to stdout", metavar="DIR"),
        ),
    ),
)
