"""What oversight shows: on a dossier its orders and reviews, suggested corrections and recognitions; on a finding or clue what departments have seen."""

from datetime import datetime
from typing import Any

from django.forms import HiddenInput, Select

from mingjian.core.fading import HALF_LIFE
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.oversight.models import ORDER, REVIEW, Recognition, Suggestion
from mingjian.institutions.oversight.queries import files_to_show, orders_on, reviews_on, sightings_visible_to
from mingjian.institutions.oversight.services.decay import faded_of, weighed
from mingjian.institutions.oversight.services.decisions import decisions_of
from mingjian.institutions.oversight.services.hits import Hit, asker_of, askers_about, can_be_asked, hits_of, last_asked
from mingjian.office.acts.offers import ActForm, act_named, acts_open, makers_open
from mingjian.office.institution import EVIDENCE, PAPERS, PARTIES
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import TOP, Panel, in_part
from mingjian.office.people.permissions import is_of_authority, may

#: The dossiers of oversight itself are looked at where they stand: no order on an order, no review of a review.
OWN = frozenset({ORDER, REVIEW})
#: Whose matters use reports and proofs of others.
USES_PROOF = frozenset({"clue", "admin_case", "admin_case_summary", "crime_transfer"})


def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier the orders about it, and for a head above its holder the button that gives one."""
    if not isinstance(thing, Dossier) or thing.procedure in OWN or not is_of_authority(officer):
        return None
    orders = list(orders_on(thing, officer))
    own = officer.department
    may_order = not thing.is_closed and own is not None and own.is_above(thing.department) and may(officer, "oversight.order")
    return Panel("oversight/orders.html", {"dossier": thing, "orders": orders, "may_order": may_order}, 70) if orders or may_order else None


def urgings_on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier the reminders that the node sent about it, each with what was missing then."""
    if not isinstance(thing, Dossier):
        return None
    found = list(thing.urgings.select_related("urged", "waits"))
    return Panel("oversight/urgings.html", {"urgings": found}, 69) if found else None


def on_decisions(thing: object, officer: Officer, at: datetime) -> list[Panel]:
    """Show on a dossier where reviews of its decisions stand, above all else while one is open, and the button that asks for one."""
    if not isinstance(thing, Dossier) or thing.procedure in OWN:
        return []
    reviews, found = list(reviews_on(thing)), []
    if unsettled := [one for one in reviews if not one.dossier.is_closed]:
        found.append(Panel("oversight/under_review.html", {"reviews": unsettled}, 8, TOP))
    is_offered = may(officer, "oversight.ask_review") and bool(decisions_of(thing))
    if reviews or is_offered:
        found.append(Panel("oversight/reviews.html", {"dossier": thing, "reviews": reviews, "is_offered": is_offered}, 72))
    return found


@in_part(PAPERS)
def on_suggestions(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier the corrections that others suggest, and for whoever reads it without holding it the form that suggests one."""
    if not isinstance(thing, Dossier) or thing.procedure in OWN:
        return None
    found = [(one, acts_open(one, officer)) for one in thing.suggestions.select_related("by__department", "answered_by", "dossier__department")]
    is_ours = thing.department_id == officer.department_id
    form = None if is_ours else _form("suggestion", "suggest_correction", officer, suggested_for=thing.number)
    return Panel("oversight/suggestions.html", {"found": found, "form": form, "kind": Suggestion.kind}, 74) if found or form else None


@in_part(EVIDENCE)
def on_recognitions(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a matter the documents of other regions that it uses, and for its holder the form that recognises one."""
    if not isinstance(thing, Dossier) or thing.procedure not in USES_PROOF or not is_of_authority(officer):
        return None
    found = [(one, acts_open(one, officer)) for one in thing.recognitions.select_related("by", "dossier__department")]
    is_ours = thing.department_id == officer.department_id and not thing.is_closed
    form = _form("recognition", "recognise_document", officer, recognised_for=thing.number) if is_ours else None
    return Panel("oversight/recognitions.html", {"found": found, "form": form, "kind": Recognition.kind}, 76) if found or form else None


@in_part(PARTIES)
def on_subject(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a finding or clue what departments say of its subject, and the form that says what one's own has seen."""
    subject = _subject_of(thing)
    if not subject or not is_of_authority(officer):
        return None
    seen = weighed(sightings_visible_to(officer).filter(subject=subject), at)
    rows = [(one, acts_open(one.sighting, officer)) for one in seen.each]
    form = _form("sighting", "note_sighting", officer, sighted_subject=subject)
    if form:
        form.fields["sighting_file"].widget = Select(choices=[("", "—"), *files_to_show(officer, thing.dossier if isinstance(thing, Clue) else None)])
    faded = faded_of(thing.dossier.opened_at, seen, at) if isinstance(thing, Clue) and not thing.dossier.is_closed else None
    told = {"seen": seen, "rows": rows, "form": form, "half_life": int(HALF_LIFE), "faded": faded}
    return Panel("oversight/seen.html", told, 78) if rows or form else None


def elsewhere_on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a clue, for its holder, whether other departments work on the same, as it was last asked, the button that asks, and who asked about it."""
    if not isinstance(thing, Clue) or thing.dossier.department_id != officer.department_id or not can_be_asked(thing):
        return None
    last, open_acts = last_asked(thing), [one for one in acts_open(thing, officer) if one.key == "oversight.ask_elsewhere"]
    askers = [(asker_of(entry), entry.at) for entry in askers_about(thing.dossier, at)]
    if last is None and not open_acts and not askers:
        return None
    now = {one.department: one for one in hits_of(thing, officer)} if last else {}
    hits = [now.get(one) or Hit(one, 0, 0, None) for one in last[1]] if last else []
    return Panel("oversight/elsewhere.html", {"clue": thing, "asked": last and last[0], "hits": hits, "open_acts": open_acts, "askers": askers}, 79)


def _subject_of(thing: object) -> str:
    if isinstance(thing, Finding):
        return thing.subject
    return thing.dossier.subject if isinstance(thing, Clue) else ""


def _form(kind: str, name: str, officer: Officer, **typed: Any) -> ActForm | None:
    """Return the form of an act that makes something, for whoever may; what the page knows is not asked."""
    if not any(one.name == name for one in makers_open(kind, officer)):
        return None
    form = ActForm(act_named(kind, name, makes=True), officer, typed=typed)
    for known in typed:
        form.fields[known].widget = HiddenInput()
    return form
