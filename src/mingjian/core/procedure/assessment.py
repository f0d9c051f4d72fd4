"""
One answer for a deed: who is competent, what firm and persons are liable to and by which law, whether it goes to the police first, what must be proven, and
what is unsure and why. Each part is what another question of the rulebook answers; here they are put together, and what one of them refuses is told.

Several acts may be one deed under several names: the higher fine is told then (Penalty Law 29), and what they come to if they are several deeds.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as empty
from datetime import date
from decimal import Decimal
from typing import Any

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.law.citations import cite
from mingjian.core.law.course import Limit, limit_of_penalty
from mingjian.core.law.discretion import BAND_OF, EFFECTS, Circumstance
from mingjian.core.law.liability import HIGHER_FINE, Liability, Weighing, to_judge
from mingjian.core.law.measures import COUNTED, Figures
from mingjian.core.law.milder import Decided, decided
from mingjian.core.law.provisions import Act
from mingjian.core.law.scales import Measured, Told, told_by_lists, told_by_scales, told_over
from mingjian.core.procedure.competence import Competent, Level, Place, competent, levels_for, places_for, remedies_for
from mingjian.core.procedure.crime_lines import CrimeLine, crime_lines, police_of
from mingjian.core.procedure.crimes_of_acts import crimes_of_acts
from mingjian.core.procedure.dependents import refuse_bare_duty
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.elements import elements
from mingjian.core.procedure.local_scales import Local
from mingjian.core.procedure.phrases import decided_said, persons_said
from mingjian.core.procedure.rulebook import Book, duties
from mingjian.core.procedure.values import day_in, number_in

_CORRECTED_FIRST = re.compile("拒不改正|逾期(?:不|未)改正|拒不停止")
SUMS = ("amount", "gains", "cost", "income")


@dataclass(frozen=True, slots=True)
class Person:
    """A person responsible in a unit, and what was drawn from it in the year before and while the breach went on, in yuan."""

    name: str
    income_year: Decimal | None = None
    income_period: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """
    What was done as an officer has it: acts by any of their names, goods, days, sums in yuan, persons, circumstances.

    `amount` is the value of goods or turnover; left out, sales and unsold goods together. `found_on` and `has_harm` are for the limitation. `region` is the
    division of the authority, for scales that hold there.
    """

    acts: tuple[str, ...]
    field: str
    since: date
    until: date
    decided_on: date
    found_on: date | None = None
    has_harm: bool = False
    amount: Decimal | None = None
    cost: Decimal | None = None
    income: Decimal | None = None
    figures: Figures = empty(default_factory=Figures)
    persons: tuple[Person, ...] = ()
    circumstances: tuple[str, ...] = ()
    region: str = ""

    @property
    def value(self) -> Decimal | None:
        """Return the value of the goods, or turnover: what was given, else turnover, else sales and unsold goods together."""
        if self.amount is not None:
            return self.amount
        known = [one for one in (self.figures.sales, self.figures.unsold) if one is not None]
        return self.figures.turnover if self.figures.turnover is not None else sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class ActAnswer:
    """
    What one act is liable to: departments, law, fines of the firm and of persons, orders, what must be proven. `refusal`: no answer.

    `correction`: `first` where every fine hangs on an order to correct that was refused or let pass, `some` where some do and the others on something else.
    """

    act: Act
    sectors: tuple[Competent, ...] = ()
    places: tuple[Place, ...] = ()
    result: Decided | None = None
    said: Text | None = None
    orders: tuple[Text, ...] = ()
    correction: str = ""
    persons: tuple[Text, ...] = ()
    circumstances: tuple[Text, ...] = ()
    to_prove: tuple[Text, ...] = ()
    crimes: tuple[CrimeLine, ...] = ()
    judgement: tuple[Text, ...] = ()
    discretion: tuple[Told, ...] = ()
    refusal: Text | None = None
    levels: tuple[Level, ...] = ()
    remedies: tuple[Level, ...] = ()

    @property
    def governing(self) -> Weighing | None:
        """Return the provision that governs the fine; none where it cannot be said."""
        return next((one for one in self.result.first.weighings if one.is_governing), None) if self.result else None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer. `competition` decides between several acts or says why it cannot; `police` is one of `crime_lines.POLICE`."""

    deed: Deed
    acts: tuple[ActAnswer, ...]
    competition: Text | None
    police: str
    chosen: tuple[Circumstance, ...]
    limit: Limit | None
    unsure: tuple[Text, ...]


