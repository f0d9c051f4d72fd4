"""`mingjian law scales check | load | list | remove`: the scales of discretion and lists of first slight offences of a province or city."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from mingjian.cli._law_calculators import _number
from mingjian.cli._law_texts import as_json, day_of, home, show, today
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.scales import Published, Scale, SlightList
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.assessment import deed_asked, span_in
from mingjian.core.procedure.local_scales import NAME, load_local, local_scales, read_local, remove_local
from mingjian.core.procedure.region_comparison import compared


@click.group("scales")
def scales_() -> None:
    """Load the scales of discretion and lists of first slight offences that hold where this node is. The software itself has none that was read."""


@scales_.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def check(files: tuple[Path, ...]) -> None:
    """Check FILES as docs/howto/load-a-scale.md describes them; name each fault with line and cure, and exit with 1 if there is one."""
    faults = [fault for path in _files(files) for fault in read_local(path)[1]]
    for fault in faults:
        click.echo(f"{fault.file}:{fault.line}: {fault.zh}\n    {fault.en}")
    if faults:
        sys.exit(1)
    click.echo("没有错误。No faults.")


@scales_.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def load(files: tuple[Path, ...]) -> None:
    """Load FILES, or those of a folder; one with a fault is named and not loaded. What was loaded under the same name is replaced."""
    refused = 0
    for path in _files(files):
        try:
            said = what(load_local(home() / NAME, path))
            click.echo(f"✓ {said.zh}\n    {said.en}")
        except BadInput as error:
            refused += 1
            click.echo(f"✗ {error.text.zh}\n    {error.text.en}")
    if refused:
        sys.exit(1)


def _files(places: tuple[Path, ...]) -> list[Path]:
    files = [path for place in places for path in ([place] if place.is_file() else sorted((*place.glob("*.yaml"), *place.glob("*.yml"))))]
    if not files:
        raise BadInput("没有 .yaml 文件。", "There is no .yaml file.")
    return files


def what(one: Published) -> Text:
    """Describe what a scale or list is: title, number, where and when it holds, how much it has, and how far it was checked."""
    until_zh, until_en = (f"，至 {one.until} 前", f", before {one.until}") if one.until else ("", "")
    number_zh, number_en = "", ""
    if isinstance(one, Scale):
        rungs = sum(map(len, one.rungs.values()))
        number_zh, number_en = (
            f"{len(one.rungs)} 种行为 {rungs} 档，{len(one.bands)} 个幅度区间",
            f"{len(one.rungs)} acts, {rungs} rungs, {len(one.bands)} bands",
        )
    elif isinstance(one, SlightList):
        number_zh, number_en = f"{len(one.items)} 项", f"{len(one.items)} items"
    return Text(
        f"{one.cited.zh}{until_zh}，区划 {one.region or '全国'}：{number_zh}  [{one.verification}]  {one.name}",
        f"{one.cited.en}{until_en}, division {one.region or 'all'}: {number_en}  [{one.verification}]  {one.name}",
    )


@scales_.command("list")
@as_json
def list_(plain: bool) -> None:
    """List what is loaded on this node, and what of it can no longer be used since the rulebook changed."""
    local = local_scales(home() / NAME)
    if plain:
        show([_data(one) for one in local.all])
        return
    for one in local.all:
        click.echo(f"{what(one).zh}\n    {what(one).en}")
    for fault in local.faults:
        click.echo(f"✗ {fault.file}:{fault.line}：{fault.zh}\n    {fault.en}")
    if not local.all and not local.faults:
        click.echo("还没有装入裁量基准或者清单：mingjian law scales load 文件。No scale or list is loaded yet: mingjian law scales load FILE.")


def _data(one: Published) -> dict[str, object]:
    day = one.until.isoformat() if one.until else None
    told = {"name": one.name, "title": one.title.zh, "number": one.number, "region": one.region, "in_force": one.in_force.isoformat(), "until": day}
    return {**told, "verification": one.verification, "source": one.source}


@scales_.command()
@click.option("--act", "acts", multiple=True, required=True, help="What was done: an act, or usual words; as often as needed.")
@click.option("--field", required=True, help="Field of goods, as in the vocabulary goods_fields; `other` for the rest.")
@click.option("--on", "on", required=True, metavar="DAY", help="Day of the act.")
@click.option("--decided-on", callback=day_of, help="Day of the decision; today if left out.")
@click.option("--amount", callback=_number, metavar="N", help="Value of the goods, or turnover, in yuan.")
@click.option("--circumstance", "circumstances", multiple=True, help="A circumstance of discretion/circumstances.yaml; as often as needed.")
@as_json
def compare(acts: tuple[str, ...], field: str, on: str, decided_on: date | None, amount: Decimal | None, circumstances: tuple[str, ...], plain: bool) -> None:
    """Show what each region that is loaded makes of the same deed."""
    since, until = span_in(on)
    asked = {"acts": acts, "field": field, "on": since, "until": until, "decided_on": decided_on, "amount": amount, "circumstances": circumstances}
    rows = list(compared(deed_asked(asked, today()), book(), local_scales(home() / NAME)))
    if plain:
        show([{"region": one.region, "act": one.act.zh, "told": [told.said.zh for told in one.told]} for one in rows])
        return
    for one in rows:
        place = one.region or "全国 everywhere"
        law = f"{one.least or 0:,}–{one.most:,} 元" if one.most is not None else "—"
        click.echo(f"【{place}】 {one.act.zh}：法定 {law}\n    {one.act.en}")
        for told in one.told:
            click.echo(f"  {told.said.zh}\n      {told.said.en}")
        if not one.told:
            click.echo("  没有规定。Nothing is said of it.")


#: What a file begins with; its figures are none of any text, so that it is UNVERIFIED, is shown when loaded, and decides nothing.
EXAMPLES = {
    "scale": """# 照当地公布的原文填写后再装入。没有一份省、市裁量基准的原文可供核对，本例的数字不是任何文本的，故标 UNVERIFIED，只显示，不作判断依据。
