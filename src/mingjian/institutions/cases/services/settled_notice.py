"""What was settled for the notice of a penalty since the newest review, and whether items were corrected since: by an answer or a hearing, as a rule."""

import json

from mingjian.institutions.matters.models import Matter
from mingjian.office.models import Dossier, Entry

_TOLD = ("settle_notice", "inform", "inform_after_legal_review", "announce_notice")
_ITEM_ACTS = ("matter_penalty_added", "matter_penalty_corrected", "matter_penalty_withdrawn")
_REVIEWED_ANEW = ("review", "review_legally", "investigate_further")


def settled(dossier: Dossier, paper: str) -> str:
    """Return what was settled for the notice since the newest review: of before, it was about another investigation."""
    for kind, body in dossier.entries.order_by("-index").values_list("kind", "body"):
        if kind in _REVIEWED_ANEW:
            return ""
        if kind == "settle_notice":
            return str(json.loads(body).get("papers", {}).get(paper) or "")
    return ""


def is_corrected_since_notice(dossier: Dossier, matter: Matter) -> bool:
    """Return whether items of the penalty were entered, corrected or withdrawn after the newest notice: what it said is no longer what is intended."""
    told = dossier.entries.filter(kind__in=_TOLD).order_by("-index").first()
    return told is not None and Entry.objects.filter(dossier=matter.lead, kind__in=_ITEM_ACTS, index__gt=told.index).exists()
