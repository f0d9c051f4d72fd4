"""File a case: its dossier, and what is known of it, carried over from the clue that it comes from."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.models import PROCEDURE, Case
from mingjian.institutions.cases.services.matter import begin_matter
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries.suspected_act import act_named, act_suspected
from mingjian.office.dossiers.awaits import redraw_awaiting
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.state import left_by_naming, sheet_for
from mingjian.office.lists import search
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.officers import working_in


@dataclass(frozen=True)
class Filing:
    """
    What a filing says: title, two investigators, the party and the act where they are known; the clue, or other dossier, that it comes from.

    `decide_by`: the last day of the case that this one is separated from.
    """

    title: str
    first: Officer
    second: Officer
    clue: Clue | None = None
    party_name: str = ""
    suspected_act: str = ""
    note: str = ""
    arose_from: Dossier | None = None
    decide_by: date | None = None


def check_investigators(first: Officer, second: Officer, of: Officer) -> None:
    """Refuse fewer than two investigators, one of another department, and one without a certificate on file (penalty procedure, art. 22). Raises BadInput."""
    if first.pk == second.pk:
        raise BadInput("办案人员不得少于两人。", "There must be two investigators.")
    for one in (first, second):
        if one.department_id != of.department_id or not one.is_active:
            raise BadInput(f"{one.name} 不是本部门的在职人员。", f"{one.name} is no officer in service of this department.")
        if not one.certificate.strip():
            raise BadInput(
                f"{one.name} 没有登记执法证号，不能作为办案人员；请由系统管理员登记。",
                f"{one.name} has no certificate number on file, and cannot investigate: have the administrator enter it.",
            )


def check_nobody_is_left_out(first: Officer, second: Officer, of: Officer, on: date) -> None:
    """
    Refuse to name an investigator who alone could review the case, or hold its hearing, where somebody else with a certificate could be named instead.

    Where nobody could, the case goes on and its page says what is to be done. Raises BadInput.
    """
    department, sheet = of.department, sheet_for(PROCEDURE, of.department, on)
    left = left_by_naming(sheet, department, (first, second)) if department else []
    if not left or department is None:
        return
    certified = working_in(department).exclude(certificate="").order_by("username")
    others = [one for one in certified if one.pk not in (first.pk, second.pk)]
    for one, stays in ((first, second), (second, first)):
        instead = [other for other in others if not left_by_naming(sheet, department, (stays, other))]
        if instead and any(set(step.by) & set(one.roles) for step in left):
            zh, en = "、".join(f"“{step.label.zh}”" for step in left), ", ".join(repr(step.label.en) for step in left)
            raise BadInput(
                f"{one.name_zh} 作办案人员的，本部门没有其他人可以办理{zh}。请另选办案人员（如{'、'.join(other.name_zh for other in instead[:3])}），"
                "或者先由系统管理员把相应角色授予另一名人员。",
                f"With {one.name_en or one.name_zh} as investigator nobody else in the department could take {en}. Name another investigator, such as "
                f"{', '.join(other.name_en or other.name_zh for other in instead[:3])}, or have the administrator give the role to another officer first.",
            )


def file_case(filing: Filing, *, by: Officer, at: datetime, key: str | None = None) -> Case:
    """
    File a case for the officer's department. Raises BadInput for investigators that cannot be, StepRefused where the clue was filed already, NotPermitted.

    The same key again gives the same case.
    """
    check_investigators(filing.first, filing.second, by)
    check_nobody_is_left_out(filing.first, filing.second, by, localtime(at).date())
    if not filing.title.strip():
        raise BadInput("案件须有名称。", "A case needs a title.")
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    with transaction.atomic():
        who = "、".join(f"{one.name_zh or one.username}（执法证号{one.certificate}）" for one in (filing.first, filing.second))
        papers = {"handlers": who, "note": filing.note, "decide_by": filing.decide_by.isoformat() if filing.decide_by else ""}
        if filing.clue:
            _refuse_twice(filing.clue, key)
            papers["source_clue"] = filing.clue.dossier.number
        source = filing.arose_from or (filing.clue.dossier if filing.clue else None)
        number, subject = next_number(f"A{localtime(at).year}-"), source.subject if source else ""
        opening = Opening(PROCEDURE, number, filing.title.strip(), source.subject_kind if source else "", subject, filing.first, source)
        given = {name: value for name, value in papers.items() if value}
        dossier = open_dossier(opening, by=by, department=by.department, at=at, given=given, key=key)
        known = {**_carried(filing, localtime(at).date()), "first": filing.first, "second": filing.second}
        case, is_new = Case.objects.get_or_create(dossier=dossier, defaults=known)
        if is_new:
            search.index("case", case.pk, case.search_words())
            begin_matter(case, by, at)
            redraw_awaiting(dossier.pk, at)  # those who are named for its steps are known only now
    return case


def _refuse_twice(clue: Clue, key: str | None) -> None:
    Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
    if not key and (before := Case.objects.filter(clue=clue).first()):
        raise StepRefused(f"此线索已立案为 {before.number}。", f"This clue was filed as {before.number} already.")


def _carried(filing: Filing, on: date) -> dict[str, object]:
    """Return what a case takes over from its clue; what was filled in at the filing goes before. An act that the law names brings its range of the fine."""
    clue = filing.clue
    words = filing.suspected_act.strip() or (act_suspected(clue, on) if clue else "")
    own: dict[str, object] = {"party_name": filing.party_name.strip(), "suspected_act": words, "act": act_named(words)}
    if clue is None:
        return own
    from_clue = {
        "clue": clue,
        "party_name": clue.operator_name or clue.displayed_operator,
        "party_code": clue.operator_code,
        "party_address": clue.operator_address,
        "acted_on": clue.acted_on,
        "broken": clue.suspected_ground,
    }
    return {**from_clue, **{name: value for name, value in own.items() if value}}
