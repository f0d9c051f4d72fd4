"""The line that a dossier's page begins with: whose turn it is, to do what, until when; and what the decision that is due rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, Step, goes_back, leads_back, turns
from mingjian.core.procedure.turns import MANY, is_way_out, turns_beside
from mingjian.office.dossiers.handing import seated_at
from mingjian.office.dossiers.history import Done
from mingjian.office.dossiers.obliged import OUTSIDE, follows_waiver, is_outside, is_waived, obliged_label
from mingjian.office.dossiers.offered import Offered, OpenStep, WaitingStep, is_named_by_clock
from mingjian.office.models import Deadline, Department, Dossier, Officer
from mingjian.office.papers.kind import PaperLine

MOST = 3  # steps that the line names


@dataclass(frozen=True)
class Turn:
    """
    Whose turn it is: `is_mine`, or that of roles in departments, or of one `named` officer.

    `steps` are what they may do, `deadline` the one that is met so. `signs`: one of the steps was signed first, and a signature is what is waited for.
    `why_not`: why it is not the turn of whoever looks, where they are barred. `clock_of`: another department, where it is its clock that runs.
    """

    is_mine: bool
    steps: list[Step]
    deadline: Deadline | None
    roles: list[Text]
    departments: list[Department]
    named: Officer | None = None
    signs: bool = False
    why_not: Text | None = None
    clock_of: Department | None = None


def turn_of(dossier: Dossier, sheet: Sheet, steps: Offered, running: list[Deadline], officer: Officer, at: datetime) -> Turn | None:
    """Say whose turn it is in a dossier; nothing where it is open to nobody, or closed and no deadline runs on."""
    if dossier.is_closed:
        left = [one for one in steps.mine if one.meets and one.step.name not in sheet.undoing and not _is_idle(sheet, one)]
        return (_due_outside(sheet, left, [], officer, at) or _mine(left, running, officer)) if left else None
    to_sign, signed = [one for one in steps.mine if one.first], [one for one in steps.waiting if one.signed]
    if not to_sign and not signed:
        return _turn_by_state(dossier, sheet, steps, running, officer, at)
    signing = _mine(to_sign, running, officer, signs=True) if to_sign else _others(dossier, signed, running, officer, signs=True)
    halves: list[OpenStep | WaitingStep] = [*to_sign, *signed]
    tracks = {one.step.track for one in halves}
    beside = Offered([one for one in steps.mine if one.step.track not in tracks], [one for one in steps.waiting if one.step.track not in tracks])
    asked = _turn_by_state(dossier, sheet, beside, running, officer, at)
    if asked is None or not _is_asked_first(asked, beside, signing, halves, officer):
        return signing
    return replace(asked, steps=[*asked.steps, *signing.steps][:MOST]) if asked.is_mine and signing.is_mine else asked


def _is_asked_first(asked: Turn, beside: Offered, signing: Turn, halves: list[OpenStep | WaitingStep], officer: Officer) -> bool:
    """
    Whether a clock asks on another track before a second signature is asked for, and asks whoever looks, or them at least as much as the signature does.

    The signature goes first where a clock of its own ends no later, and for the department that gives it, unless the clock asks the officer alone.
    """
    names = {step.name for step in asked.steps}
    able: list[OpenStep | WaitingStep] = [*beside.mine, *beside.waiting]
    met = _first([due for one in able if one.step.name in names for due in (*one.leads_to, *one.meets)])
    if met is None or not (asked.is_mine or not (signing.is_mine or officer.department in signing.departments)):
        return False
    return _first([*(due for one in halves for due in (*one.leads_to, *one.meets)), met]) == met


def _turn_by_state(dossier: Dossier, sheet: Sheet, steps: Offered, running: list[Deadline], officer: Officer, at: datetime) -> Turn | None:
    """Say whose turn it is by where the dossier stands, whatever was signed by one of two."""
    is_let_in = dossier.department_id != officer.department_id
    if not is_let_in and (called_for := [one for one in steps.mine if one.is_called_for]):
        return _mine(called_for, running, officer)
    if not is_let_in and (awaited := [one for one in steps.waiting if one.is_called_for]):
        return _others(dossier, awaited, running, officer)
    in_turn = _in_turn(sheet, dossier, steps.mine, is_let_in=is_let_in)
    mine = [one for one in in_turn if all(deadline.is_missed(at) for deadline in one.not_before)]
    held_back = [one for one in in_turn if one not in mine]
    waived = [replace(one, leads_to=_not_waived(sheet, one.leads_to, at), meets=_not_waived(sheet, one.meets, at)) for one in mine]
    mine = _first_what_meets(sheet, waived)
    if not is_let_in and (elsewhere := _due_elsewhere(mine, steps.waiting, officer, at)):
        return elsewhere
    if not is_let_in and _is_due_with_colleagues(sheet, dossier, mine, steps.waiting, officer):
        mine = [one for one in mine if not _is_of_outside(one)]
    elif not is_let_in and (outside := _due_outside(sheet, mine, held_back, officer, at)):
        return outside
    if not is_let_in and (word := _word_awaited(sheet, dossier, mine)):
        return word
    if not is_let_in and (asked := _asked_of_others(sheet, dossier, mine, steps.waiting)):
        return _others(dossier, asked, running, officer)
    if is_let_in:
        mine = [one for one in mine if _is_asked(sheet, dossier, one, officer)]
        if third := _due_with_third(dossier, mine, steps.waiting, officer, at):
            return third
        if mine:
            return _mine(mine, running, officer)  # whoever was let in to answer is asked first, however long the holder's own clock runs
        if running and all(is_outside(one) and one.suspended_since is None and not one.is_missed(at) for one in running):
            return _of_outside(_first(running))
    if any((one.leads_to or one.meets) and not leads_back(sheet, one.step) for one in mine):
        return _mine(mine, running, officer)
    others_may = [replace(one, leads_to=_not_waived(sheet, one.leads_to, at), meets=_not_waived(sheet, one.meets, at)) for one in steps.waiting]
    waiting = sorted(others_may, key=lambda one: _place_of(sheet, one))
    others = [one for one in waiting if _is_in_turn(sheet, dossier, one.step) and not _is_idle(sheet, one)]
    ahead = _asked_first(sheet, others)
    if any(one.meets and one.leads_to for one in others):
        on = sorted((one for one in others if (one.meets and one.leads_to) or one.step.name in ahead), key=lambda one: one.step.name not in ahead)
    else:
        on = _named_for_missed(sheet, others) or [one for one in others if one.leads_to or _goes_on(sheet, one.step)]
    if on and (any(one.meets for one in on) or not any(_goes_on(sheet, one.step) for one in mine)):
        return _others(dossier, on, running, officer)
    if mine:
        return _mine(mine, running, officer)
    return _others(dossier, others, running, officer) if others else None


def _named_for_missed(sheet: Sheet, others: list[WaitingStep]) -> list[WaitingStep]:
    """The steps that the sheet names for when a clock that they end is missed, in however many states they are open: to close what was transferred."""
    return [one for one in others if any(due.name in sheet.deadlines and sheet.deadlines[due.name].when_missed == one.step.name for due in one.meets)]


def _place_of(sheet: Sheet, one: WaitingStep) -> tuple[bool, ...]:
    """Place a step of others: what leads to meeting a clock, then what ends one; what sends back, and what may be done in many states, last."""
    return (not one.leads_to, not one.meets, goes_back(sheet, one.step), len(one.step.from_states) >= MANY)


def _goes_on(sheet: Sheet, step: Step) -> bool:
    """Whether a step is what a state waits for: more than taking back what was asked, or than what may be done in many states and moves nothing in this one."""
    return (len(step.from_states) == 1 or bool((step.to or step.closes) and len(step.from_states) < MANY)) and not leads_back(sheet, step)


def _due_elsewhere(mine: list[OpenStep], waiting: list[WaitingStep], officer: Officer, at: datetime) -> Turn | None:
    """
    The turn of another department where its clock alone runs: that an officer may enter what it did does not make it the officer's turn.

    Named are its own steps where it has any here: of the police, whom reasons are demanded of, to give them, and not to order filing, which ends the clock too.
    """
    met = {deadline for one in mine for deadline in (*one.leads_to, *one.meets)}
    due = _first([one for one in met if one.due_with_id not in {None, officer.department_id} and not one.is_missed(at)])
    if due is None or due.due_with is None or any(one.due_with_id == officer.department_id for one in met):
        return None
    own = [one.step for one in waiting if due in one.meets and due.due_with in one.departments]
    entered = [one.step for one in mine if due in (*one.leads_to, *one.meets)]
    return Turn(False, (own or entered)[:MOST], due, [], [due.due_with])


def _is_due_with_colleagues(sheet: Sheet, dossier: Dossier, mine: list[OpenStep], waiting: list[WaitingStep], officer: Officer) -> bool:
    """Whether a colleague's clock runs for the one step that a track waits for, while a party's runs on another: a legal review beside an order to correct."""
    theirs = {one.step.track for one in mine if _is_of_outside(one)}
    asked = [one for one in waiting if len(one.step.from_states) == 1 and one.step.track not in theirs and _is_in_turn(sheet, dossier, one.step)]
    return bool(theirs) and any(due.due_with_id == officer.department_id for one in asked for due in one.meets)


def _due_with_third(dossier: Dossier, mine: list[OpenStep], waiting: list[WaitingStep], officer: Officer, at: datetime) -> Turn | None:
    """The turn of somebody who neither holds the dossier nor looks, whose clock runs for all that is asked: the police, whom a procurator asked for reasons."""
    elsewhere = _due_elsewhere(mine, waiting, officer, at) if all(one.leads_to or one.meets for one in mine) else None
    return elsewhere if elsewhere and all(one.pk != dossier.department_id for one in elsewhere.departments) else None


def _due_outside(sheet: Sheet, mine: list[OpenStep], held_back: list[OpenStep], officer: Officer, at: datetime) -> Turn | None:
    """
    The turn of a party without an account: while nothing but its clock is met here, or while its clock holds back the step that leads on.

    What it does, or that it paid, is entered then; what may end the matter in many states meanwhile is offered, and not asked for, unless the own department's
    clock runs for just that, as one to close a case that is performed.
    """
    waited = [due for one in held_back for due in one.not_before if is_outside(due) and not due.is_missed(at)]
    if waited and not any((one.meets and len(one.step.from_states) == 1) or _is_end_due(sheet, one, officer) for one in mine):
        due = _first(waited)
    else:
        met = {due for one in mine for due in (*one.leads_to, *one.meets)}
        is_theirs = all(is_outside(one) and one.suspended_since is None and not one.is_missed(at) for one in met)
        due = _first(list(met)) if is_theirs else None
    return _of_outside(due)


def _of_outside(due: Deadline | None) -> Turn | None:
    """The turn of whoever has no account here and must act within a deadline."""
    label = obliged_label(due) if due else None
    return Turn(False, [], due, [label], []) if label else None


def _is_end_due(sheet: Sheet, one: OpenStep, officer: Officer) -> bool:
    """Whether a step ends its track and a clock of the officer's own department runs for it: the sheet names the step as what that clock asks for."""
    own = (sheet.deadlines.get(due.name) for due in one.meets if due.due_with_id == officer.department_id)
    return one.step.to in sheet.ends and any(spec is not None and spec.when_missed == one.step.name for spec in own)


