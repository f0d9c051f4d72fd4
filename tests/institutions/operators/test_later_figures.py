"""A platform's statement on sham trade beside the lake: of the days stated and after, with its list, without data, and for whom."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from make import make_lake
from people import at, browser, department_of

from mingjian.core.errors import NotPermitted
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.operators.brushing.queries import held_against_lake
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import Brought
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOW = at("2026-11-20 09:00")
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def stated(who: Who, listed: Brought | None = None) -> Dossier:
    """Let the platform's clerk write a statement of September and send it to the city."""
    papers: dict[str, object] = {"statement_from": FIRST.isoformat(), "statement_to": LAST.isoformat(), "brushing_measure": "sales_removed"}
    papers |= {"brushing_rule": "“虚假交易”一节", "brushing_shops": "1", "brushing_orders": "10", "automation": "assisted", "rank_effect": "未计算"}
    dossier = open_any(
        Request("brushing_statement", "九月剔除虚假销量的说明", papers=papers, brought={"brushing_list": listed} if listed else {}), by=who["clerk"], at=NOW
    )
    take(dossier, "send", by=who["clerk"], at=NOW, given={"supervising_department": department_of("city").pk})
    return dossier


def lake(tmp_path: Path, settings: Any, who: Who, until: date = date(2026, 10, 31)) -> None:
    """Put orders of every day of September and October into the lake, and figures of two listings by week, on the clerk's platform and another."""
    platform = who["clerk"].department.platform or who["clerk"].department.name_zh  # type: ignore[union-attr]
    days = [FIRST + timedelta(days=n) for n in range((until - FIRST).days + 1)]
    orders = ["订单编号,平台,店铺编号,付款时间,实付金额,退款时间"]
    for n, day in enumerate(days):
        orders += [f"A{n},{platform},S1,{day} 23:30:00,10,", f"B{n},{platform},S2,{day} 00:10:00,10,{day} 09:00:00", f"C{n},他网,S1,{day} 10:00:00,10,"]
    periods = ["商品编号,平台,店铺编号,统计开始日期,统计结束日期,销量"]
    for week in range(0, 56, 7):
        first = FIRST + timedelta(days=week)
        periods += [f"L{shop},{platform},S{shop},{first},{first + timedelta(days=6)},{70 if shop == 1 else 7}" for shop in (1, 2)]
    make_lake(tmp_path, settings, at=NOW, order="\n".join(orders) + "\n", listing_period="\n".join(periods) + "\n")


def named(who: Who, shop: str, *days: str, status: str = "new") -> None:
    """Let a detector have named a shop of the clerk's platform by orders of some days."""
    platform = who["clerk"].department.platform or who["clerk"].department.name_zh  # type: ignore[union-attr]
    told = {"started_at": NOW, "ended_at": NOW, "by": who["sun"], "department": who["sun"].department}
    run = Run.objects.create(detector="empty_parcel_track", version="1", engine="duckdb", digest=f"{Run.objects.count():064}", **told)
    words = dict.fromkeys(("reason_zh", "reason_en", "innocent_zh", "innocent_en"), "x")
    evidence = json.dumps({"timeline": [[day, 8] for day in days]})
    seen = {"subject_kind": "shop", "subject": f"{platform}/{shop}", "shop": f"{platform}/{shop}", "score": 0.9, "found_at": NOW, "status": status}
    Finding.objects.create(run=run, detector="empty_parcel_track", department=who["sun"].department, evidence_json=evidence, **seen, **words)