def span_in(text: str) -> tuple[date, date]:
    """Read the day of an act, or its first and last day, as people write days. Raises `BadInput` for what is no day."""
    first, _dots, last = text.partition("..")
    return day_in(first.strip()), day_in((last or first).strip())


def person_in(text: str) -> Person:
    """Read `NAME[,YEAR[,PERIOD]]`: a person responsible and what was drawn from the unit. Raises `BadInput` for anything else."""
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    if not parts[0] or len(parts) > 3:
        raise BadInput(
            f"“{text[:60]}”须写作 姓名,上一年度收入,违法期间收入（收入可以不写）。",
            f"{text[:60]!r} must be written NAME,YEAR,PERIOD (what was drawn may be left out).",
        )
    year, period = (number_in(part) if part else None for part in (*parts[1:], "", "")[:2])
    return Person(parts[0], year, period)


def deed_asked(given: Mapping[str, Any], today: date) -> Deed:
    """
    Return the deed that somebody asked about, by whichever door: `acts`, `field` and `on`; what else is missing or none is not known.

    A deed without a last day ends on its first, and without a day of decision it is decided today, or on its last day if that is later.
    """

    def of(name: str, default: Any = None) -> Any:
        value = given.get(name)
        return default if value is None else value

    until = of("until", given["on"])
    known = {name: of(name) for name in COUNTED}
    figures = Figures(**known, counts=of("counts", {}), penalised_on=tuple(of("penalised_on", ())), field=given["field"])
    return Deed(
        tuple(given["acts"]), given["field"], given["on"], until, of("decided_on", max(today, until)), of("found_on"), bool(of("harm")),
        of("amount"), of("cost"), of("income"), figures, tuple(of("persons", ())), tuple(of("circumstances", ())), of("region", ""),
    )  # fmt: skip


def assess(deed: Deed, book: Book, local: Local | None = None) -> Assessment:
    """
    Return the whole answer for a deed, with what the scales of a node say (`local`).

    Raises `BadInput` for an unknown act, field, circumstance, or days in the wrong order.
    """
    _refuse_bad(deed, book)
    acts, ambiguous = _acts(deed, book)
    answers = tuple(_with_scales(_answer(act, deed, book), deed, local or Local()) for act in acts)
    limit = limit_of_penalty(deed.until, deed.found_on, book.statutes, has_harm=deed.has_harm) if deed.found_on else None
    police = police_of(line for one in answers for line in one.crimes)
    unsure = (*ambiguous, *_unsure(deed, answers, limit, book))
    chosen = discretion().chosen(deed.circumstances)
    return Assessment(deed, answers, _competition(answers, deed, book), police, chosen, limit, tuple(dict.fromkeys(unsure)))


def _refuse_bad(deed: Deed, book: Book) -> None:
    fields = book.rulebook.vocabularies["goods_fields"]
    if deed.field not in fields:
        name = deed.field[:80]
        raise BadInput(f"没有商品领域“{name}”；现有：{'、'.join(fields)}。", f"There is no field {name!r}; there are: {', '.join(fields)}.")
    if not deed.since <= deed.until <= deed.decided_on:
        raise BadInput(
            f"日期须依次为行为开始（{deed.since}）、终了（{deed.until}）、决定（{deed.decided_on}）；请检查。",
            f"The days must follow each other: the act begins ({deed.since}), ends ({deed.until}), the decision ({deed.decided_on}); check them.",
        )
    if not deed.acts:
        raise BadInput("请写明违法行为（可以写通常的叫法）。", "Say what was done (in usual words, if you like).")
    deed.figures.check()


