"""Find who sends a notice: by the name under which it was published, written as the notice writes it, or by the sentences in which senders name themselves."""

import re

_FILE = re.compile(
    r"^(?:\d{4}-\d{2}-\d{2}[-_])?(?P<slug>.+?)(?:[-_](?P<rank>\d{1,3}))?(?:[-_ ]?(?:counter-?notice|retraction|reversal))?(?:[-_]\d{1,3})?$", re.IGNORECASE
)
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[-_]")
_FORM = (
    r"(?:Inc\b|LLC\b|L\.L\.C|Ltd\b|Limited\b|Corp\b|Corporation\b|Company\b|Co\b|GmbH|AG\b|KG\b|S\.?A\.?S?\b|S\.?[Rr]\.?[Ll]\b|[Ss]\.r\.o|SpA\b|"
    r"B\.?V\b|N\.?V\b|AB\b|AS\b|Oy\b|OÜ|Pty\b|PLC\b|Plc\b|LLP\b|Pvt\b|Private\b|Pte\b|Foundation\b|University\b)\.?"
)
_SUFFIX = rf"(?:(?:[ ,]+[A-Z][\w&'’.-]*){{0,3}}?(?:[ ,]+{_FORM})+)?"
_NAME = (
    r"(?P<name>[A-Z0-9][\w&’'./-]*(?:[ ,]+(?:of|the|and|for|de|&|[A-Z0-9(][\w&’'./()-]*))*)(?! (?:script|software|app|application|game|library|"
    r"plugin|dataset|repository|source|code|project|mod|asset|package)s?\b)"
)
_SAID = (
    re.compile(rf"(?:on behalf of|behalf of(?: our client,?)?|i represent|[Ww]e represent|agents? (?:of|for)|our client,?) (?:the company |the )?{_NAME}"),
    re.compile(rf"^\W*(?:Organi[sz]ation|Company|Company name|Copyright (?:owner|holder)|Rights? ?holder|Studio)\W*:\W*{_NAME}", re.MULTILINE),
    re.compile(rf"(?:writing|contacting|reaching out)(?: to)?(?: you)? (?:from|as) {_NAME}"),
    re.compile(
        rf"(?:employee|representative|counsel|founder|CEO|CTO|director|employed|officer|manager|team|part|\[private\]) (?:of|at|by|for|from|"
        rf"with) (?:the company |the )?{_NAME}"
    ),
    re.compile(rf"\b(?:We|I),? (?:are|am),? (?:from )?{_NAME}"),
    re.compile(
        rf"{_NAME}(?: \([^)\n]{{1,40}}\))?,? (?:is|are|has been and is) (?:the )?(?:sole |exclusive |rightful |legal |lawful )*(?:copyright |"
        rf"rights )?(?:owner|author|holder|proprietor)"
    ),
)
_NO_NAME = frozenset({"source", "code", "private", "repository", "css", "image", "images", "game", "website", "software", "project", "script", "data"})
_AGENTS = (
    re.compile(rf"(?:issued|submitted|sent|notice) by {_NAME}[^.]{{0,40}} on behalf of"),
    re.compile(rf"\b(?:We|I), {_NAME}, (?:have been|am|are)[^.]{{0,20}} authori[sz]ed by"),
    re.compile(rf"\[private\] of {_NAME}, contact you as an authori[sz]ed agent"),
)
_NOBODY = frozenset(
    {"i", "we", "the", "a", "private", "github", "copyright", "my", "our", "yes", "dmca", "this", "it", "he", "she", "they", "owner", "company"}
)


def sender_of(text: str, name: str) -> str:
    """
    Return who sends a notice, as the notice writes it; empty where neither it nor the name of its file says so.

    Whoever publishes notices names their files after the sender, and blackens persons in their text: the file says which of the names in the text it is.
    """
    stem = re.sub(r"\.(?:md|txt|eml|html?)$", "", name.replace("\\", "/").rpartition("/")[2], flags=re.IGNORECASE)
    said = [found for pattern in _SAID for found in _all_named(pattern, text)]
    if not (_DATED.match(stem) and (found := _FILE.match(stem))):
        return next(iter(said), "")
    words = [word for word in re.split(r"[-_ ]+", found["slug"]) if word]
    spelled = _spelled(words, text)
    if spelled and (re.search(rf"[ ,]{_FORM}$", spelled) or any(_same(spelled, one) for one in said)):
        return spelled
    if said and re.search(rf"[ ,]{_FORM}$", said[0]):  # a firm that says who it is, under the name of its work
        return said[0]
    if said and (not spelled or _is_of_work(words, spelled, text)):  # a file is named after the work where a person sends it
        return said[0]
    return "" if {word.lower() for word in words} <= _NO_NAME else spelled or " ".join(words)


def agent_of(text: str) -> str:
    """Return the firm that sends a notice for another, where it says so in its first sentences."""
    return next((name for pattern in _AGENTS if (name := _named(pattern, text))), "")


def _spelled(words: list[str], text: str) -> str:
    """Return words of a file's name as the text writes them, with the form of the company that stands behind them."""
    letters = r"[\s.,&’'®™/_+-]*".join(re.escape(sign) for sign in "".join(words))
    found = [_tidy(one[0]) for one in re.finditer(rf"(?<![\w@./-])(?i:{letters})(?![\w@/-])(?!\.\w){_SUFFIX}", text)]
    found = [one for one in found if any(sign.isupper() for sign in one) or not one.isascii()] or found
    return max(found, key=lambda one: (bool(re.search(rf"[ ,]{_FORM}$", one)), found.count(one), -len(one)), default="")


def _all_named(pattern: re.Pattern[str], text: str) -> list[str]:
    names = (_tidy(said["name"]) for said in pattern.finditer(text))
    return [name for name in names if name and name.lower().split()[0] not in _NOBODY]


def _named(pattern: re.Pattern[str], text: str) -> str:
    return next(iter(_all_named(pattern, text)), "")


def _same(one: str, other: str) -> bool:
    first, second = (re.sub(r"\W+", "", name).lower() for name in (one, other))
    return first.startswith(second) or second.startswith(first)


def _is_of_work(words: list[str], spelled: str, text: str) -> bool:
    """Return whether the text speaks of a file's name as of a work: a game, a plugin, a book."""
    of = rf"(?i:{re.escape(spelled)})"
    return bool(
        re.search(
            rf"{of}[\"”]? (?:is|was|are) (?:a|an|the|my|our)\b(?! (?:company|publisher|owner|copyright|studio))|(?:version|source code|copies|copy|"
            rf"game|plugin|asset|project|product|theme|app)s? (?:called |named |of |for |titled )*(?:the )?[\"“]?{of}|developer of {of}",
            text,
        )
    )


def _tidy(name: str) -> str:
    name = re.sub(r"(?:[ ,]+(?:of|the|and|for|de|&))+$", "", re.sub(r"\s+", " ", name).strip(" ,;:("))
    return (
        name
        if re.search(rf"\b{_FORM}$", name)
        and re.search(
            r"\b(?:Inc|Ltd|Corp|Co|S\.A|L\.L\.C|B\.V|N\.V|s\.r\.o|Pvt|"
            r"Pte)\.$",
            name,
        )
        else name.rstrip(".")
    )
