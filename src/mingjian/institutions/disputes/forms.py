"""The form of a complaint."""

from mingjian.institutions.disputes.particulars.intake import Intake
from mingjian.office.particulars.forms import ParticularsForm
from mingjian.office.people.departments import platform_of


class ComplaintForm(ParticularsForm):
    """A complaint as an officer registers it. Checks that concern several fields are those of `Intake`."""

    values = Intake

    def clean_platform(self) -> str:
        """Take a platform by what it is called, too."""
        return platform_of(str(self.cleaned_data.get("platform") or ""))
