"""What the rulebook answers, as plain data: one function for each question, so that the command line and the API say the same."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law import Duty, Law, LawValue, Pause, Reckoning, differences, periods, reckon
from mingjian.core.law import liability as punishing
from mingjian.core.law.crimes import Crime, Regime
from mingjian.core.law.measures import Figures
from mingjian.core.law.milder import Decided, decided
from mingjian.core.law.provisions import Act
from mingjian.core.law.thresholds import Threshold
from mingjian.core.law.thresholds import as_data as threshold_data
from mingjian.core.law.thresholds import threshold as weigh
from mingjian.core.procedure.dependents import DutyFine, acts_on, duties_on, fines_of, refuse_bare_duty, regimes_on, steps_on
from mingjian.core.procedure.engine import missed
from mingjian.core.procedure.rulebook import Book, crimes, duties, liabilities, rulebook
from mingjian.core.procedure.sheet import DeadlineSpec, Sheet, Step
from mingjian.core.procedure.values import instant_in as start_of
from mingjian.core.procedure.values import number_in

Data = dict[str, Any]

#: The figures of a threshold, and what each is.
FIGURES = {
    "sales": Text("销售金额（元）", "Sales amount, in yuan."),
    "unsold": Text("未销售货值（元）", "Value of unsold goods, in yuan."),
    "gains": Text("违法所得（元）", "Illegal gains, in yuan."),
    "turnover": Text("非法经营数额（元）；不填时为销售金额与未销售货值之和", "Illegal turnover, in yuan; if left out, sales and unsold goods."),
    "items": Text("件数：标识、复制品、信息等，按罪名所计", "How many of what the crime counts: labels, copies, records."),
    "loss": Text("损失（元）", "Loss, in yuan."),
    "prior_penalties": Text("规定期间内受过处罚的次数", "Earlier penalties within the time that the text names."),
    "marks": Text("商标（专利）数", "How many marks, or patents."),
}


def both(text: Text | None) -> dict[str, str] | None:
    """Return a text as data."""
    return {"zh": text.zh, "en": text.en} if text else None


def last_day(until: date | None) -> str | None:
    """Return the last day on which something holds that ends with the day before `until`."""
    return (until - timedelta(days=1)).isoformat() if until else None


def number_of(text: str | None) -> Decimal | None:
    """Read a figure, or none."""
    return number_in(text) if text is not None else None


def counts_of(texts: Iterable[str]) -> dict[str, Decimal]:
    """Read `measure=number`, as often as it is given."""
    counts: dict[str, Decimal] = {}
    for text in texts:
        measure, equals, number = text.partition("=")
        if not equals:
            raise BadInput(f"“{text}”须写作 名称=数量。", f"{text!r} must be written measure=number.")
        counts[measure] = number_of(number) or Decimal(0)
    return counts


def book() -> Book:
    """Return the packaged rulebook's parts that answer questions."""
    return Book(rulebook(), crimes(), liabilities())


# ---- A period ----
def reckoned(ref: str, start: datetime, on: date | None = None, left_out: Sequence[Pause] = ()) -> Reckoning:
    """Count a period under the rulebook."""
    book = rulebook()
    return reckon(book.statutes, book.calendar, ref, start, on, left_out)


def reckoned_data(found: Reckoning) -> Data:
    """Return a counted period as data."""
    value, due = found.value, found.due
    return {
        "due": due.at.isoformat() if due else None,
        "counted": [day.isoformat() for day in due.counted] if due else [],
        "ground": value.ground,
        "verification": value.verification,
        "ref": value.ref,
        "number": value.number,
        "unit": value.unit,
        "runs": value.runs,
        "in_force": value.in_force.isoformat(),
        "basis": both(due.basis) if due else None,
        "excludes": [both(text) for text in value.excludes],
        "notes": [both(text) for text in found.notes],
    }


def refs_data() -> list[Data]:
    """List every period of every version: its ref, number, unit, what starts it, the first and last day on which it holds, and how far it was checked."""
    return [
        {
            "ref": value.ref,
            "number": value.number,
            "unit": value.unit,
            "starts": value.starts.en if value.starts else None,
            "from": value.in_force.isoformat(),
            "to": last_day(value.until),
            "verification": value.verification,
        }
        for value in periods(rulebook().statutes)
    ]


