"""What the public reads of a platform's reasons goes when it says too much: withheld by hand, taken back on record, or drawn anew; a word stays."""

import csv
import io
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from noticed import SENT, Who, captured, colleague_of, measures, of_kind, taken_in
from people import browser

from mingjian.core.errors import MingjianError, NotPermitted, StepRefused
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.publication.jobs import reasons_by_night
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.acts import show_reason_again, withhold_reason
from mingjian.institutions.publication.reasons.queries import days_withheld_since_published
from mingjian.institutions.publication.reasons.services.files import publish_day
from mingjian.institutions.publication.reasons.services.held import reasons_differing
from mingjian.institutions.publication.reasons.services.names import masks_as_much
from mingjian.institutions.publication.reasons.work.statements import RULES, draw, is_any_to_draw
from mingjian.institutions.retention.models import Erasure
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.keys import make_key
from mingjian.office.record.entries import enter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NAME = "令狐冲霄"  # no known surname pattern stands before it: what nobody tells stays in the facts
WORDS = f"{NAME}承认仿冒，鞋舌标识与注册商标相同。" + "比对意见详见附件。" * 60
HELD, MASKED = "青松公司购买取证，鞋舌标识与注册商标相同，电话13912345678。", "［权利人］购买取证，鞋舌标识与注册商标相同，电话139******78。"
LATER = SENT + 5 * DAY


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None, tmp_path: Any) -> None:
    settings.PUBLIC_DOOR, settings.HOME = True, tmp_path


def decided(who: Who, reason: str = WORDS) -> Notice:
    notice = taken_in(who, notice_goods="运动鞋")
    captured(notice, who)
    measures(notice, who, reason=reason)
    return Notice.objects.get(pk=notice.pk)


def published(at: datetime) -> list[str]:
    days = draw(at)
    for day in days:
        publish_day(day, at)
    return [day.isoformat() for day in days]


def door(address: str) -> str:
    reply = Client(headers={"Accept-Language": "zh-hans"}).get(address)
    assert reply.status_code == 200, address
    return b"".join(reply.streaming_content).decode("utf-8-sig") if reply.streaming else reply.text  # type: ignore[attr-defined]


def everywhere(statement: PublicReason) -> str:
    """All that the public reads of the statements of its day, at every door."""
    pages = [door(one) for one in ("/reasons", statement.get_absolute_url(), "/reasons?as=csv", f"/reasons?as=csv&q={NAME}")]
    files = [Client().get(f"/reasons/data/{statement.day}.{form}").content for form in ("csv", "jsonld", "parquet")]
    return "\n".join([*pages, files[0].decode("utf-8-sig"), files[1].decode(), str(pq.read_table(io.BytesIO(files[2])).to_pylist())])


def shown(who: Who) -> PublicReason:
    decided(who)
    published(LATER)
    statement = PublicReason.objects.get()
    assert everywhere(statement).count("令狐冲霄承认") >= 5
    return statement


def test_a_clerk_withholds_facts_and_a_word_stands_in_their_place_at_every_door(who: Who, django_capture_on_commit_callbacks: Any) -> None:
    statement = shown(who)
    before = json.loads(Entry.objects.get(kind="reasons_published").body)["digests"]
    page = browser(who["clerk"]).get(statement.get_absolute_url()).text
    assert "撤下事实和理由" in page
    assert "撤下事实和理由" not in door(statement.get_absolute_url())
    given = {"withhold_reason-reason": "写有经营者张伟的姓名 13812345678", "withhold_reason-key": "k"}
    with django_capture_on_commit_callbacks(execute=True):
        assert browser(who["clerk"]).post(f"/acts/statement_of_reasons/{statement.uid}/withhold_reason", given).status_code == 302
    entered = Entry.objects.get(kind="reason_withheld").body
    assert not any(word in entered for word in ("张伟", "13812345678"))
    assert sha256(given["withhold_reason-reason"].encode()).hexdigest() in entered
    told = everywhere(statement)
    assert "承认仿冒" not in told
    assert not any(word in told for word in ("张伟", "13812345678"))
    assert "写有经营者［个人］的姓名" in told
    page = door(statement.get_absolute_url())
    assert "采取措施" in page
    assert "计入统计" in page
    assert "令狐" not in page
    (row,) = csv.DictReader(io.StringIO(door(f"/reasons/data/{statement.day}.csv")))
    assert (row["x_withheld_on"], row["x_decision"], row["x_addresses"]) == (localdate(now()).isoformat(), "take_measures", "1")
    assert "第 2 版" in door("/reasons/data")
    newest = json.loads(Entry.objects.filter(kind="reasons_published").order_by("-index")[0].body)["digests"]
    assert newest["csv"] != before["csv"]
    assert sha256(Client().get(f"/reasons/data/{statement.day}.csv").content).hexdigest() == newest["csv"]
    (month,) = csv.DictReader(io.StringIO(door("/reasons/monthly?as=csv")))
    assert month["处理数"] == "1"


