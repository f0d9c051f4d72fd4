"""Conditions of steps that delete, order something to be deleted or fix data: first it is captured and sealed."""

import json

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.queries.waivers import check_waiver, complained_of, read_shown, refuse_unkept, shows, unkept
from mingjian.institutions.evidence.services.extraction import check_record
from mingjian.institutions.evidence.services.hashes import INTACT, check_sealed, check_unchanged
from mingjian.institutions.evidence.services.urgent import ENDS, PROCEDURE, receives_in, reported_to, sides_of, silent_in, why_not_theirs
from mingjian.office.dossiers.parents import behind
from mingjian.office.dossiers.state import given
from mingjian.office.dossiers.transition import Asked, guard
from mingjian.office.models import Dossier, SealedFile
from mingjian.office.papers.kind import thing_in


# Fix electronic evidence: a hash is that of something that lies sealed and stays the same; what has a record with gaps is not used.
@guard("electronic_evidence", "take_original", "fix_otherwise", "use_monitoring_record")
def only_the_hash_of_what_is_sealed(asked: Asked) -> None:
    """Refuse a hash of nothing that is sealed."""
    check_sealed(asked.dossier, asked.papers["hash_value"])


@guard("electronic_evidence", "verify")
def only_unchanged_data_are_intact(asked: Asked) -> None:
    """Refuse to take data for intact whose hash is another than when they were fixed, or of nothing that is sealed. That they were altered may be said."""
    if asked.papers["verification_result"] == INTACT:
        check_unchanged(asked.dossier, asked.papers["hash_value"])
        check_sealed(asked.dossier, asked.papers["hash_value"])


@guard("electronic_evidence", "use")
def only_with_a_complete_record(asked: Asked) -> None:
    """Refuse to use as evidence what has a record of extraction with gaps, or none."""
    check_record(asked.dossier, asked.by, asked.at)


@guard("electronic_evidence", "complete_record")
def something_is_completed(asked: Asked) -> None:
    """Refuse to complete a record with nothing."""
    if not asked.papers:
        raise StepRefused("没有填写任何项目。", "Nothing is filled in.")


# Take the opinion of a right holder as evidence of its own kind: only with who gave it, by what right and method, of which goods, and how they differ.

BY_RIGHT_HOLDER = "identification"
#: What an opinion is weighed by; without it nobody can say what it is worth, and a court leaves it out.
NEEDED = ("identifier_role", "identifier_qualification", "identifier_interest", "identified_sample", "identification_method", "identification_points")


@guard("admin_case", "receive_test", "receive_goods_test")
@guard("clue", "receive_test")
@guard("consumer_complaint", "receive_test")
@guard("report_handling", "receive_test")
def only_with_what_it_is_weighed_by(asked: Asked) -> None:
    """Refuse the result of an identification by the right holder that lacks what it is weighed by; a test by a laboratory has a report of its own."""
    begun = "test_seized_goods" if asked.step == "receive_goods_test" else "commission_test"
    if given(asked.dossier, "test_kind", begun) != BY_RIGHT_HOLDER:
        return
    missing = [rulebook().papers[name].label for name in NEEDED if not str(asked.papers.get(name) or "").strip()]
    if missing:
        zh, en = "、".join(f"“{label.zh}”" for label in missing), ", ".join(repr(label.en) for label in missing)
        raise StepRefused(
            f"权利人辨认意见缺少{zh}：请补充后再登记。没有这些内容的意见不能说明商品为何不是正品。",
            f"The identification by the right holder lacks {en}: add it first. Without it the opinion does not show why the goods are not genuine.",
        )


# Take down illegal goods, or tell a platform to: only once what is illegal lies captured and sealed in the dossier.

