"""A penalty decision on its way to the public: masked by one, released by another in time, corrected by a new version, taken down with a word."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from people import at, browser, certify
from proofs import prove
from published import draft_read

from mingjian.core.errors import NotFound, StepRefused
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.queries import cases_matching
from mingjian.institutions.figures.queries import Scope, by_holder, by_week, counted
from mingjian.institutions.publication.acts import draft_publication, release_correction, release_publication, take_down
from mingjian.institutions.publication.demo import publish_some
from mingjian.institutions.publication.models import Publication, Version
from mingjian.institutions.publication.news import waits_for_release
from mingjian.institutions.publication.queries import newest_changes, publication_visible_to
from mingjian.institutions.publication.services import redaction
from mingjian.office.acts.offers import ActForm, act_named
from mingjian.office.demo import make_demo_officers
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
TERMS = {"display_term": "long", "repair_field": "general", "credit_class": "general"}


@pytest.fixture
def certified(who: Who, settings: Any) -> Who:
    """The officers, two of the county with certificates; the public door stands open."""
    settings.PUBLIC_DOOR = True
    who["wang"].roles = ["officer", "head", "principal"]
    certify(who["li"], who["wang"])
    return who


def case_of(who: Who, party: str = "王大明", *, is_decided: bool = True) -> Case:
    case = file_case(Filing("某案", who["li"], who["wang"], None, party, "销售假冒注册商标的商品"), by=who["wang"], at=MORNING)
    describe_case(case, told={"broken": "trademark_law/57"}, by=who["li"], at=MORNING)
    if is_decided:
        case.dossier.state = {**case.dossier.state, "main": "discussed"}  # type: ignore[dict-item]  # a dossier with tracks
        case.dossier.save()
        prove(case.dossier, who["li"], MORNING)
        penalty = f"对{party}罚款五万元；联系电话13900001234，身份证330122199001011234。"
        take(case.dossier, "decide_penalty", by=who["wang"], at=MORNING, given={"penalty": penalty, "registered_in": "here"})
    return case


def test_a_draft_is_told_to_whoever_may_release_it_and_to_nobody_else(certified: Who) -> None:
    """A draft waited on the case's page, where whoever may release it came by chance."""
    case = case_of(certified)
    publication = draft_publication(case, by=certified["li"], at=MORNING)
    told = waits_for_release(certified["wang"], MORNING)
    assert told is not None
    assert [one.url for one in told.lines] == [publication.get_absolute_url()]
    assert publication.number in browser(certified["wang"]).get("/").text
    assert waits_for_release(certified["li"], MORNING) is None  # who drafted it
    assert waits_for_release(certified["zhao"], MORNING) is None  # of another county
    release_publication(publication, draft_sha256=draft_read(publication), by=certified["wang"], at=MORNING, **TERMS)
    assert waits_for_release(certified["wang"], MORNING) is None


def released(who: Who, case: Case) -> Publication:
    publication: Publication = draft_publication(case, by=who["li"], at=MORNING)
    release_publication(publication, draft_sha256=draft_read(publication), by=who["wang"], at=MORNING + timedelta(days=3), **TERMS)
    return publication


def test_a_person_is_masked_by_rule_and_a_firm_is_named(certified: Who) -> None:
    person = draft_publication(case_of(certified), by=certified["li"], at=MORNING).waiting
    assert person.party == "王**"
    for hidden in ("王大明", "13900001234", "330122199001011234"):
        assert hidden not in person.penalty
    assert "五万元" in person.penalty
    firm = draft_publication(case_of(certified, "桐庐青禾鞋业有限公司"), by=certified["li"], at=MORNING).waiting
    assert firm.party == "桐庐青禾鞋业有限公司"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("罚款人民币陆万元整（￥60000.00），电话13900001234", "罚款人民币陆万元整（￥60000.00），电话139******34"),
        ("罚款1234567.89元，合计 ￥1,234,567.89。", "罚款1234567.89元，合计 ￥1,234,567.89。"),
        ("没收违法所得12345678元，账号6222020200112233445", "没收违法所得12345678元，账号622**************45"),
        ("罚款13900001234567元", "罚款139*********67元"),
    ],
)
def test_a_sum_is_told_and_what_reaches_a_person_is_masked(written: str, shown: str) -> None:
    assert redaction._text(written, "") == shown


