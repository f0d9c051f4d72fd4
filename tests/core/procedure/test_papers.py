"""Papers in, plain values out; what is missing or malformed is said in a sentence."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import Paper, Step
from mingjian.core.procedure.papers import read_papers


def paper(kind: str, required: bool = True, name: str = "x") -> Paper:
    options = (("a", Text("甲", "A")), ("b", Text("乙", "B"))) if kind == "choice" else ()
    return Paper(name, Text("证据截图", "capture"), kind, options, required)


def step(*papers: Paper) -> Step:
    return Step("take_measures", Text("采取措施", "Take measures"), ("received",), "kept", ("officer",), papers)


def test_a_missing_paper_is_named_as_a_person_would() -> None:
    with pytest.raises(StepRefused) as refusal:
        read_papers(step(paper("file")), {})
    assert refusal.value.text == Text("采取措施还缺少证据截图。", "Take measures still needs: capture.")


@pytest.mark.parametrize("blank", [None, "", "   ", "\n"])
def test_blank_counts_as_missing_and_is_left_out_where_optional(blank: object) -> None:
    with pytest.raises(StepRefused, match="还缺少"):
        read_papers(step(paper("text")), {"x": blank})
    assert read_papers(step(paper("text", required=False)), {"x": blank}) == {}


def test_a_paper_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(StepRefused, match="不需要材料“y”"):
        read_papers(step(paper("text")), {"x": "a", "y": "b"})


@pytest.mark.parametrize(
    ("kind", "value", "plain"),
    [
        ("text", "  词 ", "词"),
        ("long_text", "一\n二", "一\n二"),
        ("choice", "a", "a"),
        ("date", "2026-04-15", "2026-04-15"),
        ("date", date(2026, 4, 15), "2026-04-15"),
        ("datetime", "2026-04-15T09:30+08:00", "2026-04-15T09:30:00+08:00"),
        ("datetime", datetime(2026, 4, 15, tzinfo=UTC), "2026-04-15T00:00:00+00:00"),
        ("amount", Decimal("12.5"), "12.50"),
        ("amount", "0", "0.00"),
        ("number", "12", 12),
        ("dossier", 17, 17),
        ("department", "west", "west"),
        ("sha256", "AB" * 32, "ab" * 32),
        ("sha256", f" {'ab' * 16}\n{'ab:' * 15}ab", "ab" * 32),
    ],
)
def test_good_values_become_plain(kind: str, value: object, plain: object) -> None:
    assert read_papers(step(paper(kind)), {"x": value}) == {"x": plain}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5),
        ("text", "长" * 501),
        ("text", "a\x00b"),
        ("choice", "c"),
        ("choice", "A"),
        ("choice", ["a"]),
        ("date", "2026-02-30"),
        ("date", "15.4.2026"),
        ("date", datetime(2026, 4, 15, tzinfo=UTC)),
        ("datetime", "2026-04-15T09:30"),
        ("datetime", "soon"),
        ("amount", "-1"),
        ("amount", "1.005"),
        ("amount", "NaN"),
        ("amount", "1e99"),
        ("amount", True),
        ("number", 1.5),
        ("number", "-3"),
        ("number", True),
        ("dossier", ["17"]),
        ("department", "d" * 201),
        ("sha256", "9f86d081"),
        ("sha256", "g" * 64),
        ("sha256", "ａ" * 64),
        ("sha256", 7),
    ],
)
def test_bad_values_are_refused_with_the_name_of_the_paper(kind: str, value: object) -> None:
    with pytest.raises(StepRefused, match="证据截图"):
        read_papers(step(paper(kind)), {"x": value})


def test_a_choice_outside_the_options_names_them() -> None:
    with pytest.raises(StepRefused, match="可选：甲、乙"):
        read_papers(step(paper("choice")), {"x": "c"})
