"""The part of a kit's page that tells what the lake holds of the purchase, and confirming a record of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import StepRefused
from mingjian.core.redaction import masked
from mingjian.institutions.evidence.acts import confirm_record
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.queries import kit_visible_to, reading_of
from mingjian.institutions.market.queries.known import Subject, known_of
from mingjian.institutions.market.queries.purchases import MOST_SHOWN, Found, looked_up
from mingjian.office.lists.parts import page_or_part
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.people.signin import officer_of


@require_safe
def purchase(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the orders and parcels with a number of the kit; asked for after the page, since it reads the lake."""
    officer = officer_of(request)
    kit = kit_visible_to(officer, pk)
    looked = looked_up(officer, kit)
    is_whole = reading_of(officer, kit, now()) is not None
    context = {
        "kit": kit,
        "looked": looked,
        "rows": _rows(officer, kit, looked.found[:MOST_SHOWN], is_whole=is_whole),
        "left_out": max(len(looked.found) - MOST_SHOWN, 0),
        "may_confirm": may(officer, "evidence.confirm_records"),
        "is_whole": is_whole,
    }
    return page_or_part(request, "market/purchase_page.html", "market/purchase.html", context)


def _rows(officer: Officer, kit: Kit, found: list[Found], *, is_whole: bool) -> list[dict[str, Any]]:
    """Describe each record; who bought, and numbers that only the story tells, stay masked until the kit is revealed."""
    listings = {one.key: f"{one.row.get('platform') or ''}/{one.row['listing_id']}" for one in found if one.row.get("listing_id")}
    known = known_of(officer, [Subject("listing", name) for name in sorted(set(listings.values()))])
    told = []
    for one in found:
        listing, buyer = listings.get(one.key, ""), visible(str(one.row.get("buyer_id") or ""))
        record = known[listing].record if listing in known else {}
        is_typed = is_whole or one.number in (kit.order_number, kit.waybill)
        texts = {name: visible(str(one.row.get(name) or "")) for name in ("platform", "shop_id", "courier", "outlet", "goods", "waybill")}
        texts["goods"] = masked(texts["goods"])
        texts["waybill"] = texts["waybill"] if is_whole or texts["waybill"] == kit.waybill else masked(texts["waybill"])
        shown = {"number": visible(one.number if is_typed else masked(one.number)), "buyer": buyer if is_whole else _hidden(buyer), **texts}
        told.append({"found": one, **shown, "listing": listing, "title": masked(visible(str(record.get("title") or ""))), "is_held": bool(record)})
    return told


def _hidden(name: str) -> str:
    """Hide an account but for its first sign: whoever has the talk before them knows it by that."""
    return f"{name[:1]}***" if name else ""


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm one of the records that were found, as the lake holds it now."""
    officer, key = officer_of(request), request.POST.get("record", "")[:40]
    kit = kit_visible_to(officer, pk)
    chosen = next((one for one in looked_up(officer, kit).found if one.key == key), None)
    if chosen is None:
        raise StepRefused("该记录已确认，或已不在数据湖中；请刷新。", "This record is confirmed already, or no longer in the lake: reload the page.")
    confirm_record(kit, record=chosen.recorded(), by=officer, at=now())
    messages.success(request, gettext("Confirmed. What the kit left empty was filled from the record."))
    return redirect("evidence:kit", pk)
