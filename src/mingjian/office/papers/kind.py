"""What the office asks of every kind of paper."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.procedure import Paper
from mingjian.core.wire.names import Name
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Department, Dossier, Officer, SealedFile


@dataclass(frozen=True)
class PaperLine:
    """One paper of an entry, as a person reads it."""

    label: str
    value: str = ""
    is_personal: bool = False
    file: SealedFile | None = None
    number: str = ""


@dataclass(frozen=True)
class Respondent:
    """Of whom papers are asked. `holder` has the dossier already, so that it goes to no other than another; none where the dossier is yet to be opened."""

    officer: Officer
    holder: Department | None


class OfficeKind:
    """How the office asks for a paper of one kind, checks it, enters it and says it. What a kind does not say is as here: plain words that name nothing."""

    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        """Draw the paper as a field of a form."""
        return forms.CharField(max_length=500, **common(paper))

    def is_on_file(self, paper: Paper, value: Any, dossier: Dossier | None, by: Officer) -> bool:
        """Return whether what the paper names is on file, and among what the officer may see. An act has no dossier."""
        return True

    def name(self, paper: Paper, value: Any) -> Any:
        """Return what the ledger holds of a paper that is in clear. Raises StepRefused where what it names is not on file."""
        return value

    def known(self, values: Collection[str], dossiers: Collection[int]) -> Mapping[str, Any]:
        """Return whatever `said` has to look up of papers of some dossiers, for all of them at once."""
        return {}

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        """Describe a paper of an entry for a person."""
        return PaperLine(said(paper.label), text)

    def written(self, value: Any, told: str) -> str:
        """Write it as official documents do: as a person reads it (`told`), but for days and sums."""
        return told

    def sum_of(self, value: Any) -> Decimal | None:
        """Return the sum in yuan that it is, for figures; None for what is no sum."""
        return None

    def refusal(self, paper: Paper) -> StepRefused:
        """Return the refusal of something that is not on file."""
        return refusal(paper)


def common(paper: Paper) -> dict[str, Any]:
    """Return what a field says of any paper."""
    return {"label": said(paper.label), "required": paper.required, "help_text": said(paper.hint) if paper.hint else ""}


def refusal(paper: Paper) -> StepRefused:
    """Return that what a paper names is not on file."""
    return StepRefused(f"“{paper.label.zh}”所指的一项不在库中。", f"{paper.label.en!r} names something that is not on file.")


def name_of(paper: Paper, model: type[Model], **which: Any) -> str:
    """Return the name of the thing on file that a paper names."""
    found = model._default_manager.filter(**which).first()
    if found is None:
        raise refusal(paper)
    return str(found.wire_name)  # type: ignore[attr-defined]  # whatever a paper names has one


def thing_in(text: str) -> Name | None:
    """Return the name of a thing that a text is; None where it is none."""
    try:
        return Name.read(text)
    except BadInput:
        return None


def is_key(value: object) -> bool:
    """Return whether a value can be the key of a row: others would be an error of the database."""
    return number_in(str(value)) is not None


def keys_in(values: Collection[str]) -> list[int]:
    """Return the values that can be keys of rows: entries of before hold keys where those of form 2 hold names, and so do papers that wait for a signature."""
    return [int(value) for value in values if is_key(value)]
