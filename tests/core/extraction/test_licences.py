"""A business licence is read field by field, whichever way its labels fell apart and the picture was held; what is doubtful is said and never mended."""

from math import cos, radians, sin

import pytest

from mingjian.core.extraction.licences import is_licence, read_licence
from mingjian.core.extraction.lines import Line, plain_text

CODE = "91330106MA2AX1B02M"
#: Text, left, top; each sign is 28 wide and 34 high.
FORM = (
    ("营业执照", 540, 90),
    ("统一社会信用代码", 90, 110),
    (CODE, 90, 150),
    ("名", 90, 250),
    ("称", 160, 250),
    ("杭州青禾贸易有限公司", 260, 250),
    ("注册资本", 770, 250),
    ("壹佰万元整", 940, 250),
    ("类型", 90, 318),
    ("有限责任公司(自然人独资)", 260, 318),
    ("成立日期", 770, 318),
    ("2018年03月05日", 940, 318),
    ("法定代表人", 90, 386),
    ("王伟", 260, 386),
    ("住所", 770, 386),
    ("浙江省杭州市西湖区文三路", 940, 386),
    ("1号2幢301室", 940, 428),
    ("经营范围", 90, 454),
    ("化妆品零售；日用百货销售；互联网", 260, 454),
    ("销售。", 260, 496),
    ("登记机关", 900, 800),
    ("西湖区市场监督管理局", 1060, 800),
)  # fmt: skip
READ = {
    "uscc": CODE,
    "name": "杭州青禾贸易有限公司",
    "type": "有限责任公司(自然人独资)",
    "head": "王伟",
    "capital": "壹佰万元整",
    "founded_on": "2018-03-05",
    "address": "浙江省杭州市西湖区文三路1号2幢301室",
    "scope": "化妆品零售;日用百货销售;互联网销售。",
    "authority": "西湖区市场监督管理局",
}


def lines(form: tuple[tuple[str, int, int], ...] = FORM, *, tilt: float = 0.0) -> list[Line]:
    """Place each text, turned about the corner of the picture."""
    c, s = cos(radians(tilt)), sin(radians(tilt))
    made = []
    for text, left, top in form:
        right, bottom = left + 28 * len(text), top + 34
        made.append(Line(text, tuple((x * c - y * s, x * s + y * c) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)))))
    return made


@pytest.mark.parametrize("tilt", [-5.0, -2.0, 0.0, 3.0, 6.0])
def test_every_field_is_read_however_the_picture_was_held(tilt: float) -> None:
    found = read_licence(lines(tilt=tilt))
    assert {name: plain_text(field.value) for name, field in found.items()} == READ
    assert not any(field.is_doubtful for field in found.values())


def test_a_label_and_its_value_in_one_line_or_one_sign_of_the_label_alone_are_read_too() -> None:
    joined = [("名称杭州青禾贸易有限公司", 90, 250) if text == "杭州青禾贸易有限公司" else (text, x, y) for text, x, y in FORM if text not in ("名", "称")]
    assert read_licence(lines(tuple(joined)))["name"].value == READ["name"]
    half = tuple(one for one in FORM if one[0] != "名")
    assert read_licence(lines(half))["name"].value == READ["name"]


def test_a_code_whose_check_digit_fails_is_told_as_it_stands_and_doubtful() -> None:
    wrong = tuple((CODE[:-1] + "N", x, y) if text == CODE else (text, x, y) for text, x, y in FORM)
    field = read_licence(lines(wrong))["uscc"]
    assert (field.value, field.is_doubtful) == (CODE[:-1] + "N", True)


def test_a_field_that_is_not_there_takes_nothing_of_its_neighbours() -> None:
    found = read_licence(lines(tuple(one for one in FORM if one[0] not in ("王伟", "壹佰万元整"))))
    assert {name for name in READ if name not in found} == {"head", "capital"}


def test_a_chat_is_no_licence() -> None:
    assert is_licence(lines())
    assert not is_licence(lines((("老板有营业执照吗", 90, 20), ("名称发我", 90, 80), ("好的", 90, 140))))
    assert read_licence([]) == {}
