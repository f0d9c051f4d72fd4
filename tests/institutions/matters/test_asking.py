"""A platform is asked about offers of a matter: known from the shop, only what nobody knows is ticked, and its answer becomes facts with their source."""

import json

import pytest
from ordered import code_of
from people import at, browser

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.core.examination.answers import read_answer
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.matters.acts import add_offer, add_party, open_matter
from mingjian.institutions.matters.models import Exhibit, Matter, Offer, Party
from mingjian.institutions.matters.services.requests import ask_platform, platforms_of
from mingjian.institutions.operators.services.requests import FieldRequest
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")
CODE = code_of("91330122MA2A0001X")
FALSE = CODE[:-1] + next(sign for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" if sign != CODE[-1])
ASKED = FieldRequest(("identity", "sales"), "查明被指商品的经营者和销售情况", "电子商务法第二十五条")


@pytest.fixture
def platform(who: Who) -> str:
    department = who["clerk"].department
    assert department is not None
    return department.platform


@pytest.fixture
def matter(who: Who, platform: str) -> Matter:
    clue = register(Intake(source="inspection", suspected_act="售假", platform=platform, shop_id="S9"), by=who["li"], at=NOW)
    made = open_matter(by=who["li"], at=NOW, dossier=clue.dossier, known=())
    for n in (1, 2):
        add_offer(
            made, by=who["li"], at=NOW, offer_goods=f"鞋 {n}", offer_platform=platform, offer_shop="青禾鞋行", offer_shop_key="S9", offer_listing_key=f"L{n}"
        )
    add_offer(made, by=who["li"], at=NOW, offer_goods="包", offer_platform="别的平台", offer_shop_key="Z1", offer_listing_key="L9")
    return made


def asked(matter: Matter, who: Who, platform: str, request: FieldRequest = ASKED) -> Dossier:
    dossier = ask_platform(matter, platform, request, by=who["li"], at=NOW)
    given = {"asked_provider": who["clerk"].department_id, "letter_number": "协1号", "request_purpose": request.purpose, "request_ground": request.ground}
    take(dossier, "ask_provider", by=who["li"], at=NOW, given={**given, "request_scope": "standard"})
    take(dossier, "ask_provider", by=who["wang"], at=NOW)
    return dossier


def test_the_platform_is_known_from_the_shop_and_what_is_unknown_is_ticked(matter: Matter, who: Who, platform: str) -> None:
    mine, other = platforms_of(matter)
    assert (mine.department, other.department) == (who["clerk"].department, None)
    assert {"identity", "contact", "address", "sales", "goods"} <= set(mine.unknown)
    client = browser(who["li"])
    page = client.get(f"/matters/{matter.number}/ask").content.decode()
    assert page.count(" checked") == len(mine.unknown)
    assert "没有账号" in client.get(f"/matters/{matter.number}/ask?platform=别的平台").content.decode()
    posted = {"fields_asked": ["identity", "sales"], "purpose": "查明被指商品的经营者和销售情况", "ground": "电子商务法第二十五条"}
    reply = client.post(f"/matters/{matter.number}/ask", posted)
    dossier = Dossier.objects.get(procedure="assistance")
    assert reply["Location"].endswith(dossier.number)
    shown = client.get(reply["Location"]).content.decode()
    assert f'value="{who["clerk"].department_id}" checked' in " ".join(shown.split()), "the platform of the shop is chosen already"
    text = json.loads(dossier.entries.order_by("index").first().body)["papers"]["questions"]  # type: ignore[union-attr]
    assert "L1、L2" in text
    assert "Z1" not in text, "what is on another platform is nothing to this one"
    assert "售假" not in dossier.title + text, "what the matter is about is not told"


def test_the_answer_becomes_facts_of_the_matter_with_their_source(matter: Matter, who: Who, platform: str) -> None:
    dossier = asked(matter, who, platform)
    sold = "L1｜12｜1,234.50｜2026-09-01｜2026-10-31\nL2\t3件\t1.2万\t\t"
    told = {"identity_name": "桐庐青禾鞋业有限公司", "identity_code": CODE, "identity_phone": "13800001234", "identity_address": "桐庐县某路1号"}
    permit = {"permit_name": "营业执照", "permit_number": "桐备2026-1号", "permit_until": "2030-01-01"}
    take(dossier, "provide", by=who["clerk"], at=NOW, given={"answer": "见各栏", "sales_answer": sold, **told, **permit})
    party = Party.objects.get(matter=matter)
    assert (party.name, party.code, party.phone, party.address) == ("桐庐青禾鞋业有限公司", CODE, "13800001234", "桐庐县某路1号")
    assert dossier.number in party.source
    offers = {one.nth: one for one in Offer.objects.filter(matter=matter).select_related("party")}
    assert (offers[1].party, offers[2].party, offers[3].party) == (party, party, None)
    exhibits = {one.title.rpartition("（")[2]: (one.proves, one.offer, one.shows) for one in Exhibit.objects.filter(matter=matter)}
    assert exhibits["商品编号L12026-09-01至2026-10-31销售记录）"] == (["amount"], offers[1], "商品编号L12026-09-01至2026-10-31销售12件，金额1234.50元")
    assert exhibits["商品编号L2销售记录）"][2] == "商品编号L2销售3件，金额12000.00元"
    entry = Entry.objects.get(kind="matter_answer_taken")
    assert "13800001234" not in entry.body
    assert entry.dossier is None, "the platform reads its own dossier, and no matter of the authority"
    assert "identity" not in platforms_of(matter)[0].unknown
    assert "sales" not in platforms_of(matter)[0].unknown
    page = browser(who["clerk"]).get(f"/dossiers/{dossier.number}").content.decode()
    assert matter.number not in page
    assert browser(who["clerk"]).get(f"/matters/{matter.number}").status_code == 404


@pytest.mark.parametrize(
    ("paper", "value", "why"),
    [
        ("identity_code", FALSE, "不能通过校验"),
        ("identity_code", "110105194912310022", "不能通过校验"),
        ("permit_number", "SC10133012200123", "不能通过校验"),
        ("permit_number", "JY1330122001234", "不能通过校验"),
        ("sales_answer", "L1｜十二｜1234", "第 1 行看不懂"),
        ("sales_answer", "L1｜12｜约一万", "第 1 行看不懂"),
        ("sales_answer", "L1｜-3｜100", "第 1 行看不懂"),
        ("sales_answer", "L1｜3｜100｜2026-02-31", "日期"),
        ("sales_answer", "L1｜3｜100｜2026-10-02｜2026-10-01", "起日在止日之后"),
        ("sales_answer", "L1｜3｜100\nL1｜4｜200", "第 2 行与前面的同一商品"),
        ("goods_answer", "只有一栏", "第 1 行看不懂"),
    ],
)
def test_what_cannot_be_is_refused_at_the_platforms_door_with_the_reason(matter: Matter, who: Who, platform: str, paper: str, value: str, why: str) -> None:
    dossier = asked(matter, who, platform)
    with pytest.raises(StepRefused, match=why):
        take(dossier, "provide", by=who["clerk"], at=NOW, given={"answer": "见各栏", paper: value})
    assert not Exhibit.objects.exists()
    assert dossier.state == "asked"


def test_a_passport_and_other_peoples_numbers_are_no_false_codes() -> None:
    for number in ("E12345678", CODE.lower(), f" {CODE[:9]} {CODE[9:]} ", "11010519491231002X"):
        assert read_answer({"identity_code": number}).code == number.strip()
    assert read_answer({"permit_number": "桐民宿2026第8号"}).permit_number == "桐民宿2026第8号"


def test_what_was_known_stays_and_the_exhibit_says_what_differs(matter: Matter, who: Who, platform: str) -> None:
    held = {"party_role": "suspect", "party_type": "organisation", "party_legal_name": "青禾鞋业有限公司", "party_registered_address": "桐庐县旧址"}
    party = add_party(matter, by=who["li"], at=NOW, **held)
    Offer.objects.filter(matter=matter, nth__lte=2).update(party=party)
    dossier = asked(matter, who, platform)
    told = {"identity_name": "桐庐青禾鞋业有限公司", "identity_code": CODE, "identity_address": "桐庐县新址"}
    take(dossier, "provide_part", by=who["clerk"], at=NOW, given={"answer": "先答身份", **told})
    party.refresh_from_db()
    assert (party.name, party.address, party.code) == ("青禾鞋业有限公司", "桐庐县旧址", CODE)
    assert dossier.number in party.earlier[0][2]
    assert "住所为“桐庐县新址”" in Exhibit.objects.get(matter=matter).shows


def test_an_answer_of_a_shop_that_is_not_asked_about_names_nobody_here(matter: Matter, who: Who, platform: str) -> None:
    dossier = asked(matter, who, platform)
    take(
        dossier,
        "provide_part",
        by=who["clerk"],
        at=NOW,
        given={"answer": "另一家", "identity_shop": "S77", "identity_name": "别家有限公司", "identity_code": CODE},
    )
    assert not Offer.objects.filter(matter=matter, party__isnull=False).exists()


def test_nothing_is_asked_of_a_platform_of_no_offer_or_without_a_purpose(matter: Matter, who: Who, platform: str) -> None:
    with pytest.raises(NotFound, match="没有"):
        ask_platform(matter, "没有的平台", ASKED, by=who["li"], at=NOW)
    with pytest.raises(BadInput, match="目的和依据"):
        ask_platform(matter, platform, FieldRequest(("identity",), " ", "电子商务法第二十五条"), by=who["li"], at=NOW)


def test_the_clue_leads_to_the_request(matter: Matter, who: Who) -> None:
    page = browser(who["li"]).get(Clue.objects.get().get_absolute_url()).content.decode()
    assert f"/matters/{matter.number}/ask" in page
