"""
Which ground of a refusal the facts of a dossier point to: rules that a lawyer can read (`grounds.yaml`), asked before a person decides.

A rule says at which steps it is asked, what must be known, the ground that it proposes with its articles, the reason in words, and what a person has to look
at. It holds only where every fact that it asks is known: what nobody knows proposes nothing. A rule without an article in force on the day proposes no ground
(UNVERIFIED): its words are told, and decide nothing. A figure that is missing in the law is no reason to refuse, either.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.law.periods import same_day_later
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import LawValue, Statutes
from mingjian.core.procedure.rulebook import Rulebook, packaged
from mingjian.core.procedure.sheet import Sheet

FILE = "grounds.yaml"
WORD, COUNT, DAY, SAID = "word", "count", "day", "said"
Facts = Mapping[str, str | int | date]
#: Every fact that a rule may ask, of which kind it is: a word of few, a count, a day, or words that a reason repeats.
FACTS: Mapping[str, str] = {
    "region": WORD,  # whether the place of business that decides lies here: here, elsewhere
    "place": SAID,
    "platform_region": WORD,  # the same of the platform's seat
    "bought_on": DAY,
    "received_on": DAY,
    "contact": WORD,  # whether the complainant can be reached: given, none
    "resale": SAID,  # words of a complaint by which it was bought to be sold on
    "same_before": SAID,  # an earlier complaint of the same person about the same matter
    "complaints_in_year": COUNT,
    "mediation": WORD,  # whether its time is over: over, runs
    "found_first": WORD,  # whether whoever sent a clue is the office of the platform's seat: sender
    "other_case": SAID,  # a case of another office about the same party, filed before
    "findings": WORD,  # whether what a clue rests on still stands: stand, gone
    "correction": WORD,  # proven, none
    "first": WORD,  # yes, where its code is known and no earlier penalty, case or reminder of it is
    "slight_list": WORD,  # whether a list of first slight offences that holds here names the act: named
    "acted_until": DAY,
    "found_on": DAY,
    "crime_line": WORD,  # below, reached, not_compared
    "line_said": SAID,
    "unproven": SAID,
    "pack_gaps": SAID,
    "asked_platform": WORD,  # whether a request is about a shop of the platform that is asked: own, other
    "asked_about": SAID,
}
#: A fact in a reason, in braces.
_NAMED = re.compile(r"\{(\w+)\}")
_MONTHS = {"years": 12, "months": 1}


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule: at which steps (`procedure.step`), in which paper which ground, what must be known, and in what words.

    `known`: facts that must be there at all; `words`: that must be one of some words; `least`: a count; `older`: days that lie further back than a period of
    the law, from the fact `as_of`, or else from the day of the decision.
    """

    key: str
    steps: tuple[str, ...]
    paper: str
    ground: str
    known: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    least: Mapping[str, int]
    older: Mapping[str, tuple[str, ...]]
    as_of: str
    article: tuple[str, ...]
    says: Text
    look_at: Text
    line: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule says of a dossier: the ground that it proposes (empty: none, its words alone are told), the articles in force, reason, what to look at."""

    rule: str
    paper: str
    ground: str
    article: tuple[str, ...]
    says: Text
    look_at: Text


def read_grounds(path: Path, faults: Faults) -> tuple[Rule, ...]:
    """Read every rule, noting every fault; none where there is no file."""
    top = read(path, path.name, faults) if path.is_file() else None
    if top is None:
        return ()
    top.only("title", "as_opened", "opposite", "rules")
    top.label("title")
    return tuple(_rule(key, branch) for key, branch in top.branches("rules").items())


def _rule(key: str, branch: Branch) -> Rule:
    branch.only("at", "paper", "ground", "known", "words", "least", "older", "as_of", "article", "says", "look_at")
    words, least, older = (branch.branch(name) for name in ("words", "least", "older"))
    return Rule(
        key,
        branch.words("at"),
        branch.word("paper"),
        branch.word("ground", ""),
        branch.words("known"),
        {name: words.words(name) for name in words.items} if words else {},
        {name: least.whole(name) or 0 for name in least.items} if least else {},
        {name: older.words(name) for name in older.items} if older else {},
        branch.word("as_of", ""),
        branch.words("article"),
        branch.label("says"),
        branch.label("look_at"),
        branch.line,
    )


def check_grounds(path: Path, book: Rulebook, faults: Faults) -> None:
    """Note each step, paper, ground, fact and article of the rules that there is not."""
    rules = read_grounds(path, faults)
    refusing = {at for rule in rules for at in rule.steps}
    for step, other in _opposites(path, faults).items():
        if other not in refusing or step.partition(".")[2] not in {name for sheet in _sheets(step, book) for name in sheet.steps}:
            faults.add(path.name, 1, f"opposite：没有步骤 {step}，或者没有关于 {other} 的规则。", f"opposite: no step {step}, or no rule for {other}.")
    for rule in rules:
        for zh, en in _wrong(rule, book):
            faults.add(path.name, rule.line, f"{rule.key}：{zh}", f"{rule.key}: {en}")


def _wrong(rule: Rule, book: Rulebook) -> list[tuple[str, str]]:
    found = []
    paper = book.papers.get(rule.paper)
    if paper is None or (rule.ground and rule.ground not in dict(paper.options)):
        found.append((f"没有材料 {rule.paper} 或者其选项 {rule.ground}。", f"there is no paper {rule.paper} with an option {rule.ground}."))
    for at in rule.steps:
        name = at.partition(".")[2]
        asking = [one for one in _sheets(at, book) if name in one.steps and rule.paper in {paper.name for paper in one.steps[name].needs}]
        if not asking:
            found.append((f"没有要填 {rule.paper} 的步骤 {at}。", f"no step {at} asks for {rule.paper}."))
    kinds = {**dict.fromkeys(rule.words, WORD), **dict.fromkeys(rule.least, COUNT), **dict.fromkeys(rule.older, DAY)}
    asked = {**dict.fromkeys(rule.known, ""), **kinds} | ({rule.as_of: DAY} if rule.as_of else {})
    found += [(f"没有事实 {one}。", f"there is no fact {one}.") for one in asked if one not in FACTS]
    found += [(f"{one} 不是这类事实。", f"{one} is no fact of this kind.") for one, kind in asked.items() if kind and FACTS.get(one, kind) != kind]
    refs = [*rule.article, *(ref for refs in rule.older.values() for ref in refs)]
    found += [(f"库内没有 {ref}。", f"the rulebook has no {ref}.") for ref in refs if not book.statutes.knows(ref)]
    named = {name for text in (rule.says.zh, rule.says.en, rule.look_at.zh, rule.look_at.en) for name in _NAMED.findall(text)}
    found += [(f"理由写入了没有问的事实 {one}。", f"its words name {one}, which it does not ask.") for one in sorted(named - set(asked))]
    if not asked:
        found.append(("规则没有问任何事实。", "it asks no fact."))
    return found


@cache
def opposites(folder: Path | None = None) -> Mapping[str, str]:
    """Return, by `procedure.step` of steps that accept, the step that refuses instead."""
    faults = Faults()
    found = _opposites((folder or packaged()) / FILE, faults)
    faults.raise_first()
    return found


def _opposites(path: Path, faults: Faults) -> dict[str, str]:
    top = read(path, path.name, faults) if path.is_file() else None
    told = top.branch("opposite") if top else None
    return {step: told.word(step) for step in told.items} if told else {}


@cache
def as_opened(folder: Path | None = None) -> tuple[str, ...]:
    """Return the procedures whose grounds go by the law of the day on which a dossier was opened."""
    path, faults = (folder or packaged()) / FILE, Faults()
    top = read(path, path.name, faults) if path.is_file() else None
    return top.words("as_opened") if top else ()


def _sheets(at: str, book: Rulebook) -> Sequence[Sheet]:
    """Return the versions of the procedure of a `procedure.step`; none of one that there is not."""
    procedure = at.partition(".")[0]
    return book.versions(procedure) if procedure in book.procedures() else ()


@cache
def grounds(folder: Path | None = None) -> tuple[Rule, ...]:
    """Read the rules of a rulebook once. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = read_grounds((folder or packaged()) / FILE, faults)
    faults.raise_first()
    return found


