"""The form by which a report is tried."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjian.office.files.headings import sheet_field
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.uploads import FileOfKind


class TrialForm(forms.Form):
    """A file as it would be reported."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as forms take them
        self.fields["file"] = FileOfKind(label=_("Report to be tried (CSV, Excel)"), takes=TABLES)
        self.fields["sheet"] = sheet_field()
