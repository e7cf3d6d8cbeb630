"""Looks at the KMS key that kmsKeyArn names, and judges whether CloudTrail could encrypt this trail's logs.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components import policies
from components.arns import Arn
from components.names import Names
from components.regions import dns_suffix_of
from components.settings import DELIVERED_LOGS, Settings
from wizard.account.connect import ClientFor
from wizard.account.error_codes import NOT_THERE
from wizard.account.facts import Finding, Key, Probe
from wizard.account.policy_verdict import Membership, Use, judged
from wizard.iam import Principal, Request

_KEY, _OF = "kmsKeyArn", "your KMS key"
_CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")
_OVER_TLS = {"aws:SecureTransport": True}
# A reader's own policies aren't known: what counts is whether the key's policy would let them decide.
_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def look_at_key(client_for: ClientFor, name: str, region: str) -> Probe[Key]:
    """The key of this id, ARN or alias; bad if there is none. Two calls, both read-only.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
    https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html (own account only)
    """
    from wizard.account.one_call import ask

    described = ask(client_for, "kms", region, "describe_key", absent=NOT_THERE, KeyId=name)
    if described.state == "bad":
        return Probe("bad", why=f"There is no such key in {region}.")
    if described.value is None:
        return described
    found = described.value["KeyMetadata"]
    policy = ask(client_for, "kms", region, "get_key_policy", KeyId=found["Arn"], PolicyName="default")
    key = Key(
        found["Arn"],
        found["KeyState"],
        found.get("KeySpec") or found.get("CustomerMasterKeySpec", ""),
        found.get("KeyUsage") or "ENCRYPT_DECRYPT",
        found["KeyManager"],
        policy.then(lambda answer: answer["Policy"]),
    )
    return Probe("good", key)


def judge_key(
    settings: Settings,
    names: Names,
    probe: Probe[Key],
    organization: Membership | None = None,
    *,
    bucket_key: bool = False,
) -> list[Finding]:
    """Everything that speaks for or against the key, what is bad in sentences that say the fix. organization:
    the one that the account is in, where that is known; bucket_key: whether the log bucket has a Bucket Key.

    That the ARN is in the home region and partition is a rule of the settings themselves.
    """
    key = probe.value
    if key is None:
        state = "bad" if probe.state == "bad" else "unknown"
        return [Finding(_KEY, state, f"Your KMS key: {probe.why.rstrip('.')}. {_CONSEQUENCE[state]}")]
    faults = [Finding(_KEY, "bad", text) for text in _faults(key, names)]
    if key.policy.value is None:
        needed = tuple(_statements(settings, names, bucket_key).values())
        there = Arn.of(key.arn).account
        whose = "" if there == names.account else f" (it belongs to account {there}, and only shows it there)"
        return [
            *faults,
            Finding(
                _KEY,
                "unknown",
                f"Your KMS key's policy couldn't be read{whose}: {key.policy.why}. It needs the statements "
                f"{', '.join(one['Sid'] for one in needed)}; without CloudTrail's AWS refuses the trail.",
                _OF,
                needed,
            ),
        ]
    text = key.policy.value
    wanted = uses(settings, names, key.arn, bucket_key=bucket_key)
    return [*faults, *(judged(_KEY, use, text, organization) for use in wanted)]


_CONSEQUENCE = {
    "bad": "AWS would refuse the trail. Name another key, or choose encryption: new-key.",
    "unknown": "Whether CloudTrail may use it isn't known.",
}


def _faults(key: Key, names: Names) -> Iterator[str]:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html"""
    if key.state != "Enabled":
        yield (
            f"Your KMS key is {key.state}: CloudTrail couldn't encrypt, and would deliver nothing. Enable "
            "it, or name another key."
        )
    if (key.spec, key.usage) != ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"):
        yield (
            f"Your KMS key is {key.spec} for {key.usage}: CloudTrail takes only a symmetric key that "
            "encrypts and decrypts. Name one."
        )
    if key.manager != "CUSTOMER":
        yield (
            "Your KMS key is managed by AWS, and its policy can't be changed: CloudTrail may not use it. "
            "Name a key of your own."
        )
    if (Arn.of(key.arn).region, Arn.of(key.arn).partition) != (names.home, names.partition):
        yield f"Your KMS key is {key.arn}, but CloudTrail takes only a key in {names.home}. Name one there."


