"""A file comes in as batches of the kind's schema; each row that cannot is named with column and reason."""

import datetime as dt
import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.reading import Reading, read

ORDER = kind("order")


def write(folder: Path, content: str | bytes, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(reading: Reading) -> list[dict[str, object]]:
    return [row for batch in reading for row in batch.to_pylist()]


def taken(folder: Path, content: str | bytes, name: str = "orders.csv", **given: object) -> tuple[list[dict[str, object]], Reading]:
    reading = read(write(folder, content, name), ORDER, source="shopee", **given)  # type: ignore[arg-type]  # as the test says
    return rows_of(reading), reading


def test_every_column_of_the_kind_is_there_and_a_missing_platform_is_the_source(tmp_path: Path) -> None:
    reading = read(write(tmp_path, "orderid,shopid,userid,event_time\n1,7,9,2019-12-27 18:07:09\n"), ORDER, source="shopee")
    (batch,) = list(reading)
    assert batch.schema.equals(ORDER.schema, check_metadata=True)
    row = batch.to_pylist()[0]
    assert (row["order_id"], row["platform"], row["shop_id"], row["buyer_id"], row["amount"]) == ("1", "shopee", "7", "9", None)
    assert row["paid_at"] == dt.datetime(2019, 12, 27, 10, 7, 9)  # noqa: DTZ001 - naive UTC, eight hours before Shanghai


def test_chinese_headings_are_recognised_whatever_their_width_and_case(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, "订单编号,店铺ＩＤ,买家会员名,买家实际支付金额,订单付款时间,备注\n1,a,b,3.5,2026/1/2 3:04,x\n")
    assert reading.theirs == {"order_id": "订单编号", "shop_id": "店铺ＩＤ", "buyer_id": "买家会员名", "amount": "买家实际支付金额", "paid_at": "订单付款时间"}
    assert reading.ignored == ("备注",)
    assert rows[0]["amount"] == 3.5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    text = "订单编号,店铺名称\n1,旗舰店𠮷😀\n" + "".join(f"{n},龘{n}店\n" for n in range(2, 50))
    rows, reading = taken(tmp_path, text.encode(encoding))
    assert rows[0]["shop_id"] == "旗舰店𠮷😀"
    assert len(rows) == 49
    assert reading.bad == 0


@pytest.mark.slow
def test_chinese_that_begins_late_is_still_told_apart(tmp_path: Path) -> None:
    text = "order_id,shop_id\n" + "".join(f"{n},shop\n" for n in range(1_000_000)) + "x,旗舰店\n"
    rows = read(write(tmp_path, text.encode("gb18030")), ORDER, source="s")
    *_, last = rows
    assert last.to_pylist()[-1]["shop_id"] == "旗舰店"


def test_a_broken_byte_costs_its_row_only(tmp_path: Path) -> None:
    lines = [b"order_id,shop_id", *(f"{n},旗舰店".encode() for n in range(100))]
    lines[50] = b"49,\xff\xfe\xe6"
    rows, reading = taken(tmp_path, b"\n".join(lines))
    assert [(bad.row, bad.column) for bad in reading.bad_rows] == [(51, "shop_id")]
    assert len(rows) == 99


def test_bytes_in_no_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither UTF-8 nor GB18030"):
        taken(tmp_path, b"order_id,shop_id\n" + b"\xff\xfe\xfd\n" * 100)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(tmp_path: Path, separator: str) -> None:
    rows, _ = taken(tmp_path, f"order_id{separator}shop_id{separator}amount\n1{separator}a{separator}2\n")
    assert (rows[0]["shop_id"], rows[0]["amount"]) == ("a", 2.0)


def test_title_lines_before_the_heading_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, "某平台订单导出,,\n导出时间：2026-11-24,,\n\n订单编号,金额,店铺ID\n1,2,a\n2,x,a\n")
    assert [row["order_id"] for row in rows] == ["1"]
    assert reading.bad_rows[0].row == 6


def test_quotes_may_hold_separators_breaks_and_quotes(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, 'order_id,shop_id,amount\r\n1,"a,""b""",2\r\n2,plain 5" tv,x\r\n')
    assert rows[0]["shop_id"] == 'a,"b"'
    assert [bad.row for bad in reading.bad_rows] == [3]


