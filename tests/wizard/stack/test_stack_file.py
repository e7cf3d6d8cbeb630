"""The stack file: only our keys change, everything else stays byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.failures import UsageFailure
from wizard.stack.stack_file import StackFile, writable

HAND_EDITED = """\
# audit stack of the platform team
encryptionsalt: v1:abc=:v1:def
secretsprovider: awskms://alias/x
environment:
  - platform/dev
config:   # ours and others'
    aws:region:   eu-west-1  # home
    everyregion:approvedRegions:   # agreed with legal
    - eu-west-1   # Ireland
    # Frankfurt is for disaster recovery
    - eu-central-1
    - us-east-1   # until the migration ends

    # Insights were asked for by audit
    everyregion:insights:    "both"  # both kinds
    everyregion:dataEvents: [ "AWS::S3::Object" ]  # all
    other:token:
        secure: AAABAD...=
    other:list: [1,2,   3]
    everyregion:retainLogs: true

    # the end
"""


def stack_file(tmp_path: Path, text: str | bytes, project: str = "everyregion") -> StackFile:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return StackFile.read(path, project)


def changed_lines(file: StackFile, values: dict[str, object]) -> list[str]:
    return [line for line in file.diff(file.changed(values))[2:] if line[0] in "+-"]


def test_one_changed_answer_changes_one_line_and_keeps_its_comment_and_quotes(tmp_path: Path) -> None:
    assert changed_lines(stack_file(tmp_path, HAND_EDITED), {"insights": "none"}) == [
        '-    everyregion:insights:    "both"  # both kinds',
        '+    everyregion:insights:    "none"  # both kinds',
    ]


def test_a_region_added_and_one_removed_touch_no_other_line_of_the_list(tmp_path: Path) -> None:
    values: dict[str, object] = {"approvedRegions": ["eu-west-1", "eu-central-1", "us-west-2"]}
    assert changed_lines(stack_file(tmp_path, HAND_EDITED), values) == [
        "-    - us-east-1   # until the migration ends",
        "+    - us-west-2",
    ]


def test_a_new_key_goes_below_the_last_one_before_the_closing_comment(tmp_path: Path) -> None:
    file = stack_file(tmp_path, HAND_EDITED)
    assert file.changed({"alertEmails": ["ops@example.com"]}) == HAND_EDITED.replace(
        "    everyregion:retainLogs: true\n",
        "    everyregion:retainLogs: true\n    everyregion:alertEmails:\n      - ops@example.com\n",
    )


def test_answers_that_the_file_holds_already_change_nothing(tmp_path: Path) -> None:
    file = stack_file(tmp_path, HAND_EDITED)
    same: dict[str, object] = {
        "aws:region": "eu-west-1",
        "approvedRegions": ["eu-west-1", "eu-central-1", "us-east-1"],
        "insights": "both",
        "dataEvents": ["AWS::S3::Object"],
        "retainLogs": True,
    }
    assert file.changed(same) == HAND_EDITED


def test_numbers_and_flags_that_pulumi_wrote_as_text_are_left_alone(tmp_path: Path) -> None:
    text = 'config:\n  everyregion:expireAfterDays: "365"\n  everyregion:retainLogs: "true"\n'
    file = stack_file(tmp_path, text)
    assert file.changed({"expireAfterDays": 365, "retainLogs": True}) == text


def test_a_list_written_as_text_becomes_a_list_since_pulumi_refuses_it_at_preview(tmp_path: Path) -> None:
    text = "config:\n  everyregion:approvedRegions: '[\"eu-west-1\"]'\n"
    file = stack_file(tmp_path, text)
    assert file.changed({"approvedRegions": ["eu-west-1"]}) == (
        "config:\n  everyregion:approvedRegions:\n    - eu-west-1\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "config:\n  everyregion:insights: none\n"),
        ("# only a comment", "# only a comment\nconfig:\n  everyregion:insights: none\n"),
        ("config:\n", "config:\n  everyregion:insights: none\n"),
        ("config: {}  # empty\nother: 1\n", "config:  # empty\n  everyregion:insights: none\nother: 1\n"),
        ("config: ~\n", "config:\n  everyregion:insights: none\n"),
        ("encryptionsalt: v1:x", "encryptionsalt: v1:x\nconfig:\n  everyregion:insights: none\n"),
        ("config: {a:b: 1}\n", 'config: {a:b: 1, "everyregion:insights": "none"}\n'),
        ("config:\r\n  a:b: 1\r\n", "config:\r\n  a:b: 1\r\n  everyregion:insights: none\r\n"),
        ("\ufeffconfig:\n  a:b: 1\n", "\ufeffconfig:\n  a:b: 1\n  everyregion:insights: none\n"),
        ("---\nconfig:\n  a:b:\n...\n", "---\nconfig:\n  a:b:\n  everyregion:insights: none\n...\n"),
        (
            "config:\n  everyregion:insights: |\n    both\nz: 1\n",
            "config:\n  everyregion:insights: none\nz: 1\n",
        ),
        ("config:\n  everyregion:insights:\n  z:z: 1\n", "config:\n  everyregion:insights: none\n  z:z: 1\n"),
    ],
)
def test_every_layout_of_config_takes_a_new_key(tmp_path: Path, before: str, after: str) -> None:
    assert stack_file(tmp_path, before).changed({"insights": "none"}) == after


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("[]", ["us-east-1"], "\n    - us-east-1"),
        ("[a, b]", ["us-east-1"], " [us-east-1]"),
        ("\n  - a\n  - b", [], " []"),
        ("\n  - a # x\n  - b", ["b", "c"], "\n  - b\n  - c"),
        ("\n  - a\n  - b", ["b", "a"], "\n  - b\n  - a"),
        ("\n  - a", ["!arn:aws:s3:::x/", "off", "123456789012"],
         '\n  - "!arn:aws:s3:::x/"\n  - "off"\n  - "123456789012"'),
    ],
)  # fmt: skip
def test_a_list_is_rewritten_in_the_style_it_has(
    tmp_path: Path, before: str, wanted: list[str], after: str
) -> None:
    text = "config:\n  everyregion:logReaders: {}\n  z:z: 1\n"
    file = stack_file(tmp_path, text.replace(" {}", before if before.startswith("\n") else f" {before}"))
    assert file.changed({"logReaders": wanted}) == text.replace(" {}", after)


def test_a_map_is_replaced_as_a_block(tmp_path: Path) -> None:
    file = stack_file(tmp_path, "config:\n  everyregion:tags:\n      A: b\n  z:z: 1\n")
    assert file.changed({"tags": {"Team": "sec", "On": "yes"}}) == (
        'config:\n  everyregion:tags:\n    Team: sec\n    "On": "yes"\n  z:z: 1\n'
    )


def test_in_a_list_put_into_another_order_comments_go_with_their_items(tmp_path: Path) -> None:
    file = stack_file(tmp_path, HAND_EDITED)
    assert file.changed(
        {"approvedRegions": ["us-east-1", "eu-central-1", "sa-east-1"]}
    ) == HAND_EDITED.replace(
        """\
    - eu-west-1   # Ireland
    # Frankfurt is for disaster recovery
    - eu-central-1
    - us-east-1   # until the migration ends
