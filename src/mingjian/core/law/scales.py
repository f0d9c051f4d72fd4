"""
Published scales of discretion and lists of first slight offences, as dated data: whose they are, where and when they hold, and what they say of an act.

A scale divides the range of the law, by rungs of an act (each on a figure or on words) or by bands of the whole range. A list says which breaches need not be
punished the first time, on its conditions. What nobody read in a text decides nothing, and neither may go beyond the range of the law.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mingjian.core.language import Text
from mingjian.core.law.law_files import read_verification
from mingjian.core.law.reader import Branch

#: What a rung of a scale is called, and what it means for the fine.
GRADES: Mapping[str, Text] = {
    "reduced": Text("减轻", "reduced"),
    "lighter": Text("从轻", "lighter"),
    "ordinary": Text("一般", "ordinary"),
    "heavier": Text("从重", "heavier"),
}
#: What a list of first slight offences may say.
WAIVERS: Mapping[str, Text] = {
    "none": Text("不予处罚", "no penalty"),
    "may_be_none": Text("可以不予处罚", "no penalty need be imposed"),
}
#: The figures that a rung or an item may stand on, as they are asked for.
MEASURED: Mapping[str, Text] = {
    "amount": Text("货值金额或者经营额", "value of the goods, or turnover"),
    "gains": Text("违法所得", "illegal gains"),
    "sales": Text("销售金额", "sales amount"),
    "unsold": Text("未销售货值", "value of unsold goods"),
    "items": Text("件数", "items"),
    "loss": Text("损失", "loss"),
    "cost": Text("广告费用", "cost of the advertisement"),
    "income": Text("服务收入", "income from the service"),
    "prior_penalties": Text("此前处罚次数", "earlier penalties"),
}
MULTIPLIED = ("amount", "gains", "cost", "income")
_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the range that a scale names, in per cent of it, both ends included."""

    name: str
    label: Text
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Span:
    """A figure and between which bounds it must lie: from one, below another; either may be left out. Without a measure only words say when."""

    measure: str = ""
    least: Decimal | None = None
    below: Decimal | None = None

    def holds(self, known: Mapping[str, Decimal | None]) -> bool | None:
        """Return whether a figure lies within; none where it is not known, or there is no figure."""
        figure = known.get(self.measure) if self.measure else None
        if figure is None:
            return None
        return (self.least is None or figure >= self.least) and (self.below is None or figure < self.below)


