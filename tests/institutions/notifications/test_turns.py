"""Whoever has the next step after somebody else's is told, in every procedure of every institution; once, by number, and nobody whom it does not concern."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now
from noticed import of_kind, papers
from office.procedures import RECORD, crowd, papers_for, shortest_way
from people import at, department_of

from mingjian.core.procedure import Step, rulebook
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.notices.acts import add_to_notice, send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notifications.models import Address, Hand, Message, Reach
from mingjian.institutions.notifications.services.digest import digest_for
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.institutions.notifications.sweeps import write
from mingjian.office.dossiers.offers import may_take
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import hand_out
from mingjian.office.files.storage import seal as seal_file
from mingjian.office.institution import institutions
from mingjian.office.models import Dossier, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
BEGAN = at("2026-11-20 09:00")
#: A review stands on a row of its own, which the asking for one makes (tests/institutions/oversight); its deadlines and turn are read as all others' are.
#: A panel is asked for on the page of its notice, and drawn by a checkpoint of the ledger (tests/institutions/neutral).
ELSEWHERE = {"decision_review", "neutral_panel"}
KEPT = {kept.procedure for one in institutions() for kept in one.keeps}


def reach(officer: Officer, **told: object) -> Reach:
    Address.objects.create(officer=officer, channel="sms", sealed=seal("13800005678", ""), hint="…5678", since=BEGAN)
    return Reach.objects.create(officer=officer, **{"since": BEGAN, "digest": "off", "has_alarms": False, **told})


def told(*causes: str) -> list[tuple[str, str]]:
    found = Message.objects.filter(cause__in=causes or ("turn",)).order_by("pk")
    return [(one.officer.username, f"{one.subject}\n{one.text}") for one in found]


def able(dossier: Dossier, step: Step, officers: list[Officer]) -> list[Officer]:
    first = dossier.proposals.filter(step=step.name).first()
    return [one for one in officers if may_take(step, dossier, one, first)]


def go(dossier: Dossier, step: Step, officers: list[Officer]) -> Officer:
    """Take a step as whoever may, with both signatures where it needs two; give who signed last."""
    by = None
    for signature in range(2 if step.second else 1):
        by = able(dossier, step, officers)[0]
        papers = {} if signature else papers_for(step, at=localtime(now()), holder=dossier.department_id, number=dossier.number)
        take(dossier, step.name, by=by, at=now(), given=papers)
        dossier.refresh_from_db()
    assert by is not None
    return by


def opened(procedure: str, by: Officer, within: str = "") -> Dossier:
    """Open a dossier of any procedure, with papers as its sheet asks; `within` is the dossier that it belongs to, where it belongs to one."""
    sheet = rulebook().sheet(procedure, localtime(now()).date())
    papers = papers_for(sheet.steps[str(sheet.opening)], at=localtime(now()), holder=by.department_id or 0, number=within)
    assert by.department is not None
    return open_dossier(Opening(procedure, f"{procedure}-1", "一件", officer=by), by=by, department=by.department, at=now(), given=papers)


@pytest.mark.parametrize("procedure", sorted(set(rulebook().procedures()) - ELSEWHERE))
def test_in_every_procedure_whoever_acts_next_in_another_department_is_told(procedure: str, sealed: None) -> None:
    officers = crowd()
    for officer in officers:
        if officer.username.endswith("-1"):
            reach(officer, since=now() - timedelta(minutes=1))
    opener = next(one for one in officers if one.department == department_of("county"))
    sheet = rulebook().sheet(procedure, localtime(now()).date())
    opening = sheet.steps[str(sheet.opening)]
    within = next((opened(paper.of or "assistance", opener).number for paper in opening.needs if paper.kind == "dossier"), "")
    dossier = opened(procedure, opener, within)
    seal_file([RECORD], "记录.txt", dossier=dossier, by=opener, at=now())
    by, passed = opener, 0
    for step in shortest_way(sheet):
        others = {one.pk for one in able(dossier, step, officers) if one.department_id != by.department_id and one.username.endswith("-1")}
        if others:
            last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            write(now())
            heard = set(Message.objects.filter(pk__gt=last, text__contains=dossier.number).values_list("officer", flat=True))
            assert others <= heard, f"{step.name}: told {heard}, may act {others}"
            passed += 1
        by = go(dossier, step, officers)
    assert dossier.is_closed or passed


def test_no_procedure_of_an_institution_is_left_out() -> None:
    assert set(rulebook().procedures()) - ELSEWHERE >= KEPT - ELSEWHERE
    assert set(rulebook().procedures()) >= ELSEWHERE
    assert len(KEPT) >= 10


def checked(who: Who) -> Dossier:
    """A clue that was checked by the officer, and waits for the head's decision."""
    dossier = register(Intake(source="inspection", suspected_act="刷单", platform="甲网", shop_name="盛信鞋店"), by=who["li"], at=BEGAN).dossier
    take(dossier, "accept", by=who["li"], at=BEGAN)
    take(dossier, "conclude_check", by=who["li"], at=BEGAN, given={"check_result": "属实", "proposal": "file"})
    return dossier


