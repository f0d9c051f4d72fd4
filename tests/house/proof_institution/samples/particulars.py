"""What is asked of a sample, each thing once: form, API, page and search are drawn from it."""

from mingjian.core.language import Text
from mingjian.institutions.samples.models import Sample
from mingjian.office.particulars import facts
from mingjian.office.particulars.particular import Group, Particular, Particulars
from mingjian.office.particulars.values import Values

PARTICULARS = Particulars(
    Sample,
    (
        Group(
            Text("样品", "The sample"),
            (
                Particular("goods", Text("样品名称", "What it is"), is_wide=True, is_searched=True),
                Particular("taken_from", Text("取自何处", "Where it was taken"), is_searched=True),
                Particular("kept_until", Text("保管至", "Kept until")),
                Particular("clue_number", Text("所属线索编号", "Number of its clue"), is_searched=True),
            ),
        ),
    ),
)


class Intake(Values, of=PARTICULARS):
    """A sample as it comes in."""


def words(sample: Sample) -> str:
    """Return the text that a sample is found by."""
    return f"{sample.number} {facts.words(PARTICULARS, sample)}"
