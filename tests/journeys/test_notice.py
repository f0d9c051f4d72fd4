"""
J3, notice and delete, both ways: sent at the public door, captured before anything is deleted, answered by the operator, visited again, lifted on day 16,
proven; and sent by a holder who signs in, out of a file, and who sues, so that the measure stays.
"""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from audited import by_hand
from click.testing import CliRunner
from django.utils.timezone import localdate, now
from journeys.browsing import look
from journeys.noticing import fill, seated
from local_shop import ANSWERS, open_shop
from people import PASSWORD
from playwright.sync_api import Page, expect

from mingjian.cli import commands
from mingjian.core.capture.outcome import GONE
from mingjian.institutions.evidence.captures.work.storage import keep_page
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Deadline, Department, Dossier, Officer

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is absent: install the package chromium.")]
FACTS = "鞋舌标识与注册商标相同，吊牌编号不存在，系仿冒。"


def holding() -> Officer:
    """A right holder with an account."""
    firm = Department.objects.create(name_zh="青松公司", name_en="Qingsong", kind="right_holder", level="city", region="330100")
    holder = Officer(username="holder", name_zh="权某", department=firm, duty="work", roles=["right_holder"])
    holder.set_password(PASSWORD)
    holder.save()
    return holder


def take(page: Page, number: str, step: str, *, refused: str = "", **papers: str) -> None:
    """Fill in the form that the page drew for a step, and take it."""
    page.goto(f"/dossiers/{number}")
    form = page.locator(f"#step-{step}")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    fill(form, f"{step}-", papers)
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    if refused:
        expect(page.locator(f"#step-{step}")).to_contain_text(refused)


def keep(capture: Capture, who: dict[str, Officer]) -> Capture:
    """Do what the job of a capture does."""
    return keep_page(capture, by=who["clerk"], clock=now, guard=lambda: None)


def send(page: Page, who: dict[str, Officer], url: str, check: Callable[[Page], None], file: Path) -> Notice:
    """Send it without an account, and add the proof at the receipt."""
    page.goto("/rights")
    papers = {
        "platform_department": str(who["clerk"].department_id),
        "right": "trademark",
        "right_holder_name": "青松公司",
        "true_identity": "电话 13900000000",
    }
    papers |= {"listing_addresses": url, "notice_facts": FACTS, "notice_guarantee": "given"}
    fill(page.locator("form[method=post]"), "", {**papers, "right_number": "7654321", "right_classes": "第25类：鞋", "right_until": "2031-06-30"})
    look(page, "notice-door", check)
    page.get_by_role("button", name="提交通知", exact=True).click()
    expect(page.locator("h1")).to_contain_text("通知回执")
    expect(page.locator("main")).to_contain_text("没有初步证据的文件")
    page.locator("[name=notice_note]").fill("公证书")
    page.locator("[name=item_file]").set_input_files(file)
    page.get_by_role("button", name="提交补充材料").click()
    expect(page.locator("main")).to_contain_text("机器核对没有发现缺项")
    look(page, "notice-receipt", check)
    return Notice.objects.get()


@pytest.mark.usefixtures("sealed")
def test_from_the_public_door_to_day_16(
    page: Page, seat: Callable[..., Page], live_server: Any, check_accessible: Callable[[Page], None], settings: Any, tmp_path: Path
) -> None:
    settings.CAPTURE_LOCAL, settings.PUBLIC_DOOR = True, True
    who, deed = seated(), tmp_path / "公证书.txt"
    deed.write_text("公证书：某商品页面。", encoding="utf-8")
    base = live_server.url.replace("127.0.0.1", "localhost")
    holder = page.context.browser.new_context(locale="zh-CN", base_url=base).new_page()  # type: ignore[union-attr]  # a page has a browser here
    clerk, seller = seat("clerk"), seat("seller")
    with open_shop() as shop:
        notice = send(holder, who, f"{shop.url}/", check_accessible, deed)
        number = notice.number
        clerk.goto("/")
        clerk.get_by_role("link", name="青松公司").first.click()
        look(clerk, "notice-waiting", check_accessible)
        clerk.locator("#act-take_notice_in summary").click()
        with clerk.expect_navigation():
            clerk.locator("#act-take_notice_in button[type=submit]").click()
        take(clerk, number, "take_measures", refused="尚未取证封存", measure="delete", reason="侵权可能性较大")
        first = capture_at_the_page(clerk, number, who)
        take(clerk, number, "take_measures", measure="delete", reason="侵权可能性较大")
        assert Dossier.objects.get().state == "measures_in_force"
        taken_down(clerk, first, who)
    answer_and_wait(clerk, seller, number, check_accessible)
    holder.goto(f"/rights/{notice.code}")
    expect(holder.locator("main")).to_contain_text("所售为正品")
    expect(holder.locator("main")).to_contain_text("权利人投诉或者起诉期限")
    lift(clerk, number)
    prove(clerk, number, tmp_path)
    send_by_the_locker(holder, clerk, notice)
    holder.context.close()


