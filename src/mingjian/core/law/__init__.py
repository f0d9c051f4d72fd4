"""Which text of which article is in force on a day; periods."""

from mingjian.core.law.periods import ZONE, Due, Pause, due, due_after
from mingjian.core.law.reading import Fault, Faults
from mingjian.core.law.statutes import TIME_UNITS, UNITS, Article, Law, LawValue, Statutes

__all__ = ["TIME_UNITS", "UNITS", "ZONE", "Article", "Due", "Fault", "Faults", "Law", "LawValue", "Pause", "Statutes", "due", "due_after"]
