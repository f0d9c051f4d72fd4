"""The rulebook as pages: instruments, articles, values, procedures, and what rests on what. Every officer may read them: the law is public."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law import Law, LawValue
from mingjian.core.law.statutes import KINDS, TIME_UNITS
from mingjian.core.procedure import DeadlineSpec, Sheet, Step, diagram, rulebook
from mingjian.institutions.law import queries
from mingjian.institutions.law.services.full_texts import article_shown, texts_about
from mingjian.institutions.law.services.reviews import Signed, signed_of
from mingjian.office.language import said
from mingjian.office.law_texts import shelf
from mingjian.office.lists.parts import page_or_part
from mingjian.office.people.signin import officer_of

LONGEST = 100  # characters of a question


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show every instrument, by words, by kind and by the day on which it is in force."""
    asked = {name: request.GET.get(name, "")[:LONGEST].strip() for name in ("q", "kind")}
    on, today = day_of(request), today_of()
    context = {
        **asked,
        "on": on,
        "kinds": [(kind, said(text)) for kind, text in KINDS.items()],
        "rows": queries.instruments(asked["q"], asked["kind"], on, today),
        "articles": queries.articles_about(asked["q"], on or today),
        "texts": texts_about(queries.folded(asked["q"]).split(), on or today),
        "most": queries.ARTICLES,
        "day": on or today,
    }
    return page_or_part(request, "law/home.html", "law/home_list.html", context)


@require_safe
def instrument(request: HttpRequest, law: str) -> HttpResponse:
    """Show an instrument: its versions, and the articles and values of one of them."""
    shown = queries.instrument(law, day_of(request), today_of())
    context = {"shown": shown, "law": shown.law, "on": shown.on, "last": shown.versions[-1], "signed": _signed(request, shown.law)}
    return render(request, "law/instrument.html", {**context, "has_text": shelf().of(shown.law) is not None})


def _signed(request: HttpRequest, law: Law) -> Signed:
    return signed_of(("instrument", law.law, law.in_force), officer_of(request))


@require_safe
def article(request: HttpRequest, law: str, number: str) -> HttpResponse:
    """Show an article as in force on a day, with its values and what rests on it."""
    shown = queries.article(law, number, day_of(request), today_of())
    citation = rulebook().statutes.citation(shown.article.ground, shown.on)
    context = {"shown": shown, "law": shown.law, "on": shown.on, "citation": citation, "resting": shown.resting, "signed": _signed(request, shown.law)}
    return render(request, "law/article.html", {**context, "full": article_shown(shown.law, number)})