def test_what_was_withheld_stays_so_when_the_table_is_drawn_anew_from_the_ledger(who: Who) -> None:
    statement = shown(who)
    withhold_reason(statement, by=who["clerk"], at=LATER, reason="写有姓名")
    PublicReason.objects.all().delete()
    published(LATER + DAY)
    again = PublicReason.objects.get()
    assert (again.uid, again.facts, again.goods, again.withheld_why) == (statement.uid, "", "", "写有姓名")


def test_what_was_withheld_by_mistake_is_shown_again_by_another_and_stays_so(who: Who, django_capture_on_commit_callbacks: Any) -> None:
    """One clerk's click was final: what the public may read of a decision was gone for good."""
    statement = shown(who)
    facts, goods = statement.facts, statement.goods
    withhold_reason(statement, by=who["clerk"], at=LATER, reason="写有姓名")
    second, address = colleague_of(who["clerk"]), f"/acts/statement_of_reasons/{statement.uid}/show_reason_again"
    with pytest.raises(NotPermitted, match="另一名人员"):
        show_reason_again(statement, by=who["clerk"], at=LATER, reason="误撤")
    assert browser(who["clerk"]).post(address, {"show_reason_again-reason": "误撤", "show_reason_again-key": "k"}).status_code == 403
    assert "恢复公开事实和理由" in browser(second).get(statement.get_absolute_url()).text
    with django_capture_on_commit_callbacks(execute=True):
        assert browser(second).post(address, {"show_reason_again-reason": "误撤", "show_reason_again-key": "k"}).status_code == 302
    statement.refresh_from_db()
    assert (statement.facts, statement.goods, statement.withheld_at, statement.withheld_why) == (facts, goods, None, "")
    assert "承认仿冒" in everywhere(statement)
    assert NAME not in everywhere(statement) or NAME in facts
    PublicReason.objects.all().delete()
    published(LATER + DAY)
    again = PublicReason.objects.get()
    assert (again.facts, again.withheld_at) == (facts, None)
    withhold_reason(again, by=second, at=LATER + DAY, reason="写有姓名")
    PublicReason.objects.all().delete()
    published(LATER + 2 * DAY)
    assert PublicReason.objects.get().withheld_why == "写有姓名"


def test_a_platform_shows_nothing_again_that_an_authority_withheld_or_that_it_took_back(who: Who) -> None:
    statement = shown(who)
    withhold_reason(statement, by=who["sun"], at=LATER, reason="写有姓名")
    with pytest.raises(NotPermitted, match="监管部门恢复"):
        show_reason_again(statement, by=who["clerk"], at=LATER, reason="误撤")
    statement.withhold(LATER + DAY, "平台已撤回这一处理")
    statement.save()
    with pytest.raises(StepRefused, match="已撤回"):
        show_reason_again(statement, by=who["clerk"], at=LATER + DAY, reason="误撤")
    assert Entry.objects.filter(kind="reason_shown_again").count() == 0


def test_what_was_withheld_by_hand_and_taken_back_since_is_not_shown_again(who: Who) -> None:
    """Goods and facts of a decision that stood no more came back, and past sixty days no night withheld them."""
    statement = shown(who)
    withhold_reason(statement, by=who["clerk"], at=LATER, reason="写有姓名")
    dossier = Dossier.objects.get(procedure="notice_and_delete")
    take(dossier, "lift_by_mistake", by=who["clerk"], at=LATER + DAY, given={"reason": "认错了商品"})
    with pytest.raises(StepRefused, match="已撤回"):
        show_reason_again(statement, by=colleague_of(who["clerk"]), at=LATER + 2 * DAY, reason="误撤")
    assert PublicReason.objects.get().facts == ""


