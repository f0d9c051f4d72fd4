"""What a paper names: whether it is on file, and how the ledger holds it, where the office goes on with keys."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import Paper, Step
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import dossiers_visible_to
from mingjian.office.record.entries import Count

_KEY_DIGITS = 10


def entered(paper: Paper, value: Any) -> Any:
    """Give what the ledger holds of a paper that is in clear. Raises StepRefused where what it names is not on file."""
    if paper.kind in {"clue", "dossier"}:
        return _on_file(paper, Dossier, number=value)
    if model := _named_by_key().get(paper.names or paper.kind):
        return _on_file(paper, model, pk=value)
    return Count(value) if isinstance(value, int) else value


def check_on_file(step: Step, papers: Mapping[str, Any], dossier: Dossier, by: Officer) -> None:
    """Refuse papers that name a department, officer, file or dossier that is not on file, or not among what the officer may see."""

    def is_in_view(value: Any) -> bool:
        return dossiers_visible_to(by).filter(number=value).exists()

    on_file: dict[str, Callable[[Any], bool]] = {
        "department": lambda value: _is_key(value) and Department.objects.filter(pk=value).exists(),
        "body": lambda value: _is_key(value) and Department.objects.filter(pk=value, kind__in=bodies).exists(),
        "officer": lambda value: _is_key(value) and Officer.objects.filter(pk=value, department=dossier.department_id, is_active=True).exists(),
        "file": lambda value: dossier.files.filter(sha256=value).exists(),
        "clue": is_in_view,
        "dossier": is_in_view,
    }
    for paper in step.needs:
        kind, bodies = "body" if paper.bodies else paper.kind, paper.bodies
        if paper.name in papers and kind in on_file and not on_file[kind](papers[paper.name]):
            raise StepRefused(f"“{paper.label.zh}”所指的一项不在库中。", f"{paper.label.en!r} names something that is not on file.")


def _is_key(value: object) -> bool:
    """Whether a value can be the key of a row: others would be an error of the database."""
    return str(value).isascii() and str(value).isdigit() and len(str(value)) < _KEY_DIGITS


def _on_file(paper: Paper, model: type[Model], **which: Any) -> str:
    found = model._default_manager.filter(**which).first()
    if found is None:
        raise StepRefused(f"“{paper.label.zh}”所指的一项不在库中。", f"{paper.label.en!r} names something that is not on file.")
    return str(found.wire_name)  # type: ignore[attr-defined]  # whatever a paper names has one


def _named_by_key() -> dict[str, type[Model]]:
    """Give the things that papers name by their key: each model says of which kind of paper it is."""
    return {model.paper_kind: model for model in apps.get_models() if hasattr(model, "paper_kind")}
