"""
Says why a fine stands where it stands: the range of the law, the circumstances with their articles, the band of a published scale, and like decisions.

The formula is one line: place = (fine - least) / (most - least). Everything else is a text: what must not be punished, what may be lighter, what a scale calls
the lower part of the range. A scale that nobody read in a text is shown and decides nothing; where the law says only "lighter", no share is invented.
Data stand in `rulebook/cn/discretion/`: `circumstances.yaml`, and one file for each published scale.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

from mingjian.core.errors import BadInput
from mingjian.core.language import Text, several
from mingjian.core.law.law_files import read_verification
from mingjian.core.law.liability import Liability, Range, Weighing
from mingjian.core.law.measures import LARGEST
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.scales import Band, Measured, Scale, Told, read_scale, told_by_scales
from mingjian.core.law.statutes import Statutes

#: What a circumstance does to a penalty.
EFFECTS: Mapping[str, Text] = {
    "none": Text("不予处罚", "no penalty"),
    "may_be_none": Text("可以不予处罚", "no penalty need be imposed"),
    "lighter_or_reduced": Text("应当从轻或者减轻", "lighter or reduced"),
    "may_be_lighter": Text("可以从轻或者减轻", "may be lighter or reduced"),
    "heavier": Text("从重", "heavier"),
}
#: Effects under which a fine may stand below the least that the law names.
REDUCING = ("lighter_or_reduced", "may_be_lighter")
#: The band of a scale that an effect leads to.
BAND_OF = {"lighter_or_reduced": "lighter", "may_be_lighter": "lighter", "heavier": "heavier"}
_CIRCUMSTANCES = "circumstances.yaml"
_PERCENT = Decimal(100)
_FEW = 3  # like decisions from which it is said that a fine stands outside of them


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One circumstance that a law names for any act, with what it does to the penalty."""

    name: str
    label: Text
    effect: str
    ground: str
    verification: str


