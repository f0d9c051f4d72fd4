"""What a home reads on whom a dossier waits says the same as its page, also where that changed without a step."""

from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from journeys.world import make_dossiers
from people import at, browser, department_of

from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.acts import name_investigators
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers import awaits, sweeps
from mingjian.office.dossiers.awaits import Asking, awaits_digest, keep_awaiting, turn_of
from mingjian.office.dossiers.docket import deadlines_of_department, deadlines_of_others_here
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.queue import awaiting_signature, dossiers_awaiting, first_awaiting
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.stuck import stuck_here
from mingjian.office.dossiers.sweeps import draw_awaiting, note_missed
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Awaiting, Deadline, Dossier, Entry, Officer
from mingjian.office.record.entries import enter

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MORNING = at("2026-11-23 09:30")


def _officers(*names: str, roles: tuple[str, ...] = ("officer",)) -> list[Officer]:
    """Enter officers of the county, each with a certificate."""
    told = {"department": department_of("county"), "duty": "work", "roles": list(roles)}
    return [Officer.objects.create(username=name, name_zh=name, certificate=f"浙{name}", **told) for name in names]


def _has_it_on_home(officer: Officer, dossier: Dossier) -> bool:
    return dossier in {*dossiers_awaiting(officer), *(one.dossier for one in awaiting_signature(officer))}


def _is_told_by_page(officer: Officer, dossier: Dossier, day: datetime = MORNING) -> bool:
    turn = turn_of(Dossier.objects.get(pk=dossier.pk), officer, day)
    return turn is not None and turn.is_mine


@pytest.fixture
def filed(who: dict[str, Officer]) -> tuple[Case, list[Officer]]:
    """A case of two investigators, and two officers beside them."""
    officers = _officers("jia", "yi", "bing", "ding")
    return file_case(Filing("青禾鞋行案", officers[0], officers[1]), by=who["wang"], at=MORNING), officers


def test_a_case_that_was_filed_waits_for_its_investigators_and_for_nobody_beside_them(filed: tuple[Case, list[Officer]]) -> None:
    case, officers = filed
    for officer, is_named in zip(officers, (True, True, False, False), strict=True):
        assert (_has_it_on_home(officer, case.dossier), _is_told_by_page(officer, case.dossier)) == (is_named, is_named), officer.username


def test_where_others_are_named_it_waits_for_those(who: dict[str, Officer], filed: tuple[Case, list[Officer]]) -> None:
    case, officers = filed
    name_investigators(case, by=who["wang"], at=MORNING, first_investigator=officers[2].pk, second_investigator=officers[3].pk)
    for officer, is_named in zip(officers, (False, False, True, True), strict=True):
        assert (_has_it_on_home(officer, case.dossier), _is_told_by_page(officer, case.dossier)) == (is_named, is_named), officer.username


def test_where_who_is_named_has_left_the_service_the_sweep_asks_the_others(filed: tuple[Case, list[Officer]]) -> None:
    case, officers = filed
    draw_awaiting(MORNING)
    Officer.objects.filter(pk__in=[officers[0].pk, officers[1].pk]).update(is_active=False)
    assert draw_awaiting(MORNING) == 1
    assert _has_it_on_home(officers[2], case.dossier)
    assert _is_told_by_page(officers[2], case.dossier)
    assert draw_awaiting(MORNING) == 0


def _to_be_heard(who: dict[str, Officer], day: str) -> tuple[Dossier, Officer]:
    """A case whose hearing was fixed for a day and notified, and the reviewer who holds it."""
    (reviewer,) = _officers("shen", roles=("legal_reviewer",))
    opening = Opening("admin_case", "A2026-0000011", "某鞋店")
    dossier = open_dossier(opening, by=who["wang"], department=department_of("county"), at=MORNING, given={"handlers": "甲、乙"})
    dossier.state = {**dossier.state, "main": "awaiting_hearing"}  # type: ignore[dict-item]  # a dossier with tracks
    dossier.save()
    take(dossier, "schedule_hearing", by=who["li"], at=MORNING, given={"hearing_on": day})
    take(dossier, "notify_hearing", by=who["li"], at=MORNING, given={"told_how": "letter"})
    dossier.deadlines.filter(name="decide").update(closed_at=MORNING)
    return dossier, reviewer


