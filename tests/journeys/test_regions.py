"""
J5, three regions: a clue of Shanghai goes to Hangzhou, where its operator sits; Hangzhou takes it up and asks Nanjing, which is away for a while; a correction
and a recall follow, each confirmed. Three nodes with databases of their own, three browsers, every word read on a page.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from institutions.exchange.sites import Site, make_sites
from journeys.browsing import look
from journeys.seats import Seat, send
from playwright.sync_api import Browser, Page, expect

from mingjian.institutions.campaigns.acts import count_matter
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Entry, Officer
from mingjian.office.record import ledger
from mingjian.office.record.row_digests import wire_name_of
from mingjian.office.record.seals import seal_rows

pytestmark = pytest.mark.slow
CODE = "91330106MA2DEM0D0J"


@pytest.fixture
def regions(tmp_path: Path, django_db_blocker: Any) -> Iterator[dict[str, Site]]:
    """Shanghai, Hangzhou and Nanjing, their doors open; Nanjing's is opened by the journey."""
    found = make_sites(tmp_path, django_db_blocker.unblock)
    for key in ("sh", "hz"):
        found[key].serve()
    yield found
    for site in found.values():
        site.stop()


def begin() -> str:
    told = {"platform": "yunjishi", "shop_id": "S8801", "shop_name": "快充小铺", "operator_name": "杭州快充科技有限公司", "operator_code": CODE}
    content = "王某某（13700001111）反映：充电器无认证标志。"
    intake = Intake("report", "销售未经认证的产品", title="某充电器网店", content=content, operator_address="浙江省杭州市西湖区文三路一号", **told,
                    reporter=Reported("王某某", "13700001111"))  # fmt: skip
    return register(intake, by=Officer.objects.get(username="li"), at=now()).dossier.number


def faults() -> list[str]:
    """Verify each entry of a node and audit the node, as the commands do; officers were put in by hand."""
    seal_rows(now())
    ledger.checkpoint(now())
    by_hand = {wire_name_of(row) for model in (Officer, Department) for row in model.objects.all()}
    found = [one.text.en for one in audit().found if not (one.kind == "inserted" and one.about in by_hand)]
    return [*found, *(f"entry {entry.index}" for entry in Entry.objects.all() if not ledger.verify_entry(entry).is_proven)]


def test_j5_a_clue_goes_to_where_the_operator_sits(
    regions: dict[str, Site], browser: Browser, browser_context_args: dict[str, Any], check_accessible: Callable[[Page], None]
) -> None:
    sh, hz, nj = (regions[key] for key in ("sh", "hz", "nj"))
    number = sh.run(begin)
    shanghai, hangzhou = (Seat(browser, browser_context_args, one, "zh-hans") for one in (sh, hz))
    try:
        _give(shanghai, number, check_accessible)
        sh.run(send)
        _take_up_and_ask(hangzhou, check_accessible)
        hz.run(send)
        expect(hangzhou.at("/exchange").locator("section:has(#late)")).to_contain_text("对方未应答：网络不通或已停机。")
        look(hangzhou.page, "regions-late", check_accessible)
        nj.serve()
        hz.run(send)
        expect(hangzhou.at("/exchange").locator("section:has(#late)")).to_have_count(0)
        _answer_in_english(browser, browser_context_args, nj, check_accessible)
        nj.run(send)
        hangzhou.at("/exchange")
        expect(hangzhou.page.locator("section:has(#shared)")).to_contain_text("已答复")
        _correct_and_recall(shanghai, hangzhou, sh, hz, check_accessible)
        assert [site.run(faults) for site in (sh, hz, nj)] == [[], [], []]
    finally:
        for seat in (shanghai, hangzhou):
            seat.page.context.close()


def _give(shanghai: Seat, number: str, check: Callable[[Page], None]) -> None:
    shanghai.at(f"/clues/{number}").get_by_role("link", name="提供给其他地区").click()
    page = shanghai.page
    page.locator("[name=node][value='hz.mingjian.example']").check()
    expect(page.locator("[name=place]")).to_have_value("330106")
    page.locator("[name=phone]").fill("13812345678")
    shanghai.press("查看谁将看到什么")
    seen = page.locator("section:has(#seen)")
    expect(seen).to_contain_text("杭州将看到这些字段")
    expect(seen).to_contain_text("138****5678")
    expect(seen).to_contain_text("个人信息遮盖")
    expect(seen).not_to_contain_text("文三路")
    look(page, "regions-who-sees-what", check)
    shanghai.press("发送")
    expect(page.locator("section:has(#ways)")).to_contain_text("尚未轮到发送")


def _take_up_and_ask(hangzhou: Seat, check: Callable[[Page], None]) -> None:
    page = hangzhou.open_waiting()
    expect(page.locator("main")).to_contain_text("某充电器网店")
    expect(page.locator("main")).not_to_contain_text("王某某")
    look(page, "regions-held", check)
    hangzhou.unfold("take_matter_up")
    hangzhou.press("接收移交")
    expect(page.locator("main")).to_contain_text("已办理：接收移交")
    hangzhou.at("/exchange/letters/new")
    page.locator("[name=node][value='nj.mingjian.example']").check()
    page.locator("[name=letter]").fill("杭协〔2026〕1号")
    page.locator("[name=questions]").fill("请核实仓库地址")
    hangzhou.press("查看谁将看到什么")
    expect(page.locator("section:has(#seen)")).to_contain_text("请核实仓库地址")
    hangzhou.press("发送")