def test_nothing_is_drafted_before_the_decision_and_nobody_releases_the_own_draft(certified: Who) -> None:
    with pytest.raises(StepRefused, match="尚未作出处罚决定"):
        draft_publication(case_of(certified, is_decided=False), by=certified["li"], at=MORNING)
    assert not Publication.objects.exists()
    case = case_of(certified)
    describe_case(case, told={"broken": ""}, by=certified["li"], at=MORNING)
    with pytest.raises(StepRefused, match="没有登记规则库所收的"):
        draft_publication(case, by=certified["li"], at=MORNING)
    assert not Publication.objects.exists()
    describe_case(case, told={"broken": "trademark_law/57"}, by=certified["li"], at=MORNING)
    publication = draft_publication(case, by=certified["li"], at=MORNING)
    with pytest.raises(StepRefused, match="等待他人发布"):
        draft_publication(case, by=certified["li"], at=MORNING)
    with pytest.raises(StepRefused, match="起草人不能发布"):
        release_publication(publication, draft_sha256=draft_read(publication), by=certified["li"], at=MORNING, **TERMS)
    assert Client().get(publication.public_url).status_code == 404
    with pytest.raises(NotFound):
        publication_visible_to(certified["zhao"], publication.number)


def test_release_meets_the_period_of_twenty_working_days_and_the_public_sees_it(certified: Who) -> None:
    case = case_of(certified)
    clock = case.dossier.deadlines.get(name="publish")
    assert (clock.closed_at, str(clock.due)[:10]) == (None, "2026-11-30")
    publication = released(certified, case)
    clock.refresh_from_db()
    assert clock.closed_at is not None
    assert case.dossier.entries.filter(kind="publish").exists()
    page = Client().get(publication.public_url).content.decode()
    assert "王**" in page
    assert "王大明" not in page
    assert publication.number in Client().get("/published").content.decode()
    assert publication.number in browser(certified["li"]).get(f"/cases/{case.number}").content.decode()


def test_a_correction_is_a_new_version_and_what_is_taken_down_leaves_a_word(certified: Who) -> None:
    case = case_of(certified)
    publication = released(certified, case)
    with pytest.raises(StepRefused, match="更正须写明理由"):
        draft_publication(case, by=certified["li"], at=MORNING)
    describe_case(case, told={"suspected_act": "销售侵犯注册商标专用权的商品"}, by=certified["li"], at=MORNING)
    draft_publication(case, by=certified["li"], at=MORNING, reason="违法行为表述有误")
    assert "侵犯注册商标专用权" not in Client().get(publication.public_url).content.decode()
    publication.refresh_from_db()
    release_correction(publication, draft_sha256=draft_read(publication), by=certified["wang"], at=MORNING + timedelta(days=4))
    page = Client().get(publication.public_url).content.decode()
    assert "侵犯注册商标专用权" in page
    assert "违法行为表述有误" in page
    take_down(publication, by=certified["wang"], at=MORNING + timedelta(days=9), reason="处罚已被撤销")
    gone = Client().get(publication.public_url)
    assert gone.status_code == 410
    assert "处罚已被撤销" in gone.content.decode()
    assert "王**" not in gone.content.decode()
    assert publication.number not in Client().get("/published").content.decode()
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds >= {"publication_drafted", "publication_released", "publication_corrected", "publication_taken_down", "withdraw_publication"}


