"""The pages on which any dossier is opened, found and followed."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now
from people import browser, department_of, people

from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.institution import kept
from mingjian.office.models import Department, Dossier, Officer, PersonalValue

pytestmark = pytest.mark.django_db
REPORT = {"title": "张某举报某鞋店", "report_facts": "三双鞋系假货", "reporter": rulebook().papers["reporter"].options[0][0], "reporter_name": "张某某"}


def text(reply: Any) -> str:
    told: str = reply.content.decode()
    return told


def filled(papers: dict[str, Any], prefix: str = "opening", key: str = "k1", **more: Any) -> dict[str, Any]:
    return {f"{prefix}-{name}": value for name, value in ({"key": key} | papers | more).items()}


def assistance(by: Officer) -> Dossier:
    return open_any(Request("assistance", "核实经营地", papers={"questions": "有无人经营"}), by=by, at=now())


def test_the_choice_shows_what_my_roles_open_and_what_others_do(who: dict[str, Officer]) -> None:
    told = text(browser(who["li"]).get("/dossiers/new"))
    mine, _, others = told.partition("由其他角色建立")
    assert "消费者投诉与调解" in mine
    assert "7 个工作日" in mine
    assert "寄递实名与验视" in others
    assert "/dossiers/new/real_name_delivery" not in told
    assert 'href="/clues/new"' in mine


def test_what_a_department_opens_most_stands_first_and_the_rest_in_its_order(who: dict[str, Officer]) -> None:
    def listed(name: str) -> list[str]:
        mine = text(browser(who[name]).get("/dossiers/new")).partition("由其他角色建立")[0]
        return re.findall(r'<h2><a href="([^"]+)"', mine)

    before = {name: listed(name) for name in ("li", "zhao")}
    assert all(one[0] != "/dossiers/new/assistance" for one in before.values())
    assistance(who["li"])
    assert listed("li") == ["/dossiers/new/assistance", *(one for one in before["li"] if one != "/dossiers/new/assistance")]
    assert listed("zhao") == before["zhao"]  # another department, which opened none


def test_a_clue_is_opened_on_its_own_page(who: dict[str, Officer]) -> None:
    assert browser(who["li"]).get("/dossiers/new/clue")["Location"] == "/clues/new"


@pytest.mark.parametrize(("name", "address", "status"), [("li", "real_name_delivery", 403), ("li", "nothing", 404), ("system", "assistance", 403)])
def test_what_is_for_others_is_refused(who: dict[str, Officer], name: str, address: str, status: int) -> None:
    assert browser(who[name]).get(f"/dossiers/new/{address}").status_code == status


#: A panel is asked for on the page of its notice, whose operators it offers; elsewhere it is refused with where to go (tests/institutions/neutral).
@pytest.mark.parametrize("procedure", [name for name in rulebook().procedures() if name != "neutral_panel" and not ((held := kept(name)) and held.opened_at)])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_of_every_procedure_is_drawn_from_its_sheet(procedure: str, language: str) -> None:
    officer = people("li")["li"]
    officer.roles = sorted(set(rulebook().vocabularies["roles"]) - {"superior", "auditor"})
    officer.save()
    sheet = rulebook().sheet(procedure, localdate())
    reply = browser(officer, language).get(f"/dossiers/new/{procedure}")
    told, opening = text(reply), sheet.steps[str(sheet.opening)]
    assert reply.status_code == 200
    assert sheet.title.in_language(language) in told
    for paper in opening.needs:
        assert f'name="opening-{paper.name}"' in told
        assert paper.label.in_language(language) in told


def test_a_dossier_is_opened_once_however_often_the_form_is_sent(who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    first, second = (client.post("/dossiers/new/report_handling", filled(REPORT)) for _ in range(2))
    opened = Dossier.objects.get()
    assert first["Location"] == second["Location"] == f"/dossiers/{opened.number}"
    assert (opened.title, opened.officer, opened.department) == ("张某举报某鞋店", who["li"], department_of("county"))
    assert PersonalValue.objects.get().value == "张某某"
    assert "张某某" not in text(client.get(f"/dossiers/{opened.number}"))


def test_what_is_missing_is_marked_beside_the_field_and_nothing_typed_is_lost(who: dict[str, Officer]) -> None:
    reply = browser(who["li"]).post("/dossiers/new/report_handling", filled(REPORT, reporter="", received_at="gestern"))
    told = text(reply)
    assert reply.status_code == 422
    assert told.count('aria-invalid="true"') == 2
    assert "三双鞋系假货" in told
    assert "张某某" in told
    assert not Dossier.objects.exists()


def test_a_refusal_of_the_procedure_is_said_above_the_form(who: dict[str, Officer]) -> None:
    reply = browser(who["li"]).post("/dossiers/new/report_handling", filled(REPORT, received_at="2099-01-01T09:00"))
    assert reply.status_code == 409
    assert "不能晚于办理之日" in text(reply)
    assert "三双鞋系假货" in text(reply)


def test_a_file_comes_with_the_opening(who: dict[str, Officer], settings: Any, tmp_path: Any) -> None:
    settings.SEALED_ROOT = tmp_path
    papers = {"title": "侵权通知", "listing_address": "https://x/1", "preliminary_evidence": "公证书", "right": "trademark"}
    right = rulebook().papers["right"].options[0][0]
    sent = filled(papers, right=right, evidence=SimpleUploadedFile("公证书.pdf", b"%PDF"))
    client = browser(who["clerk"])
    opened = client.post("/dossiers/new/notice_and_delete", sent)["Location"]
    assert "公证书.pdf" in text(client.get(opened))
    assert Dossier.objects.get().files.get().size == 4


def test_words_from_outside_are_escaped(who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    address = client.post("/dossiers/new/report_handling", filled(REPORT, title="<script>alert(1)</script>", subject='"><img src=x>'))["Location"]
    for page in (address, "/dossiers", "/docket", "/docket/print"):
        told = text(client.get(page))
        assert "<script>alert" not in told
        assert "<img src=x" not in told
        assert "&lt;script&gt;alert(1)" in told


def test_the_list_finds_by_two_characters_and_by_procedure(who: dict[str, Officer]) -> None:
    number = assistance(who["li"]).number
    client = browser(who["li"])
    for query, is_found in (("q=经营", True), ("q=鞋店", False), ("procedure=assistance", True), ("procedure=retention", False), ("state=closed", False)):
        assert (number in text(client.get(f"/dossiers?{query}"))) == is_found, query
    assert number not in text(browser(who["zhou"]).get("/dossiers"))


def test_two_signatures_say_whose_is_missing(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    take(dossier, "send", by=who["li"], at=now(), given={"asked_department": department_of("elsewhere").pk, "letter_number": "1"})
    mine, theirs = (text(browser(who[name]).get(f"/dossiers/{dossier.number}")) for name in ("li", "wang"))
    assert "您已签名" in mine
    assert "等待第二签名" in mine
    assert "step-send" not in mine
    assert "step-send" in theirs
    assert "射洪市局" in theirs  # what the first signature says


def test_a_step_of_others_says_on_whom_it_waits(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    take(dossier, "send", by=who["li"], at=now(), given={"asked_department": department_of("elsewhere").pk, "letter_number": "1"})
    take(dossier, "send", by=who["wang"], at=now())
    waiting = browser(who["li"]).get(f"/dossiers/{dossier.number}").context["shown"].waiting
    on = {one.step.name: [department.name_zh for department in one.departments] for one in waiting}
    assert on["receive_letter"] == ["射洪市局"]
    assert "withdraw" not in on


def test_tracks_stand_side_by_side(who: dict[str, Officer]) -> None:
    dossier = open_any(Request("crime_transfer", "售假", papers={"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"}), by=who["li"], at=now())
    told = text(browser(who["li"], "en").get(f"/dossiers/{dossier.number}"))
    for track, state in (
        ("Transfer and criminal filing", "Crime suspected"),
        ("Procuratorial supervision", "No supervision"),
        ("Goods involved", "Nothing to"),
    ):
        assert track in told
        assert state in told
    assert told.count('aria-current="step"') == 3


def test_every_track_of_every_sheet_has_a_name() -> None:
    tracks = {track for name in rulebook().procedures() for sheet in rulebook().versions(name) for track in sheet.tracks}
    assert tracks
    assert tracks <= set(rulebook().vocabularies["tracks"])


def test_a_step_that_is_no_longer_open_gives_back_what_was_typed(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    take(dossier, "abandon", by=who["wang"], at=now(), given={"reason": "不再需要"})
    sent = {"abandon-key": "k", "abandon-seen": "0", "abandon-reason": "对方已主动来函"}
    reply = browser(who["li"]).post(f"/dossiers/{dossier.number}/steps/abandon", sent)
    assert reply.status_code == 409
    assert "已有他人办理" in text(reply)
    assert "对方已主动来函" in text(reply)


def test_after_a_refusal_the_form_can_be_sent_again(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    take(dossier, "send", by=who["li"], at=now(), given={"asked_department": department_of("elsewhere").pk, "letter_number": "1"})
    client, sent = browser(who["wang"]), {"abandon-key": "k", "abandon-seen": "0", "abandon-reason": "不再需要"}
    reply = client.post(f"/dossiers/{dossier.number}/steps/abandon", sent)
    assert reply.status_code == 409
    form = next(one.form for one in reply.context["shown"].steps if one.step.name == "abandon")
    again = {f"abandon-{name}": form[name].value() for name in ("key", "seen", "reason")}
    assert client.post(f"/dossiers/{dossier.number}/steps/abandon", again).status_code == 302


class TestFindingADepartment:
    """Departments are searched for, with and without scripts."""

    @pytest.fixture(autouse=True)
    def country(self) -> None:
        rows = [(f"{n:06d}", f"第{n}县市场监督管理局") for n in range(440001, 440031)]
        Department.objects.bulk_create(
            Department(name_zh=zh, name_en=f"County {region} market regulation", kind="market_regulation", level="county", region=region) for region, zh in rows
        )

    def sent(self, **more: Any) -> dict[str, Any]:
        return filled({"letter_number": "1"}, "send", seen=0, **more)

    def test_a_page_lists_a_few_of_them_the_nearest_first(self, who: dict[str, Officer]) -> None:
        told = text(browser(who["li"]).get(f"/dossiers/{assistance(who['li']).number}"))
        assert told.count('name="send-asked_department"') == 8
        assert told.index("淳安县局") < told.index("射洪市局") if "射洪市局" in told else "淳安县局" in told
        assert "还有更多" in told

    @pytest.mark.parametrize(("sought", "found"), [("440017", 1), ("第440017", 1), ("county 4400", 8), ("44", 8), ("没有的局", 0), ("%", 0), ("440017 第", 1)])
    def test_the_search_goes_by_name_and_region(self, who: dict[str, Officer], sought: str, found: int) -> None:
        reply = browser(who["li"]).get("/departments", {"field": "send-asked_department", "send-asked_department-sought": sought})
        assert text(reply).count('type="radio"') == found

    @pytest.mark.parametrize("field", ["", "a b", '"><script>', "x" * 200])
    def test_a_crooked_field_is_refused(self, who: dict[str, Officer], field: str) -> None:
        assert browser(who["li"]).get("/departments", {"field": field}).status_code == 422

    def test_without_scripts_the_only_one_found_is_taken(self, who: dict[str, Officer]) -> None:
        dossier = assistance(who["li"])
        browser(who["li"]).post(f"/dossiers/{dossier.number}/steps/send", self.sent(**{"asked_department-sought": "440017"}))
        assert Department.objects.get(pk=dossier.proposals.get().papers["asked_department"]).region == "440017"

    def test_without_scripts_several_come_back_as_a_list(self, who: dict[str, Officer]) -> None:
        dossier = assistance(who["li"])
        reply = browser(who["li"]).post(f"/dossiers/{dossier.number}/steps/send", self.sent(**{"asked_department-sought": "44002"}))
        assert reply.status_code == 422
        assert "请从列表中选定" in text(reply)
        assert "第440021县" in text(reply)
        assert 'value="44002"' in text(reply)

    def test_what_was_picked_must_be_among_what_was_searched_for(self, who: dict[str, Officer]) -> None:
        dossier, picked = assistance(who["li"]), department_of("elsewhere").pk
        reply = browser(who["li"]).post(f"/dossiers/{dossier.number}/steps/send", self.sent(asked_department=picked, **{"asked_department-sought": "4400"}))
        assert reply.status_code == 422
        assert not dossier.proposals.exists()

    @pytest.mark.parametrize("picked", ["0", "-1", "99999999999999999999", "x", "1 OR 1=1"])
    def test_a_key_from_outside_picks_nothing(self, who: dict[str, Officer], picked: str) -> None:
        dossier = assistance(who["li"])
        assert browser(who["li"]).post(f"/dossiers/{dossier.number}/steps/send", self.sent(asked_department=picked)).status_code == 422

    def test_a_dossier_goes_to_no_platform_and_not_to_whoever_holds_it(self, who: dict[str, Officer]) -> None:
        dossier = assistance(who["li"])
        for department in ("county", "platform"):
            sent = self.sent(asked_department=department_of(department).pk)
            assert browser(who["li"]).post(f"/dossiers/{dossier.number}/steps/send", sent).status_code == 422

    def test_an_administrator_enters_an_officer_for_a_department_found(self, who: dict[str, Officer]) -> None:
        sent = {"username": "new", "department-sought": "云集市", "name_zh": "新"}
        assert browser(who["system"]).post("/staff/officers", sent).status_code == 200
        assert Officer.objects.get(username="new").department == department_of("platform")


@pytest.mark.parametrize("kind", ["market_regulation", "procuratorate"])
def test_what_a_procurator_alone_may_do_waits_for_no_department_of_another_kind(who: dict[str, Officer], kind: str) -> None:
    Department.objects.filter(pk=who["li"].department_id).update(kind=kind)
    li = Officer.objects.get(pk=who["li"].pk)
    dossier = open_any(Request("crime_transfer", "售假", papers={"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"}), by=li, at=now())
    waiting = {one.step.name for one in shown(dossier, li, now()).waiting}
    assert ("set_examination_aside" in waiting) is (kind == "procuratorate")
