"""The page of what the pictures of a kit or a dossier say: words looked for, each with its box on the picture; proposals accepted one by one."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound, NotPermitted
from mingjian.core.extraction.proposals import Proposal
from mingjian.institutions.evidence.models import Kit, Part
from mingjian.institutions.evidence.queries import kit_numbered, reading_of
from mingjian.institutions.matters.models import OPEN, Matter
from mingjian.institutions.matters.queries import matter_of, matters_visible_to
from mingjian.institutions.pictures.acts import SOMEBODY, accept_for_kit, accept_for_matter
from mingjian.institutions.pictures.queries import Pictured, accepted_of, pictures_of_dossier, pictures_of_kit
from mingjian.institutions.pictures.services.display import is_for_matter, shown_pictures
from mingjian.institutions.pictures.services.masks import (
    asked_mask,
    mask_dossier_picture,
    mask_kit_picture,
    masked_picture,
    masks_of,
    may_mask,
    proposed_boxes,
    read_boxes,
)
from mingjian.institutions.pictures.services.orders import order_some
from mingjian.institutions.pictures.services.readers import ABSENT, can_read
from mingjian.office.dossiers.shown import url_of
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import dossier_visible_to, may, require
from mingjian.office.people.signin import officer_of

LONGEST_QUESTION = 100


@dataclass(frozen=True)
class Subject:
    """Whose pictures are shown: a kit, or a dossier with the matter that it may belong to."""

    sort: str
    number: str
    of: str
    title: str
    back: str
    reveal_at: str
    pictures: list[Pictured]
    may_accept: bool
    kit: Kit | None = None
    dossier: Dossier | None = None
    matter: Matter | None = None

    @property
    def page(self) -> str:
        """Return the address of the page."""
        return reverse("pictures:words", args=[self.sort, self.number])

    def picture(self, sha256: str) -> Pictured:
        """Return one of the pictures. Raises NotFound where there is none such, NotPermitted where it is masked."""
        found = next((one for one in self.pictures if one.sha256 == sha256), None)
        if found is None or found.reading is None:
            raise NotFound("没有这份图片，或者还没有识读。", "There is no such picture, or it is not read yet.")
        if not found.is_open:
            raise NotPermitted("请先写明查看的目的和依据。", "Say first for what purpose and on what ground you look.")
        return found


def _subject(officer: Officer, sort: str, number: str, at: datetime) -> Subject:
    if sort == "kit":
        kit = kit_numbered(officer, number)
        pictures = pictures_of_kit(kit, is_open=reading_of(officer, kit, at) is not None)
        may_accept = may(officer, "evidence.keep_kits") and not kit.erased_at
        return Subject(sort, number, kit.read_as, kit.goods, kit.get_absolute_url(), reverse("reveal", args=["kit", number]), pictures, may_accept, kit=kit)
    if sort != "dossier":
        raise NotFound("没有这个页面。", "There is no such page.")
    dossier = dossier_visible_to(officer, number)
    matter = matter_of(dossier)
    if matter is not None and not matters_visible_to(officer).filter(pk=matter.pk).exists():
        matter = None
    may_accept = matter is not None and matter.state == OPEN and may(officer, "matters.keep") and matter.department.pk == officer.department_id
    pictures = pictures_of_dossier(dossier, officer, at)
    reveal_at = reverse("reveal", args=["files", number])
    return Subject(sort, number, number, number, url_of(dossier), reveal_at, pictures, may_accept, dossier=dossier, matter=matter)


@require_safe
def words(request: HttpRequest, sort: str, number: str) -> HttpResponse:
    """Show what was read, what of it is looked for, and one picture with boxes where it is open."""
    found = _subject(officer_of(request), sort, number, now())
    question = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    shown = shown_pictures(found.pictures, question, accepted_of(found.of))
    chosen = next((one for one in shown if one.picture.sha256 == request.GET.get("picture", "") and one.picture.is_open), None)
    context = {
        "subject": found,
        "shown": shown,
        "q": question,
        "chosen": chosen,
        "chosen_boxes": [one.box for one in chosen.found] if chosen and question else [],
        "are_masked": any(not one.is_open for one in found.pictures),
        "unread": [one for one in found.pictures if one.reading is None],
        "roles": Part.Role.choices,
        "acceptable": [one.nth for one in chosen.proposals if found.kit or is_for_matter(one.proposal.kind)] if chosen else [],
        "somebody": SOMEBODY if found.kit else (),
        "can_read": can_read(),
        "absent": ABSENT,
    }
    reply = render(request, "pictures/words.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
def read(request: HttpRequest, sort: str, number: str) -> HttpResponse:
    """Read the pictures again, or for the first time, without waiting for the next look."""
    officer = officer_of(request)
    found = _subject(officer, sort, number, now())
    if not can_read():
        messages.error(request, said(ABSENT))
    elif not found.pictures:
        messages.error(request, gettext("There is no picture here."))
    else:
        order_some([one.sha256 for one in found.pictures], found.number, found.page, by=officer, at=now())
        messages.success(request, gettext("They are read by a job; look again in a minute."))
    return redirect(found.page)


@require_POST
def accept(request: HttpRequest, sort: str, number: str) -> HttpResponse:
    """Accept the proposals that were ticked, each as the officer wrote it."""
    officer, at = officer_of(request), now()
    found = _subject(officer, sort, number, at)
    sha256 = request.POST.get("picture", "")
    try:
        if not found.may_accept:
            raise NotPermitted(
                "只有承办人员可以采用识读内容；卷宗须先建立案情。", "Only whoever holds it accepts what was read, and a dossier needs a matter first."
            )
        picture = found.picture(sha256)
        chosen = _chosen(request, picture)
        if found.kit is not None:
            for proposal, value in chosen:
                accept_for_kit(found.kit, by=officer, at=at, sha256=sha256, proposal=proposal, value=value, role=request.POST.get("role", ""))
        elif found.matter is not None and found.dossier is not None:
            accept_for_matter(found.matter, by=officer, at=at, dossier=found.dossier, sha256=sha256, chosen=chosen)
    except MingjianError as refused:
        messages.error(request, said(refused.text))
    else:
        messages.success(request, gettext("What was ticked is entered. The ledger holds it."))
    return redirect(f"{found.page}?picture={sha256}" if sha256.isalnum() else found.page)


@require_http_methods(["GET", "HEAD", "POST"])
def mask(request: HttpRequest, sort: str, number: str) -> HttpResponse:
    """Show a picture with what is to be hidden, and make its masked copy of what the officer leaves hidden. It is made by whoever sees the original."""
    officer, at = officer_of(request), now()
    found = _subject(officer, sort, number, at)
    picture = found.picture((request.POST or request.GET).get("picture", ""))
    if picture.reading is None or not picture.reading.width or picture.is_copy:
        raise NotFound("这份图片没有识读出内容的尺寸，不能遮盖。", "The picture was not read, and cannot be masked.")
    before, asked = masks_of(found.of).get(picture.sha256), asked_mask(found.of, picture.sha256, officer, at)
    standing = asked[1] if asked else before.told if before else proposed_boxes(picture.reading)
    context = {"subject": found, "picture": picture, "refused": "", "boxes": standing, "asked_by": asked[0] if asked else None}
    if request.method == "POST":
        try:
            boxes = read_boxes([one for one in request.POST.getlist("box") if one.strip()], picture.reading.width, picture.reading.height)
            if found.kit is not None:
                require(officer, "evidence.keep_kits")
            thing = found.kit or found.dossier
            if thing is None or not may_mask(found.of, picture.reading, boxes, officer, at, thing):
                told = gettext("Something that was proposed would stay visible. A second officer opens this page and agrees; until then nothing changes.")
                messages.warning(request, told)
                return redirect(found.page)
            if found.kit is not None:
                mask_kit_picture(found.kit, picture.reading, boxes, officer, at)
            elif found.dossier is not None:
                mask_dossier_picture(found.dossier, picture.reading, picture.name, boxes, officer, at)
        except BadInput as refused:
            context |= {"refused": said(refused.text)}
            return _unstored(render(request, "pictures/mask.html", context, status=422))
        messages.success(request, gettext("The masked copy is made. The original stays as it was sealed."))
        return redirect(found.page)
    return _unstored(render(request, "pictures/mask.html", context))


@require_safe
def masked(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """Return a kit's picture as it was masked, to whoever may see the kit."""
    kit = kit_numbered(officer_of(request), number)
    found = masks_of(kit.read_as).get(sha256)
    if found is None or not kit.items.filter(sha256=sha256).exists():
        raise NotFound("没有这份脱敏件。", "There is no such masked copy.")
    reply = HttpResponse(masked_picture(sha256, found.told), content_type="image/png")
    reply["X-Content-Type-Options"], reply["Content-Security-Policy"] = "nosniff", "default-src 'none'; sandbox"
    return _unstored(reply)


def _unstored(reply: HttpResponse) -> HttpResponse:
    reply["Cache-Control"] = "no-store"
    return reply


def _chosen(request: HttpRequest, picture: Pictured) -> list[tuple[Proposal, str]]:
    """Return what was ticked, with the values as they were written. Raises BadInput where nothing was."""
    proposals = picture.reading.proposals if picture.reading else []
    places = [int(one) for one in request.POST.getlist("take") if one.isdecimal() and one.isascii() and len(one) < 4 and int(one) < len(proposals)]
    chosen = [(proposals[place], request.POST.get(f"value-{place}", proposals[place].value)[:500].strip()) for place in dict.fromkeys(places)]
    if not chosen or not all(value for _, value in chosen):
        raise BadInput("请勾选要采用的内容，并保留其文字。", "Tick what is to be accepted, and leave its words in place.")
    return chosen
