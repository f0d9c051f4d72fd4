"""Text of several paragraphs; a line that is the SHA-256 of a file of the dossier is said with the file's name."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from mingjian.core.procedure import Paper
from mingjian.office.language import said
from mingjian.office.models import SealedFile
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common

_HASH = re.compile(r"^[0-9a-f]{64}$", re.MULTILINE)


class LongText(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return forms.CharField(max_length=20_000, widget=forms.Textarea({"rows": 4}), **common(paper))

    def known(self, values: Collection[str], dossiers: Collection[int]) -> Mapping[str, Any]:
        hashes = {one for value in values for one in _HASH.findall(value)}
        files = SealedFile.objects.filter(dossier__in=dossiers, sha256__in=hashes) if hashes else ()
        return {file.sha256: file.name_masked for file in files}

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        return PaperLine(said(paper.label), _HASH.sub(lambda found: f"{known[found[0]]} (SHA-256 {found[0]})" if found[0] in known else found[0], text))


KIND = LongText()
