"""Take down illegal goods, or tell a platform to: only once what is illegal lies captured and sealed in the dossier."""

from mingjian.institutions.evidence.queries.waiving import check_waiver, complained_of, read_shown, refuse_unkept, unkept
from mingjian.office.dossiers.taking import Asked, guard

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
