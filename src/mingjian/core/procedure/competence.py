"""
Who is competent: for a field of goods, an act and a day the departments that its provisions name, and by which rule of place one of them acts.

Departments come from the provisions of `liability/`, so that competence and fine never part; `competence.yaml` says to which kind of department each law
gives its enforcement, and lists the rules of place. What no text supports is UNVERIFIED: shown, and proposes nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.provisions import Act, Liabilities, Provision
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import Statutes
from mingjian.core.procedure.departments import GENERAL
from mingjian.core.procedure.rulebook import packaged

FILE = "competence.yaml"
UNVERIFIED = "UNVERIFIED"


@dataclass(frozen=True, slots=True)
class Sector:
    """A kind of department: its code and name, the kinds of body of a node that it may be, and words of which its name there has one."""

    code: str
    label: Text
    kinds: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """
    A rule of place: whose place decides and when, for which acts (empty: where no other rule is for the act), and its articles.

    `sectors` are the departments whom the article binds (empty: all): the rules of one ministry say nothing of another's.
    """

    name: str
    label: Text
    acts: tuple[str, ...]
    ground: tuple[str, ...]
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """
    A level of authority that a law asks for, or a remedy that comes first: of which laws, or single articles, what is said, and its articles.

    `least` (`law/article#value`): it decides fines from this figure on. `approves`: it approves a measure, and does not decide the penalty.
    `since` and `until` (the first day on which it no longer holds): where an article of that number says something else on other days.
    """

    name: str
    label: Text
    laws: tuple[str, ...]
    ground: tuple[str, ...]
    least: str = ""
    approves: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """The code list: sectors, the sector to which each law, or one article of it, gives its enforcement, the rules of place, and levels of authority."""

    sectors: Mapping[str, Sector]
    laws: Mapping[str, str]
    places: tuple[Place, ...]
    levels: tuple[Level, ...] = ()
    remedies: tuple[Level, ...] = ()

    def sector_of(self, ground: str, authority_ground: str = "") -> Sector:
        """Return the sector that enforces an article: that of the article naming the authority, if the list has it; the article's own; or else its law's."""
        return self.sectors[self.laws.get(authority_ground) or self.laws.get(ground) or self.laws[ground.partition("/")[0]]]


@dataclass(frozen=True, slots=True)
class Competent:
    """A sector that a provision makes competent on a day: as the provision names it, by which article, and how far that was checked."""

    sector: Sector
    named: Text
    ground: str
    verification: str
    punishes: str

    @property
    def is_sure(self) -> bool:
        """Return whether a text says so; what is UNVERIFIED proposes nobody."""
        return self.verification != UNVERIFIED


def read_code_list(path: Path, faults: Faults) -> CodeList:
    """Read the code list, noting every fault; an empty one where there is no file."""
    top = read(path, path.name, faults) if path.is_file() else None
    if top is None:
        return CodeList({}, {}, ())
    top.only("title", "sectors", "laws", "places", "levels", "remedies")
    top.label("title")
    sectors = {code: _sector(code, branch) for code, branch in top.branches("sectors").items()}
    laws = top.branch("laws")
    of_laws = {law: laws.word(law) for law in laws.items} if laws else {}
    for law, code in of_laws.items():
        if code not in sectors and laws:
            laws.fault(f"没有“{code}”这类部门。", f"There is no sector {code!r}.", law)
    places = tuple(_place(name, branch) for name, branch in top.branches("places").items())
    levels, remedies = (tuple(_level(name, branch) for name, branch in top.branches(part).items()) for part in ("levels", "remedies"))
    return CodeList(sectors, of_laws, places, levels, remedies)


def _sector(code: str, branch: Branch) -> Sector:
    branch.only("label", "kinds", "words")
    return Sector(code, branch.label("label"), branch.words("kinds"), branch.words("words"))


def _place(name: str, branch: Branch) -> Place:
    branch.only("label", "acts", "ground", "sectors")
    if not branch.words("ground"):
        branch.fault("管辖地规则须有依据（ground）。", "A rule of place needs its articles (ground).")
    return Place(name, branch.label("label"), branch.words("acts"), branch.words("ground"), branch.words("sectors"))


def _level(name: str, branch: Branch) -> Level:
    branch.only("label", "laws", "ground", "least", "approves", "since", "until")
    if not (branch.words("laws") and branch.words("ground")):
        branch.fault("级别规则须写明法规（laws）和依据（ground）。", "A level needs its laws and its articles (ground).")
    days = branch.day("since"), branch.day("until")
    return Level(name, branch.label("label"), branch.words("laws"), branch.words("ground"), branch.word("least", ""), branch.flag("approves"), *days)


def check_code_list(path: Path, statutes: Statutes, liabilities: Liabilities, faults: Faults) -> None:
    """Note each law whose provisions punish and that the list gives to nobody, and rules of place with acts or articles that the rulebook has not."""
    found = read_code_list(path, faults)
    if not found.sectors:
        return
    punishing = {one.ground.partition("/")[0] for act in liabilities.all.values() for one in act.provisions}
    for law in sorted(punishing - set(found.laws)):
        faults.add(path.name, 1, f"没有写明“{law}”由哪类部门执行。", f"It is not said which kind of department enforces {law}.")
    for ground in sorted(one for one in found.laws if "/" in one and not statutes.knows(one)):
        faults.add(path.name, 1, f"库内没有 {ground}。", f"The rulebook has no {ground}.")
    for place in found.places:
        rules = [one for one in place.ground if statutes.knows(one) and statutes.versions(one.partition("/")[0])[-1].kind == "departmental_rule"]
        if rules and not place.sectors:
            zh = f"“{place.label.zh}”依部门规章 {rules[0]}，须写明约束哪些部门（sectors）。"
            faults.add(path.name, 1, zh, f"{place.name} rests on {rules[0]}, a rule of one ministry: say whom it binds (sectors).")
        if unknown := [one for one in place.sectors if one not in found.sectors]:
            faults.add(path.name, 1, f"没有“{unknown[0]}”这类部门。", f"There is no sector {unknown[0]!r}.")
        lost = [one for one in place.acts if one not in liabilities.all] + [one for one in place.ground if not statutes.knows(one)]
        if lost:
            said = ", ".join(lost)
            faults.add(path.name, 1, f"“{place.label.zh}”指向库内没有的 {said}。", f"{place.name} names {said}, which the rulebook has not.")
    for level in (*found.levels, *found.remedies):
        known = set(found.laws) | punishing
        lost = [one for one in level.laws if one not in known and not statutes.knows(one)] + [one for one in level.ground if not statutes.knows(one)]
        lost += [level.least] if level.least and not any(value.ref == level.least for value in statutes.values()) else []
        if lost:
            said = ", ".join(lost)
            faults.add(path.name, 1, f"“{level.label.zh}”指向库内没有的 {said}。", f"{level.name} names {said}, which the rulebook has not.")


@cache
def code_list(folder: Path | None = None) -> CodeList:
    """Read the code list of a rulebook once, when it is asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = read_code_list((folder or packaged()) / FILE, faults)
    faults.raise_first()
    return found


