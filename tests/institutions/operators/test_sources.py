"""From whom a link comes is kept in Chinese and said in the reader's language."""

import pytest
from people import department_of, people

from mingjian.institutions.operators.services.known import ties_of
from mingjian.institutions.operators.services.sources import source_said


@pytest.mark.parametrize(
    ("kept", "en"),
    [
        ("登记簿", "business register"),
        ("发现", "finding"),
        ("卷宗 C2026-0000003", "dossier C2026-0000003"),
        ("平台公示信息 云集市/S1（2026-11-12）", "shown on the platform, 云集市/S1 (2026-11-12)"),
        ("比对：与 云集市/S1 相似，概率 0.998", "comparison: like 云集市/S1, probability 0.998"),
        ("现场检查笔录", "现场检查笔录"),  # as an officer wrote it
        ("", "—"),
    ],
)
@pytest.mark.django_db
def test_a_source_is_said_in_english(kept: str, en: str) -> None:
    assert source_said(kept).en == en
    assert source_said(kept).zh == (kept or "—")


@pytest.mark.django_db
def test_whoever_answered_is_named_in_english() -> None:
    people()
    city = department_of("city")
    assert source_said(f"{city.name_zh}答复 D2026-0000001").en == f"{city.name_en}, answer D2026-0000001"


@pytest.mark.django_db
def test_what_a_record_ties_is_said_too() -> None:
    tie = ties_of({"platform": "云集市", "shop_id": "S1"})[0]
    assert source_said(tie.source).en == "shown on the platform, 云集市/S1"
