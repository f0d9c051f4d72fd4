"""One deed under the scales and lists of every region that a node loaded, side by side: the same case, and what each region would make of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.scales import Told
from mingjian.core.procedure.assessment import Deed, assess
from mingjian.core.procedure.local_scales import Local
from mingjian.core.procedure.rulebook import Book


@dataclass(frozen=True, slots=True)
class InRegion:
    """What the scales and lists of one region, and those above it, say of an act: its range by law, and each thing told."""

    region: str
    act: Text
    least: Decimal | None
    most: Decimal | None
    told: tuple[Told, ...]


def compared(deed: Deed, book: Book, local: Local) -> Iterator[InRegion]:
    """Yield what each region says, in the order of their codes. Raises BadInput where nothing is loaded, or the deed cannot be answered."""
    regions = sorted({one.region for one in local.all})
    if not regions:
        raise BadInput(
            "还没有装入裁量基准或者清单，没有可以比较的：mingjian law scales load 文件。",
            "No scale or list is loaded yet, so that there is nothing to compare: mingjian law scales load FILE.",
        )
    for region in regions:
        for one in assess(replace(deed, region=region), book, local).acts:
            if one.refusal:
                raise BadInput(one.refusal.zh, one.refusal.en)
            governing = one.governing
            yield InRegion(region, one.act.title, governing.least if governing else None, governing.most if governing else None, one.discretion)
