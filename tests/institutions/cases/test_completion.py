"""What the matter of a case still lacks stands in one form, with what the record proposes; each row that is filled in is an act of its own."""

from typing import Any

import pytest
from django.http import QueryDict
from make import make_clue
from people import at, browser, certify

from mingjian.core.errors import BadInput
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.completion import CompletionForm, completion_of, enter_completion
from mingjian.institutions.matters.acts import add_charge, add_party, add_penalty, correct_charge
from mingjian.institutions.matters.models import Answer, Charge, Matter, Party, Penalty
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-24 09:30")
IDENTITY = "330122197805121216"


@pytest.fixture
def case(who: Who) -> Case:
    certify(who["li"], who["wang"])
    told = {"suspected_act": "销售侵犯注册商标专用权的商品", "platform": "云集市", "shop_id": "S9", "shop_name": "某农资店", "listing_title": "某牌草甘膦"}
    told |= {"operator_name": "某农资经营部", "listing_id": "L1", "operator_code": "91330122MA2H4N8P5X"}
    clue = make_clue(who["li"], at=MORNING, **told)
    return file_case(Filing("某农资经营部案", who["li"], who["wang"], clue), by=who["wang"], at=MORNING)


def matter(case: Case) -> Matter:
    found = matter_of(case.dossier)
    assert found is not None
    return found


def form_of(case: Case, by: Officer, **typed: str) -> CompletionForm:
    """The form as a browser sends it: what stands in it, and what is typed."""
    shown = completion_of(case, by)
    assert shown is not None
    sent = completion_of(case, by, posted(shown, **typed))
    assert sent is not None
    assert sent.is_valid(), sent.errors
    return sent


def posted(shown: CompletionForm, **typed: str) -> QueryDict:
    """What a browser sends of a form that was shown: its fields, what stood in them, and what was typed over them."""
    standing = {name: field.initial for name, field in shown.fields.items() if field.initial not in (None, "")}
    data = QueryDict(mutable=True)
    data.update({f"lacking-{name}": value for name, value in {**shown.initial, **standing, **typed}.items()})
    data.update({f"initial-lacking-{name}": field.initial or "" for name, field in shown.fields.items() if field.show_hidden_initial})
    return data


def test_what_the_record_says_stands_there_and_what_only_a_person_knows_is_blank(case: Case, who: Who) -> None:
    shown = completion_of(case, who["li"])
    assert shown is not None
    told = {name: field.initial for name, field in shown.fields.items()}
    assert told["C1-charge_since"] == ""
    assert told["C1-charge_means"] == ""
    assert told["correct-penalty_words"] == "立即停止销售侵犯注册商标专用权的商品"
    assert told["fine-penalty_sum"] == ""
    assert told["gains-penalty_sum"] == "", "whether gains are confiscated, and how much, is not the software's to say"
    assert "goods-penalty_words" not in told, "nothing is in stock"
    assert "P1-party_registered_address" in told
    seal([b"scene"], "现场检查笔录.txt", dossier=case.dossier, by=who["li"], at=MORNING)
    file = case.dossier.files.get()
    line = {"amount_kind": "unsold", "goods_name": "某牌草甘膦1L", "quantity": "36", "price_basis": "marked", "unit_price": "28.80"}
    add_amount_line(case, by=who["li"], at=MORNING, amount_proofs=file.sha256, **line)
    shown = completion_of(case, who["li"])
    assert shown is not None
    assert shown.fields["goods-penalty_words"].initial == "某牌草甘膦1L，数量36"


def test_each_row_is_an_act_with_an_entry_and_blank_ones_are_none(case: Case, who: Who) -> None:
    before = Entry.objects.count()
    typed = {"P1-party_registered_address": "桐庐县分水镇院士路88号", "C1-charge_means": "从流动推销人员处购进后在网店销售。", "fine-penalty_sum": "12000"}
    typed |= {"fine-entered": "on", "correct-entered": "on"}
    assert enter_completion(form_of(case, who["li"], **typed), by=who["li"], at=MORNING) == 4
    kinds = list(Entry.objects.order_by("index").values_list("kind", flat=True)[before:])
    assert kinds == ["matter_party_corrected", "matter_charge_corrected", "matter_penalty_added", "matter_penalty_added"]
    party, charge = Party.objects.get(), Charge.objects.get()
    assert party.address == "桐庐县分水镇院士路88号"
    assert party.reason == "按查明的事实补充登记"
    assert charge.means == "从流动推销人员处购进后在网店销售。"
    assert [(one.kind, one.words, one.sum) for one in Penalty.objects.order_by("nth")] == [
        ("correct", "立即停止销售侵犯注册商标专用权的商品", None),
        ("fine", "", 12000),
    ]
    again = completion_of(case, who["li"])
    assert again is not None
    assert not any(row.act == "add_penalty" for row in again.rows), "the items are entered; they are corrected in their own rows"