def test_taking_down_is_not_offered_where_nothing_was_published(certified: Who) -> None:
    case, li = case_of(certified), browser(certified["li"])
    number = case.number
    assert "step-withdraw_publication" not in li.get(f"/cases/{number}").content.decode()
    assert "withdraw_publication" not in [one["name"] for one in li.get(f"/api/dossiers/{number}").json()["steps_open"]]
    with pytest.raises(StepRefused, match="现在是“未公示”，没有什么可以“撤下公示”"):
        take(case.dossier, "withdraw_publication", by=certified["li"], at=MORNING)
    released(certified, case)
    page = li.get(f"/cases/{number}").content.decode()
    assert "step-withdraw_publication" in page
    assert f"/dossiers/{number}/steps/withdraw_publication" not in page  # the act of the publication takes it


def test_the_steps_of_the_case_take_the_public_page_off_and_pass_no_draft_by(certified: Who) -> None:
    case, li = case_of(certified), certified["li"]
    publication: Publication = draft_publication(case, by=li, at=MORNING)
    with pytest.raises(StepRefused, match="公示稿等待发布"):
        take(case.dossier, "publish", by=li, at=MORNING, given={"published_at_address": "公示系统", **TERMS, "decided_on": "2026-11-02"})
    release_publication(publication, draft_sha256=draft_read(publication), by=certified["wang"], at=MORNING + timedelta(days=3), **TERMS)
    case.dossier.refresh_from_db()
    with pytest.raises(StepRefused, match="请先在“处罚公示”栏起草更正"):
        take(case.dossier, "correct_publication", by=li, at=MORNING + timedelta(days=4), given={"reason": "有误"})
    with pytest.raises(StepRefused, match="请写明撤下的理由"):
        take(case.dossier, "withdraw_publication", by=li, at=MORNING + timedelta(days=5))
    assert Client().get(publication.public_url).status_code == 200
    take(case.dossier, "withdraw_publication", by=li, at=MORNING + timedelta(days=5), given={"note": "认定有误"})
    gone = Client().get(publication.public_url)
    assert (gone.status_code, "认定有误" in gone.content.decode()) == (410, True)
    assert Entry.objects.filter(kind="publication_taken_down").count() == 1
    assert "act-draft_publication" not in browser(li).get(f"/cases/{case.number}").content.decode()


@pytest.mark.slow
def test_a_closed_case_takes_the_provision_that_it_lacks_and_is_then_published(certified: Who) -> None:
    case = case_of(certified)
    describe_case(case, told={"broken": ""}, by=certified["li"], at=MORNING)
    case.dossier.state = {**case.dossier.state, "main": "closed"}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.is_closed = True
    case.dossier.save()
    li, number = browser(certified["li"]), case.number
    page = li.get(f"/cases/{number}").content.decode()
    assert "案件没有登记所违反的规定" in page
    assert 'href="#describe"' in page
    assert "act-draft_publication" not in page
    told = {"case-party_name": "王大明", "case-suspected_act": "销售假冒注册商标的商品", "case-act": "trademark_infringement", "case-broken": "商标法第57条"}
    refused = li.post(f"/cases/{number}/describe", {**told, "case-party_name": "王二"})
    assert (refused.status_code, "更改已登记的内容，须写明理由" in refused.content.decode()) == (422, True)
    assert li.post(f"/cases/{number}/describe", told).status_code == 302
    assert li.post(f"/cases/{number}/describe", {**told, "case-party_name": "王二", "case-reason": "姓名录入有误"}).status_code == 302
    case.refresh_from_db()
    assert (case.broken, case.party_name) == ("trademark_law/57", "王二")
    assert "姓名录入有误" in Entry.objects.filter(kind="case_described").latest("index").body
    assert "act-draft_publication" in li.get(f"/cases/{number}").content.decode()
    assert draft_publication(case, by=certified["li"], at=MORNING).waiting.party == "王**"


