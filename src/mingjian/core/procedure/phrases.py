"""What the rulebook answers, in one line: an act with its ranges as far as the figures decide, and what others than whoever committed it are fined."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from mingjian.core.language import Text
from mingjian.core.law.citations import cite
from mingjian.core.law.liability import Liability, Range, Weighing
from mingjian.core.law.milder import Decided
from mingjian.core.law.provisions import BASES, FEN
from mingjian.core.law.statutes import LawValue, Statutes


def decided_said(result: Decided, statutes: Statutes, *, has_persons: bool = True) -> Text:
    """Return in one line what an act is liable to if it is decided on another day: the law told first, and where the law changed, why and the other one."""
    said = liability_said(result.first, statutes, has_persons=has_persons)
    if result.other is None and result.is_sure:
        return said
    said = Text(f"{said.zh}{result.rule.zh}", f"{said.en} {result.rule.en}")
    if result.other is None:
        return said
    other = liability_said(result.other, statutes, has_persons=has_persons)
    zh, en = ("行为时的规定", "The law of the act") if result.is_later else ("决定时的规定", "The law of the decision")
    return Text(f"{said.zh}{zh}：{other.zh}", f"{said.en} {en}: {other.en}")


def compared(found: Liability) -> Sequence[Weighing]:
    """Return the provisions that are weighed: the one that governs, or all that do not step back."""
    own = [one for one in found.weighings if not one.provision.whom]
    standing = [one for one in own if not one.displaced_by and not one.provision.subsidiary] or own
    return [one for one in standing if one.is_governing] or standing


def liability_said(found: Liability, statutes: Statutes, *, has_persons: bool = True) -> Text:
    """Return in one line what an act is liable to: each provision that is weighed, with its ranges as far as the figures decide."""
    parts = [_provision_said(one, found.on, statutes) for one in compared(found)]
    zh, en = "；".join(part.zh for part in parts), "; ".join(part.en for part in parts)
    persons = persons_said(found, statutes) if has_persons else []
    zh, en = f"{zh}。{''.join(f'另，{text.zh}。' for text in persons)}", f"{en}. {''.join(f'Besides, {text.en}. ' for text in persons)}"
    return Text(f"{zh}{found.rule.zh}", f"{en}{found.rule.en}")


def persons_said(found: Liability, statutes: Statutes) -> list[Text]:
    """Return what others than whoever committed the breach are fined, such as the persons responsible in a unit: whom, by which article, how much and when."""
    told = []
    for one in (one for one in found.weighings if not one.displaced_by):
        law = cite(one.provision.ground, found.on, statutes)
        held = [single for single in one.ranges if single.holds is not False]
        for whom in dict.fromkeys(whom for single in held if (whom := single.fine.whom or one.provision.whom)):
            said = [range_said(single) for single in held if (single.fine.whom or one.provision.whom) == whom]
            zh, en = "，或者 ".join(text.zh for text in said), ", or ".join(text.en for text in said)
            told.append(Text(f"对{whom.zh}：{law.zh}：{zh}", f"for {whom.en}: {law.en}: {en}"))
    return told


def _provision_said(one: Weighing, on: date, statutes: Statutes) -> Text:
    law = cite(one.provision.ground, on, statutes)
    ranges = [range_said(single) for single in one.ranges if single.holds is not False and not (single.fine.is_floor or single.fine.whom)]
    return Text(f"{law.zh}：{'，或者 '.join(text.zh for text in ranges)}", f"{law.en}: {', or '.join(text.en for text in ranges)}")


def range_said(single: Range) -> Text:
    value, fine = single.value, single.fine
    is_counted = single.least is not None or single.most is not None
    base = BASES.get(fine.of)
    said = Text(f"{_span(single)} 元", f"{_span(single)} yuan") if is_counted else _multiplied(value, base)
    notes = [fine.when] if fine.when else []
    if single.holds is None:
        notes += [_bound_said(base, bound, is_from) for bound, is_from in ((fine.below, False), (fine.least, True)) if bound is not None]
    if fine.counts_at_least is not None and single.least is None:
        notes.append(Text(f"货值不足 {fine.counts_at_least:,} 元的按此数计", f"a value below {fine.counts_at_least:,} yuan counts as that"))
    zh, en = "，".join(text.zh for text in notes), ", ".join(text.en for text in notes)
    return Text(f"{said.zh}（{zh}）", f"{said.en} ({en})") if notes else said


def _of(base: Text | None, zh: str, en: str) -> Text:
    return Text(f"{base.zh}{zh}", f"{base.en} {en}") if base else Text(zh.strip(), en)


def _bound_said(base: Text | None, bound: Decimal, is_from: bool) -> Text:
    """Return where a band begins or ends: at a sum, beyond it (a fen more), or with anything at all."""
    of, whole = base or Text("金额", "amount"), bound - FEN
    if not whole:
        return Text(f"有{of.zh}", f"with {of.en}") if is_from else Text(f"没有{of.zh}", f"without {of.en}")
    if whole == whole.to_integral_value():
        return _of(base, f"超过 {whole:,.0f} 元", f"above {whole:,.0f} yuan") if is_from else _of(base, f" {whole:,.0f} 元以下", f"up to {whole:,.0f} yuan")
    return _of(base, f" {bound:,} 元以上", f"from {bound:,} yuan") if is_from else _of(base, f"不足 {bound:,} 元", f"below {bound:,} yuan")


def _multiplied(value: LawValue, base: Text | None) -> Text:
    """Return what a figure multiplies: `1–3 times the value of the goods`; a sum in yuan multiplies nothing."""
    if value.unit not in ("times", "percent") or base is None:
        return value.amount
    of = "" if value.unit == "times" else "of "
    return Text(f"{base.zh}的 {value.amount.zh}", f"{value.amount.en} {of}the {base.en}")


def _span(single: Range) -> str:
    least, most = (figure_written(figure, ",") for figure in (single.least, single.most))
    return f"{least or '0'}–{most}" if most else f"{least}+"


def figure_written(figure: Decimal | None, group: str = "") -> str:
    return "" if figure is None else f"{figure.normalize():{group}f}"
