"""
One matter over three regions in three browsers, by line and by disk: asked whether others work on it, a clue and its test report given, taken up and
recognised, passed on with consent, a letter answered in two parts with a file, a correction and a recall that are seen at the third.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.sites import Site, make_sites
from journeys.browsing import look
from journeys.seats import Seat, send
from playwright.sync_api import Browser, Page, expect

from mingjian.core.wire.package import read_package
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.exchange.hits.work.answers import answer_waiting
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.work.medium import packages_for, read_packages, reply_to
from mingjian.office.dossiers.filing import add_files
from mingjian.office.files.storage import Brought
from mingjian.office.models import Officer

pytestmark = pytest.mark.slow
NODES = {key: f"{key}.mingjian.example" for key in ("sh", "hz", "nj")}
REPORT = "检验报告：送检充电器不符合 GB 4943.1-2022，判定不合格。".encode()
SHOP = {"platform": "yunjishi", "shop_id": "S8801", "shop_name": "快充小铺"}
Go = Callable[[dict[str, Site]], None]


def by_line(sites: dict[str, Site]) -> None:
    for _ in range(2):
        for site in sites.values():
            site.run(send)


def by_disk(sites: dict[str, Site]) -> None:
    """Carry what waits between every two nodes, twice, and the receipts back: no door is asked."""
    for _ in range(2):
        for sender, to in permutations(sites, 2):
            there = sites[sender].run(lambda to=to: [one.data.hex() for one in packages_for(NODES[to], now(), most=2**29)])
            back = sites[to].run(lambda there=there, sender=sender: _read(there, NODES[sender]))
            again = sites[sender].run(lambda back=back, to=to: _read(back, NODES[to]))
            sites[to].run(lambda again=again, sender=sender: _read(again, NODES[sender]))


def _read(packages: list[str], sender: str) -> list[str]:
    told = read_packages([read_package(bytes.fromhex(one)) for one in packages], now())
    assert not told.refused, told.refused
    answer_waiting(now())
    return [one.data.hex() for one in reply_to(sender, told, now(), most=2**29)]


@pytest.fixture
def regions(tmp_path: Path, django_db_blocker: Any) -> Iterator[dict[str, Site]]:
    found = make_sites(tmp_path, django_db_blocker.unblock)
    for site in found.values():
        site.serve()
    yield found
    for site in found.values():
        site.stop()


def begin() -> str:
    li = Officer.objects.get(username="li")
    told = {"operator_name": "杭州快充科技有限公司", "operator_address": "浙江省杭州市西湖区文三路一号", **SHOP}
    content = "王某某（13700001111）反映：充电器无认证标志，使用中发热。"
    reporter = Reported("王某某", "13700001111")
    clue = register(Intake("report", "销售未经认证的产品", title="某充电器网店", content=content, reporter=reporter, **told), by=li, at=now())
    add_files(clue.dossier, [Brought([REPORT], "检验报告.txt")], by=li, at=now())
    return clue.dossier.number


def begin_at_hangzhou() -> str:
    """Hangzhou works on the same shop by a report of its own."""
    intake = Intake("report", "虚假宣传", title="本地举报的同一网店", content="宣传不实", **SHOP)
    return register(intake, by=Officer.objects.get(username="li"), at=now()).dossier.number


def held_states() -> list[str]:
    return sorted(f"{one.kind} {one.state}" for one in HeldRecord.objects.exclude(kind="assistance"))


def record_of(kind: str) -> str:
    return SharedRecord.objects.filter(kind=kind).order_by("-pk")[0].get_absolute_url()


@pytest.mark.parametrize("go", [by_line, by_disk])
def test_three_regions_work_one_matter(
    regions: dict[str, Site], browser: Browser, browser_context_args: dict[str, Any], check_accessible: Callable[[Page], None], go: Go
) -> None:
    sh, hz = regions["sh"], regions["hz"]
    number, own = sh.run(begin), hz.run(begin_at_hangzhou)
    sitting = {"shanghai": ("sh", "zh-hans", "li"), "head": ("sh", "zh-hans", "wang"), "hangzhou": ("hz", "zh-hans", "li"), "nanjing": ("nj", "en", "wang")}
    seats = {name: Seat(browser, browser_context_args, regions[key], language, who) for name, (key, language, who) in sitting.items()}
    shanghai, hangzhou, nanjing = seats["shanghai"], seats["hangzhou"], seats["nanjing"]
    try:
        _ask_whether_others_work_on_it(shanghai, number, lambda: go(regions), check_accessible)
        _give_report_and_clue(shanghai, number, check_accessible)
        go(regions)
        assert hz.run(held_states) == ["clue held", "evidence held"]
        _take_up_and_recognise(hangzhou, own, check_accessible)
        go(regions)
        _let_it_go_on(seats["head"], sh.run(lambda: record_of("clue")), check_accessible)
        go(regions)
        _pass_on_and_ask(hangzhou, check_accessible)
        go(regions)
        _answer_in_two_parts(nanjing, lambda: go(regions), hangzhou, hz, check_accessible)
        _correct(shanghai, sh.run(lambda: record_of("clue")))
        go(regions)
        expect(_came(nanjing, "更正后的网店").locator("#corrected")).to_contain_text("version 2")
        look(nanjing.page, "three-regions-corrected-en", check_accessible)
        _recall(shanghai, sh.run(lambda: record_of("clue")))
        go(regions)
        assert "clue erased" in regions["nj"].run(held_states)
        nanjing.at("/exchange")
        expect(nanjing.page.locator("main")).to_contain_text("Erased")
        look(nanjing.page, "three-regions-recalled-en", check_accessible)
        shanghai.at(sh.run(lambda: record_of("clue")))
        expect(shanghai.page.locator("main")).to_contain_text("nj.mingjian.example")
        expect(shanghai.page.locator("main")).to_contain_text("已删除")
        expect(shanghai.page.locator("h1")).to_have_text("更正后的网店")
        look(shanghai.page, "three-regions-copies", check_accessible)
    finally:
        for seat in seats.values():
            seat.page.context.close()


def _ask_whether_others_work_on_it(shanghai: Seat, number: str, go: Callable[[], None], check: Callable[[Page], None]) -> None:
    shanghai.at(f"/clues/{number}").get_by_role("link", name="查询其他地区是否在办").click()
    shanghai.page.locator("[name$=region_purpose]").select_option("check_clue")
    shanghai.press("查询其他地区是否在办")
    go()
    page = shanghai.at(f"/clues/{number}")
    expect(page.locator("[data-hit=yes]")).to_have_count(1)
    expect(page.locator("[data-hit=no]")).to_have_count(1)
    look(page, "three-regions-hit", check)


def _give_report_and_clue(shanghai: Seat, number: str, check: Callable[[Page], None]) -> None:
    page = shanghai.at(f"/exchange/dossiers/{number}/files")
    page.locator("[name=sealed_files]").first.check()
    page.locator(f"[name=node][value='{NODES['hz']}']").check()
    page.locator("[name=purpose]").select_option("assistance")
    page.locator("[name=file_kind]").select_option("test_report")
    for name, value in (("document", "沪检〔2026〕5号"), ("issuer", "上海市质量监督检验技术研究院"), ("issued_on", "2026-10-01"), ("method", "GB 4943.1-2022"),
                        ("result", "不合格")):  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    shanghai.press("查看谁将看到什么")
    expect(page.locator("section[aria-labelledby=seen]")).to_contain_text("沪检〔2026〕5号")
    look(page, "three-regions-report", check)
    shanghai.press("发送")
    shanghai.at(f"/clues/{number}").get_by_role("link", name="提供给其他地区").click()
    page.locator(f"[name=node][value='{NODES['hz']}']").check()
    shanghai.press("查看谁将看到什么")
    shanghai.press("发送")


def _came(seat: Seat, title: str) -> Page:
    seat.at("/exchange").locator("section:has(#came) a").filter(has_text=title).first.click()
    return seat.page


def _take_up_and_recognise(hangzhou: Seat, own: str, check: Callable[[Page], None]) -> None:
    page = _came(hangzhou, "某充电器网店")
    expect(page.locator("main")).not_to_contain_text("王某某")
    hangzhou.unfold("take_matter_up")
    hangzhou.press("接收移交")
    page = _came(hangzhou, "沪检〔2026〕5号")
    expect(page.locator("#whole")).to_contain_text(sha256(REPORT).hexdigest())
    with page.expect_download() as told:
        page.get_by_role("link", name="下载").first.click()
    assert Path(told.value.path()).read_bytes() == REPORT
    look(page, "three-regions-report-held", check)
    hangzhou.unfold("recognise_received")
    page.locator("[name=recognise_received-evidence_for]").fill(own)  # the case that Hangzhou works on already
    hangzhou.press("认可其他节点提供的材料")
    expect(page.locator("main")).to_contain_text("已办理：认可其他节点提供的材料")
    page = _came(hangzhou, "某充电器网店")
    hangzhou.unfold("ask_consent")
    page.locator("[name=ask_consent-consent_node]").fill("南京")
    page.locator("[name=ask_consent-consent_purpose]").select_option("check_clue")
    hangzhou.press("请求提供方同意转交")
    expect(page.locator("[data-consent=asked]")).to_have_count(1)


def _let_it_go_on(head: Seat, record: str, check: Callable[[Page], None]) -> None:
    page = head.at("/")
    expect(page.locator("main")).to_contain_text("转交")
    head.at(record)
    head.unfold("answer_consent")
    page.locator("[name=answer_consent-consent_answer]").select_option("given")
    look(page, "three-regions-consent", check)
    head.press("答复转交请求")


def _pass_on_and_ask(hangzhou: Seat, check: Callable[[Page], None]) -> None:
    page = _came(hangzhou, "某充电器网店")
    expect(page.locator("[data-consent=given]")).to_have_count(1)
    page.locator("main .head a[href*='C2026']").first.click()
    expect(page.locator("#handling")).to_contain_text("处理代码：转交须经提供方同意（sh.mingjian.example 提供）")
    look(page, "three-regions-clue-made-of-it", check)
    clue = page.url
    page.get_by_role("link", name="提供给其他地区").click()
    page.locator(f"[name=node][value='{NODES['nj']}']").check()
    page.locator("[name=place]").fill("320102")
    hangzhou.press("查看谁将看到什么")
    hangzhou.press("发送")
    page.goto(clue)
    page.get_by_role("link", name="请求其他地区协助").click()
    page.locator(f"[name=node][value='{NODES['nj']}']").check()
    page.locator("[name=letter]").fill("杭协〔2026〕1号")
    page.locator("[name=questions]").fill("请核实仓库地址、库存和实际经营者。")
    hangzhou.press("查看谁将看到什么")
    hangzhou.press("发送")


def _answer_in_two_parts(nanjing: Seat, go: Callable[[], None], hangzhou: Seat, hz: Site, check: Callable[[Page], None]) -> None:
    page = _came(nanjing, "请核实仓库地址")
    letter = page.url
    due = page.locator("#until").inner_text().split("\n")[0]
    nanjing.unfold("answer_in_part")
    page.locator("[name=answer_in_part-letter_answer]").fill("The address is right; the stock is still to be counted.")
    nanjing.press("Answer a part first")
    page.locator("section:has(#answers) a").first.click()
    nanjing.unfold("attach_file")
    page.locator("[name=attach_file-letter_file]").set_input_files({"name": "照片说明.txt", "mimeType": "text/plain", "buffer": "仓库照片说明".encode()})
    page.locator("[name=attach_file-letter_file_kind]").select_option("other")
    nanjing.press("Send a file with it")
    go()
    record = hangzhou.at(hz.run(lambda: record_of("assistance")))
    expect(record.locator("main")).to_contain_text("先行答复一部分")
    look(record, "three-regions-part", check)
    expect(hangzhou.at("/exchange").locator("section:has(#came)")).to_contain_text("照片说明")
    assert due
    page.goto(letter)
    nanjing.unfold("answer_letter")
    page.locator("[name=answer_letter-letter_answer]").fill("库存三百件，已登记保存。")
    nanjing.press("Answer the letter")
    go()
    expect(hangzhou.at(hz.run(lambda: record_of("assistance"))).locator("main")).to_contain_text("已答复")


def _correct(shanghai: Seat, record: str) -> None:
    page = shanghai.at(record)
    shanghai.unfold("correct_record")
    page.locator("[name=correct_record-record_field]").select_option("title")
    page.locator("[name=correct_record-corrected_value]").fill("更正后的网店")
    page.locator("[name=correct_record-correction_reason]").select_option("was_wrong")
    shanghai.press("更正已提供的记录")


def _recall(shanghai: Seat, record: str) -> None:
    page = shanghai.at(record)
    shanghai.unfold("recall_record")
    page.locator("[name=recall_record-recall_reason]").select_option("clue_was_mistaken")
    shanghai.press("撤回已提供的记录")
