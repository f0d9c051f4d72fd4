"""What was settled for the notice of a penalty since the newest review: the form of its service begins with it, and says nothing else."""

import json

from mingjian.office.models import Dossier

_REVIEWED_ANEW = ("review", "review_legally", "investigate_further")


def settled(dossier: Dossier, paper: str) -> str:
    """Return what was settled for the notice since the newest review: of before, it was about another investigation."""
    for kind, body in dossier.entries.order_by("-index").values_list("kind", "body"):
        if kind in _REVIEWED_ANEW:
            return ""
        if kind == "settle_notice":
            return str(json.loads(body).get("papers", {}).get(paper) or "")
    return ""
