"""The errors of this project's own that a call to AWS may end in, beside botocore's."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError


class NoAnswerOfAws(BotoCoreError):
    """Something answered, and it wasn't AWS: a proxy's page, a body that was cut, an answer without what AWS
    documents. The words never quote it."""

    fmt = "{why}"

    def __init__(self, why: str, operation: str = "") -> None:
        super().__init__(why=why)
        self.operation_name = operation


class NotWaitedFor(BotoCoreError):
    """A call that this look didn't wait for to its end, or not at all."""

    fmt = "{why}"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class NoWayIn(BotoCoreError):
    """What is in another account, whose role can't be taken on. cause: of that, as facts.Cause has it."""

    fmt = "{why}"

    def __init__(self, why: str, cause: str) -> None:
        super().__init__(why=why)
        self.cause = cause


class CredentialsUnusable(BotoCoreError):
    """The credentials can't be loaded, or can't be sent. The sentence names where they come from, never what
    they are."""

    fmt = "{why}"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
