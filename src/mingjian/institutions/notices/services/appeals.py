"""Who may not answer an appeal against a platform's decision: whoever decided what it is against."""

import json

from mingjian.institutions.notices.models import Target
from mingjian.institutions.notices.services.rows import parts_of, positions_of
from mingjian.office.models import Dossier
from mingjian.office.people.officers import working_in
from mingjian.office.people.permissions import may

APPEALS = "appeal_decision"
_DECIDES = (
    "take_measures",
    "measure_more",
    "decline_addresses",
    "close_without_measures",
    "lift_addresses",
    "lift_measures",
    "keep_measures",
    "keep_without_statement",
    "close_as_infringing",
    "follow_decision",
)


def who_decided(dossier: Dossier) -> set[int]:
    """
    Return the officers (keys) who decided what the newest appeal is against: its rows, or where it names none all of the notice.

    Where every clerk of the platform had a part in that, whoever took the newest decision alone: somebody must be able to answer.
    """
    appeal = dossier.entries.filter(kind=APPEALS).order_by("-index").first()
    told = str((json.loads(appeal.body).get("papers") or {}).get("target_rows", "")) if appeal else ""
    entries = dossier.entries.filter(kind__in=_DECIDES, officer__isnull=False).order_by("-index")
    newest = entries.values_list("officer", flat=True).first()
    rows = Target.objects.filter(notice__dossier=dossier, decided_by__isnull=False)
    if told:
        positions = positions_of(told, Target.objects.filter(notice__dossier=dossier).count())
        found = {one for part in parts_of(positions) for one in rows.filter(position__in=part).values_list("decided_by", flat=True)}
    else:
        found = {*rows.values_list("decided_by", flat=True), *entries.values_list("officer", flat=True)}
    clerks = {one.pk for one in working_in(dossier.department_id) if may(one, "notices.handle")}
    return {one for one in found if one} if clerks - found else {newest} if newest else set()
