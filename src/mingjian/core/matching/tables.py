"""Reads the tables that matching rests on: characters, and words that stand beside marks."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

import mingjian
from mingjian.core.errors import RulebookFault

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 1 << 20  # bytes


@cache
def table(room: str, name: str) -> dict[str, Any]:
    """Return one table of the rulebook, `rulebook/<room>/<name>.yaml`; it comes with the package."""
    path = Path(mingjian.__file__).parent / "rulebook" / room / f"{name}.yaml"
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise RulebookFault(f"缺少字表 {path.name}，或文件过大；请重新安装。", f"The table {path.name} is missing or too large: install again.")
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - both loaders are safe ones
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RulebookFault(f"字表 {path.name} 不是 YAML：{error}", f"The table {path.name} is no YAML: {error}") from error
    if not isinstance(found, dict):
        raise RulebookFault(f"字表 {path.name} 须为键值。", f"The table {path.name} must hold keys and values.")
    return found


def words(room: str, name: str, key: str) -> tuple[str, ...]:
    """Return a list of words, longest first."""
    return tuple(sorted(str(table(room, name)[key]).split(), key=lambda word: (-len(word), word)))
