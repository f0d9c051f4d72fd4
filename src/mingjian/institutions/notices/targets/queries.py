"""Questions about rows of notices, each starting from what the officer may see."""

import re
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.models import (
    ACTED,
    ANSWERED,
    ARRIVED,
    FORWARDED,
    KEPT,
    LIFTED,
    MEASURED,
    OFF_THE_PAGE,
    TAKEN_BACK,
    UNDECIDED,
    UNFOUNDED,
    WAITING,
    Notice,
    Sighting,
    Target,
)
from mingjian.institutions.notices.queries import PROCEDURES, notice_visible_to, notices_visible_to
from mingjian.institutions.notices.services.rows import digests_of, note_looks, tie_rows
from mingjian.office.lists.search import is_number
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may

STATES: dict[str, Text] = {
    WAITING: Text("尚未取证", "Not captured yet"),
    KEPT: Text("已取证，待处理", "Captured, to be decided"),
    MEASURED: Text("已采取措施", "Measures taken"),
    UNFOUNDED: Text("不采取措施", "No measures"),
    ANSWERED: Text("已收到声明，待转送", "Answered, to be forwarded"),
    FORWARDED: Text("已转送，待到达", "Forwarded, awaiting arrival"),
    ARRIVED: Text("待权利人投诉或者起诉", "Awaiting the right holder"),
    ACTED: Text("权利人已投诉或者起诉", "Right holder has acted"),
    LIFTED: Text("已终止措施", "Measures lifted"),
    TAKEN_BACK: Text("提交人已撤销发送", "Taken back by its sender"),
}
#: What a list is sifted by besides the states: to be decided, days over, came back.
OPEN, OVER, BACK = "open", "over", "back"
MORE: dict[str, Text] = {
    OPEN: Text("待处理（全部）", "To be decided (all)"),
    OVER: Text("期限已届满，应当终止", "Days over: lift"),
    BACK: Text("再次出现", "Came back"),
}
ENDED: dict[str, Text] = {
    "lapsed": Text("期满未投诉、起诉，不计为成立或者不成立", "the days lapsed: neither upheld nor dismissed"),
    "decision": Text("裁判或者处理决定认定不构成侵权", "decided for the operator"),
    "mistake": Text("误采取", "taken by mistake"),
    "withdrawn": Text("权利人撤回", "withdrawn by the right holder"),
    "restored": Text("服务对象书面说明不侵权，依法恢复", "restored by law on the user's written explanation"),
}
KEPT_AS: dict[str, Text] = {
    "capture": Text("网页取证", "capture"),
    "file": Text("所示文件", "file of the place"),
    "waived": Text("两人签名免予取证", "waived by two"),
}
_PLACE = re.compile(r"(\d{1,18})-(\d{1,18})")
MOST_TOLD = 500  # rows of one message
_LOOKED = 200  # newest captures that are tied before a platform's table is shown


def rows_visible_to(officer: Officer) -> "QuerySet[Target]":
    """Return the rows of the notices that went to the officer's platform; to whoever sends notices, those that the own department sent."""
    if officer.department_id is None:
        return Target.objects.none()
    if may(officer, "notices.handle"):
        return Target.objects.filter(platform=officer.department_id)
    return Target.objects.filter(notice__sent_by__department=officer.department_id)


def rows_of_notice(officer: Officer, number: str) -> "tuple[Notice, QuerySet[Target]]":
    """Return a notice that the officer may see, and its rows as they stand by now."""
    notice = notice_visible_to(officer, number)
    if notice.dossier_id:
        tie_rows(notice)
        note_looks(notice)
    return notice, notice.targets.all()


def with_notice(rows: "QuerySet[Target]") -> "QuerySet[Target]":
    """Return rows with their notice, without all else that it names: each row would carry ten thousand addresses along."""
    light = rows.select_related("notice__dossier", "notice__right", "capture")
    return light.defer("notice__addresses", "notice__facts", "notice__right__identity", "capture__text", "statement")


