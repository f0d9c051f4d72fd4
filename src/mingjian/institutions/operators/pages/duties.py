"""The page of duties: what binds a platform or operator today, and what it showed of each; the file of one proof."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingjian.core.law.duties import SERVICES
from mingjian.institutions.operators.services.proofs import bodies_seen, body_seen, duties_shown, proof_visible_to
from mingjian.institutions.operators.tables import DUTIES
from mingjian.office.acts.offers import makers_open
from mingjian.office.files.store import as_sealed
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of


@require_safe
def show_duties(request: HttpRequest) -> HttpResponse:
    """Show them."""
    officer, today = officer_of(request), localdate()
    require(officer, "operators.see_proofs")
    bodies = list(bodies_seen(officer)[:200])
    if not bodies:
        return render(request, "operators/duties.html", {"bodies": bodies})
    body = body_seen(officer, number_in(request.GET.get("of", ""), 12) or 0)
    chosen = request.GET.getlist("service") if "service" in request.GET else None
    found = duties_shown(body, today, [one for one in chosen if one] if chosen is not None else None)
    if file := taken_out(request, DUTIES, found):
        return file
    context = {
        "body": body,
        "bodies": bodies,
        "shown": found,
        "count": sum(bool(one.proofs) for one in found),
        "today": today,
        "services": [(key, said(text), chosen is None or key in chosen) for key, text in SERVICES.items()] if body.kind == body.Kind.PLATFORM else [],
        "may_bring": body.pk == officer.department_id and bool(makers_open("proof", officer)),
    }
    return render(request, "operators/duties.html", context)


@require_safe
def proof_file(request: HttpRequest, number: str) -> HttpResponse:
    """Return the file of one proof, as a download only."""
    officer = officer_of(request)
    require(officer, "operators.see_proofs")
    found = proof_visible_to(officer, number)
    reply = FileResponse(as_sealed(found.sha256), as_attachment=True, filename=found.name, content_type="application/octet-stream")
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
    return reply  # type: ignore[return-value]  # as a page of others answers
