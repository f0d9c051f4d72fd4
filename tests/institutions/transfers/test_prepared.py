"""A transfer is prepared from the case: the officer does everything, the head signs once, and police, procuratorate and authority read the same facts."""

import json
from datetime import date

import pytest
from packs import waive_all
from people import at, browser
from proofs import complete

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.conferences.opening import Agenda, consult
from mingjian.institutions.matters.acts import add_party
from mingjian.institutions.matters.models import Exhibit
from mingjian.institutions.matters.queries import matter_of
from mingjian.institutions.matters.services.disclosure import disclosed_on
from mingjian.institutions.transfers.services.conversion import OF_EXHIBITS
from mingjian.institutions.transfers.services.preparation import papers_for
from mingjian.institutions.transfers.steps import transfer
from mingjian.office.documents.creation import make
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Department, Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
WHY = "进货价仅为正品的百分之五，聊天记录称“高仿”，有合理怀疑。"


@pytest.fixture
def bodies(who: Who) -> Who:
    """An officer of the county's police, a procurator, and a right holder's; the county's officers have certificates."""
    for name in ("li", "wang"):
        who[name].certificate = f"浙{name}"
        who[name].roles = sorted({*who[name].roles, "officer"})
        who[name].save()
    made = {}
    for name, kind, role in (("min", "police", "police"), ("jian", "procuratorate", "procurator"), ("quan", "right_holder", "right_holder")):
        department = Department.objects.create(name_zh=f"桐庐县{kind}", name_en=kind.title(), kind=kind, level="county", region="330122")
        made[name] = Officer.objects.create(username=name, name_zh=name, department=department, duty="work", roles=[role])
    return made


@pytest.fixture
def case(who: Who, bodies: Who) -> Case:
    """A case whose matter is complete, with a complainant and a natural person who supplied the goods."""
    made = file_case(Filing("青禾鞋行案", who["li"], who["wang"], None, "桐庐青禾鞋行"), by=who["wang"], at=MORNING)
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": date(2026, 10, 9)}
    describe_case(made, told=told | {"party_code": "92330122MA2A0000X5"}, by=who["li"], at=MORNING)
    complete(made.dossier, who["li"], MORNING)
    matter = matter_of(made.dossier)
    assert matter is not None
    person = {"party_type": "person", "party_id_number": "330122199003072319", "party_telephone": "13800001234"}
    add_party(matter, by=who["li"], at=MORNING, party_role="supplier", party_legal_name="欧阳" * 20, party_registered_address="某路 1 号" * 40, **person)
    add_party(matter, by=who["li"], at=MORNING, party_role="complainant", party_legal_name="张举报", **person)
    for name in ("li", "wang"):
        take(made.dossier, "investigate", by=who[name], at=MORNING)
    made.refresh_from_db()
    return made


def prepare(case: Case, who: Who, quantity: str = "10") -> Dossier:
    """Open the transfer as the officer, with what the case knows, and let two officers sign its report."""
    proof = seal(["订单".encode()], "明细.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    line = {"amount_kind": "sold", "price_basis": "actual", "goods_name": "运动鞋", "unit_price": "300", "amount_proofs": proof}
    add_amount_line(case, by=who["li"], at=MORNING, quantity=quantity, **line)
    papers = papers_for(case.dossier, who["li"], MORNING)
    assert papers is not None
    opened = open_any(Request("crime_transfer", case.dossier.title, papers=dict(papers), arose_from=case.dossier), by=who["li"], at=MORNING)
    for name in ("li", "wang"):
        take(opened, "write_report", by=who[name], at=MORNING, given={"transfer_report": "两人核实，情况属实。"} if name == "li" else {})
    return opened


def test_the_officer_types_nothing_that_the_case_knows_and_one_signature_of_the_head_moves_both(case: Case, who: Who) -> None:
    dossier = prepare(case, who, "500")
    suspected = json.loads(dossier.entries.get(kind="suspect").body)["papers"]
    assert suspected["crime"] == "销售假冒注册商标的商品罪"
    assert suspected["sales_amount"] == "150000.00"
    assert "青禾" in suspected["suspicion"]
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING)
    case.dossier.refresh_from_db()
    assert case.dossier.state["main"] == "transferred"  # type: ignore[index,call-overload]
    assert dossier.state["filing"] == "approved"  # type: ignore[index,call-overload]
    moved = json.loads(case.dossier.entries.get(kind="transfer_case").body)["papers"]
    assert moved["receiving_body"] == "桐庐县police"
    assert dossier.number in moved["reason"]


