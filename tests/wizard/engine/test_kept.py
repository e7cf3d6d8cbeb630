"""What a destroyed stack left, and what can become of it."""

from __future__ import annotations

from wizard.engine.leftovers import ways_out

HOME = "eu-west-1"
TRAIL = ("trail", "arn:aws:cloudtrail:eu-west-1:123456789012:trail/acme")
BUCKET, KEY = ("bucket", "acme-logs"), ("KMS key", "1234abcd")


def test_what_the_stack_made_can_be_deleted_for_good() -> None:
    text = " ".join(ways_out([BUCKET, KEY], HOME))
    assert "`aws s3 rb s3://acme-logs` once it is empty" in text
    assert "`aws kms schedule-key-deletion --region eu-west-1 --key-id 1234abcd`" in text


def test_where_the_trail_stays_it_was_there_before_and_no_way_to_delete_anything_is_offered() -> None:
    text = " ".join(ways_out([BUCKET, KEY, TRAIL], HOME))
    assert text.startswith("The trail was there before the stack, and goes on as the last deploy left it")
    assert "aws " not in text
