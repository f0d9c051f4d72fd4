"""What a notice's dossier must hold sealed before a measure is taken: every address of the notice, or of the paper of one that was opened by hand."""

from mingjian.institutions.evidence.queries.waiving import complained_of, unkept
from mingjian.institutions.notices.lore.addresses import not_sealed
from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Dossier


def lines_of_notice(dossier: Dossier) -> list[str]:
    """Return the addresses and places that a dossier's notice complains of."""
    notice = Notice.objects.filter(dossier=dossier).first()
    return list(notice.addresses) if notice else complained_of(dossier, "listing_address")


def unsealed(dossier: Dossier) -> list[str]:
    """Return those of them that nothing sealed shows and nobody waived."""
    notice = Notice.objects.filter(dossier=dossier).first()
    return not_sealed(notice) if notice else unkept(dossier, complained_of(dossier, "listing_address"))
