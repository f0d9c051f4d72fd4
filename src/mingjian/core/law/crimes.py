"""Crimes as dated data: the regimes of each, their tiers, and the tests of each tier (`rulebook/cn/crimes/<crime>.yaml`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from mingjian.core.calendar import DAY
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.law_files import read_reasons, read_verification
from mingjian.core.law.measures import MEASURES
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import Statutes

GRAVEST = ("fixed_term", "life", "death")
LIGHTEST = ("rights", "surveillance", "detention", "fixed_term")
_LIFE = 15 * 12  # months; the longest fixed term for a single crime (Criminal Law 45)
_CIRCUMSTANCES = ("marks", "prior_penalties")
#: What is no amount, so that a multiple of a tier is not one of it.
UNCOUNTED = ("combination", "proportion", "prior_penalties")


@dataclass(frozen=True, slots=True)
class Condition:
    """
    One condition of a tier: a `measure` that reaches a `line`.

    `either` names circumstances of which one must be there too, with their numbers; `judge` says what a person may find instead of them, or must find where
    there are none; `besides` what a person must find in any case. `below` holds
    only while another measure stays below a number. `derived` is the arithmetic by which the line follows from another. `in_force` is set where the condition
    is younger than its regime. `among` names the measures that may be combined, where not all of the tier may. `line_number` is the line of its file.
    """

    measure: str
    line: int | None
    either: Mapping[str, int]
    judge: Text | None
    below: Mapping[str, int]
    is_attempt: bool
    derived: str
    in_force: date | None
    verification: str
    note: Text | None
    line_number: int = 1
    besides: Text | None = None
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """
    One range of punishment; any of its tests is enough. `months` are the least and most of a fixed term.

    `times` says of which tier it is the multiple, and by how much: the tests of that tier that have a line are its own too, at so many times the line.
    """

    tier: str
    title: Text
    penalty: Text
    months: tuple[int, int]
    gravest: str
    lightest: str
    tests: tuple[Condition, ...]
    times: tuple[str, int] | None = None
    line_number: int = 1

    @property
    def severity(self) -> tuple[int, int, int, int]:
        """Return what ranges are compared by: the gravest kind, the most, the least, and whether something lighter than prison is open."""
        return GRAVEST.index(self.gravest), self.months[1], self.months[0], LIGHTEST.index(self.lightest)


@dataclass(frozen=True, slots=True)
class Regime:
    """
    The tiers that hold for acts of some time, lightest first.

    Regimes of one `line` follow each other in time; lines stand side by side (goods and services, sold and unsold). `until` is the first day on which it no
    longer holds. `acts_from` is the day from which the statute punishes such acts, where that is earlier than the figures. `fields` are the goods that it is
    for (none: all), `but_not` those that have lines of their own instead. `prior_within` is the number of years within which an earlier penalty counts.

    What it is complete for: all tests of its texts stand here if `is_complete`, but for the measures that it `lacks`, each with what is missing;
    `says_incomplete` where the file says that they do not. `untested`
    are measures that its neighbours in time weigh and its own texts do not, each with why.
    """

    regime: str
    line: str
    scope: Text | None
    in_force: date
    until: date | None
    acts_from: date
    ground: tuple[str, ...]
    verification: str
    note: Text | None
    needs_review: bool
    tiers: tuple[Tier, ...]
    line_number: int = 1  # of its grounds, in its file
    fields: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    prior_within: int | None = None
    is_complete: bool = False
    says_incomplete: bool = False
    lacks: Mapping[str, Text] = field(default_factory=dict)
    untested: Mapping[str, Text] = field(default_factory=dict)

    @property
    def measures(self) -> frozenset[str]:
        """Return what the regime weighs, or hands to a person to weigh."""
        return frozenset(test.measure for tier in self.tiers for test in tier.tests)

    def is_for(self, field: str) -> bool:
        """Return whether the regime may be for goods of a field (empty: not known)."""
        return not field or (field not in self.but_not and (not self.fields or field in self.fields))

    def governs(self, on: date) -> bool:
        """Return whether the regime holds on a day."""
        return self.in_force <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Crime:
    """One crime. `items` are the measures that a bare count of items means, `items_perhaps` those that it may mean if a person finds so."""

    crime: str
    title: Text
    article: str
    notes: tuple[Text, ...]
    precondition: Text | None
    presumed_when: tuple[Text, ...]
    knowledge_ground: tuple[str, ...]
    items: tuple[str, ...]
    items_perhaps: tuple[str, ...]
    regimes: tuple[Regime, ...]
    line_number: int = 1  # of its article, in its file

    def cited(self) -> Iterator[tuple[str, date, int]]:
        """Return every ground that the crime cites, with the last day on which it is cited, and its line."""
        yield from ((ground, date.max, self.line_number) for ground in (self.article, *self.knowledge_ground))
        for regime in self.regimes:
            yield from ((ground, regime.until - DAY if regime.until else date.max, regime.line_number) for ground in regime.ground)


class Crimes:
    """All crimes of a rulebook."""

    def __init__(self, crimes: Mapping[str, Crime]) -> None:
        self.all = crimes

    def crime(self, crime: str) -> Crime:
        """Return a crime by its id. Raises `BadInput` for one that is not there."""
        if crime not in self.all:
            known = "、".join(sorted(self.all))
            raise BadInput(f"没有罪名“{crime}”；现有：{known}。", f"There is no crime {crime!r}; there are: {known.replace('、', ', ')}.")
        return self.all[crime]


def read_crimes(folder: Path, shown_as: str, faults: Faults) -> Crimes:
    """Read `<crime>.yaml` under a folder, noting every fault."""
    crimes: dict[str, Crime] = {}
    for path in sorted(folder.glob("*.yaml")):
        top = read(path, f"{shown_as}/{path.name}", faults)
        if top:
            crimes[path.stem] = _read_crime(path.stem, top)
    return Crimes(crimes)


def check_crimes(crimes: Crimes, shown_as: str, statutes: Statutes, faults: Faults) -> None:
    """Note every ground that the rulebook lacks on the last day on which a crime cites it."""
    for crime in crimes.all.values():
        for (ground, on), line in {(ground, on): line for ground, on, line in crime.cited()}.items():
            if not statutes.has_article(ground, on):
                when = "至今" if on == date.max else str(on)
                faults.add(
                    f"{shown_as}/{crime.crime}.yaml",
                    line,
                    f"法规库没有 {ground}（{when}）；请先写入 laws，或者改正依据。",
                    f"The rulebook has no {ground} on that day ({'today' if on == date.max else on}); add it to laws, or mend the ground.",
                )


def _read_crime(crime: str, top: Branch) -> Crime:
    top.only("title", "article", "notes", "precondition", "knowledge", "items", "items_perhaps", "regimes")
    knowledge = top.branch("knowledge")
    if knowledge:
        knowledge.only("ground", "presumed_when")
    regimes = tuple(_read_regime(name, branch) for name, branch in top.branches("regimes").items())
    if not regimes:
        top.fault("罪名须有至少一个时段（regimes）。", "A crime needs at least one regime.")
    _check_overlaps(top, regimes)
    return Crime(
        crime,
        top.label("title"),
        top.word("article"),
        top.texts("notes"),
        top.text("precondition", optional=True),
        knowledge.texts("presumed_when") if knowledge else (),
        knowledge.words("ground") if knowledge else (),
        _measures(top, "items"),
        _measures(top, "items_perhaps"),
        regimes,
        top.line_of("article"),
    )


def _check_overlaps(top: Branch, regimes: tuple[Regime, ...]) -> None:
    ordered = sorted(regimes, key=lambda regime: (regime.line, regime.in_force))
    for regime, following in pairwise(ordered):
        if regime.line == following.line and (regime.until is None or regime.until > following.in_force):
            top.fault(
                f"时段重叠：{regime.regime} 与 {following.regime}；请写明 until，或者分开 line。",
                f"Regimes overlap: {regime.regime} and {following.regime}; set until, or give them different lines.",
                "regimes",
            )


def _measures(branch: Branch, name: str) -> tuple[str, ...]:
    for measure in branch.words(name):
        _known(branch, measure, name)
    return branch.words(name)


def _known(branch: Branch, measure: str, at: str) -> None:
    if measure not in MEASURES:
        branch.fault(f"没有“{measure}”这项数额。", f"There is no measure {measure!r}.", at)


def _read_regime(name: str, branch: Branch) -> Regime:
    branch.only(
        "line", "scope", "fields", "but_not", "in_force", "until", "acts_from", "ground", "verification", "note", "review", "prior_within",
        "complete", "lacks", "untested", "tiers",
    )  # fmt: skip
    in_force, until = branch.day("in_force"), branch.day("until")
    if in_force is None or (until and until <= in_force):
        branch.fault("时段须有 in_force，且早于 until。", "A regime needs in_force, and before until.", "in_force")
    verification = read_verification(branch)
    since = in_force or date.max
    ground = branch.words("ground")
    if not ground:
        branch.fault("时段须有法律依据（ground）。", "A regime needs a ground.")
    tiers = _multiplied(branch, [_read_tier(tier, one, verification) for tier, one in branch.branches("tiers").items()])
    if not tiers or any(tier.severity > following.severity for tier, following in pairwise(tiers)):
        branch.fault("须有档次（tiers），由轻到重排列。", "A regime needs tiers, lightest first.", "tiers")
    return Regime(
        name,
        branch.word("line", ""),
        branch.text("scope", optional=True),
        since,
        until,
        branch.day("acts_from", since) or since,
        ground,
        verification,
        branch.text("note", optional=True),
        branch.flag("review"),
        tiers,
        branch.line_of("ground"),
        branch.words("fields"),
        branch.words("but_not"),
        branch.whole("prior_within"),
        branch.flag("complete"),
        "complete" in branch.items and not branch.flag("complete"),
        _reasons(branch, "lacks"),
        _reasons(branch, "untested"),
    )


def _reasons(branch: Branch, name: str) -> dict[str, Text]:
    """Read measures, each with what is to be said of it."""
    found = read_reasons(branch, name)
    for measure in found:
        _known(branch, measure, name)
    return found


def _multiplied(branch: Branch, tiers: list[Tier]) -> tuple[Tier, ...]:
    """Return each tier that is a multiple of another the tests of that one, at so many times the line."""
    by_name = {tier.tier: tier for tier in tiers}
    for i, tier in enumerate(tiers):
        if tier.times is None:
            continue
        of, by = tier.times
        if of not in by_name or by_name[of] not in tiers[:i] or by < 2:
            branch.fault("times 须写明前面的档次与倍数（2 以上）。", f"times names an earlier tier and a number from 2 on, not {of} × {by}.", "tiers")
            continue
        multiples = (_times(test, by) for test in by_name[of].tests if test.line and test.measure not in UNCOUNTED)
        tiers[i] = replace(tier, tests=(*multiples, *tier.tests))
    return tuple(tiers)


def _times(test: Condition, by: int) -> Condition:
    """Return a test at a multiple of its line. What a sum may be made of is not limited again: the part that reaches its own line is weighed by itself."""
    return replace(test, line=(test.line or 0) * by, below={}, derived=f"{test.line:,}×{by}")


def _read_tier(name: str, branch: Branch, verification: str) -> Tier:
    branch.only("title", "penalty", "from_months", "to_months", "gravest", "lightest", "times", "tests")
    gravest, lightest = branch.word("gravest", "fixed_term"), branch.word("lightest", "fixed_term")
    if gravest not in GRAVEST or lightest not in LIGHTEST:
        branch.fault(f"gravest 须是 {'、'.join(GRAVEST)}，lightest 须是 {'、'.join(LIGHTEST)} 之一。", f"gravest is one of {GRAVEST}, lightest of {LIGHTEST}.")
        gravest, lightest = "fixed_term", "fixed_term"
    least, most = branch.whole("from_months"), branch.whole("to_months")
    if least is None or most is None or not 0 <= least <= most <= _LIFE:
        branch.fault("须有刑期的上下限（from_months、to_months，月）。", "A tier needs the least and most of its term (from_months, to_months).")
    tests = tuple(_read_condition(one, verification) for one in branch.list_of_branches("tests"))
    times = _numbers(branch.branch("times"))
    if len(times) > 1 or not (tests or times):
        branch.fault("档次须有条件（tests），或者一个倍数（times: {base: 10}）。", "A tier needs tests, or one multiple (times: {base: 10}).")
    multiple = next(iter(times.items()), None)
    return Tier(name, branch.label("title"), branch.label("penalty"), (least or 0, most or 0), gravest, lightest, tests, multiple, branch.line)


def _read_condition(branch: Branch, verification: str) -> Condition:
    branch.only("measure", "line", "with", "judge", "besides", "while_below", "attempt", "of", "in_force", "verification", "note", "among")
    measure, line, judge = branch.word("measure"), branch.whole("line"), branch.text("judge", optional=True)
    _known(branch, measure, "measure")
    if (line is None and judge is None) or (line is not None and line <= 0):
        branch.fault("条件须有 line（正数），或者由人判断的内容（judge）。", "A test needs a line (above zero), or what a person judges (judge).", "line")
    either = _numbers(branch.branch("with"))
    for name in either:
        if name not in _CIRCUMSTANCES:
            branch.fault(f"with 只可用 {'、'.join(_CIRCUMSTANCES)}。", f"with takes {', '.join(_CIRCUMSTANCES)} only.", "with")
    below = _numbers(branch.branch("while_below"))
    for name in below:
        _known(branch, name, "while_below")
    return Condition(
        measure,
        line,
        either,
        judge,
        below,
        branch.flag("attempt"),
        branch.word("of", ""),
        branch.day("in_force"),
        read_verification(branch, verification),
        branch.text("note", optional=True),
        branch.line,
        branch.text("besides", optional=True),
        _measures(branch, "among"),
    )


def _numbers(branch: Branch | None) -> dict[str, int]:
    return {name: branch.whole(name) or 0 for name in branch.items} if branch else {}
