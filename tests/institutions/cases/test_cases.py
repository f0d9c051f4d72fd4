"""A case from the clue to the penalty: what is carried over, who investigates, what the amounts come to, and which fine is refused."""

import json
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from identified import IDENTIFIED
from make import make_clue
from people import at, browser, certify
from proofs import prove

from mingjian.core.amount_lines.lines import BASES, KINDS
from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.acts import describe_case, name_investigators, note_screen
from mingjian.institutions.cases.amounts.acts import add_amount_line, settle_amount_line, withdraw_amount_line
from mingjian.institutions.cases.demo import begin_beside, file_one
from mingjian.institutions.cases.facts import facts_of_case, told_of_case
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.news import near_the_line, warned
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.institutions.cases.services.assessment import check_fines, totals_of, watch_of
from mingjian.institutions.cases.services.lines import stand_of
from mingjian.institutions.cases.services.screen import same_party, signs_of
from mingjian.institutions.cases.services.split import Split, likeness, near_party, split_from
from mingjian.institutions.cases.sweeps import weigh_again
from mingjian.institutions.clues.models import Clue
from mingjian.office.demo import make_demo_officers
from mingjian.office.documents.creation import bytes_of, make
from mingjian.office.dossiers.queue import awaiting_signature
from mingjian.office.dossiers.shown import state_in_short, state_label
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.language import said
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
DAY = date(2026, 11, 2)
KNOWN = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": date(2026, 10, 9)}


@pytest.fixture
def certified(who: Who) -> Who:
    """The officers, those of the county with certificate numbers."""
    certify(who["li"], who["wang"])
    return who


SELLER = {"platform": "yunjishi", "shop_id": "S9", "shop_name": "青禾鞋行", "operator_name": "桐庐青禾鞋行", "operator_code": "91330122MA2B2C3D42"}
clue_of = partial(make_clue, at=MORNING, content="某店卖高仿鞋", **SELLER)


def case_of(who: Who, clue: Clue | None = None, **known: Any) -> Case:
    case = file_case(Filing("青禾鞋行案", who["li"], who["wang"], clue, "桐庐青禾鞋行"), by=who["wang"], at=MORNING)
    describe_case(case, told={**KNOWN, **known}, by=who["li"], at=MORNING)
    return case


