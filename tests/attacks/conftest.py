"""A node that has done a day's work, sealed and signed: what attacks are made on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from day import act_as_administrators, act_on_clues, act_with_findings
from people import at

from mingjian.core.records import kind
from mingjian.institutions.market.opening import load_file
from mingjian.office.audit.run import Audit, audit
from mingjian.office.models import Officer
from mingjian.office.record import ledger
from mingjian.office.record.seals import seal_rows

MORNING = at("2026-11-24 09:00")
ORDERS = "订单号,平台,店铺,买家,下单时间,金额\n" + "".join(f"O{n},甲网,S1,B{n},2026-11-{n:02d} 10:00,{n}.00\n" for n in range(1, 21))


@pytest.fixture
def node(who: dict[str, Officer], sealed: None, settings: Any, tmp_path: Path) -> dict[str, Officer]:
    """Clues, findings, kits, files, readings, officers entered and granted, a load of records; sealed and signed."""
    settings.LAKE, settings.HOME, settings.LEDGER_MEMORY = str(tmp_path / "lake"), tmp_path, str(tmp_path / "ledger-seen")
    act_with_findings(who)
    act_on_clues(who)
    act_as_administrators(who)
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    load_file(kind("order"), tmp_path / "orders.csv", source="甲网", by=who["li"], at=MORNING)
    seal_rows(MORNING)
    ledger.checkpoint(MORNING)
    return who


@pytest.fixture
def found() -> Callable[[], list[str]]:
    """Return what an audit finds, in English."""

    def look() -> list[str]:
        done: Audit = audit()
        json.dumps(done.as_dict())
        return [one.text.en for one in done.found]

    return look
