"""Which steps of a notice's dossier take an earlier decision back, and when they did."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from mingjian.office.models import Entry

LOOKED_BACK = timedelta(days=60)  # of what was taken back since the night withholds the statements; a node that was off for longer begins with what came since
#: Steps that take an earlier one back, and which.
TAKES_BACK: Mapping[str, tuple[str, ...]] = {
    "lift_by_mistake": ("take_measures", "measure_more"),
    "reopen_undecided": ("decline_addresses", "close_without_measures"),
    "restore_measures": ("lift_measures",),
}


def taken_back(indices: Collection[int]) -> dict[int, datetime]:
    """Return which of some decisions, by the index of their entries, a later step of the same dossier took back, each with when the first one did."""
    decisions = Entry.objects.filter(index__in=indices, dossier__isnull=False).values_list("index", "kind", "dossier")
    steps: dict[int, list[tuple[int, str, datetime]]] = {}
    later = Entry.objects.filter(kind__in=TAKES_BACK, dossier__in={dossier for _, _, dossier in decisions})
    for dossier, index, kind, at in later.order_by("index").values_list("dossier", "index", "kind", "at"):
        steps.setdefault(dossier, []).append((index, kind, at))
    found: dict[int, datetime] = {}
    for index, kind, dossier in decisions:
        for step, name, at in steps.get(dossier, ()):
            if step > index and kind in TAKES_BACK[name]:
                found.setdefault(index, at)
    return found
