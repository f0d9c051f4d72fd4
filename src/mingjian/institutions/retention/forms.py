"""What is asked of whoever archives a dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.retention.work.archive import RETENTIONS, SECRECIES, Labels


class ArchiveForm(forms.Form):
    """What the archive says of the file."""

    retention = forms.ChoiceField(label=_("How long it is kept"), choices=[("", "—"), *((one, one) for one in RETENTIONS)])
    secrecy = forms.ChoiceField(label=_("Secrecy"), choices=[(one, one) for one in SECRECIES])
    fonds = forms.CharField(label=_("Number of the fonds"), max_length=20, required=False, help_text=_("As the archive gave it; may come later."))
    file_number = forms.CharField(label=_("Number in the archive"), max_length=60, required=False, help_text=_("As the archive gave it; may come later."))

    def labels(self) -> Labels:
        """Return what was filled in."""
        told: dict[str, Any] = self.cleaned_data
        return Labels(told["retention"], told["secrecy"], told["fonds"], told["file_number"])
