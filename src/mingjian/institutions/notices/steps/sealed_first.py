"""
What is complained of is sealed before a measure is taken: nobody can prove afterwards what was deleted.

What cannot be captured is sealed otherwise: a place by a file of it; a page that is gone is waived by two.
"""

from mingjian.institutions.evidence.queries.waivers import check_waiver, complained_of, read_shown, refuse_unkept, unkept
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.rows import chosen_rows, tie_rows
from mingjian.office.dossiers.transition import Asked, guard
from mingjian.office.models import Dossier

_PAPER = "listing_address"  # of a dossier that was opened by hand, without a notice


@guard("notice_and_delete", "take_measures", "measure_more")
@guard("notice_copyright", "take_measures", "measure_more")
@guard("notice_network_service", "take_measures", "measure_more")
def only_what_is_sealed(asked: Asked) -> None:
    """Refuse a measure while an address that it is about has neither a sealed capture nor a waiver of two."""
    refuse_unkept(_unsealed(asked.dossier, str(asked.papers.get("target_rows", ""))))


@guard("notice_and_delete", "show_place")
@guard("notice_copyright", "show_place")
@guard("notice_network_service", "show_place")
def only_a_place_of_the_notice(asked: Asked) -> None:
    """Refuse a file as the proof of a place that the notice does not name, and a file that shows nothing to the eye."""
    read_shown(asked.papers["shown_places"], asked.papers["evidence"], _lines(asked.dossier))


@guard("notice_and_delete", "waive_capture")
@guard("notice_copyright", "waive_capture")
@guard("notice_network_service", "waive_capture")
def only_what_was_tried(asked: Asked) -> None:
    """Refuse to waive the capture of an address unless it is the notice's and its capture was tried here and failed."""
    check_waiver(asked.dossier, asked.papers["waived_addresses"], asked.papers["waiver_reason"], _lines(asked.dossier))


def _lines(dossier: Dossier) -> list[str]:
    """Return the addresses and places that a dossier's notice complains of."""
    notice = Notice.objects.filter(dossier=dossier).first()
    return list(notice.addresses) if notice else complained_of(dossier, _PAPER)


def _unsealed(dossier: Dossier, rows: str) -> list[str]:
    """Return those of them, or of the rows that a step names, that nothing sealed shows and nobody waived."""
    notice = Notice.objects.filter(dossier=dossier).first()
    if notice is None:
        return unkept(dossier, complained_of(dossier, _PAPER))
    tie_rows(notice)
    return [row.address for row in chosen_rows(notice, rows) if not row.kept_as]