def test_a_false_number_refuses_all_and_says_of_whom(case: Case, who: Who) -> None:
    party = Party.objects.get()
    party.kind, party.code = Party.Kind.PERSON, ""
    party.save()
    typed = {"P1-party_id_number": "330122197805121210", "fine-penalty_sum": "12000", "fine-entered": "on"}
    with pytest.raises(BadInput, match="当事人：某农资经营部：居民身份证号码的校验位不符"):
        enter_completion(form_of(case, who["li"], **typed), by=who["li"], at=MORNING)
    assert not Penalty.objects.exists()
    typed["P1-party_id_number"] = IDENTITY
    enter_completion(form_of(case, who["li"], **typed), by=who["li"], at=MORNING)
    party.refresh_from_db()
    assert (party.id_kind, party.id_number) == ("居民身份证", IDENTITY)
    assert IDENTITY not in "".join(Entry.objects.values_list("body", flat=True))


def test_the_same_sending_twice_enters_nothing_twice(case: Case, who: Who) -> None:
    form = form_of(case, who["li"], **{"fine-penalty_sum": "12000", "fine-entered": "on"})
    assert enter_completion(form, by=who["li"], at=MORNING) == 1
    count = Entry.objects.count()
    assert enter_completion(form, by=who["li"], at=MORNING) == 1
    assert (Penalty.objects.count(), Entry.objects.count()) == (1, count)


def test_a_second_click_has_the_result_of_the_first_and_another_sending_is_another(case: Case, who: Who) -> None:
    shown = completion_of(case, who["li"])
    assert shown is not None
    li, data = browser(who["li"]), posted(shown, **{"fine-penalty_sum": "12000", "fine-entered": "on"})
    sent = [li.post(f"/cases/{case.number}/complete", data) for _ in range(2)]
    assert [one.status_code for one in sent] == [302, 302]
    assert Penalty.objects.count() == 1
    data["lacking-fine-penalty_sum"] = "15000"
    other = li.post(f"/cases/{case.number}/complete", data)
    assert other.status_code == 422
    assert "没有登记的内容：15000" in other.content.decode(), "what was typed is not lost"
    assert Penalty.objects.get().sum == 12000


def test_what_nobody_ticked_or_changed_is_not_entered(case: Case, who: Who) -> None:
    Charge.objects.update(act="", field="")
    party = Party.objects.get()
    party.kind, party.code = Party.Kind.BUSINESS, "92330122MA2B5K7T63"
    party.save()
    assert enter_completion(form_of(case, who["li"], **{"P1-party_id_number": IDENTITY}), by=who["li"], at=MORNING) == 1
    assert not Penalty.objects.exists(), "the order to correct is the officer's decision"
    charge = Charge.objects.get()
    assert (charge.act, charge.earlier, Party.objects.get().licence) == ("", [], ""), "what is proposed is not hers"
    assert enter_completion(form_of(case, who["li"], **{"P1-entered": "on"}), by=who["li"], at=MORNING) == 1
    assert Party.objects.get().licence == "营业执照"


def test_an_item_filled_in_without_its_tick_is_refused_and_so_is_a_tick_alone(case: Case, who: Who) -> None:
    shown = completion_of(case, who["li"])
    assert shown is not None
    for typed, word in (({"fine-penalty_sum": "12000"}, "没有勾选"), ({"fine-entered": "on"}, "没有填写内容")):
        sent = completion_of(case, who["li"], posted(shown, **typed))
        assert sent is not None
        assert word in str(sent.errors["fine-entered"])


def test_what_a_colleague_corrected_meanwhile_is_never_written_back(case: Case, who: Who) -> None:
    Charge.objects.update(means="甲的话", knowledge="旧")
    shown = completion_of(case, who["li"])
    assert shown is not None
    correct_charge(Charge.objects.get(), by=who["li"], at=MORNING, reason="查明", charge_words=Charge.objects.get().words, charge_means="乙的话")
    address = {"P1-party_registered_address": "桐庐县分水镇"}
    sent = completion_of(case, who["li"], posted(shown, **address))
    assert sent is not None
    assert sent.is_valid(), "she touched nothing of the charge"
    assert enter_completion(sent, by=who["li"], at=MORNING) == 1
    assert Charge.objects.get().means == "乙的话"
    page = browser(who["li"]).post(f"/cases/{case.number}/complete", posted(shown, **{"C1-charge_knowledge": "明知是假"}))
    text = page.content.decode()
    assert page.status_code == 422
    assert "此项已变为：乙的话" in text
    assert "明知是假" in text, "what was typed stands"
    assert "甲的话" not in text, "sent again, it would have gone back"
    assert Charge.objects.get().knowledge == "旧"


