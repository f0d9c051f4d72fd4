"""What papers say of the office is set once, on record, in full names; nothing goes outside before, and the refusal says what is missing and where."""

import json
from dataclasses import replace
from typing import Any

import pytest
from letters import sent
from people import at, browser, department_of

from mingjian.core.errors import BadInput, LedgerFault, NotPermitted
from mingjian.core.procedure import rulebook
from mingjian.office.documents.creation import a_form, make
from mingjian.office.documents.fact_groups import office_facts
from mingjian.office.documents.models import Document, Numbering
from mingjian.office.documents.settings import SettingsRefused, missing_for, missing_settings, set_office, settings_of
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Department, Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:00")
DAY = MORNING.date()


def county() -> Department:
    return department_of("county")


def unset() -> None:
    Numbering.objects.filter(department=county()).delete()


def assistance(by: Officer) -> Dossier:
    about = Opening("assistance", "D1", "某鞋店实际经营地")
    return open_dossier(about, by=by, department=county(), at=MORNING, given={"questions": "核实经营地"})


def with_changes(**changed: str) -> dict[str, str]:
    return {**settings_of(county()), "pattern": "{机关}市监{字}〔{年}〕{序}号", "short": "桐", **changed}


def test_a_paper_for_the_outside_waits_for_the_settings_and_says_which_and_where(who: dict[str, Officer]) -> None:
    dossier = sent(assistance(who["li"]), MORNING)
    unset()
    with pytest.raises(BadInput, match=r"桐庐县局尚未设置机关代字、复议机关、起诉的法院、缴款银行、账户名称、账号、地址、联系电话、联系人、文书份数"):
        make("assistance_letter", dossier, by=who["li"], at=MORNING)
    page = browser(who["li"]).get("/dossiers/D1/documents/assistance_letter").content.decode()
    assert f'href="/documents/office/{county().code}"' in page
    assert "复议机关" in page
    assert 'type="submit">制作此文书' not in page
    assert browser(who["li"]).post("/dossiers/D1/documents/assistance_letter").status_code == 422
    assert make("file_index", dossier, by=who["li"], at=MORNING), "what stays inside and bears no number waits for nothing"
    assert not Document.objects.exclude(form="file_index").exists()


def test_a_paper_with_a_number_waits_for_the_short_name_even_where_it_stays_inside(who: dict[str, Officer]) -> None:
    unset()
    inside = replace(a_form("assistance_letter"), is_outward=False)
    assert [one.key for one in missing_for(inside, county())] == ["short"]
    assert missing_for(replace(inside, word=""), county()) == ()


def test_each_setting_is_entered_in_the_ledger_with_who_set_it(who: dict[str, Officer]) -> None:
    unset()
    head = browser(who["wang"])
    assert head.get("/documents/office").status_code == 200
    given = {
        "short": " 桐 ",
        "pattern": "",
        "government": "桐庐县人民政府",
        "court": "桐庐县人民法院",
        "bank": "中国农业银行桐庐县支行",
        "account_name": "桐庐县财政局",
        "account": "１９０４ 0101-0400 12345",
        "payment_code": "",
        "address": "桐庐县迎春南路1号",
        "postcode": "311500",
        "phone": "0571－64210000",
        "contact": "执法稽查科",
        "copies": "3",
    }
    assert head.post(f"/documents/office/{county().code}", given)["Location"] == "/documents/office"
    (entry,) = Entry.objects.filter(kind="office_set")
    body = json.loads(entry.body)
    assert (entry.officer, body["department"], body["short"], body["pattern"]) == (who["wang"], county().code, "桐", "{机关}市监{字}〔{年}〕{序}号")
    assert (body["settings"]["account"], body["settings"]["phone"]) == ("19040101040012345", "0571-64210000")
    assert missing_settings(county()) == ()
    shown = browser(who["li"]).get(f"/documents/office/{county().code}").content.decode()
    assert "桐庐县人民法院" in shown
    assert "<form class" not in shown.partition("<main")[2]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("short", "桐庐县市场监督管理局", "机关代字"),
        ("short", "桐市监", "已在文号规则中"),
        ("short", "桐 庐", "机关代字"),
        ("short", "", "必填"),
        ("government", "桐庐县政府", "复议机关的全称"),
        ("government", "本级人民政府", "复议机关的全称"),
        ("court", "有管辖权的人民法院", "法院的全称"),
        ("court", "桐庐县法院", "法院的全称"),
        ("court", "人民法院", "法院的全称"),
        ("bank", "ABC", "中文全称"),
        ("account", "19O40101", "8 至 32 位数字"),
        ("account", "123", "8 至 32 位数字"),
        ("payment_code", "代码 1", "缴款码"),
        ("postcode", "31150", "六位数字"),
        ("phone", "电话", "电话号码"),
        ("copies", "0", "1 至 10"),
        ("contact", "某" * 61, "最多 60 个字符"),
        ("address", "桐庐\u202e县", "控制字符"),
    ],
)
def test_a_setting_that_a_reviewer_would_send_back_is_refused_where_it_stands(who: dict[str, Officer], key: str, value: str, told: str) -> None:
    before = Numbering.objects.get(department=county()).settings
    with pytest.raises(SettingsRefused, match=told) as refused:
        set_office(county(), with_changes(**{key: value}), by=who["wang"], at=MORNING)
    assert list(refused.value.faults) == [key]
    reply = browser(who["wang"]).post(f"/documents/office/{county().code}", with_changes(**{key: value}))
    assert reply.status_code == 422
    assert f'id="id_{key}_error"' in reply.content.decode()
    assert Numbering.objects.get(department=county()).settings == before
    assert not Entry.objects.filter(kind="office_set").exists()


