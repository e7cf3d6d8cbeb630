"""The options that several commands take."""

from __future__ import annotations

from wizard.commands.option import Option

#: What every command takes.
COMMON = (
    Option("--stack", "the Pulumi stack (default: the selected one, or dev)", "NAME"),
    Option("--profile", "the AWS profile whose credentials are used", "NAME"),
    Option("--json", "one JSON document on stdout; asks nothing"),
    Option("--plain", "ask line by line, for screen readers and simple terminals"),
    Option("--debug", "show tracebacks"),
)
GIVEN = (
    Option("--region", "the home region of trail, bucket and alert", "REGION"),
    Option("--answers", "YAML or JSON with the stack file's keys; a stack file too", "FILE"),
    Option(
        "--set",
        "one setting, lists by commas or as JSON; may be repeated; wins over --answers",
        "KEY=VALUE",
        default=(),
        repeats=True,
    ),
)
DEFAULTS = (Option("--defaults", "take the default for every open question"),)
YES = (Option("--yes", "write, deploy, destroy or attach without asking for confirmation"),)
TRAILS = (
    Option(
        "--allow-second-trail",
        "go on although another trail records management events already, or nobody may see whether one "
        "does; each copy after the first is paid for",
    ),
    Option(
        "--allow-conversion",
        "with scope: organization, let adoptTrail turn one account's trail into the organization's; without "
        "it that is asked, or refused with what it means",
    ),
    Option(
        "--fix-trail",
        "put this existing trail right in place, by name or ARN, and make no other; each call is shown",
        "TRAIL",
    ),
)
COST_EXPLORER = Option("--cost-explorer", "reckon with CloudTrail's own usage; AWS charges a cent for asking")
#: What stands under "answers" in the help.
ANSWERS = (*GIVEN, *DEFAULTS, *YES, *TRAILS, COST_EXPLORER)
SETTINGS = (*GIVEN, *DEFAULTS)