def test_a_hearing_is_asked_for_on_its_day_and_the_form_says_the_day(who: dict[str, Officer]) -> None:
    dossier, reviewer = _to_be_heard(who, "2026-12-08")
    draw_awaiting(MORNING)
    day_before, day = at("2026-12-07 09:00"), at("2026-12-08 08:00")
    assert draw_awaiting(day_before) == 1
    assert not _has_it_on_home(reviewer, dossier)
    turn = turn_of(Dossier.objects.get(pk=dossier.pk), reviewer, day_before)
    assert turn is not None
    assert (turn.is_mine, [one.zh for one in turn.roles], [step.name for step in turn.steps]) == (False, ["听证日期（2026-12-08）"], ["hold_hearing"])
    assert draw_awaiting(day) == 1
    assert _has_it_on_home(reviewer, dossier)
    assert _is_told_by_page(reviewer, dossier, day)
    assert draw_awaiting(day) == 0
    for seen, is_early in ((day_before, True), (day, False)):
        with override("zh-hans"):
            page = render_to_string("office/dossier/steps.html", {"shown": shown(Dossier.objects.get(pk=dossier.pk), reviewer, seen), "at": seen})
        form = page[page.index('id="step-hold_hearing"') :].partition("</details>")[0]
        assert ("“听证日期”是 2026-12-08，到该日才能“举行听证”" in form) is is_early


def test_rows_are_drawn_anew_where_a_sheet_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which steps are open depends on the whole of a sheet, not only on what it says of whom is waited for."""
    before = awaits_digest()
    awaits_digest.cache_clear()
    sheet = type(rulebook().versions("clue")[-1])
    digest = sheet.digest.func if hasattr(sheet.digest, "func") else sheet.digest.fget
    monkeypatch.setattr(sheet, "digest", property(lambda self: f"{digest(self)}+" if self.procedure == "clue" else digest(self)))
    after = awaits_digest()
    monkeypatch.undo()
    awaits_digest.cache_clear()
    assert before != after
    assert awaits_digest() == before


def test_a_deadline_that_is_missed_is_noted_while_its_dossier_is_held(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that met it in the meantime leaves nothing to enter, and rows are never written beside those of a step."""
    make_dossiers(who, MORNING)
    register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1"), by=who["li"], at=MORNING)
    late = MORNING + timedelta(days=400)
    passed = Deadline.objects.filter(closed_at__isnull=True, suspended_since__isnull=True, due__lt=late)
    first = passed.order_by("dossier").first()
    assert first is not None
    hold_anew = awaits.hold_anew

    def met_meanwhile(key: int) -> Dossier:
        Deadline.objects.filter(pk=first.pk).update(closed_at=MORNING)
        return hold_anew(key)

    monkeypatch.setattr(sweeps, "hold_anew", met_meanwhile)
    noted = note_missed(late)
    assert noted
    assert first.pk not in {one.pk for one in noted}
    assert Entry.objects.filter(kind="deadline_missed").count() == len(noted)


