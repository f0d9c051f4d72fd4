"""The scales of discretion and lists of first slight offences that this node loaded, with what they say, where and when they hold, and who checked them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingjian.core.errors import MingjianError
from mingjian.core.law.scales import GRADES, MEASURED, WAIVERS, Published, Rung, Scale, Slight, SlightList, Span
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.assessment import deed_asked
from mingjian.core.procedure.local_scales import Local
from mingjian.core.procedure.region_comparison import compared
from mingjian.core.procedure.values import day_in, number_in
from mingjian.office.language import said
from mingjian.office.law_texts import scales as loaded
from mingjian.office.lists.text import visible

Row = tuple[str, str, str, str]


@require_safe
def scales(request: HttpRequest) -> HttpResponse:
    """List every scale and list, each with its rows: act, when, what follows, where it stands."""
    local = loaded()
    return render(request, "law/scales.html", {"rows": [(one, _rows(one)) for one in local.all], "faults": local.faults, **_compared(request, local)})


def _compared(request: HttpRequest, local: Local) -> dict[str, Any]:
    """Return what each region makes of the deed that the address asks about; why not, where it cannot be answered."""
    given = {name: request.GET.get(name, "").strip()[:100] for name in ("act", "field", "on", "amount")}
    fields = [(key, said(text)) for key, text in rulebook().vocabularies["goods_fields"].items()]
    if not given["act"]:
        return {"given": given, "fields": fields}
    try:
        asked = {"acts": [given["act"]], "field": given["field"] or "other", "on": day_in(given["on"] or localdate().isoformat())}
        deed = deed_asked(asked | {"amount": number_in(given["amount"]) if given["amount"] else None}, localdate())
        return {"given": given, "fields": fields, "compared": [(one, [told.said for told in one.told]) for one in compared(deed, book(), local)]}
    except MingjianError as refused:
        return {"given": given, "fields": fields, "refused": said(refused.text)}


def _rows(one: Published) -> list[Row]:
    if isinstance(one, Scale):
        bands = [("", said(band.label), f"{band.least}–{band.most} %", "") for band in one.bands.values()]
        return bands + [_rung_row(act, rung) for act, rungs in one.rungs.items() for rung in rungs]
    return [_item_row(item) for item in one.items] if isinstance(one, SlightList) else []


def _rung_row(act: str, rung: Rung) -> Row:
    unit = {"yuan": "元", "share": "%", "times": f"× {said(MEASURED[rung.of])}" if rung.of else "×"}[rung.unit]
    return said(liabilities().act(act).title), _when(said(rung.when), rung.span), f"{said(GRADES[rung.grade])} {rung.least:,}–{rung.most:,} {unit}", rung.clause


def _item_row(item: Slight) -> Row:
    return said(liabilities().act(item.act).title), _when(said(item.conditions), item.span), said(WAIVERS[item.effect]), item.clause


def _when(words: str, span: Span) -> str:
    if not span.measure:
        return visible(words)
    bounds = f"{'' if span.least is None else f'≥ {span.least:,}'}{'' if span.below is None else f' < {span.below:,}'}".strip()
    return visible(f"{words} ({said(MEASURED[span.measure])} {bounds})")