@dataclass(frozen=True)
class Discretion:
    """All circumstances and scales of a rulebook."""

    circumstances: Mapping[str, Circumstance]
    scales: tuple[Scale, ...]

    def chosen(self, names: Iterable[str]) -> tuple[Circumstance, ...]:
        """Return circumstances by name. Raises `BadInput` for one that is not there."""
        for name in names:
            if name not in self.circumstances:
                known = "、".join(f"{one.name}（{one.label.zh}）" for one in self.circumstances.values())
                raise BadInput(
                    f"没有裁量情形“{name[:80]}”；现有：{known}。", f"There is no circumstance {name[:80]!r}; there are: {', '.join(self.circumstances)}."
                )
        return tuple(self.circumstances[name] for name in dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Decision:
    """One penalty that was decided, as an authority keeps or publishes it. Money in yuan."""

    number: str
    authority: str
    on: date
    act: str
    field: str
    fine: Decimal
    circumstances: tuple[str, ...] = ()
    amount: Decimal | None = None
    gains: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Like:
    """A like decision and its place in the range of its own day, from 0 to 1 (below 0: reduced)."""

    decision: Decision
    place: Decimal
    is_same: bool  # under the very same circumstances


@dataclass(frozen=True, slots=True)
class Placed:
    """
    A fine held against the law, scales and like decisions.

    `place` is none where the range is open or unknown. `is_lawful` is none where a person must judge. `findings` say it in words, each with its article.
    """

    liability: Liability
    governing: Weighing
    fine: Decimal
    circumstances: tuple[Circumstance, ...]
    place: Decimal | None
    is_lawful: bool | None
    findings: tuple[Text, ...]
    scales: tuple[Scale, ...]
    likes: tuple[Like, ...]


# ---- Reading ----
def read_discretion(folder: Path, shown_as: str, statutes: Statutes, faults: Faults) -> Discretion:
    """Read `circumstances.yaml` and the scales of a folder, noting every fault."""
    circumstances: dict[str, Circumstance] = {}
    scales = []
    for path in sorted(folder.glob("*.yaml")):
        if top := read(path, f"{shown_as}/{path.name}", faults):
            if path.name == _CIRCUMSTANCES:
                top.only("title", "circumstances")
                circumstances = {name: _read_circumstance(name, branch, statutes) for name, branch in top.branches("circumstances").items()}
            else:
                scales.append(read_scale(path.stem, top))
    return Discretion(circumstances, tuple(scales))


def _read_circumstance(name: str, branch: Branch, statutes: Statutes) -> Circumstance:
    branch.only("label", "effect", "ground", "verification")
    effect, ground = branch.word("effect"), branch.word("ground")
    if effect not in EFFECTS:
        branch.fault(f"effect 须是 {'、'.join(EFFECTS)} 之一。", f"effect must be one of {', '.join(EFFECTS)}.", "effect")
    if not statutes.knows(ground):
        branch.fault(f"法规库没有 {ground}；请先写入 laws。", f"The rulebook has no {ground}; add it to laws.", "ground")
    return Circumstance(name, branch.label("label"), effect, ground, read_verification(branch))


# ---- Placing a fine ----
def placed(
    found: Liability,
    fine: Decimal,
    circumstances: Sequence[Circumstance],
    scales: Iterable[Scale],
    statutes: Statutes,
    likes: Sequence[Like] = (),
    goods: str = "",
    figures: Mapping[str, Decimal | None] | None = None,
) -> Placed:
    """
    Hold a fine, in yuan, against the range that governs, the circumstances, the scales in force and like decisions.

    `goods` is the field of goods and `figures` what is known of the case, for scales that speak of them.

    Raises `BadInput` for a fine that is none, and where it cannot be said which provision governs.
    """
    if not (fine.is_finite() and 0 <= fine <= LARGEST):
        raise BadInput(f"罚款须是零至 {LARGEST} 的数，而不是 {fine}。", f"A fine must be a number from zero to {LARGEST}, not {fine}.")
    governing = next((one for one in found.weighings if one.is_governing), None)
    if governing is None:
        raise BadInput(f"尚不能确定适用哪一罚则：{found.rule.zh}", f"It cannot be said yet which provision governs: {found.rule.en}")
    known, place, figures = tuple(scales), place_of(governing, fine), figures or {}
    is_lawful, said = _within(governing, fine, circumstances, statutes.citation(governing.provision.ground, found.on))
    with_rungs = [scale for scale in known if found.act.act in scale.rungs and scale.decides]
    measured = Measured(governing.least, governing.most, figures)
    rungs = told_by_scales(with_rungs, found.act.act, goods, measured, [one.effect for one in circumstances], BAND_OF)
    by_bands = _by_scale([scale for scale in known if scale not in with_rungs], circumstances, place)
    findings = (*_told(circumstances, found.on, statutes), *said, *by_bands, *_by_rungs(rungs, fine), *_by_likes(likes, place))
    return Placed(found, governing, fine, tuple(circumstances), place, is_lawful, findings, known, tuple(likes))


def place_of(governing: Weighing, fine: Decimal) -> Decimal | None:
    """Return where a fine lies between the least (0) and the most (1) that the law allows; below 0 it was reduced. None where the range is open or a point."""
    if governing.most is None or governing.most <= (governing.least or 0):
        return None
    least = governing.least or Decimal(0)
    return (fine - least) / (governing.most - least)


def _told(circumstances: Iterable[Circumstance], on: date, statutes: Statutes) -> Iterator[Text]:
    for one in circumstances:
        if statutes.has_article(one.ground, on):
            said, effect = statutes.citation(one.ground, on), EFFECTS[one.effect]
            yield Text(f"{one.label.zh}：{effect.zh}（{said.zh}）。", f"{one.label.en}: {effect.en} ({said.en}).")
        else:
            yield Text(f"{one.label.zh}：该日的法律没有库内条文，不作依据。", f"{one.label.en}: the book has no article for that day, so it decides nothing.")


def _within(governing: Weighing, fine: Decimal, circumstances: Sequence[Circumstance], said: Text) -> tuple[bool | None, tuple[Text, ...]]:
    """Return whether a fine may stand where it stands, by the law alone, and why."""
    effects = {one.effect for one in circumstances if one.verification != "UNVERIFIED"}
    least, most = governing.least or Decimal(0), governing.most
    range_ = Text(f"法定幅度 {least:,}–{most:,} 元（{said.zh}）。", f"Range of the law: {least:,} to {most:,} yuan ({said.en}).") if most is not None else None
    if most is None or range_ is None:
        conditional = tuple(
            _on_condition(one, fine, said)
            for one in governing.ranges
            if one.fine.when and not one.fine.whom and one.most is not None and one.holds is not False
        )
        return None, conditional or (
            Text(f"幅度须先知道金额或者没有上限，不能定位（{said.zh}）。", f"The range hangs on an amount, or has no most: no place can be given ({said.en})."),
        )
    if "none" in effects:
        return fine == 0, (range_, Text("依法不予处罚，不得罚款。", "No penalty may be imposed, so there is no fine."))
    if fine > most:
        return False, (range_, Text("高于法定上限。", "Above the most that the law allows."))
    if fine < least:
        return _below(effects, fine, range_)
    return True, (range_,)


def _on_condition(one: Range, fine: Decimal, said: Text) -> Text:
    """Return how a fine stands to a range that holds only on a condition, which a person must find."""
    when, least, most = one.fine.when or Text("", ""), one.least or Decimal(0), one.most or Decimal(0)
    zh, en = ("在幅度之内", "within it") if least <= fine <= most else ("在幅度之外", "outside of it")
    return Text(
        f"{said.zh}：须先有“{when.zh}”，幅度 {least:,}–{most:,} 元，本案{zh}；条件是否成立由人判断。",
        f"{said.en}: only where {when.en}: {least:,} to {most:,} yuan, and this fine is {en}; whether it is so is for a person to judge.",
    )


def _below(effects: set[str], fine: Decimal, range_: Text) -> tuple[bool | None, tuple[Text, ...]]:
    if fine == 0 and "may_be_none" in effects:
        return True, (range_, Text("可以不予处罚。", "No penalty need be imposed."))
    if effects & set(REDUCING):
        said = Text(
            "低于法定下限，属于减轻处罚；减到多少，法律没有规定，须写明理由。",
            "Below the least: a reduced penalty. How far it may go no law says; give the reasons.",
        )
        return True, (range_, said)
    if "may_be_none" in effects:
        said = Text(
            "低于法定下限：法律只规定可以不予处罚，能否改为低于下限处罚没有规定，认识不一，由人判断并写明理由。",
            "Below the least: the law says that no penalty need be imposed; whether one below the least may stand for that no text says, and views differ. For "
            "a person to judge, with reasons.",
        )
        return None, (range_, said)
    return False, (range_, Text("低于法定下限，而没有减轻处罚的情形。", "Below the least that the law allows, without a circumstance that reduces it."))


def _by_scale(scales: Iterable[Scale], circumstances: Sequence[Circumstance], place: Decimal | None) -> Iterator[Text]:
    led = {BAND_OF[one.effect] for one in circumstances if one.effect in BAND_OF} or {"ordinary"}
    for scale in scales:
        if not scale.decides:
            yield Text(f"{scale.title.zh}：未见原文，未经核实，不作判断依据。", f"{scale.title.en}: not read in a text (UNVERIFIED), so it decides nothing.")
        elif len(led) > 1:
            yield Text(f"{scale.title.zh}：从轻、从重情形并存，由人权衡。", f"{scale.title.en}: circumstances point both ways; a person weighs them.")
        elif place is not None and (band := scale.bands.get(next(iter(led)))):
            yield _in_band(scale, band, place)


def _by_rungs(rungs: Iterable[Told], fine: Decimal) -> Iterator[Text]:
    """Return what the rungs of scales say of the act, and whether the fine fits where that can be said."""
    for one in rungs:
        if one.least is None or one.most is None:
            yield one.said
            continue
        fits = one.least <= fine <= one.most
        zh, en = ("本案相符", "this fine fits") if fits else ("本案不符，属于此档的须写明理由", "this fine does not fit: if it is this rung, give the reasons")
        yield Text(f"{one.said.zh.rstrip('。')}；{zh}。", f"{one.said.en.rstrip('.')}; {en}.")


def _in_band(scale: Scale, band: Band, place: Decimal) -> Text:
    fits = place < 0 or band.least <= place * _PERCENT <= band.most
    zh, en = ("相符", "it fits") if fits else ("不符，须写明理由", "it does not fit: give the reasons")
    return Text(
        f"{scale.title.zh}：{band.label.zh}为幅度的 {band.least}%–{band.most}%；本案 {place:.0%}，{zh}。",
        f"{scale.title.en}: {band.label.en} is {band.least} to {band.most} % of the range; this one stands at {place:.0%}, {en}.",
    )


# ---- Like decisions ----
def likes_of(decisions: Iterable[tuple[Decision, Weighing | None]], act: str, field: str, circumstances: Iterable[str]) -> tuple[Like, ...]:
    """Return the decisions on the same act in the same field, each with its place in the range that governed it; those under the same circumstances first."""
    own, found = frozenset(circumstances), []
    for decision, governing in decisions:
        place = place_of(governing, decision.fine) if governing else None
        if (decision.act, decision.field) == (act, field) and place is not None:
            found.append(Like(decision, place, frozenset(decision.circumstances) == own))
    return tuple(sorted(found, key=lambda one: (not one.is_same, one.decision.on, one.decision.number)))


def _by_likes(likes: Sequence[Like], place: Decimal | None) -> Iterator[Text]:
    """Compare a place with like decisions; with few of them, they are shown and nothing is said."""
    same = [one.place for one in likes if one.is_same]
    if place is None or not likes:
        return
    if len(same) < _FEW:
        yield Text(
            f"情形相同的同类决定只有 {len(same)} 件，不足以比较。",
            f"Only {several(len(same), 'like decision')} under the same circumstances: too few to compare.",
        )
        return
    middle, low, high = median(same), min(same), max(same)
    where = Text("在其范围之内", "within them") if low <= place <= high else Text("在其范围之外，须写明理由", "outside of them: give the reasons")
    yield Text(
        f"情形相同的同类决定 {len(same)} 件，位置 {low:.0%}–{high:.0%}，中位 {middle:.0%}；本案 {place:.0%}，{where.zh}。",
        f"{len(same)} like decisions under the same circumstances stand at {low:.0%} to {high:.0%}, the median at {middle:.0%}; "
        f"this one at {place:.0%}, {where.en}.",
    )


def as_data(result: Placed) -> dict[str, object]:
    """Return a result as plain data, for the command line and the API."""
    governing = result.governing
    return {
        "act": result.liability.act.act,
        "on": result.liability.on.isoformat(),
        "ground": governing.provision.ground,
        "least": str(governing.least or 0),
        "most": str(governing.most) if governing.most is not None else None,
        "fine": str(result.fine),
        "place": round(float(result.place), 4) if result.place is not None else None,
        "formula": "(fine - least) / (most - least)",
        "is_lawful": result.is_lawful,
        "circumstances": [{"name": one.name, "effect": one.effect, "ground": one.ground, "verification": one.verification} for one in result.circumstances],
        "findings": [{"zh": text.zh, "en": text.en} for text in result.findings],
        "scales": [{"scale": one.name, "number": one.number, "decides": one.decides, "verification": one.verification} for one in result.scales],
        "likes": [_like_data(one) for one in result.likes],
    }


def _like_data(one: Like) -> dict[str, object]:
    decision = one.decision
    told = {"number": decision.number, "authority": decision.authority, "on": decision.on.isoformat(), "fine": str(decision.fine)}
    return {**told, "place": round(float(one.place), 4), "circumstances": list(decision.circumstances), "is_same": one.is_same}
