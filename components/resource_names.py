"""What the resources of an AuditTrail are called in a Pulumi state: after it, so that two fit in one program.

Every component here takes the AuditTrail's own name and puts it before its own, and before its children's:
`everyregion-log-bucket`. People read the short name, `log-bucket`.
"""

from __future__ import annotations

#: The AuditTrail of this project's own program, __main__.py.
OWN = "everyregion"


def short_name(urn: str) -> str:
    """A resource's name as people read it, without its AuditTrail's: from a URN, or from the whole name.

    https://www.pulumi.com/docs/iac/concepts/resources/names/
    """
    is_urn = urn.startswith("urn:pulumi:")
    # A name may hold colons of its own.
    _, type, name = urn.split("::", 3)[1:] if is_urn and urn.count("::") >= 3 else ("", "", urn)
    return name if type == "pulumi:pulumi:Stack" else name.removeprefix(f"{OWN}-")
