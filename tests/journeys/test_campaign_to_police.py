"""J1 from end to end, in Chinese: a campaign's plan, a task, a finding, a case, its evidence and amounts, a consultation, the pack, police, procurator."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from audited import by_hand
from django.utils.timezone import localdate, now
from identified import IDENTIFIED
from institutions.market.known_lake import fill as fill_lake
from journeys.browsing import look
from journeys.casework import add_line, certified, constables, fill, make
from local_shop import open_shop
from people import PASSWORD, department_of, people
from playwright.sync_api import Page, expect

from mingjian.institutions.campaigns.models import Campaign, Task
from mingjian.institutions.cases.models import Case
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.conferences.models import Consultation
from mingjian.institutions.evidence.captures.work.storage import keep_page
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.dossiers.shown import url_of
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.record import ledger

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is absent: install the package chromium.")]
Check = Callable[[Page], None]
ORDERS = 160
PLATFORM = "yunjishi"


def cast() -> dict[str, Officer]:
    """City, two investigators and the head of the county, its police and its procurator; the head signs no report that they approve."""
    who = certified()
    who["wang"].roles = ["officer", "head", "principal"]
    who["wang"].save()
    who |= people("sun")
    constables()
    county = department_of("county")
    who["lu"] = Officer(username="lu", name_zh="lu", department=county, duty="work", roles=["officer"], certificate="浙A-lu")
    who["lu"].password = who["li"].password
    who["lu"].save()
    for one in Officer.objects.filter(username__in=["min", "gao"]):
        one.set_password(PASSWORD)
        one.save()
        who[one.username] = one
    return who


def market(folder: Path, url: str) -> None:
    """A lake with the listing, its operator in the register, and its orders."""
    here: dict[str, object] = {"platform": PLATFORM, "shop_id": "S9"}
    firm: dict[str, object] = {"name": "桐庐青禾鞋行", "uscc": "91330122MA2CG0TP47"}
    bought: dict[str, object] = {**here, "listing_id": "L7", "amount": 300, "paid_at": "2026-10-01T08:00:00"}
    rows: dict[str, list[dict[str, object]]] = {
        "listing": [{**here, "listing_id": "L7", "title": "复刻运动鞋", "price": 300, "url": url, "seen_at": "2026-10-09T08:00:00"}],
        "operator": [{**here, **firm, "operator_id": "O9", "shop_name": "青禾鞋行"}],
        "registration": [{**firm, "platform": "登记", "address": "桐庐县某路 8 号"}],
        "order": [{**bought, "order_id": f"N{n}", "buyer_id": f"u{n}"} for n in range(ORDERS)],
    }
    fill_lake(folder, rows)


def found(by: Officer) -> Finding:
    """What a detector said of the listing in the night."""
    at = datetime.now(UTC) - timedelta(hours=2)
    run = Run.objects.create(
        detector="replica_words", version="1", engine="duckdb", started_at=at, ended_at=at, by=by, department=by.department, digest="7" * 64
    )
    by_hand(run)
    said = {"reason_zh": "文字中出现“复刻”", "reason_en": "It says “复刻”", "innocent_zh": "正品经典款", "innocent_en": "A classic of the brand itself"}
    where = {"department": by.department, "region_is_known": True, "found_at": at, "shop": f"{PLATFORM}/S9"}
    shown = '{"texts": {"title": "复刻运动鞋"}, "field": "title", "spans": [[0, 2, "复刻"]]}'
    return Finding.objects.create(
        run=run, detector="replica_words", subject_kind="listing", subject=f"{PLATFORM}/L7", score=0.93, evidence_json=shown, **where, **said
    )


def take(page: Page, number: str, step: str, *, refused: str = "", **papers: str) -> None:
    """Take a step at its form, as the page drew it; what stands there already is left."""
    page.goto(url_of(Dossier.objects.get(number=number)))
    form = page.locator(f"#step-{step}")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    fill(form, step, papers)
    with page.expect_navigation():
        form.locator("form[enctype] button[type=submit]").first.click()
    if refused:
        expect(page.locator(f"#step-{step}")).to_contain_text(refused)
    else:
        expect(page.locator(".note--good").first).to_be_visible()


@pytest.mark.usefixtures("sealed")
def test_from_the_plan_to_the_police(seat: Callable[..., Page], check_accessible: Check, settings: Any, tmp_path: Path) -> None:
    settings.CAPTURE_LOCAL, settings.LAKE = True, str(tmp_path / "lake")
    who = cast()
    city, officer, second, head = seat("sun"), seat("li"), seat("lu"), seat("wang")
    with open_shop() as shop:
        market(tmp_path, f"{shop.url}/shop")
        campaign = plan(city, officer, check_accessible)
        number = clue_from_the_finding(officer, head, campaign, found(who["li"]))
        case = case_from_the_clue(head, officer, second, number, check_accessible)
        capture(officer, case, who)
    amounts(officer, case, who, check_accessible)
    consult(officer, {"min": seat("min"), "gao": seat("gao"), "sun": city}, case, check_accessible)
    transfer = pack(officer, second, head, case, check_accessible)
    police_and_procurator(officer, second, seat("min"), seat("gao"), transfer, check_accessible)
    figures(city, officer, campaign, [number, case.number, transfer], check_accessible)
    ledger.checkpoint(now())
    assert all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.all())


def plan(city: Page, officer: Page, check: Check) -> Campaign:
    """The city plans a special action and issues it; the county gets its task, and receives it."""
    city.goto("/campaigns/new")
    told = {
        "title": "清网行动",
        "aims": "整治网售假冒鞋服",
        "ends_on": (localdate() + timedelta(days=60)).isoformat(),
        "goods": "运动鞋",
        "words": "复刻\n高仿",
    }
    for name, value in told.items():
        city.locator(f"[name={name}]").fill(value)
    city.locator("[name=fields_of_goods][value=clothing_shoes]").check()
    city.locator(f"[name=members][value='{department_of('county').pk}']").check()
    look(city, "j1-plan", check)
    with city.expect_navigation():
        city.get_by_role("button", name="保存方案").click()
    campaign = Campaign.objects.get()
    take(city, campaign.number, "issue", campaign_until=told["ends_on"])
    city.locator("summary").filter(has_text="下达任务").click()
    form = city.locator("form[action$='/tasks']")
    with city.expect_response(lambda reply: "/departments" in reply.url):
        form.locator("[name=department-sought]").fill("桐庐")
    form.locator("label.pick").filter(has_text="桐庐县局").first.click()
    form.locator("[name=goal]").fill("排查辖区网店，查清货源")
    form.locator("[name=until]").fill((localdate() + timedelta(days=30)).isoformat())
    with city.expect_navigation():
        form.locator("button[type=submit]").click()
    officer.goto("/")
    officer.get_by_role("link", name=re.compile("清网行动")).first.click()
    take(officer, Task.objects.get().dossier.number, "receive")
    return campaign


def clue_from_the_finding(officer: Page, head: Page, campaign: Campaign, finding: Finding) -> str:
    """The finding becomes a clue that knows its shop, operator and page; it is counted in the action once, and decided to be filed."""
    officer.goto(f"/findings/{finding.pk}")
    with officer.expect_navigation():
        officer.get_by_role("button", name="采用为线索").click()
    clue = Clue.objects.get()
    number = clue.dossier.number
    officer.goto(f"/campaigns/{campaign.number}")
    officer.locator(f"input[type=checkbox][name=dossier][value='{number}']").check()  # proposed by its key word
    with officer.expect_navigation():
        officer.get_by_role("button", name="归入本行动").click()
    take(officer, number, "conclude_check", check_result="购样经权利人辨认为仿品。", proposal="file")
    take(head, number, "decide_to_file", reporter="none")
    expect(head.locator("a[href*='/cases/new'], a[href*='/dossiers/new/admin_case']")).to_have_count(1)  # one way to the form, not two
    return number


def case_from_the_clue(head: Page, officer: Page, second: Page, number: str, check: Check) -> Case:
    """The case knows what the clue knew; two investigators with certificates; act, field and crime set."""
    head.goto(f"/clues/{number}")
    head.get_by_role("link", name="建立卷宗：行政处罚普通程序").click()
    expect(head.locator("[name=party_name]")).to_have_value("桐庐青禾鞋行")
    head.locator("[name=first]").select_option(label="li（浙A-li）")
    head.locator("[name=second]").select_option(label="lu（浙A-lu）")
    with head.expect_navigation():
        head.get_by_role("button", name="立案").click()
    case = Case.objects.get()
    assert (case.party_code, case.party_address) == ("91330122MA2CG0TP47", "桐庐县某路 8 号")
    officer.goto(f"/cases/{case.number}")
    officer.get_by_text("登记当事人、案由和罪名").click()
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": "2026-10-09"}
    fill(officer.locator("form[action$=describe]"), "case", told)
    with officer.expect_navigation():
        officer.locator("form[action$=describe] button").click()
    take(officer, case.number, "investigate")
    take(second, case.number, "investigate")
    return case


def capture(officer: Page, case: Case, who: dict[str, Officer]) -> None:
    """The page is captured, its address filled in from the clue; the extraction record is filled by the capture."""
    officer.goto(f"/cases/{case.number}/evidence")
    form = officer.locator("form[action$=capture_page]")
    if not form.is_visible():
        officer.locator("summary").filter(has_text="固定网页证据").click()
    expect(form.locator("[name$=page_address]")).to_have_value(re.compile("/shop$"))
    with officer.expect_navigation():
        form.locator("button[type=submit]").click()
    kept = keep_page(Capture.objects.get(), by=who["li"], clock=now, guard=lambda: None)
    assert kept.archive is not None
    text = make(officer, case.number, "extraction_record")
    assert kept.archive.sha256 in text
    assert "一次性浏览器" in text


def orders(start: int, end: int) -> str:
    return "\n".join(f"order/{PLATFORM}/N{n}" for n in range(start, end))


def amounts(officer: Page, case: Case, who: dict[str, Officer], check: Check) -> None:
    """Sold by orders of the lake, unsold by the list of goods, refunds and sham orders taken out; 82 % of the line warns on the page and in the docket."""
    number = case.number
    counted = seal(["运动鞋 50 双".encode()], "现场清点清单.txt", dossier=case.dossier, by=who["li"], at=now())
    by_hand(counted)
    goods = counted.sha256
    sold = {"goods_name": "运动鞋", "unit_price": "300", "price_basis": "actual"}
    add_line(officer, number, amount_kind="sold", quantity="160", amount_proofs=orders(0, 160), **sold)
    add_line(officer, number, amount_kind="unsold", goods_name="运动鞋", quantity="50", price_basis="average", amount_proofs=goods[:16])
    add_line(officer, number, amount_kind="refund", quantity="8", amount_proofs=orders(0, 8), reason="平台已退款", **sold)
    add_line(officer, number, amount_kind="sham", quantity="15", amount_proofs=orders(8, 23), reason="sham_ring：买家互购", **sold)
    for nth, why in ((3, "退款记录已核对"), (4, "刷手承认，空包发货")):
        officer.goto(f"/acts/amount_line/{number}-{nth}/settle_amount_line")
        officer.locator("main form [name$=reason]").fill(why)
        with officer.expect_navigation():
            officer.locator("main form button[type=submit]").last.click()
    officer.goto(f"/cases/{number}")
    expect(officer.locator("main")).to_contain_text("案值已达销售假冒注册商标的商品罪追诉标准的 82 %")
    officer.goto(f"/cases/{number}/papers")
    expect(officer.locator("#pack")).to_contain_text("缺")
    look(officer, "j1-case", check)
    officer.goto("/docket")
    expect(officer.locator("main")).to_contain_text(f"{number}：案值已达")


def consult(officer: Page, desks: dict[str, Page], case: Case, check: Check) -> None:
    """Three departments are asked; the police dissent; the minutes keep it. First the right holder says what the goods are."""
    take(officer, case.number, "commission_test", test_kind="identification", tester="青松公司")
    take(officer, case.number, "receive_test", test_result="不是本公司生产，系假冒。", **IDENTIFIED)
    officer.goto(f"/conferences/new?from={case.number}")
    officer.locator("[name=law]").fill("案值达标准百分之八十二，是否有犯罪的合理嫌疑？")
    for name in desks:
        officer.locator(f"[name=departments][value='{Officer.objects.get(username=name).department_id}']").check()
    with officer.expect_navigation():
        officer.get_by_role("button", name="发起并邀请").click()
    number = Consultation.objects.get().dossier.number
    for name, page in desks.items():
        told = {"dissent": "未销售部分不应计入销售金额。"} if name == "min" else {}
        take(page, number, "give_opinion", opinion="同意移送。", **told)
    take(officer, number, "put_conclusion", opinion="有合理嫌疑，移送公安机关。")
    for name, page in desks.items():
        if name != "min":  # the police have dissented
            take(page, number, "sign_conclusion")
    take(officer, number, "agree")  # filled with what was signed
    take(officer, number, "close", follow_up="三日内移送。")
    look(officer, "j1-consultation", check)
    minutes = make(officer, number, "consultation_minutes")
    assert "未销售部分不应计入销售金额" in minutes
    assert "桐庐县检察院" in minutes


def pack(officer: Page, second: Page, head: Page, case: Case, check: Check) -> str:
    """The case is transferred, the pack refused while it has gaps, mended at the places that it links, and then it leaves with everything filled in."""
    suspected = {"receiving_body": "桐庐县公安局", "reason": "涉嫌销售假冒注册商标的商品罪。"}
    take(head, case.number, "transfer_case", refused="未达追诉标准，82 %", transfer_kind="police", **suspected)
    take(head, case.number, "transfer_below_line", below_line_reason="达标准的百分之八十二，另有两家网店的订单未调取，有合理怀疑。", **suspected)
    take(officer, case.number, "transfer_below_line")
    officer.goto(f"/cases/{case.number}")
    officer.get_by_role("link", name=re.compile("^建立卷宗")).click()
    expect(officer.locator("[name=opening-case_value]")).to_have_value(re.compile("^56100"))
    expect(officer.locator("[name=opening-crime]")).to_have_value("销售假冒注册商标的商品罪")
    with officer.expect_navigation():
        officer.locator("main form button[type=submit]").last.click()
    number = Dossier.objects.get(procedure="crime_transfer").number
    take(officer, number, "write_report", transfer_report="两人核实：销售、未销售数额清楚，权利人辨认为假冒。")
    take(second, number, "write_report")
    take(head, number, "approve_transfer")
    take(officer, number, "transfer", refused="移送材料包还缺 3 项")
    look(officer, "j1-pack-refused", check)
    for form in ("crime_report", "transfer_goods", "transfer_letter_crime"):
        officer.goto(f"/dossiers/{number}")
        officer.locator(f"#pack a[href$='/documents/{form}']").click()
        with officer.expect_navigation():
            officer.get_by_role("button", name=re.compile("^制作(此文书|草稿)")).first.click()
    officer.goto(f"/dossiers/{number}")
    expect(officer.locator("#pack")).to_contain_text("齐全")
    look(officer, "j1-pack", check)
    take(officer, number, "transfer")  # the police body and the list of papers stand there already
    entry = Entry.objects.get(kind="transfer", dossier__number=number)
    assert "青松公司" not in entry.body
    assert "涉嫌犯罪案件情况的调查报告" in entry.body
    return number


def police_and_procurator(officer: Page, second: Page, police: Page, procurator: Page, number: str, check: Check) -> None:
    """Refused by a code, reconsidered, before the procurator, ordered, filed; each from the own desk."""
    today = localdate().isoformat()
    police.goto("/")
    police.locator(f"a[href^='/dossiers/{number}']").first.click()
    look(police, "j1-police", check)
    take(police, number, "accept_transfer", receipt="已签收", case_kind="economic")
    take(police, number, "refuse_case", declined_ground="insufficient", reason="认为销售数额证据不足。", served_on=today)
    officer.goto(f"/dossiers/{number}")
    expect(officer.locator("main")).to_contain_text("认为现有证据不足")
    take(officer, number, "request_reconsideration", reason="订单逐笔有据，刷单、退款已剔除。")
    take(police, number, "uphold_refusal", reason="维持。", served_on=today)
    take(officer, number, "propose_supervision", reason="应当立案而不立案。")
    procurator.goto("/")
    procurator.locator(f"a[href^='/dossiers/{number}']").first.click()
    look(procurator, "j1-procurator", check)
    take(procurator, number, "demand_reasons", served_on=today)
    police.goto("/docket")
    expect(police.locator("main")).to_contain_text("说明不立案理由")
    take(police, number, "give_reasons", reason="认为数额未查清。")
    take(procurator, number, "order_filing", reason="不立案理由不成立。", served_on=today)
    take(police, number, "open_case", document_number="桐公（经）立字〔2026〕17号")
    take(procurator, number, "end_supervision")
    take(officer, number, "receive_filing_notice", served_on=today)  # the number of the letter stands there already
    take(officer, number, "hand_over_goods", goods_list="运动鞋五十双", receipt="已签收")
    take(second, number, "hand_over_goods")
    take(officer, number, "conclude")
    assert Dossier.objects.get(number=number).is_closed


def figures(city: Page, officer: Page, campaign: Campaign, numbers: list[str], check: Check) -> None:
    """The task is reported back and confirmed; the table says what happened and nothing else, and each number opens to its rows."""
    task = Task.objects.get().dossier.number
    take(officer, task, "report", progress="查处一家，已移送公安机关立案。")
    take(city, task, "confirm")
    clue, case, transfer = numbers
    counted = {
        "clues_opened": clue, "clues_dealt_with": clue, "cases_filed": case, "suspected_value": transfer, "transferred": transfer, "police_declined": transfer,
        "reconsiderations": transfer, "filing_ordered": transfer, "criminal_filed": transfer, "tasks_given": task, "tasks_done": task,
    }  # fmt: skip
    city.goto(f"/campaigns/{campaign.number}")
    look(city, "j1-figures", check)
    table = city.locator("[aria-labelledby=figures] tbody tr")
    assert table.locator("a").count() == len(counted)
    for row, number in counted.items():
        city.goto(f"/campaigns/{campaign.number}")
        link = city.locator(f"[aria-labelledby=figures] a[href$='/{row}']")
        expect(link).to_have_text("56,100" if row == "suspected_value" else "1")
        link.click()
        expect(city.locator("main")).to_contain_text(number)
