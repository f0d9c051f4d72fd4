"""Questions about samples, each starting from what the officer may see."""

from datetime import date

from django.db.models import QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.samples.models import Sample
from mingjian.office.lists import search
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may_see


def samples_visible_to(officer: Officer) -> QuerySet[Sample]:
    """Return the samples that the officer may see, the newest first."""
    if not is_of_authority(officer):
        return Sample.objects.none()
    return Sample.objects.filter(may_see(officer, "dossier")).select_related("dossier__department").order_by("-dossier_id")


def samples_matching(officer: Officer, question: str) -> QuerySet[Sample]:
    """Return those whose words hold every word of a question."""
    return search.search(samples_visible_to(officer), "sample", question)


def sample_visible_to(officer: Officer, number: str) -> Sample:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = samples_visible_to(officer).filter(dossier__number=number).first()
    if found is None:
        raise NotFound(f"没有样品 {number}。", f"There is no sample {number}.")
    return found


def sample_by_code(code: str) -> Sample:
    """Return one by the code that its giver has."""
    found = Sample.objects.select_related("dossier__department").filter(code=code).first()
    if found is None:
        raise NotFound("没有这一样品，请核对查询码。", "There is no such sample: check the code.")
    return found


def not_shelved(officer: Officer) -> QuerySet[Sample]:
    """Return the samples of the officer's department that lie on no shelf yet."""
    return samples_visible_to(officer).filter(dossier__department=officer.department_id, dossier__state_text="taken_in")


def past_their_day(today: date) -> QuerySet[Sample]:
    """Return the samples still kept whose day is over, and that were not seen as such."""
    return Sample.objects.filter(kept_until__lt=today, is_due=False, dossier__is_closed=False)
