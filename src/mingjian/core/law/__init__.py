"""Which text of which article is in force on a day; periods."""

from mingjian.core.law.comparison import Change, differences
from mingjian.core.law.duties import ACTORS, Duties, Duty
from mingjian.core.law.period_account import Reckoning, pause_of, periods, reckon
from mingjian.core.law.periods import ZONE, Due, Pause, due, due_after, local_day
from mingjian.core.law.reader import Fault, Faults
from mingjian.core.law.statutes import TIME_UNITS, UNITS, UNNUMBERED, Article, Law, LawValue, Statutes

__all__ = [
    "ACTORS",
    "TIME_UNITS",
    "UNITS",
    "UNNUMBERED",
    "ZONE",
    "Article",
    "Change",
    "Due",
    "Duties",
    "Duty",
    "Fault",
    "Faults",
    "Law",
    "LawValue",
    "Pause",
    "Reckoning",
    "Statutes",
    "differences",
    "due",
    "due_after",
    "local_day",
    "pause_of",
    "periods",
    "reckon",
]  # fmt: skip
