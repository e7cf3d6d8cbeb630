"""The questions about an organization, with what was seen of it beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from components import regions
from components.command_line import wizard
from components.settings import REGION_KEY, check_one, specs
from wizard.account.facts import MemberAccount, Surroundings
from wizard.account.look import Look
from wizard.account.organization import may_be_archive
from wizard.account.organization_role import in_words, why_not
from wizard.interview.asking import Asking
from wizard.screen import terminal
from wizard.screen.long_lists import MOST_LISTED, fault, matching
from wizard.screen.questions import BACK, Ask, Option
from wizard.stack.asked_settings import Question

ORGANIZATION = "organization"
OWN_ROLE, AWS_ROLE = "everyregion-log-archive", "OrganizationAccountAccessRole"
# How long an answer that hangs on what AWS says waits for it, in seconds.
_PATIENCE = 5.0
_BARE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_SAME, _TYPED = "", "another"
#: The question where an account is picked, and its role is asked for afterwards.
_ACCOUNT = {"logArchiveRoleArn": "Log-archive account: the one where bucket, key and alert are made"}


def scope_fault(look: Look, scope: str) -> str:
    """Why this scope can't be chosen here; waits a little where that is just being found out."""
    if scope != ORGANIZATION:
        return ""
    if look.has_begun:
        look.wait_for_organization(_PATIENCE)
    return _reason(look)


def seen_in_words(look: Look) -> str:
    """What the account is in its organization; "" where nobody knows."""
    return in_words(look.surroundings, _own(look))


def _reason(look: Look) -> str:
    return why_not(look.surroundings, _own(look))


def scope(interview: Asking, question: Question, can_go_back: bool) -> Any:
    """An organization isn't offered where it is known by now that it can't work; the reason stands below."""
    look, reason = interview.look, _reason(interview.look)
    choices = specs()[question.key].choices
    offered = [name for name in choices if name != ORGANIZATION or not reason]
    notes: dict[str, Callable[[], str]] = {ORGANIZATION: lambda: _beside(look)}
    options = [Option(name, name, choices[name], notes.get(name, str)) for name in offered]
    options = interview.costs.beside(question.key, options)
    more: dict[str, Any] = {"note": lambda: reason} if reason else {}
    preset = interview.known()[question.key]
    return interview.asker.pick(
        interview.ask_about(question, can_go_back, options=options, preset=preset, **more)
    )


def _beside(look: Look) -> str:
    seen = seen_in_words(look)
    return f"({seen.rstrip('.')})" if seen else ""


def archive(interview: Asking, question: Question, can_go_back: bool) -> Any:
    """The account first, then the role there: the answer is the role's ARN, "" for no log archive."""
    while True:
        account = _archive_account(interview, question, can_go_back)
        if account is BACK or account == _SAME:
            return account
        answer = interview.asker.type(
            _ask_role(interview, account, str(interview.values.get(question.key, "")))
        )
        if answer is not BACK:
            return _arn(interview, account, answer)


def _ask_role(interview: Asking, account: str, before: str) -> Ask:
    is_typed = account == _TYPED
    return Ask(
        "ARN of the role in the log-archive account" if is_typed else f"Role to take on in {account}",
        more="The deployment takes it on with sts:AssumeRole, from the account that you deploy from. Where "
        f"there is none yet, `{wizard('policy')} --role-template FILE` writes a CloudFormation template.",
        hint="Its name, or its ARN.",
        preset=before if is_typed or f"::{account}:" in before else _proposal(interview, account),
        can_go_back=True,
        check=lambda text: _role_fault(interview, _arn(interview, account, text)),
    )


def _archive_account(interview: Asking, question: Question, can_go_back: bool) -> Any:
    seen, own = interview.look.surroundings, _own(interview.look)
    same = Option(
        _SAME,
        "the same account",
        "the one that you deploy from; its administrators can delete the logs and silence the alert",
    )
    there = [one for one in seen.accounts.value or () if one.id != own]
    there.sort(key=lambda one: not may_be_archive(one, seen))
    other = Option(_TYPED, "another one", "type the ARN of a role")
    before = str(interview.values.get(question.key) or "").partition("::")[2].partition(":")[0]
    return _among(interview, question, can_go_back, [same, *_options(there, seen), other], before)


