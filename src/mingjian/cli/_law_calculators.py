"""The calculators of `mingjian law`: thresholds of crimes, liability, and what a number may be."""

from datetime import date
from decimal import Decimal

import click

from mingjian.cli._law_tables import takes_tables
from mingjian.cli._law_texts import as_json, day_of, show, today
from mingjian.core.law import liability as punishing
from mingjian.core.law.liability import hangs_on
from mingjian.core.law.measures import MEASURES, Figures
from mingjian.core.law.outcomes import Weighed
from mingjian.core.law.provisions import EFFECTS
from mingjian.core.law.statutes import Statutes
from mingjian.core.law.thresholds import Threshold, to_next
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.answers import FIGURES, counts_of, decided_data, identified_data, number_of, punished_when, threshold_data, weighed
from mingjian.core.procedure.values import day_in


def _number(context: click.Context, parameter: click.Parameter, text: str | None) -> Decimal | None:
    return number_of(text)


def _counts(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> dict[str, Decimal]:
    return counts_of(texts)


def _days(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> tuple[date, ...]:
    return tuple(day_in(text) for text in texts)


@click.command()
@click.argument("crime")
@click.option("--acted-on", required=True, callback=day_of, help="Day of the act.")
@click.option("--decided-on", callback=day_of, help="Day of the decision; today if left out.")
@click.option("--count", "counts", multiple=True, callback=_counts, help="Another measure, written measure=number; as often as needed.")
@click.option("--penalised-on", "penalised_on", multiple=True, callback=_days, help="Day of an earlier penalty; as often as needed.")
@click.option("--field", "goods", default="", metavar="FIELD", help="Field of goods, where lines differ by it (tobacco).")
@as_json
def threshold(
    crime: str,
    acted_on: date,
    decided_on: date | None,
    counts: dict[str, Decimal],
    penalised_on: tuple[date, ...],
    goods: str,
    plain: bool,
    **known: Decimal | None,
) -> None:  # fmt: skip
    """Weigh figures against the lines of a CRIME: which tier, under which regime, how near, and what only a person can judge."""
    figures = Figures(**known, counts=counts, penalised_on=penalised_on, field=goods)
    result = weighed(crime, figures, acted_on, decided_on or today())
    if plain:
        show(threshold_data(result))
    else:
        _tell(result)


for name, said in FIGURES.items():
    threshold.params.append(click.Option([f"--{name.replace('_', '-')}"], callback=_number, metavar="N", help=said.en))


def _tell(result: Threshold) -> None:
    """Print what governs, how each regime was weighed, and what is left to judge."""
    _both(f"{result.crime.title.zh}：{_tier(result.governing)[0]}", f"{result.crime.title.en}: {_tier(result.governing)[1]}")
    if result.governing.is_to_judge:
        _both("有标准的数额已经达到，只差人的判断或者原文核对，见下。", "A line is reached in figures; a judgement or a text is wanting, see below.")
    elif result.governing.is_warning:
        _both("已达预警线（基本档标准的八成）或者已达标准。", "At 80 % of the base line, or at the line.")
    _both(result.rule.zh, result.rule.en)
    for one in result.regimes:
        scope = one.regime.scope
        click.echo(f"\n{'▶' if one.is_governing else ' '} {one.regime.regime}{f'（{scope.zh} {scope.en}）' if scope else ''}  [{one.verification}]")
        _both(*(f"  {text}" for text in _tier(one)))
        for tier, outcomes in one.tiers:
            for outcome in outcomes:
                if outcome.share is not None:
                    mark = {True: "✓", False: "✗", None: "?"}[outcome.is_reached]
                    why = f"（{outcome.why.zh} {outcome.why.en}）" if outcome.why else ""
                    share = f"{int(outcome.share * 1000) / 10:.1f}%"  # never rounded up to the line
                    click.echo(f"    {mark} {tier.tier}: {outcome.condition.measure} {outcome.figure} / {outcome.condition.line} = {share}{why}")
        click.echo(f"    {'、'.join(one.regime.ground)}")
    for tier, outcome, wanting in to_next(result.governing)[:3]:
        title = MEASURES[outcome.condition.measure].title
        _both(f"距{tier.title.zh}：{title.zh}还差 {wanting:,}", f"To {tier.title.en}: {wanting:,} of {title.en} are wanting")
    if result.judgement:
        _both("\n以下由人判断：", "For a person to judge:")
    for text in result.judgement:
        _both(f"  {text.zh}", f"  {text.en}")


def _tier(weighed: Weighed) -> tuple[str, str]:
    tier, headline = weighed.tier, weighed.headline
    if tier is None:
        return f"{headline.zh}（{weighed.standing}）", f"{headline.en} ({weighed.standing})"
    return f"{tier.tier} {headline.zh}：{tier.penalty.zh}", f"{tier.tier}, {headline.en}: {tier.penalty.en}"


def _both(zh: str, en: str) -> None:
    click.echo(f"{zh}\n    {en.strip()}")


@click.command()
@click.option("--act", required=True, metavar="ACT", help="What was done: an act of the rulebook, or the duty that was broken.")
@click.option("--field", required=True, metavar="FIELD", help="Field of goods, as in the vocabulary goods_fields; `other` for the rest.")
@click.option("--on", "on", required=True, callback=day_of, help="Day of the act.")
@click.option("--decided-on", callback=day_of, help="Day of the decision; today if left out. The milder law is told first.")
@click.option("--amount", callback=_number, metavar="N", help="Value of the goods, or turnover, in yuan.")
@click.option("--gains", callback=_number, metavar="N", help="Illegal gains, in yuan, for fines that multiply them.")
@click.option("--cost", callback=_number, metavar="N", help="Cost of the advertisement, in yuan.")
@click.option("--income", callback=_number, metavar="N", help="Income from the service, in yuan.")
@click.option("--income-year", callback=_number, metavar="N", help="What a person responsible drew from the unit in the year before, in yuan.")
@click.option("--income-period", callback=_number, metavar="N", help="What that person drew from the unit while the breach went on, in yuan.")
@as_json
def liability(act: str, field: str, on: date, decided_on: date | None, plain: bool, **sums: Decimal | None) -> None:
    """List the provisions that punish an act, with ranges, orders and authority, and the rules that decide between them and between older and newer law."""
    result = punished_when(act, field, on, decided_on or max(today(), on), **sums)
    if plain:
        show(decided_data(field, result))
        return
    statutes = rulebook().statutes
    _both(result.rule.zh, result.rule.en)
    _tell_liability(result.first, statutes)
    if result.other:
        zh, en = ("行为时的规定", "the law of the act") if result.is_later else ("决定时的规定", "the law of the decision")
        _both(f"\n—— {zh}（{result.other.on}），供比较 ——", f"-- {en} ({result.other.on}), to compare --")
        _tell_liability(result.other, statutes)


def _tell_liability(result: punishing.Liability, statutes: Statutes) -> None:
    _both(result.act.title.zh, result.act.title.en)
    _both(result.rule.zh, result.rule.en)
    for one in result.weighings:
        said = statutes.citation(one.provision.ground, result.on)
        click.echo()
        provision = one.provision
        mark = f"  [{provision.authority_verification}]"
        _both(f"{'▶' if one.is_governing else ' '} {said.zh}（{provision.authority.zh}）{mark}", f"{said.en} ({provision.authority.en})")
        for single in one.ranges:
            mark = {True: "✓", False: "✗", None: "?"}[single.holds]
            figures = "" if single.least is single.most is None else f" = {single.least or 0:,}–{'' if single.most is None else f'{single.most:,}'}"
            hangs = hangs_on(provision, single)
            zh, en = (f"（{hangs.zh}）", f" ({hangs.en})") if hangs else ("", "")
            _both(f"  {mark} {single.value.title.zh}：{single.value.amount.zh}{figures}{zh}", f"{single.value.title.en}: {single.value.amount.en}{en}")
        for order in provision.orders:
            _both(f"  + {order.zh}  [{provision.orders_verification}]", order.en)
        for rung in provision.discretion:
            effect = EFFECTS[rung.effect]
            _both(f"  ~ {effect.zh}：{rung.when.zh}  [{rung.verification}]", f"{effect.en}: {rung.when.en}")
    _both("\n以下由人判断：", "For a person to judge:")
    for text in result.judgement:
        _both(f"  {text.zh}", text.en)


@click.command("identify")
@click.argument("value")
@as_json
def identify_(value: str, plain: bool) -> None:
    """Show what a number may be, and whether format and check digit hold."""
    if plain:
        show(identified_data(value))
        return
    from mingjian.core.identifiers import identify  # other questions of law need not wait for it

    answers = identify(value)
    for answer in answers:
        _both(f"{'✓' if answer.valid else '✗'} {answer.kind}  {answer.why.zh}", answer.why.en)
    if not answers:
        _both("不像已知的任何编号。", "It looks like no number that we know.")


COMMANDS = (takes_tables("threshold")(threshold), takes_tables("liability")(liability), identify_)
