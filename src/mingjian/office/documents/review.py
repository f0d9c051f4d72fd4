"""Review of a dossier's final papers: answered by the record and by persons, and scored; and a sample of a year's files."""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.urls import reverse
from django.utils.timezone import localtime

from mingjian.core.documents.file_checks import REPORT, File, Printed, Verdict
from mingjian.core.documents.review import PAPERS, Answer, Score, questions, review, score
from mingjian.core.documents.texts import text_copy
from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.procedure import rulebook
from mingjian.office.documents.creation import bytes_of, may_make
from mingjian.office.documents.fact_groups import office_facts
from mingjian.office.documents.facts import facts_of
from mingjian.office.documents.models import Document, newest_each
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.record.entries import enter

ANSWERED = "file_answered"
MOST_DRAWN = 200
_GIVEN = (Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE)


@dataclass(frozen=True)
class Reviewed:
    """A review of a dossier: answers in the order of the questions, what they come to, and which papers were read."""

    dossier: Dossier
    answers: list[Answer]
    score: Score
    papers: list[Document]


def review_page(dossier: Dossier) -> str:
    """Return the address of the page of a dossier's review."""
    return reverse("documents:review", args=[dossier.number])


def reviewed(dossier: Dossier, at: datetime) -> Reviewed:
    """
    Review the final papers of a dossier. Without one there is nothing to answer, and the review is not good.

    The record is read without personal values: a check that would need one reads it in the paper, or asks a person.
    """
    made = newest_each([dossier.pk])
    named = {name: next((made[form] for form in PAPERS[name] if form in made), None) for name in PAPERS}
    papers = {name: one for name, one in named.items() if one is not None}
    printed = {one.form: _printed(one) for one in made.values() if one in papers.values() or one.form in _BESIDE}
    file = File({name: printed[one.form] for name, one in papers.items()}, printed, _record(dossier, at))
    answers = review(file, answers_of(dossier)) if papers else []
    return Reviewed(dossier, answers, score(answers), list(papers.values()))


_BESIDE = ("transfer_goods", REPORT)


def _printed(document: Document) -> Printed:
    """Read a document as printed. Its text comes out of its own bytes, so that what a department's template left out counts as left out."""
    blocks = text_copy(BytesIO(bytes_of(document))).blocks
    lines = [line for block in blocks for line in ([block["text"]] if "text" in block else [" ".join(row) for row in block.get("rows", ())])]
    return Printed(document.form, document.number, document.made_on, "\n".join(lines), document.values)


def _record(dossier: Dossier, at: datetime) -> dict[str, object]:
    record = facts_of(dossier, None, at).record
    return {**record, "office": office_facts(dossier.department, rulebook().statutes, localtime(at).date())}


def answers_of(dossier: Dossier) -> dict[str, Verdict]:
    """Return what persons answered, by question, the newest of each."""
    given: dict[str, Verdict] = {}
    for body in dossier.entries.filter(kind=ANSWERED).order_by("index").values_list("body", flat=True):
        for told in json.loads(body).get("answers", ()):
            key, _, verdict = told.partition(":")
            given[key] = Verdict(verdict)
    return given


def answer(dossier: Dossier, given: Mapping[str, str], *, by: Officer, at: datetime) -> int:
    """Enter what a person answers to questions, by key: `yes`, `no` or `na`. Return how many were new. Raises NotPermitted, BadInput."""
    if not may_make(by, dossier):
        raise NotPermitted("只有此卷宗的承办、参与部门的人员可以回答评查问题。", "Only officers of a department that acts in this dossier answer.")
    known, before = {one.key for one in questions().all}, answers_of(dossier)
    for key, verdict in given.items():
        if key not in known or verdict not in _GIVEN:
            raise BadInput(f"没有评查问题“{key[:40]}”，或者回答不是“是、否、不适用”。", f"There is no question {key[:40]!r}, or the answer is none.")
    fresh = [f"{key}:{verdict}" for key, verdict in sorted(given.items()) if before.get(key) != verdict]
    if fresh:
        enter(ANSWERED, at=at, by=by, dossier=dossier, answers=fresh)
    return len(fresh)


def drawn(department: Department, year: int, count: int, seed: str) -> list[Dossier]:
    """
    Draw files of a department whose decision was made final in a year, at random by a seed that anybody can draw again with.

    Raises BadInput for a count outside 1 to 200, or where there is none.
    """
    if not 1 <= count <= MOST_DRAWN:
        raise BadInput(f"抽取 1 至 {MOST_DRAWN} 件。", f"Draw from 1 to {MOST_DRAWN}.")
    made = Document.objects.filter(form__in=PAPERS["decision"], is_draft=False, made_on__year=year)
    found = Dossier.objects.filter(department=department, pk__in=made.values("dossier"))
    all_ = sorted(found, key=lambda one: one.number)
    if not all_:
        raise BadInput(f"{department.name_zh} {year} 年没有制作正式处罚决定书的案卷。", f"{department.name_en} has no file with a final decision in {year}.")
    picked = random.Random(f"{department.code}/{year}/{seed}").sample(all_, min(count, len(all_)))  # noqa: S311 - a draw that can be repeated, no secret
    return sorted(picked, key=lambda one: one.number)


def weak_points(reviews: Iterable[Reviewed]) -> list[tuple[Answer, int]]:
    """Return the questions that were answered No, the most frequent first, with how many files."""
    counts: dict[str, tuple[Answer, int]] = {}
    for one in reviews:
        for found in one.answers:
            if found.verdict is Verdict.NO:
                kept, n = counts.get(found.question.key, (found, 0))
                counts[found.question.key] = (kept, n + 1)
    return sorted(counts.values(), key=lambda pair: (-pair[1], pair[0].question.key))
