"""What is said of one row: a code, what follows from it, why in both languages, and the articles that it rests on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from mingjian.core.language import Text
from mingjian.core.law.statutes import Statutes

PASS, PERSON, FAIL = "pass", "person", "fail"
#: On what each reason rests; of those, the articles that are in force on the day are given.
GROUNDS: Mapping[str, tuple[str, ...]] = {
    "unreadable": ("online_trading_measures/25", "ecl/28"),
    "name_missing": ("ecl/27", "online_trading_measures/24"),
    "identity_missing": ("ecl/27", "online_trading_measures/24"),
    "address_missing": ("ecl/27", "online_trading_measures/24"),
    "address_vague": ("ecl/27", "online_trading_measures/24"),
    "contact_missing": ("ecl/27", "online_trading_measures/24"),
    "contact_wrong": ("ecl/27", "online_trading_measures/24"),
    "contact_made_up": ("ecl/27", "online_trading_measures/24"),
    "contact_masked": ("ecl/27", "online_trading_measures/24"),
    "code_form": ("gb32100/whole", "ecl/27"),
    "code_check": ("gb32100/whole", "ecl/27"),
    "code_doubtful": ("gb32100/whole", "ecl/27"),
    "code_old": ("gb32100/whole", "ecl/27"),
    "not_registered": ("ecl/10", "ecl/27"),
    "other_code": ("ecl/27", "online_trading_measures/24"),
    "other_name": ("ecl/27", "online_trading_measures/24"),
    "like_name": ("ecl/27", "online_trading_measures/24"),
    "ended": ("ecl/10", "ecl/27"),
    "licence_expired": ("ecl/15", "ecl/27"),
    "licence_unread": ("ecl/27",),
    "person_number": ("gb11643/whole", "ecl/27"),
    "person_other": ("ecl/27",),
    "person_doubtful": ("gb11643/whole", "ecl/27"),
    "over_line": ("online_trading_measures/8", "ecl/10"),
    "no_line": ("ecl/10",),
    "turnover_missing": ("online_trading_measures/8", "ecl/10"),
    "not_exempt": ("online_trading_measures/8", "ecl/10"),
    "person_named_twice": ("ecl/27", "online_trading_measures/24"),
    "code_named_twice": ("ecl/27", "online_trading_measures/24"),
    "shop_of_two": ("online_trading_measures/25", "ecl/28"),
    "licence_lent": ("ecl/27", "online_trading_measures/24"),
    "scope_other": ("ecl/27",),
    "repeated": ("online_trading_measures/25", "ecl/28"),
    "permit_wrong": ("ecl/27",),
    "permit_expired": ("ecl/27", "ecl/15"),
    "permit_missing": ("ecl/27",),
    "permit_other": ("ecl/27",),
    "never_online": (),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, `person` or `fail`, the words, and further grounds than those of its code."""

    code: str
    verdict: str
    why: Text
    grounds: tuple[str, ...] = ()


def verdict_of(reasons: Iterable[Reason]) -> str:
    """Return the verdict of a row: it fails by one certain fault, and passes without any reason."""
    told = {one.verdict for one in reasons}
    return FAIL if FAIL in told else PERSON if PERSON in told else PASS


def grounds_on(statutes: Statutes, on: date) -> Callable[[Reason], tuple[str, ...]]:
    """Return what tells the grounds of a reason that are in force on a day."""

    @cache
    def in_force(ground: str) -> bool:
        return statutes.has_article(ground, on)

    return lambda reason: tuple(ground for ground in (*GROUNDS[reason.code], *reason.grounds) if in_force(ground))
