"""The form by which files of a dossier are given."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput
from mingjian.core.wire import words
from mingjian.institutions.exchange.evidence.services.given import Giving
from mingjian.institutions.exchange.services.titles import nodes
from mingjian.office.files.masked_copies import without_originals
from mingjian.office.language import said
from mingjian.office.models import Dossier, SealedFile


class GivingForm(forms.Form):
    """Which files of a dossier go to which node, for what, and what a report of a test says."""

    sealed_files = forms.MultipleChoiceField(label=_("Files of this dossier"), widget=forms.CheckboxSelectMultiple)
    node = forms.MultipleChoiceField(label=_("To which nodes"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.ChoiceField(label=_("Purpose"))
    file_kind = forms.ChoiceField(label=_("What the files are"), help_text=_("One kind at a time; a report of a test goes by itself."))
    document = forms.CharField(label=_("Number of the report or document"), max_length=120, required=False)
    issuer = forms.CharField(label=_("Issued by which body"), max_length=200, required=False)
    issued_on = forms.DateField(label=_("Issued on"), required=False, widget=forms.DateInput({"type": "date"}))
    method = forms.CharField(label=_("Method of the test"), max_length=500, required=False)
    result = forms.CharField(label=_("Result of the test"), max_length=500, required=False)
    case_number = forms.CharField(label=_("Number of the case"), max_length=80, required=False)
    head = forms.CharField(label=_("Head who approves"), max_length=60, required=False)

    def __init__(self, dossier: Dossier, *given: Any, with_originals: bool = False, **named: Any) -> None:
        """`with_originals`: pictures that have a masked copy stand there, too; else the copy alone."""
        super().__init__(*given, **named)
        files = list(SealedFile.objects.filter(dossier=dossier))
        offered = files if with_originals else without_originals(files)
        self.known = {str(one.pk): one for one in offered}
        self.leaves_out = len(files) - len(offered)
        told = [("sealed_files", [(key, f"{one.name_masked} · {one.sha256[:12]}…") for key, one in self.known.items()])]
        told += [("node", nodes()), ("purpose", _of(words.PURPOSES, "file_case", "assistance")), ("file_kind", _of(words.FILE_KINDS, *words.FILE_KINDS))]
        for name, choices in told:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> list[SealedFile]:
        """Return the files that are ticked. Raises BadInput where several are said to be one report."""
        found = [self.known[key] for key in self.cleaned_data["sealed_files"]]
        if self.cleaned_data["file_kind"] == words.TEST_REPORT and len(found) > 1:
            raise BadInput("检验报告请逐份提供：每份有各自的编号和结论。", "Give reports of tests one by one: each has a number and a result of its own.")
        return found

    def givings(self) -> list[Giving]:
        """Return what was asked for, for each node."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in ("sealed_files", "issued_on", "node")}
        day = self.cleaned_data["issued_on"]
        plain = {name: value.strip() for name, value in told.items()} | {"issued_on": day.isoformat() if day else ""}
        return [Giving(node=node, **plain) for node in self.cleaned_data["node"]]


def _of(known: Any, *keys: str) -> list[tuple[str, str]]:
    return [(key, said(known[key])) for key in keys]
