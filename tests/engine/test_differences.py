"""What the provider takes for a difference, and what for the same thing written otherwise."""

from __future__ import annotations

from tests.engine.differences import as_found, changed, same
from tests.engine.urns import general, listed

ASSET = "4dabf18193072939515e22adb298388d"


def archive(hash_: str, path: str) -> dict[str, object]:
    return {ASSET: "0def7320c3a5731c473e5ecbe6d01bc7", "hash": hash_, "assets": {"a.py": {"path": path}}}


def test_documents_that_mean_the_same_are_the_same() -> None:
    assert same('{"a": 1, "b": [2]}', '{"b":[2],"a":1}')
    assert not same('{"a": 1}', '{"a": 2}')


def test_texts_that_are_no_documents_differ_by_each_letter() -> None:
    assert not same("rate(1 minute)", "rate(1  minute)")
    assert not same("{broken", "{ broken")


def test_an_archive_differs_by_its_contents_and_not_by_where_they_lie() -> None:
    assert same(archive("1f", "/here/a.py"), archive("1f", "/there/a.py"))
    assert not same(archive("1f", "/here/a.py"), archive("2e", "/here/a.py"))


def test_a_property_that_comes_or_goes_is_changed() -> None:
    assert changed({"name": "x", "tags": {"a": "1"}}, {"name": "x", "state": "ENABLED"}) == ["state", "tags"]


def test_the_order_of_a_list_counts() -> None:
    assert changed({"regions": ["a", "b"]}, {"regions": ["b", "a"]}) == ["regions"]


def test_drift_shows_in_what_was_written_and_nowhere_else() -> None:
    written = {"rule": {"status": "Enabled"}, "name": "logs", "days": [1, 2]}
    found = {"rule": {"status": "Disabled", "id": "set by AWS"}, "name": "logs", "days": [1], "arn": "..."}
    assert as_found(written, found) == {"rule": {"status": "Disabled"}, "name": "logs", "days": [1]}


def test_a_document_found_in_other_words_is_no_drift() -> None:
    assert as_found({"policy": '{"a": 1}'}, {"policy": '{"a":1}'}) == {"policy": '{"a": 1}'}


def test_a_name_stands_for_every_region_and_address() -> None:
    assert general("watch-ap-southeast-1-target") == "watch-<region>-target"
    assert general("alert-email-786906db") == "alert-email-<hash>"
    assert general("alert-email-policy") == "alert-email-policy"


def test_the_list_of_names_is_in_order_and_has_each_resource_once() -> None:
    assert listed() == sorted({*listed()})
