"""`mingjian law fields`: liability over all fields of goods, as docs/reference/liability.md has it."""

from itertools import groupby

import click

from mingjian.core.procedure.answers import book
from mingjian.core.procedure.fields import ACTS, DAYS, Cell, cells
from mingjian.core.procedure.rulebook import Book


@click.command("fields")
@click.option("--chinese", is_flag=True, help="Print the page in Chinese, as docs/reference/liability-zh.md has it.")
def fields_(chinese: bool) -> None:
    """Show for every field of goods what expired, unlicensed, fake and substandard goods are liable to on four days, or why that cannot be said."""
    click.echo(page_in_chinese(book()) if chinese else page(book()), nl=False)


def page(of: Book) -> str:
    """Write the page."""
    found = list(cells(of))
    answered = sum(cell.said is not None for cell in found)
    titles = of.rulebook.vocabularies["goods_fields"]
    parts = [
        "# Liability over the fields of goods",
        "",
        "Made by `mingjian law fields`; a test keeps it up to date. Each cell is a figure with its article, or a refusal with its reason: where the law of a",
        f"field is not in the rulebook, no general law stands for it. {answered} of {len(found)} cells have a figure; the others say what is missing.",
    ]
    for act in ACTS:
        title = of.liabilities.act(act).title
        parts += [
            "",
            f"## {title.en[0].upper()}{title.en[1:]} ({title.zh})",
            "",
            f"| field | {' | '.join(str(day) for day in DAYS)} |",
            f"|---|{'---|' * len(DAYS)}",
        ]
        for field, row in groupby((cell for cell in found if cell.act == act), key=lambda cell: cell.field):
            parts.append(f"| {titles[field].en} ({titles[field].zh}) | {' | '.join(_said(cell) for cell in row)} |")
    return "\n".join([*parts, ""])


def _said(cell: Cell) -> str:
    if cell.said is not None:
        return cell.said.en.removesuffix(f". {cell.rule.en if cell.rule else ''}").replace("|", "/")
    refusal = cell.refusal.en if cell.refusal else ""
    return f"*refused*: {refusal.partition('Missing: ')[2] or refusal}".replace("|", "/")


def page_in_chinese(of: Book) -> str:
    """Write the page in Chinese."""
    found = list(cells(of))
    answered = sum(cell.said is not None for cell in found)
    titles = of.rulebook.vocabularies["goods_fields"]
    parts = [
        "# 各类商品的法律责任",
        "",
        "由 `mingjian law fields --chinese` 生成，测试保持其与法规库一致。每格是数额及其条款，或者说明为什么答不出：",
        "某类商品的专门法不在法规库中的，不以一般法代替。",
        f"共 {len(found)} 格，{answered} 格有数额，其余写明缺什么。",
    ]
    for act in ACTS:
        parts += ["", f"## {of.liabilities.act(act).title.zh}", "", f"| 商品 | {' | '.join(str(day) for day in DAYS)} |", f"|---|{'---|' * len(DAYS)}"]
        for field, row in groupby((cell for cell in found if cell.act == act), key=lambda cell: cell.field):
            parts.append(f"| {titles[field].zh} | {' | '.join(_said_in_chinese(cell) for cell in row)} |")
    return "\n".join([*parts, ""])


def _said_in_chinese(cell: Cell) -> str:
    if cell.said is not None:
        return cell.said.zh.removesuffix(f"。{cell.rule.zh if cell.rule else ''}").replace("|", "／")
    refusal = cell.refusal.zh if cell.refusal else ""
    return f"*不答*：{refusal}".replace("|", "／")
