"""Orders to departments below, reviews by somebody else, suggested corrections, recognitions, and what several departments have seen."""

import re
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from make import make_clue
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.fading import weight
from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.oversight import news
from mingjian.institutions.oversight.acts import (
    accept_suggestion,
    decline_suggestion,
    note_sighting,
    recognise_document,
    suggest_correction,
    withdraw_recognition,
    withdraw_sighting,
)
from mingjian.institutions.oversight.demo import oversee
from mingjian.institutions.oversight.models import Order, Recognition, Review, Sighting, Suggestion
from mingjian.institutions.oversight.opening import Ordered, ReviewAsked, ask, order
from mingjian.institutions.oversight.queries import sightings_visible_to
from mingjian.institutions.oversight.services.decay import weighed
from mingjian.institutions.oversight.services.decisions import deciders, decisions_of, is_decision
from mingjian.office.demo import make_demo_officers
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.shown import url_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.record.entries import enter

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
LATER = date(2026, 11, 30)

clue_of = partial(make_clue, at=MORNING)


def letter_sent(who: Who) -> Dossier:
    """A letter of assistance that li wrote and wang signed."""
    opening = Opening("assistance", "测〔2026〕1号", "某鞋店")
    dossier = open_dossier(opening, by=who["li"], department=department_of("county"), at=MORNING, given={"questions": "核实"})
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    return dossier


def test_an_order_goes_down_is_reported_on_and_settled(who: Who) -> None:
    clue = clue_of(who["li"])
    given = order(Ordered("urge", "请核实", department_of("county"), LATER, clue.dossier), by=who["sun"], at=MORNING)
    assert (given.dossier.department, given.dossier.sender) == (department_of("county"), department_of("city"))
    clock = given.dossier.deadlines.get(closed_at=None)
    assert (clock.name, str(clock.due)[:10]) == ("report", "2026-11-30")
    assert news.orders_given(who["li"], MORNING).lines[0].sub == given.dossier.number  # type: ignore[union-attr]
    assert given.dossier.number in browser(who["li"]).get(clue.get_absolute_url()).content.decode()
    take(given.dossier, "report", by=who["li"], at=MORNING, given={"progress": "已核实"})
    with pytest.raises(NotPermitted):
        take(given.dossier, "confirm", by=who["wang"], at=MORNING)  # whoever reports does not settle
    take(given.dossier, "confirm", by=who["sun"], at=MORNING)
    assert given.dossier.is_closed
    assert news.orders_given(who["li"], MORNING) is None


def test_an_order_that_is_due_stands_once_at_home(who: Who) -> None:
    given = order(Ordered("urge", "请核实", department_of("county"), LATER, clue_of(who["li"]).dossier), by=who["sun"], at=MORNING)
    assert news.orders_given(who["li"], MORNING) is not None
    assert browser(who["li"]).get("/").content.decode().count(f'href="{url_of(given.dossier)}') == 1


def test_an_order_goes_to_those_below_alone(who: Who) -> None:
    county, city = department_of("county"), department_of("city")
    with pytest.raises(NotPermitted, match="下级"):
        order(Ordered("urge", "x", city, LATER), by=who["wang"], at=MORNING)
    with pytest.raises(NotPermitted, match="下级"):
        order(Ordered("urge", "x", department_of("elsewhere"), LATER), by=who["sun"], at=MORNING)
    with pytest.raises(NotPermitted):
        order(Ordered("urge", "x", county, LATER), by=who["li"], at=MORNING)
    with pytest.raises(BadInput, match="早于今天"):
        order(Ordered("urge", "x", county, date(2026, 11, 1)), by=who["sun"], at=MORNING)
    with pytest.raises(BadInput, match="承办"):
        order(Ordered("urge", "x", county, LATER, clue_of(who["zhao"]).dossier), by=who["sun"], at=MORNING)
    assert not Order.objects.exists()


def test_an_order_is_given_from_the_page_and_sent_twice_is_one(who: Who) -> None:
    clue, client = clue_of(who["li"]), browser(who["sun"])
    address = f"/oversight/orders/new?of={clue.number}"
    assert address in client.get(clue.get_absolute_url()).content.decode()
    sent = {"key": "k1", "department": department_of("county").pk, "kind": "listed", "text": "请核实", "until": "2099-01-01"}
    refused = client.post(address, {**sent, "until": "2020-01-01"})
    assert refused.status_code == 422
    assert "不能早于今天" in refused.content.decode()
    assert {client.post(address, sent)["Location"] for _ in range(2)} == {f"/oversight/orders/{Order.objects.get().dossier.number}"}
    assert browser(who["zhou"]).get(f"/oversight/orders/{Order.objects.get().dossier.number}").status_code == 404
    page = browser(who["li"]).get("/oversight").content.decode()
    assert Order.objects.get().dossier.number in page
    assert browser(who["clerk"]).get("/oversight/orders/new").status_code == 403


