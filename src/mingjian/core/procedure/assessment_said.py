"""A whole answer in lines for a person, and as plain data for a program: the command line, the page, the paper and the API say the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingjian.core.calendar import DAY
from mingjian.core.language import Text, several
from mingjian.core.law.citations import cite
from mingjian.core.law.course import Limit
from mingjian.core.law.discretion import EFFECTS
from mingjian.core.law.liability import as_data as liability_data
from mingjian.core.law.liability import of_any_act
from mingjian.core.law.measures import COUNTED, MEASURES
from mingjian.core.law.scales import Told
from mingjian.core.procedure.assessment import ActAnswer, Assessment, Deed
from mingjian.core.procedure.crime_lines import FOLLOWS, CrimeLine
from mingjian.core.procedure.rulebook import Book

TRANSFER, NO_STAND_IN = "transfer_rules/3", "transfer_rules/11"

#: What follows for the police, in a headline.
POLICE_SAID: Mapping[str, Text] = {
    "first": Text("先移送公安机关：数额已达追诉标准", "To the police first: the figures reach the line of a crime"),
    "conduct": Text("属于下列情形的，先移送公安机关（该罪不以数额为条件）", "To the police first where it is as described (the crime hangs on no figure)"),
    "judge": Text(
        "是否移送公安机关须由人判断：数额已达，只差判断或者原文核对",
        "Whether it goes to the police is for a person to judge: the figures are there, and a judgement or a text is wanting",
    ),
    "unknown": Text("不能说未达追诉标准：没有给出标准所衡量的数额", "Not said to be below the line of a crime: no figure was given that a line weighs"),
    "asks": Text("所给数额未达追诉标准；没有数额标准的犯罪由人判断", "Below the lines in figures; crimes without a line in figures are for a person to judge"),
    "near": Text("接近追诉标准（八成以上）", "Near the line of a crime (80 % or more)"),
    "no": Text("所给数额未达追诉标准", "The figures given are below the lines of crimes"),
    "none": Text("库内没有对应的犯罪标准", "The rulebook has no line of a crime for it"),
}


#: What is said of the police after the fines, since nothing waits for it.
_AT_THE_END = ("asks", "no", "none")
_TO_POLICE = ("first", "conduct")
_CORRECTION: Mapping[str, Text] = {
    "first": Text("先责令改正，拒不改正或者逾期不改正的才罚款。", "Order to correct first; a fine only if that is refused or let pass. "),
    "some": Text(
        "先责令改正；除另列的条件（如情节严重）外，拒不改正或者逾期不改正的才罚款。",
        "Order to correct first; a fine only if that is refused or let pass, or on the other condition that is told. ",
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the answer: its heading, and its lines."""

    name: str
    title: Text
    lines: tuple[Text, ...]


def parts_of(found: Assessment, book: Book) -> list[Part]:
    """Return the answer in parts: what to do, then the facts it rests on, then each part; one without lines is left out."""
    made = [
        Part("headline", Text("结论", "In short"), tuple(headline(found, book))),
        Part("facts", Text("所问事实", "The facts given"), tuple(_facts(found.deed, found.acts, book))),
    ]
    for one in found.acts:
        for name, title, lines in _of_act(one, book):
            made.append(Part(f"{one.act.act}_{name}", Text(f"{one.act.title.zh}：{title.zh}", f"{one.act.title.en}: {title.en}"), lines))
    made += [
        Part("crimes", Text("追诉标准", "Lines of crimes"), tuple(_crime_said(line, found.deed, book) for one in found.acts for line in one.crimes)),
        Part("circumstances", Text("情节", "Circumstances"), tuple(dict.fromkeys((*_chosen(found, book), *_of_any(found, book))))),
        Part("limitation", Text("时效", "Limitation"), tuple(_limit(found.limit, book)) if found.limit else ()),
        Part("tell", Text("还应当告知", "Whom else to tell"), tuple(tell(found, book))),
        Part("unsure", Text("不能确定的，以及为什么", "What is not sure, and why"), found.unsure),
    ]
    return [part for part in made if part.lines]


