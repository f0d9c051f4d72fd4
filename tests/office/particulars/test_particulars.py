"""A particular is named twice, its column and itself; everything else is drawn."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.utils import translation

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars import PARTICULARS
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.models import Dossier
from mingjian.office.particulars.facts import facts, words
from mingjian.office.particulars.files import kind_of, values_of
from mingjian.office.particulars.forms import ParticularsForm
from mingjian.office.particulars.particular import Group, Particular, Particulars
from mingjian.office.particulars.prefill import differing, filled, known_values
from mingjian.office.particulars.schemas import ValuesIn
from mingjian.office.particulars.shapes import SHAPES, shape_of
from mingjian.office.particulars.values import Values

#: Columns of a table that is there, under words of the test's own.
ASKED = Particulars(
    Clue,
    (
        Group(
            Text("对象", "Subject"),
            (
                Particular("suspected_act", Text("行为", "Act"), known_as=("行为",), is_searched=True),
                Particular("shop_url", Text("网址", "Address"), is_link=True, told_by=lambda known: known.get("url")),
                Particular("price", Text("价", "Price"), known_as=("价",), told_by=lambda known: known.get("price"), unit="元"),
                Particular("acted_on", Text("日", "Day"), told_by=lambda known: known.get("seen_at")),
                Particular("sales_shown", Text("销量", "Sales"), told_by=lambda known: known.get("sold")),
            ),
        ),
        Group(Text("其他", "Other"), (Particular("shop_name", Text("店", "Shop"), told_by=lambda known: known.get("shop"), is_searched=True),), is_folded=True),
    ),
)


class Small(Values, of=ASKED):
    """A few of a clue's particulars."""


class SmallForm(ParticularsForm):
    """Their form."""

    values = Small


class SmallIn(ValuesIn, of=Small):
    """What the API takes of them."""


def test_every_column_that_a_clue_is_asked_for_exists_once_and_has_a_shape() -> None:
    names = [one.name for one in PARTICULARS]
    assert len(names) == len(set(names))
    assert all(shape_of(PARTICULARS.column(one)) in SHAPES.values() for one in PARTICULARS)
    headings = [heading for one in PARTICULARS for heading in one.known_as]
    assert len(headings) == len(set(headings)), "a heading means one particular"


def test_a_type_that_no_particular_has_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="No particular"):
        shape_of(models.JSONField())


def test_values_say_nothing_where_nobody_said_anything_and_need_what_their_column_needs() -> None:
    assert (Small("刷单").shop_name, Small("刷单").price) == ("", None)
    with pytest.raises(TypeError, match="suspected_act"):
        Small()
    with pytest.raises(TypeError, match="colour"):
        Small("刷单", colour="red")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"suspected_act": " "}, "请写明行为"),
        ({"shop_url": "javascript:alert(1)"}, "http"),
        ({"shop_name": "长" * 121}, "店超过 120 字"),
        ({"price": Decimal(-1)}, "价不能为负"),
        ({"price": Decimal("1e13")}, "价写法不对或过大"),
        ({"price": Decimal("NaN")}, "价写法不对或过大"),
        ({"sales_shown": 2**70}, "销量写法不对或过大"),
    ],
)
def test_a_value_that_its_column_cannot_hold_is_refused_in_the_particulars_own_words(values: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        Small(**({"suspected_act": "刷单"} | values)).check_each()
    assert refused.value.text.en


def test_signs_that_would_steer_the_eye_are_shown_in_every_text() -> None:
    assert Small("刷\u202e单", shop_name="a\x00b").made_visible() == Small("刷\ufffd单", shop_name="a\ufffdb")
    reported = Intake("report", "刷单", reporter=Intake.apart["reporter"](name="张\u202e三"))
    assert reported.made_visible().reporter.name == "张\ufffd三"


def test_the_form_asks_in_groups_in_the_readers_language_and_gives_the_values() -> None:
    form = SmallForm({"suspected_act": "刷单", "price": "12.50", "acted_on": "2026-10-09", "shop_url": "", "shop_name": "", "sales_shown": ""})
    assert form.is_valid(), form.errors
    assert form.written() == Small("刷单", price=Decimal("12.50"), acted_on=date(2026, 10, 9))
    with translation.override("en"):
        assert [group["legend"] for group in SmallForm().groups()] == ["Subject", "Other"]
        assert "Price" in str(SmallForm()["price"].label)
    faulty = SmallForm({"shop_name": "长" * 121})
    assert [group["is_open"] for group in faulty.groups()] == [True, True]


def test_the_api_takes_what_the_particulars_are() -> None:
    assert SmallIn.model_json_schema()["required"] == ["suspected_act"]
    assert SmallIn.model_validate({"suspected_act": "刷单", "price": "3.5"}).values() == Small("刷单", price=Decimal("3.5"))


def test_a_row_of_a_file_is_read_by_the_headings_and_only_those() -> None:
    kind = kind_of(Small, "small", Text("小", "Small"), key=("suspected_act",))
    assert [(column.name, column.unit, column.least) for column in kind.columns] == [("suspected_act", "", None), ("price", "元", 0)]
    assert values_of(Small, {"suspected_act": "刷单", "price": 19.999, "shop_name": "never read"}) == Small("刷单", price=Decimal("20.0"))


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), -1.0, 1e300, "much", None, [1], {"a": 1}])
def test_records_that_say_odd_things_fill_nothing_odd(odd: Any) -> None:
    values = known_values(ASKED, {"price": odd, "sold": odd, "seen_at": odd, "url": odd, "shop": "长" * 10_000})
    assert (values["price"], values["sales_shown"], values["acted_on"], values["shop_url"]) == (None, None, None, "")
    assert len(values["shop_name"]) == 120


def test_what_is_known_fills_what_is_empty_and_changes_nothing() -> None:
    before = Small("刷单", price=Decimal(5))
    after = filled(before, {"price": 8.0, "seen_at": datetime(2026, 10, 8, 17, tzinfo=UTC), "url": "https://shop.example/1"})
    assert (after.price, after.acted_on, after.shop_url) == (Decimal(5), date(2026, 10, 9), "https://shop.example/1")  # the day here, not in UTC
    assert differing(before, after) == ["shop_url", "acted_on"]


def test_the_page_shows_what_is_filled_in_and_the_search_finds_it() -> None:
    clue = Clue(suspected_act="刷单", shop_name="青禾店", price=Decimal(3), filled=["price"], dossier=Dossier())
    with translation.override("zh-hans"):
        assert [(fact.label, fact.value, fact.is_filled) for fact in facts(ASKED, clue, labels={"price": Text("售价", "Sold at")}, without=["shop_name"])] == [
            ("行为", "刷单", False),
            ("售价", Decimal(3), True),
        ]
    assert words(ASKED, clue) == "刷单 青禾店"
