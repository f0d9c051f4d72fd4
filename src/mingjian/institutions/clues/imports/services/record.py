"""A clue as a row of a file: what a platform, a hotline or a superior sends in bulk."""

from mingjian.core.language import Text
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.particulars.files import kind_of

KIND = kind_of(Intake, "clue", Text("线索", "Clue"), key=("suspected_act",), file_names=("线索", "举报", "案源", "report", "tip"))
