"""Whoever lets another department wait past a deadline is reminded by the node itself, with what is missing: at once, after seven days, three times."""

import json
from datetime import timedelta

import pytest
from people import at, browser, department_of

from mingjian.institutions.oversight.models import Urging
from mingjian.institutions.oversight.news import reminders_to_us
from mingjian.institutions.oversight.sweeps import AGAIN_AFTER, MOST, urge
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.sweeps import note_missed
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
SENT = at("2026-11-02 09:00")
LATE = at("2026-12-01 09:00")


def letter(who: Who) -> Dossier:
    """A letter of assistance that the neighbour has received and not answered."""
    opening = Opening("assistance", "协〔2026〕1号", "某鞋店")
    dossier = open_dossier(opening, by=who["li"], department=department_of("county"), at=SENT, given={"questions": "核实经营地"})
    take(dossier, "send", by=who["li"], at=SENT, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=SENT)
    take(dossier, "receive_letter", by=who["zhao"], at=SENT)
    return dossier


def test_the_other_side_is_reminded_with_what_is_missing_and_both_see_it(who: Who) -> None:
    dossier = letter(who)
    assert urge(SENT + timedelta(days=1)) is None
    note_missed(LATE)
    told = urge(LATE)
    assert told is not None
    (sent,) = Urging.objects.all()
    assert (sent.urged, sent.waits, sent.nth) == (department_of("neighbour"), department_of("county"), 1)
    assert any("答复协查结果" in zh and "须有" in zh for zh, _ in sent.lacks)
    assert any("Answer" in en for _, en in sent.lacks)
    ours = reminders_to_us(who["zhao"], LATE)
    assert ours is not None
    assert dossier.number in ours.lines[0].sub
    home = browser(who["zhao"]).get("/").text
    assert home.count(dossier.title) == 1  # one line: the reminder stands with its clock
    assert f"{department_of('county').name_zh}在等待，12-01 已催办" in home
    assert reminders_to_us(who["li"], LATE) is None
    page = browser(who["li"]).get(f"/dossiers/{dossier.number}", follow=True).text
    assert "已发催办" in page
    assert "答复协查结果" in page
    body = json.loads(Entry.objects.get(kind="other_side_urged").body)
    assert (body["department"], body["nth"]) == (department_of("neighbour").code, 1)


def test_it_is_sent_again_after_seven_days_three_times_in_all_and_ends_with_the_answer(who: Who) -> None:
    dossier = letter(who)
    note_missed(LATE)
    assert urge(LATE)
    assert urge(LATE + AGAIN_AFTER - timedelta(minutes=1)) is None
    for n in range(1, MOST + 2):
        urge(LATE + n * (AGAIN_AFTER + timedelta(minutes=1)))
    assert [one.nth for one in Urging.objects.order_by("nth")] == list(range(1, MOST + 1))
    take(dossier, "answer_request", by=who["zhao"], at=LATE + timedelta(days=40), given={"answer": "已核实"})
    assert reminders_to_us(who["zhao"], LATE) is None
    assert urge(LATE + timedelta(days=60)) is None


def test_whoever_waits_for_itself_alone_is_not_reminded(who: Who) -> None:
    opening = Opening("assistance", "协〔2026〕2号", "某鞋店")
    dossier = open_dossier(opening, by=who["li"], department=department_of("county"), at=SENT, given={"questions": "核实"})
    dossier.deadlines.all().update(due=SENT, missed_at=LATE)
    assert urge(LATE) is None
    assert not Urging.objects.exists()
