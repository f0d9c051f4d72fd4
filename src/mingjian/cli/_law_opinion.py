"""`mingjian law opinion`: where each point of the Opinion of 2015 leads, as docs/reference/opinion.md has it."""

from collections.abc import Iterable, Iterator

import click

from mingjian.core.law.reader import Faults
from mingjian.core.procedure import packaged
from mingjian.core.procedure.opinion import FILE, Point, read_opinion


@click.command("opinion")
def opinion_() -> None:
    """Show for each point of the Opinion of 2015 which duties, procedures and articles it leads to, or that no rule exists."""
    click.echo(page(read_opinion(packaged() / FILE, Faults())), nl=False)


def page(points: Iterable[Point]) -> str:
    """Write the page."""
    rows = list(points)
    led = sum(bool(point.duties or point.procedures or point.articles) for point in rows)
    head = f"""# The Opinion of 2015, point by point

Made by `mingjian law opinion`; a test keeps it up to date. The Opinion (国办发〔2015〕77号) is policy: it creates no fine and no deadline. {led} of {len(rows)}
points lead to a duty, a procedure or an article; where no rule covers a point, that is said.

| point | it asks for | 所求 | leads to | no rule |
|---|---|---|---|---|
"""
    return head + "".join(f"| {point.number} | {point.what.en} | {point.what.zh} | {', '.join(_leads(point)) or '–'} | {_none(point)} |\n" for point in rows)


def _leads(point: Point) -> Iterator[str]:
    yield from (f"`{name}`" for name in point.duties)
    yield from (f"procedure `{name}`" for name in point.procedures)
    yield from (f"article `{ground}`" for ground in point.articles)


def _none(point: Point) -> str:
    return point.none.en if point.none else ""
