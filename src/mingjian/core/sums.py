"""Reads sums as people write them: `12万`, `120,000`, `￥120000.50`, `1.5亿元`; exactly, or not at all."""

import re
import unicodedata
from decimal import Decimal

_TIMES = {"": 1, "百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "十万": 100_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_WRITTEN = re.compile(
    r"(?:￥|¥|rmb|cny|人民币)?(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<times>百|千|k|万|w|十万|百万|千万|亿)?(?:元|圆|整|元整|圆整)?"
)
_LONGEST = 40


def yuan(written: str) -> Decimal:
    """Read a sum in yuan. Raises ValueError for what is no exact sum: `约12万`, `12万以上`, `1,20`."""
    text = "".join(unicodedata.normalize("NFKC", written).lower().split())
    found = _WRITTEN.fullmatch(text.replace("，", ",")) if len(text) <= _LONGEST else None
    if found is None:
        raise ValueError(repr(written))
    return Decimal(found["number"].replace(",", "")) * _TIMES[found["times"] or ""]
