"""Take down illegal goods, or tell a platform to: only once what is illegal lies captured and sealed in the dossier."""

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.evidence.queries.waivers import check_waiver, complained_of, read_shown, refuse_unkept, unkept
from mingjian.institutions.evidence.services.urgent import reported_to, silent_in
from mingjian.office.dossiers.transition import Asked, guard
from mingjian.office.models import Department

PROCEDURE, LINES = "emergency_takedown", "illegal_listing"


@guard(PROCEDURE, "take_down", "follow_order", "notify_platform")
def only_what_is_sealed(asked: Asked) -> None:
    """Refuse a measure, and a notification to a platform, which deletes as well, while a line of what is illegal is not sealed."""
    refuse_unkept(unkept(asked.dossier, complained_of(asked.dossier, LINES)))


@guard(PROCEDURE, "show_place")
def only_a_place_of_the_dossier(asked: Asked) -> None:
    """Refuse a file as the proof of a place that the dossier does not name, and a file that shows nothing to the eye."""
    read_shown(asked.papers["shown_places"], asked.papers["evidence"], complained_of(asked.dossier, LINES))


@guard(PROCEDURE, "waive_capture")
def only_what_was_tried(asked: Asked) -> None:
    """Refuse to waive the capture of an address unless it is the dossier's and its capture was tried here and failed."""
    check_waiver(asked.dossier, asked.papers["waived_addresses"], asked.papers["waiver_reason"], complained_of(asked.dossier, LINES))


@guard(PROCEDURE, "confirm_told")
def only_who_was_told(asked: Asked) -> None:
    """Refuse the confirmation of whoever was not told, or has confirmed; and an answer on what is genuine by another than a holder."""
    if asked.by.department_id not in silent_in(asked.dossier):
        raise StepRefused("由被告知、尚未确认的单位办理。", "Whoever was told and has not confirmed yet does so.")
    kind = asked.by.department.kind if asked.by.department else ""
    if asked.papers.get("told_answer") in {"counterfeit", "genuine"} and kind != "right_holder":
        raise NotPermitted("真伪由权利人辨认。", "Whether goods are genuine the holder says.")


@guard(PROCEDURE, "receive_report")
def only_who_got_it(asked: Asked) -> None:
    """Refuse the receipt by a body to which nothing was reported."""
    if asked.by.department_id not in reported_to(asked.dossier):
        raise NotPermitted("由报告送达的主管部门接收。", "The authority that got the report receives it.")


@guard(PROCEDURE, "tell_at_once", "report_here")
def only_another(asked: Asked) -> None:
    """Refuse to tell oneself, and to report to a body that takes no reports."""
    told = Department.objects.filter(pk=asked.papers["told_department"]).first()
    if told is not None and told.pk == asked.by.department_id:
        raise StepRefused("不能告知本单位。", "Nobody tells its own department.")
    if asked.step == "report_here" and told is not None and not told.is_authority:
        raise StepRefused("报告的对象须是主管部门。", "A report goes to an authority.")
