"""
Draws the tables of writing that the package brings out of the libraries that they come from, or says where what is committed differs.

    pip install '.[drawing]'
    python benchmarks/writing.py [--write]

Drawn are traditional characters (OpenCC), sounds (pypinyin) and common words (jieba) under `src/mingjian/rulebook/writing`; the lines of comment at the head of
each file stay. `characters.yaml` comes from Unicode's Unihan, which no package brings, and `signs.yaml` is written by hand: neither is drawn.
"""

import argparse
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1] / "src/mingjian/rulebook/writing"
WORDS = 12_000
WIDE = {"traditional_characters.yaml": 91, "sounds.yaml": 78, "common_words.yaml": 91}  # characters in a line


def simplified() -> dict[str, str]:
    """Map each traditional character to its simplified one, the first choice, through to one that is itself simplified."""
    import opencc

    lines = (Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    first = {traditional: choices.split()[0] for traditional, choices in (line.split("\t") for line in lines if "\t" in line)}
    return {character: first.get(plain, plain) for character, plain in first.items()}


def traditional_groups() -> list[str]:
    """Give each simplified character with its traditional forms behind it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for character, plain in simplified().items():
        if character != plain:
            groups[plain].append(character)
    return [plain + "".join(sorted(forms)) for plain, forms in sorted(groups.items())]


def syllables() -> list[str]:
    """Give each toneless syllable, then the simplified characters that are first of all read so."""
    from pypinyin import Style, pinyin
    from pypinyin.pinyin_dict import pinyin_dict

    known, found = simplified(), defaultdict(list)
    for character in ["〇", *(chr(code) for code in sorted(pinyin_dict) if 0x4E00 <= code <= 0x9FFF)]:
        if known.get(character, character) == character:
            found[pinyin(character, style=Style.NORMAL, v_to_u=False)[0][0]].append(character)
    return [f"{syllable} {''.join(characters)}" for syllable, characters in sorted(found.items())]


def common_words() -> list[str]:
    """Give the most frequent words of two or three characters."""
    import jieba

    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    counted = [(word, int(count)) for word, count, *_ in (line.split(" ") for line in lines) if len(word) in (2, 3)]
    return sorted(word for word, _ in sorted(counted, key=lambda one: (-one[1], one[0]))[:WORDS])


DRAWN = {"traditional_characters.yaml": traditional_groups, "sounds.yaml": syllables, "common_words.yaml": common_words}


def members(name: str, lines: Iterable[str]) -> set[str]:
    """Give what a table says, however its lines are broken: groups or words, or pairs of a syllable and a character."""
    parts = [part for line in lines for part in line.split()]
    if name != "sounds.yaml":
        return {part[0] + "".join(sorted(part[1:])) for part in parts} if name.startswith("traditional") else set(parts)
    said, found = "", set[str]()
    for part in parts:
        said = part if part.isascii() else said
        found |= set() if part.isascii() else {f"{said} {character}" for character in part}
    return found


def spoken(lines: Iterable[str]) -> Iterator[str]:
    """Break the characters of a syllable into lines that each begin with it."""
    for syllable, characters in (line.split() for line in lines):
        for part in textwrap.wrap(characters, WIDE["sounds.yaml"] - len(syllable) - 3):
            yield f"{syllable} {part}"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--write", action="store_true")
    is_written, differ = ask.parse_args().write, 0
    for name, draw in DRAWN.items():
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        begin = next(number for number, line in enumerate(lines) if line.endswith("|"))
        drawn = draw()
        apart = members(name, drawn) ^ members(name, lines[begin + 1 :])
        differ += len(apart)
        print(f"{name}: {len(drawn):,} drawn; {len(apart)} differ {sorted(apart)[:5] if apart else ''}")
        if is_written:
            told = list(spoken(drawn)) if name == "sounds.yaml" else textwrap.wrap(" ".join(drawn), WIDE[name] - 2)
            (ROOT / name).write_text("\n".join([*lines[: begin + 1], *(f"  {line}" for line in told)]) + "\n", encoding="utf-8")
    sys.exit(1 if differ and not is_written else 0)


if __name__ == "__main__":
    main()
