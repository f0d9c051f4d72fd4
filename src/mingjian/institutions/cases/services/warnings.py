"""A breach that is settled without a penalty: whether it is the first of its party, and what page it was about."""

import json
from datetime import datetime

from django.db.models import QuerySet

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.correction_proof import check_proof, newest_proof
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.models import Capture
from mingjian.office.dossiers.state import given
from mingjian.office.models import Dossier, Entry
from mingjian.office.papers.kind import thing_in

REMINDER = "reminder"
SETTLED = "settled"
_TOLD = ("remind", "order_correction")
_LOOKED_AT = 20  # settled reminders of one subject


def check_reminded(dossier: Dossier, named: str, on_site: str) -> None:
    """Raise StepRefused unless what is named proves that the page was put right after the newest reminder or order."""
    since = _since(dossier)
    check_proof(dossier, _pages(dossier, since), since, named, on_site)


def proof_for_reminder(dossier: Dossier) -> str:
    """Return the number of the newest capture since the reminder or order that proves it; empty where there is none."""
    since = _since(dossier)
    return newest_proof(dossier, _pages(dossier, since), since) if since else ""


def _since(dossier: Dossier) -> datetime | None:
    return dossier.entries.filter(kind__in=_TOLD).order_by("-index").values_list("at", flat=True).first()


def _pages(dossier: Dossier, since: datetime | None) -> list[str]:
    """Return the addresses that a reminder is about: the one told, those captured before it, and those of its clue."""
    clue = clue_of(dossier)
    seen = Capture.objects.filter(dossier=dossier, stands="kept", **({"taken_at__lte": since} if since else {})).order_by("pk")
    told = [given(dossier, "reminded_page"), *seen.values_list("url", flat=True), *((clue.listing_url, clue.shop_url) if clue else ())]
    return list(dict.fromkeys(one for one in told if one))


def check_first(dossier: Dossier, ground: str) -> None:
    """Refuse to settle as a first breach without a credit code, or where this node knows an earlier case or reminder of that code."""
    if ground != "first_time":
        return
    code = given(dossier, "reminded_code").strip()
    if not code:
        raise StepRefused(
            "按“初次”办结须有当事人的统一社会信用代码，才能核对以往案件；没有代码的，请改按“轻微”或者转入立案。",
            "To settle it as a first breach, the party's credit code is needed to look for earlier ones: without it, settle as slight or file a case.",
        )
    before = earlier_of(dossier, code)
    if before:
        said = "、".join(before[:3])
        raise StepRefused(f"同一信用代码以前已有：{said}，不是初次。", f"The same credit code stands in {said} already: it is not the first.")


def clue_of(dossier: Dossier) -> Clue | None:
    """Return the clue that a reminder was begun beside, or that it became; nothing where it names none."""
    number = _clue_named(dossier, "source_clue") or _clue_named(dossier, "joined_clue")
    return Clue.objects.filter(dossier__number=number).select_related("dossier").first() if number else None


def _clue_named(dossier: Dossier, paper: str) -> str:
    """Return the number of the clue that a paper names: the ledger holds its whole name."""
    told = given(dossier, paper)
    name = thing_in(told)
    return name.number if name else told


def settled_beside(clue: Clue, among: QuerySet[Dossier]) -> Dossier | None:
    """Return the newest reminder that was begun beside a clue and is settled; of those given, which the asker may see."""
    about = among.filter(procedure=REMINDER, state_text=SETTLED, department=clue.dossier.department_id, subject=clue.dossier.subject).order_by("-pk")
    return next((one for one in about[:_LOOKED_AT] if _clue_named(one, "source_clue") == clue.dossier.number), None)


def earlier_of(dossier: Dossier, code: str) -> list[str]:
    """Return the numbers of earlier cases and reminders of a credit code on this node; numbers only, since the officer may not be let to read them."""
    cases = list(Case.objects.filter(party_code=code).exclude(dossier=dossier).values_list("dossier__number", flat=True))
    noted = Entry.objects.filter(kind="note_breach", body__contains=code, dossier__procedure=REMINDER, dossier__pk__lt=dossier.pk)
    found = [one for one in noted.select_related("dossier") if json.loads(one.body)["papers"].get("reminded_code") == code]
    return cases + [one.dossier.number for one in found if one.dossier and one.dossier.state != "no_breach"]
