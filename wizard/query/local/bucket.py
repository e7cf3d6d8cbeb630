"""The log files of a bucket that the user's own credentials may read.

What can't be read of it is told object by object, and costs the others nothing. What holds for all of them
(no such bucket, credentials that don't work) ends the command.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import FlexibleChecksumError, IncompleteReadError, ResponseStreamingError
from urllib3.exceptions import HTTPError

from wizard.account.errors import AWS_ERRORS, code_of, trouble, unanswered
from wizard.failures import AwsFailure, Failure, UsageFailure
from wizard.query.local.log_name import is_log
from wizard.query.local.source import TO_RESTORE, Listing, LogFile
from wizard.query.local.unpack import NotRead
from wizard.screen.terminal import safe

_CHUNK = 1 << 20
#: Not to be read before somebody restores them.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
ARCHIVED = ("GLACIER", "DEEP_ARCHIVE")
# Botocore passes on what urllib3 raises in the middle of an answer, but for its two usual errors.
_CUT = (FlexibleChecksumError, IncompleteReadError, ResponseStreamingError, HTTPError)
_CUT_SHORT = "what came of it isn't whole"


@dataclass(frozen=True)
class Bucket:
    """What lies under a prefix of a bucket. client: boto3's for S3."""

    bucket: str
    prefix: str
    client: Any

    @property
    def identity(self) -> str:
        """Its address."""
        return f"s3://{self.bucket}/{self.prefix}"

    def listing(self, tell: Callable[[int], None]) -> Listing:
        """Raises AwsFailure, and UsageFailure where there is no such bucket."""
        found = Listing()
        try:
            self._list(found, tell)
        except AWS_ERRORS as error:
            raise self._failure(error, "s3:ListBucket") from None
        return found

    def _list(self, found: Listing, tell: Callable[[int], None]) -> None:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.prefix, OptionalObjectAttributes=["RestoreStatus"]
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                file = LogFile(entry["Key"], entry["Size"], entry["ETag"])
                if not is_log(file.key):
                    found.others += 1
                elif _is_archived(entry):
                    found.archived.append(file)
                else:
                    found.files.append(file)
            tell(len(found.files))

    def chunks(self, file: LogFile) -> Iterator[bytes]:
        """Streamed. Raises NotRead, AwsFailure, and UsageFailure where there is no such bucket any more."""
        size = 0
        try:
            with closing(self.client.get_object(Bucket=self.bucket, Key=file.key)["Body"]) as body:
                for chunk in body.iter_chunks(_CHUNK):
                    size += len(chunk)
                    yield chunk
        except _CUT:
            raise NotRead(_CUT_SHORT, "other") from None
        except AWS_ERRORS as error:
            raise self._not_read(error) from None
        if size != file.size:
            raise NotRead(_CUT_SHORT, "other")

    def _not_read(self, error: Exception) -> Exception:
        """What an object's error comes to: of this object alone, or of all of them."""
        code, region = code_of(error), self.client.meta.region_name
        if code == "NoSuchKey":
            return NotRead("went before it was read", "other")
        # Of INTELLIGENT_TIERING too, whose archive tiers a listing doesn't tell.
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-managing.html
        if code == "InvalidObjectState":
            return NotRead(TO_RESTORE, "other")
        if code == "NoSuchBucket" or trouble(error, "s3:GetObject", region).kind == "credentials":
            return self._failure(error, "s3:GetObject")
        found = unanswered(error, "s3:GetObject", region)
        return NotRead(found.why.rstrip("."), found.cause or "other")

    def _failure(self, error: Exception, action: str) -> Failure:
        if code_of(error) == "NoSuchBucket":
            return UsageFailure(
                f"There is no bucket {safe(self.bucket)}. `aws s3 ls` lists those of this account."
            )
        return AwsFailure(trouble(error, action, self.client.meta.region_name).text)


def _is_archived(entry: Any) -> bool:
    """Whether an entry of a listing has to be restored first: its class stays the same when it has been.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreStatus.html
    """
    restored = entry.get("RestoreStatus") or {}
    is_back = bool(restored.get("RestoreExpiryDate")) and not restored.get("IsRestoreInProgress")
    return entry.get("StorageClass") in ARCHIVED and not is_back


def address(text: str) -> tuple[str, str]:
    """The bucket and prefix of s3://bucket/prefix. Raises UsageFailure."""
    bucket, _, prefix = text.removeprefix("s3://").partition("/")
    if not bucket:
        raise UsageFailure(f"{safe(text)} names no bucket. Write s3://BUCKET or s3://BUCKET/PREFIX.")
    return bucket, prefix
