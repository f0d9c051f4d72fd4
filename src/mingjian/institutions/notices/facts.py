"""What notices tell official documents, captures and steps: whose right, the first address that is not sealed yet, what a machine finds missing."""

from django.utils.timezone import localdate

from mingjian.institutions.notices.models import WAITING
from mingjian.institutions.notices.queries import notice_of
from mingjian.institutions.notices.services.review import proposed_codes
from mingjian.institutions.notices.services.rows import tie_rows
from mingjian.office.models import Dossier

NAMED = 200  # addresses that a paper names


def facts_of_notice(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return what the notice of a dossier says, by name; nothing where there is none."""
    notice = notice_of(dossier)
    if notice is None:
        return {}
    tie_rows(notice)
    right, waiting = notice.right, notice.targets.filter(state=WAITING).order_by("position").values_list("address", flat=True).first()
    lines = [*notice.addresses[:NAMED], *([f"等 {len(notice.addresses)} 个网址，见网址表"] if len(notice.addresses) > NAMED else [])]
    told = {"holder": right.holder, "right": f"{right.kind_label.zh}{right.registration}", "addresses": "\n".join(lines)}
    return {"notice": {**told, "url": waiting or ""}}


def told_of_notice(dossier: Dossier) -> dict[str, str]:
    """Return what the steps of a notice are filled in with: what a machine finds missing by now, as codes and as the sender is asked for it."""
    notice = notice_of(dossier)
    return proposed_codes(notice, localdate()) if notice and dossier.state_text == "received" else {}