@require_safe
def value(request: HttpRequest, law: str, number: str, name: str) -> HttpResponse:
    """Show a value: how it stood in each version, and what rests on it."""
    shown = queries.value(law, number, name, day_of(request), today_of())
    context = {
        "shown": shown,
        "law": shown.law,
        "on": shown.on,
        "citation": rulebook().statutes.citation(shown.article.ground, shown.on),
        "resting": shown.resting,
        "is_period": shown.value.unit in TIME_UNITS,
        "cap": queries.value_or_none(shown.value.exclusion_cap, shown.on),
    }
    return render(request, "law/value.html", context)


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Show every procedure, as in force on a day."""
    on, today = day_of(request), today_of()
    versions = rulebook().sheets
    shown = [(queries.procedure(name, None, on or today)[0], len(sheets)) for name, sheets in versions.items()]
    rows = [(sheet, count) for sheet, count in shown if on is None or sheet.in_force <= on]
    return render(request, "law/procedures.html", {"rows": rows, "on": on})


@dataclass(frozen=True)
class StepRow:
    """A step as the table says it: where from and to, the clocks that it starts and stops, and what `more` it does or forbids."""

    number: int | None
    step: Step
    start: list[Text]
    end: Text | None
    opens: list[Text]
    closes: list[Text]
    more: list[tuple[str, list[Text]]]
    undo: Text | None


@dataclass(frozen=True)
class ClockRow:
    """A clock as the table says it: its period and extension on the day (none: no version has it then), and what happens when it is missed."""

    spec: DeadlineSpec
    period: LawValue | None
    extension: LawValue | None
    starts: Text | None
    missed: Text | None


@require_safe
def procedure(request: HttpRequest, name: str) -> HttpResponse:
    """Show a procedure: its diagram, its steps and clocks, and its versions."""
    sector = request.GET.get("of", "")
    sheet, on = queries.procedure(name, day_of(request), today_of(), sector)
    context = {
        "sheet": sheet,
        "versions": rulebook().versions_of(name, sector),
        "sector": sector,
        "departments": queries.departments_of(name),
        "on": on,
        "signed": signed_of(("sheet", sheet.procedure, sheet.in_force), officer_of(request)),
        "steps": _step_rows(sheet),
        "clocks": [_clock_row(sheet, spec, on) for spec in sheet.deadlines.values()],
        "diagram": diagram(sheet, lang=(get_language() or "zh")[:2]),
        "dossiers": rulebook().vocabularies.get("dossiers", {}).get(sheet.dossier),
    }
    return render(request, "law/procedure.html", context)


def _step_rows(sheet: Sheet) -> list[StepRow]:
    """Return the steps in the order of the sheet, with the numbers that the diagram gives them."""
    numbered = {step.name: place for place, step in enumerate((one for one in sheet.steps.values() if one.from_states), 1)}
    return [_step_row(sheet, step, numbered.get(step.name)) for step in sheet.steps.values()]


def _step_row(sheet: Sheet, step: Step, number: int | None) -> StepRow:
    return StepRow(
        number,
        step,
        [sheet.states[one].label for one in step.from_states],
        sheet.states[step.to].label if step.to else None,
        _labels(sheet, (*step.opens, *step.restarts)),
        _labels(sheet, step.closes),
        _more(sheet, step),
        sheet.steps[step.undone_by].label if step.undone_by else None,
    )


def _more(sheet: Sheet, step: Step) -> list[tuple[str, list[Text]]]:
    """What a step does to clocks besides starting and stopping them, and what must be so before it."""
    found = [
        (gettext("Extends:"), _labels(sheet, (*step.extends, *step.asks))),
        (gettext("Suspends:"), _labels(sheet, step.suspends)),
        (gettext("Resumes:"), _labels(sheet, (*step.resumes, *step.restores))),
        (gettext("Not before the end of:"), _labels(sheet, step.not_before)),
        (gettext("Not by whoever took:"), [sheet.steps[one].label for one in step.not_by]),
    ]
    return [(words, labels) for words, labels in found if labels]


def _labels(sheet: Sheet, deadlines: tuple[str, ...]) -> list[Text]:
    return [sheet.deadlines[one].label if one in sheet.deadlines else Text("全部期限", "all of them") for one in deadlines]


def _clock_row(sheet: Sheet, spec: DeadlineSpec, on: date) -> ClockRow:
    papers = {paper.name: paper.label for step in sheet.steps.values() for paper in step.needs}
    missed = sheet.steps[spec.when_missed].label if spec.when_missed else spec.missed_text
    return ClockRow(spec, queries.value_or_none(spec.period, on), queries.value_or_none(spec.extension, on), papers.get(spec.from_ or ""), missed)


def today_of() -> date:
    """Return the day: a page or command may look at the clock."""
    return localtime(now()).date()


def day_of(request: HttpRequest, name: str = "on") -> date | None:
    """Read a day of the address, or none. Raises `BadInput` for what is no day."""
    written = request.GET.get(name, "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise BadInput(f"“{written[:40]}”不是日期；请写作 2026-04-15。", f"{written[:40]!r} is no day; write 2026-04-15.") from None


def shared(request: HttpRequest, **facts: Any) -> str:
    """Return the address of a calculation with its facts made explicit, so that it says the same tomorrow."""
    given = request.GET.copy()
    for name, fact in facts.items():
        given.setlist(name, [str(one) for one in fact] if isinstance(fact, list) else [str(fact)])
    for name in [name for name in given if not any(given.getlist(name))]:
        del given[name]
    return f"{request.path}?{given.urlencode()}"