# ---- A threshold, a liability, a number ----
def weighed(crime: str, figures: Figures, acted_on: date, decided_on: date) -> Threshold:
    """Weigh figures against the lines of a crime of the rulebook. Raises `BadInput` for an unknown crime or field."""
    if figures.field:
        refuse_unknown_field(figures.field)
    return weigh(crimes().crime(crime), figures, acted_on, decided_on)


def refuse_unknown_field(field: str) -> None:
    """Raise `BadInput` for a field of goods that the vocabulary `goods_fields` lacks: no line and no fine would be of it."""
    fields = rulebook().vocabularies["goods_fields"]
    if field not in fields:
        raise BadInput(f"没有商品领域“{field[:80]}”；现有：{'、'.join(fields)}。", f"There is no field {field[:80]!r}; there are: {', '.join(fields)}.")


def punished_when(
    act: str, field: str, on: date, decided_on: date, amount: Decimal | None = None, gains: Decimal | None = None,
    cost: Decimal | None = None, income: Decimal | None = None, income_year: Decimal | None = None, income_period: Decimal | None = None,
) -> Decided:  # fmt: skip
    """Return what an act of one day is liable to if it is decided on another, the law that applies first. Raises `BadInput` for an unknown act or field."""
    refuse_unknown_field(field)
    refuse_bare_duty(act, duties(), liabilities())
    sums = (amount, gains, cost, income, income_year, income_period)
    return decided(liabilities().act(act), field, on, decided_on, rulebook().statutes, *sums)


def punished_data(field: str, result: punishing.Liability) -> Data:
    """Return a liability as data."""
    return {"field": field, **punishing.as_data(result)}


def decided_data(field: str, result: Decided) -> Data:
    """Return a liability that is decided on another day as data: what is told first, by which rule, and the result under the other law."""
    return {
        **punished_data(field, result.first),
        "on": result.acted_on.isoformat(),
        "decided_on": result.decided_on.isoformat(),
        "law_on": result.first.on.isoformat(),
        "law_of": "decision" if result.is_later else "act",
        "law_rule": both(result.rule),
        "law_ground": result.rule_ground,
        "law_is_sure": result.is_sure,
        "other_law": punished_data(field, result.other) if result.other else None,
    }


def identified_data(value: str) -> list[Data]:
    """Return what a number may be, as data."""
    from mingjian.core.identifiers import identify  # a tenth of the time of any other question, which need not wait for it

    return [{"kind": answer.kind, "valid": answer.valid, "why": f"{answer.why.zh} {answer.why.en}"} for answer in identify(value)]


# ---- Texts and duties ----
def article_data(ground: str, on: date) -> Data:
    """Return an article as in force on a day, with its values, and the steps and duties that rest on it."""
    book, ground = rulebook(), ground.partition("#")[0]
    found, law = book.statutes.article(ground, on), book.statutes.law(ground.partition("/")[0], on)
    return {
        "ground": ground,
        "citation": both(book.statutes.citation(ground, on)),
        "version": _version(law),
        "gist": both(found.gist),
        "formerly": found.formerly or None,
        "verification": found.verification,
        "values": [value_data(value) for value in found.values.values()],
        "steps": [f"{sheet.procedure}:{step.name}" for sheet, step in steps_on(book, ground, on)],
        "duties": [duty.name for duty in duties_on(duties(), book.statutes, ground, on)],
        "acts": [_act_on(act, ground, on) for act in acts_on(liabilities(), ground)],
        "crimes": [_regime_on(crime, regime) for crime, regime in regimes_on(crimes(), ground) if regime.governs(on)],
        "amendment": _amendment(law),
    }


def _act_on(act: Act, ground: str, on: date) -> Data:
    """Return what an article does to an act: the fields and figures of its provision."""
    found = [one for one in act.provisions if one.ground == ground and (one.since is None or one.since <= on) and (one.until is None or on < one.until)]
    return {
        "act": act.act,
        "title": both(act.title),
        "fields": sorted({field for one in found for field in one.fields}),
        "fines": [fine.value for one in found for fine in one.fines],
    }


def _regime_on(crime: Crime, regime: Regime) -> Data:
    tests = [f"{tier.tier}: {test.measure} {test.line}" for tier in regime.tiers for test in tier.tests if test.line]
    return {"crime": crime.crime, "title": both(crime.title), "regime": regime.regime, "lines": tests}


def _amendment(law: Law) -> Data | None:
    amendment = law.amendment
    if amendment is None:
        return None
    return {
        "order": both(amendment.order),
        "adopted": amendment.adopted.isoformat() if amendment.adopted else None,
        "changed": list(amendment.changed),
        "verification": amendment.verification,
    }


