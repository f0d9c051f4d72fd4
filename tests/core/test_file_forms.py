"""A table is read by what its bytes are: systems call pages, separated text and workbooks of today `.xls`."""

import shutil
from collections.abc import Callable
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from openpyxl import Workbook

from mingjian.core.errors import BadInput
from mingjian.core.file_forms import OLD_WORKBOOK, PAGE, TEXT, UNKNOWN, WORKBOOK, form_told_by
from mingjian.core.records import kind
from mingjian.core.records.reading import read

ROWS = [
    ["订单编号", "买家实付金额", "订单付款时间"],
    ["990000000000000001", "598.00", "2026-03-01 10:05:00"],
    ["990000000000000002", "1,280.00", "2026/3/2 下午2:05"],
]
HTML = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta http-equiv='Content-Type' content='text/html; charset={charset}'></head><body>"
    "<table><tr><td>打印日期：2026-03-03</td></tr></table><table border=1><tr><td colspan=3>订单报表</td></tr>"
    + "".join("<tr>" + "".join(f"<td style='mso-number-format:\"\\@\"'>{cell}<br></td>" for cell in row) + "</tr>" for row in ROWS)
    + "</table></body></html>"
)
XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="订单"><Table>'
    + "".join(
        "<Row>" + "".join(f'<Cell ss:Index="{at}"><Data ss:Type="String">{cell}</Data></Cell>' for at, cell in enumerate(row, 1)) + "</Row>" for row in ROWS
    )
    + "</Table></Worksheet></Workbook>"
)


def archived(html: str) -> bytes:
    made = MIMEMultipart("related")
    made.attach(MIMEText(html, "html", "utf-8"))
    return made.as_bytes()


def separated(by: str) -> str:
    return "\n".join(by.join(f'"{cell}"' for cell in row) for row in ROWS)


def workbook(path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)  # type: ignore[union-attr]  # a new workbook has a sheet
    book.save(path.with_suffix(".xlsx"))
    shutil.move(path.with_suffix(".xlsx"), path)


WRITTEN: dict[str, bytes | Callable[[Path], None]] = {
    "页面.xls": HTML.format(charset="utf-8").encode(),
    "页面-gb2312.xls": HTML.format(charset="gb2312").encode("gb18030"),
    "页面-无声明.xls": HTML.partition("<body>")[2].encode("gb18030"),
    "页面-bom.xlsx": HTML.format(charset="utf-8").encode("utf-8-sig"),
    "归档页面.xls": archived(HTML.format(charset="utf-8")),
    "xml.xls": XML.encode(),
    "文本.xls": separated(",").encode("gb18030"),
    "文本-制表符.xls": separated("\t").encode("utf-16"),
    "文本.xlsx": separated("\t").encode("utf-8-sig"),
    "工作簿.csv": workbook,
    "工作簿.xls": workbook,
    "工作簿.et": workbook,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_table_is_read_whatever_its_name_says(tmp_path: Path, name: str) -> None:
    path, content = tmp_path / name, WRITTEN[name]
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)
    reading = read(path, kind("order"), source="s")
    rows = [row for batch in reading for row in batch.to_pylist()]
    assert [(row["order_id"], row["amount"], str(row["paid_at"])) for row in rows] == [
        ("990000000000000001", 598.0, "2026-03-01 02:05:00"),
        ("990000000000000002", 1280.0, "2026-03-02 06:05:00"),
    ]
    assert reading.bad_rows == []


def test_a_cell_over_several_rows_and_columns_leaves_the_others_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<table><tr><th>订单号<th>商品名称<th>数量<tr><td rowspan=2>7<td>杯<td>2<tr><td>盘<td>3<tr><td>8<td colspan=2>碗</table>", "utf-8")
    reading = read(path, kind("order"), source="s")
    rows = [row for batch in reading for row in batch.to_pylist()]
    assert [(row["order_id"], row["title"], row["quantity"]) for row in rows] == [("7", "杯", 2.0), ("8", "碗", None)]
    assert [bad.row for bad in reading.bad_rows] == [3]  # whose number stands in the row above: said, and not guessed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(range(256)) * 9, "不是完整的 Excel 文件"),
        (b"<html><body><p>\xe8\xaf\xb7\xe9\x87\x8d\xe6\x96\xb0\xe7\x99\xbb\xe5\xbd\x95</p></body></html>", "没有数据"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "读不出这个工作簿"),
    ],
)
def test_what_holds_no_table_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        read(path, kind("order"), source="s")


def test_entities_of_a_workbook_in_xml_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("7")
    path = tmp_path / "a.xls"
    declared = XML.replace("<Workbook", f'<!DOCTYPE Workbook [<!ENTITY s SYSTEM "file://{secret}">]><Workbook', 1).replace("598.00", "&s;")
    path.write_text(declared, "utf-8")
    reading = read(path, kind("order"), source="s")
    assert [row["amount"] for batch in reading for row in batch.to_pylist()] == [1280.0]
    assert [bad.value for bad in reading.bad_rows] == ["&s;"]


def test_forms_are_told_by_beginnings() -> None:
    told = [
        form_told_by(head) for head in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"  <TABLE border=1>", "订单,1".encode("gb18030")[:-1], b"\x00\x01")
    ]
    assert told == [WORKBOOK, OLD_WORKBOOK, PAGE, TEXT, UNKNOWN]


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.xls", "a.et"])
def test_a_page_with_a_table_is_read_whatever_ending_of_a_table_it_has(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("<html><meta charset=gbk><table><tr><th>快件编号<th>寄件日期<tr><td>7<td>2026年3月1日 下午2:05</table></html>".encode("gbk"))
    reading = read(path, kind("parcel"), source="s")
    assert [(row["waybill"], str(row["sent_at"])) for batch in reading for row in batch.to_pylist()] == [("7", "2026-03-01 06:05:00")]