def capture_at_the_page(clerk: Page, number: str, who: dict[str, Officer]) -> Capture:
    """Ask for the capture by the form whose address is filled in already."""
    clerk.goto(f"/dossiers/{number}")
    form = clerk.locator("form[action$=capture_page]")
    if not form.is_visible():
        clerk.get_by_text("网页取证", exact=True).last.click()
    with clerk.expect_navigation():
        form.locator("button[type=submit]").click()
    return keep(Capture.objects.get(), who)


def taken_down(clerk: Page, first: Capture, who: dict[str, Officer]) -> None:
    """Visit again once the platform says that it is gone: the page itself shows it."""
    before = ANSWERS["/shop"]
    ANSWERS["/shop"] = (404, [("Content-Type", "text/html; charset=utf-8")], "<title>404</title>商品不存在".encode())
    try:
        clerk.goto(f"/evidence/captures/{first.number}")
        with clerk.expect_navigation():
            clerk.locator("form[action$=visit_again] button[type=submit]").click()
        assert keep(Capture.objects.get(again_of=first), who).outcome == GONE
    finally:
        ANSWERS["/shop"] = before
    clerk.goto(f"/dossiers/{first.dossier.number}")
    expect(clerk.locator("main")).to_contain_text("原内容已不在该网址")


def answer_and_wait(clerk: Page, seller: Page, number: str, check: Callable[[Page], None]) -> None:
    """Forward to the operator, who signs in and answers; forward that, and let it arrive."""
    clerk.goto(f"/dossiers/{number}")
    form = clerk.locator("#step-forward_notice")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    form.locator("[name='forward_notice-delivery_receipt']").fill("站内信已读")
    form.locator("[name='forward_notice-operator_department-sought']").fill("青禾鞋行")
    with clerk.expect_navigation():
        form.locator("button[type=submit]").first.click()
    take(seller, number, "receive_statement", statement="所售为正品", preliminary_evidence="进货单", true_identity="某店主")
    look(seller, "notice-operator", check)
    take(clerk, number, "deliver_statement", delivery_receipt="邮件送达")
    take(clerk, number, "confirm_arrival", served_on=localdate().isoformat())
    assert Dossier.objects.get().state == "waiting_for_right_holder"
    look(clerk, "notice-dossier", check)
    for side in (clerk, seller):
        side.goto(f"/dossiers/{number}")
        expect(side.locator("#deadlines").locator("..")).to_contain_text("权利人投诉或者起诉期限")


def lift(clerk: Page, number: str) -> None:
    """No day too early; once the time is over the docket says so, and the measure is lifted."""
    take(clerk, number, "lift_measures", refused="尚未届满", reason="期满")
    assert Dossier.objects.get().state == "waiting_for_right_holder"
    waiting = Deadline.objects.filter(name="right_holder_acts")
    waiting.update(due=now() - timedelta(hours=1), opened_at=now() - timedelta(days=17))
    by_hand(*waiting)
    clerk.goto("/docket")
    expect(clerk.locator("main")).to_contain_text("请立即终止措施")
    take(clerk, number, "lift_measures", reason="期满未收到投诉或者起诉的通知")
    assert Dossier.objects.get().state == "measures_lifted"


def prove(clerk: Page, number: str, tmp_path: Path) -> None:
    """The bundle holds on a machine with nothing but the command."""
    clerk.goto(f"/dossiers/{number}")
    with clerk.expect_download() as download:
        clerk.get_by_role("button", name="制作证据集").click()
    file = tmp_path / "bundle.zip"
    file.write_bytes(Path(download.value.path()).read_bytes())
    told = CliRunner().invoke(commands, ["evidence", "verify", str(file)])
    assert told.exit_code == 0, told.output
    assert "台账第" in told.output
    assert ".wacz" in told.output


