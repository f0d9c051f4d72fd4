"""The shape of what is linked: one row a shop, firm or account, with whatever is known of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import PLATFORM, Column, Kind, kind
from mingjian.core.records.reading import read

_OPERATOR = kind("operator")


def _text(name: str, zh: str, en: str, *known: str) -> Column:
    return Column(name, pa.string(), Text(zh, en), known_as=known)


RECORD = Kind(
    name="subject_record",
    title=Text("主体记录", "Record of a subject"),
    key=(),
    columns=(
        _text("record", "记录编号", "id of the record", "记录编号", "编号", "id", "record_id", "unique_id"),
        PLATFORM,
        _OPERATOR.column("operator_id"),
        _OPERATOR.column("shop_id"),
        _OPERATOR.column("shop_name"),
        _OPERATOR.column("name"),
        _OPERATOR.column("uscc"),
        replace(_OPERATOR.column("permit_id"), name="licence"),
        _text("person", "经营者、负责人或其代号", "person in charge, or a token", "负责人", "法定代表人", "姓名", "联系人", "person_token", "legal_person"),
        _text(
            "phone", "联系电话或其代号", "telephone, or a token", "联系电话", "电话", "手机", "手机号", "手机号码", "mobile", "tel", "phone_token", "电话代号"
        ),
        _text("payee", "收款账户或其代号", "account that is paid, or a token", "收款账户", "收款账号", "结算账户", "account", "payee_token", "收款账户代号"),
        _OPERATOR.column("address"),
        _OPERATOR.column("return_address"),
        _text("city", "城市", "city", "城市", "所在城市", "市", "region", "地区", "region_code"),
    ),
)
#: Columns of which one at least must be there, or nothing can be linked.
LINKING = ("name", "shop_name", "uscc", "licence", "person", "phone", "payee", "address", "return_address")


def read_records(paths: Sequence[Path], mapping: Mapping[str, str] | None = None, sheet: str = "") -> tuple[pa.Table, int, list[Text]]:
    """
    Read files into one table of `RECORD`, each row with an id of its own; return with it how many rows could not be read, and what is to be said of the files.

    A row without an id is called by shop or operator, else by file and place; what is called alike is told apart by its place.
    Raises BadInput where there are fewer than two rows, or no column by which anything could be linked.
    """
    tables, bad, notes = [], 0, list[Text]()
    for path in paths:
        reading = read(path, RECORD, source="", mapping=mapping, sheet=sheet)
        if not set(reading.theirs) & set(LINKING):
            reading.close()
            known = "、".join(RECORD.column(name).meaning.zh for name in LINKING), ", ".join(LINKING)
            raise BadInput(f"{path.name} 中没有可据以关联的列；可用：{known[0]}。", f"{path.name} has no column to link by; these are known: {known[1]}.")
        table = pa.Table.from_batches(list(reading), RECORD.schema)
        tables.append(table.set_column(0, "record", pa.array(_ids(table, path.name.split(".")[0]), pa.string())))
        bad += reading.bad
        notes += [Text(f"{path.name}：{note.zh}", f"{path.name}: {note.en}") for note in reading.notes]
    whole = pa.concat_tables(tables)
    if whole.num_rows < 2:
        raise BadInput("至少要有两条可读的记录才能关联。", "Two readable records at least are needed to link any.")
    return whole.set_column(0, "record", pa.array(_apart(whole["record"].to_pylist()), pa.string())), bad, notes


def _ids(table: pa.Table, name: str) -> list[str]:
    columns = [table[column].to_pylist() for column in ("record", "platform", "shop_id", "operator_id")]
    return [
        record or "/".join(one for one in (platform, shop or operator) if one) if record or shop or operator else f"{name}#{row}"
        for row, (record, platform, shop, operator) in enumerate(zip(*columns, strict=True), 1)
    ]


def _apart(ids: list[str]) -> list[str]:
    times, seen = Counter(ids), Counter[str]()
    told = []
    for one in ids:
        seen[one] += 1
        told.append(one if times[one] == 1 else f"{one}#{seen[one]}")
    return told
