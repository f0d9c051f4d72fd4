"""How findings are kept: explanations one a line, and the order in which a list mixes detectors, the most remarkable of each, then the second of each."""

from collections import Counter
from collections.abc import Iterable

from mingjian.institutions.monitoring.models import Finding


def take_turns(found: Iterable[Finding]) -> None:
    """Number findings of one run, the most remarkable first, department by department: a list in this order has no screen full of one detector."""
    turns: Counter[int] = Counter()
    for one in sorted(found, key=lambda one: -one.score):
        one.turn = turns[one.department_id]
        turns[one.department_id] += 1


def one_a_line(explanations: Iterable[str]) -> str:
    """Write innocent explanations as a finding keeps them: each a line with its end, by which old rows, with semicolons between, are told apart."""
    return "".join(f"{one.strip()}\n" for one in explanations if one.strip())
