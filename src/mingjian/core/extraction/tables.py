"""Reads the tables of words that come with the package."""

from pathlib import Path
from typing import Any

import yaml

import mingjian
from mingjian.core.errors import RulebookFault

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def table(name: str) -> dict[str, Any]:
    """Read one table of `rulebook/wording`."""
    path = Path(mingjian.__file__).parent / "rulebook" / "wording" / name
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - both loaders are safe ones
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise RulebookFault(f"词表 {path.name} 无法读取：{error}", f"The vocabulary {path.name} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise RulebookFault(f"词表 {path.name} 须是表。", f"The vocabulary {path.name} must be a table.")
    return found
