"""The diagram shows every state and step once, marks where the dossier stands, and lets no word become markup."""

import dataclasses
import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, diagram, rulebook
from mingjian.core.procedure.diagram import WIDTH

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def clue() -> Sheet:
    return rulebook().sheet("clue", date(2026, 6, 1))


def drawn(sheet: Sheet, state: object = None, lang: str = "zh") -> ET.Element:
    return ET.fromstring(diagram(sheet, state, lang))  # type: ignore[arg-type]  # noqa: S314  # our own words


def said(svg: ET.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def test_every_state_and_every_step_is_there(clue: Sheet) -> None:
    svg = drawn(clue)
    assert len(svg.findall(f".//{SVG}g")) == len(clue.states)
    legend = [text for text in said(svg) if re.match(r"\d+\. ", text)]
    assert [text.split(". ", 1)[1] for text in legend] == [step.label.zh for step in clue.steps.values() if step.from_states]


def test_it_speaks_english_when_asked(clue: Sheet) -> None:
    assert not re.search(r"[一-鿿]", " ".join(said(drawn(clue, "accepted", "en"))))


def test_the_state_is_marked_and_the_steps_open_in_it(clue: Sheet) -> None:
    svg = drawn(clue, "refused")
    (current,) = svg.findall(f".//{SVG}g[@aria-current='step']")
    assert "".join(current.itertext()) == "不予接收，管辖待协商"
    bold = {(text.text or "").split(". ", 1)[-1] for text in svg.iter(f"{SVG}text") if text.get("font-weight")}
    assert bold == {step.label.zh for step in clue.steps.values() if "refused" in step.from_states}


def test_without_a_state_nothing_is_marked(clue: Sheet) -> None:
    assert "is-current" not in diagram(clue)
    assert "is-open" not in diagram(clue)


def test_there_is_no_style_that_the_content_policy_would_refuse(clue: Sheet) -> None:
    text = diagram(clue, "accepted")
    assert not re.search(r"\bstyle|<script|\bon\w+=|javascript:|url\(", text)


def test_hostile_words_stay_words(clue: Sheet) -> None:
    hostile = dataclasses.replace(clue, title=Text("<script>alert(1)</script>", "&<>\"'"), procedure='x"><script>')
    text = diagram(hostile)
    assert "<script>" not in text
    assert ET.fromstring(text).find(f"{SVG}title").text == "<script>alert(1)</script>"  # type: ignore[union-attr]  # noqa: S314  # our own words


def test_nothing_leaves_the_picture_and_boxes_do_not_overlap(clue: Sheet) -> None:
    svg = drawn(clue)
    rects = [{key: float(rect.get(key, "0")) for key in ("x", "y", "width", "height")} for rect in svg.iter(f"{SVG}rect")]
    assert all(rect["x"] >= 0 and rect["x"] + rect["width"] <= WIDTH for rect in rects)
    assert all(above["y"] + above["height"] < below["y"] for above, below in pairwise(rects))
    xs = [float(x) for path in svg.iter(f"{SVG}path") for x in re.findall(r"H(-?\d+)", path.get("d", ""))]
    assert min(xs) >= 0
    assert max(xs) <= WIDTH


def test_tracks_are_drawn_one_under_the_other(folder: Path) -> None:
    sheet = rulebook(folder).sheet("penalty", date(2026, 6, 1))
    svg = drawn(sheet, {"main": "filed", "measure": "seized"})
    assert ["".join(one.itertext()) for one in svg.iter(f"{SVG}g")] == ["已立案", "已决定", "未采取措施", "已扣押"]
    assert len(svg.findall(f".//{SVG}g[@aria-current='step']")) == 2