def test_every_sheet_but_those_without_any_has_decisions_and_no_opening_is_one() -> None:
    for sheet in (one for name in rulebook().procedures() for one in rulebook().versions(name)):
        assert not any(is_decision(step, sheet) for step in sheet.steps.values() if step.name == sheet.opening)
        assert any(is_decision(step, sheet) for step in sheet.steps.values()), sheet.procedure


def test_whoever_signed_a_decision_does_not_review_it(who: Who) -> None:
    dossier = letter_sent(who)
    decision = decisions_of(dossier)[0]
    assert decision.step.name == "send"
    assert deciders(dossier, decision.entry.index) == {who["li"].pk, who["wang"].pk}
    dossier.refresh_from_db()
    review = ask(ReviewAsked(dossier, decision.entry.index, "authority", "应当由市局发函"), by=who["zhao"], at=MORNING)
    assert review.dossier.department == department_of("neighbour")  # who holds the letter now
    assert news.reviews_asked(who["qian"], MORNING).count == "1"  # type: ignore[union-attr]


def test_a_decision_is_upheld_or_found_wrong_by_another(who: Who) -> None:
    clue = clue_of(who["li"])
    decision = decided(clue, who)
    other = Officer.objects.create(username="fa", name_zh="法", department=department_of("county"), duty="work", roles=["officer", "legal_reviewer"])
    review = ask(ReviewAsked(clue.dossier, decision, "party", "未考虑授权"), by=who["li"], at=MORNING)
    with pytest.raises(StepRefused, match="正在复核"):
        ask(ReviewAsked(clue.dossier, decision, "party", "再申请"), by=who["li"], at=MORNING)
    assert Review.objects.count() == 1
    assert Dossier.objects.filter(procedure="decision_review").count() == 1
    page = browser(who["li"]).get(clue.get_absolute_url()).content.decode()
    assert "正在复核" in page
    take(review.dossier, "take_up", by=who["wang"], at=MORNING)
    page = browser(who["wang"]).get(url_of(review.dossier)).text
    assert "uphold-review_conclusion" not in page  # the form is not offered to whom it would refuse, and the page says why
    assert "须由他人复核" in page
    assert "uphold-review_conclusion" in browser(other).get(url_of(review.dossier)).text
    with pytest.raises(NotPermitted, match="他人复核"):
        take(review.dossier, "uphold", by=who["wang"], at=MORNING, given={"review_conclusion": "无误"})
    take(review.dossier, "find_error", by=other, at=MORNING, given={"review_conclusion": "有误", "correction_asked": "重新核查"})
    take(review.dossier, "tell_correction", by=who["li"], at=MORNING, given={"correction_made": "已重新核查"})
    assert review.dossier.is_closed
    assert "正在复核" not in browser(who["li"]).get(clue.get_absolute_url()).content.decode()


def decided(clue: Clue, who: Who) -> int:
    """Let the head decide on a clue; give the place of the decision."""
    take(clue.dossier, "accept", by=who["li"], at=MORNING)
    take(clue.dossier, "conclude_check", by=who["li"], at=MORNING, given={"check_result": "无违法事实", "proposal": "not_file"})
    given = {"not_filing_ground": "no_breach", "reason": "无违法事实", "reporter": "none"}
    take(clue.dossier, "decide_not_to_file", by=who["wang"], at=MORNING, given=given)
    return decisions_of(clue.dossier)[0].entry.index


