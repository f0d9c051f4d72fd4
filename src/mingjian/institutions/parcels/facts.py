"""What parcels tell of an inquiry, so that the courier need not type what it attested already."""

from typing import Any

from mingjian.core.extraction.divisions import place_said
from mingjian.institutions.parcels.models import WaybillInquiry
from mingjian.institutions.parcels.queries import attested, of_the_same_sender
from mingjian.office.models import Dossier


def told_of(dossier: Dossier) -> dict[str, Any]:
    """Return what the courier that holds the inquiry attested of its parcel; nothing where it attested none."""
    inquiry = WaybillInquiry.objects.filter(dossier=dossier).first()
    found = attested(dossier.department, inquiry.waybill) if inquiry else None
    if found is None:
        return {}
    told = {"parcel_outlet": found.outlet, "parcel_day": found.sent_on.isoformat(), "parcel_region": place_said(found.region) or found.region}
    return {**told, "parcel_count": of_the_same_sender(found)}
