"""The pieces that named queries are put together from, in Athena's SQL.

What the region alert takes for noise is taken from the digest function's own tables, so that query and alert
agree; a test puts each record of the function's corpus through both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from components.named_queries.literal import glob, listed, literal
from components.refused_codes import REFUSED
from components.region_alert.function.digest.credential_reads import ENDINGS, HARMLESS, IF_ASKED, NAMES
from components.region_alert.function.digest.global_services import GLOBAL_SERVICES, SELDOM, STS
from components.region_alert.function.digest.noise import CLOUDTRAIL, DELIVERS, READ_PREFIXES

ACCOUNT = "coalesce(recipientaccountid, account)"
EVENT = "concat(replace(eventsource, '.amazonaws.com', ''), ':', eventname)"
WHO = (
    "coalesce(useridentity.arn, useridentity.username, useridentity.invokedby, useridentity.principalid, "
    "useridentity.type)"
)
_ISSUER = "useridentity.sessioncontext.sessionissuer.arn"
ROLE = f"coalesce({_ISSUER}, {WHO})"
#: Orders events of the same second alike in both engines.
MOMENT = "concat(eventtime, coalesce(eventid, ''))"


def _starts(column: str, beginnings: Iterable[str]) -> str:
    return literal_regex(column, f"^({'|'.join(map(re.escape, beginnings))})")


def literal_regex(column: str, pattern: str) -> str:
    """Whether the pattern is found in the column."""
    return f"regexp_like({column}, {literal(pattern)})"


def any_of(*conditions: str) -> str:
    """Whether one holds. What a record doesn't have makes a condition neither true nor false: then it
    doesn't hold."""
    return f"(CASE {' '.join(f'WHEN {one} THEN true' for one in conditions)} ELSE false END)"


def all_of(*conditions: str) -> str:
    """Whether all hold, under the same rule."""
    return any_of(" AND ".join(conditions))


_IS_READ_BY_NAME = _starts("eventname", READ_PREFIXES)
#: Records before eventVersion 1.02 don't say whether a call only reads.
WROTE = any_of("lower(readonly) = 'false'", f"readonly IS NULL AND NOT {_IS_READ_BY_NAME}")

REFUSED_CALL = any_of(
    literal_regex("errorcode", rf"^(Client\.|)({'|'.join(map(re.escape, REFUSED))})(Exception|)$")
)

BY_SERVICE = any_of(
    "eventtype IN ('AwsServiceEvent', 'AwsCloudTrailInsight')",
    "useridentity.type = 'AWSService'",
    literal_regex(_ISSUER, "^arn:[^:]*:iam:[^:]*:[^:]*:role/aws-service-role/"),
)


def _hands_out_a_secret() -> str:
    endings = f"({'|'.join(ENDINGS)})$"
    switches = [
        f"eventname = {literal(name)} AND (requestparameters IS NULL OR requestparameters = '{{}}' OR "
        f"lower(json_extract_scalar(requestparameters, {literal(f'$.{switch}')})) = 'true')"
        for name, switch in sorted(IF_ASKED.items())
    ]
    named = (
        f"eventname IN ({listed(sorted(NAMES))})",
        f"{_starts('eventname', ('Get', 'BatchGet'))} AND {literal_regex('eventname', endings)}",
    )
    not_these = f"eventname NOT IN ({listed(sorted(HARMLESS | IF_ASKED.keys()))})"
    return any_of(*switches, *(f"{not_these} AND {one}" for one in named))


def _global_service() -> str:
    pairs = {
        f"{region} {source}"
        for table in (GLOBAL_SERVICES, SELDOM)
        for (_, region), sources in table.items()
        for source in sources
    }
    regional = [
        f"tlsdetails.clientprovidedhostheader LIKE concat({literal(host)}, awsregion, '.%')"
        for host in ("sts.", "sts-fips.")
    ]
    regional.append("lower(json_extract_scalar(additionaleventdata, '$.endpointType')) = 'regional'")
    return all_of(
        f"concat(awsregion, ' ', eventsource) IN ({listed(sorted(pairs))})",
        f"NOT {all_of(f'eventsource = {literal(STS)}', any_of(*regional))}",
    )


#: What the region alert leaves out, besides the regions themselves and who the settings name.
NOISE = any_of(
    BY_SERVICE,
    all_of("lower(readonly) = 'true'", _IS_READ_BY_NAME, f"NOT {_hands_out_a_secret()}"),
    all_of(
        "eventsource = 'logs.amazonaws.com'",
        f"eventname IN ({listed(DELIVERS)})",
        literal_regex(_ISSUER, "^arn:[^:]*:iam:[^:]*:[^:]*:role/"),
        f"sourceipaddress = {literal(CLOUDTRAIL)}",
    ),
    _global_service(),
)


_ARNS = ("useridentity.arn", _ISSUER)
_WHOSE = (
    *_ARNS,
    "useridentity.username",
    "useridentity.sessioncontext.sessionissuer.username",
    "useridentity.accesskeyid",
    "useridentity.principalid",
    "useridentity.sessioncontext.sessionissuer.principalid",
    "useridentity.invokedby",
)


def is_principal(value: str) -> str:
    """Whether a call was of the principal that this expression names: ARN of a user, role or session, name,
    access key or unique id."""
    return any_of(f"contains(ARRAY[{', '.join(_WHOSE)}], {value})")


def principal(name: str) -> str:
    """Whether a call was this principal's; also by the end of its ARN as tables show it (user/ann). * stands
    for anything."""
    ends = "/" in name and ":" not in name
    shortened = [f"{arn} LIKE {glob(f'arn:*:{name}')} ESCAPE '\\'" for arn in _ARNS if ends]
    if "*" in name:
        return any_of(*(f"{column} LIKE {glob(name)} ESCAPE '\\'" for column in _WHOSE), *shortened)
    whole = is_principal(literal(name))
    return any_of(whole, *shortened) if shortened else whole


FIXED = {
    "account": ACCOUNT,
    "event": EVENT,
    "who": WHO,
    "role": ROLE,
    "moment": MOMENT,
    "wrote": WROTE,
    "refused": REFUSED_CALL,
    "by_service": BY_SERVICE,
    "noise": NOISE,
}