@pytest.mark.parametrize("court", ["桐庐县人民法院", "杭州铁路运输法院", "杭州互联网法院", "宁波海事法院", "上海市浦东新区人民法院"])
def test_courts_by_their_full_names_are_taken(who: dict[str, Officer], court: str) -> None:
    set_office(county(), with_changes(court=court), by=who["wang"], at=MORNING)
    assert office_facts(county(), rulebook().statutes, DAY)["court"] == court


def test_only_the_head_and_the_system_administrator_set_it(who: dict[str, Officer]) -> None:
    for name in ("li", "zhao", "qian", "sun", "clerk", "auditor", "security"):
        with pytest.raises(NotPermitted):
            set_office(county(), with_changes(), by=who[name], at=MORNING)
    assert browser(who["zhao"]).get(f"/documents/office/{county().code}").status_code == 404
    for name in ("auditor", "security"):
        assert browser(who[name]).get("/documents/office").status_code == 403
    set_office(county(), with_changes(short="桐庐"), by=who["system"], at=MORNING)
    assert settings_of(county())["short"] == "桐庐"
    page = browser(who["system"]).get("/documents/office").content.decode()
    assert page.count("/documents/office/") == 5, "one row a department"


@pytest.mark.parametrize("name", ["wang", "system"])
def test_who_sets_it_finds_it_in_the_bar_and_among_the_first_steps(who: dict[str, Officer], name: str) -> None:
    client = browser(who[name])
    first = client.get("/staff" if name == "system" else "/").content.decode()
    assert first.count('href="/documents/office"') >= 2
    assert 'href="/documents/office"' not in browser(who["clerk"]).get("/").content.decode()


def test_who_imposes_no_penalties_names_no_court_and_no_account(who: dict[str, Officer]) -> None:
    platform = department_of("platform")
    Numbering.objects.filter(department=platform).delete()
    assert [one.key for one in missing_settings(platform)] == ["short", "address", "phone", "contact"]
    assert "court" not in settings_of(platform)


def test_settings_that_were_changed_in_the_database_make_no_document(who: dict[str, Officer]) -> None:
    dossier = sent(assistance(who["li"]), MORNING)
    set_office(county(), with_changes(), by=who["wang"], at=MORNING)
    rule = Numbering.objects.get(department=county())
    Numbering.objects.filter(pk=rule.pk).update(settings={**rule.settings, "account": "6222000000000000000"})
    with pytest.raises(LedgerFault, match="与台账所记不同"):
        make("assistance_letter", dossier, by=who["li"], at=MORNING)
    assert "与台账所记不同" in browser(who["li"]).post("/dossiers/D1/documents/assistance_letter").content.decode()
    assert not Document.objects.exists()
    set_office(county(), with_changes(), by=who["wang"], at=MORNING)
    assert make("assistance_letter", dossier, by=who["li"], at=MORNING).number == "桐市监协查〔2026〕1号"


def room(**changed: Any) -> dict[str, str]:
    rule = Numbering.objects.get(department=county())
    rule.settings |= changed
    rule.save()
    return office_facts(county(), rulebook().statutes, DAY)


def test_remedies_name_the_two_authorities_and_the_terms_of_the_book(who: dict[str, Officer]) -> None:
    told = room()
    assert "60日内向桐庐县人民政府申请行政复议，也可以自收到本决定书之日起6个月内依法向桐庐县人民法院提起行政诉讼" in told["remedy"]
    assert "应当先自收到本决定书之日起60日内向桐庐县人民政府申请行政复议" in told["remedy_on_the_spot"]
    assert "自收到行政复议决定书之日起15日内依法向桐庐县人民法院" in told["remedy_on_the_spot"]
    assert "也可以" not in told["remedy_on_the_spot"].partition("；")[0], "no suit before reconsideration"
    assert (told["short_name"], told["copies"]) == ("桐庐县局", "三")


def test_a_penalty_for_price_rules_goes_to_reconsideration_first_and_the_paper_says_so(who: dict[str, Officer]) -> None:
    for applied in ("《价格违法行为行政处罚规定》第七条", "《中华人民共和国价格法》第四十二条"):
        told = office_facts(county(), rulebook().statutes, DAY, applied)["remedy"]
        assert "依据《价格违法行为行政处罚规定》第二十条的规定，应当先自收到本决定书之日起60日内向桐庐县人民政府申请行政复议；" in told
        assert "也可以" not in told
        assert "通过本机关提交" not in told, "that is of penalties on the spot"
    assert "也可以" in office_facts(county(), rulebook().statutes, DAY, "《中华人民共和国商标法》第六十条")["remedy"]


def test_payment_says_where_how_and_within_what_term(who: dict[str, Officer]) -> None:
    told = room()["payment"]
    assert "15日内，将罚没款缴至中国农业银行桐庐县支行（账户名称：桐庐县财政局，账号：19040101040012345）" in told
    assert "每日按罚款数额的3%加处罚款，加处罚款的数额不超过罚款的数额" in told
    assert "缴款码" not in told
    assert "缴款码330122-01" in room(payment_code="330122-01")["payment"]


@pytest.mark.parametrize(("key", "gone"), [("court", {"remedy", "remedy_on_the_spot"}), ("account", {"payment"})])
def test_a_paragraph_whose_name_is_not_set_is_absent_and_never_filled(who: dict[str, Officer], key: str, gone: set[str]) -> None:
    assert gone <= room().keys()
    assert not gone & room(**{key: ""}).keys()


def test_a_term_that_was_not_in_force_on_the_day_leaves_a_gap(who: dict[str, Officer]) -> None:
    assert "remedy" not in office_facts(county(), rulebook().statutes, at("2010-01-04 09:00").date())
