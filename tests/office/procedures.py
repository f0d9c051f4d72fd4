"""Walks a procedure by its sheet alone: the shortest way from the opening to an end, and plausible papers for every step on it."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from people import department_of

from mingjian.core.procedure import Paper, Sheet, Step, rulebook, steps_open
from mingjian.core.procedure.sheet import State_
from mingjian.office.models import Department, Officer

RECORD = b"what was fixed\n"  # sealed to a dossier, so that the hash in its papers is that of something
LONG_AGO = timedelta(days=6 * 366)
#: Steps that need a second case on file, which a walk of one dossier has not (tests/institutions/cases/test_joint_cases.py).
OF_TWO_CASES = {"join_case", "separate_case", "split_case"}
ROLES = sorted(set(rulebook().vocabularies["roles"]) - {"superior", "auditor"})


def shortest_way(sheet: Sheet) -> list[Step]:
    """Return the fewest steps that lead from the opening to an end of every track; where there is none, to the state that is furthest away."""
    begun = sheet.starts
    seen, waiting = {_named(begun)}, deque([(begun, [])])  # type: deque[tuple[State_, list[Step]]]
    way: list[Step] = []
    while waiting:
        state, way = waiting.popleft()
        if way and sheet.is_ended(state):
            return way
        for step in (step for step in steps_open(sheet, state) if step.name not in OF_TWO_CASES):
            after = _after(step, state)
            if _named(after) not in seen:
                seen.add(_named(after))
                waiting.append((after, [*way, step]))
    return way


def _after(step: Step, state: State_) -> State_:
    if step.to is None:
        return state
    return step.to if isinstance(state, str) else {**state, step.track: step.to}


def _named(state: State_) -> str:
    return state if isinstance(state, str) else repr(sorted(state.items()))


def crowd() -> list[Officer]:
    """Enter two officers with every role in each department that a step may name: county, neighbour, city above them, police, procuratorate."""
    department_of("county"), department_of("neighbour"), department_of("city")
    for key, kind in (("公安局", "police"), ("检察院", "procuratorate")):
        Department.objects.create(name_zh=f"桐庐县{key}", name_en=f"Tonglu {kind}", kind=kind, level="county", region="330122")
    made = []
    for department in Department.objects.all():
        for n in (1, 2):
            made.append(Officer.objects.create(username=f"{department.pk}-{n}", name_zh="员", department=department, duty="work", roles=ROLES))
    return made


def papers_for(step: Step, *, at: datetime, holder: int, file: str = "", number: str = "") -> dict[str, Any]:
    """Fill in what a step requires."""
    return {paper.name: _filled(paper, at, holder, file, number) for paper in step.needs if paper.required}


def _filled(paper: Paper, at: datetime, holder: int, file: str, number: str) -> Any:
    if paper.kind == "department":
        kind = {"police_department": "police", "procuratorate": "procuratorate"}.get(paper.name, "market_regulation")
        return Department.objects.filter(kind=kind, level="county").exclude(pk=holder).order_by("pk")[0].pk
    if paper.kind == "officer":
        return Officer.objects.filter(department=holder)[0].pk
    plain: Mapping[str, Any] = {
        "choice": paper.options[0][0] if paper.options else "",
        "date": (at - LONG_AGO if paper.name == "event_on" else at).date().isoformat(),  # records that may be destroyed are old
        "datetime": at.isoformat(),
        "amount": "100.00",
        "number": 1,
        "file": file,
        "dossier": number,
        "crime": "非法经营罪",
        "sha256": sha256(RECORD).hexdigest(),
    }
    return plain.get(paper.kind, f"{paper.label.zh}：{paper.name}")