@pytest.mark.slow
def test_what_nobody_can_release_is_not_offered_and_a_step_leads_to_where_it_is_taken(certified: Who) -> None:
    case, li, wang = case_of(certified), browser(certified["li"]), browser(certified["wang"])
    publication = draft_publication(case, by=certified["li"], at=MORNING)
    address = f"/cases/{case.number}"
    assert "act-release_publication" not in li.get(address).content.decode()  # drafted by li
    page = wang.get(address).content.decode()
    assert "act-release_publication" in page
    assert "在“处罚公示”栏办理" in page
    assert f"/dossiers/{case.number}/steps/publish" not in page
    release_publication(publication, draft_sha256=draft_read(publication), by=certified["wang"], at=MORNING + timedelta(days=3), **TERMS)
    page = wang.get(address).content.decode()
    assert "act-release_correction" not in page  # no draft waits
    turn = page[page.index('class="turn') :].split("</p>")[0]
    assert "撤下公示" not in turn  # the penalty stands: nobody is asked to take it down
    with pytest.raises(StepRefused, match="没有等待发布的稿件"):
        release_correction(publication, draft_sha256=draft_read(publication), by=certified["wang"], at=MORNING + timedelta(days=4))


def entries_of(feed: str) -> list[tuple[str, str]]:
    """Return title and text of each entry, as a reader of feeds reads them."""
    atom = "{http://www.w3.org/2005/Atom}"
    return [(one.findtext(f"{atom}title", ""), one.findtext(f"{atom}summary", "")) for one in fromstring(feed.encode()).iter(f"{atom}entry")]  # noqa: S314 - our own feed


def test_the_public_finds_by_name_number_and_goods_what_is_shown_and_nothing_that_is_masked(certified: Who) -> None:
    firm, person = case_of(certified, "桐庐青禾鞋业有限公司"), case_of(certified)
    released(certified, firm), released(certified, person)
    waiting: Publication = draft_publication(case_of(certified, "淳安青禾茶业有限公司"), by=certified["li"], at=MORNING)
    number = Publication.objects.get(case=firm).number

    def found(question: str) -> str:
        return Client().get("/published", {"q": question}).content.decode()

    for question in ("青禾", number, number.lower(), "注册商标"):
        assert number in found(question)
        assert waiting.number not in found(question)
    assert "王**" in found("注册商标")
    for question in ("王大明", "13900001234", "淳安", "'\"; DROP TABLE--*"):
        assert "没有符合条件的公示信息" in found(question) or question not in found(question)
        assert number not in found(question)
    take_down(Publication.objects.get(case=firm), by=certified["wang"], at=MORNING + timedelta(days=9), reason="处罚已被撤销")
    assert number not in found("青禾")


def test_the_feed_tells_releases_corrections_and_what_was_taken_down_and_no_name(certified: Who) -> None:
    firm, person = released(certified, case_of(certified, "桐庐青禾鞋业有限公司")), released(certified, case_of(certified))
    draft_publication(person.case, by=certified["li"], at=MORNING + timedelta(days=4), reason="表述有误")
    person.refresh_from_db()
    release_correction(person, draft_sha256=draft_read(person), by=certified["wang"], at=MORNING + timedelta(days=5))
    firm.refresh_from_db()
    take_down(firm, by=certified["wang"], at=MORNING + timedelta(days=9), reason="处罚\x07已被撤销")
    assert [one.pk for one in newest_changes(1)] == [firm.pk], "of one change the newest texts alone are looked at"
    reply = Client().get("/published/feed")
    assert reply["Content-Type"].startswith("application/atom+xml")
    (gone, why), (corrected, text) = entries_of(reply.content.decode())
    assert (gone, why) == (f"已撤下 {firm.number}", "处罚\N{REPLACEMENT CHARACTER}已被撤销")
    assert corrected == f"王** {person.number}"
    assert "表述有误" in text
    for hidden in ("王大明", "13900001234", "青禾"):
        assert hidden not in reply.content.decode()


