"""A small lake in which a listing, its shop, its operator and the register know each other."""

import json
from datetime import UTC, datetime
from pathlib import Path

from lakes import lay_lake

from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

WHEN = datetime(2026, 11, 1, tzinfo=UTC)
CODE = "91330122MA2CG0TP4R"
ROWS: dict[str, list[dict[str, object]]] = {
    "listing": [
        {"listing_id": "L1", "platform": "甲网", "shop_id": "S1", "title": "旧标题", "price": 90, "seen_at": "2026-10-01T08:00:00"},
        {"listing_id": "L1", "platform": "甲网", "shop_id": "S1", "title": "新标题", "price": 80, "seen_at": "2026-10-09T08:00:00"},
        {"listing_id": "L1", "platform": "乙网", "shop_id": "S9", "title": "别家的", "price": 1, "seen_at": "2026-10-20T08:00:00"},
    ],
    "post": [{"post_id": "P1", "platform": "微聊圈", "account_id": "A7", "text": "招人", "posted_at": "2026-10-02T08:00:00"}],
    "operator": [{"operator_id": "O1", "platform": "甲网", "shop_id": "S1", "shop_name": "青禾店", "name": "青禾商行", "uscc": CODE}],
    "registration": [{"uscc": CODE, "platform": "登记", "name": "桐庐青禾商行", "address": "桐庐县某路 8 号"}],
}


def fill(folder: Path, known: dict[str, list[dict[str, object]]] | None = None) -> None:
    """Make a lake of these rows in a folder, with the files that they came in."""
    rows = known or ROWS
    if (folder / "lake").exists():
        return load(folder, rows)
    return lay_lake(folder, json.dumps(rows, sort_keys=True), lambda place: load(place, rows))


def load(folder: Path, known: dict[str, list[dict[str, object]]]) -> None:
    for name, rows in known.items():
        file = folder / f"{name}.jsonl"
        file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        Lake(folder / "lake").load(kind(name), file, source="test", at=WHEN)
