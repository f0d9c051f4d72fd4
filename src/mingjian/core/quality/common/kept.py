"""Keeps what `mingjian train` makes: of each set a model of all rows, five that each left a fold out, and whom each has seen."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from mingjian.core.errors import BadInput
from mingjian.core.quality import Model
from mingjian.core.quality.common.keys import FOLDS, Hashes

FORMAT = 5  # 5: pipelines kept with skops
ALL = "all"


@dataclass(frozen=True)
class Kept:
    """The models of one set in a folder. `hashes` is ascending; `folds` is the fold of each, whose model has not seen it."""

    folder: Path
    data: Path  # what it was trained on
    rows: int
    hashes: Hashes
    folds: npt.NDArray[np.int64]

    def fold_of(self, hashes: Hashes) -> npt.NDArray[np.int64]:
        """Return for each identity the fold whose model has not seen it, or -1 where none has: the model of all rows may judge it."""
        if not len(self.hashes):
            return np.full(len(hashes), -1)
        place = np.searchsorted(self.hashes, hashes).clip(max=len(self.hashes) - 1)
        return np.where(self.hashes[place] == hashes, self.folds[place], -1)

    def model(self, module: ModuleType, fold: int = -1) -> Model:
        """Load the model of all rows, or the one that left a fold out."""
        return load(module, self.folder / (ALL if fold < 0 else str(fold)))


def load(module: ModuleType, folder: Path) -> Model:
    """Load one model; BadInput where its files are absent or broken."""
    try:
        model: Model = module.load(folder)
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise BadInput(
            f"模型 {module.SET.key} 缺失或已损坏（{folder}），请重新运行 mingjian train。",
            f"The model of {module.SET.key} is absent or broken ({folder}): run mingjian train again.",
        ) from error
    return model


def models_folder(home: Path) -> Path:
    """Return the folder of all models under the user's data folder."""
    return home / "models"


def kept(home: Path, key: str) -> Kept | None:
    """Return the models of a set, if they were made by this version; None of what is absent, altered or may not be read."""
    folder = models_folder(home) / key
    try:
        about = json.loads((folder / "about.json").read_text())
        with np.load(folder / "seen.npz", allow_pickle=False) as seen:
            hashes, folds = seen["hashes"], seen["folds"].astype(np.int64)
        made = Kept(folder, Path(about["data"]), int(about["rows"]), hashes, folds)
        is_ours = about["format"] == FORMAT and hashes.shape == folds.shape and bool(((folds >= 0) & (folds < FOLDS)).all())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile):
        return None
    return made if is_ours else None


def unfinished(home: Path, key: str) -> Path:
    """Make a folder beside the models, for models that are being made."""
    parent = models_folder(home)
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f".{key}.", dir=parent))


def keep(made: Path, home: Path, key: str, *, data: Path, rows: int, hashes: Hashes, folds: npt.NDArray[np.int64]) -> Kept:
    """Put a folder of finished models in the place of the old ones."""
    known, first = np.unique(hashes, return_index=True)
    np.savez(made / "seen.npz", hashes=known, folds=folds[first].astype(np.uint8))
    about = {"format": FORMAT, "set": key, "data": str(data.resolve()), "rows": rows, "folds": FOLDS}
    (made / "about.json").write_text(json.dumps(about, ensure_ascii=False, indent=1))
    folder = models_folder(home) / key
    if folder.exists():
        shutil.rmtree(folder)
    made.rename(folder)
    return Kept(folder, data, rows, known, folds[first])