def test_a_review_is_asked_for_at_the_page_and_withdrawn_by_whoever_asked(who: Who) -> None:
    clue, client = clue_of(who["li"]), browser(who["li"])
    address = f"/oversight/reviews/of/{clue.number}"
    assert address not in client.get(clue.get_absolute_url()).content.decode()  # nothing is decided yet
    index = decided(clue, who)
    assert address in client.get(clue.get_absolute_url()).content.decode()
    sent = {"key": "k", "decision": str(index), "side": "complainant", "grounds": "没有问我"}
    assert client.post(address, {**sent, "decision": "999999"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    review = Review.objects.get()
    assert "没有问我" in client.get(f"/oversight/reviews/{review.dossier.number}").content.decode()
    assert client.get("/oversight?of=reviews").content.decode().count(review.dossier.number) > 0
    review.asked_by = department_of("neighbour")
    review.save()
    with pytest.raises(NotPermitted, match="申请的部门"):
        take(review.dossier, "withdraw_request", by=who["li"], at=now(), given={"reason": "不再申请"})
    with pytest.raises(BadInput):
        ask(ReviewAsked(review.dossier, index, "party", "x"), by=who["li"], at=MORNING)


def test_a_correction_is_suggested_answered_and_kept(who: Who) -> None:
    dossier = letter_sent(who)  # the neighbour holds it now, the county reads it
    made = suggest_correction(by=who["li"], at=MORNING, suggested_for=dossier.number, suggestion_text="地址应为分水镇")
    assert news.suggestions_waiting(who["zhao"], MORNING).lines[0].sub == made.number  # type: ignore[union-attr]
    with pytest.raises(BadInput, match="程序步骤"):
        suggest_correction(by=who["zhao"], at=MORNING, suggested_for=dossier.number, suggestion_text="x")
    assert "地址应为分水镇" in browser(who["zhao"]).get(f"/dossiers/{dossier.number}", follow=True).content.decode()
    with pytest.raises(NotPermitted):
        accept_suggestion(made, by=who["li"], at=MORNING, suggestion_answer="自己采纳")
    accept_suggestion(made, by=who["zhao"], at=MORNING, suggestion_answer="已更正")
    made.refresh_from_db()
    assert (made.standing, made.answer, made.answered_by) == ("accepted", "已更正", who["zhao"])
    with pytest.raises(StepRefused):
        decline_suggestion(made, by=who["zhao"], at=MORNING, suggestion_answer="再答")
    assert news.suggestions_waiting(who["zhao"], MORNING) is None
    client = browser(who["li"])
    sent = {"suggest_correction-key": "k", "suggest_correction-suggested_for": dossier.number, "suggest_correction-suggestion_text": "另一处"}
    assert client.post("/acts/new/suggestion/suggest_correction", sent).status_code == 302
    assert Suggestion.objects.count() == 2
    with pytest.raises(StepRefused, match="不在库中"):
        suggest_correction(by=who["zhou"], at=MORNING, suggested_for=dossier.number, suggestion_text="看不到")


def test_what_was_seen_fades_and_a_department_counts_once(who: Who) -> None:
    assert weight(MORNING, MORNING) == 1
    assert weight(MORNING - timedelta(days=90), MORNING) == pytest.approx(0.5)
    subject = "yunjishi/S9"
    told = {"sighted_subject": subject, "sighting_note": "十月抽检"}
    note_sighting(by=who["li"], at=MORNING - timedelta(days=90), sighting_verdict="doubted", **told)
    note_sighting(by=who["li"], at=MORNING, sighting_verdict="seen", **told)
    made = note_sighting(by=who["zhao"], at=MORNING - timedelta(days=180), sighting_verdict="seen", **told)
    seen = weighed(sightings_visible_to(who["sun"]).filter(subject=subject), MORNING)
    assert (seen.seen, seen.doubted) == (pytest.approx(1.25), 0)
    with pytest.raises(NotPermitted):
        withdraw_sighting(made, by=who["li"], at=MORNING, reason="不是本部门")
    withdraw_sighting(made, by=who["zhao"], at=MORNING, reason="记错")
    assert sightings_visible_to(who["sun"]).count() == 2
    assert not sightings_visible_to(who["clerk"]).exists()
    with pytest.raises(NotPermitted):
        note_sighting(by=who["clerk"], at=MORNING, sighting_verdict="seen", **told)
    with pytest.raises(BadInput, match="平台/编号"):
        note_sighting(by=who["li"], at=MORNING, sighting_verdict="seen", sighted_subject="S9", sighting_note="x")
    assert "十月抽检" in browser(who["sun"]).get(f"/oversight/sightings?subject={subject}").content.decode()
    clue = clue_of(who["li"], platform="yunjishi", shop_id="S9")
    assert "十月抽检" in browser(who["li"]).get(f"{clue.get_absolute_url()}/parties").content.decode()
    assert Sighting.objects.count() == 3


def test_a_sighting_names_a_sealed_file_of_its_department_and_a_clue_that_nobody_sees_again_fades(who: Who) -> None:
    clue = clue_of(who["li"], platform="yunjishi", shop_id="S9")
    told = {"sighted_subject": "yunjishi/S9", "sighting_note": "截图为证", "sighting_verdict": "seen"}
    SealedFile.objects.create(dossier=clue.dossier, name="截图.png", sha256="ab" * 32, size=6, sealed_at=MORNING, sealed_by=who["li"])
    for wrong, by in (("cd" * 32, "li"), ("ab" * 32, "zhao"), ("x", "li")):  # nobody's, another department's, no hash
        with pytest.raises(BadInput, match="SHA-256"):
            note_sighting(by=who[by], at=MORNING, sighting_file=wrong, **told)
    Dossier.objects.filter(pk=clue.dossier_id).update(opened_at=now() - timedelta(days=300))
    page = f"{clue.get_absolute_url()}/parties"
    before = browser(who["li"]).get(page).text
    assert "已过时" in before
    assert re.search(rf'<option value="{"ab" * 32}">{clue.number} · 截图.png', before)  # chosen, not copied by hand
    others = browser(who["zhao"]).get(f"{clue_of(who['zhao'], platform='yunjishi', shop_id='S9').get_absolute_url()}/parties").text
    assert 'name="note_sighting-sighting_file"' in others
    assert "ab" * 32 not in others
    note_sighting(by=who["li"], at=now(), sighting_file=" " + "AB" * 32, **told)
    shown = browser(who["li"]).get(page).text
    assert "ab" * 32 in shown
    assert "已过时" not in shown
    assert "较新" in shown


def test_a_document_of_another_region_is_recognised_under_a_clause_or_marked_unverified(who: Who) -> None:
    clue = clue_of(who["li"])
    told = {"recognised_document": "检验报告沪检1号", "recognised_issuer": "上海质检院", "recognised_on": "2026-10-01", "recognition_scope": "检验结论"}
    plain = recognise_document(by=who["li"], at=MORNING, recognised_for=clue.number, **told)
    assert not plain.is_verified
    assert "依据未核实" in browser(who["li"]).get(f"{clue.get_absolute_url()}/evidence").content.decode()
    with pytest.raises(BadInput, match="协议条款"):
        recognise_document(by=who["li"], at=MORNING, recognised_for=clue.number, recognised_clause="yrd_network/invented", **told)
    with pytest.raises(BadInput, match="没有规定互认"):
        recognise_document(by=who["li"], at=MORNING, recognised_for=clue.number, recognised_clause="yrd_network/assistance", **told)
    under = recognise_document(by=who["li"], at=MORNING, recognised_for=clue.number, recognised_clause="three_regions_demo/evidence", **told)
    assert not under.is_verified  # the agreement's text is not public
    with pytest.raises(NotPermitted):
        recognise_document(by=who["sun"], at=MORNING, recognised_for=clue.number, **told)
    withdraw_recognition(plain, by=who["li"], at=MORNING, reason="原件有误")
    assert Recognition.objects.get(pk=plain.pk).standing == "withdrawn"


def test_lists_are_taken_out_and_every_page_is_in_both_languages(who: Who) -> None:
    clue = clue_of(who["li"])
    order(Ordered("urge", "请核实", department_of("county"), LATER, clue.dossier), by=who["sun"], at=MORNING)
    for address in ("/oversight", "/oversight?of=reviews", "/oversight/sightings"):
        assert browser(who["li"], "en").get(address).status_code == 200
        joint = "&" if "?" in address else "?"
        file: Any = browser(who["li"]).get(f"{address}{joint}as=csv")
        assert b"".join(file.streaming_content).startswith("\ufeff".encode())  # read to its end, it is closed


def test_those_outside_of_the_authorities_find_reviews_there_and_no_orders(who: Who) -> None:
    page = browser(who["clerk"]).get("/oversight").text
    assert "/oversight/sightings" not in page
    assert "/oversight/sightings" in browser(who["li"]).get("/oversight").text


def test_the_demo_has_an_order(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    make_demo_officers()
    staff = {one.username: one for one in Officer.objects.all()}
    oversee(staff, tmp_path)
    oversee(staff, tmp_path)
    assert Order.objects.get().dossier.department == staff["county"].department


def test_a_plan_of_a_special_action_decides_nothing_on_anybody_and_offers_no_review(who: Who) -> None:
    given = {"special_action_title": "冬季行动"}
    sheet = rulebook().versions("special_action")[-1]
    plan = Dossier(procedure="special_action", number="Z〔2026〕1号", title="冬季行动", sheet_in_force=sheet.in_force, department=department_of("county"))
    plan.opened_by, plan.opened_at, plan.moved_at, plan.state = who["wang"], MORNING, MORNING, sheet.starts
    plan.save()
    deciding = next(step for step in sheet.steps.values() if is_decision(step, sheet))
    enter(deciding.name, at=MORNING, by=who["wang"], dossier=plan, **given)
    assert plan.entries.filter(kind=deciding.name).exists()
    assert decisions_of(plan) == []
