"""Samples through the API: come in, be listed. Their steps are those of their dossiers, their acts those of all things."""

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import ModelSchema, Router, Schema, Status

from mingjian.institutions.samples.models import Sample
from mingjian.institutions.samples.opening import take_in
from mingjian.institutions.samples.particulars import Intake
from mingjian.institutions.samples.queries import samples_matching
from mingjian.office.lists.paging import page_of
from mingjian.office.particulars.schemas import ValuesIn
from mingjian.office.people.signin import officer_of

router = Router(tags=["samples"])


class SampleIn(ValuesIn, of=Intake):
    """A sample as it comes in."""


class SampleOut(ModelSchema):
    """A sample, without the code that opens its public page."""

    number: str
    state: str

    class Meta:
        model = Sample
        exclude = ("id", "dossier", "code")


class SamplesOut(Schema):
    """Some samples, and the mark to ask for the next ones with (empty at the end)."""

    samples: list[SampleOut]
    after: str


@router.get("", response=SamplesOut)
def list_samples(request: HttpRequest, q: str = "", after: str = "") -> dict[str, Any]:
    """List the samples that the officer may see, the newest first."""
    page = page_of(samples_matching(officer_of(request), q), ("-dossier_id",), after)
    return {"samples": page.rows, "after": page.after}


@router.post("", response={201: SampleOut})
def send_sample(request: HttpRequest, sent: SampleIn) -> Status[Sample]:
    """Take a sample in for the officer's department."""
    return Status(201, take_in(sent.values(), by=officer_of(request), at=now()))
