"""The form of a file to be screened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingjian.core.records import kind
from mingjian.core.screening import TEXT_OF
from mingjian.institutions.monitoring.runs.services.purposes import purposes
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.uploads import FileOfKind
from mingjian.office.language import said


class ScreenForm(forms.Form):
    """A file of listings or posts, and its column with the text where that is not known by its heading."""

    file = FileOfKind(label=_("File"), takes=TABLES, help_text=_("CSV, Excel, JSON lines or Parquet. It is screened and not loaded."))
    kind = forms.ChoiceField(label=_("What a row is"))
    purpose = forms.ChoiceField(label=pgettext_lazy("of a run", "Purpose"), help_text=_("The ledger keeps it with who screened how many rows."))
    text = forms.CharField(
        label=_("Column with the title or the words"), required=False, max_length=100, help_text=_("Left empty, it is known by its heading.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["kind"]
        chosen.choices = [(name, said(kind(name).title)) for name in TEXT_OF]
        purpose: Any = self.fields["purpose"]
        purpose.choices = purposes()
