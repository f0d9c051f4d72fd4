"""Write rows of statements as the table that becomes an exhibit: each with its file, by SHA-256, and its row there."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.spreadsheets import as_text
from mingjian.institutions.statements.models import Statement

_SIDES = {"in": "收入", "out": "支出", "": ""}
_MONEY = {
    "direction": "收支",
    "cents": "金额（元）",
    "own_name": "本方户名",
    "own_account": "本方账号",
    "name": "对方户名",
    "account": "对方账号",
    "bank": "对方开户行",
    "summary": "摘要",
    "sort": "交易类型",
    "means": "支付方式",
    "status": "交易状态",
    "number": "流水号",
    "order_number": "商户单号",
    "note": "备注",
}
_TALK = {"chat": "会话", "sender": "发送人", "receiver": "接收人", "text": "内容", "sort": "类型", "file": "附件", "number": "消息编号", "length": "通话时长"}


def written(statements: Mapping[int, Statement], sort: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the table, in Chinese as papers are, with the mark by which spreadsheets know UTF-8."""
    columns = _MONEY if sort == Statement.Sort.MONEY else _TALK
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["序号", "来源", "来源文件 SHA-256", "来源文件行号", "时间", *columns.values()])
    for place, row in enumerate(rows, 1):
        of = statements[row["statement"]]
        cells = [_cell(name, row[name]) for name in columns]
        table.writerow([place, as_text(of.source), of.sha256, row["row"], when(row), *map(as_text, cells)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def when(row: Mapping[str, Any]) -> str:
    """Return when a row was, by the local clock; of one that tells the day alone, the day."""
    return f"{localtime(row['at'].replace(tzinfo=UTC)):{'%Y-%m-%d' if row['is_day'] else '%Y-%m-%d %H:%M:%S'}}"


def _cell(name: str, value: Any) -> str:
    if name == "cents":
        return "" if value is None else f"{value / 100:.2f}"
    return _SIDES.get(value, value) if name == "direction" else str(value or "")
