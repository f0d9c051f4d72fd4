"""
Read a table of money or talk into rows of one shape, by the reader of all tables: which of the two it is, its headings, units and times.

What cannot be read is listed with its row and repeats nothing of the row, since it is about persons. What a file says in its own way (a direction in words or
by the column, a minus, a name behind an account) is read in one way, and where that is a choice the notes say so.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import INSTANT, Kind
from mingjian.core.records.reading import ZONE, BadRow, is_workbook, read
from mingjian.core.records.reading.archives import unpacked
from mingjian.core.records.reading.encoding import Utf8Lines
from mingjian.core.records.reading.times import REASON as NO_TIME
from mingjian.core.records.reading.times import read_instants
from mingjian.core.records.reading.values import NOTHING
from mingjian.core.statements import MESSAGE, PAYMENT, message, payment
from mingjian.core.statements.talk import said_in

IN, OUT, NEITHER = "in", "out", ""
#: Rows that one file may have: what is more is split by account or year, so that a page can hold it.
MOST_ROWS = 300_000
MOST_BYTES = 200 * 2**20

#: What makes a file one of a sort, beside a time: any of these groups of columns, and so many columns in all.
_MAKES = {PAYMENT: ({"amount"}, {"income"}, {"outgo"}), MESSAGE: ({"text"}, {"sender", "receiver"}, {"length"})}
_LEAST = 3
_LARGEST = 1e13  # yuan: what is more is a number of something else
_TEXT, _SUM = pa.string(), pa.int64()
PAYMENTS = pa.schema(
    [("row", pa.int64()), ("at", INSTANT), ("is_day", pa.bool_()), ("direction", _TEXT), ("cents", _SUM), ("balance", _SUM), ("counts", pa.bool_())]
    + [(name, _TEXT) for name in ("own_name", "own_account", "name", "account", "bank", "summary", "sort", "means", "status", "number", "order_number", "note")]
)
MESSAGES = pa.schema(
    [("row", pa.int64()), ("at", INSTANT), ("is_day", pa.bool_()), ("is_own", pa.bool_())]
    + [(name, _TEXT) for name in ("chat", "sender", "receiver", "text", "sort", "file", "number", "length", "deleted")]
)
#: Who holds the telephone from which messages were taken, where the file says no more than that it was them.
HOLDER = "机主"


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


_INWARD = _words("进 入 收 贷 收入 贷方 转入 存入 入账 入帐 进账 收款 已收 收到 c cr credit in i + 贷记 收钱")
_OUTWARD = _words("出 支 借 付 支出 借方 转出 取出 支取 出账 出帐 付款 已付 d dr debit out o - 借记 付钱")
_NEITHER = _words("不计收支 不计 中性 中性交易 其他 其它 / 无")
_SENT = _words("1 true 是 发送 发出 发 已发送 已发 发件 主叫 呼出 拨出 去电 sent out outgoing outbound send 本人")
_RECEIVED = _words("0 false 否 接收 收到 收 已接收 已收 收件 被叫 呼入 来电 未接 未接来电 received in incoming inbound inbox receive 对方")
_FAILED = re.compile(r"失败|不成功|未成功|关闭|作废|取消|未支付|待付款|等待.{0,4}付款|^否$|^n$|fail|declin|cancel|expired|denied", re.IGNORECASE)
_REVERSED = re.compile(r"冲正|冲销|撤销|抹账|退汇|红字|revers", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?(?:\.\d+)?|(?P<bare>\d{5,6})|(?P<part>0?\.\d+))$")
_DAY = re.compile(r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8})(?:[ T]0{1,2}:00(?::00)?)?$")
_NAMED = re.compile(r"(?P<account>[^（(]+?)\s*[（(](?P<name>[^（()）]{1,60})[）)]$")
_RULE = re.compile(r"[\s,\-=—_*~]*$|-{4,}.*-{4,}")
_SORTS = {
    "1": "文本",
    "3": "图片",
    "34": "语音",
    "42": "名片",
    "43": "视频",
    "47": "表情",
    "48": "位置",
    "49": "文件或者链接",
    "50": "通话",
    "10000": "系统消息",
}
_TAG = re.compile(r"<title>(?:<!\[CDATA\[)?([^<\]]{1,500})")

_MINUS = Text(
    "{n} 行支出带负号，按绝对值计入支出；摘要写明冲正、撤销的保留负号。",
    "{n} payments carry a minus and count by their size; those that say they are reversed keep it.",
)
_BY_SIGN = Text(
    "文件没有收支方向，按金额的正负号区分收入和支出。", "The file has no direction: what has a minus was taken for money out, all else for money in."
)
_NO_SIDE = Text(
    "{n} 行看不出是收入还是支出（如“不计收支”、空白），不计入收支合计，列表中照常显示。",
    "Of {n} rows it cannot be told whether money came in or went out: they are shown and count in neither sum.",
)
_FAILED_ROWS = Text("{n} 行写明交易失败、关闭，不计入合计。", "{n} rows say that they failed or were closed: they count in no sum.")
_NO_SUM = Text("{n} 行没有金额或者金额读不出，不计入合计。", "{n} rows have no sum that can be read, and count in none.")
_DEBIT = Text(
    "借、贷按账户持有人的角度读：借为支出，贷为收入。",
    "Debit and credit are read from the side of the account: debit is money out, credit money in.",
)
_DAYS = Text("{n} 行只有日期没有时刻。", "{n} rows have a day and no time.")


@dataclass(frozen=True)
class Statement:
    """A file that was read: its sort, its rows (PAYMENTS or MESSAGES), the rows not taken, which heading was read as what, and what is to be said of it."""

    sort: str
    rows: pa.Table
    bad_rows: list[BadRow]
    theirs: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    notes: list[Text] = field(default_factory=list)


def read_statement(path: Path, *, sheet: str = "", mapping: Mapping[str, str] | None = None, zone: str = ZONE, owner: str = "") -> Statement:
    """
    Read a file of money or talk. `owner`: whose account or telephone it is, where the rows do not say so.

    Raises BadInput where it is neither, and says what its columns are.
    """
    with ExitStack() as stack:
        return _read_file(unpacked(path, stack) if path.is_file() else path, sheet, mapping or {}, zone, owner)


def _read_file(path: Path, sheet: str, mapping: Mapping[str, str], zone: str, owner: str) -> Statement:
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        size = f"{MOST_BYTES // 2**20} MiB"
        raise BadInput(f"文件超过 {size}，请按账户或者年份拆分。", f"The file is larger than {size}: split it by account or year.")
    found = [one for kind in (payment.KIND, message.KIND) if (one := _recognised(path, kind, sheet, mapping))]
    if found:
        kind = max(found, key=lambda one: one[1])[0]
        return _read(path, kind, sheet, mapping, zone, owner)
    if said := _transcript(path):
        return _messages(said, [], zone, owner)
    raise _is_neither(path, sheet)


def _recognised(path: Path, kind: Kind, sheet: str, mapping: Mapping[str, str]) -> tuple[Kind, int] | None:
    """Return the kind, by the column that tells when, with how much of it is recognised; None where what makes the kind is not there."""
    for key in ("when", "day"):
        keyed = replace(kind, key=(key,))
        try:
            reading = read(path, keyed, source="", mapping=mapping, sheet=sheet)
        except BadInput:
            continue
        reading.close()
        names = set(reading.theirs)
        if len(names) >= _LEAST and any(one <= names for one in _MAKES[kind.name]):
            return keyed, len(names)
    return None


def _is_neither(path: Path, sheet: str) -> BadInput:
    """Return what to say of a file that is neither, with the reader's own words where it could not be read at all."""
    try:
        reading = read(path, replace(payment.KIND, key=()), source="", sheet=sheet)
    except BadInput as refused:
        return refused
    reading.close()
    told = "、".join(reading.theirs.values()) or "—"
    return BadInput(
        f"认不出这是资金流水或者聊天、通话记录：资金流水须有交易时间和金额，聊天记录须有时间和内容。认出的列：{told}。"
        "账户信息、人员信息一类没有逐笔记录，请直接作为卷宗文件收存。",
        f"This is neither movements of money, which need a time and a sum, nor messages, which need a time and a text. Columns recognised: {told}. Lists of "
        "accounts or persons hold no single movements: keep them as a file of the dossier.",
    )


