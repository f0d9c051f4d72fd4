"""The page of a matter, in parts that each have an address: parties and offers, evidence, charge and penalty."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.institutions.matters.acts import add_exhibit, capture_offers, open_matter
from mingjian.institutions.matters.models import Matter
from mingjian.institutions.matters.panels import PART_OF_PAGE, part_of_matter
from mingjian.institutions.matters.queries import known_of, matter_of, matter_visible_to
from mingjian.institutions.matters.services.requests import ask_platform, platforms_of
from mingjian.institutions.matters.services.unlisted_files import TYPED, Typed, typed_in
from mingjian.institutions.operators.facts import RequestForm
from mingjian.office.dossiers.parts import part_url, parts_of
from mingjian.office.dossiers.shown import url_of
from mingjian.office.language import said
from mingjian.office.people.permissions import dossier_visible_to, require
from mingjian.office.people.signin import officer_of

PURPOSE = "查明被指商品的经营者和销售情况"
PARTS = {"parties": _("Parties and offers"), "evidence": _("Evidence"), "charge": _("Charge and penalty")}


@require_safe
def matter(request: HttpRequest, number: str, part: str = "parties") -> HttpResponse:
    """Lead to a part of a matter: on the page of its leading dossier where that has such a part, else on a page of its own."""
    officer = officer_of(request)
    found = matter_visible_to(officer, number)
    if part not in PARTS:
        raise NotFound("案情页没有这一部分。", "The page of a matter has no such part.")
    if PART_OF_PAGE[part] in parts_of(found.lead.procedure):
        return redirect(part_url(found.lead, PART_OF_PAGE[part]))
    return _page(request, found, part)


def _page(request: HttpRequest, found: Matter, part: str, refused: Mapping[str, Typed] | None = None) -> HttpResponse:
    context = {
        **part_of_matter(found, part, officer_of(request), refused),
        "template": f"matters/{part}.html",
        "parts": [(key, label, reverse("matters:part", args=[found.number, key])) for key, label in PARTS.items()],
        "dossiers": [(one.dossier, url_of(one.dossier)) for one in found.dossiers.select_related("dossier")],
    }
    reply = render(request, "matters/frame.html", context, status=422 if refused else 200)
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
def open_one(request: HttpRequest, dossier: str) -> HttpResponse:
    """Open the matter of a dossier with what is known of it, and lead there; one that is open already is led to."""
    officer = officer_of(request)
    held = dossier_visible_to(officer, dossier)
    require(officer, "matters.keep")
    if held.department_id != officer.department_id:
        raise NotFound(f"没有卷宗 {dossier}。", f"There is no dossier {dossier}.")
    found = matter_of(held) or open_matter(by=officer, at=now(), dossier=held, known=known_of(held))
    messages.success(request, gettext("The matter is open, with what was known already. Look it through and add what nobody knew."))
    return redirect(found)


@require_POST
def capture_all(request: HttpRequest, number: str) -> HttpResponse:
    """Queue the capture of all offers, and show how far it has come."""
    officer = officer_of(request)
    found = matter_visible_to(officer, number)
    try:
        made = capture_offers(found, by=officer, at=now())
    except (BadInput, StepRefused) as refused:
        messages.error(request, said(refused.text))
    else:
        told = ngettext("%d page is asked for; what comes stands at its offer.", "%d pages are asked for; what comes stands at each offer.", len(made))
        messages.success(request, told % len(made))
    return redirect("matters:part", number, "parties")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the platform of offers about them, with what nobody knows yet ticked. A refusal keeps what was typed."""
    officer = officer_of(request)
    require(officer, "operators.keep_subjects")
    found = matter_visible_to(officer, number)
    if found.department != officer.department or not (there := platforms_of(found)):
        raise NotFound("案情中没有可以向平台查询的商品。", "No offer of the matter is on a platform that could be asked.")
    chosen = next((one for one in there if one.platform == request.GET.get("platform", "")), there[0])
    form = RequestForm(request.POST or None, initial={"fields_asked": list(chosen.unknown), "purpose": PURPOSE})
    if request.method == "POST" and form.is_valid():
        try:
            opened = ask_platform(found, chosen.platform, form.asked(), by=officer, at=now())
        except (BadInput, StepRefused) as refused:
            form.add_error(None, said(refused.text))
        else:
            messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": opened.number})
            return redirect(url_of(opened))
    context = {"matter": found, "platforms": there, "chosen": chosen, "form": form}
    return render(request, "matters/ask.html", context, status=422 if form.is_bound else 200)


@require_POST
def list_files(request: HttpRequest, number: str) -> HttpResponse:
    """Enter the ticked files of the dossiers as exhibits, each by itself with what it proves. What is refused stands again as typed; the rest is entered."""
    officer = officer_of(request)
    found = matter_visible_to(officer, number)
    done, refused = 0, {}
    for digest, typed in typed_in(request.POST, found).items():
        papers = {paper: typed.values[name] for name, paper in TYPED.items()}
        try:
            if not typed.proves:
                raise BadInput("请先勾选它证明什么。", "Tick what it proves first.")
            add_exhibit(found, by=officer, at=now(), exhibit_file=digest, exhibit_proves="\n".join(typed.proves), **papers)
            done += 1
        except (BadInput, StepRefused) as why:
            refused[digest] = replace(typed, refused=said(why.text))
    if done:
        messages.success(request, ngettext("%d exhibit is entered. The ledger holds it.", "%d exhibits are entered. The ledger holds them.", done) % done)
    if refused:
        return _page(request, found, "evidence", refused)
    return redirect("matters:part", number, "evidence")
