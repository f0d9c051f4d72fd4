"""What rests on an article or a value of the law: steps and clocks of the sheets, duties, fines, lines of crimes."""

from dataclasses import dataclass
from datetime import date

from mingjian.core.errors import NotInBook
from mingjian.core.language import Text
from mingjian.core.law import Duties, Duty, LawValue, Statutes
from mingjian.core.law.crimes import Crime, Crimes, Regime
from mingjian.core.law.provisions import Act, Fine, Liabilities, Provision
from mingjian.core.procedure.rulebook import Rulebook
from mingjian.core.procedure.sheet import DeadlineSpec, Sheet, Step


@dataclass(frozen=True, slots=True)
class ClockUse:
    """A deadline of a sheet that uses a value, and how: as its `period`, its `extension`, or what limits its suspensions (`left_out_at_most`)."""

    sheet: Sheet
    deadline: DeadlineSpec
    use: str


@dataclass(frozen=True, slots=True)
class DutyFine:
    """One fine for a broken duty on a day: its value, and the provision that sets it there with its condition."""

    value: LawValue
    provision: Provision
    fine: Fine

    @property
    def conditions(self) -> tuple[Text, ...]:
        """Return on what the fine hangs: when it holds, what the provision asks, and what it steps back for."""
        return tuple(text for text in (self.provision.whom, self.fine.whom, self.fine.when, self.provision.condition, self.provision.subsidiary) if text)


def touches(ref: str, asked: str) -> bool:
    """Return whether a ref is the article or the value asked for; an article is touched by its values too."""
    return ref == asked if "#" in asked else ref.partition("#")[0] == asked


def sheets_on(book: Rulebook, on: date) -> list[Sheet]:
    """Return the version of each procedure that governs dossiers opened on a day."""
    return [sheet for sheet in book.all_sheets() if sheet.in_force <= on and (sheet.until is None or on < sheet.until)]


def steps_on(book: Rulebook, ground: str, on: date) -> list[tuple[Sheet, Step]]:
    """Return the steps that rest on an article on a day."""
    return [(sheet, step) for sheet in sheets_on(book, on) for step in sheet.steps.values() if any(touches(one, ground) for one in step.ground)]


def clocks_on(book: Rulebook, asked: str, on: date) -> list[ClockUse]:
    """Return the clocks that run by a value, or by any value of an article, on a day."""
    found = []
    for sheet in sheets_on(book, on):
        for spec in sheet.deadlines.values():
            uses = {"period": spec.period, "extension": spec.extension, "left_out_at_most": spec.left_out_at_most}
            found += [ClockUse(sheet, spec, use) for use, ref in uses.items() if ref and touches(ref, asked)]
    return found


def duties_on(duties: Duties, statutes: Statutes, asked: str, on: date) -> list[Duty]:
    """Return the duties that cite an article, or use a value, and bind on a day."""
    cited = [duty for duty in duties.all if any(touches(ref, asked) for ref in (*duty.grounds, *duty.periods, *duty.fines, *duty.follows))]
    return [duty for duty in cited if duty.binds(on, statutes)]


def fines_of(duty: Duty, liabilities: Liabilities, statutes: Statutes, on: date) -> list[DutyFine]:
    """
    Return the fines for a broken duty on a day, in its order, each as the act that it is sets it then.

    A fine is read off the provision and not off the ref alone: after a renumbering the same number may be another article, and a figure without its
    condition (correction refused, serious cases) would be told as if it always held.
    """
    held = [
        DutyFine(statutes.value(fine.value, on), one, fine)
        for act in liabilities.all.values()
        if duty.name in act.duties
        for one in act.provisions
        for fine in one.fines
        if fine.value in duty.fines and one.holds(on) and fine.holds(on) and statutes.has_value(fine.value, on)
    ]
    first = {found.fine: found for found in reversed(held)}
    return sorted(first.values(), key=lambda found: duty.fines.index(found.fine.value))


def refuse_bare_duty(name: str, duties: Duties, liabilities: Liabilities) -> None:
    """Raise `NotInBook` for a duty that no act of the rulebook breaks: it is told to be a duty, and that no penalty of it is entered."""
    duty = next((one for one in duties.all if one.name == name), None)
    if duty is None or name in liabilities.all or any(name in one.duties for one in liabilities.all.values()):
        return
    raise NotInBook(
        f"“{duty.what.zh}”是库内义务（{'、'.join(duty.grounds)}），库内没有对它的罚款规定；这不等于不受处罚，请看条文。",
        f"{duty.what.en}: a duty of the rulebook ({', '.join(duty.grounds)}), for which no fine is entered. That is not to say that there is none.",
    )


def regimes_on(crimes: Crimes, ground: str) -> list[tuple[Crime, Regime]]:
    """Return the lines of crimes that rest on an article."""
    return [(crime, regime) for crime in crimes.all.values() for regime in crime.regimes if any(touches(one, ground) for one in regime.ground)]


def acts_on(liabilities: Liabilities, asked: str) -> list[Act]:
    """Return the acts that a provision, or one of its fines, punishes."""
    return [
        act
        for act in liabilities.all.values()
        if any(touches(ref, asked) for one in act.provisions for ref in (one.ground, *(fine.value for fine in one.fines)))
    ]


def limited_by(statutes: Statutes, ref: str, on: date) -> list[LawValue]:
    """Return the values whose time left out is limited by this one, or which this one extends, on a day."""
    return [value for value in statutes.values() if value.exclusion_cap == ref and value.in_force <= on and (value.until is None or on < value.until)]