def _acts(deed: Deed, book: Book) -> tuple[list[Act], list[Text]]:
    """Return the acts that were named, each once. Words that may mean several name all of them, and that is told."""
    found: dict[str, Act] = {}
    told = []
    for words in deed.acts:
        refuse_bare_duty(words, duties(), book.liabilities)
        called = [] if words in book.liabilities.all else book.liabilities.called(words)
        if len(called) > 1:
            zh, en = "；".join(act.title.zh for act in called), "; ".join(act.title.en for act in called)
            told.append(
                Text(f"“{words}”可以指几种行为，都已列出，请判断是哪一种：{zh}", f"{words!r} may mean several acts, and all are told; judge which it is: {en}")
            )
        for act in called if len(called) > 1 else [book.liabilities.act(words)]:
            found.setdefault(act.act, act)
    return list(found.values()), told


def _decided(act: Act, deed: Deed, on: date, book: Book, person: Person | None = None) -> Decided:
    incomes = (person.income_year, person.income_period) if person else ()
    return decided(act, deed.field, on, deed.decided_on, book.statutes, deed.value, deed.figures.gains, deed.cost, deed.income, *incomes)


def _answer(act: Act, deed: Deed, book: Book) -> ActAnswer:
    known = crimes_of_acts().get(act.act)
    crimes = tuple(crime_lines(known.of(deed.field, deed.figures.counts), deed.figures, deed.amount, (deed.until, deed.decided_on), book)) if known else ()
    titles = book.rulebook.vocabularies["elements"]
    to_prove = [titles[key] for key in elements().of(act.act)]
    try:
        result = _decided(act, deed, deed.until, book)
        persons = [_decided(act, deed, deed.until, book, person) for person in deed.persons]
        sectors = _sectors(act, deed, result.first, book)
    except MingjianError as error:
        return ActAnswer(act, to_prove=tuple(to_prove), crimes=crimes, refusal=error.text)
    told = _standing(result.first)
    to_prove += [one.provision.condition for one in told if one.provision.condition]
    return ActAnswer(
        act,
        sectors,
        tuple(places_for(act.act, result.first.on, book.statutes, sectors)),
        result,
        decided_said(result, book.statutes, has_persons=not deed.persons),
        tuple(dict.fromkeys(order for one in told for order in one.provision.orders)),
        _correction(told),
        tuple(_persons(deed, result, persons, book)),
        tuple(_circumstances(told, result.first, book)),
        tuple(dict.fromkeys(to_prove)),
        crimes,
        tuple(dict.fromkeys(text for one in persons or [result] for text in to_judge(_weighed(one.first), one.first.on, book.statutes))),
        levels=tuple(levels_for([one.provision for one in told], _greatest(told), result.first.on, book.statutes)),
        remedies=tuple(remedies_for([one.provision for one in told], deed.decided_on, book.statutes)),
    )


def _greatest(told: list[Weighing]) -> Decimal | None:
    """Return the greatest fine on any condition; none where one of the ranges has no figure yet."""
    ranges = [single for one in told for single in one.ranges if single.holds is not False]
    tops = [single.most for single in ranges if single.most is not None]
    return max(tops, default=None) if len(tops) == len(ranges) else None


def _with_scales(one: ActAnswer, deed: Deed, local: Local) -> ActAnswer:
    """Add to an answer what the scales and lists say that hold in the region on the day of the decision; of those of the act's day that they are over."""
    governing, region, figures = one.governing, deed.region, deed.figures
    known: dict[str, Decimal | None] = {"amount": deed.value, "gains": figures.gains, "cost": deed.cost, "income": deed.income}
    known |= {name: getattr(figures, name) for name in ("sales", "unsold", "items", "loss", "prior_penalties")}
    measured = Measured(governing.least if governing else None, governing.most if governing else None, known)
    now, then = local.on(deed.decided_on, region), local.on(deed.until, region)
    effects = [circumstance.effect for circumstance in discretion().chosen(deed.circumstances)]
    told = [
        *told_by_scales(now.scales, one.act.act, deed.field, measured, effects, BAND_OF),
        *told_by_lists(now.lists, one.act.act, deed.field, measured),
        *(told_over(gone, deed.decided_on) for gone in then.all if gone not in now.all and gone.speaks_of(one.act.act)),
    ]
    return replace(one, discretion=tuple({said.said: said for said in told}.values())) if one.refusal is None else one