def add(case: Case, who: Who, kind: str = "sold", quantity: str = "100", price: str | None = "300", basis: str = "actual", **more: str) -> AmountLine:
    proof = seal([f"{case.lines.count()}".encode()], "明细.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    given = {"amount_kind": kind, "goods_name": "运动鞋", "quantity": quantity, "price_basis": basis, "amount_proofs": proof[:12], **more}
    return add_amount_line(case, by=who["li"], at=MORNING, **given, **({"unit_price": price} if price else {}))


def test_words_of_the_vocabulary_are_those_of_the_ledger() -> None:
    papers = rulebook().papers
    assert dict(papers["amount_kind"].options) == KINDS
    assert dict(papers["price_basis"].options) == BASES


def test_what_the_clue_tells_is_carried_over_and_nothing_is_filed_twice(certified: Who) -> None:
    clue = clue_of(certified["li"])
    case = file_case(Filing("青禾鞋行案", certified["li"], certified["wang"], clue), by=certified["wang"], at=MORNING)
    assert (case.party_name, case.party_code, case.suspected_act) == ("桐庐青禾鞋行", "91330122MA2B2C3D42", "销售假冒注册商标的商品")
    assert case.dossier.officer == certified["li"]
    body = json.loads(Entry.objects.get(kind="file", dossier=case.dossier).body)
    assert body["papers"]["handlers"] == "li（执法证号浙li）、wang（执法证号浙wang）"
    assert clue.dossier.number in body["papers"]["source_clue"]
    with pytest.raises(StepRefused, match=case.number):
        file_case(Filing("再立", certified["li"], certified["wang"], clue), by=certified["wang"], at=MORNING)
    with pytest.raises(StepRefused, match=case.number):  # another window, with a key of its own
        file_case(Filing("再立", certified["li"], certified["wang"], clue), by=certified["wang"], at=MORNING, key="k2")
    with pytest.raises(StepRefused):  # filing is for the head
        file_case(Filing("某案", certified["li"], certified["wang"]), by=certified["li"], at=MORNING)


def test_investigators_are_two_of_the_department_with_certificates(certified: Who) -> None:
    li, wang, zhao = (certified[name] for name in ("li", "wang", "zhao"))
    for first, second, told in ((li, li, "不得少于两人"), (li, zhao, "不是本部门")):
        with pytest.raises(BadInput, match=told):
            file_case(Filing("某案", first, second), by=wang, at=MORNING)
    li.certificate = ""
    li.save()
    with pytest.raises(BadInput, match="没有登记执法证号"):
        file_case(Filing("某案", li, wang), by=wang, at=MORNING)
    assert not Case.objects.exists()


def test_the_investigation_waits_for_certificates(certified: Who) -> None:
    case, li = case_of(certified), certified["li"]
    Officer.objects.filter(pk=li.pk).update(certificate="")
    with pytest.raises(BadInput):
        name_investigators(case, by=certified["wang"], at=MORNING, first_investigator=li.pk, second_investigator=certified["wang"].pk)
    certified["wang"].roles = ["officer", "head"]
    certified["wang"].save()
    with pytest.raises(StepRefused, match="执法证号"):  # at the first of the two signatures
        take(case.dossier, "investigate", by=li, at=MORNING)
    Officer.objects.filter(pk=li.pk).update(certificate="浙li")
    take(case.dossier, "investigate", by=li, at=MORNING)
    take(case.dossier, "investigate", by=certified["wang"], at=MORNING)


def test_a_warning_comes_at_eighty_per_cent_and_another_at_the_line(certified: Who) -> None:
    case, li = case_of(certified), certified["li"]
    add(case, certified)
    assert watch_of(case, DAY).level == ""
    assert near_the_line(li, MORNING) is None
    add(case, certified, quantity="37")
    near = watch_of(case, DAY)
    assert (near.level, near.percent) == ("near", 82)  # 41,100 of 50,000 yuan
    assert [one.is_bad for one in warned(li, MORNING)] == [False]
    assert "82 %" in warned(li, MORNING)[0].text
    docket = browser(li).get("/docket").content.decode()
    assert f"{case.number}：案值已达销售假冒注册商标的商品罪追诉标准的 82 %" in docket
    assert "的 82 %" in browser(li).get(f"/cases/{case.number}").content.decode()
    home = browser(li).get("/").content.decode()
    assert case.dossier.deadlines.exists()
    assert f'href="/cases/{case.number}/amounts"' in home[home.index('id="new"') :]  # beside its clock among what is due: the warning says something else
    add(case, certified, quantity="100")
    assert watch_of(case, DAY).level == "reached"
    assert [one.is_bad for one in warned(li, MORNING)] == [True]
    assert warned(certified["zhao"], MORNING) == []
    assert "不得以罚款代替" in browser(li).get(f"/cases/{case.number}").content.decode()


def test_sums_at_a_line_that_waits_for_a_judgement_are_told_on_every_page_and_never_as_below_it(certified: Who) -> None:
    case, li = case_of(certified, crime="unsafe_food", field="food"), certified["li"]
    add(case, certified, quantity="700")  # 210,000 yuan: the line is 200,000, if the food was fit to cause serious disease
    watch = watch_of(case, DAY)
    assert (watch.level, watch.percent) == ("judge", 210)
    case.refresh_from_db()
    assert (case.nearness, case.near_percent) == ("judge", 210)
    assert [one.is_bad for one in warned(li, MORNING)] == [True]
    assert "须由人判断" in warned(li, MORNING)[0].text
    page = browser(li).get(f"/cases/{case.number}").content.decode()
    assert "须由人判断（可能：其他严重情节）" in page
    assert near_the_line(li, MORNING) is not None
    stand = stand_of(case, DAY)
    assert (stand.is_compared, stand.is_reached) == (True, False)
    assert stand.text.zh.endswith("：是否达到追诉标准须由人判断，210 %（生产、销售金额（所得和可得） 210,000 / 100,000 元）")
    assert "未与追诉标准比较" not in page


def test_a_doubtful_sham_order_is_told_both_ways_until_settled(certified: Who) -> None:
    case = case_of(certified)
    add(case, certified)
    sham = add(case, certified, "sham", "30", reason="sham_ring：买家互购")
    sales = totals_of(case).of("sales")
    assert (sales.least, sales.most) == (Decimal(21000), Decimal(30000))
    settle_amount_line(sham, by=certified["li"], at=MORNING, reason="三人承认刷单")
    assert totals_of(case).of("sales").most == Decimal(21000)
    with pytest.raises(StepRefused):
        settle_amount_line(case.lines.get(nth=1), by=certified["li"], at=MORNING, reason="x")
    kinds = list(Entry.objects.filter(kind__startswith="amount_line").order_by("index").values_list("kind", flat=True))
    assert kinds == ["amount_line_added", "amount_line_added", "amount_line_settled"]


def test_a_line_is_withdrawn_and_stays_on_record(certified: Who) -> None:
    case = case_of(certified)
    sold = add(case, certified)
    sham = add(case, certified, "sham", "30", reason="互购")
    with pytest.raises(BadInput, match="多于销售"):
        withdraw_amount_line(sold, by=certified["li"], at=MORNING, reason="录入有误")
    withdraw_amount_line(sham, by=certified["li"], at=MORNING, reason="并非虚假")
    withdraw_amount_line(sold, by=certified["li"], at=MORNING, reason="录入有误")
    assert totals_of(case).of("turnover").most == 0
    assert case.lines.count() == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"amount_proofs": "deadbeef00"}, "不在案"), ({"amount_proofs": "order/甲网/1"}, "不在案"), ({"amount_proofs": " "}, "证据"), ({"quantity": "0"}, "数量")],
)
def test_a_line_without_proof_on_file_is_refused(certified: Who, wrong: dict[str, str], told: str) -> None:
    case = case_of(certified)
    with pytest.raises((BadInput, StepRefused), match=told):
        add(case, certified, **wrong)
    assert not case.lines.exists()