def is_asked(procedure: str, step: str) -> bool:
    """Return whether any rule is asked at a step."""
    return any(f"{procedure}.{step}" in rule.steps for rule in grounds())


def proposals(
    procedure: str, step: str, facts: Facts, on: date, statutes: Statutes, rules: tuple[Rule, ...] | None = None, sheet: Sheet | None = None
) -> list[Proposal]:
    """
    Return what the rules say at a step of a dossier with these facts, in the order of the file: those that propose a ground first.

    `sheet` of the dossier: of what binds another kind of department is cited that, and of what does not nothing.
    """
    at = f"{procedure}.{step}"
    asked = [rule for rule in (grounds() if rules is None else rules) if at in rule.steps]
    found = [_proposal(rule, facts, on, statutes, sheet) for rule in asked if _holds(rule, facts, on, statutes)]
    return sorted(found, key=lambda one: not one.ground)


def _proposal(rule: Rule, facts: Facts, on: date, statutes: Statutes, sheet: Sheet | None) -> Proposal:
    article = tuple(ref for ref in (sheet.articles(rule.article) if sheet else rule.article) if _is_read(ref, on, statutes))
    told = {name: _written(facts[name]) for name in facts}
    return Proposal(rule.key, rule.paper, rule.ground if article else "", article, _filled(rule.says, told), _filled(rule.look_at, told))


