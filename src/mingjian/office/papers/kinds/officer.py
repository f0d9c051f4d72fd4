"""An officer of the department that holds the dossier."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q

from mingjian.core.errors import BadInput
from mingjian.core.procedure import Paper
from mingjian.core.wire.names import OfficerName
from mingjian.office.form_fields import CHOOSE
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common, is_key, keys_in, name_of


class OfOfficer(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        among = Officer.objects.filter(department=asked.officer.department_id, duty="work", is_active=True)
        return forms.ModelChoiceField(among, empty_label=CHOOSE, **common(paper))

    def is_on_file(self, paper: Paper, value: Any, dossier: Dossier | None, by: Officer) -> bool:
        holder = dossier.department_id if dossier else by.department_id
        return is_key(value) and Officer.objects.filter(pk=value, department=holder, is_active=True).exists()

    def name(self, paper: Paper, value: Any) -> Any:
        return name_of(paper, Officer, pk=value)

    def known(self, values: Collection[str], dossiers: Collection[int]) -> Mapping[str, Any]:
        keys, ours = keys_in(values), [name.username for value in values if (name := _of_this_node(value))]
        found = Officer.objects.filter(Q(pk__in=keys) | Q(username__in=ours)) if keys or ours else ()
        return {key: one.name for one in found for key in (str(one.pk), one.wire_name)}

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        return PaperLine(said(paper.label), known.get(text, text))


def _of_this_node(text: str) -> OfficerName | None:
    """Return the name of an officer of this node that a text is; None where it is none."""
    try:
        name = OfficerName.read(text)
    except BadInput:
        return None
    return name if name.node == settings.NODE else None


KIND = OfOfficer()