@dataclass(frozen=True, slots=True)
class Rung:
    """
    One rung of a scale for an act: when it holds, its grade, and its range: in yuan, in per cent of the range of the law, or in times of a figure.

    `unit` is `yuan`, `share` or `times`; `of` what is multiplied; `clause` where it stands in the scale.
    """

    when: Text
    span: Span
    grade: str
    unit: str
    least: Decimal
    most: Decimal
    of: str = ""
    fields: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What every published scale and list says of itself. It holds in a region (a division code; empty: everywhere) and what lies in it."""

    name: str
    title: Text
    number: str
    region: str
    in_force: date
    until: date | None
    source: str
    verification: str
    note: Text | None
    checked: Text | None = None

    @property
    def decides(self) -> bool:
        """Return whether somebody has read it in a text, or in a page that reports it."""
        return self.verification != "UNVERIFIED"

    def holds(self, on: date, region: str) -> bool:
        """Return whether it holds on a day in a division, or above it."""
        return self.in_force <= on and (self.until is None or on < self.until) and region.startswith(self.region)

    def speaks_of(self, act: str) -> bool:
        """Return whether it says anything of an act."""
        return False

    @property
    def cited(self) -> Text:
        """Return how it is cited: title, number, and from when it holds."""
        number_zh, number_en = (f"{self.number}，", f"{self.number}, ") if self.number else ("", "")
        return Text(f"《{self.title.zh}》（{number_zh}{self.in_force} 起）", f"{self.title.en} ({number_en}from {self.in_force})")


@dataclass(frozen=True, slots=True)
class Scale(Published):
    """One published scale: its bands of the whole range, and the rungs of acts."""

    bands: Mapping[str, Band] = field(default_factory=dict)
    rungs: Mapping[str, tuple[Rung, ...]] = field(default_factory=dict)

    def speaks_of(self, act: str) -> bool:
        """Return whether it says anything of an act; bands speak of all."""
        return bool(self.bands) or act in self.rungs


@dataclass(frozen=True, slots=True)
class Slight:
    """One item of a list of first slight offences: the act, the fields of goods (empty: all), the conditions in words, a figure, and what it says."""

    act: str
    fields: tuple[str, ...]
    conditions: Text
    span: Span
    effect: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class SlightList(Published):
    """One published list of breaches that need not be punished the first time."""

    items: tuple[Slight, ...] = ()

    def speaks_of(self, act: str) -> bool:
        """Return whether it says anything of an act."""
        return any(one.act == act for one in self.items)


# ---- Reading ----
_HEAD = ("title", "number", "in_force", "until", "region", "source", "verification", "note", "checked")


def read_scale(name: str, top: Branch, acts: Collection[str] | None = None, fields: Collection[str] = ()) -> Scale:
    """Read a scale. `acts` and `fields` are those that the rulebook knows; none: a scale of bands alone."""
    top.only(*_HEAD, "bands", *(("kind", "rungs") if acts is not None else ()))
    bands = {band: _read_band(band, branch) for band, branch in top.branches("bands").items()}
    rungs: dict[str, tuple[Rung, ...]] = {}
    for act, branch in top.branches("rungs").items() if acts is not None and "rungs" in top.items else ():
        _refuse_unknown(act, acts or (), branch, "没有违法行为", "There is no act")
        branch.only("list")
        rungs[act] = tuple(_read_rung(one, fields) for one in branch.list_of_branches("list"))
    return Scale(*_head(name, top), bands, rungs)


def read_list(name: str, top: Branch, acts: Collection[str], fields: Collection[str]) -> SlightList:
    """Read a list of first slight offences."""
    top.only(*_HEAD, "kind", "items")
    items = tuple(_read_item(one, acts, fields) for one in top.list_of_branches("items"))
    if not items:
        top.fault("清单须有 items。", "A list needs items.")
    return SlightList(*_head(name, top), items)


def _head(name: str, top: Branch) -> tuple[str, Text, str, str, date, date | None, str, str, Text | None, Text | None]:
    region, in_force, until = top.word("region", ""), top.day("in_force"), top.day("until")
    verification = read_verification(top)
    if until and in_force and until <= in_force:
        top.fault("until 须在 in_force 之后（失效的第一日）。", "until must be after in_force (the first day on which it no longer holds).", "until")
    if region and not (region.isascii() and region.isdigit() and len(region) in {2, 3, 4, 6}):
        top.fault("region 须是行政区划代码（两位、四位或者六位）。", "region must be a division code of two, four or six digits.", "region")
    checked = top.text("checked", optional=True)
    title, number, source = top.label("title"), top.word("number", ""), top.word("source")
    return name, title, number, region, in_force or date.min, until, source, verification, top.text("note", optional=True), checked


def _read_band(name: str, branch: Branch) -> Band:
    branch.only("label", "from", "to")
    least, most = branch.whole("from"), branch.whole("to")
    if least is None or most is None or not 0 <= least < most <= _PERCENT:
        branch.fault("from、to 须是零至一百的百分数，且 from 小于 to。", "from and to must be per cents from 0 to 100, from below to.", "from")
    return Band(name, branch.label("label"), least or 0, most or 0)


def _read_rung(branch: Branch, fields: Collection[str]) -> Rung:
    branch.only("when", "measure", "from", "below", "grade", "fine", "share", "times", "fields", "clause")
    grade, units = branch.word("grade"), [name for name in ("fine", "share", "times") if name in branch.items]
    if grade not in GRADES:
        branch.fault(f"grade 须是 {'、'.join(GRADES)} 之一。", f"grade must be one of {', '.join(GRADES)}.", "grade")
    if len(units) != 1:
        branch.fault(
            "须有 fine（元）、share（幅度的百分之几）、times（倍）之一，且只有一个。", "It needs one of fine (yuan), share (per cent of the range), times."
        )
    unit, of, least, most = "yuan", "", Decimal(0), Decimal(0)
    if units and (inner := branch.branch(units[0])):
        unit = {"fine": "yuan"}.get(units[0], units[0])
        least, most, of = _range(inner, unit)
    return Rung(branch.label("when"), _span(branch), grade, unit, least, most, of, _fields(branch, fields), branch.word("clause", ""))


def _range(branch: Branch, unit: str) -> tuple[Decimal, Decimal, str]:
    branch.only("from", "to", *(("of",) if unit == "times" else ()))
    least, most = _figure(branch, "from") or Decimal(0), _figure(branch, "to")
    if most is None or not 0 <= least <= most or (unit == "share" and most > _PERCENT):
        branch.fault("from、to 须是数，from 不大于 to；百分数不过一百。", "from and to must be figures, from at most to; per cents up to a hundred.", "to")
    of = branch.word("of") if unit == "times" else ""
    if unit == "times" and of not in MULTIPLIED:
        branch.fault(f"of 须是 {'、'.join(MULTIPLIED)} 之一。", f"of must be one of {', '.join(MULTIPLIED)}.", "of")
    return least, most or Decimal(0), of


def _read_item(branch: Branch, acts: Collection[str], fields: Collection[str]) -> Slight:
    branch.only("act", "fields", "conditions", "measure", "from", "below", "effect", "clause")
    act, effect = branch.word("act"), branch.word("effect")
    _refuse_unknown(act, acts, branch, "没有违法行为", "There is no act")
    if effect not in WAIVERS:
        branch.fault(f"effect 须是 {'、'.join(WAIVERS)} 之一。", f"effect must be one of {', '.join(WAIVERS)}.", "effect")
    return Slight(act, _fields(branch, fields), branch.label("conditions"), _span(branch), effect, branch.word("clause", ""))


def _span(branch: Branch) -> Span:
    measure = branch.word("measure", "")
    least, below = (_figure(branch, name) if name in branch.items else None for name in ("from", "below"))
    if measure and measure not in MEASURED:
        branch.fault(f"measure 须是 {'、'.join(MEASURED)} 之一。", f"measure must be one of {', '.join(MEASURED)}.", "measure")
    if bool(measure) != (least is not None or below is not None):
        branch.fault("measure 与 from、below 须一起写。", "measure goes with from or below.", "measure")
    if least is not None and below is not None and least >= below:
        branch.fault("from 须小于 below。", "from must be less than below.", "below")
    return Span(measure, least, below)


def _figure(branch: Branch, name: str) -> Decimal | None:
    """Read a figure that is written as a number, in quotes or without."""
    written = getattr(branch.items.get(name), "value", "")
    try:
        figure = Decimal(str(written))
    except ArithmeticError:
        figure = Decimal("NaN")
    if not figure.is_finite() or figure < 0:
        branch.fault(f"{name} 须是不小于零的数。", f"{name} must be a number of at least zero.", name)
        return None
    return figure


def _fields(branch: Branch, known: Collection[str]) -> tuple[str, ...]:
    named = branch.words("fields") if "fields" in branch.items else ()
    for one in named:
        _refuse_unknown(one, known, branch, "没有商品领域", "There is no field of goods")
    return named


def _refuse_unknown(name: str, known: Collection[str], branch: Branch, zh: str, en: str) -> None:
    if name not in known:
        branch.fault(f"{zh}“{name}”。", f"{en} {name!r}.")


# ---- What they say of a deed ----
@dataclass(frozen=True, slots=True)
class Measured:
    """The range of the law for an act, as far as it is known, and the figures of the deed, by what a scale may stand on."""

    least: Decimal | None
    most: Decimal | None
    known: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What one rung, band or item says: which, in words, the range in yuan where it is known, whether it holds by the figures, and whether it was read."""

    published: Published
    clause: str
    said: Text
    kind: str  # rung, band, list, passed
    least: Decimal | None = None
    most: Decimal | None = None
    holds: bool | None = None


