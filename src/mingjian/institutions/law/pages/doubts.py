"""All of the rulebook that no text supports, in one list."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.core.agreement.reader import agreements
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.doubts import KINDS, doubts
from mingjian.core.procedure.rulebook import duties
from mingjian.institutions.law.tables import DOUBTS
from mingjian.office.files.tables import taken_out


@require_safe
def unverified(request: HttpRequest) -> HttpResponse:
    """List all that is UNVERIFIED by kind, with the count of each; as a file on request."""
    found = doubts(book(), duties(), discretion(), [one for versions in agreements().values() for one in versions.values()])
    if file := taken_out(request, DOUBTS, found):
        return file
    counts = Counter(one.kind for one in found)
    kinds = [(kind, label, counts[kind], [one for one in found if one.kind == kind]) for kind, label in KINDS.items() if counts[kind]]
    return render(request, "law/unverified.html", {"kinds": kinds, "count": len(found)})