def test_others_neither_see_nor_change_it(certified: Who) -> None:
    case = case_of(certified)
    for name in ("zhao", "zhou", "clerk"):
        assert browser(certified[name]).get(f"/cases/{case.number}").status_code == 404
        assert browser(certified[name]).post(f"/cases/{case.number}/describe", {}).status_code == 404
    assert browser(certified["sun"]).get(f"/cases/{case.number}").status_code == 200  # the city above reads it
    with pytest.raises(NotPermitted):
        describe_case(case, told={"party_name": "改"}, by=certified["sun"], at=MORNING)
    assert browser(certified["zhao"]).get("/cases/new").status_code == 403  # no head


def decided(case: Case, who: Who, fine: str) -> None:
    case.dossier.state = {**case.dossier.state, "main": "discussed"}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    prove(case.dossier, who["li"], MORNING)
    given = {"penalty": f"罚款{fine}元", "registered_in": "here", "fine": fine, "discretion_reasons": "初次违法"}
    take(case.dossier, "decide_penalty", by=who["wang"], at=MORNING, given=given)


def test_a_fine_outside_the_range_of_the_law_is_refused_with_the_article(certified: Who) -> None:
    case = case_of(certified)
    add(case, certified)
    with pytest.raises(StepRefused, match=r"不在法定幅度之内（《商标法》第60条）"):
        decided(case, certified, "999999")
    assert not Entry.objects.filter(kind="decide_penalty").exists()
    decided(case, certified, "60000")
    assert Entry.objects.filter(kind="decide_penalty").exists()


def test_the_milder_law_of_the_day_of_the_decision_holds_for_a_fine(certified: Who) -> None:
    """Fake seed of 2021: 150,000 yuan at least by the law of then, 20,000 to 200,000 by that of 2022, which is milder and in force when it is decided."""
    case = case_of(certified, act="fake_goods", field="seed", acted_on=date(2021, 9, 1), broken="seed_law/48")
    add(case, certified, quantity="50")
    check_fines(case, Decimal(50_000), date(2026, 11, 24))
    with pytest.raises(StepRefused, match="不在法定幅度之内"):
        check_fines(case, Decimal(250_000), date(2026, 11, 24))
    assert "第七十四条" in facts_of_case(case.dossier)["case"]["applied"]


def test_a_fine_is_not_decided_while_act_and_field_are_unknown(certified: Who) -> None:
    case = case_of(certified, act="", field="")
    with pytest.raises(StepRefused, match="先在案件页面写明"):
        decided(case, certified, "100")


