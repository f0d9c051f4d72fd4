"""What the commands that look at pictures beside rows have in common: the option, where readings stay, and what is said at the end."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from mingjian.core.language import Text, several
from mingjian.core.redaction import shown

TOLD = 20  # pictures that are named one by one


def pictures_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option --pictures to a command."""
    option = click.option(
        "--pictures", type=click.Path(path_type=Path, file_okay=False), help="Folder of pictures named after the rows' ids; their words count as the rows'."
    )
    return option(function)


def readings() -> Path:
    """Return the folder where what was read in pictures is kept."""
    return Path(os.environ.get("MINGJIAN_HOME", "var")) / "readings"


def looked_at(count: int, faults: Mapping[str, Text]) -> list[Text]:
    """Return how many pictures were looked at, and which could not be read."""
    lines = [Text(f"已看图片 {count:,} 张。", f"Looked at {several(count, 'picture')}.")]
    lines += [Text(f"图片“{shown(name)}”未读：{why.zh}", f"The picture “{shown(name)}” was not read: {why.en}") for name, why in list(faults.items())[:TOLD]]
    if (rest := len(faults) - TOLD) > 0:
        lines.append(Text(f"另有 {rest:,} 张图片未读。", f"Not read: {several(rest, 'more picture')}."))
    return lines
