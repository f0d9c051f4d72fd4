"""Questions about rows of notices, each starting from what the officer may see."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.lore.rows import digest_of, note_looks, tie_rows
from mingjian.institutions.notices.models import (
    ACTED,
    ANSWERED,
    ARRIVED,
    FORWARDED,
    KEPT,
    LIFTED,
    MEASURED,
    UNDECIDED,
    UNFOUNDED,
    WAITING,
    Notice,
    Target,
)
from mingjian.institutions.notices.queries import PROCEDURE, notice_visible_to, notices_visible_to
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
}
KEPT_AS: dict[str, Text] = {
    "capture": Text("网页取证", "capture"),
    "file": Text("所示文件", "file of the place"),
    "waived": Text("两人签名免予取证", "waived by two"),
}
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


def row_visible_to(officer: Officer, pk: int) -> Target:
    """Return one row; one that the officer may not see does not exist for them."""
    found = Target.objects.filter(pk=pk, notice__in=notices_visible_to(officer)).first()
    if found is None:
        raise NotFound("没有这一行。", "There is no such row.")
    return found


def tie_newest(officer: Officer) -> None:
    """Tie what was captured of late for the officer's platform, so that its table shows it."""
    newest = Capture.objects.filter(stands="kept", dossier__procedure=PROCEDURE).order_by("-pk").values_list("dossier", "dossier__department")[:_LOOKED]
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
        rows = rows.filter(seen__in=["same", "changed"], seen_at__gt=F("decided_at")).exclude(state=UNFOUNDED)
    question = question.strip()
    if not question:
        return rows
    if is_number(question):
        return rows.filter(notice__number__iexact=question)
    return rows.filter(Q(digest=digest_of(question)) | Q(address__icontains=question))