def test_documents_say_what_case_and_clue_say(certified: Who) -> None:
    clue = clue_of(certified["li"])
    take(clue.dossier, "accept", by=certified["li"], at=MORNING)
    take(clue.dossier, "conclude_check", by=certified["li"], at=MORNING, given={"check_result": "购样为仿品。", "proposal": "file"})
    case = case_of(certified, clue)
    add(case, certified)
    add(case, certified, "sham", "10", reason="互购")
    document = make("filing_approval", case.dossier, by=certified["li"], at=MORNING)
    told = document.values
    assert told["当事人"] == "桐庐青禾鞋行"
    assert told["办案人员"] == "li（执法证号浙li）、wang（执法证号浙wang）"
    assert told["案由"] == "销售假冒注册商标的商品"
    assert told["处理建议"] == "立案"  # written in the clue, and not again in the case
    report = make("investigation_report", case.dossier, by=certified["li"], at=MORNING)
    assert {"名称": "销售金额", "金额": "27,000.00元至30,000.00元（部分明细尚未认定）"}.items() <= report.values["案值"][0].items()
    assert report.values["处罚依据"] == "《中华人民共和国商标法》第六十条"
    assert len(bytes_of(report)) > 10_000


@pytest.mark.slow
def test_the_pages_file_describe_and_refuse_in_both_languages(certified: Who) -> None:
    clue = clue_of(certified["li"])
    head = browser(certified["wang"])
    page = head.get(f"/cases/new?clue={clue.dossier.number}").content.decode()
    assert "桐庐青禾鞋行涉嫌销售假冒注册商标的商品案" in page
    given = {"key": "k1", "title": "青禾鞋行案", "first": certified["li"].pk, "second": certified["li"].pk}
    refused = head.post(f"/cases/new?clue={clue.dossier.number}", given)
    assert refused.status_code == 422
    assert "办案人员不得少于两人" in refused.content.decode()
    made = head.post(f"/cases/new?clue={clue.dossier.number}", {**given, "second": certified["wang"].pk})
    assert made.status_code == 302
    case = Case.objects.get()
    assert case.clue == clue
    assert case.number in head.get("/cases").content.decode()
    assert f"/cases/{case.number}" in head.get(f"/clues/{clue.dossier.number}").content.decode()
    bad = head.post(f"/cases/{case.number}/describe", {"case-broken": "nothing/1"})
    assert bad.status_code == 422
    assert "规则库中没有" in bad.content.decode()
    future = head.post(f"/cases/{case.number}/describe", {"case-acted_on": "2099-01-01"})
    assert "这一天还没有到" in future.content.decode()
    assert case.broken == "trademark_law/57", "the act that the clue names has one provision, which comes with it"
    Case.objects.update(broken="")
    assert "作出处罚决定前请在下面登记" in head.get(f"/cases/{case.number}").content.decode()
    assert head.post(f"/cases/{case.number}/describe", {"case-broken": "《商标法》第五十七条"}).status_code == 302
    assert Case.objects.get().broken == "trademark_law/57"
    assert 'value="《中华人民共和国商标法》第57条"' in head.get(f"/cases/{case.number}").content.decode()
    assert head.post(f"/cases/{case.number}/describe", {"case-party_name": "甲", "case-act": "trademark_infringement"}).status_code == 302
    english = browser(certified["wang"], "en").get(f"/cases/{case.number}/amounts").content.decode()
    assert "Amount ledger" in english
    assert "Amount ledger" not in browser(certified["wang"], "en").get(f"/cases/{case.number}").content.decode()
    assert browser(certified["wang"]).get(f"/cases/{case.number}/nothing").status_code == 404
    assert head.get(f"/dossiers/{case.number}")["Location"] == f"/cases/{case.number}"


def test_the_demo_files_one_case_that_warns_at_82_per_cent(settings: Any, db: None) -> None:
    settings.DEMO = True
    make_demo_officers()
    staff = {one.username: one for one in Officer.objects.filter(is_demo=True)}
    for _ in range(2):
        file_one(staff, Path())
    (case,) = Case.objects.all()
    watch = watch_of(case, case.dossier.opened_at.date())
    assert (watch.level, watch.percent) == ("near", 82)
    assert watch.percent_least is not None
    assert watch.percent_least < 82


