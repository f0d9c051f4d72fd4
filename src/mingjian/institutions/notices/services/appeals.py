"""Who may not answer an appeal against a platform's decision, and about which rows of a notice an operator may not appeal."""

import json
from collections.abc import Iterator

from django.db.models import QuerySet

from mingjian.core.language import Text
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.rows import positions_of
from mingjian.office.models import Department, Dossier, Entry
from mingjian.office.people.officers import working_in
from mingjian.office.people.permissions import may

APPEALS, ANSWERS = "appeal_decision", "answer_appeal"
_MEASURES, _NAMED, _OWN = ("take_measures", "measure_more"), ("decline_addresses", "lift_addresses"), "answer_addresses"
#: Steps that decide on all that was measured and not answered by itself, and on all that was declined.
_WHOLE = ("lift_measures", "keep_measures", "keep_without_statement", "close_as_infringing", "follow_decision")
_DECLINED = "close_without_measures"
_UNDECIDES = {"lift_by_mistake": True, "reopen_undecided": False}  # which rows wait anew: those with a measure, or those without


def who_decided(dossier: Dossier) -> set[int]:
    """
    Return the officers (keys) who decided, before each appeal that waits, what it is against: its rows, or where it names none all of the notice.

    Where every clerk of the platform had a part in that, whoever took the newest of these decisions alone: somebody must be able to answer.
    """
    notice = Notice.objects.filter(dossier=dossier).only("addresses").first()
    count = max(1, len(notice.addresses)) if notice else 1  # a dossier that was opened by hand is as one row
    found: dict[int, int] = {}  # by the entry of each decision
    for appeal in appeals_waiting(dossier):
        told = str((json.loads(appeal.body).get("papers") or {}).get("target_rows") or "")
        against = set(positions_of(told, count) if told.strip() else range(1, count + 1))
        found |= {index: officer for index, officer, rows in _decided(dossier, appeal.index, count) if rows & against}
    clerks = {one.pk for one in working_in(dossier.department_id) if may(one, "notices.handle")}
    return set(found.values()) if clerks - set(found.values()) else {found[max(found)]} if found else set()


WHY_NOT = Text(
    "申诉所针对的处理由您作出，请由平台其他经办人答复；没有其他经办人的，请系统管理员开设账号。",
    "You decided what is appealed against: another clerk of the platform answers. Where there is none, have an account opened.",
)


def barred_from(dossier: Dossier, step: str) -> tuple[set[int], Text] | None:
    """Return who may not answer an appeal, and why; None of any other step, and while no appeal waits."""
    if step != ANSWERS or not appeals_waiting(dossier).exists():
        return None
    return who_decided(dossier), WHY_NOT


def appeals_waiting(dossier: Dossier) -> QuerySet[Entry]:
    """Return the appeals that nobody answered yet, the oldest first: one answer is about all of them."""
    answered = dossier.entries.filter(kind=ANSWERS).order_by("-index").values_list("index", flat=True).first()
    return dossier.entries.filter(kind=APPEALS, index__gt=-1 if answered is None else answered).order_by("index")


def _decided(dossier: Dossier, before: int, count: int) -> Iterator[tuple[int, int, set[int]]]:
    """Replay the steps before an entry: give the entry (index) of each decision, who took it, and on which rows."""
    kinds = (*_MEASURES, *_NAMED, _OWN, *_WHOLE, _DECLINED, *_UNDECIDES)
    steps = dossier.entries.filter(kind__in=kinds, index__lt=before, officer__isnull=False).order_by("index")
    is_measured: dict[int, bool] = {}  # of each row that was decided
    own: set[int] = set()
    for index, kind, body, officer in steps.values_list("index", "kind", "body", "officer"):
        written = str((json.loads(body).get("papers") or {}).get("target_rows") or "")
        rows = set(positions_of(written, count) if written.strip() else set(range(1, count + 1)) - is_measured.keys())
        if kind == _OWN:
            own |= rows
        elif kind in _UNDECIDES:
            is_measured = {row: one for row, one in is_measured.items() if row in own or one != _UNDECIDES[kind]}
        elif kind in (*_WHOLE, _DECLINED):
            yield index, officer, {row for row, one in is_measured.items() if one == (kind in _WHOLE) and row not in own}
        else:
            if kind != "lift_addresses":
                is_measured |= dict.fromkeys(rows, kind in _MEASURES)
            yield index, officer, rows


def rows_of_others(notice: Notice, operator: Department) -> set[int]:
    """Return the rows (positions) that are on record as another operator's: by its receipt, or since it answered about them; not those answered by this one."""
    found: dict[bool, set[int]] = {True: set(), False: set()}
    for called, rows in notice.operator_receipts.values_list("operator", "rows"):
        found[called in {operator.name_zh, operator.name_en}].update(positions_of(rows, len(notice.addresses)))
    answers = Entry.objects.filter(dossier=notice.dossier, kind=_OWN, officer__department__kind=Department.Kind.OPERATOR)
    for body, department in answers.values_list("body", "officer__department"):
        rows = str((json.loads(body).get("papers") or {}).get("target_rows") or "")
        found[department == operator.pk].update(positions_of(rows, len(notice.addresses)))
    return found[False] - found[True]
