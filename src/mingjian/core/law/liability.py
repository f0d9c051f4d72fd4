"""
Says which provisions punish an act in a field on a day, with ranges, orders and authority, and which rule decides between them.

One act is fined once, under the provision with the higher fine (Administrative Penalty Law 29, as amended from 2021-07-15). A provision that by its own words
holds only where no other law provides steps back, and so does the general one that a special one names (`before`). What should compete but is not in the
rulebook on the day is never left out: the question is refused with what is missing (`NotInBook`).
The figures stand in the law files; `rulebook/cn/liability/<act>.yaml` says which of them compete, and what they multiply.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.language import Text
from mingjian.core.law.citations import cite
from mingjian.core.law.measures import LARGEST
from mingjian.core.law.provisions import BASES, EFFECTS, INCOMES, Act, Fine, Provision, Rung
from mingjian.core.law.statutes import LawValue, Statutes

_UNITS = {"times": Decimal(1), "percent": Decimal("0.01")}
HIGHER_FINE = "apl/29"
MILDER_LAW = "apl/37"
LENIENT = ("apl/32", "apl/33")  # what lightens any penalty, or takes it away


@dataclass(frozen=True, slots=True)
class Range:
    """One fine on the day: its value, the least and most in yuan (none: open, or not to be computed), and whether it holds (none: a person judges)."""

    fine: Fine
    value: LawValue
    least: Decimal | None
    most: Decimal | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """
    One provision on the day. `most` is the highest fine without aggravating circumstances, none where it cannot be computed.

    `displaced_by` is the special provision before which it steps back.
    """

    provision: Provision
    ranges: tuple[Range, ...]
    least: Decimal | None
    most: Decimal | None
    is_governing: bool = False
    displaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Liability:
    """The provisions that compete, which governs the fine (none: it cannot be said), by which rule, and what a person must judge."""

    act: Act
    on: date
    weighings: tuple[Weighing, ...]
    rule: Text
    rule_ground: str | None
    judgement: tuple[Text, ...]


def liability(
    act: Act, field: str, on: date, statutes: Statutes, amount: Decimal | None = None, gains: Decimal | None = None,
    cost: Decimal | None = None, income: Decimal | None = None, income_year: Decimal | None = None, income_period: Decimal | None = None,
) -> Liability:  # fmt: skip
    """
    Return what an act in a field of goods is liable to on a day. Money in yuan: `amount` is the value of the goods or the turnover, `cost` that of an
    advertisement, `income` that from a service; `income_year` and `income_period` are what a person responsible drew from the unit, in the year before and
    while the breach went on.

    Raises `BadInput` for amounts that are none, and where no law punished the act on that day; `NotInBook` where one did that the rulebook has not.
    """
    bases = {"value": amount, "turnover": amount, "gains": gains, "cost": cost, "income": income, "income_year": income_year, "income_period": income_period}
    for given in bases.values():
        if given is not None and not (given.is_finite() and 0 <= given <= LARGEST):
            raise BadInput(f"金额须是零至 {LARGEST} 的数，而不是 {given}。", f"An amount must be a number from zero to {LARGEST}, not {given}.")
    _refuse_missing(act, field, on)
    fitting = [one for one in act.provisions if one.is_for(field, on) and not _was_absent(one, on, statutes)]
    displaced = {ground: one.ground for one in fitting for ground in one.before}
    held = [one for one in fitting if _is_held(act, one, on, statutes, is_needed=not (one.subsidiary or one.whom) and one.ground not in displaced)]
    if all(one.whom for one in held):
        raise _nothing_held(act, field, on, statutes)
    weighings = [_weigh(one, on, statutes, bases) for one in held]
    compared = [one for one in weighings if not (one.provision.ground in displaced or one.provision.whom)]
    governing, rule, ground = _governing(compared, on, statutes, bool(displaced))
    marked = tuple(replace(one, is_governing=one is governing, displaced_by=displaced.get(one.provision.ground, "")) for one in weighings)
    return Liability(act, on, marked, rule, ground, tuple(dict.fromkeys((*to_judge(marked, on, statutes), *of_any_act(marked, on, statutes)))))


def _refuse_missing(act: Act, field: str, on: date) -> None:
    said = [one.what for one in act.missing if one.is_for(field, on)]
    if not act.is_said_of(field):
        said = [Text(f"没有写明“{field}”领域由哪部法律处罚", f"the rulebook does not say which law punishes it in field {field}")]
    if said:
        raise _not_in_book(act, on, Text("；".join(text.zh for text in said), "; ".join(text.en for text in said)))


def _not_in_book(act: Act, on: date, what: Text) -> NotInBook:
    return NotInBook(
        f"“{act.title.zh}”（{on}）：应当适用的规定未录入，不以一般法代替。缺：{what.zh}。",
        f"{act.title.en} ({on}): the law that should apply is not in the rulebook, and no general law stands for it. Missing: {what.en}.",
    )


def _nothing_held(act: Act, field: str, on: date, statutes: Statutes) -> BadInput:
    """State that the rulebook has no provision on the day, and from when it has one: what was not entered is not said to be free."""
    begins = {
        one.ground: max(day for day in (one.since, statutes.versions(one.ground.partition("/")[0])[0].in_force) if day)
        for one in act.provisions
        if not one.fields or field in one.fields
    }
    later = [(ground, day) for ground, day in begins.items() if day > on]
    zh = "".join(f"；{cite(ground, day, statutes).zh}自 {day} 起有罚则" for ground, day in later)
    en = "".join(f"; {cite(ground, day, statutes).en} does from {day}" for ground, day in later)
    return BadInput(
        f"“{act.title.zh}”在该领域、{on} 没有库内罚则{zh}。库内没有不等于当时不罚：此前的规定请另查。",
        f"No provision on file punishes this act ({act.act}) in field {field} on {on}{en}. That is not to say that none did: look for what held before.",
    )


def _figures(provision: Provision, on: date) -> list[str]:
    return [one.value for one in provision.fines if one.holds(on)]


def _was_absent(provision: Provision, on: date, statutes: Statutes) -> bool:
    """Return whether the law itself did not punish the act on the day: such a provision sets nothing aside."""
    return any(statutes.held_on(ref, on) is False for ref in _figures(provision, on))


def _is_held(act: Act, provision: Provision, on: date, statutes: Statutes, is_needed: bool) -> bool:
    """Return whether the rulebook has the provision on the day; refuse where it must and has not. A law that was not there yet is none that is missing."""
    fines = _figures(provision, on)
    answers = [statutes.held_on(ref, on) for ref in fines]
    if is_needed and None in answers:
        first = fines[answers.index(None)]
        title, ground = statutes.title(provision.ground.partition("/")[0]), provision.ground.partition("/")[2]
        raise _not_in_book(
            act,
            on,
            Text(
                f"《{title.zh}》在 {on} 施行的版本中第 {ground} 条的数额（{first}）", f"the figures of {title.en}, art. {ground}, as in force on {on} ({first})"
            ),
        )
    return bool(answers) and all(answers)


def _weigh(provision: Provision, on: date, statutes: Statutes, bases: Mapping[str, Decimal | None]) -> Weighing:
    ranges = []
    for fine in provision.fines:
        if statutes.has_value(fine.value, on) and fine.holds(on):
            ranges.append(_range(fine, statutes.value(fine.value, on), bases.get(fine.of)))
    plain = [one for one in ranges if one.holds and not one.fine.is_floor and not one.fine.whom]
    floors = [one.least for one in ranges if one.fine.is_floor and one.least is not None]
    most = max((one.most for one in plain if one.most is not None), default=None)
    least = max([*floors, *(one.least for one in plain if one.least is not None)], default=None)
    return Weighing(provision, tuple(ranges), least, most)


def _range(fine: Fine, value: LawValue, base: Decimal | None) -> Range:
    """Compute a range, as far as what it multiplies is known."""
    holds: bool | None = None if fine.when else True
    if fine.least is not None or fine.below is not None:
        within = base is not None and (fine.least is None or base >= fine.least) and (fine.below is None or base < fine.below)
        holds = None if base is None or (within and fine.when) else within
    elif fine.of and base is None:
        holds = None
    least, most = (Decimal(figure) if figure is not None else None for figure in (value.least, value.most))
    if value.number is not None:
        least = most = Decimal(value.number)
    if value.unit in _UNITS:
        times = max(base, Decimal(fine.counts_at_least or 0)) * _UNITS[value.unit] if base is not None else None
        least, most = (figure * times if figure is not None and times is not None else None for figure in (least, most))
    return Range(fine, value, least, most, holds)


def _governing(weighings: list[Weighing], on: date, statutes: Statutes, is_special: bool) -> tuple[Weighing | None, Text, str | None]:
    main = [one for one in weighings if not one.provision.subsidiary] or weighings
    if len(main) == 1:
        return main[0], _rule_of_one(main[0], weighings, is_special), main[0].provision.ground
    if statutes.stood_under(HIGHER_FINE, on) != HIGHER_FINE.partition("/")[2]:  # before 2021 this number was the limitation's
        return None, _NO_RULE, None
    if any(one.most is None for one in main):
        return None, _citing(_UNKNOWN, HIGHER_FINE, on, statutes), HIGHER_FINE
    highest = max(main, key=lambda one: (one.most or Decimal(0), one.least or Decimal(0)))
    return highest, _citing(_HIGHER_IF if highest.provision.condition else _HIGHER, HIGHER_FINE, on, statutes), HIGHER_FINE


def _rule_of_one(only: Weighing, weighings: list[Weighing], is_special: bool) -> Text:
    """Return why one provision alone is left; one that steps back by its own words is not told as the only one that there may be."""
    rule = _SPECIAL if is_special else _STEPS_BACK if len(weighings) > 1 else _ONLY_LEFT if only.provision.subsidiary else _ONLY
    if only.provision.condition is None:
        return rule
    return Text(f"{rule.zh}须其所附条件成立，由人判断。", f"{rule.en} Its condition must be met, which a person judges.")


def _citing(text: Text, ref: str, on: date, statutes: Statutes) -> Text:
    """Put a citation in the place that a text keeps for it."""
    law = cite(ref, on, statutes)
    return Text(text.zh.format(law=law.zh), text.en.format(law=law.en))


_ONLY = Text("只有一项罚则。", "There is one provision only.")
_ONLY_LEFT = Text(
    "库内只有一项罚则，而它依自身文字仅在别无规定时适用；是否另有规定由人判断。",
    "There is one provision on file, and by its own words it holds only where nothing else is provided: whether something is, is for a person to judge.",
)
_STEPS_BACK = Text("其他罚则依其自身文字，仅在别无规定时适用。", "The others step back: by their own words they hold only where nothing else is provided.")
_SPECIAL = Text(
    "特别规定优先于一般规定；被排除的一般规定仍列出，不参与比较。", "The special provision goes before the general one, which is shown but not compared."
)
_HIGHER = Text(
    "同一违法行为违反多个法律规范应当罚款的，按照罚款数额高的规定处罚（{law}）；此处以最高罚款额比较。",
    "One act under several provisions is fined under the higher one ({law}); compared here by the most that each allows.",
)
_HIGHER_IF = Text(f"{_HIGHER.zh}须其所附条件成立。", f"{_HIGHER.en} Its condition must be met.")
_NO_RULE = Text(
    "2021年7月15日前的行政处罚法没有罚款择高的规定，只禁止对同一行为两次罚款；由人判断。",
    "Before 2021-07-15 the Penalty Law had no rule on the higher fine, only the ban on fining one act twice: for a person to judge.",
)
_UNKNOWN = Text(
    "按照罚款数额高的规定处罚（{law}）；但有的罚则须先知道金额，或者是否具备条件，尚不能比较。",
    "The higher fine governs ({law}), but some provisions hang on an amount or condition not known: they cannot be compared yet.",
)
_ENDS = Text(
    "{zh}所在版本至 {until} 止；裁处时新法更轻的，适用新法（{law}）",
    "{en}: this version ends on {until}; if the law at the decision is milder, it applies ({law})",
)
_NO_LADDER = Text("库内没有裁量基准（从轻、从重的档次）；按当地公布的基准", "the rulebook holds no discretion ladder; use the one published locally")
_LAW_ONLY = Text(
    "只列法律自身规定的从重、从轻情形；裁量档次按当地公布的基准",
    "only what the law itself says of heavier or lighter is listed; use the ladder published locally",
)


def to_judge(weighings: Iterable[Weighing], on: date, statutes: Statutes) -> Iterator[Text]:
    """Return what of provisions only a person can judge: conditions, versions that end, figures and authorities that nobody checked, bases not given."""
    for one in weighings:
        ground = one.provision.ground
        said = statutes.citation(ground, on)
        for text in (one.provision.condition, one.provision.subsidiary, *_unknown_incomes(one)):
            if text:
                yield Text(f"{said.zh}：{text.zh}", f"{said.en}: {text.en}")
        until = statutes.law(ground.partition("/")[0], on).until
        if until and statutes.has_article(MILDER_LAW, until):  # the decision would be after it
            yield _citing(_ENDS.filled(zh=said.zh, en=said.en, until=until, law="{law}"), MILDER_LAW, until, statutes)
        if any(single.value.verification == "UNVERIFIED" for single in one.ranges):
            yield Text(f"{said.zh}：数额未经核对（UNVERIFIED）", f"{said.en}: figures UNVERIFIED")
        yield from _unchecked(one.provision, said)


def of_any_act(weighings: Iterable[Weighing], on: date, statutes: Statutes) -> Iterator[Text]:
    """Return what lightens or takes away any penalty, and that no local scale is held."""
    for ground in (one for one in LENIENT if statutes.has_article(one, on)):
        said, gist = cite(ground, on, statutes), statutes.article(ground, on).gist
        yield Text(f"{said.zh}：{gist.zh}", f"{said.en}: {gist.en}")
    yield _LAW_ONLY if any(one.provision.discretion for one in weighings) else _NO_LADDER


def _unknown_incomes(weighing: Weighing) -> Iterator[Text]:
    """Return of which fines on persons the base was not given: it stands in no figure of the case, and no sum of the firm stands for it."""
    for base in dict.fromkeys(one.fine.of for one in weighing.ranges if one.fine.of in INCOMES and one.most is None):
        title = BASES[base]
        yield Text(
            f"对个人的罚款以{title.zh}为基数，没有给出，不能计算；须先查明",
            f"the fine on persons is a multiple of the {title.en}, which was not given: find it out first",
        )


def _unchecked(provision: Provision, said: Text) -> Iterator[Text]:
    """Return what beside the figures nobody has held against a text."""
    if provision.authority_verification == "UNVERIFIED":
        yield Text(f"{said.zh}：主管部门未经核对（UNVERIFIED）", f"{said.en}: competent authority UNVERIFIED")
    if provision.orders and provision.orders_verification == "UNVERIFIED":
        yield Text(f"{said.zh}：罚款以外的处理未经核对（UNVERIFIED）", f"{said.en}: orders beside the fine UNVERIFIED")


def hangs_on(provision: Provision, single: Range) -> Text | None:
    """Return on whom and on which condition a range is imposed; none where it is on whoever committed the breach, and anyhow."""
    whom = single.fine.whom or provision.whom
    parts = [*([Text(f"对{whom.zh}", f"on {whom.en}")] if whom else []), *([single.fine.when] if single.fine.when else [])]
    return Text("；".join(text.zh for text in parts), "; ".join(text.en for text in parts)) if parts else None


def as_data(result: Liability) -> dict[str, object]:
    """Return a result as plain data, for the command line and the API."""
    return {
        "act": result.act.act,
        "title": _both(result.act.title),
        "on": result.on.isoformat(),
        "duties": list(result.act.duties),
        "governs": next((one.provision.ground for one in result.weighings if one.is_governing), None),
        "rule": _both(result.rule),
        "rule_ground": result.rule_ground,
        "provisions": [_provision_data(one) for one in result.weighings],
        "discretion": [_rung_data(one.provision, rung) for one in result.weighings for rung in one.provision.discretion] or None,
        "judgement": [_both(text) for text in result.judgement],
    }


def _provision_data(weighing: Weighing) -> dict[str, object]:
    provision = weighing.provision
    return {
        "ground": provision.ground,
        "governs": weighing.is_governing,
        "whom": _both(provision.whom),
        "authority": _both(provision.authority),
        "authority_ground": provision.authority_ground or None,
        "authority_verification": provision.authority_verification,
        "special": provision.is_special,
        "displaced_by": weighing.displaced_by or None,
        "subsidiary": _both(provision.subsidiary),
        "condition": _both(provision.condition),
        "least": _number(weighing.least),
        "most": _number(weighing.most),
        "ranges": [_range_data(one) for one in weighing.ranges],
        "orders": [_both(order) for order in provision.orders],
        "orders_verification": provision.orders_verification if provision.orders else None,
    }


def _rung_data(provision: Provision, rung: Rung) -> dict[str, object]:
    return {
        "ground": provision.ground,
        "effect": rung.effect,
        "said": _both(EFFECTS[rung.effect]),
        "when": _both(rung.when),
        "verification": rung.verification,
    }


def _range_data(one: Range) -> dict[str, object]:
    fine, value = one.fine, one.value
    return {
        "value": value.ref,
        "title": _both(value.title),
        "set": _both(value.amount),
        "of": _both(BASES.get(fine.of)),
        "from": _number(fine.least),
        "below": _number(fine.below),
        "least": _number(one.least),
        "most": _number(one.most),
        "holds": one.holds,
        "floor": fine.is_floor,
        "when": _both(fine.when),
        "whom": _both(fine.whom),
        "verification": value.verification,
        "source": value.source,
    }


def _both(text: Text | None) -> dict[str, str] | None:
    return {"zh": text.zh, "en": text.en} if text else None


def _number(figure: Decimal | None) -> float | int | None:
    if figure is None:
        return None
    return int(figure) if figure == figure.to_integral_value() else float(figure)
