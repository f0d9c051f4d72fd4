"""Keeps judges of scikit-learn with skops, which reads no code: in a sealed folder, one file."""

from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

from mingjian.core.errors import BadInput
from mingjian.core.learning.storage import ModelFault, opened, seal_folder
from mingjian.core.optional import to_install

NAME = "judge.skops"


def write(folder: Path, kind: str, form: int, parts: dict[str, Any]) -> None:
    """Write the parts of a judge, and seal them."""
    _skops().dump(parts, folder / NAME, compression=ZIP_DEFLATED, compresslevel=1)
    seal_folder(folder, kind, form)


def read(folder: Path, kind: str, form: int, trusted: tuple[str, ...] = ()) -> dict[str, Any]:
    """
    Read the parts of a judge; `trusted` are functions of ours that it may name.

    Raises ModelAbsent where there is none, ModelFault where it cannot be used, BadInput where the extra [learning] is absent.
    """

    def parts(place: Path) -> dict[str, Any]:
        skops = _skops()
        if set(skops.get_untrusted_types(file=place / NAME)) - {*trusted, *_TREES}:
            raise ModelFault(f"模型（{place}）含有不明内容，不予读取。", f"The model in {place} holds what is none of ours, and is not read.")
        found: dict[str, Any] = skops.load(place / NAME, trusted=[*trusted, *_TREES])
        return found

    return opened(folder, kind, form, parts)


#: Of boosted trees, which skops does not know by itself: data without code.
_TREES = ("numpy.dtype", "sklearn.tree._tree.Tree", "sklearn.utils._bunch.Bunch")


def _skops() -> Any:
    try:
        return import_module("skops.io")
    except ImportError as error:
        raise BadInput(
            f"缺少模型所需的组件：{to_install('learning').zh}。", f"What reads models is absent: {to_install('learning').en}."
        ) from error
