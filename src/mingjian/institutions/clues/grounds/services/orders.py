"""Seal to a clue the orders that its findings name, as the records have them on that day: records are loaded anew, and what was found must stay readable."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.services.listed_files import EVIDENCE, ORDERS, file_name
from mingjian.institutions.market.queries.known import orders_on_file
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer

GROUPS = frozenset(("ring", "source"))  # findings on several shops, whose own evidence is sealed where it names no orders
_COLUMNS = ("platform", "shop_id", "order_id", "listing_id", "amount", "refund", "paid_at", "refunded_at", "status", "waybill")
_HEADINGS = ("平台", "网店编号", "订单号", "商品编号", "实付（元）", "退款（元）", "付款时间（UTC）", "退款时间（UTC）", "状态", "运单号")


def seal_orders(clue: Clue, *, by: Officer, at: datetime) -> None:
    """Seal a table of the orders of each finding, without who bought; of one on several shops that names none its own evidence, which may name persons."""
    for finding in clue.findings():
        named = finding.evidence().get("orders")
        if isinstance(named, list) and named:
            table = _table(finding, [str(one) for one in named], by)
            seal([table], file_name(ORDERS, finding), dossier=clue.dossier, by=by, at=at)
        elif finding.subject_kind in GROUPS:
            told = json.dumps(finding.evidence(), ensure_ascii=False, indent=1, sort_keys=True)
            seal([f"{_heading(finding)}\n{told}\n".encode()], file_name(EVIDENCE, finding), dossier=clue.dossier, by=by, at=at, is_personal=True)


def _table(finding: Finding, orders: Sequence[str], by: Officer) -> bytes:
    """Return the table as CSV that spreadsheets open as UTF-8; an order that the records no longer hold stands there by its number."""
    platform = finding.subject.partition("/")[0]
    known = orders_on_file(by, [f"order/{platform}/{one}" for one in orders])
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    writer.writerows(_rows(platform, orders, known))
    writer.writerow([_heading(finding)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _rows(platform: str, orders: Sequence[str], known: Any) -> Iterator[list[str]]:
    for order in orders:
        row = known.get(f"order/{platform}/{order}", {"platform": platform, "order_id": order})
        yield [_plain(row.get(name)) for name in _COLUMNS]


def _plain(value: Any) -> str:
    """Return a value as a cell holds it; one that a spreadsheet would read as a formula is marked as text."""
    text = "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text[1:2] and not text[1:2].isdigit() else text


def _heading(finding: Finding) -> str:
    run = finding.run
    return f"发现 {finding.subject}；检测 {run.detector} {run.version}；运行摘要 SHA-256 {run.digest}"
