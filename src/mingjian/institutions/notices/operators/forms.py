"""The form of an operator without an account, drawn from the papers of its act."""

from typing import Any

from django import forms

from mingjian.core.procedure import rulebook
from mingjian.office.models import Officer
from mingjian.office.papers.forms import PERSONAL, PapersForm
from mingjian.office.papers.kind import Respondent
from mingjian.office.papers.kinds import kind_of

_ACT, _CODE = "notices.answer_by_receipt", "operator_receipt_code"


class OperatorForm(PapersForm):
    """What an operator sends by its receipt; the code stands in the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = tuple(paper for paper in rulebook().acts[_ACT].needs if paper.name != _CODE)
        for paper in self.needs:
            self.fields[paper.name] = kind_of(paper).field(paper, Respondent(Officer(), None))
        self.fields.pop("key")
        self.fields.pop(PERSONAL, None)  # what comes from outside is shut, whatever it is

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field with whether it takes the whole width."""
        return [(field, isinstance(field.field.widget, forms.Textarea)) for field in self]

    def given(self) -> dict[str, Any]:
        """Return the papers as plain values, blank ones left out; files as they were brought."""
        return {**self.written(), **self.brought()}
