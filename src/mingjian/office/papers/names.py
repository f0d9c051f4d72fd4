"""What a paper names, as the ledger holds it: a department, an officer, a finding by their names, where the office goes on with keys."""

from typing import Any

from django.apps import apps
from django.db.models import Model

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import Paper
from mingjian.office.models import Dossier
from mingjian.office.record.entries import Count


def entered(paper: Paper, value: Any) -> Any:
    """Give what the ledger holds of a paper that is in clear. Raises StepRefused where what it names is not on file."""
    if paper.kind in {"clue", "dossier"}:
        return _on_file(paper, Dossier, number=value)
    if model := _named_by_key().get(paper.names or paper.kind):
        return _on_file(paper, model, pk=value)
    return Count(value) if isinstance(value, int) else value


def _on_file(paper: Paper, model: type[Model], **which: Any) -> str:
    found = model._default_manager.filter(**which).first()
    if found is None:
        raise StepRefused(f"“{paper.label.zh}”所指的一项不在库中。", f"{paper.label.en!r} names something that is not on file.")
    return str(found.wire_name)  # type: ignore[attr-defined]  # whatever a paper names has one


def _named_by_key() -> dict[str, type[Model]]:
    """Give the things that papers name by their key: each model says of which kind of paper it is."""
    return {model.paper_kind: model for model in apps.get_models() if hasattr(model, "paper_kind")}
