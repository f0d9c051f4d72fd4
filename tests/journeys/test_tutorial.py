"""The tutorial's listing walks from a finding to the police's receipt, and the way is short: clicks and signs are counted, and no known fact is typed again."""

import re
from collections.abc import Callable

from identified import IDENTIFIED
from journeys.counting import Hand, Tally
from journeys.world import make_findings_of_a_shop
from people import PASSWORD, department_of, people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Department, Dossier, Officer

#: Of them five clicks and 80 signs say by what the right holder's opinion is weighed (who signed it, compared by what): without it the check does not close.
MOST_CLICKS, MOST_TYPED = 50, 170


def test_from_a_finding_to_the_receipt_of_the_police(seat: Callable[..., Page]) -> None:
    who = people("li", "wang")
    for name, officer in who.items():  # as the tutorial's officers have them
        officer.certificate = f"浙{name}"
        officer.save()
    make_findings_of_a_shop(who["li"])
    bureau = Department.objects.create(name_zh="桐庐县公安局", name_en="Police", kind="police", level="county", region="330122")
    police = Officer(username="jing", name_zh="警", department=bureau, duty="work", roles=["police"])
    police.set_password(PASSWORD)
    police.save()
    assert department_of("county") == who["li"].department
    tally = Tally()
    county, head = Hand(seat("li"), tally), Hand(seat("wang"), tally)

    find_and_report(county)
    decide(head)
    open_the_transfer(county)
    sign_and_approve(head)
    hand_over(county)
    receipt(Hand(seat("jing"), tally))

    transfer = Dossier.objects.get(procedure="crime_transfer")
    assert transfer.state["filing"] == "accepted"
    assert transfer.arose_from == Clue.objects.get().dossier
    assert (tally.clicks <= MOST_CLICKS, tally.typed <= MOST_TYPED) == (True, True), tally


def find_and_report(county: Hand) -> None:
    """From home to the result of the check: the right holder says that it is a counterfeit, the sum stands in the platform's records."""
    page = county.page
    page.goto("/")
    county.go(page.locator("main").get_by_role("link", name="高仿一比一运动鞋").first)
    county.go(page.get_by_role("button", name="采用为线索"))
    county.take("commission_test", test_kind="identification", tester="商标权利人")
    county.take("receive_test", test_result="非权利人产品，系假冒", **IDENTIFIED)
    county.take("conclude_check", check_result="权利人辨认为假冒，平台有销售记录", proposal="transfer", sales_amount="12万")


def decide(head: Hand) -> None:
    page = head.page
    page.goto("/")
    head.go(page.locator("#due + ul a", has=page.locator(".tag--info")).first)
    head.take("transfer", transfer_kind="police", receiving_body="桐庐县公安局")


def open_the_transfer(county: Hand) -> None:
    page = county.page
    county.look_again()
    county.go(page.get_by_role("link", name="建立").first)
    form = page.locator("main form[enctype], main form").last
    expect(form.locator("[name='opening-sales_amount']")).to_have_value(re.compile(r"^120000(\.00)?$"))  # known by now
    county.type(form.locator("[name='opening-crime']"), "销售假冒注册商标的商品")
    county.go(form.locator("button[type=submit]"))
    county.take("write_report", transfer_report="两人核实，情况属实。")


def sign_and_approve(head: Hand) -> None:
    page = head.page
    head.go(page.locator("header a.mark"))
    head.go(page.locator("main a", has_text="请您第二签名").first)
    head.take("write_report")
    head.take("approve_transfer")
    for gap in page.locator("#pack input[name=gap]:not([value=letter]):not([value=report])").all():
        head.click(gap)
    head.type(page.locator("#pack [name=reason]"), "已核实，无此项")
    head.go(page.locator("#pack").get_by_role("button", name="署名注明所勾选的缺项"))


def hand_over(county: Hand) -> None:
    county.look_again()
    county.go(county.page.locator("#pack").get_by_role("button", name="制作缺少的文书"))
    county.take("transfer")


def receipt(police: Hand) -> None:
    page = police.page
    page.goto("/")
    police.go(page.locator("main").get_by_role("link", name="D20").first)
    police.take("accept_transfer", receipt="收到")
    expect(page.locator("main")).to_contain_text("公安机关审查中")
