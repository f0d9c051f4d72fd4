"""One source that comes by itself, as whoever runs the node describes it in `deliveries.yaml`; and how a file of things under their names is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from mingjian.core.errors import BadInput
from mingjian.core.language import Text


def entries_of(file: Path, each: Text) -> dict[str, Any]:
    """Return what a YAML file says of `each` (来源, source), by name; nothing where there is no file. Raises BadInput for a file that cannot be read."""
    if not file.exists():
        return {}
    try:
        told = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:200]
        raise BadInput(f"{file.name} 无法读取：{reason}。", f"{file.name} cannot be read: {reason}.") from None
    if not isinstance(told, dict | None):
        raise BadInput(f"{file.name} 每个{each.zh}写作 名称: 各项。", f"{file.name} names each {each.en} with what it is.")
    return {str(name): values for name, values in (told or {}).items()}


@dataclass(frozen=True)
class Source:
    """
    What comes (`kind`), by which way and from where (`place`), how often it is looked at, in whose name it is loaded, and after how many days it is silent.

    `name` stands as the source of its records; `mapping` and `sheet` are as at an import. `access` holds what else its way needs, as `user` and `secret_in`,
    in the words of the file.
    """

    name: str
    kind: str
    way: str
    place: str
    by: str
    every: timedelta = timedelta(minutes=15)
    silent_after: int = 3
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    access: Mapping[str, str] = field(default_factory=dict)