def test_files_are_written_once_the_act_stands_and_by_the_next_night_where_that_failed(who: Who, django_capture_on_commit_callbacks: Any) -> None:
    statement = shown(who)
    before = door(f"/reasons/data/{statement.day}.csv")
    with django_capture_on_commit_callbacks() as waiting:
        withhold_reason(statement, by=who["clerk"], at=LATER, reason="写有姓名")
    assert door(f"/reasons/data/{statement.day}.csv") == before  # it might still be rolled back
    assert len(waiting) == 1
    assert days_withheld_since_published(LATER) == [statement.day]
    assert [one.key for one in reasons_by_night(LATER + DAY)] == ["publish_reasons"]
    publish_day(statement.day, LATER + DAY)
    assert days_withheld_since_published(LATER + DAY) == []
    assert "承认仿冒" not in everywhere(statement)


def test_drawn_anew_a_statement_never_shows_what_it_masked(who: Who) -> None:
    statement = shown(who)
    masked = statement.facts.replace(NAME, "［当事人］")
    PublicReason.objects.update(drawn_as=RULES - 1, facts=masked)
    published(LATER + DAY)
    statement.refresh_from_db()
    assert (statement.facts, statement.drawn_as) == (masked, RULES)
    assert masks_as_much("［个人］承认", "张［个人］承认")
    assert not masks_as_much("张三承认", "［个人］承认张三")
    assert not masks_as_much("电话138", "电话***8")


def test_others_withhold_nothing_and_nobody_twice(who: Who) -> None:
    statement = shown(who)
    other = of_kind("另一平台", "platform", "platform_clerk")
    key = make_key(other, "x", at=SENT)
    for officer in (other, who["li"], who["wang"], who["zhou"], who["auditor"], of_kind("青松公司", "right_holder", "right_holder")):
        form = {"withhold_reason-reason": "不宜公开", "withhold_reason-key": "k"}
        reply = browser(officer).post(f"/acts/statement_of_reasons/{statement.uid}/withhold_reason", form)
        assert reply.status_code in {403, 404}, officer
    address = f"/api/acts/statement_of_reasons/{statement.uid}/withhold_reason"
    told = {"data": json.dumps({"papers": {"reason": "不宜公开"}}), "content_type": "application/json"}
    assert Client(headers={"Authorization": f"Bearer {key}"}).post(address, **told).status_code == 404
    assert Client().post(address, **told).status_code == 401
    own = Client(headers={"Authorization": f"Bearer {make_key(who['sun'], 'x', at=SENT)}"})  # head of the authority where the platform has its seat
    assert own.post(address, **told).status_code == 200
    assert own.post(address, **told).status_code == 409
    assert Entry.objects.filter(kind="reason_withheld").count() == 1


@pytest.mark.parametrize("is_drawn_before", [True, False])
def test_a_decision_that_the_platform_takes_back_is_public_without_its_facts(who: Who, is_drawn_before: bool) -> None:
    """Two days were to pass so that a mistake is taken back first, and it was drawn with all of its facts all the same."""
    notice = decided(who)
    if is_drawn_before:
        assert published(LATER) == ["2026-11-03"]
    assert notice.dossier is not None
    back = LATER + DAY if is_drawn_before else SENT + 2 * DAY
    take(Dossier.objects.get(pk=notice.dossier.pk), "lift_by_mistake", by=who["clerk"], at=back, given={"reason": "认错了商品"})
    assert [one.key for one in reasons_by_night(back + DAY)] == ["publish_reasons"]
    assert "2026-11-03" in published(back + DAY)
    first = PublicReason.objects.get(decision="take_measures")
    assert (first.facts, first.goods, bool(first.withheld_at)) == ("", "", True)
    assert "承认仿冒" not in everywhere(first)
    assert "平台已撤回这一处理" in door(first.get_absolute_url())
    published(back + 3 * DAY)
    assert PublicReason.objects.filter(decision="lift_by_mistake", withheld_at=None).count() == 1
    assert published(back + 3 * DAY) == []


