"""Whether the rows of notices stand as the steps of their dossiers say: they are drawn from these: the audit replays them, and seals no row."""

import json
from collections.abc import Iterable, Iterator

from mingjian.core.language import Text
from mingjian.institutions.notices.models import UNDECIDED, UNFOUNDED, Notice, Target
from mingjian.institutions.notices.services.rows import positions_of
from mingjian.office.record.difference import Difference

_MEASURES, _DECLINES, _OWN, _REOPENS = ("take_measures", "measure_more"), "decline_addresses", "answer_addresses", ("lift_by_mistake", "reopen_undecided")
_STEPS = (*_MEASURES, _DECLINES, _OWN, *_REOPENS)
_NAMED = 5  # rows of a notice that are told one by one


def rows_differing() -> Iterator[Difference]:
    """Return, notice by notice, the rows whose decision is not what the steps of the dossier decided."""
    decided = Target.objects.filter(decided_at__isnull=False).values("notice")
    for notice in Notice.objects.filter(pk__in=decided).select_related("dossier").only("number", "addresses", "dossier").order_by("pk").iterator():
        wrong = [row.position for row in _wrong(notice)]
        if wrong:
            rows = "、".join(map(str, wrong[:_NAMED]))
            said = Text(
                f"通知 {notice.number} 有 {len(wrong)} 行网址的处理与卷宗步骤不符（第 {rows} 行）。",
                f"{len(wrong)} rows of notice {notice.number} are not decided as the steps of its dossier say (rows {rows}).",
            )
            yield Difference("row", notice.number, None, said)


def _wrong(notice: Notice) -> Iterable[Target]:
    entries = notice.dossier.entries.filter(kind__in=_STEPS).order_by("index").values_list("kind", "body") if notice.dossier else ()
    told = decisions(((kind, json.loads(body).get("papers", {})) for kind, body in entries), len(notice.addresses))
    for row in notice.targets.order_by("position").only("position", "state", "measure", "decided_at"):
        if row.decided_at is None and row.position not in told:
            continue  # waits, or was decided as a whole before there were rows
        measure = told.get(row.position)
        stands = None if row.state in UNDECIDED else "" if row.state == UNFOUNDED else row.measure
        if stands != measure and not (measure and row.decided_at is None and row.state not in (*UNDECIDED, UNFOUNDED)):
            yield row


def decisions(steps: Iterable[tuple[str, dict[str, str]]], count: int) -> dict[int, str]:
    """Replay the steps of a notice of so many addresses: return the measure at each row that was decided, `` where none was taken."""
    found: dict[int, str] = {}
    own: set[int] = set()
    for kind, papers in steps:
        written = str(papers.get("target_rows") or "")
        named = positions_of(written, count) if written.strip() else [one for one in range(1, count + 1) if one not in found]
        if kind in _MEASURES:
            found |= dict.fromkeys(named, papers["measure"])
        elif kind == _DECLINES:
            found |= dict.fromkeys(named, "")
        elif kind == _OWN:
            own |= set(named)
        else:
            is_measured = kind == "lift_by_mistake"
            found = {row: measure for row, measure in found.items() if row in own or bool(measure) != is_measured}
    return found
