"""What a kit holds and lacks, and how files come to it: the same for an officer and for the buyer."""

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.institutions.evidence.acts.add_item import MOST_BYTES, add_item
from mingjian.institutions.evidence.checklist import is_live, missing
from mingjian.institutions.evidence.forms import ItemForm
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.office.files.keeping import Brought
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer


def about(found: Kit, request: HttpRequest) -> dict[str, Any]:
    """Give what the page of a kit and its receipt show alike: what it holds, what it lacks, and the form that takes more in."""
    missing_here = lacking(found)
    asked = request.POST.get("kind") or request.GET.get("kind") or (missing_here[0][1].kind if missing_here else "")
    return {"kit": found, "items": found.items.all(), "missing": missing_here, "item_form": ItemForm(initial={"kind": asked})}


def lacking(found: Kit) -> list[tuple[str, Any]]:
    """Give what a kit lacks, each with what it is called."""
    kinds = {item.kind for item in found.items.all()}
    return [(str(Item.Kind(need.kind).label), need) for need in missing(kinds, is_live=is_live(found.place))]


def take_in(request: HttpRequest, found: Kit, *, by: Officer | None) -> None:
    """Keep each of the files sent. One that is refused hinders none of the others, and is named with the reason."""
    form = ItemForm(request.POST, request.FILES)
    if not form.is_valid() or not (brought := form.brought()):
        raise BadInput("请选择材料种类和文件。", "Choose a kind and a file.")
    refused = list[Text]()
    for kind, file in brought:
        note = form.cleaned_data["note"] if kind == form.cleaned_data["kind"] else ""
        try:
            add_item(found, item_kind=kind, item_file=Brought(file.chunks(), file.name or "", most=MOST_BYTES), item_note=note, at=now(), by=by)
        except (BadInput, StepRefused) as why:
            refused.append(Text(f"{visible(file.name or '')}：{why.text.zh}", f"{visible(file.name or '')}: {why.text.en}"))
    if refused:
        raise BadInput(" ".join(one.zh for one in refused), " ".join(one.en for one in refused))