def test_below_the_line_the_head_says_why_before_anything_moves_and_the_letter_says_it(case: Case, who: Who) -> None:
    dossier = prepare(case, who)
    with pytest.raises(StepRefused, match=r"未达追诉标准.*3,000.*写明合理怀疑的依据"):
        take(dossier, "approve_transfer", by=who["wang"], at=MORNING, given={"note": "同意"})
    case.dossier.refresh_from_db()
    assert case.dossier.state["main"] == "investigating"  # type: ignore[index,call-overload]
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING, given={"below_line_reason": WHY})
    case.dossier.refresh_from_db()
    assert case.dossier.state["main"] == "transferred"  # type: ignore[index,call-overload]
    assert make("transfer_letter_crime", dossier, by=who["li"], at=MORNING).values["未达追诉标准"] == WHY


def test_without_a_report_of_two_a_case_below_the_line_goes_no_easier_way_than_before(case: Case, who: Who) -> None:
    papers = papers_for(case.dossier, who["li"], MORNING)
    open_any(Request("crime_transfer", "x", papers=dict(papers or {}), arose_from=case.dossier), by=who["li"], at=MORNING)
    given = {"transfer_kind": "police", "receiving_body": "桐庐县公安局", "reason": "涉嫌犯罪"}
    with pytest.raises(StepRefused, match="由两人签名"):
        take(case.dossier, "transfer_case", by=who["wang"], at=MORNING, given=given)


def test_a_second_transfer_is_not_prepared_nor_one_of_another_department(case: Case, who: Who) -> None:
    assert papers_for(case.dossier, who["zhao"], MORNING) is None
    prepare(case, who)
    assert papers_for(case.dossier, who["li"], MORNING) is None


def test_the_page_of_a_case_near_its_line_leads_to_a_form_that_is_filled(case: Case, who: Who) -> None:
    proof = seal(["订单".encode()], "明细.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    line = {"amount_kind": "sold", "price_basis": "actual", "goods_name": "运动鞋", "unit_price": "300", "amount_proofs": proof}
    add_amount_line(case, by=who["li"], at=MORNING, quantity="500", **line)
    page = browser(who["li"]).get(f"{case.get_absolute_url()}/papers").text
    assert "准备移送" in page
    form = browser(who["li"]).get(f"/dossiers/new/crime_transfer?from={case.number}").text
    assert "销售假冒注册商标的商品罪" in form
    assert "150000.00" in form


def without_a_case(who: Who, **sums: str) -> Dossier:
    """Open a transfer as the API or the form without a case does, and let two officers sign its report."""
    papers = {"suspicion": "销售假冒运动鞋", "crime": "销售假冒注册商标的商品罪", "acted_on": "2026-10-09", **sums}
    opened = open_any(Request("crime_transfer", "青禾鞋行售假", papers=papers), by=who["li"], at=MORNING)
    dossier = Dossier.objects.get(number=opened.number)
    for name in ("li", "wang"):
        take(dossier, "write_report", by=who[name], at=MORNING, given={"transfer_report": "核实情况"})
    return dossier


def test_a_transfer_without_a_case_is_weighed_by_its_own_sums(who: Who, bodies: Who) -> None:
    """Eight per cent of the line went to the police by one click, since no case stood behind it."""
    dossier = without_a_case(who, sales_amount="4000")
    with pytest.raises(StepRefused, match=r"移送卷宗所写数额未达追诉标准.*写明合理怀疑的依据"):
        take(dossier, "approve_transfer", by=who["wang"], at=MORNING, given={})
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING, given={"below_line_reason": WHY})
    assert dossier.state["filing"] == "approved"  # type: ignore[index,call-overload]


