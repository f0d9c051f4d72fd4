"""What is known already of a waybill that may be asked about: those that buyers gave, and the newest of the shop's orders."""

from datetime import date, timedelta

from mingjian.institutions.operators.models import Subject
from mingjian.institutions.parcels.queries import waybills_told
from mingjian.institutions.parcels.services.sent import sent_by
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Officer

MOST, BACK = 5, timedelta(days=3 * 365)


def waybills_known(officer: Officer, about: Dossier | None, subject: Subject | None, on: date) -> list[str]:
    """Return the waybills of a matter, those of its buyers first; nothing where the matter names no shop of the records."""
    told = waybills_told(officer, about) if about else []
    found, _ = sent_by(shops_of(about, subject), on - BACK, on, officer, MOST)
    return list(dict.fromkeys([*told, *(one.number for one in found)]))[: 2 * MOST]


def shops_of(about: Dossier | None, subject: Subject | None) -> list[str]:
    """Return the shops (`platform/id`) of a subject file and of a dossier, as it says itself."""
    found = list(subject.links.filter(kind="shop").exclude(stands="dropped").values_list("value", flat=True)) if subject else []
    if about is not None and about.subject_kind == "shop":
        found.append(about.subject)
    for tell in parts("facts") if about is not None else ():
        clue = tell(about).get("clue", {})
        if clue.get("platform") and clue.get("shop_id"):
            found.append(f"{clue['platform']}/{clue['shop_id']}")
        found += clue.get("shops", "").splitlines()  # those of a ring, none of which is the clue's one shop
    return list(dict.fromkeys(found))
