"""Embeddings: alike pictures are near whichever way round, and the nearest are found as a comparison of every two finds them."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="The extra [vision] is absent.")
pytest.importorskip("onnxruntime", reason="The extra [vision] is absent.")

import onnxruntime
from core.matching.detailed import detailed, soft
from PIL import Image

from mingjian.core.compiled import Array
from mingjian.core.matching import embeddings
from mingjian.core.matching.embeddings import NETWORK, NUMBERS, WHITENING, WIDTH, embedding_of, neighbours, whitening


def near(first: Image.Image, second: Image.Image) -> float:
    one, other = (np.asarray(embedding_of(picture), np.float32) for picture in (first, second))
    return float(one @ other)


def test_a_crop_is_nearer_than_another_picture_and_a_mirror_image_is_the_same() -> None:
    for draw in (detailed, soft):
        picture = draw(1)
        assert near(picture, picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) > 0.999
        assert near(picture, picture.crop((60, 40, 430, 330))) > near(picture, draw(2)) - 0.1
    assert near(detailed(1), detailed(1).crop((60, 40, 430, 330))) > near(detailed(1), soft(1)) + 0.2


def test_an_embedding_has_length_one_and_holds_two_bytes_a_number() -> None:
    one = embedding_of(detailed(3).convert("L"))
    assert one.shape == (NUMBERS,)
    assert one.dtype == np.float16
    assert float((one.astype(np.float32) ** 2).sum()) == pytest.approx(1, abs=0.01)


KNOWN = [1.4451, 3.6829, 2.955, 1.0748, 13.7782, -0.5466]


def test_the_network_that_is_shipped_says_what_its_weights_said_before_they_were_drawn_into_a_file() -> None:
    session = onnxruntime.InferenceSession(NETWORK.read_bytes(), providers=["CPUExecutionProvider"])
    rows, columns = np.mgrid[0:70, 0:90]
    waves = np.stack([np.sin(rows / 7), np.cos(columns / 5), np.sin((rows + columns) / 11)]).astype(np.float32)
    said = session.run(None, {"x": np.stack([waves, waves[:, :, ::-1]])})[0]
    assert said.shape == (2, WIDTH)
    assert said[0, :6] == pytest.approx(KNOWN, abs=1e-3)
    assert abs(said[0] - said[1]).max() > 0.01


def test_the_whitening_that_is_shipped_fits_the_network() -> None:
    assert np.load(WHITENING).shape == (1 + NUMBERS, WIDTH)


def test_what_is_whitened_spreads_evenly_in_all_directions() -> None:
    draw = np.random.default_rng(1)
    many = draw.normal(3, 1, (2000, 112)) @ draw.normal(0, 1, (112, 112))
    means, *directions = whitening(many)
    spread = np.cov((many - means) @ np.array(directions).T, rowvar=False)
    assert np.diag(spread) == pytest.approx(np.ones(NUMBERS), abs=0.05)
    assert abs(spread - np.diag(np.diag(spread))).max() < 0.01


def compared_one_by_one(points: Array, owners: Array, most: int, least: float) -> set[tuple[int, int]]:
    pairs = set()
    for one in range(len(points)):
        alike = {other: float(points[one] @ points[other]) for other in range(len(points)) if owners[other] != owners[one]}
        for other in sorted(alike, key=lambda other: -alike[other])[:most]:
            if alike[other] > least:
                pairs.add((min(one, other), max(one, other)))
    return pairs


@pytest.mark.slow
@pytest.mark.parametrize(("most", "least"), [(1, -1.0), (3, 0.0), (8, 0.3), (500, 0.2)])
def test_neighbours_are_those_of_a_comparison_of_every_two(most: int, least: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "_ROWS", 7)
    monkeypatch.setattr(embeddings, "_FIRST", 11)
    monkeypatch.setattr(embeddings, "_COLUMNS", 40)
    draw = np.random.default_rng(2)
    points = draw.normal(0, 1, (200, 16)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    owners = draw.integers(0, 60, 200)
    assert neighbours(points, owners, most=most, least=least) == sorted(compared_one_by_one(points, owners, most, least))


def test_of_a_picture_that_all_show_few_are_held_against_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "_FIRST", 20)
    sorted_: list[int] = []
    known = embeddings._merged

    def merged(near: Array, far: Array, rows: Array, *given: Array) -> tuple[Array, Array]:
        sorted_.append(len(rows))
        return known(near, far, rows, *given)

    monkeypatch.setattr(embeddings, "_merged", merged)
    one = np.random.default_rng(3).normal(0, 1, 64).astype(np.float32)
    same = np.repeat((one / np.linalg.norm(one)).astype(np.float16)[None], 600, 0)
    assert len(neighbours(same, np.arange(600), most=3)) <= 600 * 3
    assert sum(sorted_) <= 600 * 20


def test_no_pictures_have_no_neighbours_and_one_owner_has_none() -> None:
    assert neighbours([], np.zeros(0, np.int64)) == []
    assert neighbours([np.ones(4, np.float16) / 2] * 3, np.zeros(3, np.int64)) == []
