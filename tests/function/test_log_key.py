"""Keys of the log bucket: which are log files, and of which account and region."""

from __future__ import annotations

import pytest

from components.region_alert.function.digest.log_key import LogKey, parse

NAME = "111122223333_CloudTrail_ap-south-1_20240501T1000Z_Mu0KsOhtH1ar15ZZ.json.gz"
DAY = "AWSLogs/111122223333/CloudTrail/ap-south-1/2024/05/01"


@pytest.mark.parametrize(
    "key",
    [
        f"{DAY}/{NAME}",
        f"prefix/{DAY}/{NAME}",
        f"a/deeper/prefix/{DAY}/{NAME}",
        f"AWSLogs/{DAY}/{NAME}",
        f"CloudTrail/{DAY}/{NAME}",
        f"AWSLogs/o-a1b2c3d4e5/{DAY.removeprefix('AWSLogs/')}/{NAME}",
        f"prefix/AWSLogs/o-a1b2c3d4e5/{DAY.removeprefix('AWSLogs/')}/{NAME}",
        f"AWSLogs/444455556666/CloudTrail/us-east-1/2024/05/01/x.json.gz/{DAY}/{NAME}",
    ],
)
def test_a_log_file_is_known_by_its_whole_key(key: str) -> None:
    assert parse(key) == LogKey("111122223333", "ap-south-1")


@pytest.mark.parametrize(
    "region",
    ["us-east-1", "ap-southeast-2", "us-gov-west-1", "cn-northwest-1", "eusc-de-east-1", "mx-central-1"],
)
def test_the_region_of_any_partition_is_read(region: str) -> None:
    assert parse(f"{DAY}/{NAME}".replace("ap-south-1", region)) == LogKey("111122223333", region)


@pytest.mark.parametrize(
    "key",
    [
        "AWSLogs/111122223333/CloudTrail-Digest/ap-south-1/2024/05/01/"
        "111122223333_CloudTrail-Digest_ap-south-1_everyregion_eu-west-1_20240501T100000Z.json.gz",
        "AWSLogs/111122223333/CloudTrail-Digest/ap-south-1/2024/05/01/"
        "111122223333_CloudTrail-Digest_ap-south-1_everyregion_eu-west-1_20240501T100000Z_backfill.json.gz",
        "x/CloudTrail/AWSLogs/111122223333/CloudTrail-Digest/ap-south-1/2024/05/01/"
        "111122223333_CloudTrail-Digest_ap-south-1_everyregion_eu-west-1_20240501T100000Z.json.gz",
        "AWSLogs/111122223333/CloudTrail-Insight/ap-south-1/2024/05/01/"
        "111122223333_CloudTrail-Insight_ap-south-1_20240501T1000Z_Mu0KsOhtH1ar15ZZ.json.gz",
        "AWSLogs/111122223333/CloudTrail-NetworkActivity/ap-south-1/2024/05/01/"
        "111122223333_CloudTrail-NetworkActivity_ap-south-1_20240501T1000Z_Mu0KsOhtH1ar15ZZ.json.gz",
        "AWSLogs/111122223333/CloudTrail-Aggregated/ap-south-1/2024/05/01/x.json.gz",
        "AWSLogs/111122223333/CloudTrail/",
        "AWSLogs/111122223333/CloudTrail/ap-south-1/2024/05/01/",
        "AWSLogs/111122223333/",
        "AWSLogs/",
        "",
        "AWSLogs/111122223333/elasticloadbalancing/ap-south-1/2024/05/01/x.log.gz",
        "AWSLogs/111122223333/vpcflowlogs/ap-south-1/2024/05/01/x.log.gz",
        "exports/CloudTrail/report.json.gz",
        f"notAWSLogs/111122223333/CloudTrail/ap-south-1/2024/05/01/{NAME}",
        f"AWSLogs/1111/CloudTrail/ap-south-1/2024/05/01/{NAME}",
        f"AWSLogs/o-SHOUT/111122223333/CloudTrail/ap-south-1/2024/05/01/{NAME}",
    ],
)
def test_what_is_no_log_file_is_passed_over(key: str) -> None:
    assert parse(key) is None


@pytest.mark.parametrize(
    "key",
    [
        f"{DAY}/444455556666_CloudTrail_ap-south-1_20240501T1000Z_Mu0KsOhtH1ar15ZZ.json.gz",
        f"{DAY}/111122223333_CloudTrail_eu-west-1_20240501T1000Z_Mu0KsOhtH1ar15ZZ.json.gz",
        f"{DAY}/111122223333_CloudTrail_ap-south-1_yesterday_Mu0KsOhtH1ar15ZZ.json.gz",
        f"{DAY}/{NAME}.bak",
        f"{DAY}/{NAME}\n",
        f"{DAY}/more/{NAME}",
        f"AWSLogs/111122223333/CloudTrail/ap-south-1/{NAME}",
        f"{DAY}/notes.txt",
    ],
)
def test_another_name_in_cloudtrails_own_folder_is_not_taken_for_a_log_nor_passed_over(key: str) -> None:
    assert parse(key) == LogKey("111122223333", "ap-south-1", strict=False)
