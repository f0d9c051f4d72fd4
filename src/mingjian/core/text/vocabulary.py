"""Reads a vocabulary of code words: categories of terms with variants and strength."""

from pathlib import Path
from typing import Any

import yaml

from mingjian.core.errors import BadInput
from mingjian.core.text.patterns import Term

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 1 << 24  # bytes
_STRENGTHS = range(-3, 4)


def read_vocabulary(path: Path) -> tuple[Term, ...]:
    """
    Read `categories: {name: {terms: [{term, disguise, strength, kind}]}}`; each term of a category once, in the order of the file.

    Left out are terms of one character, which say nothing alone, and those of `kind: behaviour`, which describe a conduct.
    Raises BadInput, naming file and place.
    """
    found = [_term(one, name, path) for name, one in _rows(path)]
    once = {(term.category, term.text): term for term in reversed(found) if term}
    return tuple(reversed(once.values()))


def _rows(path: Path) -> list[tuple[str, Any]]:
    try:
        if path.stat().st_size > _LARGEST:
            raise _fault(path, "文件过大（上限 16 MiB）", "the file is over 16 MiB")
        top = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - both loaders are safe ones
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise _fault(path, f"无法读取（{error}）", f"it cannot be read ({error})") from error
    categories = top.get("categories") if isinstance(top, dict) else None
    if not isinstance(categories, dict):
        raise _fault(path, "缺少 categories", "it has no `categories`")
    rows: list[tuple[str, Any]] = []
    for name, category in categories.items():
        terms = category.get("terms") if isinstance(category, dict) else None
        if not isinstance(terms, list):
            raise _fault(path, f"类别 {name} 缺少 terms", f"the category {name} has no `terms`")
        rows += [(str(name), one) for one in terms]
    return rows


def _term(one: Any, category: str, path: Path) -> Term | None:
    if not isinstance(one, dict) or not isinstance(one.get("term"), str) or not isinstance(one.get("disguise", []), list):
        raise _fault(
            path, f"类别 {category} 中的 {one!r} 须有 term（文字）和 disguise（列表）", f"{one!r} in {category} needs `term` (text) and `disguise` (a list)"
        )
    strength = one.get("strength", 1)
    if strength not in _STRENGTHS:
        raise _fault(path, f"词“{one['term']}”的 strength 须在 -3 到 3 之间", f"the strength of “{one['term']}” must be from -3 to 3")
    if len(one["term"].strip()) < 2 or one.get("kind") == "behaviour":
        return None
    return Term(one["term"], category, tuple(map(str, one.get("disguise", []))), int(strength))


def _fault(path: Path, zh: str, en: str) -> BadInput:
    return BadInput(f"词表 {path.name}：{zh}。", f"The vocabulary {path.name}: {en}.")
