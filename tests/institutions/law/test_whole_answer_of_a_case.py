"""The whole answer is one step away from a case, from a charge of its matter and from the other questions of law, and nothing is typed twice."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from people import at, browser, people

from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.matters.acts import add_charge, correct_charge, correct_party
from mingjian.institutions.matters.models import Matter
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.dossiers.deeds import deed_known
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-24 09:30")
ACT = "销售侵犯注册商标专用权的商品"


@pytest.fixture
def who() -> dict[str, Officer]:
    found = people("li", "wang", "clerk", "zhao")
    for name in ("li", "wang"):
        found[name].certificate = f"浙{name}"
        found[name].save()
    return found


@pytest.fixture
def case(who: dict[str, Officer]) -> Case:
    made = file_case(Filing("桐庐盛信公司案", who["li"], who["wang"], None, "桐庐盛信鞋业有限公司", ACT), by=who["wang"], at=MORNING)
    told = {"field": "clothing_shoes", "acted_on": MORNING.date().replace(day=3), "circumstances": ["harm_undone"]}
    describe_case(made, told=told, by=who["li"], at=MORNING)
    proof = seal([b"1"], "明细.csv", dossier=made.dossier, by=who["li"], at=MORNING).sha256
    sold = {"goods_name": "运动鞋", "quantity": "500", "price_basis": "actual", "unit_price": "100", "amount_proofs": proof[:12]}
    add_amount_line(made, by=who["li"], at=MORNING, amount_kind="sold", **sold)
    return made


def matter_in(case: Case) -> Matter:
    found = matter_of(case.dossier)
    assert found is not None
    return found


def answered(client: Client, page: str, words: str) -> tuple[dict[str, list[str]], str]:
    """Follow the link of these words; give the facts in the address and the page that answers."""
    link = re.search(rf'href="([^"]+)"[^>]*>(?:<svg[^>]*><use[^>]*></use></svg>)?\s*{words}', page, re.DOTALL)
    assert link, page[-3000:]
    reply = client.get(html.unescape(link[1]), follow=True)
    assert reply.status_code == 200, reply.content.decode()[-3000:]
    where = reply.redirect_chain[-1][0] if reply.redirect_chain else html.unescape(link[1])
    return parse_qs(urlsplit(where).query), html.unescape(reply.content.decode())


def test_a_case_asks_with_its_act_goods_day_sums_circumstances_and_head(case: Case, who: dict[str, Officer]) -> None:
    party = matter_in(case).party_rows.get()
    told = {"party_role": "suspect", "party_type": "organisation", "party_legal_name": "桐庐盛信鞋业有限公司", "party_licence": "营业执照"}
    correct_party(party, by=who["li"], at=MORNING, reason="与营业执照核对", **told, party_head="欧阳某某，董事长；兼经理")
    client = browser(who["li"])
    for part, words in (("", "一问全答：法律怎么说"), ("/amounts", "按以上金额一问全答")):
        facts, said = answered(client, client.get(f"/cases/{case.number}{part}").content.decode(), words)
        assert facts == {
            "from": [case.number],
            "act": ["trademark_infringement"],
            "field": ["clothing_shoes"],
            "on": ["2026-11-03"],
            "sales": ["50000.00"],
            "turnover": ["50000.00"],
            "circumstances": ["harm_undone"],
            "persons": ["欧阳某某 董事长 兼经理"],
        }
        assert "先移送公安机关：数额已达追诉标准" in said
        assert "欧阳某某 董事长 兼经理" in said
        assert f'href="/cases/{case.number}' in said


def test_each_charge_asks_for_itself_and_words_that_no_act_has_are_left_to_be_chosen(case: Case, who: dict[str, Officer]) -> None:
    matter = matter_in(case)
    first = matter.charge_rows.get()
    days = {"charge_since": "2026-09-01", "charge_until": "2026-11-03"}
    correct_charge(first, by=who["li"], at=MORNING, reason="核对", charge_words=ACT, charge_act=first.act, charge_field="clothing_shoes", **days)
    add_charge(matter, by=who["li"], at=MORNING, charge_words="刷单", charge_since="2026-10-01")
    add_charge(matter, by=who["li"], at=MORNING, charge_words="以不明方式从事不明行为并且屡教不改" * 8)
    client = browser(who["li"])
    page = client.get(f"/cases/{case.number}/papers").content.decode()
    links = [html.unescape(one) for one in re.findall(r'href="(/law/assess/of/[^"]+row=C\d)"', page)]
    assert [one[-2:] for one in links] == ["C1", "C2", "C3"]
    told = [parse_qs(urlsplit(client.get(one).headers["location"]).query) for one in links]
    assert (told[0]["act"], told[0]["on"], told[0]["until"]) == (["trademark_infringement"], ["2026-09-01"], ["2026-11-03"])
    assert (told[1]["words"], told[1]["on"], told[1]["sales"]) == (["刷单"], ["2026-10-01"], ["50000.00"])
    assert not {"words", "act"} & set(told[2]), "words that no act has would be refused, and the act of the case is another"
    said = html.unescape(client.get(links[2], follow=True).content.decode())
    assert "请选择违法行为，或者用通常的叫法写明" in said


def test_of_several_charges_the_case_asks_for_all(case: Case, who: dict[str, Officer]) -> None:
    add_charge(
        matter_in(case), by=who["li"], at=MORNING, charge_words="虚构交易", charge_act="fake_trading", charge_since="2026-10-01", charge_until="2026-10-30"
    )
    client = browser(who["li"])
    facts, said = answered(client, client.get(f"/cases/{case.number}").content.decode(), "一问全答：法律怎么说")
    assert (facts["act"], facts["words"]) == (["trademark_infringement"], ["fake_trading"])
    assert (facts["on"], facts["until"]) == (["2026-10-01"], ["2026-11-03"])
    assert "同一行为" in said


def test_whoever_may_not_see_the_case_is_led_nowhere(case: Case, who: dict[str, Officer]) -> None:
    party, told = matter_in(case).party_rows.get(), {"party_role": "suspect", "party_type": "organisation", "party_licence": "营业执照"}
    correct_party(party, by=who["li"], at=MORNING, reason="核对", **told, party_legal_name="桐庐盛信鞋业有限公司", party_head="欧阳某某")
    assert browser(who["zhao"]).get(f"/law/assess/of/{case.number}").status_code == 404
    reply = browser(who["zhao"]).get("/law/assess", {"from": case.number})
    assert case.number not in reply.content.decode().replace(f"from={case.number}", "")
    assert browser(who["li"]).get("/law/assess/of/A2026-9999999").status_code == 404
    assert deed_known(case.dossier, "", who["li"], MORNING)["persons"] == "欧阳某某"
    for name in ("zhao", "clerk"):  # whoever has a seat at a dossier sees what it discloses, and neither its case nor its matter
        assert deed_known(case.dossier, "", who[name], MORNING) == {}


def test_the_other_questions_of_law_hand_their_facts_on(who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    asked = {"field": "clothing_shoes", "decided_on": "2026-11-20", "gains": "8000"}
    page = client.get("/law/liability", {"act": "trademark_infringement", "on": "2026-11-03", "amount": "9000", "circumstances": "harm_undone", **asked})
    facts, said = answered(client, page.content.decode(), "一问全答：管辖、移送、证明")
    assert (facts["gains"], facts["amount"], facts["circumstances"], facts["decided_on"]) == (["8000"], ["9000"], ["harm_undone"], ["2026-11-20"])
    assert "主动消除或者减轻违法行为危害后果" in said
    facts, said = answered(client, lines_of(client, "trade_secrets", loss="400000"), "一问全答：管辖、罚款、证明")
    assert (facts["act"], facts["loss"], facts["decided_on"]) == (["trade_secrets_infringed"], ["400000"], ["2026-11-20"])
    assert "先移送公安机关" in said
    link = re.search(r'href="(/law/assess\?[^"]+)"', lines_of(client, "selling_counterfeit_marked_goods", sales="60000"))
    assert link
    reply = client.get(html.unescape(link[1]))
    assert reply.status_code == 422, "several acts may amount to it: which one is for a person to say"
    assert "请选择违法行为" in reply.content.decode()
    assert 'value="60000"' in reply.content.decode()
    assert 'href="/law/assess"' in client.get("/law").content.decode().partition('<div id="list"')[0]


def lines_of(client: Client, crime: str, **known: str) -> str:
    """Weigh figures against the lines of a crime."""
    asked = {"crime": crime, "field": "clothing_shoes", "acted_on": "2026-11-03", "decided_on": "2026-11-20", **known}
    return client.get("/law/threshold", asked).content.decode()
