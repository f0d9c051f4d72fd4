"""The pages of documents: what one would say, made and downloaded; the office's templates."""

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.documents.forms import DRAFT, Value
from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.office.documents import own_templates
from mingjian.office.documents.creation import Draft, a_form, all_forms, department_of, draft, in_order, make, may_make, refuse_others_form, template_in_force
from mingjian.office.documents.custody import chain_of_custody
from mingjian.office.documents.document_number import rule_of
from mingjian.office.documents.index import counted, lines_of
from mingjian.office.documents.models import Phrase
from mingjian.office.documents.phrases import VALUES, chosen_for_form, offered_for_form
from mingjian.office.documents.queries import document_visible_to, hand_out
from mingjian.office.documents.queries import own_templates as templates_of
from mingjian.office.documents.reveal import RevealableValues
from mingjian.office.documents.seals import refuse_no_sealer, seal_paper, sealed_bytes
from mingjian.office.documents.settings import may_set, settings_page
from mingjian.office.documents.tables import CONTENTS, CUSTODY
from mingjian.office.dossiers.parts import part_url
from mingjian.office.dossiers.shown import url_of
from mingjian.office.files.links import leaves_an_entry
from mingjian.office.files.revealable import reading_of
from mingjian.office.files.tables import taken_out
from mingjian.office.institution import PAPERS
from mingjian.office.language import said
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import dossier_visible_to, may, require_duty
from mingjian.office.people.signin import officer_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


#: Documents that are made by one click.
MOST_AT_ONCE = 40


class TemplateForm(forms.Form):
    """A Word template of the office's own."""

    file = forms.FileField(label=_("Word template (.docx)"))