def test_days_stated_and_after_stand_side_by_side_with_what_differs(who: Who, tmp_path: Path, settings: Any) -> None:
    lake(tmp_path, settings, who)
    dossier = stated(who)
    named(who, "S1", "2026-09-03", "2026-09-04", "2026-10-20")
    named(who, "S2", "2026-09-05")
    named(who, "S9", "2026-09-05", status="set_aside")
    named(who, "S8", "2027-01-05")
    held = held_against_lake(who["sun"], dossier)
    assert held is not None
    assert [(one.orders, one.shops, one.refunded) for one in (held.stated, held.after)] == [(60, 2, 30), (60, 2, 30)]
    assert [(one.first, one.last) for one in (held.stated, held.after)] == [(FIRST, LAST), (date(2026, 10, 1), date(2026, 10, 30))]
    assert [(one.findings, one.sham_orders, len(one.named)) for one in (held.stated, held.after)] == [(2, 24, 2), (1, 8, 1)]
    assert held.stated.sold_a_day == held.after.sold_a_day == 5.5
    said = "".join(one.zh for one in held.said)
    assert "指出 2 家网店，说明只列 1 家" in said
    assert "24 笔，说明认定 10 笔" in said
    assert "1 家在说明期后的订单中再次被指出" in said
    assert "每日销量没有下降" in said
    page = browser(who["sun"]).get(f"/operators/statements/{dossier.number}")
    assert page.status_code == 200
    assert "再次被指出" in page.text
    assert "云集市平台的全部店铺" in page.text
    assert f"/operators/statements/{dossier.number}" in browser(who["sun"]).get(f"/dossiers/{dossier.number}").text


def test_the_shops_of_the_platforms_list_are_told_apart_and_a_broken_list_is_said(who: Who, tmp_path: Path, settings: Any) -> None:
    lake(tmp_path, settings, who)
    listed = Brought([("店铺编号,订单编号\n" + "S1,A1\n" * 3).encode("gb18030")], "清单.csv")
    held = held_against_lake(who["sun"], stated(who, listed))
    assert held is not None
    assert held.listed is not None
    assert [(one.orders, one.shops, one.sold_a_day) for one in held.listed] == [(30, 1, 10.0), (30, 1, 10.0)]
    broken = held_against_lake(who["sun"], stated(who, Brought(["甲,乙\n1,2\n".encode()], "清单.csv")))
    assert broken is not None
    assert broken.listed is None
    assert broken.list_said is not None
    assert broken.list_said.zh.startswith("清单没有读：")
    personal = held_against_lake(who["sun"], stated(who, Brought(["店铺编号\nS1\n".encode()], "清单.csv", is_personal=True)))
    assert personal is not None
    assert (personal.listed, "个人信息" in str(personal.list_said)) == (None, True)


def test_without_later_orders_it_says_that_there_is_nothing_to_hold_it_against(who: Who, tmp_path: Path, settings: Any) -> None:
    lake(tmp_path, settings, who, until=LAST)
    named(who, "S1", "2026-09-03", "2026-09-04", "2026-10-20")
    dossier = stated(who)
    held = held_against_lake(who["sun"], dossier)
    assert held is not None
    assert [one.zh for one in held.said] == ["本节点的数据中没有说明期以后的订单：没有可核对的数据。"]
    told = browser(who["sun"]).get(f"/operators/statements/{dossier.number}").text
    after = re.findall(r'<td class="number" data-label="说明期后">([^<]*)</td>', told)
    assert len(after) == 7
    assert [one for one in after if one != "—"] == ["5.50"], "what is not known is no zero; what the platform shows of sales is known"


def test_an_empty_lake_gives_a_page_and_no_fault(who: Who, tmp_path: Path, settings: Any) -> None:
    settings.LAKE = str(tmp_path / "none")
    dossier = stated(who)
    assert "没有可核对的数据" in browser(who["sun"]).get(f"/operators/statements/{dossier.number}").text


def test_market_data_is_for_authorities_and_the_page_for_statements(who: Who, tmp_path: Path, settings: Any) -> None:
    lake(tmp_path, settings, who)
    dossier = stated(who)
    with pytest.raises(NotPermitted):
        held_against_lake(who["clerk"], dossier)
    assert browser(who["clerk"]).get(f"/operators/statements/{dossier.number}").status_code == 403
    assert "/operators/statements/" not in browser(who["clerk"]).get(f"/dossiers/{dossier.number}").text
    assert browser(who["zhou"]).get(f"/operators/statements/{dossier.number}").status_code == 404
    assert browser(who["sun"]).get("/operators/statements/none").status_code == 404
