"""Open the dossier of a notice: at the platform that it went to, with a seat for its sender, and its files sealed."""

from datetime import datetime

from mingjian.institutions.notices.models import COPYRIGHT, Notice
from mingjian.institutions.notices.queries import PROCEDURES
from mingjian.institutions.notices.services.files import seal_files
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import seat
from mingjian.office.models import Dossier, Officer

LONGEST_TITLE, LONGEST_WORK = 200, 2000
UNTOLD = "通知未写明，待补充"
_SHOWN = 60  # signs of the first of many addresses in a title


def open_for(notice: Notice, *, by: Officer, at: datetime) -> Dossier:
    """Open it under the notice's own number, by the sheet's opening step. Its clock runs from here; when the notice was sent stands beside it."""
    right = notice.right
    first, count = notice.addresses[0], len(notice.addresses)
    about = first if count == 1 else f"{first[:_SHOWN]}{'…' if len(first) > _SHOWN else ''} 等 {count} 个网址"
    title = f"{right.holder}：{right.kind_label.zh}侵权通知 {about}"[:LONGEST_TITLE]
    given: dict[str, object] = {
        "listing_address": "\n".join(notice.addresses),
        "preliminary_evidence": notice.facts_masked,
        "right": right.kind,
        "true_identity": f"{right.holder} {right.identity}",
    }
    if notice.regime == COPYRIGHT:  # what the regulation asks for beside the address; what was not told is asked for afterwards
        given["work_title"] = (right.mark or right.registration or UNTOLD)[:LONGEST_WORK]
    opening = Opening(PROCEDURES[notice.regime], notice.number, title, officer=by)
    dossier = open_dossier(opening, by=by, department=notice.department, at=at, given=given)
    sender = notice.sent_by.department_id if notice.sent_by else None
    if sender and not dossier.seats.filter(department=sender).exists():
        seat(dossier, {sender}, at)
    seal_files(notice, dossier, by, at)
    return dossier
