"""What a dossier was given in its steps so far: the newest value of a paper that is neither personal nor a file, as the ledger holds it."""

import json

from mingjian.office.models import Dossier


def given(dossier: Dossier, paper: str, *steps: str) -> str:
    """Return the newest value of a paper, of some steps if they are named; empty where no step was taken with it."""
    entries = dossier.entries.filter(kind__in=steps) if steps else dossier.entries.all()
    for body in entries.order_by("-index").values_list("body", flat=True):
        value = (json.loads(body).get("papers") or {}).get(paper)
        if isinstance(value, str | int) and value != "":
            return str(value)
    return ""