@pytest.mark.usefixtures("sealed")
def test_the_dump_has_versions_with_reasons_and_no_text_of_what_was_corrected_or_taken_down(certified: Who) -> None:
    first, second = released(certified, case_of(certified)), released(certified, case_of(certified, "桐庐青禾鞋业有限公司"))
    draft_publication(case_of(certified, "未公示的公司"), by=certified["li"], at=MORNING)
    draft_publication(second.case, by=certified["li"], at=MORNING + timedelta(days=4), reason="违法事实写错")
    release_correction(second, draft_sha256=draft_read(second), by=certified["wang"], at=MORNING + timedelta(days=5))
    take_down(first, by=certified["wang"], at=MORNING + timedelta(days=6), reason="处罚被撤销")
    reply: Any = Client().get("/published/all.jsonl")
    gone, stands = [json.loads(line) for line in b"".join(reply.streaming_content).decode().splitlines()]
    assert (gone["number"], gone["standing"], gone["taken_down_why"], "shown" in gone) == (first.number, "taken_down", "处罚被撤销", False)
    assert "王" not in json.dumps(gone, ensure_ascii=False)
    assert [(one["version"], one["reason"]) for one in stands["versions"]] == [(1, ""), (2, "违法事实写错")]
    assert stands["shown"]["party"] == "桐庐青禾鞋业有限公司"
    assert Client().get("/published").content.decode().count("/published/all.jsonl") == 1


