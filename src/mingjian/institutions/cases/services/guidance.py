"""What guides an officer on a clue or a case: the pieces of the playbook for its goods and act, and what a case is about."""

from collections.abc import Iterable
from datetime import date

from mingjian.core.procedure import duties, rulebook
from mingjian.core.procedure.playbooks import Shown, pieces_for
from mingjian.core.procedure.rulebook import crimes
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.provision import day_of_law
from mingjian.institutions.clues.handover.queries.competence import Matter, matter_of_clue
from mingjian.institutions.clues.queries.suspected_act import act_of
from mingjian.office.papers.kinds.crime import crime_named


def matter_of_case(case: Case, on: date) -> Matter:
    """Return what a case is about; what it does not say itself is read off its clue."""
    of_clue = matter_of_clue(case.clue, on) if case.clue else Matter("", "", on, "")
    act = case.act or act_of(case.broken, day_of_law(case)) or of_clue.act
    return Matter(case.field or of_clue.field, act, case.acted_on or of_clue.on, case.party_address or of_clue.address, not case.field and of_clue.is_read)


def proposed_for(case: Case, on: date) -> dict[str, str]:
    """Propose what a case does not say yet and what is known of it tells: act, field of goods, and the crime that its act is called by."""
    matter = matter_of_case(case, on)
    named = crime_named(case.suspected_act.strip().removeprefix("涉嫌"))
    crime = next((key for key, one in crimes().all.items() if named and one.title.zh == named), "")
    known = {"act": matter.act, "field": matter.field, "crime": crime}
    return {name: value for name, value in known.items() if value and not getattr(case, name)}


def pieces_of(matter: Matter, procedures: Iterable[str]) -> list[Shown]:
    """Return the pieces of the playbook for a matter, with steps of some procedures; none where nothing is known of the goods."""
    if not matter.field:
        return []
    return pieces_for(matter.field, matter.act, matter.on, rulebook(), duties(), frozenset(procedures))
