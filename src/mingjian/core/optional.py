"""Parts that an installation may lack: asked by name, so that nothing else breaks, and missed in words.

A part is lacking because somebody took its folder or file out (docs/decisions/0169), or because its extra was never installed (docs/decisions/0196).
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text


def optional(module: str) -> Any | None:
    """Return a module of this project; None where this installation does not have its file. What is wrong inside it raises as ever."""
    return import_module(module) if find_spec(module) else None


def required(module: str, called: Text) -> Any:
    """Return a module that somebody asks for. Raises BadInput where this installation does not have it."""
    if (found := optional(module)) is None:
        raise BadInput(f"本安装不含“{called.zh}”。", f"This installation does not have {called.en}.")
    return found


def to_install(extra: str) -> Text:
    """Return what to do where an extra of the package is not installed, without a full stop."""
    return Text(
        f"在源码文件夹中执行 make extra OF={extra}（自建的环境：pip install '.[{extra}]'）",
        f"run make extra OF={extra} in the source folder (in an environment of your own: pip install '.[{extra}]')",
    )
