"""What the node knows already, put into a clue's form, so that nobody types it again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.institutions.clues.particulars import PARTICULARS
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.services.choices import with_ground
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.market.queries.known import Known, Subject, known_of
from mingjian.institutions.matters.models import Charge
from mingjian.institutions.matters.queries import matter_told_by, rows_of
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import shops_named
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.kinds.crime import crime_named
from mingjian.office.particulars import prefill
from mingjian.office.particulars.facts import names_said
from mingjian.office.particulars.prefill import differing
from mingjian.office.people.departments import platform_names


def subject_of(intake: Intake) -> Subject | None:
    """Return what a clue is about, so that it can be looked up; None where it names no listing or shop of a platform."""
    if not intake.platform or not (intake.listing_id or intake.shop_id):
        return None
    shop = f"{intake.platform}/{intake.shop_id}" if intake.shop_id else ""
    return Subject("listing", f"{intake.platform}/{intake.listing_id}", shop) if intake.listing_id else Subject("shop", shop)


def subject_of_finding(finding: Finding) -> Subject:
    """Return what a finding is about, with its shop where it names just one."""
    return Subject(finding.subject_kind, finding.subject, shop_of_finding(finding))


def shop_of_finding(finding: Finding) -> str:
    """Return the one shop that a finding is about, `platform/id`, as far as it says so itself; else nothing."""
    shops = shops_of_finding(finding)
    return finding.shop or (finding.subject if finding.subject_kind == "shop" else shops[0] if len(shops) == 1 else "")


def shops_of_finding(finding: Finding) -> list[str]:
    """Return the shops that a finding's evidence names, as `platform/id`."""
    return shops_named(finding.subject, finding.evidence())


def filled(intake: Intake, known: Known) -> Intake:
    """
    Fill what an intake leaves empty from what the lake knows; what somebody wrote stays as it is.

    Where the lake has the listing in another shop than was written, nothing is told of whoever is behind that other shop.
    """
    if intake.shop_id and known.shop.partition("/")[2] not in ("", intake.shop_id):
        known = Known(known.shop, known.record)
    return prefill.filled(intake, known)


def completed(intakes: Sequence[Intake], officer: Officer, on: date) -> list[tuple[Intake, list[str]]]:
    """
    Fill what several intakes leave empty: from the lake, looked up once for all, what is known of the shop or listing named; from the rulebook the article of a
    known act on the day. Gives each with the names of the fields that were filled.
    """
    names = platform_names()
    subjects = [subject_of(one.but(platform=names.get(one.platform.strip().casefold(), one.platform))) for one in intakes]
    known = known_of(officer, [one for one in subjects if one])
    whole = [
        with_ground(filled(one, known.get(subject.name, Known(subject.shop))) if subject else one, on) for one, subject in zip(intakes, subjects, strict=True)
    ]
    return [(after, differing(before, after)) for before, after in zip(intakes, whole, strict=True)]


def known_of_findings(officer: Officer, findings: Iterable[Finding]) -> dict[str, Known]:
    """Look the subjects of several findings up at once."""
    return known_of(officer, [subject_of_finding(finding) for finding in findings])


def told(known: Known) -> dict[str, Any]:
    """Return what the lake knows in the words of a clue. Contacts in titles are masked; only what the register says is an operator as verified."""
    return prefill.known_values(PARTICULARS, known)


def facts_of(dossier: Dossier) -> dict[str, Any]:
    """Describe the facts of a clue (`vocabularies/facts.yaml`) that a dossier which arises from it, or a decision on it, would ask for again."""
    clue = Clue.objects.filter(dossier=dossier).first()
    if clue is None:
        return {}
    matter = matter_told_by(dossier)  # what was corrected there goes before what the clue was registered with
    charges = rows_of(matter, Charge) if matter is not None else []
    days = [day for one in charges if (day := one.until or one.since)]
    return {
        "acted_on": max(days, default=clue.acted_on),
        "amount": clue.amount,
        "content": clue.content,
        "crime": _crime_in("、".join(one.words for one in charges) or clue.suspected_act),
        "reporter": _reporter_of(clue),
    }


def _reporter_of(clue: Clue) -> str:
    """Return how a clue was reported, as vocabulary `reporters` says it; empty where a reporter left no name, which an officer must weigh."""
    reporter = Reporter.objects.filter(clue=clue).first()
    if reporter is None:
        return "kit" if _has_kit(clue) else "none"
    if not reporter.name:
        return ""
    return "named_unfair_competition" if clue.suspected_ground.startswith("aucl/") else "named"


def _has_kit(clue: Clue) -> bool:
    """Return whether a buyer's kit stands behind a clue, or behind one that was joined to it."""
    return Kit.objects.filter(Q(clue=clue) | Q(clue__joined_to=clue)).exists()


def _crime_in(act: str) -> str:
    """Return the one crime that an act names as the rulebook does; nothing where it names none, or several: which it is, is for an officer to say."""
    named = [act, *act.split("、")]
    found = {crime_named(one.strip().removeprefix("涉嫌")) for one in named} - {""}
    return found.pop() if len(found) == 1 else ""


def labels_of(names: Iterable[str]) -> str:
    """Describe fields of a clue as the form calls them."""
    return gettext(", ").join(names_said(PARTICULARS, names))
