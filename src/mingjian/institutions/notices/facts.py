"""What notices tell official documents and captures: whose right, and the first address that is not sealed yet."""

from mingjian.institutions.notices.lore.addresses import not_sealed
from mingjian.institutions.notices.queries import notice_of
from mingjian.office.models import Dossier


def facts_of_notice(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return what the notice of a dossier says, by name; nothing where there is none."""
    notice = notice_of(dossier)
    if notice is None:
        return {}
    right, waiting = notice.right, not_sealed(notice)
    told = {"holder": right.holder, "right": f"{right.kind_label.zh}{right.registration}", "addresses": "\n".join(notice.addresses)}
    return {"notice": {**told, "url": waiting[0] if waiting else ""}}
