"""
What is compared and how much each likeness weighs: the levels of each comparison in Splink's words, with chances to begin with.

`m` is the chance of a level among records of one operator, `u` among any two. They are learnt from the records where those are many; levels too rare
to be learnt, and all levels of a small file, keep the chances that stand here. SQL is what DuckDB, Sail and Spark all say alike: no distance counts bytes
of Chinese.
"""

from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.linking.names import COMMON, PERSON

CROWDED = 8  # records that share a phone or place before it weighs as a crowded one
_LONGEST = 12  # characters of a name that are compared one by one


@dataclass(frozen=True)
class Level:
    """One likeness: the condition, its chances, what a person is told; `exact` names the column whose frequent values weigh less."""

    name: str
    sql: str
    m: float
    u: float
    said: Text
    exact: str = ""
    is_fixed: bool = False  # not learnt, whatever the records at hand say: a valid credit code is one firm's, a place that many share is nobody's
    is_by_hand: bool = False  # looked at only where nothing is learnt: of many records, their own frequencies say it better


@dataclass(frozen=True)
class Comparison:
    """
    One thing compared: its levels from the most alike on; the last holds where none before does. `column` is null where nothing is known.

    `told_already` says in SQL where another comparison has told the same of both records, so that it is not counted twice.
    """

    name: str
    title: Text
    column: str
    levels: tuple[Level, ...]
    told_already: str = ""


def _level(name: str, sql: str, m: float, u: float, zh: str, en: str, exact: str = "") -> Level:
    return Level(name, sql, m, u, Text(zh, en), exact)


def _same(column: str, m: float, u: float, zh: str, en: str, *, counts: bool = True) -> Level:
    return _level("same", f"{column}_l = {column}_r", m, u, zh, en, column if counts else "")


def _else(m: float, zh: str, en: str) -> Level:
    return _level("other", "ELSE", m, 0.99, zh, en)


def one_character_off(column: str) -> str:
    """State in SQL that two texts of one length differ in one character."""
    a, b = f"{column}_l", f"{column}_r"
    places = (f"(left({a}, {at}) = left({b}, {at}) AND substr({a}, {at + 2}) = substr({b}, {at + 2}))" for at in range(_LONGEST))
    return f"length({a}) = length({b}) AND length({a}) BETWEEN 3 AND {_LONGEST} AND ({' OR '.join(places)})"


def _differ(column: str) -> str:
    """State in SQL that both records tell a thing, and not the same."""
    return f"coalesce({column}_l, {column}_r) <> coalesce({column}_r, {column}_l)"


def _namesakes(column: str, sort: str, m: float, by_sort: tuple[tuple[str, float, str, str], ...]) -> tuple[Level, ...]:
    """Return the levels of one person's name, those that many bear first."""
    return tuple(Level(name, f"{column}_l = {column}_r AND {sort}_l = '{name}'", m, u, Text(zh, en), is_by_hand=True) for name, u, zh, en in by_sort)


def _place(name: str, column: str, zh: str, en: str, told_already: str = "") -> Comparison:
    """Compare two addresses: a place that many share, such as a warehouse, is a level of its own."""
    a, b = f"{column}_l", f"{column}_r"
    return Comparison(
        name,
        Text(zh, en),
        f"{column}_whole",
        (
            Level(
                "crowded",
                f"{a} = {b} AND {column}_n_l > {CROWDED}",
                0.1,
                0.004,
                Text(f"{zh}相同，但为多家共用", f"the same {en}, one that many share"),
                is_fixed=True,
            ),
            _level("same", f"{column}_whole_l = {column}_whole_r", 0.35, 2e-5, f"{zh}相同", f"the same {en}"),
            Level(
                "beside",
                f"{a} = {b} AND ({' OR '.join(_differ(f'{column}_{part}') for part in ('building', 'unit', 'room'))})",
                0.03,
                0.004,
                Text(f"{zh}同路同号，楼栋或者房间不同", f"{en}: same road and number, another building or room"),
                is_fixed=True,
            ),
            _level("place", f"{a} = {b}", 0.2, 5e-5, f"{zh}同路同号", f"{en}: same road and number"),
            _level(
                "within",
                f"contains({column}_whole_l, {column}_whole_r) OR contains({column}_whole_r, {column}_whole_l)",
                0.05,
                2e-4,
                f"{zh}一个含另一个",
                f"one {en} within the other",
            ),
            _level("road", f"{column}_road_l = {column}_road_r", 0.05, 0.004, f"{zh}同路", f"{en}: same road"),
            _else(0.25, f"{zh}不同", f"another {en}"),
        ),
        told_already,
    )


