"""The brand of goods is read from a title where a mark of the register stands there as it is, and for the goods themselves."""

import pyarrow as pa
import pytest

from mingjian.core.extraction.titles import TitleReader

MARKS = ("青岚谷", "禾沐川", "Kastora", "苹果", "小米", "红豆", "双汇", "云杉序")


@pytest.fixture(scope="module")
def reader() -> TitleReader:
    return TitleReader(MARKS)


def read(reader: TitleReader, title: str | None) -> str | None:
    return reader.brands(pa.array([title], pa.string()))[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "brand"),
    [
        ("青岚谷 保湿精华液 30 毫升", "青岚谷"),
        ("【包邮】2026新款青岚谷面霜", "青岚谷"),
        ("ＫＡＳＴＯＲＡ 蓝牙耳机", "Kastora"),
        ("青嵐谷 面霜", "青岚谷"),
        ("双汇王中王火腿肠", "双汇"),
        ("红豆男装 纯棉衬衫", "红豆"),
        ("Kastora 刹车片 适用小米汽车", "Kastora"),
        ("正品授权 禾沐川大米 非青岚谷", "禾沐川"),
    ],
)
def test_the_brand_of_the_goods_is_read(reader: TitleReader, title: str, brand: str) -> None:
    assert read(reader, title) == brand


@pytest.mark.parametrize(
    "title",
    [
        "适用于苹果 小米 Kastora 手机壳 防摔",
        "适用 Kastora PB-2200 移动电源 替换配件 保护套",
        "苹果14 Pro适用钢化膜",
        "Kastora同款手提包",
        "for Kastora PB-2200 battery",
        "媲美Kastora的耳机",
        "小米手机壳",
    ],
)
def test_what_the_goods_fit_or_are_like_is_no_brand_of_theirs(reader: TitleReader, title: str) -> None:
    assert read(reader, title) is None


@pytest.mark.parametrize("title", ["山东红富士苹果 5斤", "东北红豆 500克", "有机小米 5斤", "Kastoraline 耳机", "青·岚·谷 面霜", "青岚古 面霜", "", None])
def test_everyday_words_parts_of_words_and_altered_marks_are_not_read(reader: TitleReader, title: str | None) -> None:
    assert read(reader, title) is None


def test_of_marks_that_overlap_the_longest_is_read() -> None:
    assert read(TitleReader(["云杉", "云杉序"]), "云杉序 收纳箱") == "云杉序"


def test_a_title_of_a_hundred_thousand_marks_is_read_in_bounds(reader: TitleReader) -> None:
    assert read(reader, "青岚谷" * 100_000) == "青岚谷"
    assert read(reader, "适用" * 100_000) is None