def sightings_of(officer: Officer) -> "QuerySet[Sighting]":
    """Return what is offered again on the officer's platform though a measure stands, what nobody looked into first."""
    if not may(officer, "notices.handle") or officer.department_id is None:
        return Sighting.objects.none()
    found = Sighting.objects.filter(platform=officer.department_id).select_related("target__notice__dossier", "target__notice__right", "settled_by")
    return found.defer("target__notice__addresses", "target__notice__facts", "target__notice__right__identity").order_by("settled_at", "-id")


def row_visible_to(officer: Officer, pk: int) -> Target:
    """Return one row; one that the officer may not see does not exist for them."""
    found = Target.objects.filter(pk=pk, notice__in=notices_visible_to(officer)).first()
    if found is None:
        raise NotFound("没有这一行。", "There is no such row.")
    return found


def tie_newest(officer: Officer) -> None:
    """Tie what was captured of late for the officer's platform, so that its table shows it."""
    kept = Capture.objects.filter(stands="kept", dossier__procedure__in=PROCEDURES.values())
    newest = kept.order_by("-pk").values_list("dossier", "dossier__department")[:_LOOKED]
    dossiers = {dossier for dossier, department in newest if department == officer.department_id}
    waiting = Notice.objects.filter(dossier__in=dossiers, targets__state=WAITING).distinct().select_related("dossier")
    for notice in waiting:
        tie_rows(notice)


def sifted(rows: "QuerySet[Target]", state: str, question: str, at: datetime) -> "QuerySet[Target]":
    """Return the rows that a list asks for: by where they stand, by the number of a notice, a whole address or a part of one."""
    if state in STATES:
        rows = rows.filter(state=state)
    elif state == OPEN:
        rows = rows.filter(state__in=UNDECIDED)
    elif state == OVER:
        rows = rows.filter(state=ARRIVED, due__lt=at)
    elif state == BACK:
        rows = rows.filter(seen__in=["same", "changed"], measure__in=OFF_THE_PAGE, seen_at__gt=F("decided_at"))
    question = question.strip()
    if not question:
        return rows
    if is_number(question):
        return rows.filter(notice__number__iexact=question)
    return rows.filter(Q(digest__in=digests_of(question)) | Q(address__icontains=question))


def changed_since(rows: "QuerySet[Target]", after: str, limit: int) -> "tuple[list[Target], str, bool]":
    """
    Return rows that changed after a place, those that changed first at the head; the place after the last of them, and whether there are more.

    `after` is such a place, or empty for all. A row stands there once, by its newest change. Raises BadInput for what is no such place.
    """
    found = rows.order_by("changed", "pk")
    if after:
        read = _PLACE.fullmatch(after)
        if read is None:
            raise BadInput("after 须为上一次回答中的 next。", "`after` must be the `next` of the answer before.")
        number, pk = int(read[1]), int(read[2])
        found = found.filter(Q(changed__gt=number) | Q(changed=number, pk__gt=pk))
    told = list(with_notice(found).defer("note", "statement", "draft")[: limit + 1])  # which are deciphered one by one
    is_more, told = len(told) > limit, told[:limit]
    return told, f"{told[-1].changed}-{told[-1].pk}" if told else after, is_more


def changes_for(officer: Officer, after: str) -> tuple[list[dict[str, Any]], str]:
    """Return what a system of the officer's department is told of the rows of its notices: number, row and state, and nobody's address or words."""
    if not after:  # begins with what changes from now on
        newest = rows_visible_to(officer).order_by("-changed", "-pk").values_list("changed", "pk").first()
        return [], f"{newest[0]}-{newest[1]}" if newest else "0-0"
    rows, place, _ = changed_since(rows_visible_to(officer), after, MOST_TOLD)
    return [{"notice": row.notice.number, "row": row.position, "state": row.state, "came_back": row.is_back} for row in rows], place
