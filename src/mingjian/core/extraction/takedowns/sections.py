"""Divide a notice into headings or questions and what stands under each."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a section of a notice holds."""

    TARGETS = "targets"
    FORKS = "forks"
    WORKS = "works"
    OWNERSHIP = "ownership"
    ASIDE = "aside"  # contact, declarations, licences, measures: nothing there is complained of
    OPEN = "open"  # no heading says what it holds: each address is judged by the words around it


@dataclass(frozen=True)
class Section:
    """A heading of a notice, what it asks for, and the lines under it."""

    heading: str
    role: Role
    body: str


#: The first pattern that a heading matches says its role. "Infringing" and "original" both stand in many headings, so that the narrow ones come first.
_ROLES = (
    (
        Role.ASIDE,
        r"open source licen[cs]e|which licen[cs]e|licen[cs]e (is )?being violated|contact info|your contact|telephone|phone number|e-?mail|signature|"
        r"full (legal )?name",
    ),
    (
        Role.ASIDE,
        r"good[- ]faith|perjury|fair use|i have read|technological (protection )?measures|circumvent|best solution|ticket number|"
        r"revised (dmca )?notice|github or npm",
    ),
    (
        Role.ASIDE,
        r"changes can be made|changes? (to|the other)|anything else you think|infringer.{0,12}(contact|username)|know the infringer|jurisdiction|"
        r"evidence of .{0,60}authority",
    ),
    (Role.FORKS, r"\bforks?\b"),
    (Role.OWNERSHIP, r"nature of your|copyright (holder|owner).{0,40}(or|or are you) authori|owner of the content"),
    (Role.TARGETS, r"files (should|were) be? ?taken down|files were taken|what files|(full repository|specific file).{0,12}urls?|list every specific file"),
    (
        Role.TARGETS,
        r"(location|identif\w+|url|link|list|description|details?) .{0,40}(infring\w+|unauthori[sz]ed|offending|accused)(?! upon)|in-world item|"
        r"^infring\w+ (content|material|url|work|repos|item|file)",
    ),
    (
        Role.TARGETS,
        r"(infringing|unauthori[sz]ed|offending|illegal) (content|materials?|urls?|links?|works?|repositor\w+|files?|copy|copies|items?|uses?|pages?)|"
        r"material .{0,30}(removed|disabled)",
    ),
    (
        Role.WORKS,
        r"original(ly)? (copyrighted )?(work|material|content|url|source|repos)|copyright\w* (protected )?(work|material|content)|infringed (work|"
        r"content|material)|protected work",
    ),
    (Role.WORKS, r"(identif|describ|descri)\w* .{0,40}(copyright|work)|works? (in question|owned)|available online|^title"),
    (Role.TARGETS, r"^\W*(the )?(urls?|links?)\W*$|(repositor(y|ies)|urls?|links?) (to|for|in question|of concern)|urls? for takedown|take ?down urls?"),
)
_COMPILED = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _ROLES)
_BOLD = re.compile(r"^\s*(?:[-*]\s+)?\*\*(?P<head>.+?)\*\*:?\s*(?P<rest>.*)$")
_MARKED = re.compile(r"^\s*#{1,6}\s+(?P<head>\S.*?)\s*#*$")
_NUMBERED = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\\?[.)#]|\d#)\s+(?P<head>[^\n]{3,220}?[:?.]?)\s*$", re.IGNORECASE)
_COLON = re.compile(r"^\s*(?:[-*•]\s+)?(?P<head>[^\n:：?？]{3,90}[:：?？])\s*(?P<rest>.*)$")
_TAG = re.compile(r"<[^>]+>")
_ADDRESS = re.compile(r"https?:|github\.(com|io)/", re.IGNORECASE)
_PREAMBLE = re.compile(r"^(?P<said>(?:(?!\n-{3,}\s*\n).){0,1800}?)\n-{3,}\s*\n", re.DOTALL)
_OF_PLATFORM = re.compile(
    r"GitHub.{0,160}(?:determine|contacted|processed|disabl|provided|prohibition|in accordance|received|reviewed)|this (?:DMCA )?takedown notice|"
    r"have been disabled",
    re.DOTALL,
)
_QUESTION = re.compile(
    r"^\s*(?:\d{1,2}[.)]\s*)?(?:Are you (?:the|submitting)|Does your claim|Please (?:describe the nature|provide (?:a detailed|the Zendesk|"
    r"either)|type your full)|If the original work"
    r"|We ask that a DMCA|Based on the above|Identify (?:the full|only the)|Do you (?:claim to|have (?:the|any)|want to make)|What (?:files|"
    r"would be the|changes|technological)|Have you searched for any"
    r"|How (?:is the accused|do you believe)|Is (?:the work|there anything)|Which license|Each fork is|If you are reporting|So that we can)[^\n]*$"
)
_SENTENCE = 60  # signs; a line of an address or a name is shorter
_CAPITALS = re.compile(r"^[A-Z][A-Z0-9 /,&'’-]{6,90}:?$")


