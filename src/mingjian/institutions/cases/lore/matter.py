"""What a case and its matter say of each other: the case tells what it knew when the matter was opened, and keeps what the matter says of the party since."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mingjian.core.procedure.rulebook import liabilities
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_of
from mingjian.institutions.clues.facts import known_of_clue
from mingjian.institutions.matters.acts.attach_dossier import attach_dossier
from mingjian.institutions.matters.acts.open_matter import open_matter
from mingjian.institutions.matters.acts.update_from import update_from
from mingjian.institutions.matters.models import Charge, Matter, Party
from mingjian.institutions.matters.queries import Known, known_of, matter_of, rows_of
from mingjian.office.lists import search
from mingjian.office.models import Dossier, Officer


def begin_matter(case: Case, by: Officer, at: datetime) -> Matter:
    """Open the matter of a case that was just filed, or go on with that of its clue."""
    dossier = case.dossier
    of_clue = matter_of(case.clue.dossier) if case.clue else None
    if of_clue is None:
        return open_matter(by=by, at=at, dossier=dossier, known=known_of(dossier))
    attach_dossier(of_clue, by=by, at=at, dossier=dossier, known=known_of(dossier))
    return of_clue


def known_of_case(dossier: Dossier) -> Iterator[Known]:
    """Return what a dossier's case knows, and what its clue does; nothing where it has none."""
    case = case_of(dossier)
    if case is None:
        return
    whence = f"立案时登记（{dossier.number}）"
    if case.party_name:
        kind = Party.Kind.ORGANISATION if case.party_code else Party.Kind.BUSINESS
        values = {"role": Party.Role.SUSPECT, "kind": kind, "name": case.party_name, "code": case.party_code}
        yield Known(Party, {**values, "address": case.party_address, "head": case.party_head, "licence": "营业执照" if case.party_code else ""}, whence)
    if case.suspected_act:
        words = case.suspected_act.removeprefix("涉嫌")
        act = case.act or next((key for key, one in liabilities().all.items() if one.title.zh == words), "")
        days = {"since": case.acted_on, "until": case.acted_on}
        yield Known(Charge, {"words": words, "act": act, "field": case.field, "broken": case.broken, **days}, whence)
    if case.clue:
        yield from known_of_clue(case.clue.dossier)


#: Which column of a case is which column of its first party and of its first charge.
_OF_PARTY = {"party_name": "name", "party_code": "code", "party_address": "address", "party_head": "head"}
_OF_CHARGE = {"suspected_act": "words", "act": "act", "field": "field", "acted_on": "until", "broken": "broken"}


def tell_matter(case: Case, changed: Mapping[str, Any], by: Officer, at: datetime) -> None:
    """Correct the matter by what was just entered on the case's own page, so that there are no two answers to one question."""
    matter = matter_of(case.dossier)
    if matter is None:
        return
    known = []
    for model, columns, more in ((Party, _OF_PARTY, {"role": Party.Role.SUSPECT, "kind": Party.Kind.ORGANISATION}), (Charge, _OF_CHARGE, {})):
        values = {column: changed[name] for name, column in columns.items() if changed.get(name)}
        if values:
            is_there = bool(rows_of(matter, model)) and (model is not Party or any(one.role == Party.Role.SUSPECT for one in rows_of(matter, Party)))
            named = values.get("name") or values.get("words") or is_there
            known += [Known(model, values if is_there else more | values, "案件页登记")] if named else []
    if known:
        update_from(matter, by=by, at=at, known=known)


def follow_matter(matter: Matter, by: Officer, at: datetime) -> None:
    """Keep of the first party and the first charge of a matter what lists, search and figures ask of a case."""
    case = case_of(matter.lead)
    if case is None:
        return
    party: Any = next((one for one in rows_of(matter, Party) if one.role == Party.Role.SUSPECT), None)
    charge: Any = next(iter(rows_of(matter, Charge)), None)
    told: dict[str, Any] = {}
    if party is not None:
        told |= {"party_name": party.name, "party_code": party.code, "party_address": party.address[:300], "party_head": party.head or party.operator}
    if charge is not None:
        told |= {"suspected_act": charge.words, "broken": charge.broken}
        told |= {name: value for name, value in (("act", charge.act), ("field", charge.field), ("acted_on", charge.until or charge.since)) if value}
    changed = [name for name, value in told.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, told[name])
    if changed:
        case.save(update_fields=changed)
        search.index("case", case.pk, case.search_words())
