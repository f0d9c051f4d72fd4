"""What the form of a clue offers to pick from: platforms, acts, articles of the rulebook; what is typed otherwise stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.procedure import duties, liabilities, rulebook
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.queries import clues_visible_to
from mingjian.institutions.monitoring.queries import detector_titles, rule_titles
from mingjian.office.language import said
from mingjian.office.models import Department, Officer

ACTORS = frozenset(("operator", "platform", "courier", "service_provider"))  # whose breaches are looked for
LATEST = 300  # clues whose platforms are offered


@dataclass(frozen=True)
class Choice:
    """One thing to pick: what is written into the field, and what a list says beside it."""

    value: str
    label: str


@dataclass(frozen=True)
class Suspicion:
    """An act that may be suspected, as the rulebook or a detector calls it, and the article that it would breach; none where that is not one."""

    title: Text
    ground: str


@lru_cache(maxsize=8)
def suspicions(on: date) -> tuple[Suspicion, ...]:
    """Give the acts that the rulebook punishes, then what detectors make one suspect, each title once."""
    statutes, rests_on = rulebook().statutes, {duty.name: duty.grounds for duty in duties().all}
    found: dict[str, Suspicion] = {}
    for act in liabilities().all.values():
        grounds = [ground for name in act.duties for ground in rests_on.get(name, ()) if statutes.has_article(ground, on)]
        found.setdefault(act.title.zh, Suspicion(act.title, grounds[0] if grounds else ""))
    for detector in detector_titles().values():
        found.setdefault(detector.title.zh, Suspicion(detector.title, next((one for one in detector.ground if statutes.has_article(one, on)), "")))
    return tuple(found.values())


def with_ground(intake: Intake, on: date) -> Intake:
    """Add the article that a known act would breach, where somebody named the act and no article."""
    if intake.suspected_ground:
        return intake
    act = intake.suspected_act.strip().removeprefix("涉嫌").casefold()
    ground = next((one.ground for one in suspicions(on) if act in {one.title.zh.casefold(), one.title.en.casefold()}), "")
    return intake.but(suspected_ground=ground) if ground else intake


def act_of(ground: str, on: date) -> str:
    """Give the one act of the rulebook that breaks a provision, by the duties that rest on it or the provision that punishes it; empty for none or several."""
    if not ground:
        return ""
    resting = {duty.name for duty in duties().all if ground in duty.grounds_on(on, rulebook().statutes)}
    found = {act.act for act in liabilities().all.values() if resting & set(act.duties)}
    found = found or {act.act for act in liabilities().all.values() if any(one.ground == ground for one in act.provisions)}
    return found.pop() if len(found) == 1 else ""


def act_named(words: str) -> str:
    """Give the act of the rulebook that words name by its title, in either language; empty where they name none."""
    asked = words.strip().removeprefix("涉嫌").casefold()
    return next((act.act for act in liabilities().all.values() if asked in {act.title.zh.casefold(), act.title.en.casefold()}), "")


def act_suspected(clue: Clue, on: date) -> str:
    """
    Say which act a clue comes to, in the words of a document.

    What an officer or reporter wrote stays as it was written. What a detector or a rule is called is no act: in its place stands the act that breaks the
    provision suspected, as the rulebook calls it; nothing where that is none, or one of platforms alone.
    """
    if not _is_what_was_seen(clue):
        return clue.suspected_act
    found = act_of(clue.suspected_ground, clue.acted_on or on)
    return liabilities().act(found).title.zh if found and _may_be_of_a_shop(found) else ""


def _is_what_was_seen(clue: Clue) -> bool:
    """Whether all that a clue says of its act is what detectors and rules are called."""
    seen = {title for one in detector_titles().values() for title in (one.title.zh, one.title.en)}
    seen |= set(rule_titles({one.detector for one in clue.findings()}).values())
    words = clue.suspected_act.strip().removeprefix("涉嫌")
    return words in seen or all(one in seen for one in words.split("、"))


def _may_be_of_a_shop(act: str) -> bool:
    named = set(liabilities().act(act).duties)
    return any(duty.name in named and duty.actor != "platform" for duty in duties().all)


def choices(officer: Officer, on: date) -> dict[str, list[Choice]]:
    """Give what each field of the form offers, by field."""
    return {"platform": _platforms(officer), "suspected_act": _acts(on), "suspected_ground": _articles(on)}


def _platforms(officer: Officer) -> list[Choice]:
    """The platforms that this node knows as bodies, then those of the latest clues that the officer may see."""
    known = {one.platform: one.name for one in Department.objects.filter(kind=Department.Kind.PLATFORM).exclude(platform="")}
    latest = set(clues_visible_to(officer).select_related(None).values_list("platform", flat=True)[:LATEST])
    return [Choice(name, called) for name, called in known.items()] + [Choice(name, "") for name in sorted(latest - set(known) - {""})]


def _acts(on: date) -> list[Choice]:
    return [Choice(one.title.zh, _beside(one, on)) for one in suspicions(on)]


def _beside(one: Suspicion, on: date) -> str:
    """Say an act in the reader's language, where that is not the one written, and its article."""
    told = [said(one.title)] if said(one.title) != one.title.zh else []
    return " · ".join([*told, *([said(rulebook().statutes.citation(one.ground, on))] if one.ground else [])])


def _articles(on: date) -> list[Choice]:
    """The articles on which duties of those who trade, and detectors, rest: what may be breached, not how an authority proceeds."""
    statutes, found = rulebook().statutes, list[Choice]()
    for ground in sorted(set(_breachable())):
        try:
            found.append(Choice(said(statutes.citation(ground, on)), said(statutes.article(ground, on).gist)))
        except MingjianError:  # not in force on that day
            continue
    return found


def _breachable() -> Iterable[str]:
    yield from (ground.partition("#")[0] for duty in duties().all if duty.actor in ACTORS for ground in duty.grounds)
    yield from (ground for detector in detector_titles().values() for ground in detector.ground)
