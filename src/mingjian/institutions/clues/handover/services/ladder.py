"""The graduated answer: what the lists of first slight offences of the region say, before it is decided whether to remind, to order, to settle or to file."""

from collections.abc import Iterator

from django.utils.timezone import localdate

from mingjian.core.language import Text
from mingjian.core.law.scales import Measured, told_by_lists
from mingjian.institutions.clues.handover.queries.competence import matter_of_clue
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.office.dossiers.state import given
from mingjian.office.institution import Word
from mingjian.office.law_texts import scales
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.kind import thing_in

_CLUE_STEPS = ("conclude_check", "decide_to_file", "decide_not_to_file")
_REMINDER, _REMINDER_STEPS = "reminder", ("remind", "order_correction", "settle", "open_case")


def forewarned_by_lists(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """Yield, at these steps, which items of the lists that hold here speak of the act; nothing where none is loaded, or the act is not known."""
    if step not in (_CLUE_STEPS if dossier.procedure == PROCEDURE else _REMINDER_STEPS if dossier.procedure == _REMINDER else ()):
        return
    today, department = localdate(), dossier.department
    lists = scales().on(today, department.region).lists
    clue = _clue_of(dossier) if lists else None
    matter = matter_of_clue(clue, today) if clue else None
    if matter is None or not (matter.act and matter.field):
        return
    found = list(told_by_lists(lists, matter.act, matter.field, Measured(None, None, {})))
    yield from (Word(told.said) for told in found)
    if not found:
        yield Word(Text("当地的首违轻微清单没有列这一行为。", "The lists of first slight offences here do not name this act."))


def _clue_of(dossier: Dossier) -> Clue | None:
    told = "" if dossier.procedure == PROCEDURE else given(dossier, "source_clue")
    name = thing_in(told) if told else None  # the ledger holds the whole name
    number = dossier.number if dossier.procedure == PROCEDURE else name.number if name else told
    return Clue.objects.filter(dossier__number=number).select_related("dossier", "finding").first() if number else None
