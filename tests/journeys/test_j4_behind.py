"""J4 whole, in a browser: report, subject file, platform, linking, courier, and a trace that leads on to another county."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from couriers import courier_clerk
from django.utils.timezone import localdate, now
from journeys.browsing import look, until
from journeys.desk import Desk, Desks, desks
from make import make_lake
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Dossier

__all__ = ["desks"]  # a fixture, found by its name

pytestmark = pytest.mark.slow
# A sign of a label is 19 pixels before the graph is made smaller: at 390 pixels, too, it stays above eleven.
LEGIBLE = "document.querySelector('[data-graph]')._cyreg.cy.zoom() * 19 >= 11"
SEEN = datetime(2026, 11, 1, tzinfo=UTC)
REGISTER = "统一社会信用代码,企业名称,登记状态\n91330122MA2B000014,杭州甲商贸有限公司,存续\n"
OPERATORS = """operator_id,platform,shop_id,shop_name,name,uscc,address,phone_token,seen_at
o1,yunjishi,S1,甲鞋店,杭州甲商贸有限公司,91330122MA2B000014,桐庐县城南街道一号,tok1,2026-11-01T00:00:00Z
o2,yunjishi,S2,甲鞋店二店,杭州甲商贸有限公司,,桐庐县城南街道一号,tok1,2026-11-02T00:00:00Z
o3,taoji,S3,甲鞋行,杭州甲商贸有限公司,,桐庐县城南街道一号,tok1,2026-11-03T00:00:00Z
o4,taoji,S4,丙茶叶,丙茶叶店,,淳安县西街四号,tok9,2026-11-03T00:00:00Z
"""
HEAD = "店铺编号,店铺名称,经营者名称,统一社会信用代码,地址,联系电话\n"
GOOD = "S1,甲鞋店,杭州甲商贸有限公司,91330122MA2B000014,桐庐县一号,057112345678\n"
BROKEN = GOOD.replace("000014", "00001X")
WAREHOUSE = "浙江省杭州市淳安县千岛湖镇坪山路18号3号仓"
ATTESTED = "运单号,收寄网点,收寄地行政区划代码,收寄日期,寄件人类别,是否实名,查验方式,证件号码\n"


@pytest.fixture
def lake(settings: Any, sealed: None, tmp_path: Path) -> Path:
    """A register, operators, and orders with waybills."""
    settings.HOME = tmp_path / "home"
    orders = "order_id,platform,shop_id,buyer_id,amount,paid_at,waybill\n"
    orders += "".join(f"o{n},yunjishi,{shop},b{n},10,{now().isoformat()},SD00000000000{n}\n" for n, shop in enumerate(("S1", "S1", "S2")))
    make_lake(tmp_path, settings, at=SEEN, registration=REGISTER, operator=OPERATORS, order=orders)
    return tmp_path


def bring(page: Page, file: Path, text: str) -> None:
    file.write_text(text, "utf-8-sig")
    page.locator("main form [type=file]").set_input_files(file)
    with page.expect_navigation():
        page.locator("main form:has([type=file]) button[type=submit]").first.click()
    work_off(clock=now)


def test_from_a_report_to_a_warehouse(desks: Desks, lake: Path, check_accessible: Callable[[Page], None]) -> None:
    who = people("li", "wang", "sun", "clerk", "zhao")
    courier_clerk()
    clue = register(Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S1", shop_name="甲鞋店"), by=who["li"], at=now())
    li, wang, clerk, courier = desks.seat("li"), desks.seat("wang"), desks.seat("clerk"), desks.seat("di")
    _report(clerk, desks.seat("sun"), lake)
    subject = _subject(li, clue.number)
    _platform(li, wang, clerk, subject)
    _likely(li, subject, check_accessible)
    _courier(li, wang, courier, lake, clue.number, subject, check_accessible)
    _onward(li, subject, check_accessible)


def _report(clerk: Desk, city: Desk, folder: Path) -> None:
    """The platform's half-yearly report: a wrong row is told, corrected by a new version, and the authority sees the same."""
    page = clerk.page
    page.goto("/operators/reports")
    bring(page, folder / "报送.csv", HEAD + BROKEN)
    page.goto("/operators/reports")
    page.locator("tbody a").first.click()
    expect(page.locator("tbody tr").first).to_contain_text("信用代码")
    bring(page, folder / "更正.csv", HEAD + GOOD)
    page.goto("/operators/reports")
    page.locator("tbody a").first.click()
    expect(page.locator("a[href='?verdict=fail']")).to_contain_text("0")
    city.page.goto("/operators/reports")
    expect(city.page.locator("tbody tr")).to_have_count(2)


def _subject(li: Desk, clue: str) -> str:
    page = li.page
    page.goto(f"/clues/{clue}/parties")
    with page.expect_navigation():
        page.get_by_role("button", name="用已知内容建立主体档案").click()
    expect(page.get_by_text("yunjishi/S1").first).to_be_visible()
    return page.url.rpartition("/")[2]