""",
        """\
    - us-east-1   # until the migration ends
    # Frankfurt is for disaster recovery
    - eu-central-1
    - sa-east-1
""",
    )


def test_a_comment_above_an_item_that_goes_stays(tmp_path: Path) -> None:
    file = stack_file(tmp_path, HAND_EDITED)
    assert changed_lines(file, {"approvedRegions": ["eu-west-1", "us-east-1"]}) == ["-    - eu-central-1"]


BRACKETS = """\
config:
  everyregion:approvedRegions: [  # agreed
    eu-west-1,  # Ireland
    # disaster recovery
    eu-central-1   # Frankfurt
  ]
"""


def test_comments_survive_in_a_list_in_brackets_of_several_lines(tmp_path: Path) -> None:
    file = stack_file(tmp_path, BRACKETS)
    assert changed_lines(file, {"approvedRegions": ["eu-central-1", "us-east-1"]}) == [
        "-    eu-west-1,  # Ireland",
        "-    eu-central-1   # Frankfurt",
        "+    eu-central-1,   # Frankfurt",
        "+    us-east-1,",
    ]


def test_where_comments_between_brackets_would_be_lost_nothing_is_written(tmp_path: Path) -> None:
    text = "config:\n  everyregion:approvedRegions: [eu-west-1, # Ireland\n    us-east-1]\n"
    with pytest.raises(UsageFailure, match="comments stand between the brackets of a list or map"):
        stack_file(tmp_path, text).changed({"approvedRegions": ["us-east-1"]})


def test_comments_in_a_map_survive_a_change_of_some_of_it(tmp_path: Path) -> None:
    text = """\