def _not_waived(sheet: Sheet, deadlines: list[Deadline], at: datetime) -> list[Deadline]:
    """Leave out the clock of a party outside that ran out and after which the sheet names no step: the party waived, and nobody is late."""
    waived = {name for name, spec in sheet.deadlines.items() if spec.obliged.kind == OUTSIDE and spec.when_missed is None}
    return [due for due in deadlines if due.name not in waived or not due.is_missed(at)]


def _asked_of_others(sheet: Sheet, dossier: Dossier, mine: list[OpenStep], waiting: list[WaitingStep]) -> list[WaitingStep]:
    """The steps of those who were let in, where nothing is left to the holder but to wait no longer: a platform that was asked first, for instance."""
    if not mine or any(one.meets or one.leads_to or not leads_back(sheet, one.step) for one in mine):
        return []
    beside = [one for one in waiting if one.step.side in {"any", "sender"} and one.departments and dossier.department not in one.departments]
    return [one for one in beside if one.step.to and _is_in_turn(sheet, dossier, one.step, is_let_in=True)]


def _word_awaited(sheet: Sheet, dossier: Dossier, mine: list[OpenStep]) -> Turn | None:
    """
    The turn of the departments that were invited into a state to say a word, as an opinion, and have not said it; nothing while a clock of the holder's runs.

    That the holder may close the round before all have spoken, or invite more, asks nobody for it.
    """
    if any(one.leads_to or one.meets for one in mine):
        return None
    for step in sheet.steps.values():
        here = sheet.place(step.track, dossier.state)
        is_word = step.side == "any" and not step.to and step.from_states == (here,) and not step.unprompted
        if is_word and any(other.invites and other.to and here in (other.to, *other.from_states) for other in sheet.steps.values()):
            said = _spoke(sheet, dossier, here)
            if silent := [one for one in seated_at(dossier) if one.pk not in said and one.pk != dossier.department_id]:
                return Turn(False, [step], None, [], silent)
    return None


