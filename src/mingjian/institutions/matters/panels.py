"""What matters show on the page of a dossier: in the overview what papers would still lack, and its facts in the parts where they are entered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from mingjian.core.procedure import rulebook
from mingjian.institutions.matters.models import FACTS, WITHDRAWN, Charge, Exhibit, Fact, Matter, Offer
from mingjian.institutions.matters.queries import matrix_of, matter_of, matters_visible_to, open_job, rows_of, suspects_of
from mingjian.institutions.matters.services.captures import KIND, ToCapture, captures_in, to_capture
from mingjian.institutions.matters.services.chain import chain_of, played_by
from mingjian.institutions.matters.services.disclosure import disclosed_on
from mingjian.institutions.matters.services.gaps import gaps_of
from mingjian.institutions.matters.services.requests import platforms_of
from mingjian.institutions.matters.services.unlisted_files import Typed, unlisted_rows
from mingjian.institutions.operators.models import Subject
from mingjian.office.acts.offers import acts_open, is_open_to
from mingjian.office.dossiers.deeds import whole_answer_url
from mingjian.office.dossiers.parts import part_url
from mingjian.office.institution import EVIDENCE, PAPERS, PARTIES
from mingjian.office.language import said
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.panels import MAIN, Panel, asked_once, in_part
from mingjian.office.people.permissions import may

#: Procedures whose dossiers have a matter.
BEGIN = ("clue", "admin_case", "admin_case_summary")
#: In which part of a dossier's page each part of a matter stands.
PART_OF_PAGE = {"parties": PARTIES, "evidence": EVIDENCE, "charge": PAPERS}
#: Procedures by which a right holder is asked about goods.
ASKED_OF_HOLDERS = ("assistance", "sample_test")
_SHOWN = 6  # gaps on the page of the dossier
_MOST_PLAYED = 20  # parts on the file of a subject
_FIRST = 10  # before what else is shown in the part


def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier of the officer's department its matter in short with what is missing, or the button that opens one."""
    if not isinstance(thing, Dossier) or thing.pk is None or thing.procedure not in BEGIN:
        return None
    matter = _matter_shown(thing, officer)
    if matter is None:
        can_open = matter_of(thing) is None and not thing.is_closed and thing.department_id == officer.department_id and may(officer, "matters.keep")
        return Panel("matters/begin.html", {"dossier": thing}, 5, MAIN) if can_open else None
    gaps = gaps_of(matter)
    count = len(to_capture(matter).offers) if is_open_to("matters.capture_offers", matter, officer) else 0
    may_ask = thing.department_id == officer.department_id and not thing.is_closed and may(officer, "operators.keep_subjects")
    told = {"matter": matter, "gaps": gaps[:_SHOWN], "more": max(len(gaps) - _SHOWN, 0), "to_capture": count, **_in_short(matter, thing)}
    told["may_ask"] = may_ask and bool(platforms_of(matter))
    return Panel("matters/of_dossier.html", told, 5, MAIN)


@in_part(PARTIES)
def parties_on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show the parties and offers of a dossier's matter."""
    return _part_on(thing, "parties", officer)


@in_part(EVIDENCE)
def evidence_on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show what has to be proven, by what it is, and the list of evidence of a dossier's matter."""
    return _part_on(thing, "evidence", officer)


@in_part(PAPERS)
def charge_on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show charges, items of the penalty and answers of a dossier's matter."""
    return _part_on(thing, "charge", officer)


def disclosed_panel(dossier: Dossier, officer: Officer, at: datetime, *, about: Dossier | None = None, **beside: Any) -> Panel | None:
    """Return what the officer's department reads of the matter behind a dossier; `beside`: what the institution that shows it adds (`sums`, `uses`)."""
    told = disclosed_on(dossier, officer.department, about)
    return Panel("matters/disclosed.html", {"told": told, "at": at, **beside}, _FIRST, MAIN) if told else None


