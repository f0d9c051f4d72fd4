"""Both ways between articles and what rests on them: fines, lines of crimes, duties and periods, in one table for a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from mingjian.core.language import Text
from mingjian.core.law import Article, Duty, Law
from mingjian.core.law.crimes import Crime
from mingjian.core.law.provisions import Act
from mingjian.core.procedure import crimes, duties, liabilities, rulebook
from mingjian.core.procedure.dependents import ClockUse, sheets_on

#: What may be asked for: the kinds of what rests on an article.
KINDS = ("acts", "crimes", "duties", "clocks")


@dataclass
class Links:
    """What rests on one article on a day: acts that it fines, crimes whose lines rest on it, duties that cite it, clocks that run by it."""

    law: Law
    article: Article
    acts: dict[str, Act] = field(default_factory=dict)
    crimes: dict[str, Crime] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    clocks: dict[str, ClockUse] = field(default_factory=dict)

    def titles(self) -> Iterator[Text]:
        """Return the words by which it is found: its gist and the names of all that rests on it."""
        yield self.article.gist
        yield from (act.title for act in self.acts.values())
        yield from (crime.title for crime in self.crimes.values())
        yield from (duty.what for duty in self.duties.values())
        yield from (clock.deadline.label for clock in self.clocks.values())


@lru_cache(maxsize=8)
def links_on(on: date) -> tuple[Links, ...]:
    """Return every article in force on a day on which something rests, in the order of laws and articles."""
    statutes, found = rulebook().statutes, {}
    for name in statutes.laws():
        for version in statutes.versions(name):
            if version.governs(on):
                found.update({article.ground: Links(version, article) for article in version.articles.values()})
    for kind, ref, key, thing in _resting(on):
        if (links := found.get(ref.partition("#")[0])) is not None:
            getattr(links, kind)[key] = thing
    return tuple(links for links in found.values() if any(getattr(links, kind) for kind in KINDS))


def _resting(on: date) -> Iterator[tuple[str, str, str, object]]:
    """Return what rests on what on a day: its kind, the ref that it cites, its own name, itself."""
    for act in liabilities().all.values():
        for one in act.provisions:
            for ref in (one.ground, *(fine.value for fine in one.fines)):
                yield "acts", ref, act.act, act
    for crime in crimes().all.values():
        for ref in {crime.article, *(ref for regime in crime.regimes for ref in regime.ground)}:
            yield "crimes", ref, crime.crime, crime
    for duty in duties().all:
        if duty.binds(on, rulebook().statutes):
            for ref in (*duty.grounds, *duty.periods, *duty.fines, *duty.follows):
                yield "duties", ref, duty.name, duty
    for sheet in sheets_on(rulebook(), on):
        for spec in sheet.deadlines.values():
            uses = {"period": spec.period, "extension": spec.extension, "left_out_at_most": spec.left_out_at_most}
            for use, named in uses.items():
                if named:
                    yield "clocks", named, f"{sheet.procedure}/{spec.name}/{use}", ClockUse(sheet, spec, use)