def _sectors(act: Act, deed: Deed, found: Liability, book: Book) -> tuple[Competent, ...]:
    """Return the departments of the provisions that are weighed; those of provisions that step back only where there is no other."""
    steps_back = {one.provision.ground for one in found.weighings if one.provision.subsidiary}
    sectors = competent(act, deed.field, found.on, book.statutes)
    return tuple([one for one in sectors if one.punishes not in steps_back] or sectors)


def _weighed(found: Liability) -> list[Weighing]:
    """Return all that is not displaced, and not for lack of anything else: what a person must judge hangs on these."""
    kept = [one for one in found.weighings if not one.displaced_by]
    return [one for one in kept if not one.provision.subsidiary] or kept


def _standing(found: Liability) -> list[Weighing]:
    """Return the provision that governs, or all that are weighed; those that step back only where nothing else is left."""
    own = [one for one in found.weighings if not (one.provision.whom or one.displaced_by)]
    governing = [one for one in own if one.is_governing]
    return governing or [one for one in own if not one.provision.subsidiary] or own


def _correction(told: list[Weighing]) -> str:
    """Return whether a fine hangs on an order to correct that was refused or let pass: every one, some, or none."""
    ranges = [single for one in told for single in one.ranges if single.holds is not False and not single.fine.whom]
    hanging = [single for single in ranges if single.fine.when and _CORRECTED_FIRST.search(single.fine.when.zh)]
    if not hanging or any(single.fine.when is None for single in ranges):
        return ""
    return "first" if len(hanging) == len(ranges) else "some"


def _persons(deed: Deed, result: Decided, of_persons: list[Decided], book: Book) -> Iterator[Text]:
    """Return what persons are fined: each that was named, with the incomes given; else whoever is responsible."""
    if not deed.persons:
        yield from persons_said(result.first, book.statutes)
    for person, own in zip(deed.persons, of_persons, strict=True):
        for text in persons_said(own.first, book.statutes) or [_NO_FINE]:
            yield Text(f"{person.name}（{text.zh}）", f"{person.name} ({text.en})")


_NO_FINE = Text("库内没有本行为对责任人员的罚款规定", "the rulebook has no fine on persons responsible for this act")


def _circumstances(told: list[Weighing], found: Liability, book: Book) -> Iterator[Text]:
    """Return what the law itself says of heavier, lighter or no penalty for the act."""
    for one in told:
        law = cite(one.provision.ground, found.on, book.statutes)
        for rung in one.provision.discretion:
            effect = _RUNGS[rung.effect]
            yield Text(f"{effect.zh}：{rung.when.zh}（{law.zh}）", f"{effect.en}: {rung.when.en} ({law.en})")


_RUNGS = {"heavier": EFFECTS["heavier"], "lighter": Text("从轻或者减轻", "lighter"), "none": Text("不予罚款", "no fine")}


