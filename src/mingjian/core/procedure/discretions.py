"""The discretion of a rulebook, asked of facts: one fine held against the law, its scales and earlier decisions."""

import csv
import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.law.discretion import Decision, Discretion, Placed, likes_of, placed, read_discretion
from mingjian.core.law.liability import Weighing, liability
from mingjian.core.law.milder import decided
from mingjian.core.law.reader import Faults
from mingjian.core.procedure.local_scales import Local
from mingjian.core.procedure.rulebook import liabilities, packaged, rulebook

_MOST = 100_000  # decisions of a file


@cache
def discretion(folder: Path | None = None) -> Discretion:
    """Read the discretion of a rulebook once. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = read_discretion((folder or packaged()) / "discretion", "discretion", rulebook(folder).statutes if folder else rulebook().statutes, faults)
    faults.raise_first()
    return found


def fine_placed(
    act: str, field: str, on: date, fine: Decimal, amount: Decimal | None, gains: Decimal | None, circumstances: Sequence[str], region: str,
    others: Iterable[Decision] = (), decided_on: date | None = None, local: Local | None = None,
) -> Placed:  # fmt: skip
    """
    Hold a fine against everything that the rulebook knows, and against earlier decisions. Raises `BadInput` for what it does not know.

    The range is that of the law which applies on the day of the decision (left out: the law of the act); where a person must say which law applies, a fine
    outside of it is not called against the law. `local` are the scales of a node, which hold on the day of the decision.
    """
    book, known = rulebook(), discretion()
    chosen = known.chosen(circumstances)
    result = decided(liabilities().act(act), field, on, decided_on or on, book.statutes, amount, gains)
    likes = likes_of(((one, _governing(one)) for one in others), result.first.act.act, field, circumstances)
    scales = [*(scale for scale in known.scales if scale.holds(on, region)), *(local.on(decided_on or on, region).scales if local else ())]
    found = placed(result.first, fine, chosen, scales, book.statutes, likes, field, {"amount": amount, "gains": gains})
    if result.other is None and result.is_sure:
        return found
    is_lawful = found.is_lawful if result.is_sure or found.is_lawful is not False else None  # it may be lawful under the other law
    return dataclasses.replace(found, is_lawful=is_lawful, findings=(result.rule, *found.findings))


def _governing(one: Decision) -> Weighing | None:
    """Return the provision that governed a decision on its day; none where the book cannot say."""
    try:
        found = liability(liabilities().act(one.act), one.field, one.on, rulebook().statutes, one.amount, one.gains)
    except MingjianError:
        return None
    return next((weighing for weighing in found.weighings if weighing.is_governing), None)


def span_of(text: str) -> tuple[date, date]:
    """Read `FROM..TO` as two days."""
    since, dots, until = text.partition("..")
    try:
        return date.fromisoformat(since), date.fromisoformat(until if dots else since)
    except ValueError:
        raise BadInput(f"“{text[:60]}”不是期间；请写作 2026-03-05..2026-04-10。", f"{text[:60]!r} is no span; write 2026-03-05..2026-04-10.") from None


def read_decisions(path: Path) -> list[Decision]:
    """
    Read earlier decisions: CSV with a head, or JSON lines.

    Each has `number`, `authority`, `on`, `act`, `field`, `fine`, and where known `amount`, `gains`, `circumstances`.
    Circumstances stand in one cell, parted by `;`. Raises `BadInput` with the line.
    """
    found: list[Decision] = []
    for line, row in _rows(path):
        if len(found) >= _MOST:
            raise BadInput(f"{path.name} 超过 {_MOST} 件。", f"{path.name} holds more than {_MOST} decisions.")
        found.append(_decision(row, f"{path.name}:{line}"))
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            if path.suffix.lower() == ".csv":
                yield from enumerate(csv.DictReader(lines), 2)
            else:
                yield from ((number, json.loads(line)) for number, line in enumerate(lines, 1) if line.strip())
    except (UnicodeDecodeError, csv.Error, json.JSONDecodeError) as error:
        raise BadInput(f"{path.name} 不是 CSV 或者 JSON 行：{error}", f"{path.name} is neither CSV nor JSON lines: {error}") from None


def _decision(row: Any, where: str) -> Decision:
    try:
        circumstances = row.get("circumstances") or ()
        names = circumstances.split(";") if isinstance(circumstances, str) else circumstances
        amount, gains = (Decimal(str(row[name])) if row.get(name) not in (None, "") else None for name in ("amount", "gains"))
        named = tuple(str(name).strip() for name in names if str(name).strip())
        plain = (str(row["number"]), str(row.get("authority") or ""), date.fromisoformat(str(row["on"])), str(row["act"]), str(row["field"]))
        return Decision(*plain, Decimal(str(row["fine"])), named, amount, gains)
    except (KeyError, ValueError, TypeError, AttributeError, InvalidOperation) as error:
        said = f"{type(error).__name__}: {error}"[:120]
        zh = f"{where} 不是处罚决定：{said}。须有 number、on、act、field、fine。"
        raise BadInput(zh, f"{where} is no decision: {said}. It needs number, on, act, field, fine.") from None