def _spoke(sheet: Sheet, dossier: Dossier, here: str) -> set[int | None]:
    """Return who has said a word in a state; where a round begins anew there, as a conclusion that is put again, only since then."""
    words = [one.name for one in sheet.steps.values() if one.side == "any" and not one.to and one.from_states == (here,)]
    found = dossier.entries.filter(kind__in=words)
    leading = [one for one in sheet.steps.values() if one.to == here]
    if not any(one.invites for one in leading):
        begun = dossier.entries.filter(kind__in=[one.name for one in leading]).order_by("-index").values_list("index", flat=True).first()
        found = found.filter(index__gt=begun) if begun is not None else found
    return set(found.values_list("officer__department", flat=True))


def _is_asked(sheet: Sheet, dossier: Dossier, one: OpenStep, officer: Officer) -> bool:
    """
    Whether one let in is asked for a step, as home asks: its clock runs, the state waits for such a role, or it is a word that was not said yet.

    That a step may be taken in many states, and would meet the holder's clock besides, asks nobody for it.
    """
    met = [*one.leads_to, *one.meets]
    if any(deadline.due_with_id == officer.department_id for deadline in met) or (met and len(one.step.from_states) == 1):
        return True
    here = sheet.place(one.step.track, dossier.state)
    if not one.step.to:
        return len(one.step.from_states) < MANY and not _has_done(dossier, one.step, officer)
    return not turns_beside(sheet).get(one.step.side, {}).get(here, frozenset()).isdisjoint(officer.roles)


