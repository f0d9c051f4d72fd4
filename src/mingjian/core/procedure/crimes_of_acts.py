"""Which crimes an act of the liability files may amount to, when and for which fields of goods: `crimes_of_acts.yaml`. The list decides nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law.crimes import Crimes
from mingjian.core.law.measures import MEASURES
from mingjian.core.law.provisions import Liabilities
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.procedure.rulebook import packaged

FILE = "crimes_of_acts.yaml"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """
    A crime whose lines are weighed for an act: when it is in question, and for which fields of goods (empty: all).

    `counted`: measures of which one must be given for it to be weighed, since sums alone would be those of another crime (labels).
    """

    crime: str
    when: Text
    fields: tuple[str, ...]
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspicions:
    """The crimes in question for one act, and in words those whose lines the rulebook has not."""

    crimes: tuple[Suspicion, ...]
    elsewhere: Text | None

    def of(self, field: str, counts: Collection[str] = ()) -> tuple[Suspicion, ...]:
        """Return those that are in question in a field of goods, where some measures are counted."""
        in_field = (one for one in self.crimes if not one.fields or field in one.fields)
        return tuple(one for one in in_field if not one.counted or set(one.counted) & set(counts))


def read_crimes_of_acts(path: Path, faults: Faults) -> tuple[dict[str, Suspicions], tuple[str, ...], Branch | None]:
    """Read what each act may amount to, the acts for which no crime is known, and the file for faults; empty where there is no file."""
    top = read(path, path.name, faults) if path.is_file() else None
    if top is None:
        return {}, (), None
    top.only("title", "acts", "none")
    top.label("title")
    return {act: _read(branch) for act, branch in top.branches("acts").items()}, top.words("none"), top


def _read(branch: Branch) -> Suspicions:
    branch.only("crimes", "elsewhere")
    crimes = []
    for one in branch.list_of_branches("crimes"):
        one.only("crime", "when", "fields", "counted")
        crimes.append(Suspicion(one.word("crime"), one.label("when"), one.words("fields"), one.words("counted")))
    return Suspicions(tuple(crimes), branch.text("elsewhere", optional=True))


def check_crimes_of_acts(path: Path, liabilities: Liabilities, crimes: Crimes, fields: Mapping[str, object], faults: Faults) -> None:
    """Note each act of which the list says nothing, says both, or that there is not, and each crime and field that there is not."""
    listed, none, top = read_crimes_of_acts(path, faults)
    if top is None:
        return
    for act in sorted(set(liabilities.all) - set(listed) - set(none)):
        top.fault(f"没有写明“{act}”可能涉嫌何罪；没有的写入 none。", f"It is not said which crime {act} may amount to; where there is none, add it to none.")
    for act in sorted((set(listed) | set(none)) - set(liabilities.all) | (set(listed) & set(none))):
        top.fault(f"责任库中没有“{act}”，或者它同时写在 acts 与 none 中。", f"There is no act {act!r} in the liability files, or it stands in acts and none.")
    for act, found in listed.items():
        unknown = [one.crime for one in found.crimes if one.crime not in crimes.all]
        unknown += [name for one in found.crimes for name in one.counted if name not in MEASURES]
        for name in (*unknown, *(name for one in found.crimes for name in one.fields if name not in fields)):
            top.fault(f"“{act}”：没有罪名、领域或者数额“{name}”。", f"{act}: there is no crime, field or measure {name!r}.")


@cache
def crimes_of_acts(folder: Path | None = None) -> Mapping[str, Suspicions]:
    """Read the list of a rulebook once, when it is asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found, _none, _top = read_crimes_of_acts((folder or packaged()) / FILE, faults)
    faults.raise_first()
    return found