def told_by_scales(scales: Sequence[Scale], act: str, goods: str, deed: Measured, effects: Collection[str], band_of: Mapping[str, str]) -> Iterator[Told]:
    """Return what scales say of an act: its rungs that hold or may hold, else the band that the circumstances lead to. One that nobody read only says so."""
    for scale in scales:
        rungs = [one for one in scale.rungs.get(act, ()) if not one.fields or goods in one.fields]
        if not rungs and not scale.bands:
            continue
        if not scale.decides:
            yield Told(scale, "", _passed(scale), "passed")
            continue
        holding = [(one, holds) for one in rungs if (holds := one.span.holds(deed.known)) is not False]
        yield from (_of_rung(scale, one, deed, holds) for one, holds in holding)
        if rungs and not holding:
            yield Told(scale, "", _on_no_rung(scale), "passed")
        if scale.bands and not holding:
            yield _of_band(scale, deed, {band_of[effect] for effect in effects if effect in band_of} or {"ordinary"})


def told_by_lists(lists: Sequence[SlightList], act: str, goods: str, deed: Measured) -> Iterator[Told]:
    """Return what lists of first slight offences say of an act. Whether the conditions are met is always for a person to judge."""
    for one in lists:
        for item in one.items:
            if item.act == act and (not item.fields or goods in item.fields):
                said, kind, holds = _of_item(one, item, deed)
                yield Told(one, item.clause, said, kind, holds=holds)


def _of_item(one: SlightList, item: Slight, deed: Measured) -> tuple[Text, str, bool | None]:
    holds, effect = item.span.holds(deed.known), WAIVERS[item.effect]
    zh, en = f"{one.cited.zh}{item.clause}：", f"{one.cited.en} {item.clause}: "
    if not one.decides:
        return _passed(one), "passed", None
    if holds is False:
        title = MEASURED[item.span.measure]
        return Text(f"{zh}{title.zh}不在清单的限额之内，不适用。", f"{en}{title.en} is beyond its limit, so it does not apply."), "list", False
    wanting_zh, wanting_en = _wanting(item.span, holds)
    said = Text(
        f"{zh}{item.conditions.zh}的，{effect.zh}；条件是否具备由人判断{wanting_zh}。",
        f"{en}{effect.en} where {item.conditions.en}; whether it is so is for a person to judge{wanting_en}.",
    )
    return said, "list", holds