def test_what_was_taken_anew_after_that_is_public_with_its_own_facts(who: Who) -> None:
    notice = decided(who)
    dossier = Dossier.objects.get(pk=notice.dossier_id)
    take(dossier, "lift_by_mistake", by=who["clerk"], at=SENT + 2 * DAY, given={"reason": "认错了商品"})
    take(Dossier.objects.get(pk=notice.dossier_id), "take_measures", by=who["clerk"], at=SENT + 3 * DAY, given={"measure": "block", "reason": "另一标识相同"})
    published(SENT + 9 * DAY)
    facts = list(PublicReason.objects.filter(decision="take_measures").order_by("entry_index").values_list("facts", flat=True))
    assert facts == ["", "另一标识相同"]


def test_a_name_that_comes_on_record_later_goes_by_the_next_night(who: Who) -> None:
    statement = shown(who)
    dossier = Dossier.objects.get(procedure="notice_and_delete")
    at = LATER + DAY
    seller: Officer = of_kind("某网店", "operator", "operator")
    given = {"delivery_receipt": "站内信", "operator_department": seller.department_id}
    take(dossier, "forward_notice", by=who["clerk"], at=at, given=given)
    told = {"statement": "系正品", "preliminary_evidence": "进货单", "true_identity": f"{NAME}，电话 13912345678"}
    take(dossier, "receive_statement", by=seller, at=at, given=told)
    assert is_any_to_draw(at + DAY)
    assert published(at + DAY) == [statement.day.isoformat()]
    assert "令狐" not in everywhere(statement)
    assert "［当事人］承认仿冒" in everywhere(statement)
    assert published(at + DAY) == []


def test_what_earlier_rules_drew_is_drawn_anew_however_old_it_is(who: Who) -> None:
    statement = shown(who)
    far = LATER + 400 * DAY
    PublicReason.objects.update(drawn_as=RULES - 1, facts="经营者张伟承认", goods="张伟的鞋")
    publish_day(statement.day, LATER)
    assert is_any_to_draw(far)
    assert published(far) == [statement.day.isoformat()]
    assert "张伟" not in everywhere(statement)
    assert not is_any_to_draw(far)


@pytest.mark.parametrize("is_of_old_rules", [True, False])
def test_what_was_drawn_without_a_name_is_not_drawn_with_it_once_the_name_was_erased(who: Who, is_of_old_rules: bool) -> None:
    """Who it was is known from the dossier alone; the ledger's own words stay, and would be read without it."""
    statement = shown(who)
    dossier = Dossier.objects.get(procedure="notice_and_delete")
    PublicReason.objects.update(drawn_as=RULES - is_of_old_rules, facts="［当事人］承认仿冒")
    publish_day(statement.day, LATER)
    Erasure.objects.create(keeping=dossier, covered=dossier, at=LATER, by=who["clerk"], how="销毁")
    if not is_of_old_rules:
        enter("file_handed_out", at=LATER + DAY, by=who["clerk"], dossier=dossier, file="0" * 64)
    assert published(LATER + DAY) == []
    statement.refresh_from_db()
    assert (statement.facts, statement.drawn_as) == ("［当事人］承认仿冒", RULES)
    assert "令狐" not in everywhere(statement)


def test_a_statement_that_is_withheld_needs_a_reason_and_sixty_of_a_day_stay(who: Who, django_capture_on_commit_callbacks: Any) -> None:
    for _ in range(6):
        decided(who)
    published(LATER)
    first = PublicReason.objects.order_by("pk")[0]
    for reason in (" ", "长" * 501):
        with pytest.raises(MingjianError):
            withhold_reason(first, by=who["clerk"], at=LATER, reason=reason)
    assert PublicReason.objects.get(pk=first.pk).facts
    with django_capture_on_commit_callbacks(execute=True):
        withhold_reason(first, by=who["clerk"], at=LATER, reason="长" * 500)
    rows = list(csv.DictReader(io.StringIO(door(f"/reasons/data/{first.day}.csv"))))
    assert [bool(row["x_facts"]) for row in rows].count(True) == 5
    assert len(rows) == 6


def test_the_clerk_finds_the_statement_at_its_notice(who: Who) -> None:
    statement = shown(who)
    number = Notice.objects.get().number
    assert statement.get_absolute_url() in browser(who["clerk"]).get(f"/dossiers/{number}").text


