"""A file of the dossier, by its SHA-256."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from mingjian.core.procedure import Paper
from mingjian.office.files.uploads import FileOfKind
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common


class OfFile(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return FileOfKind(takes=paper.takes, max_length=200, **common(paper))

    def is_on_file(self, paper: Paper, value: Any, dossier: Dossier | None, by: Officer) -> bool:
        return dossier is not None and dossier.files.filter(sha256=value).exists()

    def known(self, values: Collection[str], dossiers: Collection[int]) -> Mapping[str, Any]:
        return {one.sha256: one for one in SealedFile.objects.filter(dossier__in=dossiers, sha256__in=values)}

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        return PaperLine(said(paper.label), text, file=known.get(text))


KIND = OfFile()
