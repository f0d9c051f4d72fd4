"""The form of a hotline's list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.institutions.disputes.imports.opening import HOTLINES


class ListForm(forms.Form):
    """A list, and whose it is."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx,.xls,.et,.txt"}),
        help_text=_("As the hotline's system exports it: Excel, CSV, or a page that is called .xls."),
    )
    hotline = forms.ChoiceField(label=_("Whose list it is"), choices=[(name, name) for name in HOTLINES])