def test_what_nobody_can_take_stands_on_the_heads_home_with_what_to_do(who: dict[str, Officer]) -> None:
    dossier, reviewer = _to_be_heard(who, "2026-11-23")
    li, wang = who["li"], who["wang"]
    enter("investigate", at=MORNING, by=li, dossier=dossier)
    keep_awaiting(Dossier.objects.get(pk=dossier.pk), MORNING)
    assert not stuck_here(wang)  # the reviewer can
    Officer.objects.filter(pk=reviewer.pk).update(is_active=False)
    (stuck,) = stuck_here(wang)
    assert stuck.dossier == dossier
    assert "“举行听证”须由" in stuck.why.zh
    assert f"{li.name_zh}已经办理前面的步骤" in stuck.why.zh
    assert "请先由系统管理员把相应角色授予另一名人员" in stuck.why.zh
    assert not stuck_here(li)  # the head sees to it
    page = browser(wang).get("/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "下一步无人可以办理" in page
    assert page.count(f'/{dossier.number}"') + page.count(f"/{dossier.number}#steps") == 1
    assert "下一步无人可以办理" not in browser(li).get("/", headers={"accept-language": "zh-hans"}).content.decode()


def test_a_role_that_nobody_has_is_said_on_the_home_of_all_where_there_is_no_head(who: dict[str, Officer]) -> None:
    clue = register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1"), by=who["li"], at=MORNING).dossier
    take(clue, "accept", by=who["li"], at=MORNING)
    take(clue, "conclude_check", by=who["li"], at=MORNING + timedelta(hours=1), given={"check_result": "属实", "proposal": "file"})
    assert not stuck_here(who["wang"])
    assert not stuck_here(who["li"])
    Officer.objects.filter(department=who["li"].department).exclude(pk=who["li"].pk).update(is_active=False)
    (stuck,) = stuck_here(who["li"])
    assert (stuck.dossier, "没有在岗人员具有该角色" in stuck.why.zh) == (clue, True)
    assert not stuck_here(who["zhao"])


def test_what_is_signed_once_where_nobody_can_sign_second_is_said(who: dict[str, Officer]) -> None:
    transfer = make_dossiers(who, MORNING)["transfer"]
    assert transfer not in [one.dossier for one in stuck_here(who["wang"])]
    Officer.objects.filter(department=who["li"].department).exclude(pk=who["li"].pk).update(is_active=False)
    assert transfer in [one.dossier for one in stuck_here(who["li"])]


BARRED = frozenset({1})


@pytest.mark.parametrize(
    ("asking", "is_left"),
    [
        (Asking(frozenset({"officer", "legal_reviewer"}), barred=BARRED), False),  # by the other role of the same step a colleague can
        (Asking(frozenset({"officer"}), barred=BARRED), True),
        (Asking(frozenset({"officer", "legal_reviewer"}), barred=BARRED, signed_by=2), True),  # whoever signed first signs no second time
        (Asking(frozenset({"officer", "legal_reviewer"}), named=BARRED, barred=BARRED), True),  # others are not named
        (Asking(frozenset({"officer"}), named=frozenset({1, 2}), barred=BARRED), False),
        (Asking(frozenset({"head"}), barred=BARRED), False),  # not asked of whoever is barred either
    ],
)
def test_who_is_barred_is_asked_where_nobody_else_can_act(asking: Asking, is_left: bool) -> None:
    barred, colleague = Officer(pk=1, roles=["officer"]), Officer(pk=2, roles=["legal_reviewer"])
    assert asking.is_left_to(barred, [colleague]) is is_left


def test_home_and_page_ask_an_officer_who_is_barred_alike(who: dict[str, Officer]) -> None:
    """The hearing is held by officers or reviewers: home asked whoever was barred, since no other officer was there, and the page named the reviewer."""
    dossier, reviewer = _to_be_heard(who, "2026-11-23")
    Officer.objects.filter(department=reviewer.department).exclude(pk__in=[who["li"].pk, who["wang"].pk, reviewer.pk]).update(is_active=False)
    enter("investigate", at=MORNING, by=who["li"], dossier=dossier)  # so li does not preside
    keep_awaiting(Dossier.objects.get(pk=dossier.pk), MORNING)
    assert Awaiting.objects.filter(dossier=dossier, barred__contains=f"|{who['li'].pk}|").exists()
    for with_reviewer in (True, False):
        Officer.objects.filter(pk=reviewer.pk).update(is_active=with_reviewer)
        told = (_has_it_on_home(who["li"], dossier), _is_told_by_page(who["li"], dossier))
        assert told == (not with_reviewer, not with_reviewer)


def test_a_clock_that_only_who_signed_first_could_end_stands_on_the_home_as_due(who: dict[str, Officer]) -> None:
    """Of the department's clocks those wait on others that colleagues can meet: one stands in one list, and never in none or in both."""
    make_dossiers(who, MORNING)
    for officer in (who["li"], who["wang"]):
        due, others = (set(found.values_list("pk", flat=True)) for found in (deadlines_of_department(officer), deadlines_of_others_here(officer)))
        assert not due & others
    Officer.objects.filter(department=who["li"].department).exclude(pk=who["li"].pk).update(is_active=False)
    due, others = (set(found.values_list("pk", flat=True)) for found in (deadlines_of_department(who["li"]), deadlines_of_others_here(who["li"])))
    assert not due & others


def test_a_dossier_with_many_rows_hides_none_of_those_that_wait(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows were cut before each dossier was taken once: one that many clocks wait on pushed the others out."""
    monkeypatch.setattr("mingjian.office.dossiers.queue.COUNTED", 1)
    for nth in range(3):
        register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id=f"S{nth}"), by=who["li"], at=MORNING + timedelta(hours=nth))
    row = Awaiting.objects.filter(role__in=who["li"].roles).order_by("since").first()
    assert row is not None
    for _ in range(8):
        row.pk = None
        row.save()
    assert len(first_awaiting(who["li"], 9)[0]) == 3
