"""A clue through its procedure: who may do what, what runs, what is kept."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.handover.services.wrong_sends import wrong_sends
from mingjian.institutions.clues.handover.steps import accept, dispatch
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.clues.queries import alike, clue_visible_to, clues_matching, clues_visible_to
from mingjian.institutions.clues.reporters.reveal import RevealableReporter
from mingjian.office.dossiers.transition import take
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import seal
from mingjian.office.models import Entry, Officer
from mingjian.office.people.permissions import dossiers_visible_to

pytestmark = [pytest.mark.django_db]
REPORT = Intake(
    source="report",
    suspected_act="销售假冒注册商标的商品",
    platform="yunjishi",
    shop_id="s77",
    shop_name="清源山货",
    listing_id="g9",
    content="标称名牌保温杯，价格不足市价一成",
    reporter=Reported(name="张小明", phone="13900000000"),
)
MORNING = at("2026-11-23 09:30")


@pytest.fixture
def clue(who: dict[str, Officer]) -> Clue:
    return register(REPORT, by=who["li"], at=MORNING)


def due(clue: Clue, name: str = "check") -> str:
    deadline = clue.dossier.deadlines.get(name=name, closed_at__isnull=True)
    assert deadline.due is not None
    return deadline.due.astimezone(MORNING.tzinfo).date().isoformat()


def test_the_sources_are_those_of_the_rulebook() -> None:
    assert set(Clue.Source.values) == set(rulebook().vocabularies["clue_sources"])


@pytest.mark.both_databases
def test_registering_opens_the_check_of_fifteen_working_days(clue: Clue) -> None:
    assert clue.dossier.state == "registered"
    assert clue.dossier.number == "C2026-0000001"
    assert due(clue) == "2026-12-14"
    assert Entry.objects.filter(dossier=clue.dossier).count() == 1


@pytest.mark.both_databases
def test_numbers_follow_each_other(who: dict[str, Officer], clue: Clue) -> None:
    assert register(replace(REPORT, listing_id="g10"), by=who["li"], at=MORNING).dossier.number == "C2026-0000002"


@pytest.mark.both_databases
def test_the_same_number_of_the_same_source_is_the_same_clue(who: dict[str, Officer]) -> None:
    sent = replace(REPORT, original_number="12315-88")
    assert register(sent, by=who["li"], at=MORNING).pk == register(sent, by=who["li"], at=MORNING).pk


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": "rumour"}, "线索来源"),
        ({"suspected_act": " "}, "涉嫌行为"),
        ({"shop_url": "javascript:alert(1)"}, "http"),
        ({"amount": -1}, "不能为负"),
        ({"shop_name": "长" * 121}, "超过 120 字"),
        ({"acted_on": MORNING.date() + timedelta(days=1)}, "尚未到来"),
        ({"acted_on": MORNING.date(), "received_at": at("2026-11-21 09:30")}, "2026-11-23 晚于收到线索之日（2026-11-21）"),
    ],
)
@pytest.mark.both_databases
def test_what_cannot_be_a_clue_is_refused(who: dict[str, Officer], changes: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        register(replace(REPORT, **changes), by=who["li"], at=MORNING)  # type: ignore[arg-type]  # wrong on purpose
    assert not Clue.objects.exists()
    assert not Entry.objects.exists()


def test_a_day_that_the_node_filled_in_is_left_out_where_the_clue_was_received_before_it(who: dict[str, Officer]) -> None:
    told = replace(REPORT, acted_on=MORNING.date(), received_at=MORNING - timedelta(days=2), price=Decimal(1))
    clue = register(told, by=who["li"], at=MORNING, filled=["acted_on", "price"])
    assert (clue.acted_on, clue.filled) == (None, ["price"])


def test_from_registration_to_decision(who: dict[str, Officer], clue: Clue) -> None:
    dossier = clue.dossier
    dispatch(dossier, by=who["li"], at=at("2026-11-23 10:00"), department=department_of("neighbour").pk)
    accept(dossier, by=who["zhao"], at=at("2026-11-24 09:00"))
    assert (dossier.state, dossier.department.name_zh, dossier.officer) == ("accepted", "淳安县局", who["zhao"])
    take(dossier, "request_extension", by=who["zhao"], at=at("2026-12-10 09:00"), given={"reason": "待权利人辨认"})
    before = due(clue)
    take(dossier, "approve_extension", by=who["qian"], at=at("2026-12-11 09:00"))
    assert (before, due(clue)) == ("2026-12-14", "2027-01-05")
    take(dossier, "conclude_check", by=who["zhao"], at=at("2026-12-15 09:00"), given={"check_result": "属实", "proposal": "file"})
    take(dossier, "decide_to_file", by=who["qian"], at=at("2026-12-16 09:00"), given={"reporter": "none"})
    clue.refresh_from_db()
    assert (dossier.state, dossier.is_closed, clue.result) == ("to_be_filed", True, "to_be_filed")
    assert not dossier.deadlines.filter(closed_at__isnull=True).exists()
    assert [entry.kind for entry in dossier.entries.all()] == [
        "register", "dispatch", "accept", "request_extension", "approve_extension", "conclude_check", "decide_to_file",
    ]  # fmt: skip


def test_it_is_extended_once(who: dict[str, Officer], clue: Clue) -> None:
    dossier = clue.dossier
    accept(dossier, by=who["li"], at=MORNING)
    take(dossier, "request_extension", by=who["li"], at=MORNING, given={"reason": "待检测"})
    take(dossier, "approve_extension", by=who["wang"], at=MORNING)
    with pytest.raises(StepRefused):
        take(dossier, "request_extension", by=who["li"], at=MORNING, given={"reason": "再延"})


@pytest.mark.both_databases
def test_a_refused_step_changes_nothing(who: dict[str, Officer], clue: Clue) -> None:
    with pytest.raises(StepRefused, match="现在的状态"):
        take(clue.dossier, "decide_to_file", by=who["wang"], at=MORNING, given={"reporter": "none"})
    with pytest.raises(StepRefused, match="不在库中"):
        take(clue.dossier, "dispatch", by=who["li"], at=MORNING, given={"department": 999})
    with pytest.raises(StepRefused, match="不是执法部门"):
        take(clue.dossier, "dispatch", by=who["li"], at=MORNING, given={"department": department_of("platform").pk})
    clue.dossier.refresh_from_db()
    assert (clue.dossier.state, clue.dossier.steps_taken, Entry.objects.count()) == ("registered", 0, 1)


def test_competence_is_talked_over_and_then_designated_by_the_common_superior(who: dict[str, Officer], clue: Clue) -> None:
    dossier = clue.dossier
    dispatch(dossier, by=who["li"], at=MORNING, department=department_of("neighbour").pk)
    take(dossier, "refuse", by=who["zhao"], at=at("2026-11-24 09:00"), given={"refusal_ground": "place", "reason": "经营地不在本县"})
    assert due(clue, "settle_competence") == "2026-12-03"
    take(dossier, "refer_to_superior", by=who["zhao"], at=at("2026-12-04 09:00"), given={"reason": "协商未成"})
    for outsider in ("wang", "zhou"):
        with pytest.raises((NotPermitted, NotFound)):
            take(dossier, "designate", by=who[outsider], at=at("2026-12-07 09:00"), given={"department": department_of("county").pk, "reason": "就近"})
    take(dossier, "designate", by=who["sun"], at=at("2026-12-07 09:00"), given={"department": department_of("county").pk, "reason": "就近"})
    assert (dossier.state, dossier.department.name_zh) == ("designated", "桐庐县局")


def test_sent_back_it_is_with_its_sender_again(who: dict[str, Officer], clue: Clue) -> None:
    dispatch(clue.dossier, by=who["li"], at=MORNING, department=department_of("neighbour").pk)
    take(clue.dossier, "send_back", by=who["zhao"], at=MORNING, given={"missing_material": "商品链接"})
    assert (clue.dossier.department.name_zh, clue.dossier.sender) == ("桐庐县局", None)


def test_whoever_once_held_it_may_read_it_but_not_act(who: dict[str, Officer], clue: Clue) -> None:
    dispatch(clue.dossier, by=who["li"], at=MORNING, department=department_of("neighbour").pk)
    assert clue_visible_to(who["li"], clue.dossier.number) == clue
    with pytest.raises(NotPermitted):
        take(clue.dossier, "accept", by=who["li"], at=MORNING)


@pytest.mark.parametrize("name", ["zhou", "zhao", "clerk", "auditor", "system", "security"])
def test_for_others_it_does_not_exist(who: dict[str, Officer], clue: Clue, name: str) -> None:
    assert not clues_visible_to(who[name]).exists()
    with pytest.raises(NotFound):
        clue_visible_to(who[name], clue.dossier.number)
    with pytest.raises(NotFound):
        take(clue.dossier, "accept", by=who[name], at=MORNING)


def test_the_superior_reads_what_its_counties_hold(who: dict[str, Officer], clue: Clue) -> None:
    assert dossiers_visible_to(who["sun"]).get() == clue.dossier


@pytest.mark.both_databases
def test_of_two_who_saw_the_same_page_the_second_is_refused(who: dict[str, Officer], clue: Clue) -> None:
    accept(clue.dossier, by=who["li"], at=MORNING, seen=0)
    with pytest.raises(StepRefused, match="已有他人办理"):
        take(clue.dossier, "request_extension", by=who["li"], at=MORNING, given={"reason": "待检测"}, seen=0)


@pytest.mark.both_databases
def test_a_repeated_request_is_taken_once(who: dict[str, Officer], clue: Clue) -> None:
    first = accept(clue.dossier, by=who["li"], at=MORNING, key="k1")
    assert accept(clue.dossier, by=who["li"], at=MORNING, key="k1") == first
    assert clue.dossier.steps_taken == 1
    with pytest.raises(StepRefused, match="已用于另一项内容"):
        take(clue.dossier, "conclude_check", by=who["li"], at=MORNING, given={"check_result": "属实", "proposal": "file"}, key="k1")


@pytest.mark.both_databases
def test_a_duplicate_joins_and_keeps_its_provenance(who: dict[str, Officer], clue: Clue) -> None:
    twin = register(replace(REPORT, source="platform", original_number="P-1"), by=who["li"], at=MORNING)
    assert [one.clue for one in alike(twin, who["li"], 5)] == [clue]
    take(twin.dossier, "join", by=who["li"], at=MORNING, given={"joined_to": clue.dossier.number})
    twin.refresh_from_db()
    assert (twin.joined_to, twin.source, twin.original_number, twin.dossier.is_closed) == (clue, "platform", "P-1", True)
    assert list(clue.joined.all()) == [twin]
    with pytest.raises(StepRefused, match="自身"):
        take(clue.dossier, "join", by=who["li"], at=MORNING, given={"joined_to": twin.dossier.number})
    take(twin.dossier, "separate", by=who["li"], at=MORNING, given={"reason": "并非同一商品"})
    twin.refresh_from_db()
    assert twin.joined_to is None


@pytest.mark.both_databases
def test_search_finds_words_of_two_characters(who: dict[str, Officer], clue: Clue) -> None:
    register(replace(REPORT, shop_name="农资直销", content="玉米种子", listing_id="g3", suspected_act="销售劣质种子"), by=who["li"], at=MORNING)
    assert [c.listing_id for c in clues_matching(who["li"], question="种子")] == ["g3"]
    assert [c.listing_id for c in clues_matching(who["li"], question="保温杯 山货")] == ["g9"]
    assert not clues_matching(who["li"], question="飞机").exists()
    assert clues_matching(who["li"], question="'\" OR 1=1 --").count() == 0


@pytest.mark.both_databases
def test_clues_are_filtered_by_state_holder_and_source(who: dict[str, Officer], clue: Clue) -> None:
    accept(clue.dossier, by=who["li"], at=MORNING)
    for asked, is_there in [({"state": "accepted"}, True), ({"state": "registered"}, False), ({"state": "closed"}, False), ({"held": "mine"}, True),
                            ({"held": "others"}, False), ({"source": "report"}, True), ({"source": "platform"}, False)]:  # fmt: skip
        assert clues_matching(who["li"], **asked).exists() is is_there, asked


def test_the_reporter_is_masked_and_revealed_on_record(who: dict[str, Officer], clue: Clue) -> None:
    assert (clue.reporter.masked_name, clue.reporter.masked_phone) == ("张**", "139****00")
    assert "张小明" not in "".join(Entry.objects.values_list("body", flat=True))
    with pytest.raises(BadInput):
        reveal(RevealableReporter(clue), purpose="", ground="penalty_procedure/18", by=who["li"], at=MORNING)
    with pytest.raises(NotPermitted):
        reveal(RevealableReporter(clue), purpose="核实", ground="penalty_procedure/18", by=who["sun"], at=MORNING)
    assert reveal(RevealableReporter(clue), purpose="电话核实", ground="penalty_procedure/18", by=who["li"], at=MORNING).of == f"reporter/{clue.dossier.number}"
    assert Entry.objects.order_by("index").last().kind == "revealed"  # type: ignore[union-attr]  # there is one


@pytest.mark.both_databases
def test_wrong_sends_are_counted_of_all_that_were_sent_with_their_ground(who: dict[str, Officer], clue: Clue) -> None:
    dossier = clue.dossier
    assert wrong_sends(who["li"], MORNING).wrong == []
    dispatch(dossier, by=who["li"], at=MORNING, department=department_of("neighbour").pk)
    take(dossier, "refuse", by=who["zhao"], at=MORNING, given={"refusal_ground": "place", "reason": "经营地不在本县"})
    count = wrong_sends(who["li"], MORNING)
    assert (count.sent, [(one.sender, one.receiver) for one in count.wrong]) == (1, [(who["li"].department, who["zhao"].department)])
    assert [(ground.zh, n) for ground, n in count.by_ground] == [("经营者实际经营地不在本辖区", 1)]
    page = browser(who["li"]).get("/clues/wrong_sends").text
    assert dossier.number in page
    assert browser(who["clerk"]).get("/clues/wrong_sends").status_code == 403
    assert dossier.number in b"".join(browser(who["li"]).get("/clues/wrong_sends?as=csv").streaming_content).decode()
    take(dossier, "withdraw_refusal", by=who["zhao"], at=MORNING, given={"reason": "查明在本县"})
    count = wrong_sends(who["li"], MORNING)
    assert (count.sent, count.wrong) == (1, [])


def test_what_came_of_it_is_said_with_its_ground_also_of_a_clue_of_before() -> None:
    now, before = Clue(result="not_filed", result_ground="no_breach"), Clue(result="not_filed:no_breach")
    assert now.result_said == before.result_said
    assert (now.result_said.zh, now.result_said.en) == ("不予立案：核查未发现违法事实", "No case is filed: the check found no breach")  # type: ignore[union-attr]
    assert (Clue(result="voided").result_said.zh, Clue().result_said) == ("作废", None)  # type: ignore[union-attr]


def test_clues_of_other_shops_with_the_same_goods_or_the_same_picture_are_named_with_why(who: dict[str, Officer], clue: Clue) -> None:
    other = {"platform": "快买网", "shop_id": "K-9", "listing_id": "", "listing_url": "", "operator_code": "", "source": "platform"}
    Clue.objects.filter(pk=clue.pk).update(listing_title="青岳 缓震跑步鞋 男款")
    clue.refresh_from_db()
    goods = register(replace(REPORT, **other, original_number="P-2", listing_title="青岳 缓震跑步鞋 男款"), by=who["li"], at=MORNING)
    pictured = register(replace(REPORT, **(other | {"shop_id": "K-10"}), original_number="P-3", listing_title="运动鞋"), by=who["li"], at=MORNING)
    stranger = register(replace(REPORT, **(other | {"shop_id": "K-11"}), original_number="P-4", listing_title="运动鞋"), by=who["li"], at=MORNING)
    for one in (clue, goods, pictured):
        seal([b"\x89PNG\r\n\x1a\n one picture"], "吊牌.png", dossier=one.dossier, by=who["li"], at=MORNING)
    seal([b"\x89PNG\r\n\x1a\n another"], "吊牌.png", dossier=stranger.dossier, by=who["li"], at=MORNING)
    found = {one.clue: [words.zh for words in one.why] for one in alike(clue, who["li"], 5)}
    assert found == {goods: ["商品名称相同", "图片、文件相同"], pictured: ["图片、文件相同"]}
    assert next(iter(found)) == goods, "the most alike first"
    assert [one.clue for one in alike(stranger, who["li"], 5)] == [], "a title of three signs names a kind of goods"
    assert not alike(clue, who["zhou"], 5), "whoever may not see a clue learns nothing of it"
    page = browser(who["li"]).get(f"/clues/{clue.number}?part=all").content.decode() + browser(who["li"]).get(f"/clues/{clue.number}").content.decode()
    assert "商品名称相同" in page
    assert f"joins={goods.number}" in page
