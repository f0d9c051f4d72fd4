"""What an action comes to by county and goods is counted from the facts of matters, with what was watched as its denominator, and goes into its reports."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from people import at, browser, certify
from proofs import complete

from mingjian.institutions.campaigns.acts import count_matter
from mingjian.institutions.campaigns.facts import drafted
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.campaigns.services.breakdown import breakdown, progress_of, watched
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.matters.acts import add_offer
from mingjian.institutions.matters.queries import matter_of
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.documents.creation import make
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
BEGUN = at("2026-11-02 09:00")
LATER = at("2026-11-20 09:00")


@pytest.fixture
def campaign(who: Who) -> Campaign:
    """An action of the city with two counties, which runs."""
    for name in ("li", "wang", "zhao", "qian"):
        who[name].roles = sorted({*who[name].roles, "officer"})
        who[name].save()
    certify(*(who[name] for name in ("li", "wang", "zhao", "qian")))
    members = [one for one in (who["li"].department, who["zhao"].department) if one is not None]
    plan = Plan("清网行动", "整治假冒", date(2026, 11, 1), date(2026, 11, 30), ("clothing_shoes",), "运动鞋" * 60, "高仿", members)
    made = plan_campaign(plan, by=who["sun"], at=BEGUN)
    take(made.dossier, "issue", by=who["sun"], at=BEGUN, given={"campaign_until": "2026-11-30"})
    return made


def case_in(campaign: Campaign, who: Who, first: str, second: str, offers: int, sold: str) -> Case:
    """File a case whose matter has offers and a sum, and count it in the action."""
    case = file_case(Filing("青禾鞋行案", who[first], who[second], None, "桐庐青禾鞋行"), by=who[second], at=BEGUN)
    complete(case.dossier, who[first], BEGUN)
    matter = matter_of(case.dossier)
    assert matter is not None
    for nth in range(offers - 1):
        address = f"https://yunjishi.example/{'长' * 600}/{nth}"
        add_offer(matter, by=who[first], at=BEGUN, offer_goods="鞋" * 200, offer_url=address, offer_stands="measured")
    proof = seal([b"1"], "明细.csv", dossier=case.dossier, by=who[first], at=BEGUN).sha256
    line = {"amount_kind": "sold", "price_basis": "actual", "goods_name": "鞋", "unit_price": sold, "amount_proofs": proof}
    add_amount_line(case, by=who[first], at=BEGUN, quantity="1", **line)
    count_matter(campaign, counted=case.number, by=who[first], at=BEGUN)
    return case


def test_counties_are_counted_from_facts_and_one_that_stands_still_is_seen(campaign: Campaign, who: Who) -> None:
    case_in(campaign, who, "li", "wang", 3, "1234.50")
    case_in(campaign, who, "li", "wang", 1, "0.55")
    rows = breakdown(campaign)
    assert [(one.county, one.goods.zh, one.is_total) for one in rows][-2:] == [("淳安县局", "合计", True), ("", "合计", True)]
    county = rows[0]
    assert (county.county, county.is_total, county.tally.value) == ("桐庐县局", False, Decimal("1235.05"))
    assert {key: county.tally.counts[key] for key in ("matters", "parties", "offers", "measured", "cases", "closed", "sent")} == {
        "matters": 2, "parties": 2, "offers": 4, "measured": 2, "cases": 2, "closed": 0, "sent": 0,
    }  # fmt: skip
    assert rows[-1].tally.counts == county.tally.counts
    assert not any(rows[-2].tally.counts.values())


def test_coverage_has_what_was_looked_at_as_its_denominator(campaign: Campaign, who: Who) -> None:
    told = {"detector": "counterfeit_words", "version": "1", "engine": "duckdb", "by": who["li"], "department": who["li"].department}
    for nth, (when, subjects) in enumerate((("2026-10-01 03:00", 9_000), ("2026-11-03 03:00", 1_000), ("2026-11-04 03:00", 1_200))):
        run = Run.objects.create(started_at=at(when), ended_at=at(when), subjects=subjects, digest=str(nth) * 64, **told)
    made = {"run": run, "detector": "counterfeit_words", "subject_kind": "shop", "score": 0.5, "evidence_json": "{}", "department": who["li"].department}
    for nth in range(12):
        Finding.objects.create(subject=f"p/{nth}", name=f"{nth}", found_at=at("2026-11-03 03:10"), status="taken_up" if nth < 3 else "new", **made)
    Finding.objects.create(subject="p/99", name="99", found_at=at("2026-10-01 03:10"), **made)
    (seen,) = watched(campaign, LATER)
    assert (seen.runs, seen.looked_at, seen.found.right, seen.taken_up) == (2, 1_200, 12, 3)
    assert 0.005 < seen.found.low < 0.01 < seen.found.high < 0.02
    assert "最多一次看过 1,200 个对象" in drafted(campaign, LATER)


def test_without_a_run_the_draft_says_that_there_is_no_denominator(campaign: Campaign) -> None:
    assert not watched(campaign, LATER)
    assert "没有分母" in drafted(campaign, LATER)
    told = progress_of(campaign, LATER)
    assert (told.days, told.of_days, told.tasks) == (20, 30, 0)
    assert progress_of(campaign, at("2027-01-01 09:00")).days == 30


def test_the_reports_are_filled_and_the_summary_is_drafted(campaign: Campaign, who: Who) -> None:
    case_in(campaign, who, "li", "wang", 2, "1000")
    case_in(campaign, who, "zhao", "qian", 1, "500")
    weekly = make("campaign_weekly", campaign.dossier, by=who["sun"], at=LATER)
    assert not weekly.gaps
    counties = {(one["单位"], one["案值"]) for one in weekly.values["分县"]}
    assert {("桐庐县局", "1,000.00"), ("淳安县局", "500.00"), ("合计", "1,500.00")} <= counties
    assert ("立案", "2") in {(one["项目"], one["累计"]) for one in weekly.values["统计"]}
    page = browser(who["sun"]).get(campaign.get_absolute_url()).text
    assert "2 个单位共归入案情 2 件" in page, "the summary stands in the form that sums up"
    take(campaign.dossier, "sum_up", by=who["sun"], at=LATER, given={"campaign_summary": "改写的总结。"})
    closing = make("campaign_report", campaign.dossier, by=who["sun"], at=LATER)
    assert closing.values["总结"] == "改写的总结。"


def test_members_read_the_page_and_take_the_workbook_along_and_others_do_not(campaign: Campaign, who: Who) -> None:
    case_in(campaign, who, "li", "wang", 2, "1000")
    address = f"/campaigns/{campaign.dossier.number}/counties"
    for name in ("sun", "zhao"):
        page = browser(who[name]).get(address).text
        assert "分县分商品" in page
        assert "1,000.00" in page
    assert browser(who["zhou"]).get(address).status_code == 404
    reply = browser(who["sun"]).get(f"{address}?as=xlsx")
    book = load_workbook(io.BytesIO(b"".join(reply.streaming_content)))  # type: ignore[attr-defined]
    reply.close()
    assert book.sheetnames == ["统计表", "分县分商品", "监测覆盖"]
    assert book["分县分商品"]["A2"].value == "桐庐县局"