def _has_done(dossier: Dossier, step: Step, officer: Officer) -> bool:
    """Whether the officer's department took a step before that leaves the state as it is."""
    return dossier.entries.filter(kind=step.name, officer__department=officer.department_id).exists()


def _in_turn(sheet: Sheet, dossier: Dossier, mine: list[OpenStep], *, is_let_in: bool) -> list[OpenStep]:
    """What the officer may do that leads on: what meets a deadline first, of that what moves the dossier before more time; ways out and back not at all."""
    found = [one for one in mine if one.is_proposed or (_is_in_turn(sheet, dossier, one.step, is_let_in=is_let_in) and not _is_idle(sheet, one))]
    return _first_what_meets(sheet, found)


def _first_what_meets(sheet: Sheet, found: list[OpenStep]) -> list[OpenStep]:
    """
    Order steps by what they come to: what meets a deadline, and what sends the dossier back after what leads on.

    What a clock of somebody here asks for comes before what ends a party's, which is entered when it comes; what goes on comes before what ends a track.
    What passes the dossier on to somebody else comes after what is done here; what may be taken in this state alone before what may be taken in several.
    """
    back = {one.step.name for one in found if goes_back(sheet, one.step)}
    asked = _asked_first(sheet, found) - back
    return sorted(
        found,
        key=lambda one: (
            not one.is_proposed,
            not follows_waiver(sheet, one.step, (*one.leads_to, *one.meets)),
            not is_named_by_clock(sheet, one),
            one.step.name not in asked,
            not (one.leads_to or one.meets) or one.step.name in back,
            _is_of_outside(one),
            one.step.to is None,
            one.step.name in back,
            one.step.to in sheet.ends,
            bool(one.step.invites),
            len(one.step.from_states),
        ),
    )


def _asked_first(sheet: Sheet, found: Sequence[OpenStep | WaitingStep]) -> set[str]:
    """
    Name the steps that a clock leads to or that meet it.

    Where all that is there would end it, and may be taken all along the way, as not to punish may, what goes on from here on their track is asked
    first: of several what had to wait for a party's days, as the heads' discussion has, and not what the party did not do in them.
    """
    meeting = [one for one in found if one.leads_to or one.meets]
    if any(len(one.step.from_states) < MANY or not one.meets for one in meeting):
        return {one.step.name for one in meeting}
    tracks = {one.step.track for one in meeting}
    on = [one.step for one in found if one.step.track in tracks and one.step.to and _goes_on(sheet, one.step)]
    return {step.name for step in on if step.not_before} or {step.name for step in on} or {one.step.name for one in meeting}


def _is_of_outside(one: OpenStep) -> bool:
    """Whether a step ends clocks of those outside alone."""
    met = [*one.leads_to, *one.meets]
    return bool(met) and all(is_outside(deadline) for deadline in met)


def _is_idle(sheet: Sheet, one: OpenStep | WaitingStep) -> bool:
    """
    Whether a step is taken when there is reason to, and no deadline runs that asks for it now.

    Where the sheet names it as what follows when one of its deadlines is missed, that one asks for it, and not whatever else it ends besides.
    What gives back clocks of before, as taking up a case that came back does, no deadline asks for; nor anything within days that were let pass.
    """
    if any(is_waived(deadline, sheet) for deadline in (*one.leads_to, *one.meets)) and not follows_waiver(sheet, one.step, (*one.leads_to, *one.meets)):
        return True
    asking = {name for name in one.step.closes if name in sheet.deadlines and sheet.deadlines[name].when_missed == one.step.name}
    return one.step.unprompted and (bool(one.step.restores) or not any(not asking or deadline.name in asking for deadline in one.meets))


