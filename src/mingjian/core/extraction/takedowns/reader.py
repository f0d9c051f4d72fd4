"""Read a notice: what it complains of, which works it names, who sends it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mingjian.core.extraction.takedowns.addresses import Address, addresses_in, joined
from mingjian.core.extraction.takedowns.sections import Role, Section, sections_of, without_preamble
from mingjian.core.extraction.takedowns.senders import agent_of, sender_of

NOTICE, COUNTER, RETRACTION = "notice", "counter", "retraction"
_TARGET_WORDS = re.compile(
    r"infring|unauthori[sz]ed|without .{0,20}(permission|authori|consent)|illegal|remov|take ?n? ?down|disabl|pirat|copied|leak|violat|stolen|"
    r"offending|accused|circumvent|reinstat|restor|"
    r"retract|dmca notice|following (repositor|url|link|file|page)|hosted (at|on)|uploaded|copy of|block|reported|forks?\b|reproduc",
    re.IGNORECASE,
)
_WORK_WORDS = re.compile(
    r"original(?!ly (uploaded|posted))|\bour (own |official )*(repo|github|source|code|project|web ?site|work)|official|copyrighted work (is|can)|"
    r"authori[sz]ed example|belongs to|derived from|copied from|based on|"
    r"taken from|\bmy (own |original )?(repo|project|work|code|site)|stolen from|compare",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"infring(?!ed)|unauthori[sz]ed|illegal|pirat|stolen|leak|violat", re.IGNORECASE)
#: Words that mark a work only where the address lies elsewhere than on the platform that the notice is sent to.
_WEAK_WORDS = re.compile(
    r"\bour\b|protected work|copyright\w* (work|material)|play ?store|app ?store|owner web|home ?page|purchas|sold|published (at|on|under)|web ?site|"
    r"available|can be (viewed|seen|found)|software|product|"
    r"located|title|book|game",
    re.IGNORECASE,
)
#: What proves a right, or governs it, is neither the work nor what is complained of.
_ASIDE_WORDS = re.compile(
    r"evidence|proof|documentary|agreement|terms (of|and)|privacy|polic(y|ies)|licen[cs]e|trade ?mark (certificate|registration|data)|\bguide\b|"
    r"registration|profile|contact|more info",
    re.IGNORECASE,
)
_REACHED = re.compile(r"^\W*(e-?mail|ph(one)?|tel)\b", re.IGNORECASE | re.MULTILINE)
_WINDOW = 260  # signs before an address that may say what it is
_OF_TERMS = re.compile(r"/[^/]*(eula|terms|licen[cs]e|privacy|/legal/)[^/]*$", re.IGNORECASE)
_NEAR = 90  # signs before an address in which a word of proof makes it one
_LONGEST_WORK = 1200


@dataclass(frozen=True)
class Read:
    """A notice as it was read."""

    name: str
    kind: str
    targets: tuple[str, ...]
    works: tuple[str, ...]
    sender: str
    agent: str

    def as_row(self) -> dict[str, Any]:
        """Return it as a row, one value a field."""
        return {"name": self.name, "type": self.kind, "targets": list(self.targets), "works": list(self.works), "sender": self.sender, "agent": self.agent}


def read_notice(text: str, name: str = "") -> Read:
    """Return what a notice says. Nothing is guessed: a field that it does not have is empty."""
    text = joined(text)
    kind, sections = kind_of(text, name), sections_of(text)
    targets = _targets(sections)
    works = () if kind == COUNTER else _works(sections, targets)
    body = without_preamble(text)
    sender = "" if kind == COUNTER else sender_of(body, name)
    return Read(name, kind, tuple(one.text for one in targets), works, sender, agent_of(body))


def kind_of(text: str, name: str) -> str:
    """Return whether a notice complains, disputes a complaint, or takes one back."""
    stem = name.rpartition("/")[2].lower()
    if re.search(r"counter-?notice", stem) or re.search(
        r"mistake or\s+misidentification|owner of the content that has been disabled|dmca\s+counter[- ]notice for", text, re.IGNORECASE
    ):
        return COUNTER
    if "retract" in stem or re.search(r"\b(would like to|hereby|formally|please|wish to) (retract|rescind|withdraw)|retraction notice", text, re.IGNORECASE):
        return RETRACTION
    return NOTICE


def _targets(sections: list[Section]) -> list[Address]:
    """Return what is complained of: under the headings of a form that ask for it; in a letter, wherever the words around an address say so."""
    asked = [one for section in sections if section.role in {Role.TARGETS, Role.FORKS} for one in _complained_of(section)]
    if not (asked and _is_form(sections)):
        has_own = any(section.role is Role.TARGETS and any(addresses_in(section.body)) for section in sections)
        asked = [one for section in sections if not (has_own and section.role is Role.WORKS) for one in _in_letter(section)]
    hosted = [one for one in asked if one.is_hosted]  # where something on the platform is complained of, what lies elsewhere is beside it
    return _once(hosted or asked) or _once(
        one for section in sections if section.role is not Role.ASIDE for one in addresses_in(section.body) if one.is_hosted and not one.is_cited
    )


def _is_form(sections: list[Section]) -> bool:
    return sum(section.role is Role.ASIDE for section in sections) > 3 and any(
        "should be taken down" in one.heading or "Identify" in one.heading for one in sections
    )


def _complained_of(section: Section) -> list[Address]:
    """Return the addresses under a heading that asks for what is complained of, without an original that is named beside them for comparison."""
    found = [one for one in addresses_in(section.body) if not one.is_cited]
    if section.role is Role.FORKS:
        found = [one for one in found if one.is_hosted and not re.search(r"/(network/members|forks|network)/?(\?|$)", one.text)]
    hosted = [one for one in found if one.is_hosted]
    kept = [
        one for one in found if (said := _said_of(one, section.body)) not in {Role.WORKS, Role.ASIDE} and (one.is_hosted or not hosted or said is Role.TARGETS)
    ]
    return kept or hosted


def _in_letter(section: Section) -> list[Address]:
    """Return what a section of a letter complains of: what lies on the platform unless said to be the original, what lies elsewhere only where said so."""
    if section.role in {Role.TARGETS, Role.FORKS}:
        return _complained_of(section)
    if section.role is Role.ASIDE:
        return []
    said = [(one, _said_of(one, section.body)) for one in addresses_in(section.body) if not one.is_cited]
    of_works = section.role is Role.WORKS
    return [one for one, role in said if role is Role.TARGETS or (one.is_hosted and role is None and not of_works)]


def _said_of(address: Address, body: str) -> Role | None:
    """Return what the words before an address say of it: on its line, or else on the line above that is no address."""
    before = body[: address.start]
    line = before.rpartition("\n")[2]
    prose = re.sub(r"https?://\S+", " ", line)
    if re.match(r"\W*(web|e-?mail|ip)\b", prose, re.IGNORECASE) or (re.match(r"\W*website\W*$", prose, re.IGNORECASE) and _REACHED.search(before[-_WINDOW:])):
        return Role.ASIDE  # how the sender is reached
    if len(re.sub(r"\W+", "", prose)) < 4:
        lines = [one for one in before.split("\n")[:-1] if one.strip() and len(re.sub(r"https?://\S+|[\W\d]+", "", one)) > 3]
        prose = lines[-1] if lines else ""
    return _last_said(prose[-_WINDOW:], hosted=address.is_hosted)


def _last_said(prose: str, *, hosted: bool) -> Role | None:
    """Return what the last telling word before an address says it is; where none tells, nothing."""
    if not hosted and _ASIDE_WORDS.search(prose[-_NEAR:]):
        return Role.ASIDE
    of_target, of_work = _end(_TARGET_WORDS, prose), _end(_WORK_WORDS, prose)
    if not hosted and not of_target:
        of_work = max(of_work, _end(_WEAK_WORDS, prose))
    if of_target == of_work:
        return None
    return Role.TARGETS if of_target > of_work else Role.WORKS


def _end(pattern: re.Pattern[str], prose: str) -> int:
    return max((one.end() for one in pattern.finditer(prose)), default=0)


def _works(sections: list[Section], targets: list[Address]) -> tuple[str, ...]:
    """Return the works: their addresses, or else what the notice says under the heading that asks for them, or in the sentence that names them."""
    complained = {one.key for one in targets} | {one.place for one in targets}

    def is_work(one: Address) -> bool:
        return not one.is_cited and one.key not in complained and one.place not in complained and not _OF_TERMS.search(one.key)

    asked = [section for section in sections if section.role is Role.WORKS]
    found = [one for section in asked for one in addresses_in(section.body) if is_work(one) and not _is_complaint(one, section.body, targets)]
    if not found:
        others = [section for section in sections if section.role in {Role.OPEN, Role.TARGETS} or (section.role is Role.OWNERSHIP and not asked)]
        named = [(one, section.body) for section in others for one in addresses_in(section.body) if is_work(one)]
        found = [one for one, body in named if _said_of(one, body) is Role.WORKS]
        found = found or [one for one, body in named if not one.is_hosted and _said_of(one, body) is None]
        found = found or [one for one, body in named if not one.is_hosted and _is_proof(one, body)]
    if found:
        return tuple(one.text for one in _once(found, lambda one: one.key.partition("#")[0].rstrip("/")))
    return tuple(filter(None, [next((words for section in asked if (words := _words(section.body))), "") or _named_work(sections)]))


def _is_complaint(address: Address, body: str, targets: list[Address]) -> bool:
    """Return whether an address under a heading that asks for the work is complained of, or proves something, all the same."""
    said = _said_of(address, body)
    if said is Role.TARGETS and targets:  # what is complained of stands under its own heading: here only plain words count
        return bool(_PLAIN.search(body[max(0, address.start - _WINDOW) : address.start].rpartition(". ")[2]))
    return said in {Role.TARGETS, Role.ASIDE}


def _is_proof(address: Address, body: str) -> bool:
    """Return whether an address is told as that at which the work can be seen to be the holder's."""
    return bool(re.search(r"(proof|documentary)[^\n]*\s*$", body[max(0, address.start - _WINDOW) : address.start], re.IGNORECASE))


def _words(body: str) -> str:
    """Return what a section says, on one line; nothing where all of it was blackened."""
    said = re.sub(r"\s+", " ", body).strip(" -*")
    return said[:_LONGEST_WORK] if len(re.sub(r"\[private\]|\[invalid\]|\W+", "", said)) > 2 else ""


def _named_work(sections: list[Section]) -> str:
    """Return the sentence in which a letter without headings names the work."""
    for section in sections:
        if section.role in {Role.OPEN, Role.OWNERSHIP, Role.TARGETS}:
            for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n|\n(?=[A-Z])", section.body):
                if re.search(
                    r"original (work|code|source)|copyright(ed)? (work|material|holder of|owner of)|proprietary|exclusive (right|owner|property)|"
                    r"works? (in question|of)",
                    sentence,
                    re.IGNORECASE,
                ):
                    return _words(sentence)
    return ""


def _once(found: Iterable[Address], key: Callable[[Address], str] = lambda one: one.key) -> list[Address]:
    held: dict[str, Address] = {}
    for one in found:
        held.setdefault(key(one), one)
    return list(held.values())
