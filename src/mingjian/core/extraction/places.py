"""Says a division in Chinese and English: the one place where places get their English names (`rulebook/wording/division_names.yaml`)."""

from functools import cache, lru_cache

from mingjian.core.extraction.divisions import division_said, place_said
from mingjian.core.extraction.tables import table
from mingjian.core.language import Text

_LENGTHS = (6, 4, 2)
#: What 000000 stands for: the region of a body of the state.
COUNTRY = Text("全国", "China")
#: What English adds to a name, by the Chinese unit at its end; provinces and cities have none. The first that fits holds.
_UNITS = (("新区", " New Area"), ("地区", " Prefecture"), ("省", ""), ("市", ""), ("自治区", ""), ("区", " District"), ("县", " County"))


@lru_cache(maxsize=8192)
def place_named(code: str) -> Text | None:
    """
    Return where a code of two, four, six or more digits lies: `浙江省杭州市桐庐县`, `Tonglu County, Hangzhou, Zhejiang`; nothing where no such place is or was.

    What has no sure English name keeps its Chinese one within the English: `漠河市` where nobody tells how it is spelt.
    """
    zh = place_said(code)
    if not zh:
        return COUNTRY if code and not code.strip("0") else None
    digits = code[:6]
    named = (_division(digits[:length].ljust(6, "0")) for length in _LENGTHS if len(digits) >= length)
    return Text(zh, ", ".join(dict.fromkeys(one.en for one in named if one)))


def county_said(code: str, name: str) -> Text:
    """Describe a county by its code in both languages; where the code names none, the Chinese name serves both. `name` may not be empty."""
    return _division(code) or Text(name, name)


def _division(code: str) -> Text | None:
    zh = division_said(code)
    if not zh:
        return None
    name = _english().get(code, "")
    return Text(zh, f"{name}{_unit(zh)}" if name else zh)


def _unit(zh: str) -> str:
    return next((en for unit, en in _UNITS if zh.endswith(unit)), "")


@cache
def _english() -> dict[str, str]:
    """Return the English names without units by their codes."""
    lines = (line.split() for line in str(table("division_names.yaml")["names"]).splitlines())
    return {f"{head}{one[:2]}": one[2:].replace("_", " ") for head, *told in lines for one in told}
