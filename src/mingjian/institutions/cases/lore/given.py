"""What a dossier was given in its steps so far: the newest value of a paper that is neither personal nor a file, as the ledger holds it."""

import json

from mingjian.office.models import Dossier


def given(dossier: Dossier, paper: str, step: str = "") -> str:
    """Return the newest value of a paper, of one step if it is named; empty where no step was taken with it."""
    found, entries = "", dossier.entries.filter(kind=step) if step else dossier.entries.all()
    for body in entries.order_by("index").values_list("body", flat=True):
        value = (json.loads(body).get("papers") or {}).get(paper)
        found = str(value) if isinstance(value, str | int) and value != "" else found
    return found
