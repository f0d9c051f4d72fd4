"""
What rows say together: one shop told twice or under two operators, one code or person under two names, one licence at shops that have little in common, and
the turnover of one person over all shops.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from mingjian.core.errors import MingjianError
from mingjian.core.examination.checks import ReportRow, is_firm, permit_asked
from mingjian.core.examination.reason import FAIL, PERSON, Reason
from mingjian.core.extraction.firms import folded
from mingjian.core.identifiers import tidy
from mingjian.core.language import Text, amount
from mingjian.core.law.statutes import Statutes

EXEMPT_TURNOVER = "online_trading_measures/8#exempt_turnover"
_TOLD_NAMES = 2  # of one code: the first row under another name is told, and a placeholder may stand under a hundred thousand names
#: Telephones under one licence, each at another shop, from which on it may be lent out. No text sets the number: UNVERIFIED, ours.
LENT = 4
#: Words for trade that needs no registration whatever its turnover (ecl/10).
_ANY_TURNOVER = ("农副产品", "农产品", "手工", "便民劳务")


class Repeats:
    """Gathers in a first pass over the rows what the second asks of it."""

    def __init__(self, statutes: Statutes, on: date, *, has_turnover: bool = True) -> None:
        self._has_turnover, self._has_persons = has_turnover, False
        self._first: dict[tuple[str, ...], int] = {}
        self._names: dict[str, dict[str, int]] = defaultdict(dict)
        self._turnover: dict[str, float] = defaultdict(float)
        self._shops: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        self._contacts: dict[str, dict[str, str]] = defaultdict(dict)
        self._line, self._no_line = _line(statutes, on)

    def note(self, number: int, row: ReportRow) -> None:
        """Take in one row with its number."""
        who = _who(row)
        if not who:
            return
        self._first.setdefault(_shop(row, who), number)
        if row["shop_id"] and len(holders := self._shops[row["platform"] or "", row["shop_id"]]) < _TOLD_NAMES:
            holders.setdefault(who, number)
        if row["uscc"] and row["contact"] and len(contacts := self._contacts[who]) < LENT:
            contacts.setdefault(_digits(row["contact"]), _shop_called(row))
        if row["name"] and len(names := self._names[who]) < _TOLD_NAMES:
            names.setdefault(folded(row["name"]), number)
        if not is_firm(row):
            self._turnover[who] += row["turnover"] or 0.0
            self._has_persons = True

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return the columns that the rows ask for beside those that every report has: turnover, where a person is among them."""
        return ("turnover",) if self._has_persons else ()

    def reasons(self, number: int, row: ReportRow) -> Iterator[Reason]:
        """Return what other rows say of this one."""
        who = _who(row)
        if not who:
            return
        first = self._first[_shop(row, who)]
        if first != number:
            yield Reason("repeated", PERSON, Text(f"与第 {first} 行重复", f"repeats row {first}"))
        yield from self._two_operators(who, row)
        yield from self._two_names(who, row)
        yield from self._lent(who, row)
        if not is_firm(row):
            yield from self._exemption(who, row)

    def _two_operators(self, who: str, row: ReportRow) -> Iterator[Reason]:
        """Report a number of a shop that stands under another operator, too."""
        holders = self._shops.get((row["platform"] or "", row["shop_id"] or ""), {})
        others = [at for holder, at in holders.items() if holder != who]
        if others:
            why = Text(f"同一网店编号在第 {others[0]} 行属于另一经营者", f"the same shop number belongs to another operator in row {others[0]}")
            yield Reason("shop_of_two", PERSON, why)

    def _lent(self, who: str, row: ReportRow) -> Iterator[Reason]:
        """Report a licence whose shops have each another telephone: it may be lent out, or each shop has an own desk."""
        contacts = self._contacts.get(who, {})
        if row["uscc"] and len(contacts) >= LENT and len(set(contacts.values())) >= LENT:
            zh = f"同一执照下的网店留有 {LENT} 个以上不同的电话，可能出租、出借执照，也可能各店另设客服"
            yield Reason(
                "licence_lent", PERSON, Text(zh, f"the shops of this licence have {LENT} telephones or more: it may be lent out, or each has a desk of its own")
            )

    def _two_names(self, who: str, row: ReportRow) -> Iterator[Reason]:
        others = [at for name, at in self._names[who].items() if name != folded(row["name"])] if row["name"] else []
        if not others:
            return
        code = "code_named_twice" if row["uscc"] else "person_named_twice"
        what = Text("统一社会信用代码", "credit code") if row["uscc"] else Text("公民身份号码", "citizen number")
        yield Reason(code, PERSON, Text(f"同一{what.zh}在第 {others[0]} 行是另一名称", f"the same {what.en} has another name in row {others[0]}"))

    def _exemption(self, who: str, row: ReportRow) -> Iterator[Reason]:
        if row["category"] and (asked := permit_asked(row["category"])) and asked[1].get("always"):
            why = Text("该类商品须取得许可，不属于零星小额交易的免予登记情形", "goods of this line need a permit: small trade is not exempt for them")
            yield Reason("not_exempt", PERSON, why, tuple(asked[1]["ground"]))
        if any(word in (row["exemption"] or "") for word in _ANY_TURNOVER):
            return
        if self._line is None:
            yield Reason("no_line", PERSON, self._no_line)
            return
        total = self._turnover[who]
        if total > self._line:
            zh = f"本表所列各店年交易额合计 {amount(total)} 元，超过 {self._line} 元，须办理登记"
            en = f"the turnover of all shops listed is {amount(total)} yuan, over {self._line}: registration is due"
            yield Reason("over_line", FAIL, Text(zh, en))
        elif row["turnover"] is None and self._has_turnover:
            why = Text("未登记的个人，未报年交易额，无法判断是否免予登记", "a person without registration and without turnover: whether exempt cannot be told")
            yield Reason("turnover_missing", PERSON, why)


def _line(statutes: Statutes, on: date) -> tuple[int | None, Text]:
    """Return the line of exempt turnover on a day, or in words why there is none: no other figure stands in for it."""
    try:
        return statutes.value(EXEMPT_TURNOVER, on).most, Text("无", "none")
    except MingjianError as error:
        return None, Text(f"无从判断是否免予登记：{error.text.zh}", f"whether it is exempt cannot be told: {error.text.en}")


def _who(row: ReportRow) -> str:
    return tidy(row["uscc"] or row["person_number"] or "")


def _shop(row: ReportRow, who: str) -> tuple[str, ...]:
    return who, *(row[name] or "" for name in ("platform", "shop_id", "shop_name", "url"))


def _shop_called(row: ReportRow) -> str:
    return str(row["shop_id"] or row["shop_name"] or row["url"] or "")


def _digits(contact: str) -> str:
    return "".join(sign for sign in contact if sign.isdigit()) or contact