def test_the_demo_begins_a_sample_a_reminder_and_a_notice_each_waiting_at_the_right_desk(settings: Any, db: None, sealed: None) -> None:
    settings.DEMO = True
    make_demo_officers()
    staff = {one.username: one for one in Officer.objects.filter(is_demo=True)}
    for _ in range(2):
        begin_beside(staff, Path())
    stand = {one.procedure: one for one in Dossier.objects.all()}
    assert {name: one.state for name, one in stand.items()} == {"sample_test": "bought", "reminder": "reminded", "warning": "sent"}
    assert [one.dossier for one in awaiting_signature(staff["head"])] == [stand["sample_test"]]
    assert "现在由您" in browser(staff["platform"]).get(f"/dossiers/{stand['warning'].number}").content.decode()


def test_what_a_case_knows_is_carried_into_the_transfer_and_a_doubtful_sum_is_not(certified: Who) -> None:
    case = case_of(certified)
    add(case, certified)
    told = told_of_case(case.dossier)
    assert (told["crime"], told["sales"], told["turnover"]) == ("销售假冒注册商标的商品罪", Decimal("30000.00"), Decimal("30000.00"))
    assert "gains" not in told  # no cost is known
    add(case, certified, "sham", "10", reason="互购")
    assert "sales" not in told_of_case(case.dossier)
    lead = rulebook().sheet("admin_case", DAY).steps["transfer_case"].leads_to[0]
    assert {"@crime", "@sales", "@turnover", "@acted_on"} <= {source for sources in lead.carries.values() for source in sources}


def test_cases_of_one_party_that_reach_a_line_only_together_are_shown_on_each(certified: Who) -> None:
    first, other = case_of(certified), case_of(certified)
    add(first, certified, quantity="100")

    def split_now() -> Split | None:
        return split_from(first, same_party(first, certified["li"]), DAY)

    assert split_now() is None  # the other has no sums yet
    add(other, certified, quantity="100")
    split = split_now()
    assert split is not None
    assert (split.others, split.percent) == ([other], 120)
    page = browser(certified["li"]).get(first.get_absolute_url()).content.decode()
    assert "与同一当事人的其他在办案件合计，案值达追诉标准的 120 %" in page
    assert other.number in page
    add(other, certified, quantity="100")  # now it reaches the line alone, and is warned of there
    assert split_now() is None


def test_parties_that_share_an_address_are_laid_side_by_side_where_they_sell_like_goods(certified: Who) -> None:
    shared = {"party_address": "桐庐县迎春南路1号"}
    first = case_of(certified, party_code="91330122MA2B2C3D42", **shared)
    other = case_of(certified, party_name="桐庐白鹭商行", party_code="91330122MA2CG0TP47", **shared)
    unlike = case_of(certified, party_name="桐庐黑山商行", party_code="91330122MA2CG0TP5A", **shared)
    add(first, certified)
    add(other, certified, goods_name="男款运动鞋")
    add(unlike, certified, goods_name="奶粉")
    seen = cases_visible_to(certified["li"])
    same = same_party(first, certified["li"])
    assert same == []
    split = split_from(first, same, DAY, near_party(first, seen, same))
    assert split is not None
    assert (split.others, split.percent, split.is_of_one_party) == ([other], 120, False)
    assert (split.beside[0].shares.zh, split.beside[0].days) == ("住所相同", 0)
    page = browser(certified["li"]).get(first.get_absolute_url()).content.decode()
    assert "可能为同一人的其他当事人" in page
    assert unlike.number not in page


@pytest.mark.parametrize(
    ("mine", "theirs", "share"),
    [
        (["运动鞋"], ["运动鞋"], 1.0),
        (["运动鞋"], ["男款运动鞋"], 2 / 3),
        (["运动鞋"], ["奶粉"], 0.0),
        (["鞋"], ["靴"], 0.0),
        ([], ["鞋"], 0.0),
        (["a鞋", "帽子"], ["帽子"], 0.5),
    ],
)
def test_goods_are_alike_by_the_pairs_of_characters_of_their_names(mine: list[str], theirs: list[str], share: float) -> None:
    assert likeness(mine, theirs) == pytest.approx(share)


