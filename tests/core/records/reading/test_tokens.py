"""Tokens are made here of plain telephones, addresses and accounts by a keyed hash; the plain text is not kept, and what is masked gives none and is told."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake, Load
from mingjian.core.records.reading import read
from mingjian.core.records.reading.tokens import ACCOUNT, ADDRESS, PHONE, Keyer, tokens_of

AT = datetime(2026, 11, 26, tzinfo=UTC)
HEAD = "订单编号,店铺名称,实付款,付款时间,收货人手机,省,市,区,详细地址"
ROWS = (
    "1,甲,9,2026-11-01 10:00,13800001111,浙江省,杭州市,滨江区,长河路 1 号 2 幢",
    "2,乙,9,2026-11-02 10:00,+86 138-0000-1111,浙江省,杭州市,滨江区,长河路1号2幢",
    "3,乙,9,2026-11-03 10:00,138****1111,浙江省,杭州市,滨江区,长***",
    "4,乙,9,2026-11-04 10:00,13800001111转123,江苏省,南京市,玄武区,长河路1号2幢",
    "5,乙,9,2026-11-05 10:00,,,,,",
)


def load(lake: Lake, folder: Path, of: str, head: str, *rows: str, name: str = "导出.csv") -> tuple[Load, list[dict[str, object]]]:
    (folder / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    done = lake.load(kind(of), folder / name, source="x", at=AT)
    return done, pq.read_table(done.rows_path).to_pylist()


def test_one_person_has_one_token_however_it_is_written_and_the_plain_text_is_nowhere(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    done, rows = load(lake, tmp_path, "order", HEAD, *ROWS)
    phones, addresses = ([row[name] for row in rows] for name in ("phone_token", "address_token"))
    assert phones[0] == phones[1]
    assert addresses[0] == addresses[1]
    assert phones[2:] == [None, None, None]
    assert addresses[2] is None
    assert addresses[3] not in (None, addresses[0])  # the same street of another city
    assert addresses[4] is None
    for path in (tmp_path / "lake").rglob("*"):
        assert not path.is_file() or (
            "13800001111" not in path.read_bytes().decode("utf-8", "ignore") and "长河路" not in path.read_bytes().decode("utf-8", "ignore")
        )
    told = " ".join(zh for zh, _ in done.notes)
    assert "“收货人手机”有 2 行被遮蔽、加密或者是虚拟号码" in told
    assert "由“收货人手机”算出 2 行" in told
    assert "收货人手机" not in done.ignored


def test_two_files_of_one_lake_compare_and_two_lakes_do_not(tmp_path: Path) -> None:
    first = load(Lake(tmp_path / "lake"), tmp_path, "order", HEAD, ROWS[0])[1][0]["phone_token"]
    again = load(Lake(tmp_path / "lake"), tmp_path, "order", HEAD, ROWS[1], name="又一份.csv")[1][0]["phone_token"]
    other = load(Lake(tmp_path / "other"), tmp_path, "order", HEAD, ROWS[0])[1][0]["phone_token"]
    assert first == again
    assert first != other


def test_a_secret_that_is_gone_or_open_to_others_is_said_and_nothing_is_keyed_with_a_new_one(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "order", HEAD, ROWS[0])
    secret = tmp_path / "lake-tokens-key"
    assert secret.stat().st_mode & 0o077 == 0
    secret.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        load(lake, tmp_path, "order", HEAD, ROWS[1], name="二.csv")
    secret.unlink()
    with pytest.raises(BadInput, match="从备份恢复"):
        load(lake, tmp_path, "order", HEAD, ROWS[1], name="二.csv")
    assert len(lake.loads()) == 1


def test_a_token_that_the_file_has_goes_before_one_that_is_made(tmp_path: Path) -> None:
    _, (row,) = load(Lake(tmp_path / "lake"), tmp_path, "order", "订单编号,电话代号,手机", "1,abc,13800001111")
    assert [row[name] for name in ("order_id", "phone_token")] == ["1", "abc"]


@pytest.mark.parametrize(
    ("of", "head", "row", "column"),
    [
        ("operator", "商家编号,店铺编号,联系电话", "1,2,0571-88886666", "phone_token"),
        ("operator", "商家编号,店铺编号,收款账号", "1,2,6222 0200 0000 0000", "payee_token"),
        ("order", "订单编号,商品名称,收件人手机号/提货人手机号", "1,鞋,17300000000", "phone_token"),
        ("parcel", "运单号,寄件人手机,收件人电话", "78839201938472,13800001111,138****1234", "sender_token"),
    ],
)
def test_operators_parcels_and_buyers_who_fetch_have_theirs_too(tmp_path: Path, of: str, head: str, row: str, column: str) -> None:
    _, (told,) = load(Lake(tmp_path / "lake"), tmp_path, of, head, row)
    assert isinstance(told[column], str)
    assert len(told[column]) == 32
    assert told.get("receiver_token") is None


def test_without_a_lake_nothing_is_keyed_and_nothing_plain_is_read(tmp_path: Path) -> None:
    (tmp_path / "导出.csv").write_text("\n".join([HEAD, *ROWS]), encoding="utf-8")
    rows = [row for batch in read(tmp_path / "导出.csv", kind("order"), source="x") for row in batch.to_pylist()]
    assert {row["phone_token"] for row in rows} == {None}


@given(st.text(max_size=30))
def test_no_text_breaks_it_and_a_token_tells_nothing_of_its_value(text: str) -> None:
    made, masked = tokens_of(PHONE, [pa.array([text], pa.string())], Keyer(b"k" * 32))
    assert masked in (0, 1)
    assert made.to_pylist()[0] is None or text.strip() not in made.to_pylist()[0]


#: Made before the quick way was built: a token that changes is another person.
KEPT = {
    (PHONE, "13800001111"): "bc5b9215d25b680fa879a43bc904e7cb",
    (PHONE, "+86 138-0000-1111"): "bc5b9215d25b680fa879a43bc904e7cb",
    (ADDRESS, "浙江省杭州市滨江区长河路1号2幢"): "cab25ac51c35de1b9b77144b1181f630",
    (ADDRESS, "浙江省 杭州市（滨江区）长河路１号２幢"): "cab25ac51c35de1b9b77144b1181f630",
    (ACCOUNT, "6222 0200 0000 0000"): "26a8e9dfc739074878243217fd1b3ef9",
    (ACCOUNT, "6222020000000000"): "26a8e9dfc739074878243217fd1b3ef9",
}


@pytest.mark.parametrize(("value", "token"), KEPT.items())
def test_a_token_stays_what_it_was_however_it_is_made(value: tuple[str, str], token: str) -> None:
    sort, text = value
    made, masked = tokens_of(sort, [pa.array([text, "13800009999", None, "长***"], pa.string())], Keyer(b"k" * 32))
    assert made.to_pylist()[0] == token
    assert masked == 1


@pytest.mark.parametrize("sort", [PHONE, ADDRESS, ACCOUNT])
@given(
    st.lists(
        st.one_of(st.text(max_size=20), st.sampled_from(["13800001111", "长河路1号2幢甲乙丙", "62220200xxx0", "abcdefgh", "ABCDEFGH", "  13800001111 "])),
        min_size=1,
        max_size=8,
    )
)
def test_values_beside_each_other_have_the_tokens_that_they_have_alone(sort: str, texts: list[str]) -> None:
    keyer = Keyer(b"k" * 32)
    together = tokens_of(sort, [pa.array(texts, pa.string())], keyer)
    alone = [tokens_of(sort, [pa.array([text], pa.string())], keyer) for text in texts]
    assert together[0].to_pylist() == [made.to_pylist()[0] for made, _ in alone]
    assert together[1] == sum(masked for _, masked in alone)