config:
  everyregion:tags:  # asked for by finance
    # the team that is paged
    Team: sec   # was ops
    Stage: "prod"
    Old: "1"  # goes in May
  z:z: 1
"""
    file = stack_file(tmp_path, text)
    assert changed_lines(file, {"tags": {"Team": "sec", "Stage": "0042", "New": "1.10"}}) == [
        '-    Stage: "prod"',
        '-    Old: "1"  # goes in May',
        '+    Stage: "0042"',
        '+    New: "1.10"',
    ]


def test_a_text_block_without_a_line_end_at_the_end_of_the_file_keeps_its_value(tmp_path: Path) -> None:
    text = "config:\n  z:z: |\n    a\n    b"
    assert stack_file(tmp_path, text).changed({"insights": "none"}) == (
        "config:\n  everyregion:insights: none\n  z:z: |\n    a\n    b"
    )


def test_an_alias_is_replaced_and_its_anchor_stays(tmp_path: Path) -> None:
    text = "config:\n  other:regions: &r\n    - eu-west-1\n  everyregion:approvedRegions: *r\n"
    file = stack_file(tmp_path, text)
    assert file.values == {"approvedRegions": ["eu-west-1"]}
    assert file.changed({"approvedRegions": ["us-east-1"]}) == text.replace(" *r", "\n    - us-east-1")


def test_an_anchor_that_others_use_is_refused_and_said(tmp_path: Path) -> None:
    text = "config:\n  everyregion:approvedRegions: &r [eu-west-1]\n  other:regions: *r\n"
    file = stack_file(tmp_path, text)
    with pytest.raises(UsageFailure, match="Nothing was written"):
        file.changed({"approvedRegions": []})
    assert file.path.read_text() == text


def test_a_renamed_project_reads_and_writes_its_own_keys(tmp_path: Path) -> None:
    text = "config:\n  everyregion:insights: both\n  acme-audit:insights: none\n"
    file = stack_file(tmp_path, text, project="acme-audit")
    assert file.values == {"insights": "none"}
    assert file.changed({"scope": "account"}) == text + "  acme-audit:scope: account\n"


def test_pulumis_older_spelling_of_a_key_is_read_and_changed_in_place(tmp_path: Path) -> None:
    file = stack_file(tmp_path, "config:\n  everyregion:config:insights: both\n")
    assert file.values == {"insights": "both"}
    assert file.changed({"insights": "none"}) == "config:\n  everyregion:config:insights: none\n"


def test_a_secret_of_ours_is_known_but_not_read(tmp_path: Path) -> None:
    file = stack_file(tmp_path, "config:\n  everyregion:alertEmails:\n    secure: AAAB\n")
    assert (file.values, file.secrets) == ({}, frozenset({"alertEmails"}))


def test_account_ids_are_read_from_text_and_from_numbers(tmp_path: Path) -> None:
    file = stack_file(tmp_path, 'config:\n  aws:allowedAccountIds: ["012345678901", 210987654321]\n')
    assert file.accounts == ("012345678901", "210987654321")


def test_defaults_that_nobody_asked_for_stay_out_of_the_file(tmp_path: Path) -> None:
    file = stack_file(tmp_path, "config:\n  everyregion:insights: both\n")
    values: dict[str, object] = {
        "scope": "account",
        "insights": "both",
        "alertReads": True,
        "encryption": "new-key",
    }
    assert writable(values, file, frozenset({"encryption"})) == {
        "insights": "both",
        "alertReads": True,
        "encryption": "new-key",
    }


def test_a_secret_is_never_written_over(tmp_path: Path) -> None:
    file = stack_file(tmp_path, "config:\n  everyregion:alertEmails: {secure: AAAB}\n")
    assert writable({"alertEmails": ["x@example.com"]}, file, frozenset({"alertEmails"})) == {}


def test_config_that_is_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageFailure, match="`config:` isn't a map"):
        stack_file(tmp_path, "config:\n  - a\n")


def test_a_small_file_that_unfolds_to_a_huge_tree_is_refused_as_pulumi_does(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    text = "\n".join(levels) + "\nconfig:\n  everyregion:insights: both\n"
    with pytest.raises(
        UsageFailure, match=r"line 4, column 45: there are more than 10,000 values up to here"
    ):
        stack_file(tmp_path, text)