def disclosed_to_right_holder(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on an inquiry or a test to which a right holder was asked what of the matter is disclosed to it."""
    is_asked = officer.department is not None and officer.department.kind == Department.Kind.RIGHT_HOLDER
    if not is_asked or not isinstance(thing, Dossier) or thing.procedure not in ASKED_OF_HOLDERS:
        return None
    return disclosed_panel(thing, officer, at)


def parts_of_subject(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on the file of a person or firm the matters in which it is a party, with its part there and what that is answerable for."""
    if not isinstance(thing, Subject):
        return None
    played = played_by(thing.uscc, thing.name, matters_visible_to(officer))
    return Panel("matters/parts_of_subject.html", {"played": played[:_MOST_PLAYED], "day": localdate()}, 20, MAIN) if played else None


def _part_on(thing: object, part: str, officer: Officer) -> Panel | None:
    if not isinstance(thing, Dossier) or thing.pk is None or thing.procedure not in BEGIN:
        return None
    matter = _matter_shown(thing, officer)
    return Panel(f"matters/{part}.html", part_of_matter(matter, part, officer), _FIRST, MAIN, styles=("matters/matters.css",)) if matter else None


@asked_once
def _matter_shown(dossier: Dossier, officer: Officer) -> Matter | None:
    """Return the matter of a dossier, if the officer may see it."""
    matter = matter_of(dossier)
    return matter if matter is not None and matters_visible_to(officer).filter(pk=matter.pk).exists() else None


def _in_short(matter: Matter, dossier: Dossier) -> dict[str, Any]:
    """Return the matter on a few lines: whom it is against, by what, of which offers, and how many exhibits there are, each with where it is entered."""
    suspects = suspects_of(matter)
    offers = rows_of(matter, Offer)
    return {
        "suspects": suspects[:_SHOWN],
        "more_suspects": max(len(suspects) - _SHOWN, 0),
        "charges": rows_of(matter, Charge)[:_SHOWN],
        "offers": len(offers),
        "first_offer": next(iter(offers), None),
        "exhibits": len(rows_of(matter, Exhibit)),
        "urls": {part: part_url(dossier, page) for part, page in PART_OF_PAGE.items()},
    }


def part_of_matter(found: Matter, part: str, officer: Officer, refused: Mapping[str, Typed] | None = None) -> dict[str, Any]:
    """Return what the template of a part needs: the rows with the acts open to the officer, and what papers lack of it; `refused`: files as they were typed."""
    may_add = is_open_to("matters.add_party", found, officer)
    context: dict[str, Any] = {
        "matter": found,
        "part": part,
        "gaps": [one for one in gaps_of(found) if one.part == part],
        "rows": {model.__name__.lower(): _rows(found, model, officer) for model in FACTS if model.page_part == part},
        "may_add": may_add,
        "may_ask": may_add and may(officer, "operators.keep_subjects") and bool(platforms_of(found)),
    }
    if part == "parties":
        context |= _captures(found, officer, [row for row, *_ in context["rows"]["offer"]])
        context |= {"chain": chain_of(found, localdate()), "day": localdate()}
    if part == "charge":
        for row, *_ in context["rows"]["charge"]:
            row.whole_answer = whole_answer_url(found.lead, f"{row.letter}{row.nth}")
    if part == "evidence":
        elements = rulebook().vocabularies["elements"]
        context |= {
            "matrix": matrix_of(rows_of(found, Exhibit), rows_of(found, Charge)),
            "elements": [(key, said(label)) for key, label in elements.items()],
            "unlisted": unlisted_rows(found, officer, refused or {}) if may_add else [],
            "kinds": Exhibit.Kind.choices,
        }
    return context


def _captures(found: Matter, officer: Officer, offers: list[Any]) -> dict[str, Any]:
    """Note at each offer what came of its page, and return what the button that captures all of them needs."""
    captures = captures_in(found)
    for one in offers:
        one.capture = captures.get(one.url.strip()) if one.url else None
    waiting = to_capture(found) if is_open_to("matters.capture_offers", found, officer) else ToCapture()
    return {"to_capture": len(waiting.offers), "not_visited": waiting.refused, "job": open_job(KIND, found)}


def _rows(found: Matter, model: type[Fact], officer: Officer) -> list[tuple[Fact, bool, list[Any], int | None]]:
    """Return each row with whether it was withdrawn, the acts that the officer may do to it, and its place among those that stand, as papers number it."""
    rows: list[Any] = rows_of(found, model, with_withdrawn=True)
    for one in rows:
        one.matter = found
    places = iter(range(1, len(rows) + 1))
    return [(one, one.standing == WITHDRAWN, acts_open(one, officer), None if one.standing == WITHDRAWN else next(places)) for one in rows]