def _facts(deed: Deed, acts: Iterable[ActAnswer], book: Book) -> Iterator[Text]:
    """Return what was given, so that a printed answer says what it rests on."""
    goods, last = book.rulebook.vocabularies["goods_fields"][deed.field], f"..{deed.until}" if deed.until != deed.since else ""
    zh, en = "、".join(one.act.title.zh for one in acts), ", ".join(one.act.title.en for one in acts)
    yield Text(
        f"{zh}；{goods.zh}；行为日 {deed.since}{last}；决定日 {deed.decided_on}", f"{en}; {goods.en}; act {deed.since}{last}; decision {deed.decided_on}"
    )
    sums = {_SUMS[name]: figure for name in ("amount", "cost", "income") if (figure := getattr(deed, name)) is not None}
    sums |= {_SUMS[name]: figure for name in COUNTED if (figure := getattr(deed.figures, name)) is not None}
    sums |= {MEASURES[name].title: figure for name, figure in deed.figures.counts.items()}
    if sums:
        zh, en = ("；".join(f"{title.zh} {figure:,}" for title, figure in sums.items()), "; ".join(f"{title.en} {figure:,}" for title, figure in sums.items()))
        yield Text(zh, en)
    if deed.persons:
        names = "、".join(one.name for one in deed.persons)
        yield Text(f"责任人员：{names}", f"Persons responsible: {names}")


_SUMS: Mapping[str, Text] = {
    "amount": Text("货值金额或者经营额", "value of the goods, or turnover"),
    "cost": Text("广告费用", "cost of the advertisement"),
    "income": Text("服务收入", "income from the service"),
    "sales": Text("销售金额", "sales amount"),
    "unsold": Text("未销售货值", "value of unsold goods"),
    "gains": Text("违法所得", "illegal gains"),
    "turnover": Text("非法经营数额", "illegal turnover"),
    "items": Text("件数", "items"),
    "loss": Text("损失", "loss"),
    "prior_penalties": Text("此前处罚次数", "earlier penalties"),
    "marks": Text("商标（专利）数", "marks or patents"),
}


def _of_any(found: Assessment, book: Book) -> Iterator[Text]:
    for one in found.acts:
        if one.result:
            first = one.result.first
            yield from of_any_act(first.weighings, first.on, book.statutes)


def headline(found: Assessment, book: Book) -> Iterator[Text]:
    """Return what to do, in a few lines: limitation, police, department, order to correct, fines of firm and persons, competition."""
    is_urgent = found.police not in _AT_THE_END
    if found.limit and found.limit.has_run_out is not False:
        zh, en = _RUN_OUT[found.limit.has_run_out]
        yield Text(f"处罚时效{zh}（至 {found.limit.last}）。", f"Limitation: {en} (to {found.limit.last}).")
    if is_urgent:
        yield _police(found, book)
    if found.police != "near" and (near := _named(found, "near")):
        yield Text(f"{POLICE_SAID['near'].zh}：{near.zh}。", f"{POLICE_SAID['near'].en}: {near.en}.")
    for one in found.acts:
        yield _act_said(one)
        yield from (Text(f"{level.label.zh}。", f"{level.label.en}.") for level in one.levels if not level.approves)
        if found.deed.persons:
            yield from one.persons
    if found.competition:
        yield found.competition
    if not is_urgent:
        yield _police(found, book)
    if found.unsure:
        number, on = len(found.unsure), found.deed.decided_on
        yield Text(f"以上有 {number} 项不能确定，见末尾（{on} 决定）。", f"Not sure, see the end: {several(number, 'point')} (decided on {on}).")


def _act_said(one: ActAnswer) -> Text:
    if one.refusal:
        return Text(f"{one.act.title.zh}：不能答：{one.refusal.zh}", f"{one.act.title.en}: no answer: {one.refusal.en}")
    zh, en = "、".join(told.sector.label.zh for told in one.sectors), ", ".join(told.sector.label.en for told in one.sectors)
    first, said = _CORRECTION.get(one.correction), one.said or one.act.title
    return Text(
        f"{one.act.title.zh}：由{zh}处罚。{first.zh if first else ''}{said.zh}",
        f"{one.act.title.en}: for {en}. {first.en if first else ''}{said.en}",
    )


def _named(found: Assessment, *follows: str) -> Text | None:
    """Name the crimes of which something follows, each with when it is in question; none where there are none."""
    lines = [line for one in found.acts for line in one.crimes if FOLLOWS[line.standing] in follows]
    zh = "；".join(dict.fromkeys(f"{line.title.zh}（{line.when.zh}）" for line in lines))
    en = "; ".join(dict.fromkeys(f"{line.title.en} ({line.when.en})" for line in lines))
    return Text(zh, en) if lines else None


