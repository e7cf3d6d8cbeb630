"""`unapproved-regions` judges each record of the digest function's corpus as the region alert does."""

from __future__ import annotations

from pathlib import Path

from tests.function.cases import SETTINGS, Case, corpus
from tests.wizard.query.asking import ask, column, write_log

#: What only this deployment's settings leave out; a query about logs shows it.
OF_SETTINGS = ("own-look", "ignored-principal")


def _is_told(case: Case) -> bool:
    return case.alert or case.reason in OF_SETTINGS


def test_a_query_and_the_alert_agree_about_every_record_of_the_corpus(tmp_path: Path) -> None:
    cases = [
        case
        for case in corpus()
        # A rule of AWS's that the settings hold, or a record that is none: nothing that a log file has.
        if isinstance(case.record, dict)
        and case.record.get("eventName")
        and case.settings.approved_regions == SETTINGS.approved_regions
        and not (case.reason == "log-delivery" and case.settings.log_delivery_role_arn)
        and not case.settings.alert_reads
    ]
    assert len(cases) > 100
    write_log(tmp_path / "logs", [{**case.record, "eventID": f"case-{at}"} for at, case in enumerate(cases)])
    told = set(column(ask(tmp_path / "logs", "unapproved-regions"), "event_id"))
    wrong = [
        (case.name, case.reason) for at, case in enumerate(cases) if (f"case-{at}" in told) != _is_told(case)
    ]
    assert wrong == []