def _statements(settings: Settings, names: Names, bucket_key: bool) -> dict[str, Any]:
    digest = DELIVERED_LOGS in settings.region_alert
    needed = policies.log_key_use(names, settings.log_readers, digest_reads=digest, bucket_key=bucket_key)
    return {statement["Sid"]: statement for statement in needed}


def uses(settings: Settings, names: Names, key_arn: str, *, bucket_key: bool = False) -> Iterator[Use]:
    """What the key has to be good for with these settings: for CloudTrail first, then for who reads.

    With a Bucket Key on the log bucket CloudTrail decrypts as well, and AWS refuses the trail without it:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    grants = _statements(settings, names, bucket_key)
    account = Arn.of(key_arn).account
    source = {**_OVER_TLS, "aws:SourceArn": names.trail_arn, "aws:SourceAccount": names.trail_owner}
    context = _context(names)
    host = {"kms:ViaService": f"s3.{names.home}.{dns_suffix_of(names.partition)}"}

    def by(who: Principal, action: str, values: dict[str, Any]) -> Request:
        return Request(who, action, key_arn, values, account)

    encrypt = {**source, **context}
    yield Use(
        "CloudTrail can encrypt this trail's log files with your KMS key",
        _OF,
        [by(_CLOUDTRAIL, "kms:GenerateDataKey", encrypt)],
        [by(_CLOUDTRAIL, "kms:GenerateDataKey", {**encrypt, **host})],
        grants["CloudTrailEncrypts"],
    )
    yield Use(
        "CloudTrail can look at your KMS key",
        _OF,
        [by(_CLOUDTRAIL, "kms:DescribeKey", source)],
        grant=grants["CloudTrailDescribes"],
    )
    if bucket_key:
        yield Use(
            f"CloudTrail can decrypt with your KMS key, as the Bucket Key of {names.log_bucket} takes",
            _OF,
            [by(_CLOUDTRAIL, "kms:Decrypt", encrypt)],
            [by(_CLOUDTRAIL, "kms:Decrypt", {**encrypt, **host})],
            grants["CloudTrailDecrypts"],
        )
    decrypt = {**_OVER_TLS, **context, **host, "kms:CallerAccount": names.account}
    if DELIVERED_LOGS in settings.region_alert:
        role = Principal.role(names.digest_role_arn)
        yield Use(
            "the alert's function can decrypt delivered log files (regionAlert: delivered-logs)",
            _OF,
            [by(role, "kms:Decrypt", decrypt)],
            grant=grants["DigestDecrypts"],
            identity=[policies.digest_function(names, reads_logs=True, log_key_arn=key_arn)],
        )
    for reader in settings.log_readers:
        is_role = reader.startswith("arn:")
        who = Principal.role(reader) if is_role else Principal.root(reader, names.partition)
        values = {**decrypt, "kms:CallerAccount": who.account}
        yield Use(
            f"the log reader {reader} can decrypt log files",
            _OF,
            [by(who, "kms:Decrypt", values)],
            grant=grants["ReadersDecrypt"],
            identity=[_EVERYTHING] if is_role else [],
        )


def _context(names: Names) -> dict[str, Any]:
    """The encryption context that CloudTrail passes.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
    """
    folder = names.account_folder(names.trail_owner)
    file = f"{names.log_bucket_arn}/{folder}/CloudTrail/{names.home}/file.json.gz"
    return {
        "kms:EncryptionContext:aws:cloudtrail:arn": names.trail_arn,
        "kms:EncryptionContext:aws:s3:arn": file,
        "kms:EncryptionContextKeys": ["aws:cloudtrail:arn", "aws:s3:arn"],
    }