def _platform(li: Desk, wang: Desk, clerk: Desk, subject: str) -> None:
    """The co-investigation: official fields, two signatures, a part first and then the whole."""
    page = li.page
    page.goto(f"/operators/{subject}/ask")
    page.get_by_label("经营者身份").check()
    page.get_by_label("协查目的").fill("查明经营者")
    with page.expect_navigation():
        page.get_by_role("button", name="拟制协查请求").click()
    number = page.url.rpartition("/")[2]
    li.take(number, "ask_provider", asked_provider="云集市平台", letter_number="协1号")
    wang.take(number, "ask_provider")
    clerk.take(number, "provide_part", answer="先提供电话", identity_phone="13900001111")
    assert Dossier.objects.get(number=number).state_text == "asked"
    clerk.take(number, "provide", answer="其余如下", identity_name="杭州甲商贸有限公司")
    li.take(number, "confirm")
    page.goto(f"/operators/{subject}")
    expect(page.get_by_text("139****1111")).to_be_visible()


def _likely(li: Desk, subject: str, check: Callable[[Page], None]) -> None:
    """Linking proposes two more shops, with their weights; both are kept as possible."""
    page = li.page
    for _ in range(2):
        page.goto(f"/operators/{subject}/likely")
        expect(page.get_by_role("columnheader", name="权重").first).to_be_visible(timeout=120_000)
        with page.expect_navigation():
            page.get_by_role("button", name="作为可能的关联记入").first.click()
    page.goto(f"/operators/{subject}")
    for shop in ("yunjishi/S2", "taoji/S3"):
        expect(page.get_by_role("cell", name=shop).first).to_be_visible()


def _courier(li: Desk, wang: Desk, courier: Desk, folder: Path, clue: str, subject: str, check: Callable[[Page], None]) -> None:
    """The courier attests, is asked about a waybill that the page knew, and answers with the minimum and the address that was asked for."""
    rows = "".join(f"SD00000000000{n},千岛湖营业部,330127,{localdate()},个人,是,出示证件,token-7\n" for n in range(3))
    courier.page.goto("/parcels")
    bring(courier.page, folder / "收寄.csv", ATTESTED + rows + "SD9,千岛湖营业部,330127,,个人,是,出示证件,\n")
    expect(courier.page.get_by_text("收下 3 行，未收 1 行").first).to_be_visible()
    look(courier.page, "parcels-1-batch", check)
    page = li.page
    page.goto(f"/clues/{clue}/parties")
    with page.expect_navigation():
        page.get_by_role("link", name="向快递企业查询").click()
    assert page.get_by_label("运单号").input_value().startswith("SD00000000000")
    page.get_by_label("查询目的").fill("查明寄件地")
    page.get_by_label("寄件地址").check()
    look(page, "parcels-2-ask", check)
    with page.expect_navigation():
        page.get_by_role("button", name="拟制查询函").click()
    expect(page.get_by_text("须写明为什么必要").first).to_be_visible()
    page.get_by_label("为什么必要").fill("查明仓库")
    with page.expect_navigation():
        page.get_by_role("button", name="拟制查询函").click()
    number = page.url.rpartition("/")[2]
    li.take(number, "send", asked_courier="速达快递", letter_number="查1号")
    wang.take(number, "send")
    courier.page.goto("/")
    expect(courier.page.get_by_text(number).first).to_be_visible()
    courier.page.goto(f"/parcels/{number}")
    look(courier.page, "parcels-3-courier", check)
    courier.take(number, "answer_inquiry", sender_address=WAREHOUSE)  # outlet, day, region and number of parcels are filled from what it attested
    page.goto(f"/operators/{subject}")
    expect(page.get_by_text("浙江省杭州市淳安县").first).to_be_visible()
    look(page, "parcels-4-subject", check)
    page.goto(f"/parcels/senders?for={clue}")
    page.get_by_label("比对目的").fill("查明为几家店寄件")
    with page.expect_navigation():
        page.get_by_role("button", name="比对").click()
    expect(page.get_by_text("收寄证明：证件号码").first).to_be_visible()
    look(page, "parcels-5-senders", check)
    li.verify(number)


def _onward(li: Desk, subject: str, check: Callable[[Page], None]) -> None:
    """The trace ends in a warehouse in another county, and one click asks that county."""
    page = li.page
    page.goto(f"/operators/{subject}/trace")
    expect(page.locator("[data-graph] canvas").first).to_be_visible()
    row = page.locator("tr", has_text=WAREHOUSE)
    expect(row.first).to_contain_text("淳安县")
    look(page, "parcels-6-trace", check)
    until(page, LEGIBLE)
    with page.expect_navigation():
        row.get_by_role("button", name="请当地协查").first.click()
    expect(page.get_by_text("追查途径").first).to_be_visible()
    number = page.url.rpartition("/")[2]
    li.take(number, "send", asked_department="淳安县局", letter_number="协2号")
    li.verify(number)