def _police(found: Assessment, book: Book) -> Text:
    said, on = POLICE_SAID[found.police], found.deed.decided_on
    named = _named(found, *(_TO_POLICE if found.police == "first" else (found.police,)))
    if named is None or found.police == "no":
        return Text(f"{said.zh}。", f"{said.en}.")
    if found.police not in _TO_POLICE:
        return Text(f"{said.zh}：{named.zh}。", f"{said.en}: {named.en}.")
    laws = [cite(ref, on, book.statutes) for ref in (TRANSFER, NO_STAND_IN)]
    told = Text(
        f"{said.zh}：{named.zh}。属于所列情形的应当移送，不得以行政处罚代替（{laws[0].zh}、{laws[1].zh}）。",
        f"{said.en}: {named.en}. Where it is as described it must be transferred, and no penalty stands for that ({laws[0].en}, {laws[1].en}).",
    )
    below = _named(found, "no")
    if below is None:
        return told
    return Text(
        f"{told.zh}只属于下列情形的，所给数额未达标准：{below.zh}。",
        f"{told.en} Where it is only what follows, the figures are below the line: {below.en}.",
    )


def _of_act(one: ActAnswer, book: Book) -> Iterator[tuple[str, Text, tuple[Text, ...]]]:
    """Return the parts of one act: who, fines, persons, orders, circumstances of the law, what must be proven."""
    on = one.result.first.on if one.result else date.max
    sectors = [
        _with_grounds(Text(f"{told.sector.label.zh}（{told.named.zh}）", f"{told.sector.label.en} ({told.named.en})"), (told.ground,), on, book)
        for told in one.sectors
    ]
    yield (
        "competence",
        Text("主管部门和管辖", "Department and place"),
        (
            *sectors,
            *(_with_grounds(level.label, level.ground, on, book) for level in one.levels),
            *(_with_grounds(place.label, place.ground, on, book) for place in one.places),
        ),
    )
    yield "fine", Text("罚款", "Fine"), (one.said,) if one.said else ()
    yield "persons", Text("对责任人员等", "On persons and others"), one.persons
    yield "discretion", Text("裁量基准和首违轻微清单", "Scales of discretion, first slight offences"), tuple(told.said for told in one.discretion)
    yield "orders", Text("一并责令、没收等", "Ordered and confiscated besides"), one.orders
    yield "law_circumstances", Text("法律自身规定的情节", "Circumstances of the law itself"), one.circumstances
    yield "prove", Text("应当证明", "What must be proven"), one.to_prove


def _with_grounds(said: Text, grounds: Iterable[str], on: date, book: Book) -> Text:
    """Put the articles after a text, each cited as it stood on a day; one that the rulebook has not on that day is left out."""
    laws = [cite(ground, on, book.statutes) for ground in grounds if book.statutes.has_article(ground, on)]
    if not laws:
        return said
    return Text(f"{said.zh}（{'、'.join(law.zh for law in laws)}）", f"{said.en} ({', '.join(law.en for law in laws)})")


def _crime_said(line: CrimeLine, deed: Deed, book: Book) -> Text:
    said = Text(f"{line.title.zh}（{line.when.zh}）：{line.said.zh}", f"{line.title.en} ({line.when.en}): {line.said.en}")
    if line.result is None:
        return said
    until = line.result.governing.regime.until
    said = _with_grounds(said, line.ground, min(deed.decided_on, until - DAY) if until else deed.decided_on, book)
    if checked := _CHECKED.get(line.verification):
        said = Text(f"{said.zh}；{checked.zh}", f"{said.en}; {checked.en}")
    return said


_CHECKED: Mapping[str, Text] = {
    "secondary": Text("标准来自转述，未读原文", "the line is reported, its text was not read"),
    "UNVERIFIED": Text("标准未经核对（UNVERIFIED）", "the line is UNVERIFIED"),
}


def _chosen(found: Assessment, book: Book) -> Iterator[Text]:
    for one in found.chosen:
        effect, law = EFFECTS[one.effect], cite(one.ground, found.deed.decided_on, book.statutes)
        yield Text(f"{one.label.zh}：{effect.zh}（{law.zh}）", f"{one.label.en}: {effect.en} ({law.en})")


def _limit(limit: Limit, book: Book) -> Iterator[Text]:
    law = book.statutes.citation(limit.value.ground, limit.value.in_force)
    zh, en = _RUN_OUT[limit.has_run_out]
    yield Text(f"{law.zh}：{limit.value.amount.zh}，至 {limit.last}；{zh}", f"{law.en}: {limit.value.amount.en}, to {limit.last}; {en}")


_RUN_OUT = {True: ("已过", "it has run out"), False: ("未过", "it has not run out"), None: ("是否已过须由人判断", "whether it has run out is for a person")}