def administrator(interview: Asking, question: Question, can_go_back: bool) -> Any:
    """A member account, "" for none. Asked in the management account alone."""
    seen, own = interview.look.surroundings, _own(interview.look)
    registered = ", ".join(seen.administrators.value or ())
    none = Option("", "none", f"as it is: {registered}" if registered else "the management account alone")
    there = [one for one in seen.accounts.value or () if one.id != own and one.is_active]
    before = str(interview.values.get(question.key) or "")
    if not there:
        return interview.asker.type(interview.ask_about(question, can_go_back, preset=before))
    return _among(interview, question, can_go_back, [none, *_options(there, seen)], before)


def external_id(interview: Asking, question: Question, can_go_back: bool) -> Any:
    """Never echoed, and never shown afterwards."""
    preset = str(interview.values.get(question.key) or "")
    hint = "What is typed isn't shown. Enter keeps the one so far, `-` clears it." if preset else ""
    hint = hint or "What is typed isn't shown. Enter alone where the role asks for none."
    return interview.asker.type(
        interview.ask_about(question, can_go_back, preset=preset, is_hidden=True, hint=hint)
    )


def _among(
    interview: Asking, question: Question, can_go_back: bool, options: list[Option], before: str
) -> Any:
    """One of many accounts. So many that no list is of use are narrowed down by a part of name or id."""
    while True:
        listed, can_leave = options, can_go_back
        if len(options) > MOST_LISTED:
            part = interview.asker.type(
                interview.ask_about(
                    question,
                    can_go_back,
                    help=_ACCOUNT.get(question.key, question.help),
                    hint=f"{len(options):,} accounts: type part of a name or id; nothing for none.",
                    check=partial(_finds, options),
                )
            )
            if part is BACK:
                return BACK
            if not part.strip():
                return ""
            listed, can_leave = matching(options, part), True
        ask = interview.ask_about(
            question,
            can_leave,
            help=_ACCOUNT.get(question.key, question.help),
            options=listed,
            preset=before,
            searchable=True,
            check=_anything,
        )
        answer = interview.asker.pick(ask)
        if answer is not BACK or listed is options:
            return answer


def _anything(_: Any) -> str:
    """An account alone is no answer yet, or was offered."""
    return ""


def _finds(options: list[Option], part: str) -> str:
    return fault(options, part, ("account", "name or id")) if part.strip() else ""


def _options(accounts: list[MemberAccount], seen: Surroundings) -> Iterator[Option]:
    for one in accounts:
        state = "" if one.is_active else f", {one.state}"
        hint = ", may be the log archive" if may_be_archive(one, seen) else ""
        yield Option(one.id, terminal.safe(one.name) or one.id, f"{one.id}{state}{hint}")


def _own(look: Look) -> str:
    return look.identity.value.account if look.identity.value else ""


def _proposal(interview: Asking, account: str) -> str:
    """The role that can be taken on there; where none can be, the one that the template makes."""
    known = {**interview.known(), "logArchiveExternalId": ""}
    for name in (OWN_ROLE, AWS_ROLE):
        if interview.look.can_take_on(_arn(interview, account, name), known.get(REGION_KEY, "")):
            return name
    return OWN_ROLE


def _arn(interview: Asking, account: str, text: str) -> str:
    """The role's ARN; a bare name is one in this account."""
    text = text.strip()
    if account == _TYPED or not _BARE_NAME.fullmatch(text):
        return text
    partition = regions.partition_of(interview.values.get(REGION_KEY, ""))
    return f"arn:{partition.id if partition else 'aws'}:iam::{account}:role/{text}"


def _role_fault(interview: Asking, arn: str) -> str:
    if not arn:
        return "Without a role nothing can be made there."
    others = {key: value for key, value in interview.values.items() if key != REGION_KEY}
    home = interview.values.get(REGION_KEY, "")
    found = check_one("logArchiveRoleArn", arn, others, home)
    return " ".join(str(problem).partition(": ")[2] for problem in found[:1])