# Fill in from the text that your province or city published. No figure here is of any text: it is UNVERIFIED and decides nothing.
kind: scale
title: {zh: 某省市场监管行政处罚裁量基准（样例，未对照原文）, en: "Scale of some province (example, of no text)"}
number: ''
in_force: 2025-01-01
region: '33'
source: 填写公布处的网址或者文件 · where it was published
verification: UNVERIFIED
bands:
  lighter: {label: {zh: 从轻, en: lighter}, from: 0, to: 30}
  ordinary: {label: {zh: 一般, en: ordinary}, from: 30, to: 70}
  heavier: {label: {zh: 从重, en: heavier}, from: 70, to: 100}
rungs:
  expired_goods:
    list:
      - {when: {zh: 货值不足一千元, en: value below 1000}, measure: amount, below: 1000, grade: lighter, share: {from: 0, to: 30}, fields: [food]}
""",
    "first_slight": """# 照当地公布的清单填写后再装入；法律本身的依据是《行政处罚法》第三十三条第一款。本例不是任何文本的，故标 UNVERIFIED，不作判断依据。
# Fill in from the list that your province or city published; the law is article 33 of the Penalty Law. Of no text: it decides nothing.
kind: first_slight
title: {zh: 某市首违轻微不罚清单（样例，未对照原文）, en: "List of some city (example, of no text)"}
number: ''
in_force: 2025-01-01
region: '3301'
source: 填写公布处的网址或者文件 · where it was published
verification: UNVERIFIED
items:
  - {act: undisplayed_identity, conditions: {zh: 初次违法、及时改正且危害后果轻微, en: "first, mended in time, slight harm"}, effect: may_be_none}
""",
}


@scales_.command()
@click.argument("kind", type=click.Choice(list(EXAMPLES)))
def example(kind: str) -> None:
    """Print a file to begin from: its form is right, its figures are of no text, and it is UNVERIFIED until your lawyers fill it in."""
    click.echo(EXAMPLES[kind], nl=False)


@scales_.command()
@click.argument("name")
def remove(name: str) -> None:
    """Take the scale or list of this NAME away from this node."""
    remove_local(home() / NAME, name)
    click.echo(f"已移除 {name}。{name} is taken away.")
