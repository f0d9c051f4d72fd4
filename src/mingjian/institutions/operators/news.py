"""What subject files tell where somebody searched for them."""

from mingjian.institutions.operators.models import Subject
from mingjian.office.desk.news import Line


def line_of(subject: Subject) -> Line:
    """Tell a subject file on one line; of a person only the first sign of the name."""
    told = (subject.number, subject.uscc, subject.department.name)
    return Line(subject.name_shown, subject.get_absolute_url(), " · ".join(one for one in told if one))
