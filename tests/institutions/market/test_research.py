"""A masked set of a load: made by a head who says for what and for whom, with an entry, and without any text of the rows."""

import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from people import at, browser, people

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake, Load
from mingjian.institutions.market.work import research
from mingjian.institutions.market.work.research import make_set
from mingjian.office.models import Entry

pytestmark = pytest.mark.django_db
ORDERS = "order_id,platform,shop_id,buyer_id,amount,paid_at\nO1,云集市,S1,王小明,129.90,2026-11-03 14:25:36\nO2,云集市,S1,王小明,88.00,2026-11-04 08:00:00\n"
TOLD = {"purpose": "研究刷单团伙的结构", "recipient": "某大学"}


@pytest.fixture
def loaded(settings: object, tmp_path: Path) -> Load:
    """A load of two orders in the node's lake."""
    settings.LAKE = str(tmp_path / "lake")  # type: ignore[attr-defined]
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return Lake(tmp_path / "lake").load(kind("order"), path, source="yunjishi", at=at("2026-11-05 08:00"))


def test_a_head_makes_one_and_the_ledger_says_for_what(loaded: Load) -> None:
    wang = people("wang")["wang"]
    made = make_set(loaded, **TOLD, by=wang, at=at("2026-11-05 09:00"))
    rows = pq.read_table(io.BytesIO(made.data)).to_pylist()
    assert [str(row["paid_at"]) for row in rows] == ["2026-11-03", "2026-11-04"]
    assert rows[0]["buyer_id"] == rows[1]["buyer_id"] != "王小明"
    assert "王小明".encode() not in made.data
    body = json.loads(Entry.objects.get(kind="research_set_made").body)
    assert (body["purpose"], body["recipient"], body["rows"], body["sha256"]) == (*TOLD.values(), 2, made.sha256)


def test_nobody_else_makes_one_and_a_purpose_says_something(loaded: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    who = people("li", "wang")
    with pytest.raises(NotPermitted):
        make_set(loaded, **TOLD, by=who["li"], at=at("2026-11-05 09:00"))
    with pytest.raises(BadInput, match="研究目的"):
        make_set(loaded, purpose="研究", recipient="某大学", by=who["wang"], at=at("2026-11-05 09:00"))
    monkeypatch.setattr(research, "MOST_ROWS", 1)
    with pytest.raises(BadInput, match="分批"):
        make_set(loaded, **TOLD, by=who["wang"], at=at("2026-11-05 09:00"))
    assert not Entry.objects.filter(kind="research_set_made").exists()


def test_it_is_made_at_the_page_of_the_load(loaded: Load) -> None:
    who = people("li", "wang")
    address = f"/data/{loaded.digest}/research"
    assert address in browser(who["wang"]).get(f"/data/{loaded.digest}").content.decode()
    assert address not in browser(who["li"]).get(f"/data/{loaded.digest}").content.decode()
    assert browser(who["li"]).get(address).status_code == 403
    assert "遮蔽不等于匿名" in browser(who["wang"]).get(address).content.decode()
    assert browser(who["wang"]).post(address, {"purpose": "短", "recipient": "x"}).status_code == 422
    made = browser(who["wang"]).post(address, TOLD)
    assert made["Content-Disposition"].startswith('attachment; filename="research-order-')
    assert made.content[:4] == b"PAR1"
