"""What a matter says of the deed, as the page of the whole answer asks it: acts, goods, days, and who is in charge of the suspected firms."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Charge, Matter, Party
from mingjian.institutions.matters.queries import matter_of, matters_visible_to, rows_of, suspects_of
from mingjian.office.dossiers.deeds import act_asked
from mingjian.office.models import Dossier, Officer

_PARTED = re.compile(r"[,，;；\s]+")  # what parts names and sums in a line of the page


def deed_of_matter(dossier: Dossier, row: str, officer: Officer, at: datetime) -> dict[str, Any]:
    """Return what a dossier's matter says: of one charge (`C2`) its act and days, of several all their acts, the first day and the last."""
    matter = matter_of(dossier)
    if matter is None or not matters_visible_to(officer).filter(pk=matter.pk).exists():
        return {}
    charges = rows_of(matter, Charge)
    return {**_charged([one for one in charges if row in ("", f"{one.letter}{one.nth}")] or charges), "persons": _persons(matter)}


def _charged(charges: Sequence[Charge]) -> dict[str, Any]:
    acts = [act_asked(one.act, one.words) for one in charges]
    keys = list(dict.fromkeys(one["act"] for one in acts if "act" in one))
    words = list(dict.fromkeys(one["words"] for one in acts if "words" in one))
    days = [day for one in charges for day in (one.since or one.until, one.until or one.since) if day]
    fields = {one.field for one in charges if one.field}
    return {
        "act": keys[0] if keys else "",
        "words": "\n".join([*keys[1:], *words]),
        "field": fields.pop() if len(fields) == 1 else "",
        "on": min(days).isoformat() if days else "",
        "until": max(days).isoformat() if days and max(days) != min(days) else "",
    }


def _persons(matter: Matter) -> str:
    """Return who is in charge of each suspected organisation, a line each; whether they are responsible is for a person to judge, as the page says."""
    heads = [one.head for one in suspects_of(matter) if one.kind == Party.Kind.ORGANISATION and one.head]
    return "\n".join(dict.fromkeys(_PARTED.sub(" ", head).strip() for head in heads))
