"""`mingjian law several | limitation | set-off`: several acts, the time within which they may be punished, fines that count towards a criminal fine."""

from datetime import date
from decimal import Decimal

import click

from mingjian.cli._law_texts import as_json, day_of, show, today
from mingjian.core.errors import BadInput
from mingjian.core.law.course import Deed, Limit, Punished, limit_of_penalty, limit_of_prosecution, set_off, several
from mingjian.core.procedure import crimes, liabilities, rulebook
from mingjian.core.procedure.answers import both
from mingjian.core.procedure.phrases import liability_said
from mingjian.core.procedure.values import day_in, number_in


@click.command("several")
@click.argument("deeds", nargs=-1, required=True)
@click.option("--decided-on", callback=day_of, help="Day of the decision; today if left out. The milder law applies.")
@as_json
def several_(deeds: tuple[str, ...], decided_on: date | None, plain: bool) -> None:
    """Show what several acts are liable to, each written ACT,FIELD,DAY[..DAY][,AMOUNT[,GAINS]]; one that goes on over a change of law is shown under both."""
    asked = [_deed(text) for text in deeds]
    found, most = several(asked, rulebook().statutes, decided_on or max(today(), *(deed.until for deed in asked)))
    if plain:
        show({"acts": [_data(one) for one in found], "most": None if most is None else float(most)})
        return
    for one in found:
        for text in _said(one):
            click.echo(f"{text['zh']}\n    {text['en']}")
    zh, en = ("不能合计", "cannot be said") if most is None else (f"{most:,} 元", f"{most:,} yuan")
    click.echo(f"合计最高（情节严重等由人判断的幅度不计）：{zh}\n    Most together (without ranges that a person must judge, such as serious ones): {en}")


def _deed(text: str) -> Deed:
    parts = [part.strip() for part in text.split(",")]
    if not 3 <= len(parts) <= 5:
        raise BadInput(f"“{text[:80]}”须写作 行为,领域,日期[,金额[,违法所得]]。", f"{text[:80]!r} must be written ACT,FIELD,DAY[,AMOUNT[,GAINS]].")
    first, _, last = parts[2].partition("..")
    if parts[1] not in rulebook().vocabularies["goods_fields"]:
        raise BadInput(f"没有商品领域“{parts[1][:80]}”。", f"There is no field {parts[1][:80]!r}.")
    sums = [number_in(part) if part else None for part in parts[3:]]
    return Deed(liabilities().act(parts[0]), parts[1], day_in(first), day_in(last or first), *sums)


def _data(one: Punished) -> dict[str, object]:
    return {"act": one.deed.act.act, "most": None if one.most is None else float(one.most), "said": _said(one)}


def _said(one: Punished) -> list[dict[str, str]]:
    texts = [liability_said(found, rulebook().statutes) for found in (one.first, one.last) if found]
    told = [*texts[: 1 if one.judgement is None else 2], one.changed, one.judgement, one.refusal]
    return [said for text in told if (said := both(text))]


@click.command("limitation")
@click.option("--ended", required=True, callback=day_of, help="Day on which the act, or a continuing one, ended.")
@click.option("--found", required=True, callback=day_of, help="Day on which it was found, or the criminal case filed.")
@click.option("--harm", is_flag=True, help="Life, health or financial safety was concerned, and harm was done.")
@click.option("--crime", help="A crime instead of a penalty: its id, with --regime and --tier.")
@click.option("--regime", help="The regime of the crime.")
@click.option("--tier", help="The tier of the crime.")
@as_json
def limitation(ended: date, found: date, harm: bool, crime: str | None, regime: str | None, tier: str | None, plain: bool) -> None:
    """Show until when an act may be penalised, or a crime prosecuted, and whether that time had run out."""
    statutes = rulebook().statutes
    limit = _prosecution(crime, regime, tier, ended, found) if crime else limit_of_penalty(ended, found, statutes, has_harm=harm)
    said = statutes.citation(limit.value.ground, limit.value.in_force)
    if plain:
        later = {"last": limit.later.last.isoformat(), "ref": limit.later.value.ref} if limit.later else None
        told = {"last": limit.last.isoformat(), "run_out": limit.has_run_out, "ref": limit.value.ref, "verification": limit.value.verification}
        show({**told, "later": later, "doubt": both(limit.doubt)})
        return
    zh, en = _RUN_OUT[limit.has_run_out]
    click.echo(f"{said.zh}：{limit.value.amount.zh}，至 {limit.last}；{zh}  [{limit.value.verification}]")
    click.echo(f"    {said.en}: {limit.value.amount.en}, to {limit.last}; {en}")
    if limit.later:
        other = statutes.citation(limit.later.value.ground, limit.later.value.in_force)
        click.echo(f"或者 {other.zh}：{limit.later.value.amount.zh}，至 {limit.later.last}")
        click.echo(f"    or {other.en}: {limit.later.value.amount.en}, to {limit.later.last}")
    if limit.doubt:
        click.echo(f"{limit.doubt.zh}\n    {limit.doubt.en}")


_RUN_OUT = {
    True: ("已过", "it has run out"),
    False: ("未过", "it has not run out"),
    None: ("是否已过须由人判断", "whether it has run out is for a person to judge"),
}


def _prosecution(crime: str, regime: str | None, tier: str | None, ended: date, filed: date) -> Limit:
    known = {(one.regime, of.tier): of for one in crimes().crime(crime).regimes for of in one.tiers}
    if (regime or "", tier or "") not in known:
        names = ", ".join(f"{one} {of}" for one, of in known)
        raise BadInput(f"请写明 --regime 与 --tier；现有：{names}。", f"Give --regime and --tier; there are: {names}.")
    return limit_of_prosecution(known[regime or "", tier or ""], ended, filed, rulebook().statutes)


@click.command("set-off")
@click.option("--criminal", required=True, help="The criminal fine, in yuan.")
@click.option("--paid", help="The administrative fine given for the same act, in yuan; left out where none was given.")
@as_json
def set_off_(criminal: str, paid: str | None, plain: bool) -> None:
    """Count an administrative fine towards the criminal fine for the same act."""
    result = set_off(number_in(criminal), number_in(paid) if paid else None)
    if plain:
        show({"counted": float(result.counted), "left": float(result.left), "said": both(result.said), "ground": "apl/35"})
        return
    click.echo(f"{result.said.zh}：折抵 {_yuan(result.counted)} 元，余 {_yuan(result.left)} 元（行政处罚法第三十五条）")
    click.echo(f"    {result.said.en}: {_yuan(result.counted)} yuan count, {_yuan(result.left)} are left (Administrative Penalty Law 35)")


def _yuan(sum_: Decimal) -> str:
    return f"{sum_:,}"


COMMANDS = (several_, limitation, set_off_)