@pytest.mark.parametrize("sums", [{"sales_amount": "50000"}, {"unsold_value": "150000"}, {"illegal_gains": "30000"}, {}])
def test_a_transfer_without_a_case_that_reaches_the_line_or_names_no_sum_needs_no_reason(who: Who, bodies: Who, sums: dict[str, str]) -> None:
    dossier = without_a_case(who, **sums)
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING, given={})
    assert dossier.state["filing"] == "approved"  # type: ignore[index,call-overload]


def sent(case: Case, who: Who, bodies: Who) -> Dossier:
    dossier = prepare(case, who)
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING, given={"below_line_reason": WHY})
    waive_all(dossier, who["wang"], MORNING)
    transfer(dossier, by=who["li"], at=MORNING, police_department=bodies["min"].department_id, papers_listed="见清单")
    return dossier


def test_police_and_procuratorate_read_the_facts_of_the_matter_and_in_words_what_is_withheld(case: Case, who: Who, bodies: Who) -> None:
    dossier = sent(case, who, bodies)
    assert browser(bodies["jian"]).get(f"/dossiers/{dossier.number}").status_code == 404
    procuratorate = {"procuratorate": bodies["jian"].department_id}
    take(dossier, "copy_procuratorate", by=who["li"], at=MORNING, given=procuratorate)
    for reader in ("min", "jian"):
        page = browser(bodies[reader]).get(f"/dossiers/{dossier.number}").text
        for shown in ("案情事实", "欧阳" * 20, "某路 1 号" * 40, "云集市", "现场笔录", "3,000 / 50,000", "勘验笔录", "举报人、投诉人的身份", "身份证件号码"):
            assert shown in page, (reader, shown)
        for withheld in ("张举报", "330122199003072319", "13800001234"):
            assert withheld not in page, (reader, withheld)
    holder = browser(who["li"]).get(f"/dossiers/{dossier.number}").text
    assert "取得本卷宗席位后看到的案情" in holder
    assert "张举报" not in holder


def test_a_right_holder_reads_no_sums_no_evidence_and_no_name_of_a_person(case: Case, who: Who, bodies: Who) -> None:
    holder = bodies["quan"].department
    assert disclosed_on(case.dossier, holder) is None, "without a seat nothing is disclosed"
    case.dossier.seats.create(department=holder, since=MORNING)
    told = disclosed_on(case.dossier, holder)
    assert told is not None
    assert [one.name for one in told.parties] == ["桐庐青禾鞋行", ""]
    assert "".join(one.head + one.address for one in told.parties[1:]) == ""
    assert told.parties[0].head == "", "who runs a business is a person"
    assert (len(told.offers), len(told.charges), list(told.exhibits)) == (1, 1, [])
    left_out = {one.text.zh.partition("：")[0]: one.count for one in told.left_out}
    assert left_out["自然人的姓名和住址"] == 1
    assert left_out["证据"] == 1
    assert "案值、追诉标准的比较" in left_out


def test_a_platform_with_a_seat_reads_nothing_of_the_matter(case: Case, who: Who) -> None:
    case.dossier.seats.create(department=who["clerk"].department, since=MORNING)
    assert disclosed_on(case.dossier, who["clerk"].department) is None


def test_who_is_consulted_reads_the_facts_of_the_matter_on_the_page(case: Case, who: Who, bodies: Who) -> None:
    police = bodies["min"].department
    assert police is not None
    opened = consult(Agenda("青禾鞋行案会商", [("law", "是否移送？")], [police], case.dossier), by=who["li"], at=MORNING)
    page = browser(bodies["min"]).get(opened.get_absolute_url()).text
    assert "案情事实" in page
    assert "现场笔录" in page
    assert "张举报" not in page


def test_each_kind_of_exhibit_has_its_use_in_criminal_proceedings() -> None:
    assert set(OF_EXHIBITS) == set(Exhibit.Kind.values)