FORGED = [
    ("withheld_at", "2026-11-20 00:00:00+00:00"),
    ("withheld_why", "平台自愿公开"),
    ("decision", "decline_addresses"),
    ("measure", "none"),
    ("automation", "automated"),
    ("decided_at", "2020-01-01 00:00:00+00:00"),
    ("day", "2020-01-01"),
    ("entry_index", 0),
]


@pytest.mark.both_databases
@pytest.mark.parametrize(("column", "value"), FORGED)
def test_what_the_public_reads_of_a_decision_is_held_against_its_entry(who: Who, column: str, value: object) -> None:
    """No column of it was held: whoever wrote the database withheld, or showed, what they liked."""
    statement = shown(who)
    assert list(reasons_differing()) == []
    PublicReason.objects.filter(pk=statement.pk).update(**{column: value})
    told = [one.text.en for one in reasons_differing()]
    assert any("(column " in one for one in told)
    assert column == "entry_index" or told == [one for one in told if f"(column {column})" in one]
    assert any(statement.uid in one.text.en for one in audit().found)


@pytest.mark.both_databases
def test_what_was_withheld_and_is_shown_by_sql_is_named_and_each_honest_way_is_not(who: Who) -> None:
    statement = shown(who)
    withhold_reason(statement, by=who["clerk"], at=LATER, reason="写有姓名")
    assert list(reasons_differing()) == []
    kept = PublicReason.objects.get()
    for forged in ({"withheld_at": None, "withheld_why": ""}, {"facts": WORDS}, {"withheld_why": "平台自愿"}):
        PublicReason.objects.update(**forged)
        assert list(reasons_differing()) != [], forged
        PublicReason.objects.update(withheld_at=kept.withheld_at, withheld_why=kept.withheld_why, facts="")
    show_reason_again(kept, by=colleague_of(who["clerk"]), at=LATER + DAY, reason="误撤")
    assert list(reasons_differing()) == []


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("column", "value"),
    [("facts", "系正品，平台处理有误"), ("facts", ""), ("facts", HELD), ("facts", f"{MASKED}另有他情。"), ("goods", "假冒运动鞋"), ("goods", "")],
)
def test_words_that_the_public_reads_are_those_of_the_record_with_names_masked_and_no_others(who: Who, column: str, value: str, monkeypatch: Any) -> None:
    """They were held only where a statement was withheld: whoever wrote the database put words into a platform's mouth, or showed a name."""
    decided(who, HELD)
    published(LATER)
    statement = PublicReason.objects.get()
    assert (statement.facts, statement.goods) == (MASKED, "运动鞋")
    settled = Entry.objects.latest("at").at + 9 * DAY
    monkeypatch.setattr("mingjian.institutions.publication.reasons.services.held.now", lambda: settled)
    assert list(reasons_differing()) == []
    PublicReason.objects.filter(pk=statement.pk).update(**{column: value})
    assert [one.text.en for one in reasons_differing() if f"(column {column})" in one.text.en]


def test_what_the_record_takes_back_is_no_forgery_before_and_after_the_night_that_withholds_it(who: Who) -> None:
    notice = decided(who)
    published(LATER)
    assert notice.dossier is not None
    take(notice.dossier, "lift_by_mistake", by=who["clerk"], at=LATER, given={"reason": "误操作"})
    assert list(reasons_differing()) == []
    published(LATER + DAY)
    assert PublicReason.objects.get().withheld_at is not None
    assert list(reasons_differing()) == []


@pytest.mark.parametrize(("days", "is_named"), [(3, False), (90, True)])
def test_what_the_record_took_back_long_ago_and_no_night_withheld_is_named(who: Who, days: int, is_named: bool, monkeypatch: Any) -> None:
    notice = decided(who)
    published(LATER)
    assert notice.dossier is not None
    take(notice.dossier, "lift_by_mistake", by=who["clerk"], at=LATER, given={"reason": "误操作"})
    monkeypatch.setattr("mingjian.institutions.publication.reasons.services.held.now", lambda: LATER + days * DAY)
    assert any("(column withheld_at)" in one.text.en for one in reasons_differing()) is is_named
