"""The nouns of `docs/nouns.yaml`: read, drawn into `docs/nouns.md` (`python tests/house/nouns.py`), and looked for in code, console and docs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src/mingjian"
PAGE = ROOT / "docs/nouns.md"
BEGIN, END = "<!-- drawn from nouns.yaml -->\n", "<!-- end -->"
CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)", re.DOTALL)


@dataclass(frozen=True)
class Noun:
    """One noun: what it is called in both languages, what it is, where it is declared, what others call it, and what nobody here does."""

    chapter: str
    en: str
    zh: str
    meaning: str
    home: str
    synonyms: tuple[str, ...]
    avoided: tuple[str, ...]


def read_nouns() -> list[Noun]:
    chapters = yaml.safe_load((ROOT / "docs/nouns.yaml").read_text("utf-8"))
    return [
        Noun(chapter, row["en"], row["zh"], row["is"], row["home"], tuple(row["synonyms"]), tuple(row["not"]))
        for chapter, rows in chapters.items()
        for row in rows
    ]


def drawn() -> str:
    """Return the page with its tables as they follow from the data; what stands around them is kept."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "".join(_chapter(name) for name in dict.fromkeys(noun.chapter for noun in read_nouns())) + END + after


def _chapter(name: str) -> str:
    rows = [
        f"| {noun.en} | {noun.zh} | {noun.meaning} | `{noun.home}` | {', '.join(noun.synonyms)} | {', '.join(noun.avoided)} |"
        for noun in read_nouns()
        if noun.chapter == name
    ]
    head = f"\n## {name.capitalize()}\n\n| Use this | 中文 | is | home | others say | not this |\n|---|---|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n\n"


def texts() -> Iterator[tuple[str, str]]:
    """Return what is read for words: public class names in words, the English of the catalogues, and docs without their code; each with its place."""
    for path in HOUSE.rglob("*.py"):
        if "migrations" not in path.parts:
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield path.relative_to(ROOT).as_posix(), re.sub(r"(?<!^)(?=[A-Z])", " ", node.name)
    for path in HOUSE.rglob("*.po"):
        with path.open("rb") as file:
            for entry in read_po(file):
                yield path.relative_to(ROOT).as_posix(), " ".join([entry.id] if isinstance(entry.id, str) else entry.id)
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        if path != PAGE and path.parent.name != "decisions":  # which tell what was, too
            yield path.relative_to(ROOT).as_posix(), CODE.sub(" ", path.read_text("utf-8"))


def uses_of(word: str, read: list[tuple[str, str]]) -> set[str]:
    """Return the files in which a word stands, in one or in several."""
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}s?(?![\w-])", re.IGNORECASE)
    return {place for place, text in read if whole.search(text)}


if __name__ == "__main__":
    PAGE.write_text(drawn(), "utf-8")
