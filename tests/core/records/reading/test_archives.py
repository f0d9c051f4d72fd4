"""A table that comes packed is read as it lies in the archive; several, none, and one behind a password are said in words."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.reading import headings_of, read, sheets_to_choose
from mingjian.core.records.reading.kind_detection import kind_of_file
from mingjian.core.statements.reader import read_statement
from mingjian.office.files.kinds import TABLES, kind_admitted

ORDERS = "订单编号,店铺名称,买家会员名,订单付款时间,实付金额\n2200000000000000001,岚谷,t1,2026-10-05 20:10:11,19.90\n"
BILL = "交易时间,交易对方,收/支,金额\n2026-10-05 20:10:11,王某,收入,199.00\n"


def packed(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def sheets() -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["订单编号", "实付金额"])
    book.active.append(["1", 5])
    book.create_sheet("旧").append(["订单号", "金额"])
    book["旧"].append(["2", 6])
    book.save(file)
    return file.getvalue()


def test_the_one_table_of_an_archive_is_read_whatever_lies_beside_it(tmp_path: Path) -> None:
    path = packed(tmp_path / "导出.zip", {"导出/订单.csv": ORDERS.encode("gb18030"), "__MACOSX/导出/._订单.csv": b"\0", "导出/说明.pdf": b"%PDF-"})
    rows = [row for batch in read(path, kind("order"), source="s") for row in batch.to_pylist()]
    assert [(row["order_id"], row["amount"]) for row in rows] == [("2200000000000000001", 19.9)]
    assert headings_of(path, kind("order")).theirs["amount"] == "实付金额"
    assert (kind_of_file(path) or kind("post")).name == "order"
    with path.open("rb") as file:
        assert kind_admitted(file, "导出.zip", TABLES).group == "table"


def test_a_workbook_in_an_archive_is_asked_for_its_sheet(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.xlsx": sheets()})
    assert sheets_to_choose(path, kind("order")) == [["Sheet"], ["旧"]]
    assert [batch.num_rows for batch in read(path, kind("order"), source="s", sheet="旧")] == [1]


def test_a_bill_in_an_archive_is_a_statement(tmp_path: Path) -> None:
    assert read_statement(packed(tmp_path / "账单.zip", {"微信支付账单.csv": BILL})).rows.num_rows == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.csv": ORDERS, "b.csv": ORDERS}, "2 个表格：a.csv、b.csv"),
        ({"说明.pdf": b"%PDF-"}, "没有表格文件"),
        ({"里面.zip": b"PK\x03\x04"}, "没有表格文件"),
    ],
)
def test_an_archive_of_none_or_several_is_refused_in_words(files: dict[str, bytes | str], said: str, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", files)
    with pytest.raises(BadInput) as refused:
        read(path, kind("order"), source="s")
    assert said in refused.value.text.zh
    with path.open("rb") as file, pytest.raises(BadInput):
        kind_admitted(file, "a.zip", TABLES)


def locked(path: Path) -> Path:
    """Mark the entries of an archive as behind a password, as bills of payment firms are."""
    data = bytearray(packed(path, {"账单.csv": BILL}).read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    path.write_bytes(data)
    return path


def test_an_archive_behind_a_password_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read(locked(tmp_path / "a.zip"), kind("order"), source="s")
    assert "解压密码" in refused.value.text.zh


def test_a_name_in_gbk_is_said_as_it_was_meant(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"aaaaaaaaaa": ORDERS, "bbbbbbbbbb": ORDERS})
    data = path.read_bytes().replace(b"a" * 10, "订单甲.csv".encode("gb18030")).replace(b"b" * 10, "订单乙.csv".encode("gb18030"))
    path.write_bytes(data)
    with pytest.raises(BadInput) as refused:
        read(path, kind("order"), source="s")
    assert "订单甲.csv" in refused.value.text.zh


def test_an_archive_with_a_program_beside_its_table_is_not_taken(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.csv": ORDERS, "run.exe": b"MZ"})
    with path.open("rb") as file, pytest.raises(BadInput):
        kind_admitted(file, "a.zip", TABLES)


def test_an_archive_that_unpacks_to_far_more_than_it_says_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.csv": b"0" * (64 << 20)})
    with pytest.raises(BadInput) as refused:
        read(path, kind("order"), source="s")
    assert "压缩炸弹" in refused.value.text.zh
