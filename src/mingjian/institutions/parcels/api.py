"""Parcels through the API: a courier brings attestations, an officer asks about a waybill. Steps of an inquiry are those of its dossier."""

from datetime import date

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import ModelSchema, Router, Schema, Status
from pydantic import ConfigDict, Field

from mingjian.institutions.operators.queries import subject_numbered
from mingjian.institutions.parcels.models import Batch, WaybillInquiry
from mingjian.institutions.parcels.opening import Letter, ask
from mingjian.institutions.parcels.queries import batch_numbered
from mingjian.institutions.parcels.work.attestations import bring_rows
from mingjian.office.api.keys import Key
from mingjian.office.people.permissions import dossier_visible_to
from mingjian.office.people.signin import officer_of
from mingjian.office.strict import StrictIn

router = Router(tags=["parcels"])
AT_ONCE = 10_000


class AttestationIn(StrictIn):
    """One parcel. `person_id` and `phone`: the number or a token of it; it is keyed at once and not kept."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    waybill: str = Field(max_length=60)
    outlet: str = Field(max_length=200)
    region_code: str = Field(max_length=6)
    sent_on: date
    id_checked: bool
    sender_kind: str = Field("person", max_length=20)
    method: str = Field("", max_length=60)
    person_id: str = Field("", max_length=80)
    phone: str = Field("", max_length=80)


class AttestationsIn(StrictIn):
    """Some parcels, 10,000 at most."""

    rows: list[AttestationIn] = Field(min_length=1, max_length=AT_ONCE)
    key: Key = None


class BatchOut(ModelSchema):
    """A batch: how many rows were kept, refused, and tell of a duty not done; what is told of rows, which count from 1."""

    class Meta:
        model = Batch
        fields = ("number", "kept", "refused", "breaches", "told")


class InquiryIn(StrictIn):
    """An inquiry about one waybill, for a clue or case (`about`) or a subject file (`subject`)."""

    waybill: str = Field(max_length=60)
    purpose: str = Field(max_length=500)
    ground: str = Field(max_length=200)
    further: list[str] = Field(default_factory=list, max_length=3)
    further_ground: str = Field("", max_length=500)
    about: str = Field("", max_length=40)
    subject: str = Field("", max_length=20)
    key: Key = None


class InquiryOut(Schema):
    """An inquiry: its number, by which its dossier is found."""

    number: str
    waybill: str
    further: list[str]

    @staticmethod
    def resolve_number(found: WaybillInquiry) -> str:
        """That of its dossier."""
        return found.dossier.number


@router.post("/attestations", response={201: BatchOut})
def bring_attestations(request: HttpRequest, sent: AttestationsIn) -> Status[Batch]:
    """Bring attestations for the officer's courier."""
    return Status(201, bring_rows([one.model_dump() for one in sent.rows], by=officer_of(request), at=now(), key=sent.key))


@router.get("/attestations/{number}", response=BatchOut)
def read_batch(request: HttpRequest, number: str) -> Batch:
    """Read what came of a batch."""
    return batch_numbered(officer_of(request), number)


@router.post("/inquiries", response={201: InquiryOut})
def open_inquiry(request: HttpRequest, sent: InquiryIn) -> Status[WaybillInquiry]:
    """Open an inquiry about a waybill, as a draft."""
    officer = officer_of(request)
    about = dossier_visible_to(officer, sent.about) if sent.about else None
    subject = subject_numbered(officer, sent.subject) if sent.subject else None
    asked = Letter(sent.waybill, sent.purpose, sent.ground, sent.further, sent.further_ground, about, subject)
    return Status(201, ask(asked, by=officer, at=now(), key=sent.key))
