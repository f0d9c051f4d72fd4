"""What is owed of a fine: what was decided, with the surcharge, less the instalments on record."""

import json
from decimal import Decimal

from mingjian.office.models import Dossier


def fine_owed(dossier: Dossier) -> Decimal | None:
    """Return what is owed of the fine last decided, with the surcharge and less the instalments entered since; None where no fine was decided."""
    owed: Decimal | None = None
    kinds = ("decide_penalty", "impose_surcharge", "record_instalment")
    for kind, body in dossier.entries.filter(kind__in=kinds).order_by("index").values_list("kind", "body"):
        papers = json.loads(body).get("papers") or {}
        if kind == "decide_penalty":
            owed = _sum(papers.get("fine"))
        elif owed is not None:
            paid, more = _sum(papers.get("amount_paid")) or Decimal(0), _sum(papers.get("surcharge")) or Decimal(0)
            owed = max(Decimal(0), owed - paid + more)
    return owed


def _sum(written: object) -> Decimal | None:
    return Decimal(str(written)) if written not in (None, "") else None