@require_http_methods(["GET", "HEAD", "POST"])
def one_form(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Show what a document would say and which gaps it has; POST makes it."""
    officer, at = officer_of(request), now()
    dossier = dossier_visible_to(officer, number)
    if not may_make(officer, dossier):
        raise NotPermitted("只有此卷宗的承办、参与部门的经办人员可以制作文书。", "Only officers of a department that acts in this dossier make its documents.")
    refuse_others_form(a_form(key), officer, dossier)
    if request.method == "POST":
        try:
            corrects = request.POST.get("why", "") or " " if "correct" in request.POST else ""  # a reason that is missing is asked for, not ignored
            document = make(
                key, dossier, by=officer, at=at, as_draft="draft" in request.POST, corrects=corrects, chosen=_chosen(request, dossier, key, officer)
            )
        except BadInput as error:
            return _show_draft(request, dossier, key, officer, refused=said(error.text))
        told = gettext("Made: %(title)s. The ledger holds its SHA-256.")
        if document.is_draft:
            told = gettext("Made as a draft: %(title)s. It says so on each page, bears no number, and is not signed or sent.")
        messages.success(request, told % {"title": document.shown})
        return redirect(f"{part_url(dossier, PAPERS)}#documents")
    return _show_draft(request, dossier, key, officer)


@require_POST
def several(request: HttpRequest, number: str) -> HttpResponse:
    """
    Make the documents that were ticked, those that others cite first. What lacks something is made at its own page alone: it is told here, and stops no other.

    Where personal data goes into them, purpose and ground come along, and the page that asks why (`office/web/files.py`) passes the same request on to here.
    """
    officer, at = officer_of(request), now()
    dossier = dossier_visible_to(officer, number)
    back = url_of(dossier) if "overview" in request.POST else f"{part_url(dossier, PAPERS)}#documents"
    keys = [key for key in dict.fromkeys(request.POST.getlist("form")[:MOST_AT_ONCE]) if key in all_forms()]
    made: list[str] = []
    if keys and not may_make(officer, dossier):
        raise NotPermitted("只有此卷宗的承办、参与部门的经办人员可以制作文书。", "Only officers of a department that acts in this dossier make its documents.")
    for form in in_order([a_form(key) for key in keys]):
        try:
            drafted = draft(form, dossier, by=officer, at=at)
            if drafted.gaps and not (drafted.unset or drafted.missing):  # what is worse is told by the refusal
                messages.warning(
                    request, gettext("Not made: %(title)s lacks %(gaps)s.") % {"title": said(form.title), "gaps": gettext(", ").join(map(said, drafted.gaps))}
                )
                continue
            document = make(form.key, dossier, by=officer, at=at)
        except (BadInput, NotPermitted) as error:
            messages.warning(request, said(error.text))
            continue
        made.append(document.shown)
    if made:
        messages.success(request, gettext("Made: %(title)s. The ledger holds its SHA-256.") % {"title": gettext(", ").join(made)})
    if not keys:
        messages.warning(request, gettext("Tick the documents first."))
    return redirect(back)


def _show_draft(request: HttpRequest, dossier: Dossier, key: str, officer: Officer, refused: str = "") -> HttpResponse:
    at, form = now(), a_form(key)
    try:
        drafted = draft(form, dossier, by=officer, at=at, chosen=_chosen(request, dossier, key, officer))
    except BadInput as error:  # a sentence that was withdrawn meanwhile
        if not any(value in request.GET for value in VALUES):
            raise
        drafted, refused = draft(form, dossier, by=officer, at=at), said(error.text)
    lines = [(drafted.form.values[name], value) for name, value in drafted.values.items() if name != "文号"]
    revealable = RevealableValues(dossier, key)
    may_ask = not revealable.is_empty and reading_of(revealable, officer, at) is None
    context = {
        "dossier": dossier,
        "draft": drafted,
        "lines": lines,
        "up": url_of(dossier),
        "reveal": revealable.path if may_ask else "",
        "refused": refused,
        "why": request.POST.get("why", ""),
        "mark": DRAFT,
        "settings": settings_page(department_of(drafted.form, dossier, officer)),
        "sentences": _sentences(drafted, dossier, officer),
    }
    reply = render(request, "documents/draft.html", context, status=422 if refused else 200)
    reply["Cache-Control"] = "no-store"
    return reply


def _chosen(request: HttpRequest, dossier: Dossier, key: str, officer: Officer) -> dict[str, Phrase] | None:
    """Return the office's sentences that the address picks; none where it says nothing of any, so that those of before stand."""
    if not any(value in request.GET for value in VALUES):
        return None
    form = a_form(key)
    return chosen_for_form(form, department_of(form, dossier, officer), request.GET.dict())


def _sentences(drafted: Draft, dossier: Dossier, officer: Officer) -> list[tuple[str, Value, list[Phrase], str]]:
    """Return, for each place of the form that the office keeps sentences for: its name, value, the sentences, and the number of the one that is chosen."""
    offered = offered_for_form(drafted.form, department_of(drafted.form, dossier, officer))
    chosen = {value: str(one.phrase.nth) for value, one in drafted.phrases.items()}
    return [(value, drafted.form.values[value], found, chosen.get(value, "")) for value, found in offered.items()]


@leaves_an_entry
@require_safe
def download(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Return a document as Word, its reading copy or the sealed one as PDF; on record. One with personal data first asks why, at the form it was made from."""
    from mingjian.core.documents.pdf_copy import reading_copy

    officer = officer_of(request)
    try:
        document, raw = (sealed_bytes if way == "sealed" else hand_out)(officer, pk, now())
    except NotPermitted:
        return _asked_why(request, officer, pk)
    if way == "sealed":
        return _file(raw, f"{document}.pdf", PDF)
    return _file(reading_copy(raw) if way == "pdf" else raw, f"{document}.{way}", PDF if way == "pdf" else WORD)


def _asked_why(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Lead whoever may make a document with personal data to the form that asks why they read it. Raises NotPermitted for anybody else."""
    found = document_visible_to(officer, pk)
    if not may_make(officer, found.dossier):
        raise NotPermitted("此文书含个人信息，请由承办人员办理。", "This document holds personal data: it is for the officers who handle the dossier.")
    messages.warning(request, gettext("This document holds personal data: say first for what purpose and on what ground."))
    return redirect("documents:form", found.dossier.number, found.form)


@require_POST
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a final paper sealed by the bureau's seal service; what keeps from it is said on the page of the dossier."""
    officer = officer_of(request)
    found = document_visible_to(officer, pk)
    refuse_no_sealer(officer, found)  # what is refused below is reading it without a purpose
    try:
        sealed = seal_paper(officer, pk, now())
    except NotPermitted:
        return _asked_why(request, officer, pk)
    except BadInput as refused:
        messages.error(request, said(refused.text))
    else:
        messages.success(request, gettext("Sealed: %(title)s. It is bound to the paper by its hash and kept beside it.") % {"title": sealed.shown})
    return redirect(f"{part_url(found.dossier, PAPERS)}#documents")


@require_safe
def index(request: HttpRequest, number: str) -> HttpResponse:
    """Show the index of the paper file: everything that lies in the dossier, to be printed, made as a document, or taken along as a table."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    lines = lines_of(dossier)
    if file := taken_out(request, CONTENTS, lines):
        return file
    pages, uncounted = counted(lines)
    context = {"dossier": dossier, "lines": lines, "pages": pages, "uncounted": uncounted, "up": url_of(dossier), "may_make": may_make(officer, dossier)}
    return render(request, "documents/index.html", context)


@require_safe
def custody(request: HttpRequest, number: str) -> HttpResponse:
    """Show the chain of custody of a dossier: who sealed, had, read again and received what lies in it; to be printed or taken along as a table."""
    dossier = dossier_visible_to(officer_of(request), number)
    links = chain_of_custody(dossier)
    if file := taken_out(request, CUSTODY, links):
        return file
    reply = render(request, "documents/custody.html", {"dossier": dossier, "links": links, "up": url_of(dossier)})
    reply["Cache-Control"] = "no-store"
    return reply


def _file(raw: bytes, name: str, kind: str) -> HttpResponse:
    reply = HttpResponse(raw, content_type=kind)
    reply.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name.replace('/', '-'), safe='')}"
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    return reply


def _department(request: HttpRequest) -> tuple[Officer, Department]:
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    if officer.department is None:
        raise NotFound("您不属于任何部门。", "You belong to no department.")
    return officer, officer.department


@require_safe
def all_templates(request: HttpRequest) -> HttpResponse:
    """List every form, whose template holds for the department, and its rule of numbers."""
    officer, department = _department(request)
    own = templates_of(department)
    lines = [(form, own.get(form.key)) for form in all_forms().values()]
    context = {"lines": lines, "rule": rule_of(department), "department": department, "may_set": may_set(officer, department)}
    return render(request, "documents/templates.html", context)


@require_safe
def download_template(request: HttpRequest, key: str) -> HttpResponse:
    """Return the template in force for the department, to be reworded in Word."""
    from mingjian.core.documents.word_template import template

    _, department = _department(request)
    form = a_form(key)
    raw = template(form) if "house" in request.GET else template_in_force(form, department)
    return _file(raw, f"{form.title.zh}（模板）.docx", WORD)


@require_http_methods(["GET", "HEAD", "POST"])
def one_template(request: HttpRequest, key: str) -> HttpResponse:
    """Show a form's values and the template in force; POST puts one of the office's own, or withdraws it."""
    officer, department = _department(request)
    form, refused, asked = a_form(key), "", TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            if "withdraw" in request.POST:
                own_templates.withdraw_template(key, by=officer, at=now())
                return redirect("documents:template", key)
            if asked.is_valid():
                file = asked.cleaned_data["file"]
                own_templates.put_template(key, file.read(), file.name, by=officer, at=now())
                messages.success(request, gettext("The template is in force for your department."))
                return redirect("documents:template", key)
        except BadInput as error:
            refused = error.text.in_language(request.LANGUAGE_CODE)
    context = {"form": form, "own": templates_of(department).get(key), "asked": asked, "refused": refused, "may_keep": may(officer, "documents.keep_templates")}
    return render(request, "documents/template.html", context, status=422 if request.method == "POST" else 200)
