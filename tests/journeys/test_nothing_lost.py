"""What is typed is not lost: by a session that ends, a change of language, a closed page; and it is nobody else's."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import now
from journeys.browsing import look, sign_in
from people import PASSWORD, people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

TYPED = "到店核查，现场存放假冒运动鞋三百双，已拍照。"


def accepted(by: Officer) -> Dossier:
    told = Intake(source="inspection", suspected_act="销售假冒注册商标的商品", platform="yunjishi", shop_id="S7", shop_name="山海户外")
    dossier = register(told, by=by, at=now()).dossier
    take(dossier, "accept", by=by, at=now())
    return dossier


def field(page: Page) -> Any:
    return page.locator("[name=conclude_check-check_result]")


def drafts(page: Page) -> Any:
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'))")


def begin(page: Page, dossier: Dossier) -> None:
    page.goto(f"/clues/{dossier.number}#step-conclude_check")
    field(page).fill(TYPED)


def test_a_session_that_ended_gives_the_text_back_at_its_place(seat: Callable[..., Page], live_server: Any) -> None:
    """Desk d-2: what was typed was lost with the session."""
    dossier = accepted(people()["li"])
    page = seat("li")
    begin(page, dossier)
    page.locator("[name=conclude_check-proposal]").select_option("transfer")
    page.context.clear_cookies(name="sessionid")
    page.locator("#step-conclude_check button[type=submit]").first.click()
    expect(page.locator("[name=login]")).to_be_visible()
    page.fill("[name=login]", "li")
    page.fill("[name=password]", PASSWORD)
    page.click("form[action*=login] button[type=submit]")
    page.wait_for_url(f"**/clues/{dossier.number}*")
    expect(field(page)).to_be_visible()
    expect(field(page)).to_have_value(TYPED)
    expect(page.locator("[name=conclude_check-proposal]")).to_have_value("transfer")
    expect(page.locator("#step-conclude_check .note").first).to_contain_text("已恢复您此前填写")
    page.locator("#step-conclude_check button.button--first").click()
    expect(page.locator(".notes .note--good")).to_contain_text("报送核查结论")
    page.goto(f"/clues/{dossier.number}")
    assert drafts(page) == []


def test_an_officer_who_was_entered_is_not_offered_again_as_not_sent(seat: Callable[..., Page]) -> None:
    """Desk F8: the form of /staff showed whoever was just entered as not submitted."""
    people()
    page = seat("system")
    page.goto("/staff")
    page.locator("main details").evaluate_all("all => all.forEach((one) => one.open = true)")
    form = page.locator("form[action$='/staff/officers']")
    form.locator("[name=username]").fill("ouyang.xiufen")
    form.locator("[name=name_zh]").fill("欧阳秀芬")
    form.locator("[name=department]").first.check()
    form.locator("button[type=submit]").click()
    expect(page.locator(".notes .note--good")).to_contain_text("欧阳秀芬")
    page.goto("/staff")
    expect(page.locator("[name=username]")).to_have_value("")
    expect(page.locator("body")).not_to_contain_text("已恢复您此前填写")
    assert drafts(page) == []


def test_a_button_named_as_a_property_of_forms_stops_no_script(seat: Callable[..., Page]) -> None:
    """Desk F18: on /accounts/password/set/ a button named `action` hid the form's address. The fixture of pages fails for any fault of a script."""
    people()
    page = seat("li")
    page.goto("/account")
    page.evaluate("""() => {
        const names = ["action", "method", "elements", "submit", "reset"], form = document.createElement("form");
        form.setAttribute("method", "post"); form.setAttribute("action", "/acts/nothing");
        for (const name of names) form.append(Object.assign(document.createElement("button"), { name, type: "button" }));
        const text = Object.assign(document.createElement("textarea"), { name: "why" });
        form.append(text); document.querySelector("main").append(form);
        text.value = "因案件调查需要"; text.dispatchEvent(new Event("input", { bubbles: true }));
        form.addEventListener("submit", (event) => event.preventDefault());
        form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    }""")
    assert drafts(page) == [f"draft:{Officer.objects.get(username='li').pk}:/acts/nothing"]


