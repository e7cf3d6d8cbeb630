"""What every setting of a bucket has in common, as pulumi-aws has them: resources of their own, named for the
bucket."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.rehearsal.makers.base import Place, Setting, State

NAMES = {"sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyId": "KMSMasterKeyID", "id": "ID"}


class BucketSetting(Setting):
    """A setting of one bucket, whose id is the bucket's name. Subclasses name the API calls and convert.

    `api`: get_bucket_<api>, put_..., delete_...; `key`: under which the answer has it.
    """

    api: ClassVar[str]
    key: ClassVar[str]

    def identity(self, inputs: State) -> str:
        owner = inputs.get("expectedBucketOwner")
        return f"{inputs['bucket']},{owner}" if owner else inputs["bucket"]

    def parameters(self, inputs: State) -> dict[str, Any]:
        """For the put call, besides the bucket."""
        raise NotImplementedError

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any] | None:
        """From the get call's answer; None when there is no such setting after all."""
        raise NotImplementedError

    def _call(self, at: Place, verb: str, bucket: str, **parameters: Any) -> Any:
        return getattr(at.client("s3"), f"{verb}_{self.api}")(Bucket=bucket, **parameters)

    def check(self, at: Place, inputs: State) -> None:
        """Raises Refused for what S3 refuses and the emulator takes."""

    def put(self, at: Place, inputs: State) -> None:
        self.check(at, inputs)
        self._call(at, "put", inputs["bucket"], **self.parameters(inputs))

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        bucket = id.split(",")[0]
        found = self.outputs(self._call(at, "get", bucket), known)
        return None if found is None else {"bucket": bucket, **found}

    def unmake(self, at: Place, id: str, known: State) -> None:
        self._call(at, "delete", id.split(",")[0])
