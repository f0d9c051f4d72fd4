"""The numbers that a kit tells of, from the surest place to the least sure."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import settings as of_hypothesis
from hypothesis import strategies as st
from kits import add_item
from make import make_kit
from people import at

from mingjian.institutions.evidence.queries.numbers import MOST, WHERE, numbers_of

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")

kit = partial(make_kit, at=NOON, place="微信 › 群 某群", goods="鞋")


def test_a_number_counts_where_it_is_surest() -> None:
    told = numbers_of(kit(story="单号 26000000417 和 YT1234567890", order_number="26000000417", waybill="SF-100"))
    assert told == {"26000000417": "order_number", "SF-100": "waybill", "YT1234567890": "story"}


@pytest.mark.parametrize("story", ["10月2日 20:14 付款 388.00 元", "2026-10-02 买的", "尺码42-43，第12345号", "全是字", "a" * 60, "--------"])
def test_days_sums_and_words_of_a_story_are_no_numbers(story: str) -> None:
    assert numbers_of(kit(story=story)) in ({}, {"2026-10-02": "story"})  # a day looks like a number with dashes, and no record has it as its own


def test_notes_and_names_of_files_are_read_too(settings: object, tmp_path: object) -> None:
    settings.SEALED_ROOT = tmp_path  # type: ignore[attr-defined]  # the fixture of pytest-django
    opened = kit(story="见截图")
    add_item(opened, "payment", [b"\x89PNG\r\n\x1a\n123"], "订单88001234567.png", note="运单 YT9900001111", at=NOON)
    assert numbers_of(opened) == {"YT9900001111": "file", "88001234567": "file"}


def test_so_many_numbers_are_looked_up_and_no_more() -> None:
    assert len(numbers_of(kit(story=" ".join(str(26_000_000_000 + n) for n in range(200))))) == MOST


@given(st.text(max_size=80), st.text(max_size=300))
@of_hypothesis(max_examples=150)
def test_whatever_is_written_gives_numbers_or_none(number: str, story: str) -> None:
    told = numbers_of_unsaved(number, story)
    assert all(any(sign.isdigit() for sign in one) and where in WHERE for one, where in told.items())


class _NoItems:
    def all(self) -> list[object]:
        return []


def numbers_of_unsaved(number: str, story: str) -> dict[str, str]:
    class Unsaved:
        order_number, waybill, items = number, "", _NoItems()

    Unsaved.story = story  # type: ignore[attr-defined]  # stands for a kit
    return numbers_of(Unsaved())  # type: ignore[arg-type]  # likewise