def competent(act: Act, field: str, on: date, statutes: Statutes) -> list[Competent]:
    """
    Return the sectors that are competent for an act in a field of goods on a day, each once, the special before the general.

    A general provision that a special one displaces makes nobody competent, nor does one that punishes somebody else. Raises `BadInput` where no provision on
    file punishes the act on the day: then it cannot be said who is competent.
    """
    fitting = [one for one in act.provisions if one.is_for(field, on) and statutes.has_article(one.ground, on)]
    if missing := [one.what for one in act.missing if one.is_for(field, on)]:
        zh, en = "；".join(text.zh for text in missing), "; ".join(text.en for text in missing)
        raise BadInput(f"不能确定主管部门：{zh}。", f"It cannot be said who is competent: {en}.")
    displaced = {ground for one in fitting for ground in one.before}
    kept = [one for one in fitting if not (one.ground in displaced or one.whom)]
    if not kept:
        raise BadInput(
            f"“{act.title.zh}”在该领域、{on} 没有库内罚则，不能确定主管部门。",
            f"No provision on file punishes this act ({act.act}) in this field on {on}: it cannot be said who is competent.",
        )
    found: dict[str, Competent] = {}
    for one in sorted(kept, key=lambda one: (bool(one.subsidiary), not one.is_special)):
        told = _told(one, code_list().sector_of(one.ground, one.authority_ground))
        if told.sector.code not in found or (told.is_sure and not found[told.sector.code].is_sure):
            found[told.sector.code] = told
    return list(found.values())


