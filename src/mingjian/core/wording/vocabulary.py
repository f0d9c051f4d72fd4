"""Reads the vocabularies of the rulebook once: code words and claims as one lexicon, and what takes their edge off."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import mingjian
from mingjian.core.errors import RulebookFault
from mingjian.core.language import Text
from mingjian.core.text import script_tables
from mingjian.core.text.lexicon import Lexicon
from mingjian.core.text.patterns import Term
from mingjian.core.text.vocabulary import read_vocabulary

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WITHIN = r"[^，。；！？,;!?\s]"  # a clause of a title ends with a blank
_SAYS_MUCH, _SAYS_ALL = 2, 3  # strengths of terms
VOCABULARIES = ("code_words.yaml", "claims.yaml", "brushing_words.yaml", "hire_words.yaml", "agent_words.yaml")


@dataclass(frozen=True)
class Counter:
    """
    What takes the edge off a word.

    `harmless`: expressions in which it is none; `before`, `behind`: denials around it; `reporting`: texts that warn or teach;
    `ordinary`: by term, goods for which it is an ordinary word; `cheap_because`: what else a low price may mean, by the words that say so.
    """

    harmless: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    reporting: re.Pattern[str]
    ordinary: Mapping[str, re.Pattern[str]]
    cheap_because: Mapping[str, tuple[Text, re.Pattern[str]]]


def folder() -> Path:
    """Return the folder of the vocabularies that come with the package."""
    return Path(mingjian.__file__).parent / "rulebook" / "wording"


@cache
def terms() -> tuple[Term, ...]:
    """Return the terms of all vocabularies; those that need no third word to say something are looked for in letters, too."""
    return tuple(_spelled(term) for name in VOCABULARIES for term in read_vocabulary(folder() / name))


def _spelled(term: Term) -> Term:
    return replace(term, spelled=spelled(term.text, wholly=term.strength >= _SAYS_ALL)) if term.strength >= _SAYS_MUCH else term


@cache
def lexicon() -> Lexicon:
    """Make one lexicon of all terms, once a process."""
    return Lexicon(terms())


@cache
def titles() -> Mapping[str, Text]:
    """Return the title of each category."""
    tables = (read(folder() / name)["categories"] for name in VOCABULARIES)
    found = {category: Text(one["title"]["zh"], one["title"]["en"]) for table in tables for category, one in table.items()}
    return {**found, "weighed": Text("在模型中起作用的字词", "what weighed with the trained judge")}


def title_of(category: str) -> Text:
    """Return the title of one category."""
    return titles().get(category, Text(category or "词", category or "word"))


@cache
def counter() -> Counter:
    """Read the counter-signals, once a process."""
    table = read(folder() / "counter_signals.yaml")
    long = [word for word in table["denied_before"] if len(word) > 1]
    short = [word for word in table["denied_before"] if len(word) == 1]
    harmless = [*table["harmless"], *(one for name in VOCABULARIES for one in read(folder() / name).get("harmless", []))]
    return Counter(
        harmless=re.compile("|".join(f"(?:{one})" for one in harmless)),
        before=re.compile(f"(?<!有)(?:{_any(long)}){_WITHIN}{{0,4}}$|(?:{_any(short)})$"),
        behind=re.compile(f"^{_WITHIN}{{0,3}}(?:{_any(table['denied_behind'])})"),
        reporting=re.compile(_any(table["reporting"])),
        ordinary={str(term): re.compile(str(goods)) for term, goods in table["ordinary"].items()},
        cheap_because={name: (Text(one["zh"], one["en"]), re.compile(_any(one["words"]), re.IGNORECASE)) for name, one in table["cheap_because"].items()},
    )


@dataclass(frozen=True)
class Claims:
    """
    What may not be claimed: `forbidden` by field of goods and kind of claim, `anywhere` by kind.

    `articles` names each article; `talked_about` finds books and the like, which speak of claims and make none.
    """

    forbidden: Mapping[str, Mapping[str, tuple[str, ...]]]
    anywhere: Mapping[str, tuple[str, ...]]
    articles: Mapping[str, Text]
    talked_about: re.Pattern[str]

    def grounds(self, field: str) -> Mapping[str, tuple[str, ...]]:
        """Return the articles by kind of claim that hold for a field of goods."""
        return {**self.anywhere, **self.forbidden.get(field, self.forbidden["other"])}


@cache
def claims() -> Claims:
    """Read which claims are forbidden where, once a process."""
    table = read(folder() / "claims.yaml")
    return Claims(
        forbidden={field: {kind: tuple(grounds) for kind, grounds in kinds.items()} for field, kinds in table["forbidden"].items()},
        anywhere={kind: tuple(grounds) for kind, grounds in table["anywhere"].items()},
        articles={ground: Text(one["zh"], one["en"]) for ground, one in table["articles"].items()},
        talked_about=re.compile(table["talked_about_in"]),
    )


def read(path: Path) -> dict[str, Any]:
    """Read one YAML file of the rulebook as a table."""
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - both loaders are safe ones
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise RulebookFault(f"词表 {path.name} 无法读取：{error}", f"The vocabulary {path.name} cannot be read: {error}") from error
    if not isinstance(table, dict):
        raise RulebookFault(f"词表 {path.name} 须是表。", f"The vocabulary {path.name} must be a table.")
    return table


def _any(words: Sequence[object]) -> str:
    return "|".join(re.escape(str(word)) for word in sorted(words, key=lambda word: -len(str(word))))


_LEAST, _MOST = 2, 4  # characters: of longer words folding and sounds find enough

_NUMBERS = set("零〇一二三四五六七八九十")  # folded to digits: with one beside it, half of all codes of goods would be a word


def spelled(word: str, *, wholly: bool) -> tuple[str, ...]:
    """Return the spellings of a word of two to four Chinese characters; with `wholly` the one in letters alone, too. Empty for any other word."""
    sounds = [script_tables.sounds().get(one, "") for one in word]
    if not _LEAST <= len(word) <= _MOST or not all(sounds) or set(word) & _NUMBERS:
        return ()
    partly = tuple(f"{word[:place]}{sound}{word[place + 1 :]}" for place, sound in enumerate(sounds))
    return (*partly, "".join(sounds)) if wholly else partly