def _filled(text: Text, told: Mapping[str, str]) -> Text:
    """Put facts into a sentence in one pass; what a fact says is not read for places."""
    return Text(*(one.format_map(told) for one in (text.zh, text.en)))


def _written(value: str | int | date) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)


def _is_read(ref: str, on: date, statutes: Statutes) -> bool:
    try:
        return statutes.article(ref, on).verification != "UNVERIFIED"
    except (NotFound, BadInput):
        return False


def _holds(rule: Rule, facts: Facts, on: date, statutes: Statutes) -> bool:
    """Return whether all that a rule asks is known and so. What is not known, and what the law gives no figure for, is not so."""
    if any(facts.get(name) in (None, "") for name in rule.known):
        return False
    if any(facts.get(name) not in wanted for name, wanted in rule.words.items()):
        return False
    if any(not isinstance(count := facts.get(name), int) or count < least for name, least in rule.least.items()):
        return False
    until = facts.get(rule.as_of) if rule.as_of else on
    return isinstance(until, date) and all(_is_older(facts.get(name), refs, until, on, statutes) for name, refs in rule.older.items())


def _is_older(day: object, refs: tuple[str, ...], until: date, on: date, statutes: Statutes) -> bool:
    """Return whether a period of the law that began after a day was over on another; the first of its articles that is in force counts."""
    if not isinstance(day, date):
        return False
    value = next((found for ref in refs if (found := _figure(ref, on, statutes)) is not None), None)
    if value is None or value.number is None:
        return False
    last = same_day_later(day, value.number * _MONTHS[value.unit]) if value.unit in _MONTHS else day + timedelta(days=value.number)
    return (value.unit in _MONTHS or value.unit == "calendar_days") and last < until


def _figure(ref: str, on: date, statutes: Statutes) -> LawValue | None:
    try:
        value = statutes.value(ref, on)
    except (NotFound, BadInput):
        return None
    return None if value.verification == "UNVERIFIED" else value
