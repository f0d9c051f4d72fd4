"""
Makes of records the columns that are compared: names and addresses taken apart, numbers in one spelling, and keys that too many share left out of blocking.

A phone or a warehouse that hundreds of shops share says little, and would make millions of pairs: keys are capped, and the share is a column of its own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

import pyarrow as pa

from mingjian.core.extraction.addresses import Address, read_address
from mingjian.core.extraction.firms import FirmName, Firms
from mingjian.core.extraction.plain import plain
from mingjian.core.identifiers import tidy
from mingjian.core.identifiers.digits import USCC_ALPHABET, uscc
from mingjian.core.linking.names import sort_of
from mingjian.core.text.script_tables import sounds

MOST_SHARED = 30  # records that may share a key before it makes no pairs
MOST_IN_CITY = 60
CODE_LENGTH = 18  # what is shorter or longer is a placeholder as often as a code
_DIGITS = re.compile(r"\D+")
_DOT = re.compile(r"(?<=[一-鿿])[·•‧・∙⋅.](?=[一-鿿])")  # between the parts of one person's name, in whichever of six ways it is typed
_NOTHING = frozenset(("", "N/A", "-", "无", "暂无", "NULL", "NONE"))

#: What people write in characters: in traditional or simplified ones, old forms, full width. Codes and tokens are not touched.
WRITTEN = ("name", "shop_name", "person", "address", "return_address", "city")

Values = list[str | None]


def prepared(records: pa.Table) -> pa.Table:
    """Return one row a record, `unique_id` first, all columns text but the counts; whatever is not known is null."""
    raw = {name: [_known(value) for value in records[name].to_pylist()] for name in records.column_names}
    raw |= {name: _each(raw[name], lambda text: _DOT.sub("", plain(text).text)) for name in WRITTEN}
    names = [name or shop for name, shop in zip(raw["name"], raw["shop_name"], strict=True)]
    made: dict[str, Values] = {"unique_id": raw["record"], **_of_names(names)}
    made["uscc"] = _each(raw["uscc"], lambda text: tidy(text) if len(tidy(text)) == CODE_LENGTH else "")
    made["code"] = [code if code and is_code(code) else None for code in made["uscc"]]
    made["licence"] = _each(raw["licence"], tidy)
    made["payee"] = _each(raw["payee"], tidy)
    made["person"] = _each(raw["person"], tidy)
    made["person_sort"] = _each(made["person"], sort_of)
    made["city"] = _each(raw["city"], lambda text: tidy(text).rstrip("市区县"))
    made["phone"] = _each(raw["phone"], phone_of)
    for name, short in (("address", "place"), ("return_address", "return")):
        made |= _of_addresses(raw[name], short)
    table = pa.table({name: pa.array(values, pa.string()) for name, values in (made | _keys(made)).items()})
    for name in ("phone", "place", "return"):
        table = table.append_column(f"{name}_n", pa.array(_shared(made[name]), pa.int64()))
    return table


def _known(value: str | None) -> str | None:
    return None if value is None or value.strip().upper() in _NOTHING else value.strip()


def _each(values: Values, write: Callable[[str], str]) -> Values:
    return [(write(value) or None) if value else None for value in values]


def is_code(code: str) -> bool:
    """Return whether a credit code is one by form and check: only such a one decides anything."""
    return len(code) == CODE_LENGTH and set(code) <= set(USCC_ALPHABET) and code[2:8].isdigit() and uscc(code)


def phone_of(text: str) -> str:
    """Write a phone number as digits without +86; a token stays as it is."""
    told = tidy(text)
    digits = _DIGITS.sub("", told)
    if any(sign.isalpha() for sign in told) or len(digits) < 7:
        return told
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def _of_names(names: Values) -> dict[str, Values]:
    firms = Firms(name for name in names if name)
    told = [firms.parse(name) if name else FirmName("", "", "", "", "") for name in names]
    return {
        "body": [one.body or None for one in told],
        "trade": [one.trade or None for one in told],
        "industry": [one.industry or None for one in told],
        "industry_2": [one.industry[:2] or None for one in told],
        "branch": [one.branch or None for one in told],
        "body_sort": [sort_of(one.trade) or None if not (one.region or one.industry or one.form or one.branch) else None for one in told],
        "sound": [sound_of(one.trade) or None for one in told],
    }


@cache
def _sounds() -> dict[str, str]:
    return dict(sounds())


def sound_of(text: str) -> str:
    """Write a name by its sound, without tones; letters stay, so that a name in pinyin sounds as it does in characters."""
    known = _sounds()
    return "".join(known.get(sign, sign) for sign in text).lower()


def _of_addresses(values: Values, short: str) -> dict[str, Values]:
    told = [read_address(value) if value else Address("", "", "") for value in values]
    places = [f"{one.road}{one.number}" if one.road else None for one in told]
    return {
        f"{short}_whole": [one.whole or None for one in told],
        f"{short}_road": [one.road or None for one in told],
        short: places,
        f"{short}_building": [one.building or None for one in told],
        f"{short}_room": [one.room or None for one in told],
        f"{short}_unit": [one.unit or None for one in told],
    }


def _shared(values: Values) -> list[int | None]:
    times = Counter(values)
    return [None if value is None else times[value] for value in values]


def _keys(made: dict[str, Values]) -> dict[str, Values]:
    """Return what pairs are sought by, null where too many records share it."""
    whole = {name: made[name] for name in ("body", "phone", "place", "return", "payee", "uscc", "licence")}
    keys = {f"{name}_key": _capped(values, MOST_SHARED) for name, values in whole.items()}
    return keys | {
        "trade_city_key": _capped(_both(made["trade"], made["city"]), MOST_IN_CITY),
        "sound_city_key": _capped(_both(made["sound"], made["city"]), MOST_IN_CITY),
        "person_city_key": _capped(_both(made["person"], made["city"]), MOST_SHARED),
        "trade_industry_key": _capped(_both(made["trade"], made["industry_2"]), MOST_SHARED),
        "trade_phone_key": _capped(_both(made["trade"], made["phone"]), MOST_IN_CITY),
        "trade_return_key": _capped(_both(made["trade"], made["return"]), MOST_IN_CITY),
        "sound_person_key": _capped(_both(made["sound"], made["person"]), MOST_IN_CITY),
        "return_person_key": _capped(_both(made["return"], made["person"]), MOST_IN_CITY),
    }


def _both(ones: Values, others: Values) -> Values:
    return [f"{one}|{other}" if one and other else None for one, other in zip(ones, others, strict=True)]


def _capped(values: Values, most: int) -> Values:
    times = Counter(values)
    return [value if value and times[value] <= most else None for value in values]


def present(table: pa.Table, names: Iterable[str]) -> frozenset[str]:
    """Name the columns that two records at least have."""
    return frozenset(name for name in names if table.num_rows - table[name].null_count >= 2)
