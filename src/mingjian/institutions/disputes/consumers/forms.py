"""The forms of a consumer's page, drawn from the papers of their acts."""

from typing import Any, ClassVar

from django import forms

from mingjian.core.procedure import rulebook
from mingjian.office.models import Officer
from mingjian.office.papers.forms import PERSONAL, PapersForm
from mingjian.office.papers.kind import Respondent
from mingjian.office.papers.kinds import kind_of


class ConsumerForm(PapersForm):
    """What a consumer fills in for one act. What the page knows already (`answered_question`, `consent_request`) goes along unseen."""

    act: ClassVar[str]
    unseen: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = rulebook().acts[self.act].needs
        for paper in self.needs:
            self.fields[paper.name] = kind_of(paper).field(paper, Respondent(Officer(), None))
            if paper.name in self.unseen:
                self.fields[paper.name].widget = forms.HiddenInput()
        self.fields.pop("key")
        self.fields.pop(PERSONAL, None)  # what comes from outside is shut, whatever it is

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each field that is seen, with whether it takes the whole width."""
        return [(field, isinstance(field.field.widget, forms.Textarea)) for field in self.visible_fields()]

    def given(self) -> dict[str, Any]:
        """Return the papers as plain values, blank ones left out; files as they were brought."""
        return {**self.written(), **self.brought()}


class WordForm(ConsumerForm):
    """A message, or an answer to a question, perhaps with a file."""

    act = "disputes.consumer_writes"
    unseen = frozenset({"answered_question"})


class SettlementForm(ConsumerForm):
    """Whether it is settled, and what there is to say of it."""

    act = "disputes.say_settlement"


class ConsentForm(ConsumerForm):
    """Whether data may be passed on as one request says."""

    act = "disputes.say_consent"
    unseen = frozenset({"consent_request"})