def send_by_the_locker(holder: Page, clerk: Page, first: Notice) -> None:
    """Verified once by the clerk, the mark lies in the locker: the next notice at the door names its code, and nothing of it is typed again."""
    clerk.goto(f"/notices/rights/{first.right.number}")
    clerk.locator("#act-verify_right summary").click()
    fill(clerk.locator("#act-verify_right"), "verify_right-", {"verification_basis": "商标注册簿第7654321号，有效"})
    with clerk.expect_navigation():
        clerk.locator("#act-verify_right button[type=submit]").click()
    holder.goto("/rights")
    papers = {"platform_department": str(first.department_id), "right": "trademark", "right_holder_name": "青松公司", "true_identity": "电话 13900000000"}
    papers |= {"listing_addresses": "https://yunjishi.example/item/8", "notice_facts": FACTS, "notice_guarantee": "given", "right_code": first.right.code}
    fill(holder.locator("form[method=post]"), "", papers)
    holder.get_by_role("button", name="提交通知", exact=True).click()
    expect(holder.locator("main")).to_contain_text("已核验")
    assert Notice.objects.latest("pk").right == first.right


@pytest.mark.usefixtures("sealed")
def test_a_holder_who_signs_in_sues_and_the_measure_stays(
    seat: Callable[..., Page], check_accessible: Callable[[Page], None], settings: Any, tmp_path: Path
) -> None:
    settings.CAPTURE_LOCAL = True
    who = {**seated(), "holder": holding()}
    clerk, seller, holder = seat("clerk"), seat("seller"), seat("holder")
    with open_shop() as shop:
        number = send_file(holder, f"{shop.url}/shop", check_accessible)
        clerk.goto(f"/notices/{number}")
        clerk.locator("#act-take_notice_in summary").click()
        with clerk.expect_navigation():
            clerk.locator("#act-take_notice_in button[type=submit]").click()
        first = capture_at_the_page(clerk, number, who)
        take(clerk, number, "take_measures", measure="block", reason="吊牌编号不存在", automation="assisted")
        taken_down(clerk, first, who)
    answer_and_wait(clerk, seller, number, check_accessible)
    for side in (seller, holder):
        side.goto(f"/dossiers/{number}")
        for words in ("处理理由告知", "吊牌编号不存在", "由自动化手段发现，人员判断", "向平台提交声明和初步证据"):
            expect(side.locator("main")).to_contain_text(words)
    take(holder, number, "right_holder_acts", action_taken="suit", evidence_of_action="（2026）浙01民初1号受理通知书")
    take(clerk, number, "keep_measures", note="权利人已起诉，维持措施。")
    clerk.goto(f"/dossiers/{number}")
    expect(clerk.locator("#step-lift_measures")).to_have_count(0)
    assert Dossier.objects.get().state == "measures_kept"
    take(clerk, number, "close_as_infringing", decision_reference="（2026）浙01民初1号判决")
    assert Dossier.objects.get().state == "closed"
    look(holder, "notice-holder", check_accessible)
    prove(clerk, number, tmp_path)
    send_file(holder, "https://yunjishi.example/next", None)
    holder.goto("/notices")
    expect(holder.locator("main table")).to_contain_text("青松公司")


def send_file(holder: Page, address: str, check: Callable[[Page], None] | None) -> str:
    """Send what a file lists: one row is good, the others are told why they are not."""
    holder.goto("/notices")
    holder.get_by_role("link", name="批量提交").click()
    told = {"right": "trademark", "right_holder_name": "青松公司", "true_identity": "电话 13900000000", "notice_facts": FACTS, "notice_guarantee": "given"}
    fill(holder.locator("main form").last, "", {**told, "right_number": "7654321", "right_classes": "第25类：鞋", "right_until": "2031-06-30"})
    table = f"网址,平台,说明\n{address},云集市平台,鞋\n不是网址,云集市平台,\n{address},yunjishi,\n".encode("utf-8-sig")
    holder.locator("[name=list_file]").set_input_files({"name": "清单.csv", "mimeType": "text/csv", "buffer": table})
    if check:
        look(holder, "notices-many", check)
    with holder.expect_navigation():
        holder.get_by_role("button", name="读取文件，逐行核对").click()
    expect(holder.locator("main")).to_contain_text("可以提交 1 行，有误 2 行")
    if check:
        look(holder, "notices-draft", check)
    with holder.expect_navigation():
        holder.get_by_role("button", name="提交无误的 1 行").click()
    expect(holder.locator("main")).to_contain_text("共 3 行，未提交 2 行，成 1 份通知")
    expect(holder.locator("main")).to_contain_text("与第 1 行重复")
    if check:
        look(holder, "notices-many-answered", check)
    return Notice.objects.latest("pk").number
