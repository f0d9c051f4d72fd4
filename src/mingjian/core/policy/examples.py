"""Experiments that come with the rulebook, ready to be read, changed and registered."""

from pathlib import Path

import mingjian
from mingjian.core.errors import NotFound

_FOLDER = Path(mingjian.__file__).parent / "rulebook" / "experiments"


def examples() -> dict[str, str]:
    """Return the text of each by its name."""
    return {path.stem: path.read_text("utf-8") for path in sorted(_FOLDER.glob("*.yaml"))}


def example(name: str) -> str:
    """Return the text of one. Raises NotFound."""
    found = examples()
    if name not in found:
        raise NotFound(f"没有实验 {name}；可用：{'、'.join(found)}。", f"There is no experiment {name}; there are: {', '.join(found)}.")
    return found[name]
