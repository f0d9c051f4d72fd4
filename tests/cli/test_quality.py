"""`mingjian train` and `mingjian quality`, on small sets made up here."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="The extra [learning] is absent.")

from make import run_command

from mingjian.core.errors import BadInput
from mingjian.core.learning import encoder, judges
from mingjian.core.quality import chineseharm
from mingjian.core.quality.common.kept import kept
from mingjian.core.quality.common.texts import Encoded

KINDS = {"黑产广告": "抖音 代发 一单 日结 加我", "不违规": "商场 周年 庆典 全场 打折", "博彩": "彩金 开户 送 百家乐 平台"}
ORDERS = "row_in_original,orderid,shopid,userid,event_time\n" + "".join(f"{n},{n},1,{7 if n < 5 else n},2019-12-27 0{n}:00:00\n" for n in range(8))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MINGJIAN_SHARED", str(tmp_path / "nothing"))
    return tmp_path / "home"


def messages(folder: Path, numbers: range, labelled: bool = True) -> Path:
    """Write posts whose last words differ, so that none is a near-duplicate of another."""
    rows = []
    for n in numbers:
        label = list(KINDS)[n % 3]
        rows.append({"文本": f"{KINDS[label]} {chr(0x4E00 + 7 * n)} {chr(0x5E00 + 11 * n)}", **({"标签": label} if labelled else {})})
    of_set = folder / "chineseharm-bench"
    of_set.mkdir(parents=True, exist_ok=True)
    (of_set / "bench.json.gz").write_bytes(gzip.compress(json.dumps(rows, ensure_ascii=False).encode()))
    return folder


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the encoder out, which takes longer than all the rest."""
    fit = judges.fit
    monkeypatch.setattr(judges, "fit", lambda texts, labels, of: fit(texts, labels, of, meaning=False))
    monkeypatch.setattr(encoder, "remember", lambda texts, points: None)
    monkeypatch.setattr(chineseharm, "encode_once", lambda rows: Encoded([], np.zeros((0, 384), np.float32)))


def shops(folder: Path) -> Path:
    of_set = folder / "shopee-order-brushing"
    of_set.mkdir(parents=True)
    (of_set / "orders.csv").write_text(ORDERS)
    (of_set / "answer.csv").write_text("shopid,userid\n1,0\n")
    return folder


def test_what_was_trained_judges_rows_that_it_has_not_seen(tmp_path: Path, home: Path) -> None:
    trained = run_command("train", "--data", messages(tmp_path / "data", range(60)), "--only", "chineseharm-bench", "--workers", 1)
    assert trained.exit_code == 0, trained.output
    models = kept(home, "chineseharm-bench")
    assert models is not None
    assert models.rows == 60
    other = messages(tmp_path / "other", range(60, 90), labelled=False)
    told = run_command("quality", "--data", other, "--predictions", tmp_path / "said", "--page", tmp_path / "page.md")
    assert told.exit_code == 0, told.output
    lines = [json.loads(line) for line in (tmp_path / "said" / "chineseharm-bench.jsonl").read_text().splitlines()]
    assert lines == [{"row": n, "label": list(KINDS)[n % 3]} for n in range(30)]
    assert "30 rows in no training" in (tmp_path / "page.md").read_text()


def test_rows_of_the_training_are_judged_by_models_that_left_them_out(tmp_path: Path) -> None:
    data = messages(tmp_path / "data", range(60))
    run_command("train", "--data", data, "--workers", 1)
    told = run_command("quality", "--data", data, "--json", "--page", tmp_path / "page.md", "--only", "chineseharm-bench")
    (found,) = json.loads(told.stdout)
    assert "60 rows in it" in found["split"]["en"]
    assert found["measures"][0]["name"] == "macro_f1"
    assert found["measures"][0]["value"] > 0.9
    assert found["measures"][0]["baseline"]["value"] > 0.5


def test_a_broken_set_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    data = shops(tmp_path / "data")
    (data / "chineseharm-bench").mkdir()
    (data / "chineseharm-bench" / "bench.json").write_text("[{")
    told = run_command("quality", "--data", data, "--page", tmp_path / "page.md")
    assert told.exit_code == 1
    assert "chineseharm-bench" in told.output
    assert "cannot be read" in told.output.replace("\n", " ")
    assert "| accuracy 正确率 | **1.000** |" in (tmp_path / "page.md").read_text()


def test_it_says_that_no_set_of_counterfeit_listings_could_be_had(tmp_path: Path) -> None:
    told = run_command("quality", "--data", shops(tmp_path / "data"), "--page", tmp_path / "page.md")
    assert "No labelled set of Chinese counterfeit listings could be had." in told.output
    assert "No labelled set of Chinese counterfeit listings could be had." in (tmp_path / "page.md").read_text()


@pytest.mark.parametrize("command", ["train", "quality"])
def test_a_folder_without_sets_is_refused_and_the_sets_are_named(tmp_path: Path, command: str) -> None:
    error = run_command(command, "--data", tmp_path).exception
    assert isinstance(error, BadInput)
    assert "chineseharm-bench" in error.text.en


def test_a_set_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    error = run_command("quality", "--data", tmp_path, "--only", "no-such-set").exception
    assert isinstance(error, BadInput)
    assert "shopee-order-brushing" in error.text.en