def test_the_demo_shows_one_and_leaves_one_to_be_released(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.PUBLIC_DOOR = True, True
    make_demo_officers()
    staff = {officer.username: officer for officer in Officer.objects.all()}
    for _ in range(2):
        publish_some(staff, tmp_path)
    shown, waiting = Publication.objects.order_by("pk")
    assert (shown.standing, waiting.standing) == ("released", "drafted")
    listed = Client().get("/published").content.decode()
    assert shown.number in listed
    assert waiting.number not in listed
    assert waiting.waiting is not None
    assert waiting.waiting.party == "江**"


def test_a_node_without_a_public_door_shows_nothing(certified: Who, settings: Any) -> None:
    publication = released(certified, case_of(certified))
    settings.PUBLIC_DOOR = False
    assert Client().get(publication.public_url).status_code == 404
    assert Client().get("/published").status_code == 404
    assert Client().get("/published/feed").status_code == 404


@pytest.mark.parametrize(("field", "proposed"), [("drug", "special"), ("clothing_shoes", "general"), ("other", None), ("", None)])
def test_the_field_for_credit_repair_is_proposed_by_the_cases_field_of_goods(field: str, proposed: str | None) -> None:
    publication = Publication(case=Case(field=field))
    assert publication.proposed_for("release_publication").get("repair_field") == proposed
    assert publication.proposed_for("release_correction") == {}
    act = act_named("publication", "release_publication")
    assert ActForm(act, Officer(), thing=publication)["repair_field"].value() == proposed


GIVEN = {"display_term": "long", "repair_field": "general", "credit_class": "general"}


def test_a_case_says_on_display_only_once_the_public_finds_it(certified: Who) -> None:
    case, public = case_of(certified), Client()
    for address in ("https://www.gsxt.example/penalty/12?x=1", "/published/G2026-0000001", "公示栏"):
        with pytest.raises(StepRefused, match="起草公示稿，由另一名人员核对并发布"):
            take(case.dossier, "publish", by=certified["li"], at=MORNING, given={"published_at_address": address, **GIVEN})
    assert case.dossier.state["publicity"] == "not_published"
    page = browser(certified["li"]).get(f"/cases/{case.number}").content.decode()
    form = page[page.index('id="step-publish"') :]
    assert f'href="/cases/{case.number}#publication"' in form[: form.index("</details>")]
    assert "<form" not in form[: form.index("</details>")]
    publication = draft_publication(case, by=certified["li"], at=MORNING)
    assert case.dossier.state["publicity"] == "not_published"
    release_publication(publication, draft_sha256=draft_read(publication), by=certified["wang"], at=MORNING, **GIVEN)
    case.dossier.refresh_from_db()
    assert case.dossier.state["publicity"] == "shown"
    assert publication.number in public.get("/published").content.decode()


def test_a_node_without_a_door_tells_where_else_it_is_shown(certified: Who, settings: Any) -> None:
    settings.PUBLIC_DOOR = False
    case = case_of(certified)
    for address in ("公示栏", "www.gsxt.example", "https://"):
        with pytest.raises(StepRefused, match="完整网址"):
            take(case.dossier, "publish", by=certified["li"], at=MORNING, given={"published_at_address": address, **GIVEN})
    take(case.dossier, "publish", by=certified["li"], at=MORNING, given={"published_at_address": "https://www.gsxt.example/1", **GIVEN})
    assert case.dossier.state["publicity"] == "shown"


def test_a_case_that_was_said_to_be_on_display_before_is_told_of(certified: Who) -> None:
    case = case_of(certified)
    case.dossier.state = {**case.dossier.state, "publicity": "shown"}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    assert "公众在本节点查不到" in browser(certified["li"]).get(f"/cases/{case.number}").content.decode()


def test_a_closed_case_counts_as_closed_while_its_penalty_is_on_display(certified: Who) -> None:
    case = case_of(certified)
    released(certified, case)
    case.dossier.state = {**Dossier.objects.get(pk=case.dossier_id).state, "main": "performed"}  # type: ignore[dict-item]
    case.dossier.save()
    closed_at = MORNING + timedelta(days=5)
    take(case.dossier, "close_case", by=certified["li"], at=closed_at)
    take(case.dossier, "close_case", by=certified["wang"], at=closed_at)
    assert (case.dossier.state["main"], case.dossier.state["publicity"], case.dossier.is_closed) == ("closed", "shown", False)
    for week, expected in ((date(2026, 11, 2), 1), (date(2026, 11, 9), 0)):
        asked = Scope(week, week + timedelta(weeks=1), procedure="admin_case")
        assert counted(certified["li"], "closed", asked, closed_at).count() == expected
        assert sum(by_holder(certified["li"], "closed", asked).values()) == expected
        assert by_week(certified["li"], "closed", asked, [week]) == [expected]
        assert counted(certified["li"], "open", asked, closed_at).count() == 0
        assert sum(by_holder(certified["li"], "open", asked).values()) == 0
    assert [list(cases_matching(certified["li"], state=state, question="")) for state in ("open", "closed")] == [[], [case]]


def test_only_the_text_that_was_read_is_released(certified: Who) -> None:
    """Between the look and the click the draft could become another, and the signature stood under that."""
    publication, wang = draft_publication(case_of(certified), by=certified["li"], at=MORNING), browser(certified["wang"])
    address = f"/acts/publication/{publication.number}/release_publication"
    form = {f"release_publication-{name}": value for name, value in TERMS.items()} | {"release_publication-key": "k1"}
    version = publication.waiting
    assert version is not None
    assert version.digest in wang.get(publication.get_absolute_url().partition("#")[0]).text
    read = {"release_publication-draft_sha256": version.digest}
    for changed in ({"party": "另一当事人"}, {"penalty": "罚款 1 元"}, {"why": "x"}, {"decided_on": "2020-01-01"}):
        before = {name: getattr(version, name) for name in changed}
        Version.objects.filter(pk=version.pk).update(**changed)
        refused = wang.post(address, form | read)
        assert refused.status_code == 409
        assert "稿件在您核对之后有改动" in refused.text
        Version.objects.filter(pk=version.pk).update(**before)
    assert wang.post(address, form).status_code == 422  # no digest, no signature
    assert wang.post(address, form | read).status_code == 302
    assert Publication.objects.get().standing == "released"
