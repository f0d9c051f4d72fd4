"""What a complaint of a holder is proven by: the sealed files of its rows, carried to the clue that it becomes; and how it is told there."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localdate

from mingjian.core.subjects import shop_of
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.queries.waivers import is_page
from mingjian.institutions.notices.models import ARRIVED, HolderComplaint, Target
from mingjian.institutions.notices.queries import PROCEDURES, WAIT
from mingjian.institutions.notices.services.answers import WAITING
from mingjian.institutions.notices.services.rows import parts_of, positions_of
from mingjian.office.models import Dossier, Officer, SealedFile

_ACTS = {
    "trademark": "销售侵犯注册商标专用权的商品",
    "patent": "侵犯专利权",
    "copyright": "侵犯著作权",
}
_OTHER = "侵犯其他知识产权或者民事权益"
_SHOWN = 50  # addresses in the words of a clue; its files are of all
_LONGEST_LINK, _LONGEST_SHOP, _LONGEST_NAME = 2000, 100, 60


def rows_of_complaint(complaint: HolderComplaint) -> list[Target]:
    """Return the rows that a complaint is of, in their order, without the words of parties."""
    positions = positions_of(complaint.rows, len(complaint.notice.addresses))
    light = complaint.notice.targets.select_related("capture__archive").defer("note", "statement", "draft", "capture__text")
    found = [row for part in parts_of(positions) for row in light.filter(position__in=part)]
    return sorted(found, key=lambda row: row.position)


def intake_of(complaint: HolderComplaint) -> Intake:
    """Return the particulars of the clue that a complaint becomes: nothing is typed again."""
    notice, rows = complaint.notice, rows_of_complaint(complaint)
    right = notice.right
    first = rows[0].address
    shop = shop_of(first).rpartition("/")[2][:_LONGEST_SHOP]
    lines = [
        f"权利人{right.holder}就通知 {notice.number} 所涉 {len(rows)} 个网址投诉：{right.kind_label.zh} {right.mark} {right.registration} {right.classes}。"
    ]
    lines += [f"{row.position}. {row.address}" + (f"（取证 {row.capture.number}）" if row.capture else "") for row in rows[:_SHOWN]]
    if len(rows) > _SHOWN:
        lines.append(f"…… 共 {len(rows)} 个，取证文件全部随卷。")
    lines += [f"权利人说明：{complaint.words_masked}"] if complaint.words else []
    told = {"platform": notice.department.platform or notice.department.name_zh, "shop_id": shop, "content": "\n".join(lines)}
    told |= {"listing_url": first[:_LONGEST_LINK] if is_page(first) else "", "original_number": complaint.number}
    act = _ACTS.get(right.kind, _OTHER)
    reporter = Reported(name=right.holder[:_LONGEST_NAME])
    return Intake(source=Clue.Source.RIGHT_HOLDER, suspected_act=act, reporter=reporter, **told)


def carry_proof(complaint: HolderComplaint, clue: Clue, by: Officer, at: datetime) -> list[str]:
    """
    Let the clue hold what proves the rows, as personal as it is in the notice's dossier; return the SHA-256 of each file.

    Of captures those of these rows alone, with every later look at them; of other files of the dossier (what the holder and the operator brought) all.
    """
    dossier = complaint.notice.dossier
    if dossier is None:
        return []
    own = _files_of_captures(dossier.pk, [row.address for row in rows_of_complaint(complaint)])
    of_captures = {pk for pair in Capture.objects.filter(dossier=dossier).values_list("archive", "picture") for pk in pair if pk}
    files = [one for one in dossier.files.all() if one.pk in own or one.pk not in of_captures]
    told = {"dossier": clue.dossier, "sealed_at": at, "sealed_by": by}
    for one in files:
        same = {"name": one.name, "sha256": one.sha256, "size": one.size, "is_personal": one.is_personal}
        came_from = one.came_from or (dossier.read_as if one.is_personal else "")
        SealedFile.objects.create(came_from=came_from, **same, **told)
    return [one.sha256 for one in files]


def _files_of_captures(dossier: int, addresses: list[str]) -> set[int]:
    found: set[int] = set()
    for part in parts_of(addresses):
        kept = Capture.objects.filter(dossier=dossier, url__in=part, stands="kept").values_list("archive", "picture")
        found |= {pk for pair in kept for pk in pair if pk}
    return found


def papers_of(complaint: HolderComplaint) -> dict[str, str]:
    """Return the papers by which a platform is told that the holder complained."""
    return {"action_taken": "complaint", "evidence_of_action": f"{complaint.number} {complaint.department.name_zh} {localdate(complaint.sent_at)}"}


def called_for(dossier: Dossier) -> Mapping[str, Mapping[str, str]]:
    """Propose to whoever takes it the step that tells the platform, with the number of the complaint, while the holder's days run."""
    if dossier.procedure not in PROCEDURES.values() or dossier.state_text != WAITING:
        return {}
    complaint = HolderComplaint.objects.filter(notice__dossier=dossier).select_related("department").order_by("pk").last()
    return {WAIT: papers_of(complaint)} if complaint and complaint.notice.targets.filter(state=ARRIVED, is_own=False).exists() else {}
