"""The form of a sample, drawn from its particulars."""

from mingjian.institutions.samples.particulars import Intake
from mingjian.office.particulars.forms import ParticularsForm


class SampleForm(ParticularsForm):
    """A sample as an officer takes it in."""

    values = Intake
