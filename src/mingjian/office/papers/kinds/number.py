"""A whole number: a count, or the key of a thing, which the ledger holds by its name."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Model

from mingjian.core.procedure import Paper
from mingjian.office.language import said
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common, name_of, thing_in
from mingjian.office.record.entries import Count


class Number(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return forms.IntegerField(min_value=0, **common(paper))

    def name(self, paper: Paper, value: Any) -> Any:
        if model := _named_by_key().get(paper.names):
            return name_of(paper, model, pk=value)
        return Count(value)

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        name = thing_in(text) if paper.names else None
        if name is None:
            return PaperLine(said(paper.label), text)
        return PaperLine(said(paper.label), f"{name.number} · SHA-256 {name.digest}" if name.digest else name.number)


def _named_by_key() -> dict[str, type[Model]]:
    """Return the things that papers name by their key: each model says of which kind of paper it is."""
    return {model.paper_kind: model for model in apps.get_models() if hasattr(model, "paper_kind")}


KIND = Number()
