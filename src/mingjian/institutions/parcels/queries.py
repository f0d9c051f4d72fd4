"""Questions about attestations and inquiries, each starting from what the officer may see."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.evidence.queries import kits_visible_to
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.parcels.models import OPEN, Answer, Attestation, Batch, Posting, WaybillInquiry
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import is_of_authority, may, may_see

MOST_KNOWN = 10


def inquiries_visible_to(officer: Officer) -> QuerySet[WaybillInquiry]:
    """Return the inquiries whose dossiers the officer may see: to a courier those that ask it."""
    return WaybillInquiry.objects.filter(may_see(officer, "dossier")).select_related("dossier__department", "subject")


def inquiry_of(dossier: Dossier) -> WaybillInquiry:
    """Return the inquiry of a dossier that the officer may see. Raises NotFound."""
    found = WaybillInquiry.objects.select_related("subject", "about", "dossier").filter(dossier=dossier).first()
    if found is None:
        raise NotFound(f"没有运单查询 {dossier.number}。", f"There is no inquiry {dossier.number}.")
    return found


def inquiry_beside(dossier: Dossier) -> WaybillInquiry | None:
    """Return the inquiry beside a dossier, with the subject that it is about; None for one of before there were any."""
    return WaybillInquiry.objects.select_related("subject").filter(dossier=dossier).first()


def inquiries_on(officer: Officer, about: Dossier | Subject) -> QuerySet[WaybillInquiry]:
    """Return the inquiries of a clue, case or subject, with their answers."""
    which = Q(about=about) if isinstance(about, Dossier) else Q(subject=about)
    return inquiries_visible_to(officer).filter(which).prefetch_related("answers")


def inquiries_to_answer(officer: Officer) -> QuerySet[WaybillInquiry]:
    """Return the inquiries that the officer's courier has yet to answer, the oldest first."""
    return inquiries_visible_to(officer).filter(dossier__department=officer.department_id, dossier__state_text="asked").order_by("dossier__moved_at")


def batches_visible_to(officer: Officer) -> QuerySet[Batch]:
    """Return the batches of the officer's own courier; to an authority those of the couriers with parcels taken in in its region. By role besides."""
    own = officer.department
    if own is None or not may(officer, "parcels.see"):
        return Batch.objects.none()
    found = Batch.objects.select_related("department")
    if own.is_authority:
        return found.filter(pk__in=Attestation.objects.filter(region__startswith=own.region_prefix).values("batch"))
    return found.filter(department=own) if own.kind == Department.Kind.COURIER else found.none()


def batch_numbered(officer: Officer, number: str) -> Batch:
    """Return one batch by its number. Raises NotFound."""
    found = batches_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有收寄证明 {number}。", f"There are no attestations {number}.")
    return found


def outlets_of(batch: Batch) -> list[dict[str, Any]]:
    """Return the outlets of a batch: parcels, and of those not exempt how many were checked."""
    owed = ~Q(sender_kind__in=["letter", "agreement"])
    counted = {"parcels": Count("pk"), "owed": Count("pk", filter=owed), "checked": Count("pk", filter=owed & Q(is_checked=True))}
    found: Any = batch.attestations.values("outlet", "region").annotate(**counted).order_by("outlet")
    return list(found)


def attestations_visible_to(officer: Officer) -> QuerySet[Attestation]:
    """Return what couriers attest in the region of the officer's authority; to a courier its own."""
    return Attestation.objects.filter(_outlets_of(officer))


def postings_visible_to(officer: Officer) -> QuerySet[Posting]:
    """Return the test postings that stand, at outlets in the region of the officer's authority; to a courier those at its own, once they are noted."""
    return Posting.objects.select_related("courier", "department", "by").filter(_outlets_of(officer), standing=OPEN)


def _outlets_of(officer: Officer) -> Q:
    own = officer.department
    if own is None or not may(officer, "parcels.see"):
        return Q(pk__in=[])
    if own.is_authority:
        return Q(region__startswith=own.region_prefix)
    return Q(courier=own) if own.kind == Department.Kind.COURIER else Q(pk__in=[])


def posting_numbered(officer: Officer, number: str) -> Posting:
    """Return one test posting by its number. Raises NotFound."""
    found = postings_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有测试交寄 {number[:40]}。", f"There is no test posting {number[:40]}.")
    return found


def attested(courier: Department, waybill: str) -> Attestation | None:
    """Return what a courier attested of a parcel."""
    return Attestation.objects.filter(courier=courier, waybill=waybill).first()


def of_the_same_sender(one: Attestation) -> int | None:
    """Count the parcels of the same sender and day at the same courier, by the hash of the document, else of the telephone; none where neither is known."""
    same = Attestation.objects.filter(courier=one.courier_id, sent_on=one.sent_on)
    if one.identity:
        return same.filter(identity=one.identity).count()
    return same.filter(phone=one.phone).count() if one.phone else None


def waybills_told(officer: Officer, dossier: Dossier) -> list[str]:
    """Return the waybills that buyers gave with the kits of a dossier, each in the field of its own."""
    if not is_of_authority(officer):
        return []
    told = kits_visible_to(officer).filter(taken_up_as=dossier.number).exclude(waybill="").values_list("waybill", flat=True)
    return list(dict.fromkeys(told))[:MOST_KNOWN]


def answers_of(inquiry: WaybillInquiry) -> QuerySet[Answer]:
    """Return what was answered, the oldest first."""
    return inquiry.answers.select_related("by__department")