def test_a_break_within_quotes_is_one_row_as_in_a_spreadsheet(tmp_path: Path) -> None:
    listing = kind("listing")
    reading = read(write(tmp_path, 'listing_id,title,price\n1,"two\nlines",3\n,one,3\n'), listing, source="s")
    assert [row["title"] for row in rows_of(reading)] == ["two\nlines"]
    assert [bad.row for bad in reading.bad_rows] == [3]


@pytest.mark.parametrize("broken", ['2,"open,x', '2,"closed"then,x', "2,too,many,values", "2,few", '2,"a'])
def test_a_line_that_breaks_the_rules_swallows_no_neighbour(tmp_path: Path, broken: str) -> None:
    rows, reading = taken(tmp_path, f'order_id,shop_id,buyer_id\n1,a,b\n{broken}\n3,"c",d\n4,"","e"\n5,f,g\n')
    assert [row["order_id"] for row in rows] == ["1", "3", "4", "5"]
    assert [(bad.row, bad.column) for bad in reading.bad_rows] == [(3, "")]
    assert broken in reading.bad_rows[0].value


@pytest.mark.slow
def test_an_open_quote_at_the_start_of_a_large_file_costs_one_row(tmp_path: Path) -> None:
    text = 'order_id,shop_id,amount\n0,"open,1\n' + "".join(f"{n},shop {n},1.5\n" for n in range(1, 600_000))
    reading = read(write(tmp_path, text), ORDER, source="s")
    assert sum(batch.num_rows for batch in reading) == 599_999
    assert [bad.row for bad in reading.bad_rows] == [2]


@pytest.mark.slow
def test_ten_bad_rows_in_a_million_are_listed_with_row_column_and_reason(tmp_path: Path) -> None:
    lines = [f"{n},s{n % 97},{n % 1000}.5,2026-11-{n % 28 + 1:02} 10:00:00" for n in range(1_000_000)]
    faults = {7: ",s,1,2026-11-01", 99_999: "x,s,五,2026-11-01", 123_456: "x,s,1,2026-02-30", 200_000: "x,s,-1,2026-11-01", 300_000: "x,s,1"}
    faults |= {400_000: 'x,"s,1,2026-11-01', 500_000: "3.1E+13,s,1,2026-11-01", 600_000: "x,s,nan1,2026-11-01", 700_000: "x,s,1,soon", 999_999: "x,s,1,1,1"}
    for place, line in faults.items():
        lines[place] = line
    reading = read(write(tmp_path, "订单编号,店铺编号,金额,付款时间\n" + "\n".join(lines)), ORDER, source="s")
    assert sum(batch.num_rows for batch in reading) == 999_990
    assert [bad.row for bad in reading.bad_rows] == [place + 2 for place in sorted(faults)]
    assert [bad.column for bad in reading.bad_rows] == ["订单编号", "金额", "付款时间", "金额", "", "", "订单编号", "金额", "付款时间", ""]
    assert all(bad.reason.zh and bad.reason.en for bad in reading.bad_rows)


def test_headings_are_mapped_by_hand_where_nobody_knows_them(tmp_path: Path) -> None:
    rows, _ = taken(tmp_path, "单据,店\n1,a\n", mapping={"单据": "order_id", "店": "shop_id"})
    assert (rows[0]["order_id"], rows[0]["shop_id"]) == ("1", "a")
    with pytest.raises(BadInput, match="no column 单子"):
        taken(tmp_path, "单据,店\n1,a\n", mapping={"单子": "order_id"})
    with pytest.raises(BadInput, match="order has no column oder_id"):
        taken(tmp_path, "单据,店\n1,a\n", mapping={"单据": "oder_id"})


def test_a_file_without_the_key_says_what_it_has_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"order_id.*shopid、userid.*--map"):
        taken(tmp_path, "shopid,userid\n1,2\n")