def _read(path: Path, kind: Kind, sheet: str, mapping: Mapping[str, str], zone: str, owner: str) -> Statement:
    reading = read(path, kind, source="", mapping=mapping, zone=zone, sheet=sheet)
    rows: list[tuple[int, dict[str, Any]]] = []
    for batch, numbers in reading.numbered():
        rows += zip(numbers.tolist(), batch.to_pylist(), strict=True)
        if len(rows) > MOST_ROWS:
            raise BadInput(f"文件超过 {MOST_ROWS} 行，请按账户或者年份拆分。", f"The file has more than {MOST_ROWS} rows: split it by account or year.")
    bad = [replace(one, value="") for one in reading.bad_rows if not (one.column == "" and _RULE.match(one.value))]
    build = _payments if kind.name == PAYMENT else _messages
    done = build(rows, bad, zone, owner, frozenset(reading.theirs))
    return replace(done, theirs=dict(reading.theirs), ignored=reading.ignored, notes=[*reading.notes, *done.notes])


def _transcript(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return the messages of a text that is no table; none where it is none."""
    if is_workbook(path):
        return []
    try:
        with path.open("rb") as file:
            lines = [line for block in Utf8Lines(file) for line in block.decode(errors="replace").splitlines()]
    except BadInput:
        return []
    told = said_in(lines[: MOST_ROWS * 4])
    return [(one.line, {"when": one.when, "chat": one.chat, "sender": _with_account(one.sender, one.account), "text": one.text}) for one in told]


def _with_account(name: str, account: str) -> str:
    return f"{name} ({account})" if account and account != name else name


def _times(rows: Iterable[tuple[int, dict[str, Any]]], zone: str) -> tuple[pa.Array, list[bool]]:
    """Return when each row was, and whether it tells the day alone; a clock in one column belongs to the day in another."""
    told = [_when(row.get("when") or "", row.get("day") or "") for _, row in rows]
    return read_instants(pa.array(told, pa.string()), zone), [_DAY.match(one) is not None and ":" not in one for one in told]


def _when(when: str, day: str) -> str:
    when, day = when.strip(), day.strip()
    clock = _CLOCK.match(when) if day else None
    if clock is None:
        return when or day
    only = _DAY.match(day)
    return f"{_written(only[1]) if only else day.split(' ')[0]} {_time_of(clock)}"


def _written(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if day.isdigit() else day


def _time_of(clock: re.Match[str]) -> str:
    if clock["part"]:
        seconds = round(float(clock["part"]) * 86_400)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if bare := clock["bare"]:
        return f"{bare.zfill(6)[:2]}:{bare.zfill(6)[2:4]}:{bare.zfill(6)[4:]}"
    return f"{int(clock['hour']):02}:{clock['minute']}:{clock['second'] or '00'}"


def _placed(
    rows: list[tuple[int, dict[str, Any]]], bad: list[BadRow], zone: str, schema: pa.Schema, fill: Callable[[dict[str, Any]], dict[str, Any]]
) -> tuple[pa.Table, list[BadRow], int]:
    """Return the rows in their shape by time, those without a time among the bad ones, and how many tell the day alone."""
    at, are_days = _times(rows, zone)
    kept: list[dict[str, Any]] = []
    bad = [*bad]
    for (number, row), instant, is_day in zip(rows, at.to_pylist(), are_days, strict=True):
        if instant is None:
            bad.append(BadRow(number, "", "", NO_TIME))
        else:
            kept.append({"row": number, "at": instant, "is_day": is_day, **fill(row)})
    if not kept:
        raise BadInput("文件中没有一行可以读入。", "No row of the file can be taken.")
    return pa.Table.from_pylist(kept, schema=schema), sorted(bad, key=lambda one: one.row), sum(one["is_day"] for one in kept)


def _payments(rows: list[tuple[int, dict[str, Any]]], bad: list[BadRow], zone: str, owner: str, columns: frozenset[str]) -> Statement:
    notes: Counter[Text] = Counter()
    has_side = bool({"direction", "income", "outgo"} & columns)
    parties = {"payer_account", "payer_name"} & columns and {"payee_account", "payee_name"} & columns
    holder = owner or (_holder(row for _, row in rows) if parties and not has_side else "")
    by_sign = not has_side and not parties and any((row["amount"] or 0) < 0 for _, row in rows)
    if by_sign:
        notes[_BY_SIGN] = 1

    def fill(row: dict[str, Any]) -> dict[str, Any]:
        side, cents = _side(row, by_sign, notes)
        own, other = _sides(row, side, holder)
        if not side and parties and not has_side and holder in (own[0], own[1]):
            side = OUT if own[2] == "payer" else IN
            cents = _without_minus(row, side, cents, notes)
        counts = cents is not None and not _FAILED.search(row["status"] or "") and side != NEITHER
        for text, is_so in ((_NO_SUM, cents is None), (_FAILED_ROWS, bool(_FAILED.search(row["status"] or ""))), (_NO_SIDE, cents is not None and not side)):
            notes[text] += is_so
        said = {name: None if row[name] in NOTHING else row[name] for name in ("summary", "sort", "means", "status", "number", "order_number", "note")}
        return {
            **said,
            "direction": side,
            "cents": cents,
            "balance": _cents(row["balance"]),
            "counts": counts,
            "own_name": own[0] or owner,
            "own_account": own[1],
            "name": other[0],
            "account": other[1],
            "bank": row["other_bank"],
        }

    table, bad, days = _placed(rows, bad, zone, PAYMENTS, fill)
    notes[_DAYS] = days
    return Statement(PAYMENT, table, bad, notes=[text.filled(n=count) for text, count in notes.items() if count])


def _side(row: dict[str, Any], by_sign: bool, notes: Counter[Text]) -> tuple[str, int | None]:
    """Return whether money came in or went out, and how much: by the column in which the sum stands, by the word for it, or by the sign."""
    income, outgo, amount = (_cents(row[name]) for name in ("income", "outgo", "amount"))
    if amount is None and (income or outgo):
        side, cents = (IN, income) if income else (OUT, outgo)
    else:
        side, cents = _direction(row["direction"], notes), amount if amount is not None else income if income is not None else outgo
        if by_sign and cents is not None:
            side = OUT if cents < 0 else IN
    return side, _without_minus(row, side, cents, notes, is_told=not by_sign)


def _without_minus(row: dict[str, Any], side: str, cents: int | None, notes: Counter[Text], *, is_told: bool = True) -> int | None:
    """Return the size of what went out with a minus, unless the row says that it was reversed."""
    if cents is None or cents >= 0 or side != OUT or _REVERSED.search(f"{row['summary'] or ''} {row['sort'] or ''} {row['note'] or ''}"):
        return cents
    notes[_MINUS] += is_told
    return -cents


def _direction(said: str | None, notes: Counter[Text]) -> str:
    word = re.sub(r"[\s（(].*$", "", (said or "").strip()).lower() or (said or "").strip().lower()
    word = re.split(r"[:：|-]", word)[-1] if len(word) > 1 else word
    if word in ("借", "贷", "借方", "贷方", "d", "c"):
        notes[_DEBIT] = 1
    if word in _NEITHER:
        return NEITHER
    return IN if word in _INWARD else OUT if word in _OUTWARD else NEITHER


def _sides(row: dict[str, Any], side: str, holder: str) -> tuple[tuple[str, str, str], tuple[str, str]]:
    """Return name, account and part of whose account it is, and name and account of the other side; where payer and payee are told, by who paid."""
    own, other = _split(row["own_name"], row["own_account"]), _split(row["other_name"], row["other_account"])
    payer, payee = _split(row["payer_name"], row["payer_account"]), _split(row["payee_name"], row["payee_account"])
    if not any((*payer, *payee)):
        return (*own, ""), other
    is_payer = side == OUT if side else (holder not in payee if holder else True)
    mine, theirs = (payer, payee) if is_payer else (payee, payer)
    own = own if any(own) else mine
    return (*own, "payer" if is_payer else "payee"), other if any(other) else theirs


def _holder(rows: Iterator[dict[str, Any]]) -> str:
    """Return who stands in every row as payer or payee: whose account it is; nothing where nobody does, or two do."""
    common: set[str] | None = None
    for row in rows:
        here = {account for side in ("payer", "payee") if (account := _split(row[f"{side}_name"], row[f"{side}_account"])[1])}
        common = here if common is None else common & here
        if not common:
            return ""
    return next(iter(common)) if common and len(common) == 1 else ""


def _split(name: str | None, account: str | None) -> tuple[str, str]:
    """Part an account from the name that stands behind it in brackets, as Alipay writes both; what a bank put behind a number is left."""
    name, account = (name or "").strip(), (account or "").strip()
    if (found := _NAMED.match(account)) and not found["name"].isdigit():  # `招商银行(0012)`: the end of a card, and no name
        return name or found["name"].strip(), found["account"].strip()
    return name, account


def _cents(yuan: float | None) -> int | None:
    return None if yuan is None or abs(yuan) > _LARGEST else round(yuan * 100)


def _messages(rows: list[tuple[int, dict[str, Any]]], bad: list[BadRow], zone: str, owner: str, columns: frozenset[str] = frozenset()) -> Statement:
    def fill(row: dict[str, Any]) -> dict[str, Any]:
        told = {
            name: (row.get(name) or "").strip()
            for name in ("chat", "sender", "receiver", "own", "other", "text", "sort", "file", "number", "length", "deleted")
        }
        is_own = _is_own(row.get("is_own"), told["sort"])
        text, file = _text(told["text"])
        phone = told["own"] or owner or HOLDER
        chat = told["chat"] or told["other"]
        sender = told["sender"] or (phone if is_own else told["other"])
        if is_own and sender in ("我", "本人", chat, ""):  # some write the partner of the talk there
            sender = phone
        receiver = told["receiver"] or ((told["other"] or chat) if is_own else phone if is_own is False and told["own"] else "")
        sort = _SORTS.get(told["sort"], told["sort"])
        rest = {name: told[name] for name in ("number", "length", "deleted")}
        return {**rest, "is_own": is_own, "chat": chat, "sender": sender, "receiver": receiver, "text": text, "sort": sort, "file": told["file"] or file}

    table, bad, days = _placed(rows, bad, zone, MESSAGES, fill)
    return Statement(MESSAGE, table, bad, notes=[_DAYS.filled(n=days)] if days else [])


def _is_own(said: str | None, sort: str) -> bool | None:
    """Return whether whoever holds the telephone sent it, by the column that says so, else by a type such as `主叫`; None where neither does."""
    for word in ((said or "").strip().lower(), "" if sort.isdigit() else sort.lower()):
        if word in _SENT or word in _RECEIVED:
            return word in _SENT
    return None


def _text(said: str) -> tuple[str, str]:
    """Return what a message says, and the file that it names: exports keep some messages as JSON or XML."""
    if said.startswith("{"):
        try:
            told = json.loads(said)
        except ValueError:
            return said, ""
        if isinstance(told, dict) and "msg" in told:
            return str(told.get("msg") or ""), str(told.get("src") or "")
        return said, ""
    if said.startswith(("<msg", "<?xml")):
        found = _TAG.search(said)
        return (f"[{found[1]}]" if found else "[图片或者文件]"), ""
    return said, ""
