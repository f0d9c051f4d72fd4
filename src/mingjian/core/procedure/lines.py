"""Holds the figures of a dossier against the lines of crimes and of amounts, before and after a draft."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.law.crimes import Crime, Crimes
from mingjian.core.law.measures import Figures
from mingjian.core.law.outcomes import BELOW, TO_JUDGE
from mingjian.core.law.periods import local_day
from mingjian.core.law.thresholds import Threshold, threshold
from mingjian.core.procedure.difference import Difference
from mingjian.core.procedure.draft import Draft
from mingjian.core.procedure.past import Past, opened_on
from mingjian.core.procedure.rulebook import Rulebook
from mingjian.core.procedure.sheet import Paper

_CRIME, _ACTED_ON = "crime", "acted_on"  # papers that say which crime is suspected, and when the act was
_SIDES = {True: Text("超过", "over"), False: Text("未超过", "not over")}

Weighed = tuple[str, Text] | None  # the tier and its name; none where the rulebook has no line for that day


@dataclass
class Weigher:
    """Weighs figures under a draft. Results are remembered, since round figures come often."""

    draft: Draft
    at: datetime
    weighed: int = 0
    _names: dict[str, str] = field(default_factory=dict)
    _tiers: dict[tuple[object, ...], tuple[Weighed, Weighed]] = field(default_factory=dict)
    _lines: list[tuple[Paper, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for crime in self.draft.crimes:
            title = self.draft.crimes_after.crime(crime).title
            self._names |= dict.fromkeys((crime, title.zh, title.zh.removesuffix("罪"), title.en.lower()), crime)
        papers = self.draft.after.papers.values()
        self._lines = [(paper, paper.line) for paper in papers if paper.line and paper.line.partition("/")[0] in self.draft.laws]

    def differences(self, past: Past) -> Iterator[Difference]:
        """Return what would be over a line, or under it, and was not."""
        if not (self._names or self._lines) or not past.steps:
            return
        papers = past.papers
        named = self._names.get(str(papers.get(_CRIME, "")).strip().lower())
        if named:
            yield from self._tier(past, named, papers)
        for paper, ref in self._lines:
            if paper.name in papers:
                yield from self._line(past, paper, ref, Decimal(str(papers[paper.name])))

    def _tier(self, past: Past, crime: str, papers: dict[str, object]) -> Iterator[Difference]:
        figures = self._figures(papers)
        if not figures:
            return
        self.weighed += 1
        acted = date.fromisoformat(str(papers[_ACTED_ON])) if _ACTED_ON in papers else opened_on(past)
        decided = max(acted, self._decided_on(past))
        key = (crime, tuple(sorted(figures.items())), acted, decided)
        if key not in self._tiers:
            self._tiers[key] = self._weigh(crime, _figures_of(figures), acted, decided)
        was, would = self._tiers[key]
        if was != would:
            title = self.draft.crimes_after.crime(crime).title
            said = [one[1] if one else Text("没有标准", "no line") for one in (was, would)]
            names = [one[0] if one else "" for one in (was, would)]
            yield Difference(past.number, past.title, past.procedure, "tier", crime, title, said[0], said[1], outcome=(names[0], side_of(was, would)))

    def _figures(self, papers: dict[str, object]) -> dict[str, Decimal]:
        known = self.draft.after.papers
        found = {known[name].counts_as: Decimal(str(value)) for name, value in papers.items() if name in known and known[name].counts_as}
        if "sales" in found or "unsold" in found:
            found.pop("turnover", None)  # the value involved stands for what was not told apart
        return found

    def _decided_on(self, past: Past) -> date:
        moment = past.steps[-1].at if past.is_closed else self.at
        return local_day(moment)

    def _weigh(self, crime: str, figures: Figures, acted: date, decided: date) -> tuple[Weighed, Weighed]:
        before = _tier_of(self.draft.crimes_before, crime, figures, acted, decided)
        if not self.draft.is_dated:
            first = _first_new(self.draft, crime)
            acted, decided = max(acted, first), max(decided, first)
        return before, _tier_of(self.draft.crimes_after, crime, figures, acted, decided)

    def _line(self, past: Past, paper: Paper, ref: str, amount: Decimal) -> Iterator[Difference]:
        self.weighed += 1
        on = opened_on(past)
        was, would = (_limit(book, ref, on) for book in (self.draft.before, self.draft.after))
        if was is None or would is None or (amount > was) == (amount > would):
            return
        before, after = (Text(f"{_SIDES[amount > n].zh} {n:,}", f"{_SIDES[amount > n].en} {n:,}") for n in (was, would))
        sides = ("over" if amount > was else "under", "over" if amount > would else "under")
        yield Difference(past.number, past.title, past.procedure, "line", paper.name, paper.label, before, after, outcome=sides)


def side_of(was: Weighed, would: Weighed) -> str:
    """Return whether what changes comes over the line or under it; neither where the rulebook has no line on one of the sides."""
    if was is None or would is None:
        return "changed"
    if was[0] == BELOW or would[0] == BELOW:
        reached = would[0] if was[0] == BELOW else was[0]
        return "changed" if reached == TO_JUDGE else "over" if was[0] == BELOW else "under"
    return "changed"


def _figures_of(known: Mapping[str, Decimal]) -> Figures:
    return Figures(**known)  # type: ignore[arg-type]  # papers count as one of COUNTED, never as `counts`


def _tier_of(crimes: Crimes, crime: str, figures: Figures, acted: date, decided: date) -> Weighed:
    if crime not in crimes.all:
        return None
    try:
        found: Threshold = threshold(crimes.all[crime], figures, acted, decided)
    except BadInput:
        return None
    one = found.governing
    return one.standing, one.tier.title if one.tier else one.headline


def _first_new(draft: Draft, crime: str) -> date:
    """Return the first day of a drafted regime whose day no regime on file has: acts are weighed as if they were no older."""
    old: Crime | None = draft.crimes_before.all.get(crime)
    days = {regime.in_force for regime in old.regimes} if old else set()
    return min((regime.in_force for regime in draft.crimes_after.all[crime].regimes if regime.in_force not in days), default=date.min)


def _limit(book: Rulebook, ref: str, on: date) -> int | None:
    try:
        return book.statutes.value(ref, on).figure
    except (NotFound, BadInput):
        return None