def role_of(heading: str) -> Role:
    """Return what a heading asks for."""
    words = _TAG.sub("", heading)
    return next((role for role, pattern in _COMPILED if pattern.search(words)), Role.OPEN)


def sections_of(text: str) -> list[Section]:
    """Return the sections of a notice in their order; what stands before the first heading is one, too."""
    held: list[tuple[str, Role, list[str]]] = [("", Role.OPEN, [])]
    is_form = len(re.findall(r"^\*\*.+?\*\*\s*$", text, re.MULTILINE)) >= 4
    for line in _unwrapped(without_preamble(text)).splitlines():
        heading, rest = _heading(line, is_form=is_form)
        if heading is not None and rest and not is_form and role_of(heading) is Role.ASIDE:
            held[-1][2].append(_ADDRESS.split(line)[0])  # "Email: …" in a letter says something of its own line alone
        elif heading is not None:
            held.append((heading, role_of(heading), [rest] if rest else []))
        elif not is_form and held[-1][1] is Role.ASIDE and _goes_on(line):
            held.append(("", Role.OPEN, [line]))
        else:
            held[-1][2].append(line)
    return [Section(heading, role, "\n".join(lines)) for heading, role, lines in held]


def without_preamble(text: str) -> str:
    """Return a notice without what the platform that published it put before it, which names guides and policies of its own."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff\n ")
    while (before := _PREAMBLE.match(text)) and _OF_PLATFORM.search(before["said"]) and "Dear" not in before["said"]:
        text = text[before.end() :].lstrip("\n ")
    return text


def _heading(line: str, *, is_form: bool) -> tuple[str | None, str]:
    """Return the heading that a line is or begins with, and what stands behind it."""
    if not line.strip() or line.count("](") > 1:
        return None, ""
    if (bold := _BOLD.match(line)) and not _ADDRESS.search(_TAG.sub("", bold["head"])):
        return bold["head"], bold["rest"]
    if _QUESTION.match(line):
        at = found.start() if "<" not in line and (found := _ADDRESS.search(line)) else len(line)
        return line[:at].strip(), line[at:]
    if is_form:  # its headings are bold throughout, and an answer may begin with a number or end with a colon
        return None, ""
    if (marked := _MARKED.match(line)) and not _ADDRESS.search(marked["head"]):
        return marked["head"], ""
    if (numbered := _NUMBERED.match(line)) and not _ADDRESS.search(numbered["head"]) and _is_role(numbered["head"]):
        return numbered["head"], ""
    if (colon := _COLON.match(line)) and not _ADDRESS.search(colon["head"]) and _is_role(colon["head"]):
        return colon["head"], colon["rest"]
    if _CAPITALS.match(line.strip()):
        return line.strip(), ""
    return None, ""


def _unwrapped(text: str) -> str:
    """Return a text in which a heading that a mail program broke into lines is one line again."""
    text = re.sub(r"^(\*\*[^*\n]{20,})\n(?=[^*\n]+\*\*)", r"\1 ", text, flags=re.MULTILINE)
    return re.sub(
        r"^((?:A detailed description|Please provide|What files|Identif\w+|Describe)[^.:?\n]{30,})\n(?=[a-z][^.:?\n]*[:?.])", r"\1 ", text, flags=re.MULTILINE
    )


def _goes_on(line: str) -> bool:
    """Return whether a letter speaks of something else again after lines of contact or a declaration."""
    return line.rstrip().endswith(":") or len(line) >= _SENTENCE or bool(_ADDRESS.search(line))


def _is_role(heading: str) -> bool:
    return role_of(heading) is not Role.OPEN
