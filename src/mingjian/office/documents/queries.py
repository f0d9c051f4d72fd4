"""Which documents a dossier has and may have, as an officer may see them; one of them, with its bytes, handed out on record."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime, now

from mingjian.core.documents.forms import Form
from mingjian.core.documents.resolution import cited
from mingjian.core.documents.review import PAPERS
from mingjian.core.documents.seal_check import UNSET
from mingjian.core.errors import NotFound, NotPermitted
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.documents.creation import all_forms, bytes_of, is_of_closed_hearing, may_make, may_make_form, may_seal
from mingjian.office.documents.models import Document, Template
from mingjian.office.dossiers.history import kinds_entered
from mingjian.office.files.readings import last_given, readings_of
from mingjian.office.files.revealable import reading_of
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.officers import working_in
from mingjian.office.people.permissions import dossiers_visible_to
from mingjian.office.record.entries import enter

MOST_NAMED = 5  # heads, or forms whose articles are cited
SERVED = "documents.served[]"  # what a receipt of service lists


@dataclass(frozen=True)
class Panel:
    """What the panel of a dossier shows: documents made, forms due now and later, whether the officer may make any, whether there are papers to review."""

    made: list[Document]
    due: list[Form]
    later: list[Form]
    may_make: bool
    is_reviewed: bool = False
    may_seal: bool = False
    #: Forms that a step which was taken decided, and of which no final paper was made yet: they stand ticked. What an officer may or may not want does not.
    wanted: frozenset[str] = frozenset()
    #: What stands as purpose and ground where they are said with the making of what is wanted: the officer reads it, and writes what is otherwise.
    why: Mapping[str, str] = field(default_factory=dict)
    #: Where purpose and ground are said first; empty where nothing is personal, or it was said.
    reveal: str = ""
    #: What to do where papers are for the outside and no seal service is set.
    unsealed: Text | None = None
    #: Who has papers sealed, for whoever may not.
    sealers: Text | None = None


def panel_of(dossier: Dossier, officer: Officer, at: datetime | None = None, *, of_stage: bool = False) -> Panel:
    """Return what a dossier's panel of documents shows to an officer; `of_stage`: what is wanted now alone, so that nothing more is asked where nothing is."""
    at = at or now()
    taken = frozenset(kind.partition(":")[0] for kind in kinds_entered(dossier))
    may = may_make(officer, dossier)
    fitting = [form for form in all_forms().values() if form.fits(dossier.procedure) and may and may_make_form(form, officer, dossier)]
    fitting = [form for form in fitting if not (form.is_due(taken) and is_of_closed_hearing(form, dossier, officer, at))]
    due = [form for form in fitting if form.is_due(taken)]
    made = list(Document.objects.filter(dossier=dossier).select_related("made_by").order_by("-made_at", "-id"))
    later, is_set = [form for form in fitting if form not in due], bool(settings.SEAL)
    unsealed = UNSET if may and not is_set and any(one.number and not one.is_draft for one in made) else None
    seals = is_set and may_seal(officer, dossier)
    waits = any(one.number and not one.is_draft and not one.sealed_sha256 and _maker(one) == officer.department for one in made)
    sealers = sealers_said(officer.department) if is_set and not seals and waits and officer.department else None
    ordered = sorted(due, key=lambda form: (not form.after, form.key))
    final = {one.form for one in made if not one.is_draft}
    wanted = _wanted(due, final, taken)
    reveal = _reveal_of(dossier, officer, at) if may and (wanted or not of_stage) else ""
    why = _proposed_why(dossier, officer, [form for form in ordered if form.key in wanted], at) if reveal else {}
    return Panel(made, ordered, later, may, _has_papers(made), seals, wanted, why, reveal, unsealed, sealers)


def _wanted(due: list[Form], final: Set[str], taken: Set[str]) -> frozenset[str]:
    """Return the forms that a step decided and that no final paper was made of; with them the receipt, once a paper that was made is entered as served."""
    decided = {form.key for form in due if taken & set(form.dated_by) and not taken & set(form.over) and form.key not in final}
    if any(form.key in final and taken & set(form.served_by) for form in due):
        decided |= {form.key for form in due if form.key not in final and any(SERVED in value.sources for value in form.values.values())}
    return frozenset(decided)


