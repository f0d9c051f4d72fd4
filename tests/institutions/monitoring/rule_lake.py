"""A lake of listings for the tests of rules: copies among harmless ones, and bait for pages."""

import json
from datetime import UTC, datetime
from pathlib import Path

from lakes import lay_lake

from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def fill(folder: Path, rows: int, *, name: str = "first", source: str = "甲网") -> Lake:
    """Load so many listings: every fortieth sells a copy, every fifty-fifth an artificial flower, one tries to break the page."""
    if (folder / "lake").exists():
        load(folder, rows, name, source)
    else:
        lay_lake(folder, f"{rows} {name} {source}", lambda place: load(place, rows, name, source))
    return Lake(folder / "lake")


def load(folder: Path, rows: int, name: str, source: str) -> None:
    file = folder / f"{name}.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for number in range(rows):
            out.write(json.dumps(listing(number, name), ensure_ascii=False) + "\n")
    Lake(folder / "lake").load(kind("listing"), file, source=source, at=WHEN)


def listing(number: int, name: str) -> dict[str, object]:
    title = f"新款女包 通勤百搭 第{number}款"
    if number % 40 == 7:
        title = f"高·仿女包 一比一 顶级品质 第{number}款"
    elif number % 55 == 9:
        title = f"高仿真花 客厅摆设 第{number}款"
    elif number == 3:
        title = "<script>alert(1)</script> 高仿女包 =HYPERLINK(1) \u202e 加微信 13812345678"
    day = f"2026-10-{1 + number % 28:02d}T08:00:00"
    return {
        "listing_id": f"{name}-{number}",
        "platform": "甲网",
        "shop_id": f"s{number % 500}",
        "title": title,
        "brand": "某牌",
        "price": 80 + number % 400,
        "seen_at": day,
    }