def _version(law: Law) -> Data:
    return {"version": law.version, "from": law.in_force.isoformat(), "to": last_day(law.until), "source": law.source, "note": both(law.note)}


def value_data(value: LawValue) -> Data:
    """Return a value as data."""
    return {
        "ref": value.ref,
        "title": both(value.title),
        "number": value.number,
        "least": value.least,
        "most": value.most,
        "unit": value.unit,
        "runs": value.runs,
        "starts": both(value.starts),
        "excludes": [both(text) for text in value.excludes],
        "extends": value.extends or None,
        "approval": both(value.approval),
        "source": value.source,
        "verification": value.verification,
    }


def changes_data(law: str, earlier: date, later: date) -> list[Data]:
    """Compare a law on two days, as data."""
    changes = differences(rulebook().statutes, law, earlier, later)
    return [{"kind": change.kind, "ref": change.ref, "before": both(change.before), "after": both(change.after)} for change in changes]


def duties_data(actor: str, on: date, services: Iterable[str] | None = None) -> list[Data]:
    """List what an actor must do on a day, with grounds, periods and fines; of a platform by what it has, where that is given."""
    return [_duty(duty, on) for duty in duties().of(actor, on, rulebook().statutes, list(services) if services is not None else None)]


def _fine_data(found: DutyFine) -> Data:
    return {**value_data(found.value), "ground": found.provision.ground, "when": [both(text) for text in found.conditions]}


def _duty(duty: Duty, on: date) -> Data:
    statutes = rulebook().statutes
    return {
        "duty": duty.name,
        "actor": duty.actor,
        "services": list(duty.services),
        "what": both(duty.what),
        "trigger": both(duty.trigger),
        "grounds": [{"ground": ground, "citation": both(statutes.citation(ground, on))} for ground in duty.grounds_on(on, statutes)],
        "periods": [value_data(statutes.value(ref, on)) for ref in duty.periods if statutes.has_value(ref, on)],
        "fines": [_fine_data(found) for found in fines_of(duty, liabilities(), statutes, on)],
        "follows": [{"ground": ground, "gist": both(statutes.article(ground, on).gist)} for ground in duty.follows if statutes.has_article(ground, on)],
        "note": both(duty.note),
        "verification": duty.verification,
    }


# ---- A procedure ----
def procedure_data(procedure: str, on: date, sector: str = "") -> Data:
    """Return the sheet of a procedure that governs dossiers opened on a day: states, steps, and each deadline with whoever must act within it."""
    sheet = rulebook().sheet(procedure, on, sector)
    return {
        "procedure": sheet.procedure,
        "department": sector,
        "departments": sorted(rulebook().of_departments.get(procedure, {})),
        "title": both(sheet.title),
        "from": sheet.in_force.isoformat(),
        "to": last_day(sheet.until),
        "corrected": [{"on": one.on.isoformat(), "what": both(one.what)} for one in sheet.corrected],
        "states": [{"state": state.name, "label": both(state.label), "track": state.track, "is_end": state.is_end} for state in sheet.states.values()],
        "steps": [_step_data(step) for step in sheet.steps.values()],
        "deadlines": [_deadline_data(sheet, spec, max(on, sheet.in_force)) for spec in sheet.deadlines.values()],
    }


def _step_data(step: Step) -> Data:
    return {
        "step": step.name,
        "label": both(step.label),
        "from": list(step.from_states),
        "to": step.to,
        "by": list(step.by),
        "second": list(step.second),
        "side": step.side,
        "only_while": {track: list(states) for track, states in step.only_while.items()},
        "ground": list(step.ground),
    }


def _deadline_data(sheet: Sheet, spec: DeadlineSpec, on: date) -> Data:
    value = rulebook().statutes.value(spec.period, on)
    return {
        "deadline": spec.name,
        "label": both(spec.label),
        "obliged": {"name": spec.obliged.name, "kind": spec.obliged.kind, "label": both(spec.obliged.label)},
        "period": value_data(value),
        "amount": both(value.amount),
        "extension": spec.extension,
        "when_missed": both(missed(sheet, spec.name).label),
    }


__all__ = [
    "FIGURES", "article_data", "book", "both", "changes_data", "counts_of", "decided_data", "duties_data", "identified_data", "last_day", "number_of",
    "procedure_data", "punished_data", "punished_when", "reckoned", "reckoned_data", "refs_data", "start_of", "threshold_data", "value_data",
    "weighed",
]  # fmt: skip