def test_each_party_is_told_to_stop_what_is_charged_to_it_and_the_stock_is_nobodys_by_proposal(case: Case, who: Who) -> None:
    add_party(matter(case), by=who["li"], at=MORNING, party_role="suspect", party_type="person", party_legal_name="宋建军")
    whole = {"since": "2026-09-02", "until": "2026-11-20", "act": "trademark_infringement", "field": "other", "broken": "trademark_law/57"}
    whole |= {"applied": "trademark_law/60", "means": "网店销售。", "knowledge": "未查验。", "discretion": "从轻。"}
    add_charge(matter(case), by=who["li"], at=MORNING, charge_words="出借营业执照", charge_party="2")
    Charge.objects.update(**whole)
    Charge.objects.filter(nth=1).update(party=Party.objects.get(nth=1))
    seal([b"scene"], "现场检查笔录.txt", dossier=case.dossier, by=who["li"], at=MORNING)
    line = {"amount_kind": "unsold", "goods_name": "某牌草甘膦1L", "quantity": "36", "price_basis": "marked", "unit_price": "28.80"}
    add_amount_line(case, by=who["li"], at=MORNING, amount_proofs=case.dossier.files.get().sha256, **line)
    shown = completion_of(case, who["li"])
    assert shown is not None
    told = {name: field.initial for name, field in shown.fields.items()}
    assert told["correct1-penalty_words"] == "立即停止销售侵犯注册商标专用权的商品"
    assert told["correct2-penalty_words"] == "立即停止出借营业执照"
    assert (told["goods1-penalty_words"], told["goods2-penalty_words"]) == ("", "")


def test_several_parties_have_items_each(case: Case, who: Who) -> None:
    add = {"party_role": "suspect", "party_type": "person", "party_legal_name": "宋建军"}
    add_party(matter(case), by=who["li"], at=MORNING, **add)
    whole = {"since": "2026-09-02", "until": "2026-11-20", "act": "trademark_infringement", "field": "other", "broken": "trademark_law/57"}
    whole |= {"applied": "trademark_law/60", "means": "网店销售。", "knowledge": "未查验。", "discretion": "从轻。"}
    first = completion_of(case, who["li"])
    assert first is not None
    assert not any(row.act == "add_penalty" for row in first.rows), "once the charge is whole"
    Charge.objects.update(**whole)
    typed = {"fine1-penalty_sum": "12000", "fine2-penalty_sum": "8000"}
    typed |= {"fine1-entered": "on", "fine2-entered": "on", "correct1-entered": "on"}
    enter_completion(form_of(case, who["li"], **typed), by=who["li"], at=MORNING)
    assert [(one.kind, one.party.nth if one.party else 0) for one in Penalty.objects.order_by("nth")] == [("correct", 1), ("fine", 1), ("fine", 2)]


def test_a_statement_asks_for_an_answer_and_blank_says_nothing(case: Case, who: Who) -> None:
    add_penalty(matter(case), by=who["li"], at=MORNING, penalty_kind="fine", penalty_sum="12000")
    case.dossier.state = {**case.dossier.state, "main": "informed"}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    take(case.dossier, "record_statement", by=who["li"], at=MORNING, given={"party_statement": "当事人到分水所陈述：其不知道是假冒商品，请求减轻。"})
    shown = completion_of(case, who["li"])
    assert shown is not None
    assert shown.fields["answer-answer_point"].initial == "其不知道是假冒商品，请求减轻"
    enter_completion(form_of(case, who["li"], **{"C1-charge_means": "网店销售。"}), by=who["li"], at=MORNING)
    assert not Answer.objects.exists(), "nobody has said whether it is accepted"
    with pytest.raises(BadInput):
        enter_completion(form_of(case, who["li"], **{"answer-answer_verdict": "rejected"}), by=who["li"], at=MORNING)
    enter_completion(form_of(case, who["li"], **{"answer-answer_verdict": "rejected", "answer-answer_why": "未查验供货者资质。"}), by=who["li"], at=MORNING)
    assert Answer.objects.get().stated_on.isoformat() == "2026-11-24"


def test_the_page_shows_it_to_whoever_may_enter_and_refuses_in_words(case: Case, who: Who) -> None:
    li = browser(who["li"])
    page = li.get(case.get_absolute_url()).content.decode()
    assert "案情尚缺的内容" in page
    assert 'name="lacking-fine-penalty_sum"' in page
    wrong: dict[str, Any] = {"lacking-key": "k1", "lacking-why": "补", "lacking-fine-penalty_sum": "一万二"}
    reply = li.post(f"/cases/{case.number}/complete", wrong)
    assert reply.status_code == 422
    assert "一万二" in reply.content.decode(), "what was typed stands"
    empty = li.post(f"/cases/{case.number}/complete", {"lacking-key": "k1", "lacking-why": "补"})
    assert "没有填写任何内容" in empty.content.decode()
    assert browser(who["zhou"]).post(f"/cases/{case.number}/complete", wrong).status_code == 404
    long = {**wrong, "lacking-fine-penalty_sum": "", "lacking-C1-charge_means": "长" * 200_000}
    assert li.post(f"/cases/{case.number}/complete", long).status_code == 422
    assert not Penalty.objects.exists()
