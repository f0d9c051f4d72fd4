"""At which stage an event of a parcel stands, by the courier's own word, and in which province."""

from pathlib import Path

import pytest

from mingjian.core.provinces import province_of
from mingjian.core.records import kind
from mingjian.core.records.reading import read

STAGES = {
    "accepted": ("快件已揽收", "揽收", "【杭州余杭】已收件", "收寄", "上门取件", "picked up", "Accepted"),
    "scanned": (
        "到达【北京转运中心】",
        "预计签收",
        "待签收",
        "未妥投",
        "派送中，请准备签收",
        "已到代收点，请凭取件码取件",
        "待自提",
        "派件失败",
        "out for delivery",
        "",
        "🚚",
        "离开",
    ),
    "delivered": ("已签收，派件员王某", "妥投", "签收", "本人签收", "已从快递柜取出，已自提", "Delivered", "签收人：门卫"),
    "returned": ("退回件已签收", "客户拒收", "退件签收", "returned to sender"),
}


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_each_word_of_couriers_stands_for_its_stage(tmp_path: Path, stage: str) -> None:
    file = tmp_path / "轨迹.csv"
    file.write_text("运单号,扫描类型,扫描时间\n" + "".join(f'SD{n},"{word}",2026-11-01 08:{n:02}:00\n' for n, word in enumerate(STAGES[stage])), "utf-8")
    rows = [row for batch in read(file, kind("parcel_event"), source="顺达") for row in batch.to_pylist()]
    assert {row["event"] or "": row["stage"] for row in rows} == dict.fromkeys(STAGES[stage], stage)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("【杭州转运中心】", "33"), ("广东白云网点", "44"), ("北京朝阳网点", "11"), ("新疆乌鲁木齐", "65"), ("延边营业部", "22"), ("黔东南", "52"),
        ("深圳中心", "44"), ("重庆渝北", "50"), ("吉林市", "22"), ("香港", "81"),
        ("朝阳网点", ""), ("西湖区", ""), ("", ""), ("某处 🚚", ""), ("x" * 5000, ""),
    ],
)  # fmt: skip
def test_a_place_names_its_province_or_none_where_two_are_called_so(place: str, code: str) -> None:
    assert province_of(place) == code


def test_a_told_code_stays_and_a_file_says_of_how_many_nothing_tells_where_they_were(tmp_path: Path) -> None:
    file = tmp_path / "轨迹.csv"
    file.write_text(
        "运单号,节点,时间,地点,行政区划代码,纬度\nA,揽收,2026-11-01 08:00,杭州,440111,\nB,揽收,2026-11-01 08:00,某处,,\nC,揽收,2026-11-01 08:00,某处,,30.1\n",
        "utf-8",
    )
    reading = read(file, kind("parcel_event"), source="顺达")
    rows = [row for batch in reading for row in batch.to_pylist()]
    assert [row["region_code"] for row in rows] == ["440111", None, None]
    assert any("1 条看不出发生在哪个省" in note.zh for note in reading.notes)
