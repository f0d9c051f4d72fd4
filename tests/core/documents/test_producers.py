"""Every value that a form waits for can come to be on the record of each procedure that the form names: no paper stays a draft for ever."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import mingjian
from mingjian.core.documents.forms import Form, forms, names_in
from mingjian.core.documents.resolution import CITED, LAW
from mingjian.core.procedure import Sheet, rulebook
from mingjian.core.procedure.papers import paper_kinds

FOLDER = Path(mingjian.__file__).parent / "rulebook" / "documents"
FORMS = forms(FOLDER)
#: What the office itself tells of any dossier (`office/documents/facts.py`), by group; `*`: whatever is asked for.
OFFICE = {
    "dossier": {"number", "title", "subject", "opened_on", "opened_by", "officer"},
    "authority": {"name", "code", "region"},
    "document": {"number", "on"},
    "office": {"*"},  # its names are held to the settings by test_forms.py
    "officers": {"names"},
    "history": {"list"},
    "files": {"list", "names"},
    "documents": {"list", "served"},
    "seats": {"names"},
    "index": {"list"},
    # a page is sealed in any dossier, and its record of extraction is filled by the capture
    "capture": {"url", "at", "how", "sha256", "device", "clock", "steps", "kind", "scene", "format", "place", "holder", "witness", "medium", "video"},
}
_CLUE = {
    "clue": {"act", "ground", "platform", "shop", "url", "goods", "source", "received_on", "original_number", "content", "place", "jurisdiction", "amount"},
    "party": {"name", "code", "address"},
}
_MATTER = {
    "party": {"name", "code", "address", "block", "head", "phone", "id_number", "id_hidden"},
    "parties": {"list", "names"},
    "offers": {"list"},
    "exhibits": {"list", "text"},
    "charge": {"act", "period", "broken", "applied", "discretion"},
    "penalty": {"text", "correct", "total", "fine"},
    "answer": {"text"},
}
_CASE = {
    "case": {"act", "broken", "applied", "source"},
    "officers": {"names", "certified"},
    "amounts": {"turnover", "proceeds", "list", "offers", "totals", "items", "proofs"},
    "goods": {"list"},
    "charge": {"facts"},
    "course": {"text", "whole"},
    "review": {"kind"},
}
#: What institutions tell of the dossiers of a procedure (`facts` on their manifests).
TOLD = {
    "clue": (_CLUE, _MATTER),
    "admin_case": (_CLUE, _MATTER, _CASE),
    "admin_case_summary": (_CLUE, _MATTER, _CASE),
    "crime_transfer": (_CLUE, _MATTER, _CASE, {"pack": {"papers", "police"}}),
    "case_consultation": ({"signatures": {"list"}},),
    "joint_conference": ({"meeting": {"number", "list", "open"}},),
    "special_action": ({"action": {"term", "goods", "week", "figures", "counties", "watched", "tasks", "text"}},),
}
SEIZING, PRESERVING = {"seize", "seize_on_the_spot"}, {"preserve_evidence", "preserve_on_the_spot"}
ENDING = {"lift_seizure", "decline_seizure", "dispose", "act_on_preserved", "decline_preservation", "let_lapse", "dispose_early"}
PAIRS = [(form, procedure) for form in FORMS.values() for procedure in form.procedures]


def sheets_behind(procedure: str) -> list[Sheet]:
    """Return the newest sheet of a procedure, and those of the dossiers whose papers it takes over: which it names, and which leads to it."""
    book = rulebook()
    sheet = book.versions(procedure)[-1]
    named = {paper.of for step in sheet.steps.values() for paper in step.needs if paper_kinds()[paper.kind].names_dossier and paper.of}
    return [sheet, *(book.versions(one)[-1] for one in sorted(named) if one in book.procedures())]


def leading_to(procedure: str) -> list[str]:
    newest = {one: rulebook().versions(one)[-1] for one in rulebook().procedures()}
    return [name for name, sheet in newest.items() if any(lead.procedure == procedure for step in sheet.steps.values() for lead in step.leads_to)]


def is_produced(source: str, form: Form, procedure: str) -> bool:
    """Return whether the record of a dossier of this procedure may hold a value at a place."""
    if source == "ground" or source.startswith((LAW, CITED)):
        return True  # held to the rulebook by test_forms.py
    group, *rest = source.removesuffix("[]").split(".")
    sheet, *named = sheets_behind(procedure)
    told = set().union(*(one.get(group, set()) for one in (OFFICE, *TOLD.get(procedure, ()))))
    if "*" in told or (rest and rest[0] in told):
        return True
    return bool(_WAYS[group](rest, form, sheet, named)) if group in _WAYS else False


def _papers_of(sheet: Sheet, steps: set[str] | None = None) -> set[str]:
    return {paper.name for name, step in sheet.steps.items() if steps is None or name in steps for paper in step.needs}


def _in_steps(rest: list[str], form: Form, sheet: Sheet, named: list[Sheet]) -> bool:
    step, name = rest
    if step not in sheet.steps:
        return False
    return name in {"at", "by", "label", "ground"} | _papers_of(sheet, {step}) or (name in {"approver", "approved_on"} and bool(sheet.steps[step].by))


def _in_step(rest: list[str], form: Form, sheet: Sheet, named: list[Sheet]) -> bool:
    about = set(form.dated_by or form.after) & set(sheet.steps)
    return any(_in_steps([step, rest[0]], form, sheet, named) for step in about)


def _in_papers(rest: list[str], form: Form, sheet: Sheet, named: list[Sheet]) -> bool:
    return any(rest[0] in _papers_of(one) for one in (sheet, *named))


def _in_made(rest: list[str], form: Form, sheet: Sheet, named: list[Sheet]) -> bool:
    return any(FORMS[rest[0]].fits(one.procedure) and (rest[1] != "number" or FORMS[rest[0]].word) for one in (sheet, *named))


def _in_served(rest: list[str], form: Form, sheet: Sheet, named: list[Sheet]) -> bool:
    paper = {"on": "served_on", "way": "service_mode", "receiver": "receiver"}[rest[1]]
    return any(paper in _papers_of(one, set(FORMS[rest[0]].served_by)) for one in (sheet, *named) if FORMS[rest[0]].fits(one.procedure))


def _in_measures(rest: list[str], form: Form, sheet: Sheet, named: list[Sheet]) -> bool:
    behind = [sheet, *named, *(rulebook().versions(one)[-1] for one in leading_to(sheet.procedure))]
    steps = {"seized": SEIZING, "preserved": PRESERVING, "ended": ENDING}.get(rest[0], SEIZING | PRESERVING)
    return any(steps & set(one.steps) for one in behind)


_WAYS = {
    "steps": _in_steps,
    "step": _in_step,
    "papers": _in_papers,
    "made": _in_made,
    "served": _in_served,
    "measures": _in_measures,
    "deadlines": lambda rest, form, sheet, named: rest[0] in sheet.deadlines,
    "approvals": lambda rest, form, sheet, named: any(step.by for step in sheet.steps.values()),
    "opinions": lambda rest, form, sheet, named: "opinion" in _papers_of(sheet),
}


def reached(blocks: Iterable[Any], form: Form, procedure: str) -> Iterator[str]:
    """Return the names that a wording may come to use: what stands under a condition that nothing here can meet is never printed."""
    for block in blocks:
        if isinstance(block, Mapping) and "if" in block:
            asked = form.values[block["if"]]
            if not (asked.is_hand or any(is_produced(one, form, procedure) for one in asked.sources)):
                continue
        if isinstance(block, Mapping) and "body" in block:
            yield from reached(block["body"], form, procedure)
        else:
            yield from names_in(block)


def never(form: Form, procedure: str) -> Iterator[str]:
    """Return the values of a form that nothing of this procedure can say, and whose blank makes it a draft."""
    shown = {*reached(form.body, form, procedure), "机关", "日期"}
    for name, value in form.values.items():
        is_asked = (name in shown and not value.is_hand and not value.is_optional) or value.is_required
        if is_asked and not any(is_produced(one, form, procedure) for one in value.sources):
            yield name


@pytest.mark.parametrize(("form", "procedure"), PAIRS, ids=[f"{form.key}-{procedure}" for form, procedure in PAIRS])
def test_whatever_a_form_waits_for_can_come_to_be_on_record(form: Form, procedure: str) -> None:
    assert list(never(form, procedure)) == []


@pytest.mark.parametrize(("form", "procedure"), PAIRS, ids=[f"{form.key}-{procedure}" for form, procedure in PAIRS])
def test_a_form_is_due_and_dated_in_each_procedure_that_it_names(form: Form, procedure: str) -> None:
    """A step that only another procedure has neither calls for a paper here nor gives it a day."""
    steps = set(rulebook().versions(procedure)[-1].steps)
    assert not form.after or steps & set(form.after)
    assert not form.dated_by or steps & set(form.dated_by)


#: Without a clue these are drafts until the offers stand in the matter, which they then list: a report on an online shop names where it sells what.
BY_OFFERS = {"investigation_report": {"网址", "商品"}, "transfer_letter": {"网址", "商品"}}


@pytest.mark.parametrize("form", [form for form in FORMS.values() if "admin_case" in form.procedures], ids=lambda form: form.key)
def test_a_case_that_came_of_no_clue_has_its_papers_too(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOLD, "admin_case", (_MATTER, _CASE))
    monkeypatch.setitem(globals(), "sheets_behind", lambda procedure: [rulebook().versions(procedure)[-1]])
    assert set(never(form, "admin_case")) == BY_OFFERS.get(form.key, set())


def test_the_check_names_what_nothing_says() -> None:
    """A release of goods in a clue, where nothing was seized and no decision was made, would be a draft for ever."""
    assert {"措施", "原文号", "财物", "理由"} <= set(never(FORMS["seizure_release"], "clue"))
    assert "当事人" not in set(never(FORMS["seizure_release"], "clue"))
