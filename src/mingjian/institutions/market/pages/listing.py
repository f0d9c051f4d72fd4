"""The page of one listing as the lake holds it."""

from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from mingjian.core.errors import NotFound
from mingjian.core.language import amount
from mingjian.core.records import kind
from mingjian.core.redaction import masked
from mingjian.institutions.market.queries.known import Known, Subject, known_of
from mingjian.institutions.market.queries.lake import require_authority
from mingjian.office.lists.text import visible
from mingjian.office.people.signin import officer_of

ELSEWHERE = frozenset(("listing_id", "platform", "shop_id", "seen_at", "brand_from"))
LONGEST = 300  # signs of `platform/id`


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the newest record of the listing `of`, `platform/id`, with what is known of its shop's operator. Contacts in its texts are masked."""
    officer, name = officer_of(request), request.GET.get("of", "")[:LONGEST]
    require_authority(officer)
    known = known_of(officer, [Subject("listing", name)]).get(name, Known())
    if not known.record:
        raise NotFound("数据湖中没有这件商品。", "The lake holds no such listing.")
    seen = known.record.get("seen_at")  # an instant of a record means UTC without saying so
    context = {"name": name, "known": known, "rows": _rows(known), "seen_at": seen.replace(tzinfo=UTC) if seen else None}
    reply = render(request, "market/listing.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


def _rows(known: Known) -> list[tuple[str, str, str]]:
    """Return name, meaning and value of each column that is filled and that the page does not say elsewhere."""
    language, filled = get_language() or "zh-hans", list[tuple[str, str, str]]()
    for column in kind("listing").columns:
        value = known.record.get(column.name)
        if value not in (None, "") and column.name not in ELSEWHERE:
            written = visible(amount(value) if isinstance(value, float) else str(value))
            unit = f" ({column.unit})" if column.unit else ""
            unit += f" ({gettext('read from the title')})" if column.name == "brand" and known.record.get("brand_from") else ""
            filled.append((column.name, column.meaning.in_language(language) + unit, masked(written) if column.is_free_text else written))
    return filled