def test_a_change_of_language_after_a_refusal_keeps_the_text(seat: Callable[..., Page]) -> None:
    dossier = accepted(people()["li"])
    page = seat("li")
    begin(page, dossier)
    page.locator("#step-conclude_check form").evaluate("form => form.noValidate = true")
    page.locator("#step-conclude_check button.button--first").click()
    expect(page.locator("#step-conclude_check [role=alert]")).to_be_visible()
    page.get_by_role("button", name="English").click()
    page.wait_for_url(f"**/clues/{dossier.number}*")
    expect(field(page)).to_have_value(TYPED)
    page.get_by_role("button", name="Discard it").click()
    expect(field(page)).to_have_value("")
    page.reload()
    expect(field(page)).to_have_value("")


def test_a_draft_is_of_one_officer_and_goes_with_signing_out(seat: Callable[..., Page], live_server: Any) -> None:
    who = people()
    dossier = accepted(who["li"])
    page = seat("li")
    begin(page, dossier)
    page.context.clear_cookies(name="sessionid")
    sign_in(page, live_server.url.replace("127.0.0.1", "localhost"), "wang")
    assert drafts(page) == []
    page.context.clear_cookies(name="sessionid")
    sign_in(page, live_server.url.replace("127.0.0.1", "localhost"), "li")
    begin(page, dossier)
    page.locator("summary .menu__name").click()
    page.locator("form[action*=logout] button").click()
    expect(page.locator("[name=login]")).to_be_visible()
    assert drafts(page) == []


def test_the_pages_of_a_decision_at_both_widths(seat: Callable[..., Page], check_accessible: Callable[[Page], None]) -> None:
    who = people()
    dossier = accepted(who["li"])
    take(dossier, "conclude_check", by=who["li"], at=now(), given={"check_result": TYPED, "proposal": "transfer"})
    for language in ("zh-hans", "en"):
        page = seat("wang", language)
        page.goto(f"/clues/{dossier.number}")
        expect(page.locator(".turn--mine")).to_be_visible()
        expect(page.locator("#step-transfer")).to_have_attribute("open", "")
        page.set_viewport_size({"width": 390, "height": 844})
        top, facts = page.locator("#steps").bounding_box(), page.locator("#facts").bounding_box()
        assert top is not None
        assert facts is not None
        assert top["y"] < facts["y"]
        look(page, f"decision-{language}", check_accessible)
    take(dossier, "transfer", by=who["wang"], at=now(), given={"transfer_kind": "police", "receiving_body": "桐庐县公安局", "reason": "同意"})
    page = seat("li")
    page.goto(f"/clues/{dossier.number}")
    page.locator(".led a.button--first").click()
    expect(page.locator("[name=opening-suspicion]")).to_have_value(TYPED)
    look(page, "opening-filled", check_accessible)


def test_a_refusal_stands_where_the_eye_is(seat: Callable[..., Page], live_server: Any) -> None:
    """Desk A8: the page came back at its top, unchanged, and the reason lay two screens below, as if the click were dead."""
    li = people()["li"]
    dossier = accepted(li)
    page = seat("li")
    begin(page, dossier)
    page.locator("[name=conclude_check-proposal]").select_option("transfer")
    take(dossier, "add_facts", by=li, at=now(), given={"new_facts": "举报人补充：同一直播间还有二百双。"})  # in another window
    page.locator("#step-conclude_check button.button--first").click()
    why = page.locator("#step-conclude_check [data-refused]")
    expect(why).to_contain_text("已有他人办理")
    expect(why).to_be_in_viewport()
    expect(why).to_be_focused()
    top = page.locator("main .note--bad").first
    expect(top).to_contain_text("已有他人办理")
    expect(top.locator("a[href='#step-conclude_check']")).to_have_count(1)
    expect(field(page)).to_have_value(TYPED)