def test_a_head_is_told_of_what_waits_for_a_decision_once_and_by_number(who: Who) -> None:
    for name in ("li", "wang", "zhao"):
        reach(who[name])
    dossier = checked(who)
    write(BEGAN + timedelta(minutes=1))
    write(BEGAN + timedelta(minutes=2))
    assert [name for name, _ in told()] == ["wang"]
    assert dossier.number in told()[0][1]
    assert "轮到您办理" in told()[0][1]
    assert [word for word in ("盛信", "甲网", dossier.title, "属实") if word in told()[0][1]] == []
    take(dossier, "return_for_checking", by=who["wang"], at=BEGAN + timedelta(hours=1), given={"reason": "补充"})
    write(BEGAN + timedelta(hours=1))
    assert [name for name, _ in told("turn", "handed")][1:] == ["li"]


def test_who_looked_at_a_file_moved_nothing(who: Who, sealed: None) -> None:
    for name in ("li", "wang"):
        reach(who[name])
    dossier = checked(who)
    file = seal_file([b"paper"], "笔录.txt", dossier=dossier, by=who["li"], at=BEGAN)
    write(BEGAN + timedelta(minutes=1))
    hand_out(who["li"], file.pk, BEGAN + timedelta(minutes=1))[1].close()
    write(BEGAN + timedelta(minutes=2))
    assert [name for name, _ in told()] == ["wang"]


def test_what_was_handed_over_is_told_once_though_somebody_looked_since(who: Who, sealed: None) -> None:
    reach(who["li"])
    dossier = checked(who)
    file = seal_file([b"paper"], "笔录.txt", dossier=dossier, by=who["li"], at=BEGAN)
    write(BEGAN + timedelta(minutes=1))
    Hand.objects.all().delete()
    take(dossier, "return_for_checking", by=who["wang"], at=BEGAN + timedelta(hours=1), given={"reason": "补充"})
    hand_out(who["sun"], file.pk, BEGAN + timedelta(hours=1))[1].close()
    write(BEGAN + timedelta(hours=1))
    assert [name for name, _ in told("turn", "handed")] == ["li"]


def test_a_second_signature_is_asked_for(who: Who) -> None:
    reach(who["wang"])
    dossier = register(Intake(source="inspection", suspected_act="刷单", platform="甲网", shop_id="S1"), by=who["li"], at=BEGAN).dossier
    take(dossier, "void", by=who["li"], at=BEGAN, given={"reason": "重复"})
    write(BEGAN + timedelta(minutes=1))
    assert [name for name, _ in told()] == ["wang"]


def test_what_colleagues_work_on_is_told_to_whoever_asked_for_all(who: Who) -> None:
    reach(who["sun"])
    reach(who["qian"], scope="department")
    reach(who["zhao"], has_handed=False)
    clue = register(Intake(source="inspection", suspected_act="刷单", platform="甲网", shop_id="S1"), by=who["li"], at=BEGAN)
    take(clue.dossier, "dispatch", by=who["li"], at=BEGAN, given={"department": who["zhao"].department_id})
    write(BEGAN + timedelta(minutes=1))
    assert [name for name, _ in told()] == ["qian"]
    take(clue.dossier, "accept", by=who["zhao"], at=BEGAN + timedelta(minutes=2))
    Reach.objects.filter(officer=who["qian"]).update(scope="mine")
    Reach.objects.filter(officer=who["zhao"]).update(has_handed=True)
    write(BEGAN + timedelta(minutes=3))
    assert len(told()) == 1  # nothing from before the switching on, nothing of one's own


def test_the_digest_counts_what_cannot_wait(who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.institutions.notifications.services import digest
    from mingjian.office.institution import Caution

    monkeypatch.setattr(digest, "parts", lambda what: [lambda officer, when: [Caution("盛信鞋店", "/")]] if what == "warns" else [])
    written = digest_for(reach(who["li"]), BEGAN)
    assert "1" in written.text.splitlines()[0]
    assert "盛信" not in written.text
    assert Clue.objects.count() == 0


def test_a_party_is_told_that_something_of_the_other_side_arrived_and_an_authority_is_not(who: Who, sealed: None) -> None:
    clerk, holder = who["clerk"], of_kind("holder", "right_holder", "right_holder")
    for officer in (clerk, holder, who["li"]):
        reach(officer, since=now() - timedelta(minutes=5))
    notice: Notice = send_notice(by=holder, at=now(), **papers(who))
    dossier = take_notice_in(notice, by=clerk, at=now())
    notice.refresh_from_db()
    write(now())
    assert [(name, dossier.number in text) for name, text in told("heard")] == [("holder", True)]
    assert "收到对方新的材料" in told("heard")[0][1]
    assert "青松" not in told("heard")[0][1]
    write(now())
    assert len(told("heard")) == 1  # once
    add_to_notice(notice, by=holder, at=now(), notice_note="补充购买记录")
    write(now())
    assert [name for name, _ in told("heard", "turn") if name == "clerk"]