LINES = "illegal_listing"


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
        raise StepRefused(
            "本单位未被告知，或者已经确认过，无须办理；情况有变化的，在备注或者另一次告知中说明。",
            "Your department was not told, or has confirmed already: nothing is asked of it. What changed goes into a note, or is told anew.",
        )
    kind = asked.by.department.kind if asked.by.department else ""
    if asked.papers.get("told_answer") in {"counterfeit", "genuine"} and kind != "right_holder":
        raise NotPermitted(
            "真伪由权利人辨认：请选“已收到，正在处理”或者“不属于本单位职责”，需要辨认的另行告知权利人。",
            "The holder says whether goods are genuine: choose `received, being dealt with` or `not for us`, and tell the holder where that is needed.",
        )


@guard(PROCEDURE, "receive_report")
def only_who_got_it(asked: Asked) -> None:
    """Refuse the receipt by a body to which the report did not go, or from which the platform took it elsewhere."""
    receives = receives_in(asked.dossier)
    if asked.by.department_id in receives:
        return
    if asked.by.department_id in sides_of(asked.dossier) | reported_to(asked.dossier):
        raise NotPermitted(
            "报告没有送达本单位，由收到报告的主管部门接收；本单位要查处的，请办理“转为线索”。",
            "The report did not go to your department: the authority that got it receives it. To pursue it yourselves take it up as a clue.",
        )
    raise NotPermitted("报告没有送达本单位，由收到报告的主管部门接收。", "The report did not go to your department: the authority that got it receives it.")


@guard(PROCEDURE, *ENDS)
def only_whose_dossier_it_is(asked: Asked) -> None:
    """Refuse the end of the dossier by a body that was only told of it: it is for whoever opened, sent or holds it, and for who got the report."""
    if refused := why_not_theirs(asked.dossier, asked.step, asked.by):
        raise NotPermitted(refused.zh, refused.en)


@guard(PROCEDURE, "tell_at_once")
def only_another(asked: Asked) -> None:
    """Refuse to tell oneself, and the telling by a body that was itself only told: who is to read the dossier is for those whose it is."""
    if refused := why_not_theirs(asked.dossier, asked.step, asked.by):
        raise NotPermitted(refused.zh, refused.en)
    if str(asked.papers["told_department"]) == str(asked.by.department_id):
        raise StepRefused("不能告知本单位，请选择其他单位。", "Nobody tells its own department: choose another.")


# Send a notice to platforms: they delete what it is about, so that something of it lies captured and sealed before.
@guard("warning", "send")
def only_with_something_captured(asked: Asked) -> None:
    """Refuse it while neither the dossier nor one that it rests on holds a captured page, a picture, a film or a PDF besides the list of evidence."""
    dossier, listed = asked.dossier, asked.papers["warned_evidence"]
    of = _rests_on(dossier)
    if Capture.objects.filter(dossier__in=of, stands="kept").exists():
        return
    files = SealedFile.objects.filter(dossier__in=of).exclude(dossier=dossier, sha256=listed).values_list("sha256", flat=True)
    if not any(shows(digest) for digest in files):
        raise StepRefused(
            "尚未取证封存：平台收到通报即会处置，请先在本卷宗或者所依据的线索、案件卷宗中取证（网页取证、照片、录像），证据清单本身不算。",
            "Nothing is captured and sealed yet, and platforms act on a notice at once: capture a page, or seal a picture or film, in this dossier or in the "
            "one that it rests on. The list of evidence itself is none.",
        )


def _rests_on(dossier: Dossier) -> list[int]:
    """Return the dossier, those that it arose from, and the clue that its draft names, by their keys."""
    opening = dossier.entries.order_by("index").first()
    named = str(json.loads(opening.body).get("papers", {}).get("source_clue", "")) if opening else ""
    name = thing_in(named)
    number = name.number if name else named
    found = [*behind(dossier), *Dossier.objects.filter(number=number).values_list("pk", flat=True)] if number else behind(dossier)
    return [one for pk in found for one in (pk, *behind(Dossier.objects.get(pk=pk)))]