def _proposed_why(dossier: Dossier, officer: Officer, wanted: list[Form], at: datetime) -> dict[str, str]:
    """Return what stands filled in: what the officer said last for making papers of this dossier, or the ground alone, and the purpose is theirs to say."""
    from mingjian.office.documents.reveal import RevealableValues  # as in `_reveal_of`

    if last := last_given(dossier.read_as, officer, RevealableValues(dossier).asked_at):
        return last
    articles = cited((one for form in wanted[:MOST_NAMED] for one in form.ground[-1:]), rulebook().statutes, localtime(at).date())
    return {"purpose": "", "ground": (articles or "")[:200]}


def _reveal_of(dossier: Dossier, officer: Officer, at: datetime) -> str:
    """Return where purpose and ground are said before personal values go into papers; empty where there are none, or it was said."""
    from mingjian.office.documents.reveal import RevealableValues  # which asks this module's neighbours who may make papers

    revealable = RevealableValues(dossier)
    return "" if revealable.is_empty or reading_of(revealable, officer, at) is not None else revealable.path


def _maker(document: Document) -> Department | None:
    """Return the department that made a paper, whose seal it bears."""
    return document.made_by.department if document.made_by else document.dossier.department


def sealers_said(department: Department) -> Text:
    """State who has papers of a department sealed, and what helps where nobody may: a police body whose head is not entered, or is away."""
    roles = rulebook().powers["documents.seal"].by
    may = [one for one in working_in(department) if one.holds(*roles)]
    if may:
        zh, en = "、".join(one.name_zh for one in may[:MOST_NAMED]), ", ".join(one.name_en or one.name_zh for one in may[:MOST_NAMED])
        return Text(f"文书由本部门负责人加盖电子签章：{zh}。", f"A head of your department has papers sealed: {en}.")
    return Text(
        f"{department.name_zh}没有在用的负责人，文书无人可以加盖电子签章：请系统管理员为负责人或者主持工作的负责人登记角色“部门负责人”"
        "（主持工作的，可以写明截止日期），由其加盖。",
        f"{department.name_en or department.name_zh} has no head in service, so that nobody can have papers sealed: have the administrator give the head, or "
        "whoever is acting as such (until a day, where that is so), the role of a head.",
    )


def _has_papers(made: list[Document]) -> bool:
    """Return whether there is a final paper that a review of the file reads."""
    return any(not one.is_draft and one.form in forms for one in made for forms in PAPERS.values())


def documents_of(dossier: Dossier) -> QuerySet[Document]:
    """Return every document that was made out of a dossier."""
    return Document.objects.filter(dossier=dossier).select_related("dossier")


def document_visible_to(officer: Officer, pk: int) -> Document:
    """Return a document of a dossier that the officer may see. Raises NotFound."""
    found = Document.objects.filter(pk=pk, dossier__in=dossiers_visible_to(officer)).select_related("dossier").first()
    if found is None:
        raise NotFound("没有这份文书。", "There is no such document.")
    return found


def hand_out(officer: Officer, pk: int, at: datetime) -> tuple[Document, bytes]:
    """Return a document and its bytes, and enter who had it; one with personal data only to whoever has leave. Raises NotFound, NotPermitted."""
    document = document_visible_to(officer, pk)
    why: dict[str, Any] = {}
    if document.is_personal:
        reading = readings_of(officer, at, {document.dossier.read_as}).first()
        if reading is None:
            raise NotPermitted("此文书含个人信息，请先写明查看的目的和依据。", "This document holds personal data: say first for what purpose, on what ground.")
        why = {"purpose": reading.purpose, "ground": reading.ground}
    raw = bytes_of(document)
    enter("document_handed_out", at=at, by=officer, about=document, dossier=document.dossier, file=document.sha256, **why)
    return document, raw


def own_templates(department: Department) -> dict[str, Template]:
    """Return the templates that a department put in force, by form."""
    return {one.form: one for one in Template.objects.filter(department=department, withdrawn_at__isnull=True).select_related("put_by")}


def index_page(dossier: Dossier) -> str:
    """Return the address of the index of a dossier's file."""
    return reverse("documents:index", args=[dossier.number])


def form_page(dossier: Dossier, key: str) -> str:
    """Return the address of the page on which a document of a form is made."""
    return reverse("documents:form", args=[dossier.number, key])
