"""A trained model that is absent, cut short, altered, of another version or not to be read is told so in words, by every loader, before it judges anything."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import skops.io

pytest.importorskip("sklearn", reason="The extra [learning] is absent.")

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.learning import judges, kept, sites
from mingjian.core.learning.storage import MADE, ModelAbsent, ModelFault, opened, seal_folder


class Kind(NamedTuple):
    """One kind of trained model: what makes and saves one, what loads it, and how it is sealed."""

    make: Callable[[Path], None]
    load: Callable[[Path], Any]
    name: str
    form: int


def _texts(folder: Path) -> None:
    judges.fit(["招刷单手 佣金高", "今天天气好"] * 5, ["黑产广告", "不违规"] * 5, "黑产广告", meaning=False).save(folder)


def _sites(folder: Path) -> None:
    labels = np.arange(60) % 2
    table = np.random.default_rng(3).normal(size=(60, len(sites.NAMES))) + labels[:, None]
    sites.fit(table, labels).save(folder)


KINDS = {
    "texts": Kind(_texts, judges.load, judges.KIND, judges.FORM),
    "sites": Kind(_sites, sites.load, sites.KIND, sites.FORM),
}


@pytest.fixture(scope="module", params=KINDS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Kind, dict[str, bytes]]:
    """Make one model of each kind once; each test lays its files out anew."""
    kind, folder = KINDS[request.param], tmp_path_factory.mktemp(request.param)
    kind.make(folder)
    return kind, {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def kind(made: tuple[Kind, dict[str, bytes]], tmp_path: Path) -> Kind:
    for name, data in made[1].items():
        (tmp_path / name).write_bytes(data)
    return made[0]


def parts(folder: Path) -> list[Path]:
    """Return the model's own files."""
    return sorted(path for path in folder.iterdir() if path.name != MADE)


def refused(kind: Kind, folder: Path, words: str) -> None:
    with pytest.raises(ModelFault, match=words) as fault:
        kind.load(folder)
    assert str(folder) in fault.value.text.zh


@pytest.mark.slow
def test_as_it_was_made_it_is_read(kind: Kind, tmp_path: Path) -> None:
    assert kind.load(tmp_path) is not None
    assert json.loads((tmp_path / MADE).read_text())["form"] == kind.form


@pytest.mark.parametrize("place", ["", "none"])
def test_where_there_is_none_it_says_to_train(kind: Kind, tmp_path: Path, place: str) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(ModelAbsent, match="run mingjian train first") as absent:
        kind.load(tmp_path / place)
    assert isinstance(absent.value, NotFound)
    assert isinstance(absent.value, BadInput)


def test_one_of_another_version_says_to_train_again(kind: Kind, tmp_path: Path) -> None:
    seal_folder(tmp_path, kind.name, kind.form + 1)
    refused(kind, tmp_path, "made by another version .* run mingjian train again")
    seal_folder(tmp_path, "otherwise", kind.form)
    refused(kind, tmp_path, "made by another version")
    (tmp_path / MADE).unlink()  # as models of before are, and those that were cut short before they were sealed
    refused(kind, tmp_path, "made by another version")


def test_each_file_cut_short_altered_or_gone_is_told(kind: Kind, tmp_path: Path) -> None:
    for path in parts(tmp_path):
        whole = path.read_bytes()
        for data in (whole[: len(whole) // 2], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
            path.write_bytes(data)
            refused(kind, tmp_path, "run mingjian train again")
        path.unlink()
        refused(kind, tmp_path, "run mingjian train again")
        path.write_bytes(whole)


@pytest.mark.parametrize("told", ["", "{", "[]", "null", '{"files": 3}', '{"kind": [], "form": {}, "files": {}}', "[" * 100_000, "\ud800"])
def test_a_seal_that_is_no_seal_is_told(kind: Kind, tmp_path: Path, told: str) -> None:
    (tmp_path / MADE).write_bytes(told.encode("utf-8", "surrogatepass"))
    refused(kind, tmp_path, "run mingjian train again")


def test_a_seal_leads_to_no_file_elsewhere(kind: Kind, tmp_path: Path) -> None:
    told = json.loads((tmp_path / MADE).read_text())
    told["files"] = {"../elsewhere": "0" * 64}
    (tmp_path / MADE).write_text(json.dumps(told))
    refused(kind, tmp_path, "was altered")


@pytest.mark.parametrize("told", [[], {}, None, 3, {"plan": 3}])
def test_tampered_json_under_a_new_seal_is_told(kind: Kind, tmp_path: Path, told: Any) -> None:
    for path in [path for path in parts(tmp_path) if path.suffix == ".json"]:
        if (path.name, told) == ("pairs.json", {}):
            continue  # a model that knows no pairs is one
        whole = path.read_bytes()
        path.write_text(json.dumps(told))
        seal_folder(tmp_path, kind.name, kind.form)
        refused(kind, tmp_path, "run mingjian train again")
        path.write_bytes(whole)


def test_tables_of_another_size_under_a_new_seal_are_told(kind: Kind, tmp_path: Path) -> None:
    for path in [path for path in parts(tmp_path) if path.suffix == ".npz"]:
        whole = path.read_bytes()
        with np.load(path) as kept:
            arrays = dict(kept)
        name = next(name for name in ("table", "sum0_weights", "weights") if name in arrays)
        np.savez(path, **{**arrays, name: arrays[name][:-1]})
        seal_folder(tmp_path, kind.name, kind.form)
        refused(kind, tmp_path, "run mingjian train again")
        path.write_bytes(whole)


def test_one_that_may_not_be_read_says_so(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked, plainly = parts(tmp_path)[0], Path.open

    def guarded(path: Path, *given: Any, **more: Any) -> Any:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return plainly(path, *given, **more)

    locked.chmod(0)
    if os.geteuid() == 0:  # whom no permission keeps out
        monkeypatch.setattr(Path, "open", guarded)
    refused(kind, tmp_path, "check who may read it")


def test_a_judge_that_names_what_is_none_of_ours_is_not_read(tmp_path: Path) -> None:
    skops.io.dump({"quick": Path("/nowhere"), "whole": os.path.join}, tmp_path / kept.NAME)
    seal_folder(tmp_path, judges.KIND, judges.FORM)
    with pytest.raises(ModelFault, match="none of ours"):
        judges.load(tmp_path)


def test_what_a_reader_stumbles_over_is_told_and_other_faults_pass(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    seal_folder(tmp_path, "made up", 1)
    for error in (ValueError, KeyError, IndexError, TypeError, EOFError):
        with pytest.raises(ModelFault):
            opened(tmp_path, "made up", 1, lambda folder, error=error: (_ for _ in ()).throw(error("x")))  # type: ignore[misc]
    with pytest.raises(BadInput, match="package"):
        opened(tmp_path, "made up", 1, lambda folder: (_ for _ in ()).throw(BadInput("缺少组件", "package")))