def test_another_party_of_the_same_name_but_another_code_is_not_added(certified: Who) -> None:
    first, other = case_of(certified, party_code="91330122MA2B2C3D42"), case_of(certified, party_code="91330122MA2CG0TP47")
    add(first, certified)
    add(other, certified)
    assert same_party(first, certified["li"]) == []
    nameless = case_of(certified, party_name="桐庐（青禾）鞋行")
    assert same_party(first, certified["li"]) == [nameless]


def test_signs_of_a_fine_in_place_of_a_transfer_ask_for_a_note_and_decide_nothing(certified: Who) -> None:
    case = case_of(certified)
    add(case, certified, quantity="137")
    assert [one.label.zh for one in signs_of(case, [], DAY) if one.is_shown] == ["案值达追诉标准百分之八十"]
    certified["wang"].roles = ["officer", "head"]
    certified["wang"].save()
    for name in ("li", "wang"):
        take(case.dossier, "investigate", by=certified[name], at=MORNING)
    take(case.dossier, "commission_test", by=certified["li"], at=MORNING, given={"test_kind": "identification", "tester": "青松公司"})
    take(case.dossier, "receive_test", by=certified["li"], at=MORNING, given={"test_result": "系假冒", **IDENTIFIED})
    client = browser(certified["li"])
    page = client.get(case.get_absolute_url()).content.decode()
    assert "以罚代刑筛查" in page
    assert "尚无人说明筛查情况" in page
    note_screen(case, by=certified["li"], at=MORNING, reason="仍在核对退款，核清后决定")
    page = client.get(case.get_absolute_url()).content.decode()
    assert "仍在核对退款，核清后决定" in page
    assert "尚无人说明筛查情况" not in page


def test_open_cases_are_weighed_anew_once_a_day_and_the_sweep_says_so(certified: Who) -> None:
    case = case_of(certified)
    Case.objects.filter(pk=case.pk).update(crime="selling_counterfeit_marked_goods", weighed_on=None)
    told = weigh_again(MORNING)
    assert told is not None
    assert "1 件" in told.zh
    assert weigh_again(MORNING) is None


def test_what_a_line_rests_on_is_ticked_among_the_files_and_told_by_its_name(certified: Who) -> None:
    case, client = case_of(certified), browser(certified["li"])
    add(case, certified, quantity="207", price="199.00")
    kept = case.dossier.files.get()
    page = client.get(f"{case.get_absolute_url()}/amounts").content.decode()
    assert f'name="amount_proofs" value="{kept.sha256}"' in page
    assert "41,193.00" in page
    form = client.get(f"/acts/case/{case.number}/add_amount_line?amount_proofs={kept.sha256}&amount_proofs=order%2Fp%2F1").context["form"]
    assert form["amount_proofs"].value() == f"{kept.sha256}\norder/p/1"
    given = {"amount_kind": "unsold", "goods_name": "运动鞋", "quantity": "1", "price_basis": "average", "amount_proofs": kept.sha256}
    add_amount_line(case, by=certified["li"], at=MORNING, **given)
    assert f"明细.csv (SHA-256 {kept.sha256})" in client.get(f"{case.get_absolute_url()}/record").content.decode()


def test_a_list_tells_the_tracks_on_which_something_was_done(certified: Who) -> None:
    case = case_of(certified)
    assert said(state_in_short(case.dossier)) == "已立案"
    assert "；未公示" in said(state_label(case.dossier))


def questions(case: Case, who: Who) -> int:
    page = browser(who["li"])
    page.get(case.get_absolute_url())  # what is read once a process is read now
    with CaptureQueriesContext(connection) as asked:
        assert page.get(case.get_absolute_url()).status_code == 200
    return len(asked)


def test_the_page_of_a_case_is_asked_in_few_questions_however_many_lines_and_files_it_has(certified: Who) -> None:
    case = case_of(certified, clue_of(certified["li"]))
    add(case, certified, quantity="137")  # near its line: the pack of a transfer is looked through as well
    few = questions(case, certified)
    assert few <= 72  # the matter asks once for each kind of its rows; who took what is kept apart, and who is in service, are asked once each
    for _ in range(5):
        add(case, certified, quantity="1")
    assert questions(case, certified) == few
