"""Cases of several offices under one that leads: which may come under which, and how deep."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import OPEN, Case, Child

DEEPEST = 3  # levels: the state or a province leads, a city below it, counties below that


def tie(parent: Case, child: Case) -> None:
    """Raise StepRefused where a case may not come under another: itself, closed, tied already, above it, or more than three levels."""
    if child.pk == parent.pk:
        raise StepRefused("案件不能作为自身的子案。", "A case is no child of itself.")
    if child.state != OPEN or parent.state != OPEN:
        closed = child if child.state != OPEN else parent
        raise StepRefused(f"{closed.number} 已办结。", f"{closed.number} is closed.")
    if Child.objects.filter(case=child).exists():
        raise StepRefused(f"{child.number} 已有主案：一个案件只有一个主案。", f"{child.number} has a parent: a case has one.")
    above = ancestors_of(parent)
    if child.pk in {one.pk for one in above}:
        raise StepRefused(f"{child.number} 是本案的上级主案，不能同时作为子案。", f"{child.number} stands above this case, and cannot come under it.")
    if len(above) + _levels_below(child) > DEEPEST:
        raise StepRefused(f"主案、子案最多 {DEEPEST} 层。", f"There are at most {DEEPEST} levels.")


def ancestors_of(case: Case) -> list[Case]:
    """Return the case and those above it, the nearest first."""
    found = [case]
    while len(found) <= DEEPEST and (tied := Child.objects.filter(case=found[-1]).select_related("parent__dossier").first()):
        found.append(tied.parent)
    return found


def _levels_below(case: Case) -> int:
    """Return how many levels a case has with those under it: 1 where there are none."""
    level, under = 1, [case.pk]
    while level <= DEEPEST and (under := list(Child.objects.filter(parent__in=under).values_list("case", flat=True))):
        level += 1
    return level
