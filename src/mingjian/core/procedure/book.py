"""The parts of a rulebook that answer questions."""

from dataclasses import dataclass

from mingjian.core.law.crimes import Crimes
from mingjian.core.law.provisions import Liabilities
from mingjian.core.law.statutes import Statutes
from mingjian.core.procedure.rulebook import Rulebook


@dataclass(frozen=True)
class Book:
    """The parts of a rulebook that answer questions."""

    rulebook: Rulebook
    crimes: Crimes
    liabilities: Liabilities

    @property
    def statutes(self) -> Statutes:
        """Return the laws."""
        return self.rulebook.statutes
