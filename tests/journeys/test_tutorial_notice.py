"""The tutorial's notice walks from the public door to the ledger, both ways out, by the buttons that the tutorial names."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate
from journeys.noticing import fill, seated
from playwright.sync_api import Page, expect

from mingjian.institutions.notices.models import Notice
from mingjian.office.demo import demo_picture
from mingjian.office.models import Dossier

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8").partition("\n## English")


class Walk:
    """The platform's clerk, or the seller, at the page of one dossier; each step is pressed by its label, which the tutorial must name in its Chinese part."""

    def __init__(self, number: str) -> None:
        self.number = number

    def take(self, page: Page, step: str, label: str, *, refused: str = "", **papers: str) -> None:
        assert label in TUTORIAL[0], f"The tutorial does not name {label}."
        page.goto(f"/dossiers/{self.number}")
        fold = page.locator(f"#step-{step}")
        expect(fold.locator("summary").first).to_contain_text(label)
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
        fill(fold, f"{step}-", papers)
        with page.expect_navigation():
            fold.locator("button[type=submit]").first.click()
        if refused:
            expect(page.locator(f"#step-{step}")).to_contain_text(refused)


def sent_at_the_door(page: Page, platform: int, file: Path) -> Notice:
    """Send it without an account, see what it lacks, add that, and stay at the receipt."""
    page.goto("/rights")
    papers = {"platform_department": str(platform), "right": "trademark", "right_holder_name": "青松公司", "true_identity": "电话 13900000000"}
    papers |= {"listing_addresses": "云集市 › 直播间 青禾鞋行 @ 00:12:30", "notice_facts": "吊牌编号不存在，系仿冒。", "notice_guarantee": "given"}
    fill(page.locator("form[method=post]"), "", {**papers, "right_number": "7654321", "right_classes": "第25类：鞋", "right_until": "2031-06-30"})
    page.get_by_role("button", name="提交通知", exact=True).click()
    expect(page.locator("main")).to_contain_text("没有初步证据的文件")
    page.locator("[name=notice_note]").fill("直播间截图")
    expect(page.locator("[name=shown_places]")).to_have_value("云集市 › 直播间 青禾鞋行 @ 00:12:30")
    page.locator("form:has([name=notice_note]) [name=item_file]").set_input_files(file)
    page.get_by_role("button", name="提交补充材料").click()
    expect(page.locator("main")).to_contain_text("机器核对没有发现缺项")
    return Notice.objects.get()


def test_the_tutorials_notice_from_the_door_to_the_ledger(page: Page, seat: Callable[..., Page], live_server: Any, settings: Any, tmp_path: Path) -> None:
    settings.PUBLIC_DOOR = True
    who, deed = seated(), tmp_path / "直播间截图.png"
    deed.write_bytes(demo_picture())
    base = live_server.url.replace("127.0.0.1", "localhost")
    holder = page.context.browser.new_context(locale="zh-CN", base_url=base).new_page()  # type: ignore[union-attr]  # a page has a browser here
    clerk, seller = seat("clerk"), seat("seller")
    notice = sent_at_the_door(holder, int(who["clerk"].department_id or 0), deed)
    walk = Walk(notice.number)

    clerk.goto("/")
    clerk.get_by_role("link", name="青松公司").first.click()
    expect(clerk.locator(".turn--mine")).to_contain_text("接收通知")
    clerk.locator("#act-take_notice_in summary").click()
    with clerk.expect_navigation():
        clerk.locator("#act-take_notice_in button[type=submit]").click()

    expect(clerk.locator("main")).to_contain_text("已取证封存")
    walk.take(clerk, "take_measures", "采取必要措施", measure="disconnect", reason="侵权可能性较大")
    forward(clerk, walk)
    seller.goto("/")
    expect(seller.locator("main")).to_contain_text("青松公司")
    walk.take(seller, "receive_statement", "经营者提交声明", statement="所售为正品", preliminary_evidence="进货单", true_identity="某店主")
    walk.take(clerk, "deliver_statement", "转送声明并告知可以投诉或者起诉", delivery_receipt="邮件送达")
    walk.take(clerk, "confirm_arrival", "声明到达权利人", served_on=localdate().isoformat())

    clerk.goto(f"/dossiers/{walk.number}")
    turn = clerk.locator("p.turn")
    expect(turn).to_contain_text("等权利人：")  # who has no account here, and whose days they are
    expect(clerk.locator(".turn--mine")).to_have_count(0)
    walk.take(clerk, "lift_measures", "终止措施", refused="尚未届满", reason="期满")
    assert Dossier.objects.get().state == "waiting_for_right_holder"
    holder.goto(f"/rights/{notice.code}")
    expect(holder.locator("main")).to_contain_text("权利人投诉或者起诉期限")

    suit = {"action_taken": "suit", "evidence_of_action": "（2026）浙01民初1号受理通知书"}
    walk.take(clerk, "right_holder_acts", "权利人通知已投诉或者起诉", **suit)
    walk.take(clerk, "keep_measures", "维持措施")
    walk.take(clerk, "close_as_infringing", "按裁判或者处理决定办理：维持", decision_reference="（2026）浙01民初1号判决")
    assert Dossier.objects.get().is_closed
    proven(clerk, walk.number)
    holder.context.close()


def forward(clerk: Page, walk: Walk) -> None:
    """Forward the notice to the operator, found by name."""
    assert "转送通知" in TUTORIAL[0]
    clerk.goto(f"/dossiers/{walk.number}")
    form = clerk.locator("#step-forward_notice")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    form.locator("[name='forward_notice-delivery_receipt']").fill("站内信已读")
    form.locator("[name='forward_notice-operator_department-sought']").fill("青禾鞋行")
    with clerk.expect_navigation():
        form.locator("button[type=submit]").first.click()


def proven(clerk: Page, number: str) -> None:
    """Verify every entry of the dossier against the signed ledger."""
    clerk.goto(f"/dossiers/{number}")
    clerk.locator("form[hx-post*=verify] button").click()
    expect(clerk.locator("#verified .note--good").first).to_be_visible()
