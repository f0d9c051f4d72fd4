"""What a case and its matter say of each other: each takes over what was entered in the other, so that one question has one answer."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_of
from mingjian.institutions.cases.services.threshold_watch import weigh
from mingjian.institutions.clues.facts import charge_known, known_of_clue
from mingjian.institutions.matters.acts import attach_dossier, open_matter, update_from
from mingjian.institutions.matters.models import Charge, Matter, Party
from mingjian.institutions.matters.queries import Known, known_of, matter_of, party_known, rows_of, suspects_of
from mingjian.office.lists import search
from mingjian.office.models import Dossier, Officer


def begin_matter(case: Case, by: Officer, at: datetime) -> None:
    """Open the matter of a case that was just filed, or go on with that of its clue, which then says what was changed at the filing."""
    dossier = case.dossier
    matter = matter_of(case.clue.dossier) if case.clue else None
    if matter is None:
        matter = open_matter(by=by, at=at, dossier=dossier, known=known_of(dossier))
    else:
        attach_dossier(matter, by=by, at=at, dossier=dossier)
        parties, charges = suspects_of(matter), rows_of(matter, Charge)
        renamed = {"party_name": case.party_name} if case.party_name and case.party_name not in {one.name for one in parties} and len(parties) < 2 else {}
        recast = (
            {"suspected_act": case.suspected_act, "act": case.act} if case.suspected_act and case.suspected_act not in {one.words for one in charges} else {}
        )
        tell_matter(case, renamed | recast, by, at)
    follow_matter(matter, by, at)
    case.refresh_from_db()


def known_of_case(dossier: Dossier) -> Iterator[Known]:
    """Return what a dossier's case knows, and what its clue does; nothing where it has none."""
    case = case_of(dossier)
    if case is None:
        return
    whence = f"立案时登记（{dossier.number}）"
    if case.party_name:
        yield party_known(case.party_name, whence, code=case.party_code, address=case.party_address, head=case.party_head)
    if charge := charge_known(case.suspected_act, case.broken, case.acted_on, whence, act=case.act, field=case.field):
        yield charge
    if case.clue:
        yield from (one for one in known_of_clue(case.clue.dossier) if one.model is not Charge or not case.suspected_act)


#: Which column of a case is which column of its first party and of its first charge. Who is in charge of an individual business is who runs it.
_OF_PARTY = {"party_name": "name", "party_code": "code", "party_address": "address", "party_head": "head"}
_OF_CHARGE = {"suspected_act": "words", "act": "act", "field": "field", "acted_on": "until", "broken": "broken"}


def tell_matter(case: Case, changed: Mapping[str, Any], by: Officer, at: datetime) -> None:
    """Correct the matter by what was just entered on the case's own page, what was emptied among it. Raises BadInput for what a matter does not take."""
    matter = matter_of(case.dossier)
    if matter is None:
        return
    suspects, charges, whence = suspects_of(matter), rows_of(matter, Charge), "案件页登记"
    party = {column: changed[name] for name, column in _OF_PARTY.items() if name in changed}
    charge = {column: changed[name] for name, column in _OF_CHARGE.items() if name in changed}
    known: list[Known | None] = []
    if suspects and party:
        if suspects[0].kind == Party.Kind.BUSINESS and "head" in party:
            party["operator"] = party.pop("head")
        known.append(Known(Party, {name: value for name, value in party.items() if name != "name" or value}, whence))
    elif party.get("name"):
        known.append(party_known(case.party_name, whence, code=case.party_code, address=case.party_address, head=case.party_head))
    if charges and charge:
        known.append(Known(Charge, {name: value for name, value in charge.items() if name != "words" or value}, whence))
    elif charge.get("words"):
        known.append(charge_known(case.suspected_act, case.broken, case.acted_on, whence, act=case.act, field=case.field))
    if told := [one for one in known if one is not None]:
        update_from(matter, by=by, at=at, known=told)


def follow_matter(matter: Matter, by: Officer, at: datetime) -> None:
    """Keep of the first party and the first charge of a matter what lists, search, figures and the line of a crime ask of a case."""
    case = case_of(matter.lead)
    if case is None:
        return
    party = next(iter(suspects_of(matter)), None)
    charge = next(iter(rows_of(matter, Charge)), None)
    told: dict[str, Any] = dict.fromkeys(_OF_PARTY, "")
    if party is not None:
        head = party.operator if party.kind == Party.Kind.BUSINESS else party.head
        told = {"party_name": party.name, "party_code": party.code, "party_address": party.address[:300], "party_head": head}
    if charge is not None:
        told |= {"suspected_act": charge.words, "broken": charge.broken, "act": charge.act, "field": charge.field or case.field}
        told["acted_on"] = charge.until or charge.since or case.acted_on
    changed = [name for name, value in told.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, told[name])
    if changed:
        weigh(case, localtime(at).date())
        case.save()
        search.index("case", case.pk, case.search_words())
