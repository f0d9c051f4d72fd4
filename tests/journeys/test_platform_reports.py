"""A platform's clue in the browser: registered, reported in one click to the authority that is proposed, accepted there, and followed by the platform."""

from journeys.desk import Desks, desks  # noqa: F401 - a fixture
from people import at, people
from playwright.sync_api import expect

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake

TOLD = Intake(
    source="platform",
    suspected_act="销售假冒注册商标的商品",
    platform="yunjishi",
    shop_id="s77",
    shop_name="清源山货",
    content="标称名牌保温杯，价格不足市价一成",
    operator_address="浙江省杭州市桐庐县",
)


def test_a_platforms_clue_reaches_the_county_and_the_platform_sees_where_it_stands(desks: Desks) -> None:  # noqa: F811
    who = people("li", "clerk")
    number = register(TOLD, by=who["clerk"], at=at("2026-11-23 09:30")).dossier.number
    li, clerk = desks.seat("li"), desks.seat("clerk")
    page = clerk.page
    page.goto(f"/clues/{number}")
    expect(page.locator("main")).to_contain_text("拟报送：桐庐县局")
    expect(page.locator("p.turn--mine")).to_contain_text("报送有管辖权的部门")
    page.locator("#step-report button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("平台已报送，待接收")
    expect(li.see(number).locator("p.turn--mine")).to_contain_text("接收")
    li.take(number, "accept")
    page.goto("/clues")
    page.get_by_role("link", name="本单位报送的线索").click()
    page.get_by_role("link", name="清源山货").click()
    expect(page.locator("main")).to_contain_text("核查中")
    expect(page.locator("main")).to_contain_text("桐庐县局")
    expect(page.locator("main")).to_contain_text("标称名牌保温杯")
    li.verify(number)