def tell(found: Assessment, book: Book) -> Iterator[Text]:
    """Return whom else to tell, and what the party must be told of its remedies."""
    on = found.deed.decided_on
    if found.police in _TO_POLICE:
        law = cite("transfer_rules/5", on, book.statutes)
        yield Text(
            f"公安机关：负责人三日内决定，决定后二十四小时内移送（{law.zh}）；有关材料按规定抄送同级人民检察院",
            f"The police: decided within three days, transferred within 24 hours of that ({law.en}); a copy for the procuratorate where the rules ask for it",
        )
    for rule in dict.fromkeys(rule for one in found.acts for rule in one.remedies):
        yield _with_grounds(rule.label, rule.ground, on, book)
    others = {told.sector.label: one.act.title for one in found.acts for told in one.sectors[1:]}
    for label, title in others.items():
        yield Text(f"{label.zh}：{title.zh}的另一主管部门", f"{label.en}: competent, too, for {title.en}")


# ---- As data ----
def as_data(found: Assessment, book: Book) -> dict[str, Any]:
    """Return the whole answer as plain data."""
    deed = found.deed
    return {
        "field": deed.field,
        "since": deed.since.isoformat(),
        "until": deed.until.isoformat(),
        "decided_on": deed.decided_on.isoformat(),
        "amount": _number(deed.value),
        "headline": [_both(text) for text in headline(found, book)],
        "police": found.police,
        "police_said": _both(POLICE_SAID[found.police]),
        "competition": _both(found.competition),
        "acts": [_act_data(one, deed.field) for one in found.acts],
        "circumstances": [{"name": one.name, "effect": one.effect, "ground": one.ground} for one in found.chosen],
        "limitation": {"last": found.limit.last.isoformat(), "run_out": found.limit.has_run_out, "ref": found.limit.value.ref} if found.limit else None,
        "tell": [_both(text) for text in tell(found, book)],
        "unsure": [_both(text) for text in found.unsure],
    }


def _act_data(one: ActAnswer, goods: str) -> dict[str, Any]:
    governing = one.governing
    return {
        "act": one.act.act,
        "title": _both(one.act.title),
        "refusal": _both(one.refusal),
        "said": _both(one.said),
        "competent": [
            {"sector": told.sector.code, "named": _both(told.named), "ground": told.ground, "verification": told.verification} for told in one.sectors
        ],
        "places": [{"place": place.name, "said": _both(place.label), "ground": list(place.ground)} for place in one.places],
        "levels": [{"level": level.name, "said": _both(level.label), "ground": list(level.ground), "approves": level.approves} for level in one.levels],
        "governs": governing.provision.ground if governing else None,
        "least": _number(governing.least) if governing else None,
        "most": _number(governing.most) if governing else None,
        "correction": one.correction or None,
        "persons": [_both(text) for text in one.persons],
        "orders": [_both(text) for text in one.orders],
        "law_circumstances": [_both(text) for text in one.circumstances],
        "to_prove": [_both(text) for text in one.to_prove],
        "discretion": [_told_data(told) for told in one.discretion],
        "crimes": [_line_data(line) for line in one.crimes],
        "law": {"field": goods, **liability_data(one.result.first)} if one.result else None,
        "law_rule": _both(one.result.rule) if one.result else None,
        "law_is_sure": one.result.is_sure if one.result else None,
    }


def _told_data(told: Told) -> dict[str, Any]:
    published = told.published
    return {
        "scale": published.name,
        "number": published.number,
        "region": published.region,
        "clause": told.clause,
        "kind": told.kind,
        "said": _both(told.said),
        "least": _number(told.least),
        "most": _number(told.most),
        "holds": told.holds,
        "verification": published.verification,
        "source": published.source,
    }


def _line_data(line: CrimeLine) -> dict[str, Any]:
    governing = line.result.governing if line.result else None
    return {
        "crime": line.crime,
        "title": _both(line.title),
        "when": _both(line.when),
        "standing": line.standing,
        "said": _both(line.said),
        "share": _number(governing.share) if governing else None,
        "assumed": _both(line.assumed),
        "ground": list(line.ground),
        "verification": line.verification or None,
    }


def _both(text: Text | None) -> dict[str, str] | None:
    return {"zh": text.zh, "en": text.en} if text else None


def _number(figure: Any) -> float | int | None:
    if figure is None:
        return None
    return int(figure) if figure == int(figure) else round(float(figure), 4)