@pytest.mark.parametrize("content", ["", "\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(BadInput, match="empty"):
        taken(tmp_path, content)


def test_ids_that_spreadsheets_dress_up_are_undressed_and_rounded_ones_refused(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, 'order_id,amount\n"=""0012""",1\n\'0013,1\n14.0,1\n3.11404E+13,1\n  15 ,1\n')
    assert [row["order_id"] for row in rows] == ["0012", "0013", "14", "15"]
    assert "rounded" in reading.bad_rows[0].reason.en


def test_text_that_looks_like_a_formula_stays_what_it_is(tmp_path: Path) -> None:
    rows, _ = taken(tmp_path, "order_id,shop_id\n1,=cmd|' /C calc'!A0\n")
    assert rows[0]["shop_id"] == "=cmd|' /C calc'!A0"


def test_json_lines_keep_long_numbers_and_name_broken_lines(tmp_path: Path) -> None:
    lines = [
        '{"orderid": 31140429787865123, "payment": "12.5", "a": 1, "A": 2}',
        "",
        "{broken",
        "[1]",
        '{"orderid": "b", "payment": 1e3, "shop_id": {"x": 1}}',
        "{}",
    ]
    rows, reading = taken(tmp_path, "\n".join(lines), "orders.jsonl")
    assert [(row["order_id"], row["amount"], row["shop_id"]) for row in rows] == [("31140429787865123", 12.5, None), ("b", 1000.0, '{"x":1}')]
    assert [bad.row for bad in reading.bad_rows] == [3, 4, 6]


def test_a_json_array_is_refused_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="JSON lines"):
        taken(tmp_path, "[]", "orders.json")


def test_compressed_text_is_read_and_a_truncated_one_refused(tmp_path: Path) -> None:
    whole = gzip.compress(("order_id,amount\n" + "".join(f"{n},{n * 7919 % 1000}\n" for n in range(5000))).encode())
    assert len(taken(tmp_path, whole, "orders.csv.gz")[0]) == 5000
    with pytest.raises(BadInput, match="breaks off"):
        taken(tmp_path, whole[:-200], "orders.csv.gz")
    with pytest.raises(BadInput, match="breaks off"):
        taken(tmp_path, b"no gzip at all", "orders.csv.gz")


def test_parquet_of_any_maker_is_read(tmp_path: Path) -> None:
    naive = dt.datetime(2026, 11, 1, 10, 0)  # noqa: DTZ001 - as a file has it
    table = pa.table(
        {
            "orderid": pa.array([1, 2, None], pa.int64()),
            "shopid": pa.array(["a", "b", "c"]).dictionary_encode(),
            "payment": pa.array([1.5, float("nan"), float("inf")]),
            "event_time": pa.array([naive] * 3, pa.timestamp("ns")),
            "refund_time": pa.array([naive] * 3, pa.timestamp("ms", "UTC")),
        }
    )
    pq.write_table(table, tmp_path / "o.parquet")
    reading = read(tmp_path / "o.parquet", ORDER, source="s")
    rows = rows_of(reading)
    assert [(row["order_id"], row["shop_id"], row["amount"]) for row in rows] == [("1", "a", 1.5), ("2", "b", None)]
    assert (rows[0]["paid_at"], rows[0]["refunded_at"]) == (naive - dt.timedelta(hours=8), naive)
    assert {(bad.row, bad.column) for bad in reading.bad_rows} == {(3, "orderid"), (3, "payment")}


def test_parquet_in_our_own_schema_is_utc_already(tmp_path: Path) -> None:
    first, _ = taken(tmp_path, "order_id,paid_at\n1,2026-11-01 10:00:00\n")
    pq.write_table(pa.Table.from_pylist(first, ORDER.schema), tmp_path / "o.parquet")
    assert rows_of(read(tmp_path / "o.parquet", ORDER, source="x")) == first


def test_a_truncated_parquet_file_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"order_id": [str(n) for n in range(10_000)]}), tmp_path / "o.parquet")
    whole = (tmp_path / "o.parquet").read_bytes()
    for part in (whole[: len(whole) // 2], whole[:3], b"", whole[:4] + b"\0" * 5000 + whole[5004:]):
        (tmp_path / "o.parquet").write_bytes(part)
        with pytest.raises(BadInput, match=r"Parquet|whole"):
            rows_of(read(tmp_path / "o.parquet", ORDER, source="s"))


def test_an_unknown_format_or_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no known format"):
        taken(tmp_path, "x", "orders.pdf")
    with pytest.raises(BadInput, match="no file"):
        read(tmp_path / "absent.csv", ORDER, source="s")


def test_what_is_shown_of_a_bad_value_steers_no_terminal(tmp_path: Path) -> None:
    _, reading = taken(tmp_path, json.dumps({"order_id": "1", "amount": "\x1b[2Jgone\n" + "x" * 500}), "o.jsonl")
    value = reading.bad_rows[0].value
    assert "\x1b" not in value
    assert "\n" not in value
    assert len(value) <= 200


def test_a_lone_carriage_return_ends_no_row(tmp_path: Path) -> None:
    path = tmp_path / "listings.csv"
    path.write_bytes(b'listing_id,title\r\nL1,a\rb\r\nL2,"c\rd\r\ne"\r\nL3,f\r\n')
    reading = read(path, kind("listing"), source="甲网")
    rows = [row for batch in reading for row in batch.to_pylist()]
    assert [(row["listing_id"], row["title"]) for row in rows] == [("L1", "a b"), ("L2", "c\rd\r\ne"), ("L3", "f")]
    assert reading.bad == 0


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / os.fsdecode(b"\xc9\xcc\xc6\xb7" + ending.encode())  # as an archive made on Windows leaves it
    if ending == ".parquet":
        with path.open("wb") as file:
            pq.write_table(pa.table({"listing_id": ["L1"], "title": ["茶"]}), file)
    else:
        path.write_text('{"listing_id": "L1", "title": "茶"}\n' if ending == ".jsonl" else "listing_id,title\nL1,茶\n", encoding="utf-8")
    (batch,) = list(read(path, kind("listing"), source="甲网"))
    assert batch.column("title").to_pylist() == ["茶"]


def test_a_pipe_is_called_one_and_no_absent_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("-")):
        with pytest.raises(BadInput, match="is a pipe"):
            read(path, ORDER, source="x")
    with pytest.raises(BadInput, match="no file"):
        read(tmp_path, ORDER, source="x")


def test_a_remark_for_whoever_fills_in_the_form_is_no_part_of_a_heading_and_what_tells_two_apart_is(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, "*订单编号(必填),店铺编号（文本格式）,实付金额（划线）\nA\u200b1,b,3\n")
    assert reading.theirs == {"order_id": "*订单编号(必填)", "shop_id": "店铺编号（文本格式）"}
    assert rows[0]["order_id"] == "A1"  # copied from a page, with a sign that nobody sees


def test_a_heading_in_two_rows_is_found_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows, reading = taken(tmp_path, "订单明细,,\n订单编号,店铺,\n,店铺编号,订单付款时间\n1,a,2026-01-02\n,b,\n")
    assert (reading.heading, [row["order_id"] for row in rows]) == (3, ["1"])
    assert [bad.row for bad in reading.bad_rows] == [5]


def test_orders_are_read_as_the_platforms_export_them(tmp_path: Path) -> None:
    douyin, _ = taken(tmp_path, "子订单编号,商品ID,订单应付金额,支付完成时间\n69\t,7,99,2026/1/2 3:05\n")
    assert (douyin[0]["order_id"], douyin[0]["amount"], douyin[0]["paid_at"]) == ("69", 99.0, dt.datetime(2026, 1, 1, 19, 5))  # noqa: DTZ001 - naive UTC
    pinduoduo, _ = taken(tmp_path, "订单号,商家实收金额(元),用户实付金额(元)\n1,98,99\n")
    assert pinduoduo[0]["amount"] == 99.0  # what the buyer paid
    taobao, _ = taken(tmp_path, '订单编号,物流单号\n="12",No:YT123\n')
    assert (taobao[0]["order_id"], taobao[0]["waybill"]) == ("12", "YT123")


def test_lines_that_end_as_on_old_macs_are_lines(tmp_path: Path) -> None:
    rows, _ = taken(tmp_path, "订单编号,实付金额\r1,2\r3,4\r".encode("gb18030"))
    assert [(row["order_id"], row["amount"]) for row in rows] == [("1", 2.0), ("3", 4.0)]


def test_json_lines_of_which_none_can_be_read_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="MiB"):
        taken(tmp_path, '{"order_id": "' + "x" * (2 << 20) + '"}', "orders.jsonl")