def _is_in_turn(sheet: Sheet, dossier: Dossier, step: Step, *, is_let_in: bool = False) -> bool:
    """
    Whether a step leads on from the state in which the dossier stands: none that undoes another, ends all on the way, or takes back one's own.

    `is_let_in`: it is asked for a department beside the holder, whose steps are those of any side.
    """
    here = sheet.place(step.track, dossier.state)
    roles = turns(sheet).get(here, frozenset())
    is_theirs = not roles or not roles.isdisjoint(step.by) or (is_let_in and step.side == "any")
    return step.name not in sheet.undoing and not is_way_out(step) and not step.only_by and is_theirs


def _mine(mine: list[OpenStep], running: list[Deadline], officer: Officer, *, signs: bool = False) -> Turn:
    met = [deadline for one in mine for deadline in (*one.leads_to, *one.meets)]
    own = [deadline for deadline in met if deadline.due_with_id == officer.department_id]
    # Where anything leads to meeting a clock, what stands on its track: what may be done besides, such as a seizure, is offered below and not asked for.
    # A signature is asked for on every track: whoever signed first waits for it.
    asked = [one for one in mine if (one.leads_to or one.meets) and not (own and _is_of_outside(one))]
    tracks = set() if signs else {one.step.track for one in asked}
    named = [one.step for one in mine if not tracks or one.step.track in tracks][:MOST]
    due = _first(own or met)
    return Turn(True, named, due, [], [], signs=signs, clock_of=due.due_with if due and due.due_with_id != officer.department_id else None)


def _others(dossier: Dossier, waiting: list[WaitingStep], running: list[Deadline], officer: Officer, *, signs: bool = False) -> Turn:
    roles = list(dict.fromkeys(role for one in waiting for role in one.roles))
    departments = list(dict.fromkeys(department for one in waiting for department in one.departments))
    meets = [deadline for one in waiting for deadline in one.meets] or [one for one in running if one.due_with_id in {place.pk for place in departments}]
    due = _first(meets)
    if not signs and due and due.due_with in departments and len(departments) > 1:  # the clock tells which of them is asked; others only enter what it did
        waiting, roles, departments = [one for one in waiting if due.due_with in one.departments], [], [due.due_with]
    named = _only(departments, [one.step for one in waiting], signs=signs)
    why = next((one.why_not for one in waiting if one.why_not), None)
    return Turn(False, [one.step for one in waiting[:MOST]], due, roles, departments, named, signs, why)


def _only(departments: list[Department], steps: list[Step], *, signs: bool) -> Officer | None:
    """The one officer whose turn it is, where there is just one with such a role in the only department."""
    if len(departments) != 1:
        return None
    asked = {role for step in steps for role in (step.second if signs else step.by)}
    working = Officer.objects.filter(department=departments[0], duty=Officer.Duty.WORK, is_active=True)[:MOST_OFFICERS]
    found = [one for one in working if asked & set(one.roles)]
    return found[0] if len(found) == 1 else None


MOST_OFFICERS = 200


def _first(deadlines: list[Deadline]) -> Deadline | None:
    """The deadline that ends first; one without a day only where no other is."""
    return min(deadlines, key=lambda one: (one.due is None, one.due and one.due.timestamp()), default=None)


def decided_on(sheet: Sheet, dossier: Dossier, past: list[Done], *, is_signed: bool = False) -> Done | None:
    """
    Give the step by which the dossier came to where it stands, with its papers: what whoever decides now has before them.

    Of what was handed over, what was drafted before stands first: the letter's questions, and not its number alone. So does the draft before whoever signs it.
    """
    states = {dossier.state} if isinstance(dossier.state, str) else set(dossier.state.values())
    for place, done in enumerate(past):
        step = sheet.steps.get(done.entry.kind)
        if step is not None and step.to in states and step.from_states:
            papers = [*(_drafted(sheet, step, past[place + 1 :]) if step.hands_to else ()), *done.papers]
            return replace(done, papers=papers) if papers else None
    return next((done for done in past if is_signed and done.entry.kind == sheet.opening and done.papers), None)


def _drafted(sheet: Sheet, step: Step, before: list[Done]) -> list[PaperLine]:
    """The papers of the step by which a dossier came to where it was handed over."""
    for done in before:
        came = sheet.steps.get(done.entry.kind)
        if came is not None and (came.to in step.from_states or (came.name == sheet.opening and sheet.starts in step.from_states)):
            return done.papers
    return []
