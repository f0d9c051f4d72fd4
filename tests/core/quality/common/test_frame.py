"""The frame, with a set made up here: whoever judges a row has never seen it."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.quality import LabelledRow, LabelledSet, Measure
from mingjian.core.quality.common import files, scores
from mingjian.core.quality.common.evaluation import evaluate
from mingjian.core.quality.common.kept import ALL, keep, kept, unfinished
from mingjian.core.quality.common.keys import FOLDS, counted, folds_of, hashed, plain
from mingjian.core.quality.common.page import as_json, page, write_predictions
from mingjian.core.quality.common.training import without


class Remembering:
    """Says `seen` of what it was fitted on, so that a leak shows."""

    def __init__(self, seen: set[str]) -> None:
        self.seen = seen

    def predict(self, contents: Sequence[str]) -> list[str]:
        return ["seen" if content in self.seen else "unseen" for content in contents]

    def save(self, folder: Path) -> None:
        (folder / "seen.json").write_text(json.dumps(sorted(self.seen)))


def made_up(broken: bool = False) -> Any:
    described = LabelledSet(key="made-up", title=Text("虚构", "Made up"), judges="nothing", says_not=Text("什么都不说明。", "Anything."))

    def read(folder: Path) -> list[LabelledRow]:
        if broken:
            raise KeyError("text")
        told = [json.loads(line) for line in files.lines(folder, "rows.jsonl")]
        return [LabelledRow(line["text"], {"row": place}, line["text"], line.get("label")) for place, line in enumerate(told)]

    def measures(rows: Sequence[LabelledRow], predictions: Sequence[str]) -> list[Measure]:
        assert all(row.label is not None for row in rows)
        return [scores.accuracy(sum(one == "unseen" for one in predictions), len(rows))]

    return SimpleNamespace(
        SET=described,
        read=read,
        fit=lambda rows: Remembering({row.content for row in rows}),
        load=lambda folder: Remembering(set(json.loads((folder / "seen.json").read_text()))),
        baseline=lambda rows: Remembering({row.content for row in rows}).predict,
        measures=measures,
        told=lambda row, prediction: {**row.place, "label": prediction},
    )


def written(folder: Path, texts: Sequence[str], labelled: bool = True) -> Path:
    of_set = folder / "made-up"
    of_set.mkdir(parents=True)
    lines = [json.dumps({"text": text, **({"label": "x"} if labelled else {})}, ensure_ascii=False) for text in texts]
    (of_set / "rows.jsonl").write_text("\n".join(lines) + "\n")
    return folder


WORDS = [f"词{chr(0x4E00 + n)}{chr(0x5000 + n)}" for n in range(60)]


def trained(module: Any, data: Path, home: Path) -> None:
    """Do what `train` does, without processes, which could not find a set that is not in the package."""
    rows = module.read(data / "made-up")
    made = unfinished(home, "made-up")
    for fold in range(-1, FOLDS):
        into = made / (ALL if fold < 0 else str(fold))
        into.mkdir()
        module.fit(without(rows, fold)).save(into)
    hashes = hashed(rows)
    keep(made, home, "made-up", data=data, rows=len(rows), hashes=hashes, folds=folds_of(hashes))


def test_no_row_is_judged_by_a_model_that_saw_it(tmp_path: Path) -> None:
    module, data = made_up(), written(tmp_path / "data", WORDS)
    trained(module, data, tmp_path / "home")
    outcome = evaluate(module, data / "made-up", kept(tmp_path / "home", "made-up"))
    assert [line["label"] for line in outcome.lines()] == ["unseen"] * 60
    assert [measure.value for measure in (*outcome.ours, *outcome.baseline)] == [1.0, 1.0]


def test_a_near_duplicate_counts_as_seen_and_a_new_row_gets_the_model_of_all(tmp_path: Path) -> None:
    module, data = made_up(), written(tmp_path / "data", WORDS)
    trained(module, data, tmp_path / "home")
    models = kept(tmp_path / "home", "made-up")
    assert models is not None
    near, new = LabelledRow(f"{WORDS[3]} 88!", {}, "", None), LabelledRow("从未见过", {}, "", None)
    assert models.fold_of(hashed([near, new])).tolist() == [int(folds_of(hashed([LabelledRow(WORDS[3], {}, "", None)]))[0]), -1]


def test_rows_of_a_group_stand_in_one_fold() -> None:
    rows = [LabelledRow(word, {}, "", "x", group="商标甲") for word in WORDS]
    assert len(set(folds_of(hashed(rows)).tolist())) == 1


def test_without_models_it_makes_folds_inside_the_folder(tmp_path: Path) -> None:
    module, data = made_up(), written(tmp_path, WORDS)
    outcome = evaluate(module, data / "made-up", None)
    assert outcome.predictions == ["unseen"] * 60
    assert outcome.split is not None
    assert "inside this folder" in outcome.split.en


def test_rows_without_labels_get_predictions_only(tmp_path: Path) -> None:
    module = made_up()
    trained(module, written(tmp_path / "data", WORDS), tmp_path / "home")
    outcome = evaluate(module, written(tmp_path / "other", ["新的一行", "又一行"], labelled=False) / "made-up", kept(tmp_path / "home", "made-up"))
    assert (outcome.ours, outcome.predictions) == ([], ["unseen", "unseen"])
    written_to = write_predictions(outcome, tmp_path / "predictions")
    assert [json.loads(line) for line in written_to.read_text().splitlines()] == [{"row": 0, "label": "unseen"}, {"row": 1, "label": "unseen"}]


def test_a_set_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    outcome = evaluate(made_up(broken=True), written(tmp_path, WORDS) / "made-up", None)
    assert outcome.fault is not None
    assert "KeyError" in outcome.fault.en
    assert "cannot be read" in page([outcome])


def test_the_page_keeps_the_sections_of_other_sets(tmp_path: Path) -> None:
    outcome = evaluate(made_up(), written(tmp_path, WORDS) / "made-up", None)
    old = page([]) + "\n## another-set：别的 Another\n\nkept\n"
    new = page([outcome], old)
    assert "## another-set：别的 Another\n\nkept\n" in new
    assert page([outcome], new) == new
    assert as_json([outcome])[0]["measures"][0]["baseline"] == {"value": 1.0, "low": outcome.baseline[0].low, "high": 1.0}


def test_texts_of_a_set_cannot_become_markup_of_the_page(tmp_path: Path) -> None:
    outcome = evaluate(made_up(), written(tmp_path, WORDS) / "made-up", None)
    outcome.ours = [Measure("f1", 0.5, 0.4, 0.6, 3, of="<script>|[x](y)")]
    assert "<script>" not in page([outcome]).replace("\\<", "")


@pytest.mark.parametrize(("one", "other"), [("ABC 1", "abc２２"), ("加 V：x9", "加v x"), ("12", " 12 ")])
def test_near_duplicates_have_one_identity(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_a_packed_file_is_read_as_a_plain_one(tmp_path: Path) -> None:
    import gzip

    (tmp_path / "a.txt.gz").write_bytes(gzip.compress("一\n\n二\n".encode()))
    assert list(files.lines(tmp_path, "a.txt")) == ["一", "二"]


@pytest.mark.parametrize("data", [b"\x1f\x8b broken", b"\xff\xfe\x00"])
def test_a_broken_file_is_one_clear_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(BadInput):
        files.text(tmp_path, "a.txt")


def test_figures_of_classes_agree_with_counting_by_hand() -> None:
    found = {(one.name, one.of): one for one in scores.by_class(list("aaab"), list("aabb"))}
    assert found["precision", "a"].value == 1.0
    assert found["recall", "a"].value == pytest.approx(2 / 3)
    assert found["f1", "b"].value == pytest.approx(2 / 3)
    assert found["macro_f1", ""].value == pytest.approx((0.8 + 2 / 3) / 2)
    assert all(one.low <= one.value <= one.high for one in found.values())


def test_a_prediction_outside_the_classes_is_a_miss_of_the_label() -> None:
    found = {(one.name, one.of): one.value for one in scores.by_class(list("aab"), ["a", "z", "b"])}
    assert found["recall", "a"] == 0.5
    assert found["precision", "a"] == 1.0


def test_the_area_counts_ties_half() -> None:
    assert scores.area([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.1]).value == 0.875


def test_the_interval_of_an_area_covers_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    truth = 0.7602  # of two normals one apart
    labels = [1] * 60 + [0] * 60
    inside = 0
    for _ in range(200):
        one = scores.area(labels, [*random.normal(1, 1, 60), *random.normal(0, 1, 60)])
        inside += one.low <= truth <= one.high
    assert 180 <= inside <= 200


def test_copies_are_told_apart_only_where_a_set_counts_them() -> None:
    rows = [LabelledRow("同一条 短信", {}, "", "x"), LabelledRow("同一条短信 1", {}, "", "x"), LabelledRow("另一条", {}, "", "x")]
    assert len(set(hashed(rows).tolist())) == 2
    assert [row.copy for row in counted(rows)] == [0, 1, 0]
    assert len(set(hashed(counted(rows)).tolist())) == 3
