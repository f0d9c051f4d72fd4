"""The newest document of each form: the one that stands for the paper. A draft stands for none."""

from collections.abc import Iterable

from mingjian.office.documents.models import Document


def newest_each(dossiers: Iterable[int]) -> dict[str, Document]:
    """Return the newest document of each form among some dossiers, by their keys; drafts left out."""
    return {one.form: one for one in Document.objects.filter(dossier__in=list(dossiers), is_draft=False).order_by("made_at", "pk")}


def newest_and_drafts(dossiers: Iterable[int]) -> tuple[dict[str, Document], dict[str, Document]]:
    """Return the newest document and the newest draft of each form, by one question."""
    made = list(Document.objects.filter(dossier__in=list(dossiers)).order_by("made_at", "pk"))
    return {one.form: one for one in made if not one.is_draft}, {one.form: one for one in made if one.is_draft}
