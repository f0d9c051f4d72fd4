"""The chain of a matter: every part with its duties and offences, gaps named, on the pages of clue, case and of the file of a person or firm."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now
from people import browser, certify

from mingjian.core.procedure import rulebook
from mingjian.core.procedure.parts_in_sale import ACTS_OF, CRIMES_OF, DUTIES_OF
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.matters.acts import add_offer, add_party
from mingjian.institutions.matters.models import Matter, Party
from mingjian.institutions.matters.queries import matter_of
from mingjian.institutions.matters.services.chain import BRANCHES, PART_OF, chain_of
from mingjian.institutions.operators.models import Subject
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
DAY = date(2026, 11, 24)
CODE = "91330122MA2ABCDE0J"


@pytest.fixture
def matter(who: Who) -> Matter:
    """A matter of three sellers with sixty offers."""
    certify(who["li"], who["wang"])
    at = now() - timedelta(hours=1)
    case = file_case(Filing("团伙案", who["li"], who["wang"], None, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品"), by=who["wang"], at=at)
    found = matter_of(case.dossier)
    assert found is not None
    for name in ("杭州盛信鞋业有限公司", "<b>ﾊﾞｯｸﾞ</b> 店 %s"):
        enter(found, who, "suspect", name)
    for nth in range(60):
        told = {"offer_goods": f"鞋 {nth}", "offer_shop": f"店{nth % 12}", "offer_listing_key": f"L{nth}", "offer_platform": "yunjishi"}
        add_offer(found, by=who["li"], at=at, offer_party=nth % 3 + 1, **told)
    return found


def enter(matter: Matter, who: Who, role: str, name: str, **given: str) -> None:
    add_party(matter, by=who["li"], at=now() - timedelta(minutes=30), party_role=role, party_type="organisation", party_legal_name=name, **given)


def test_every_role_has_a_branch_and_what_it_is_asked_after_is_law() -> None:
    placed = [role for _, roles, _ in BRANCHES for role in roles]
    assert sorted(placed) == sorted(Party.Role.values), "each role stands in the tree once"
    assert {key for key, _ in rulebook().papers["party_role"].options} == set(Party.Role.values), "what can be entered is what can be shown"
    known = set(CRIMES_OF) | set(ACTS_OF) | set(DUTIES_OF)
    assert set(PART_OF.values()) <= known


def test_parties_stand_by_their_part_with_offences_and_duties_and_gaps_are_named(matter: Matter, who: Who) -> None:
    enter(matter, who, "printer", "义乌某印刷厂")
    enter(matter, who, "payee", "李某")
    tree = chain_of(matter, DAY)
    named = {branch.title.zh: [leaf.party.name for leaf in branch.leaves] for branch in tree}
    assert named["货源"] == ["义乌某印刷厂"]
    assert named["收款"] == ["李某"]
    assert named["仓储、寄递"] == [], "nobody is known, which is said"
    assert "购买者" not in named, "buyers are not asked after"
    sellers = next(branch for branch in tree if branch.title.zh == "销售").leaves
    assert [leaf.offers for leaf in sellers] == [20, 20, 20]
    assert sellers[0].charges[0].words == "销售侵犯注册商标专用权的商品"
    printer = next(branch for branch in tree if branch.title.zh == "货源").leaves[0]
    assert ("criminal_law/215", True) in {(one.article, one.is_crime) for one in printer.offences}
    assert printer.duties


def test_it_stands_on_the_page_and_its_words_are_escaped(matter: Matter, who: Who) -> None:
    enter(matter, who, "store", "临安某仓库")
    page = browser(who["li"]).get(f"/cases/{matter.lead.number}/parties").text
    assert "全链条" in page
    chain = page[page.index('id="chain"') :]
    assert "临安某仓库" in chain
    assert "尚未查明" in chain
    assert "&lt;b&gt;" in chain
    assert "<b>ﾊﾞ" not in chain
    english = browser(who["li"], "en").get(f"/cases/{matter.lead.number}/parties").text
    assert "Where the goods come from" in english


def test_the_file_of_a_firm_says_its_part_to_whoever_sees_the_matter_alone(matter: Matter, who: Who) -> None:
    enter(matter, who, "supplier", "桐庐供货有限公司", party_code=CODE)
    held = {"kind": "firm", "name": "桐庐供货有限公司", "uscc": CODE, "opened_by": who["li"], "opened_at": now()}
    subject = Subject.objects.create(number="S1", department=who["li"].department, **held)
    page = browser(who["li"]).get(subject.get_absolute_url()).text
    assert "在案情中的身份" in page
    assert matter.lead.number in page
    other = Subject.objects.create(number="S2", department=who["zhao"].department, **(held | {"opened_by": who["zhao"]}))
    theirs = browser(who["zhao"]).get(other.get_absolute_url())
    assert theirs.status_code == 200
    assert matter.lead.number not in theirs.text