def _goods_return_home() -> str:
    """Return in SQL that both take goods back where they are: neighbours and families of one house are not one operator twice over."""
    return " AND ".join(f"(place_{side} = return_{side} OR place_whole_{side} = return_whole_{side})" for side in "lr")


COMPARISONS = (
    Comparison(
        "name",
        Text("名称", "name"),
        "body",
        (
            *_namesakes(
                "body",
                "body_sort",
                0.35,
                (
                    (COMMON, 0.005, "名称是同一个常见人名", "the name is one that many persons bear"),
                    (PERSON, 2e-4, "名称是同一个人名", "the name is one of a person"),
                ),
            ),
            _same("body", 0.35, 1e-5, "名称主体相同", "the same name"),
            _level("trade_industry", "trade_l = trade_r AND industry_2_l = industry_2_r", 0.1, 2e-5, "字号同、行业近", "same trade name, like line of trade"),
            _level(
                "trade_alone",
                "trade_l = trade_r AND (industry_l IS NULL OR industry_r IS NULL)",
                0.2,
                1e-4,
                "字号同、一方无行业",
                "same trade name, one without line",
            ),
            _level("off", one_character_off("body"), 0.08, 2e-5, "名称只差一字", "one character apart"),
            _same("trade", 0.08, 3e-4, "字号同、行业不同", "same trade name, another line of trade"),
            _level("sound", "sound_l = sound_r", 0.1, 3e-4, "字号同音", "the trade names sound alike"),
            _else(0.15, "名称不同", "another name"),
        ),
    ),
    Comparison(
        "phone",
        Text("电话", "telephone"),
        "phone",
        (
            _level("crowded", f"phone_l = phone_r AND phone_n_l > {CROWDED}", 0.06, 0.001, "电话相同，但为多家共用", "the same telephone, one that many share"),
            _same("phone", 0.6, 1e-5, "电话相同", "the same telephone", counts=False),
            _level(
                "digit", "length(phone_l) = 11 AND length(phone_r) = 11 AND levenshtein(phone_l, phone_r) <= 1", 0.06, 1e-5, "电话差一位", "one digit apart"
            ),
            _else(0.28, "电话不同", "another telephone"),
        ),
    ),
    Comparison(
        "payee",
        Text("收款账户", "payee"),
        "payee",
        (_same("payee", 0.8, 2e-5, "收款账户相同", "the same payee", counts=False), _else(0.2, "收款账户不同", "another payee")),
    ),
    Comparison(
        "uscc",
        Text("信用代码", "credit code"),
        "uscc",
        (
            Level("same", "code_l = code_r", 0.9, 1e-7, Text("信用代码相同", "the same credit code"), is_fixed=True),
            _level(
                "slip",
                "length(uscc_l) = length(uscc_r) AND levenshtein(uscc_l, uscc_r) <= 2",
                0.08,
                1e-6,
                "信用代码至多差一处",
                "credit codes a slip apart at most",
            ),
            _else(0.02, "信用代码不同", "another credit code"),
        ),
    ),
    Comparison(
        "licence",
        Text("许可证", "permit"),
        "licence",
        (_same("licence", 0.85, 2e-5, "许可证号相同", "the same permit", counts=False), _else(0.15, "许可证号不同", "another permit")),
    ),
    Comparison(
        "person",
        Text("人员", "person"),
        "person",
        (
            *_namesakes("person", "person_sort", 0.85, ((COMMON, 0.005, "人员同名，但姓名常见", "the same person's name, one that many bear"),)),
            _same("person", 0.85, 5e-4, "人员相同", "the same person"),
            _else(0.15, "人员不同", "another person"),
        ),
        "person_l = body_l AND person_r = body_r",  # who trades under the own name tells it once
    ),
    _place("address", "place", "地址", "address"),
    _place("return_address", "return", "退货地址", "return address", _goods_return_home()),
    Comparison("city", Text("城市", "city"), "city", (_same("city", 0.85, 0.02, "城市相同", "the same city"), _else(0.15, "城市不同", "another city"))),
)
#: Keys by which pairs are sought; a pair that shares none is not compared.
KEYS = (
    "uscc_key", "phone_key", "payee_key", "licence_key", "body_key", "place_key", "return_key", "person_city_key",
    "trade_city_key", "sound_city_key", "trade_industry_key", "trade_phone_key", "trade_return_key", "sound_person_key", "return_person_key",
)  # fmt: skip