def _competition(answers: tuple[ActAnswer, ...], deed: Deed, book: Book) -> Text | None:
    """Return which act sets the fine if all of them are one deed, and what they come to if they are several."""
    if len(answers) == 1:
        return None
    ends = {one.act.title: one.governing.most if one.governing else None for one in answers}
    wanting = [title for title, most in ends.items() if most is None]
    law = cite(HIGHER_FINE, deed.decided_on, book.statutes)
    if wanting:
        zh, en = "、".join(title.zh for title in wanting), ", ".join(title.en for title in wanting)
        return Text(
            f"同一行为违反多个规定的，按罚款数额高的处罚（{law.zh}）；须先知道金额、条件，尚不能比较：{zh}。不同行为的，分别处罚。",
            f"One deed under several provisions is fined under the higher ({law.en}); these hang on an amount or condition and cannot be compared yet: {en}. "
            "Several deeds are fined one by one.",
        )
    highest, most = max(((title, most or Decimal(0)) for title, most in ends.items()), key=lambda one: one[1])
    together = sum((one or Decimal(0) for one in ends.values()), Decimal(0))
    return Text(
        f"同一行为的，按罚款数额高的处罚（{law.zh}）：{highest.zh}，最高 {most:,} 元；不同行为、不同当事人的，分别处罚，"
        f"最高合计 {together:,} 元（附条件的幅度不计）。是否同一行为由人判断。",
        f"If it is one deed, the higher fine governs ({law.en}): {highest.en}, up to {most:,} yuan; if there are several, or several parties, each is fined, "
        f"up to {together:,} yuan together (ranges on a condition left out). Whether it is one deed is for a person to judge.",
    )


def _unsure(deed: Deed, answers: tuple[ActAnswer, ...], limit: Limit | None, book: Book) -> Iterator[Text]:
    """Return what is not sure, each with why."""
    for one in answers:
        if one.refusal:
            yield one.refusal
        elif one.result:
            if not one.result.is_sure:
                yield one.result.rule
            if not one.governing:
                yield Text(f"{one.act.title.zh}：{one.result.first.rule.zh}", f"{one.act.title.en}: {one.result.first.rule.en}")
            yield from one.judgement
            yield from (_unverified(sector) for sector in one.sectors if not sector.is_sure)
            if deed.since != deed.until:
                yield from _over_time(one, deed, book)
        known = crimes_of_acts().get(one.act.act)
        if known and known.elsewhere:
            yield known.elsewhere
        for line in one.crimes:
            yield from _of_line(line)
    if limit and limit.doubt:
        yield limit.doubt


def _unverified(sector: Competent) -> Text:
    zh, en = sector.sector.label.zh, sector.sector.label.en
    return Text(f"主管部门（{zh}）未经核对（UNVERIFIED）", f"that {en} are competent is UNVERIFIED")


def _over_time(one: ActAnswer, deed: Deed, book: Book) -> Iterator[Text]:
    """Return that the law of the first day says something else than that of the last, where an act went on."""
    try:
        first = _decided(one.act, deed, deed.since, book)
    except MingjianError as error:
        yield Text(f"行为开始日（{deed.since}）：{error.text.zh}", f"On the day the act began ({deed.since}): {error.text.en}")
        return
    if one.result and decided_said(first, book.statutes) != decided_said(one.result, book.statutes):
        said = decided_said(first, book.statutes)
        yield Text(
            f"行为跨越法律修改，适用何者由人判断；按开始日（{deed.since}）则为：{said.zh}",
            f"The act went on over a change of law, and which applies is for a person to judge; by its first day ({deed.since}): {said.en}",
        )


def _of_line(line: CrimeLine) -> Iterator[Text]:
    if line.assumed and line.standing != "unknown":
        yield Text(f"{line.title.zh}：{line.assumed.zh}", f"{line.title.en}: {line.assumed.en}")
    if line.standing == "unknown":
        yield Text(f"{line.title.zh}：{line.said.zh}", f"{line.title.en}: {line.said.en}")
    elif line.result and line.standing in ("reached", "to_judge", "conduct"):
        yield from (Text(f"{line.title.zh}：{text.zh}", f"{line.title.en}: {text.en}") for text in line.result.judgement)
    elif line.result:  # below the figures of the lightest tier, which may be reached without them
        tier, outcomes = line.result.governing.tiers[0]
        for one in (one for one in outcomes if one.condition.line is None and one.why):
            why = one.why or tier.title
            yield Text(f"{line.title.zh}：{tier.title.zh}：{why.zh}", f"{line.title.en}: {tier.title.en}: {why.en}")