def _answer_in_english(browser: Browser, arguments: dict[str, Any], site: Site, check: Callable[[Page], None]) -> None:
    nanjing = Seat(browser, arguments, site, "en")
    try:
        page = nanjing.open_waiting()
        expect(page.locator("main")).to_contain_text("请核实仓库地址")
        nanjing.unfold("answer_letter")
        page.locator("[name=answer_letter-letter_answer]").fill("仓库属实")
        look(page, "regions-letter-en", check)
        nanjing.press("Answer the letter")
        expect(page.locator("main")).to_contain_text("Answered")
    finally:
        page.context.close()


def _correct_and_recall(shanghai: Seat, hangzhou: Seat, sh: Site, hz: Site, check: Callable[[Page], None]) -> None:
    page = shanghai.at("/exchange")
    page.locator("section:has(#shared) a").first.click()
    expect(page.locator("[data-state=taken_up]")).to_have_count(1)
    shanghai.unfold("correct_record")
    page.locator("[name=correct_record-record_field]").select_option("title")
    page.locator("[name=correct_record-corrected_value]").fill("更正后的网店")
    page.locator("[name=correct_record-correction_reason]").select_option("was_wrong")
    shanghai.press("更正已提供的记录")
    sh.run(send)
    hangzhou.at("/exchange").locator("section:has(#came) a").filter(has_text="更正后的网店").click()
    expect(hangzhou.page.locator("#corrected")).to_contain_text("第 2 版")
    record = page.url
    shanghai.at(record)
    shanghai.unfold("recall_record")
    page.locator("[name=recall_record-recall_reason]").select_option("clue_was_mistaken")
    shanghai.press("撤回已提供的记录")
    sh.run(send)
    expect(shanghai.at(record).locator("#silent")).to_contain_text("hz.mingjian.example")
    look(page, "regions-record", check)
    hangzhou.open_waiting()
    hangzhou.page.locator("[name=answer_recall-recall_answer]").select_option("stopped")
    hangzhou.press("答复撤回或者保存期满")
    hz.run(send)
    expect(shanghai.at(record).locator("[data-state=stopped]")).to_have_count(1)
    expect(page.locator("#silent")).to_have_count(0)


def lead() -> str:
    """Plan and issue a special action: its number."""
    wang, today = Officer.objects.get(username="wang"), localdate()
    plan = Plan("长三角清网行动", "整治假冒充电器", today, today + timedelta(days=30), goods="充电器", words="高仿")
    campaign = plan_campaign(plan, by=wang, at=now())
    take(campaign.dossier, "issue", by=wang, at=now(), given={"campaign_until": campaign.ends_on.isoformat()})
    return campaign.dossier.number


def issue() -> str:
    """Let the head issue what was taken up, and count a clue in it."""
    wang = Officer.objects.get(username="wang")
    campaign = Campaign.objects.get()
    take(campaign.dossier, "issue", by=wang, at=now(), given={"campaign_until": campaign.ends_on.isoformat()})
    clue = register(Intake("report", "销售假冒商品", title="本地充电器网店", content="高仿快充"), by=wang, at=now())
    count_matter(campaign, counted=clue.dossier.number, by=wang, at=now())
    return campaign.dossier.number


def test_j5_an_action_is_ordered_taken_up_declined_and_reported_on(
    regions: dict[str, Site], browser: Browser, browser_context_args: dict[str, Any], check_accessible: Callable[[Page], None]
) -> None:
    sh, hz, nj = (regions[key] for key in ("sh", "hz", "nj"))
    nj.serve()
    number = sh.run(lead)
    shanghai, hangzhou = (Seat(browser, browser_context_args, one, "zh-hans") for one in (sh, hz))
    nanjing = Seat(browser, browser_context_args, nj, "en")
    try:
        shanghai.at(f"/campaigns/{number}").get_by_role("link", name="向其他地区发出任务").click()
        page = shanghai.page
        for name in ("hz", "nj"):
            page.locator(f"[name=node][value='{name}.mingjian.example']").check()
        page.locator("[name=task]").fill("排查辖区内销售假冒充电器的网店，逐店取证。")
        shanghai.press("查看谁将看到什么")
        expect(page.locator("[data-bodies]").first).to_contain_text("杭州市市场监督管理局")
        look(page, "regions-order", check_accessible)
        shanghai.press("发送")
        expect(page.locator("#regions")).to_have_count(1)
        sh.run(send)
        hangzhou.open_waiting()
        hangzhou.unfold("take_order_up")
        hangzhou.press("接收任务，拟制本地行动")
        nanjing.open_waiting()
        nanjing.unfold("decline_matter")
        nanjing.page.locator("[name=decline_matter-decline_reason]").select_option("no_such_goods")
        nanjing.press("Decline it")
        hz.run(issue)
        task = hangzhou.at("/exchange").locator("section:has(#came) a").first
        with hangzhou.page.expect_navigation():
            task.click()
        hangzhou.unfold("report_progress")
        look(hangzhou.page, "regions-task", check_accessible)
        hangzhou.press("反馈进展")
        for site in (hz, nj, sh):
            site.run(send)
        shanghai.at(f"/campaigns/{number}")
        expect(page.locator("[data-node='hz.mingjian.example']")).to_contain_text("上报")
        expect(page.locator("[data-node='hz.mingjian.example'] [data-figures]")).to_contain_text("案情（件） 1")
        expect(page.locator("[data-node='nj.mingjian.example']")).to_contain_text("本地未见所列商品、经营者")
        expect(page.locator("#regions-total")).to_contain_text("案情（件） 1")
        look(page, "regions-campaign", check_accessible)
        assert [site.run(faults) for site in (sh, hz, nj)] == [[], [], []]
    finally:
        for seat in (shanghai, hangzhou, nanjing):
            seat.page.context.close()
