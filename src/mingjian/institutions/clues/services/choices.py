"""What the form of a clue offers to pick from: platforms, acts, articles of the rulebook; what is typed otherwise stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.procedure import duties, liabilities, rulebook
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.queries import clues_visible_to
from mingjian.institutions.monitoring.queries import detector_titles
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
    """An act that may be suspected, as the rulebook or a detector calls it, the article that it would breach (none: not known), and its key in the rulebook."""

    title: Text
    ground: str
    act: str = ""


@lru_cache(maxsize=8)
def suspicions(on: date) -> tuple[Suspicion, ...]:
    """Return the acts that the rulebook punishes, then what detectors make one suspect, each title once."""
    statutes, rests_on = rulebook().statutes, {duty.name: duty.grounds for duty in duties().all}
    found: dict[str, Suspicion] = {}
    for act in liabilities().all.values():
        own = [[ground for ground in rests_on.get(name, ()) if statutes.has_article(ground, on)] for name in act.duties]
        first = list(dict.fromkeys(grounds[0] for grounds in own if grounds))
        turns_on_goods = len({provision.fields for provision in act.provisions}) > 1  # several laws: none is known before the goods
        ground = "" if not first or (len(first) > 1 and turns_on_goods) else first[0]
        found.setdefault(act.title.zh, Suspicion(act.title, ground, act.act))
    for detector in detector_titles().values():
        found.setdefault(detector.title.zh, Suspicion(detector.title, next((one for one in detector.ground if statutes.has_article(one, on)), "")))
    return tuple(found.values())


def with_ground(intake: Intake, on: date) -> Intake:
    """Add the article that a known act would breach, where somebody named it, by title or usual words, and no article. Of several acts none is taken."""
    found = suspected_by(intake.suspected_act, on) if not intake.suspected_ground else []
    return intake.but(suspected_ground=found[0].ground) if len(found) == 1 and found[0].ground else intake


def suspected_by(words: str, on: date) -> list[Suspicion]:
    """Return what words name: the act of that title, of the rulebook or a detector; else all acts of the rulebook that people usually call so."""
    asked = words.strip().removeprefix("涉嫌").strip().casefold()
    titled = [one for one in suspicions(on) if asked in {one.title.zh.casefold(), one.title.en.casefold()}]
    usual = {act.act for act in liabilities().called(words)}
    return titled[:1] or [one for one in suspicions(on) if one.act in usual]


def choices(officer: Officer, on: date) -> dict[str, list[Choice]]:
    """Return what each field of the form offers, by field."""
    return {"platform": _platforms(officer), "suspected_act": _acts(on), "suspected_ground": _articles(on)}


def _platforms(officer: Officer) -> list[Choice]:
    """Return the platforms that this node knows as bodies, then those of the latest clues that the officer may see."""
    known = {one.platform: one.name for one in Department.objects.filter(kind=Department.Kind.PLATFORM).exclude(platform="")}
    latest = set(clues_visible_to(officer).select_related(None).values_list("platform", flat=True)[:LATEST])
    return [Choice(name, called) for name, called in known.items()] + [Choice(name, "") for name in sorted(latest - set(known) - {""})]


def _acts(on: date) -> list[Choice]:
    return [Choice(one.title.zh, _beside(one, on)) for one in suspicions(on)]


def _beside(one: Suspicion, on: date) -> str:
    """Name an act in the reader's language, where that is not the one written, its article, and what people usually call it, by which a list is searched."""
    told = [said(one.title)] if said(one.title) != one.title.zh else []
    usual = liabilities().all[one.act].known_as if one.act else ()
    return " · ".join([*told, *([said(rulebook().statutes.citation(one.ground, on))] if one.ground else []), *(["、".join(usual)] if usual else [])])


def _articles(on: date) -> list[Choice]:
    """Return the articles on which duties of those who trade, and detectors, rest: what may be breached, not how an authority proceeds."""
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
