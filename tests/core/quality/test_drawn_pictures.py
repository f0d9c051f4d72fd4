"""Drawn pictures say what they were drawn with, and the same each time; what is read of them counts to the sign, each line once."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from mingjian.core.extraction.lines import plain_text

pytestmark = pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra [vision] is absent")


def test_a_picture_is_drawn_alike_each_time_and_another_of_another_number() -> None:
    from mingjian.core.quality.common.drawn import CLEAN, PHOTOGRAPHED, chat, licence

    assert chat(3, CLEAN) == chat(3, CLEAN) != chat(4, CLEAN)
    assert chat(3, CLEAN).lines == chat(3, PHOTOGRAPHED).lines
    assert licence(3, CLEAN).fields != licence(4, CLEAN).fields


def test_lines_and_fields_count_to_the_sign_and_a_line_that_is_read_once_counts_once() -> None:
    from mingjian.core.quality import drawn_pictures

    rows = drawn_pictures.read(Path(), 1)
    chats = [row for row in rows if row.place["sort"] == "talk" and row.place["look"] == "clean"]
    chats[0].label[:] = ["好的", "好的", "在的"]
    whole = {measure.of: (measure.value, measure.n) for measure in drawn_pictures.measures(rows, [row.label for row in rows])}
    assert {value for value, _ in whole.values()} == {1.0}
    told = {measure.of: measure.value for measure in drawn_pictures.measures(chats, [["好的", "在"]])}
    assert told == {"talk, clean": pytest.approx(1 / 3)}


@pytest.mark.slow
def test_a_licence_that_was_photographed_is_read_by_the_house() -> None:
    from mingjian.core.quality import drawn_pictures
    from mingjian.core.quality.common.drawn import PHOTOGRAPHED, licence

    drawn = licence(2, PHOTOGRAPHED)
    (told,) = drawn_pictures.judge([("licence", drawn.picture)])
    right = sum(told.get(name) == plain_text(value) for name, value in drawn.fields)
    assert right / len(drawn.fields) >= 0.8
