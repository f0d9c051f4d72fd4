"""What captures show on a dossier: the pages kept for it, and the form that asks for another."""

from datetime import datetime

from django.forms import HiddenInput

from mingjian.core.capture.outcome import WORDS
from mingjian.institutions.evidence.captures.queries import archives_brought, captures_of
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.score import score_of
from mingjian.office.acts.offers import ActForm, act_named, makers_open
from mingjian.office.dossiers.leads import facts_told
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel, in_part

SHOWN = 10
#: The groups of facts that may say the address which a dossier is about.
ADDRESSED = ("clue", "notice", "reminder")


@in_part(EVIDENCE)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show them on it; the address of its page is filled in where the record says one."""
    if not isinstance(thing, Dossier):
        return None
    may_ask = not thing.is_closed and thing.department_id == officer.department_id and bool(makers_open("capture", officer))
    kept, brought = list(captures_of(thing)[: SHOWN + 1]), list(archives_brought(thing)[:SHOWN])
    if not kept and not brought and not may_ask:
        return None
    form = ActForm(act_named("capture", "capture_page", makes=True), officer, typed={"captured_for": thing.number, "page_address": address_of(thing)})
    form.fields["captured_for"].widget = HiddenInput()  # it is this dossier
    lines = [(one, WORDS.get(one.outcome), score_of(one).points if one.stands == "kept" else None) for one in kept[:SHOWN]]
    told = {"dossier": thing, "captures": lines, "form": form if may_ask else None, "is_more": len(kept) > SHOWN, "brought": brought}
    return Panel("evidence/captures/of_dossier.html", told, 45, styles=("evidence/captures.css",))


def address_of(dossier: Dossier) -> str:
    """Return the address of the page that a dossier is about, as its institution knows it; empty where none is on record."""
    told = facts_told(dossier)
    found = next((str(told[group]["url"]) for group in ADDRESSED if told.get(group, {}).get("url")), "")
    waiting = Capture.objects.filter(dossier=dossier, url=found).exclude(stands="failed").exists()
    return "" if waiting else found
