"""Reads the tables of writing: traditional characters, look-alikes, signs that are spoken, splits, sounds, common words."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import mingjian
from mingjian.core.errors import RulebookFault

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 1 << 20  # bytes


def packaged() -> Path:
    """Return the folder of the tables that come with the package."""
    return Path(mingjian.__file__).parent / "rulebook" / "writing"


@cache
def traditional() -> Mapping[str, str]:
    """Map each traditional character to the simplified one that it is read as."""
    return _members(_block(packaged() / "traditional_characters.yaml", "groups"))


@cache
def look_alikes() -> Mapping[str, str]:
    """Map each sign that looks like another to that one."""
    return _members(_block(packaged() / "signs.yaml", "look_alikes"))


@cache
def spoken_signs() -> Mapping[str, str]:
    """Map each emoji or sign that is read aloud to the word that it stands for."""
    table = _table(packaged() / "signs.yaml", "spoken_signs")
    return {sign: str(word) for word, signs in table.items() for sign in str(signs)}


@cache
def splits() -> Mapping[str, tuple[str, ...]]:
    """Map each character to the parts that it is written as."""
    table = _table(packaged() / "signs.yaml", "splits")
    return {str(whole): tuple(map(str, parts)) if isinstance(parts, list) else (str(parts),) for whole, parts in table.items()}


@cache
def sounds() -> Mapping[str, str]:
    """Map each simplified character to its first reading in toneless pinyin."""
    lines = (line.split(" ", 1) for line in _lines(packaged() / "sounds.yaml", "syllables"))
    return {character: syllable for syllable, characters in lines for character in characters}


@cache
def common_words() -> tuple[str, ...]:
    """Return the common words of two and three characters."""
    return tuple(_block(packaged() / "common_words.yaml", "words").split())


def _members(groups: str) -> dict[str, str]:
    return {member: group[0] for group in groups.split() for member in group[1:]}


def _lines(path: Path, key: str) -> list[str]:
    return [line for line in _block(path, key).splitlines() if line]


def _block(path: Path, key: str) -> str:
    return str(_read(path, key, str))


def _table(path: Path, key: str) -> dict[str, Any]:
    return dict(_read(path, key, dict))


def _read(path: Path, key: str, kind: type) -> Any:
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise RulebookFault(f"缺少字表 {path.name}，或文件过大；请重新安装。", f"The table {path.name} is missing or too large: install again.")
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - both loaders are safe ones
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RulebookFault(f"字表 {path.name} 不是 YAML：{error}", f"The table {path.name} is no YAML: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get(key), kind):
        raise RulebookFault(f"字表 {path.name} 须有 {key}。", f"The table {path.name} must have {key}.")
    return found[key]