def _told(one: Provision, sector: Sector) -> Competent:
    return Competent(sector, one.authority, one.authority_ground or one.ground, one.authority_verification, one.ground)


def places_for(act: str, on: date, statutes: Statutes, found: Iterable[Competent] = ()) -> list[Place]:
    """
    Return the rules of place for an act on a day: those that name it, or else those for every act.

    `found`: who is competent, the first of whom a text names; market regulators where nobody is known. Rules that do not bind that department are left out.
    """
    sector = next((one.sector.code for one in found if one.is_sure), "market")
    in_force = [one for one in code_list().places if any(statutes.has_article(ground, on) for ground in one.ground)]
    held = [one for one in in_force if not one.sectors or sector in one.sectors]
    return [one for one in held if act in one.acts] or [one for one in held if not one.acts]


def levels_for(provisions: Iterable[Provision], most: Decimal | None, on: date, statutes: Statutes) -> list[Level]:
    """
    Return the levels of authority that the laws of some provisions ask for on a day.

    One that decides fines from a figure on is left out where the greatest fine (`most`) is known and below it.
    """
    named = {name for one in provisions for name in (one.ground, one.authority_ground, one.ground.partition("/")[0])}
    in_time = (one for one in code_list().levels if (one.since or on) <= on < (one.until or date.max))
    held = [one for one in in_time if named.intersection(one.laws) and any(statutes.has_article(ground, on) for ground in one.ground)]
    return [one for one in held if most is None or not one.least or most >= _figure(one.least, on, statutes)]


def _figure(ref: str, on: date, statutes: Statutes) -> Decimal:
    return Decimal(str(statutes.value(ref, on).least or 0))


def sector_of_body(kind: str, name: str) -> str:
    """
    Return of which sector an authority is, as its sheets are told apart: by its kind, or by a word in its name; `general` for one of no sector known here.

    Empty for market regulation, and for drug regulators, whom its procedural rules bind too; and for whoever is no authority.
    """
    if kind == "police":
        return "police"
    if kind != "other_authority":
        return ""
    found = [one.code for one in code_list().sectors.values() if kind in one.kinds and any(word in name for word in one.words)]
    return "" if found[:1] == ["drug"] else next(iter(found), GENERAL)


def remedies_for(provisions: Iterable[Provision], on: date, statutes: Statutes) -> list[Level]:
    """Return what the laws of some provisions say of the remedy against a penalty, where that is not the usual choice."""
    named = {name for one in provisions for name in (one.ground, one.ground.partition("/")[0])}
    return [one for one in code_list().remedies if named.intersection(one.laws) and any(statutes.has_article(ground, on) for ground in one.ground)]


def remedies_named(text: str, on: date, statutes: Statutes) -> list[Level]:
    """Return the same of the laws that a text cites by their titles, as a decision cites the provisions applied."""
    held = [one for one in code_list().remedies if any(statutes.has_article(ground, on) for ground in one.ground)]
    return [one for one in held if any(f"《{statutes.versions(law.partition('/')[0])[-1].title.zh}》" in text for law in one.laws)]