def told_over(one: Published, on: date) -> Told:
    """Return that a scale held on the day of the act and no longer does on that of the decision."""
    said = Text(
        f"{one.cited.zh}：行为时有效，决定日（{on}）已不再适用；是否从旧兼从轻由人判断。",
        f"{one.cited.en}: it held on the day of the act, but not on that of the decision ({on}); which applies is for a person to judge.",
    )
    return Told(one, "", said, "passed")


def _on_no_rung(scale: Scale) -> Text:
    return Text(f"{scale.cited.zh}：所给数额不在本行为的任何一档之内。", f"{scale.cited.en}: the figures given are on none of its rungs for this act.")


def _passed(one: Published) -> Text:
    return Text(f"{one.cited.zh}：未经核对原文（UNVERIFIED），不作判断依据。", f"{one.cited.en}: not read in a text (UNVERIFIED), so it decides nothing.")


def _wanting(span: Span, holds: bool | None) -> tuple[str, str]:
    """Return which figure must be known first, in both languages; empty where none is wanting."""
    title = MEASURED.get(span.measure)
    return (f"，且须先知道{title.zh}", f", and {title.en} must be known first") if title and holds is None else ("", "")


def _of_rung(scale: Scale, rung: Rung, deed: Measured, holds: bool | None) -> Told:
    least, most = _yuan(rung, deed)
    grade, cited = GRADES[rung.grade], scale.cited
    judged_zh, judged_en = ("", "") if holds else ("（是否属于此档由人判断）", " (whether it is this rung is for a person to judge)")
    wanting_zh, wanting_en = _wanting(rung.span, holds)
    if least is None or most is None:
        zh, en = "幅度须先知道金额才能计算", "its range cannot be computed until an amount is known"
    else:
        zh, en = f"{least:,.0f}–{most:,.0f} 元", f"{least:,.0f} to {most:,.0f} yuan"
        if _is_beyond(rung, least, most, deed):
            zh, en = f"{zh}，超出法定幅度，以法律为准", f"{en}, beyond the range of the law, which holds"
    said = Text(
        f"{cited.zh}{rung.clause}：{rung.when.zh}{wanting_zh}：{grade.zh}，{zh}{judged_zh}。",
        f"{cited.en} {rung.clause}: {rung.when.en}{wanting_en}: {grade.en}, {en}{judged_en}.",
    )
    return Told(scale, rung.clause, said, "rung", least, most, holds)


def _yuan(rung: Rung, deed: Measured) -> tuple[Decimal | None, Decimal | None]:
    """Return the range of a rung in yuan; none where what it is a share or a multiple of is not known."""
    if rung.unit == "yuan":
        return rung.least, rung.most
    if rung.unit == "times":
        base = deed.known.get(rung.of)
        return (None, None) if base is None else (base * rung.least, base * rung.most)
    return _share(deed, rung.least, rung.most)


def _share(deed: Measured, least: Decimal, most: Decimal) -> tuple[Decimal | None, Decimal | None]:
    if deed.most is None:
        return None, None
    floor = deed.least or Decimal(0)
    return floor + (deed.most - floor) * least / _PERCENT, floor + (deed.most - floor) * most / _PERCENT


def _is_beyond(rung: Rung, least: Decimal, most: Decimal, deed: Measured) -> bool:
    above = deed.most is not None and most > deed.most
    return above or (rung.grade != "reduced" and deed.most is not None and least < (deed.least or 0))


def _of_band(scale: Scale, deed: Measured, led: Collection[str]) -> Told:
    cited = scale.cited
    if len(led) > 1:
        return Told(scale, "", Text(f"{cited.zh}：从轻、从重情形并存，由人权衡。", f"{cited.en}: circumstances point both ways; a person weighs them."), "band")
    band = scale.bands.get(next(iter(led)))
    if band is None:
        return Told(scale, "", Text(f"{cited.zh}：没有写这一档。", f"{cited.en}: it does not speak of this band."), "band")
    least, most = _share(deed, Decimal(band.least), Decimal(band.most))
    zh, en = f"{band.label.zh}为法定幅度的 {band.least}%–{band.most}%", f"{band.label.en} is {band.least} to {band.most} % of the range of the law"
    if least is not None and most is not None:
        zh, en = f"{zh}，即 {least:,.0f}–{most:,.0f} 元", f"{en}, that is {least:,.0f} to {most:,.0f} yuan"
    return Told(scale, "", Text(f"{cited.zh}：{zh}。", f"{cited.en}: {en}."), "band", least, most)
