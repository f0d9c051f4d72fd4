"""The form by which a side without an account takes part, drawn from the papers of its act."""

from collections.abc import Collection
from typing import Any

from django import forms

from mingjian.core.procedure import rulebook
from mingjian.office.models import Officer
from mingjian.office.papers.forms import PERSONAL, PapersForm
from mingjian.office.papers.kind import Respondent
from mingjian.office.papers.kinds import kind_of

_ACT, _UNSEEN = "neutral.speak_by_code", ("panel_number", "operator_receipt_code")


class WordForm(PapersForm):
    """What a side says in one panel; `words` are those that can be said now."""

    def __init__(self, words: Collection[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = (*_UNSEEN, *(() if "challenged" in words else ("challenged_place",)))
        self.needs = tuple(paper for paper in rulebook().acts[_ACT].needs if paper.name not in left_out)
        for paper in self.needs:
            field: Any = kind_of(paper).field(paper, Respondent(Officer(), None))
            if paper.name == "panel_word":
                field.choices = [(key, label) for key, label in field.choices if not key or key in words]
            self.fields[paper.name] = field
        self.fields.pop("key")
        self.fields.pop(PERSONAL, None)

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, isinstance(field.field.widget, forms.Textarea)) for field in self]
