"""What a file holds is told by its name, else by its columns."""

from pathlib import Path

import pytest

from mingjian.core.records.reading.kind_detection import kind_of_file


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("order.csv", "order"), ("orders.csv.gz", "order"), ("订单.xlsx", "order"), ("Orders-2026-11.parquet", "order"), ("订单明细2026年11月.csv", "order"),
        ("listings.jsonl", "listing"), ("posts.csv", "post"), ("parcel.parquet", "parcel"), ("快递.csv", "parcel"), ("rights.csv", "right"),
        ("registrations.csv", "registration"), ("permit.csv", "permit"), ("operators.csv", "operator"),
        ("SOURCE.txt", None), ("orders.pdf", None), ("readme.md", None), ("truth.json", None),
    ],
)  # fmt: skip
def test_by_name(tmp_path: Path, name: str, kind: str | None) -> None:
    (tmp_path / name).write_text("nothing to go by\n")
    found = kind_of_file(tmp_path / name)
    assert (found.name if found else None) == kind


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("orderid,shopid,userid,event_time", "order"), ("订单编号,店铺名称,买家会员名,订单付款时间", "order"), ("商品ID,标题,品牌,价格,店铺ID", "listing"),
        ("运单号,快递公司,收寄网点,重量,收寄时间", "parcel"), ("企业名称,统一社会信用代码,成立日期,经营范围,登记机关", "registration"),
        ("shopid,userid", None), ("code,name", None), ("date,is_workday,holiday", None),
    ],
)  # fmt: skip
def test_by_columns(tmp_path: Path, heading: str, kind: str | None) -> None:
    (tmp_path / "export.csv").write_text("\n".join([heading, ",".join("20261101" for _ in heading.split(",")), ""]))
    found = kind_of_file(tmp_path / "export.csv")
    assert (found.name if found else None) == kind


def test_a_sentence_that_names_columns_is_no_heading(tmp_path: Path) -> None:
    (tmp_path / "SOURCE.txt").write_text("where it is from\norders.csv: place, orderid, shopid, userid, event_time. answer.csv: shopid\nnotes, and so on\n")
    assert kind_of_file(tmp_path / "SOURCE.txt") is None
