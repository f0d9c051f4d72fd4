"""The deed of a dossier as a question of law: the whole answer filled in with what the dossier says, so that nothing is typed twice."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from mingjian.core.procedure import liabilities
from mingjian.office.institution import parts, whole_answer_page
from mingjian.office.models import Dossier, Officer


def whole_answer_url(dossier: Dossier, row: str = "") -> str:
    """Return the address that leads from a dossier, or from one of its charges, to the whole answer; empty on a node without the pages of law."""
    page = whole_answer_page()
    return f"{reverse(page, args=[dossier.number])}{f'?row={row}' if row else ''}" if page else ""


def deed_known(dossier: Dossier, row: str, officer: Officer, at: datetime) -> dict[str, Any]:
    """
    Return what institutions know of the deed of a dossier, by the names of the fields of the whole answer. What an earlier institution says stands.

    `row` names one charge of it (`C2`); empty: all of them.
    """
    known: dict[str, Any] = {}
    for tell in parts("knows_deed"):
        for name, value in tell(dossier, row, officer, at).items():
            if value not in (None, "", []):
                known.setdefault(name, value)
    return known


def act_asked(act: str, words: str) -> dict[str, str]:
    """Return an act as the question asks for it: by its key, else in words that the rulebook understands; words that it does not would only be refused."""
    if act and act in liabilities().all:
        return {"act": act}
    return {"words": words} if words and liabilities().called(words) else {}
