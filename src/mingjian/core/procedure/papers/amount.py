"""A sum of money in yuan."""

import re
from decimal import Decimal

from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind
from mingjian.core.procedure.sheet import Paper
from mingjian.core.sums import yuan

#: What is a number as it stands, of whatever size: it is read as such, and refused as such.
_PLAIN = re.compile(r"\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*", re.IGNORECASE)


def _read(paper: Paper, value: object) -> str:
    amount = yuan(value) if isinstance(value, str) and not _PLAIN.fullmatch(value) else Decimal(str(value))
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount < 10**15 or amount != round(amount, 2):
        raise ValueError
    return f"{amount:.2f}"


KIND = PaperKind(_read, Text("不为负、至多两位小数的金额（元）", "an amount in yuan, not negative, two decimals at most"), says=frozenset({"counts_as"}))
