"""A document's number by the rule of the department that makes it: `杭市监罚告〔2026〕3号`."""

import re
import string
from dataclasses import dataclass

from django.db.models import F

from mingjian.core.errors import BadInput
from mingjian.office.documents.models import Numbering, Series
from mingjian.office.models import Department

#: What stands in a pattern: the department's short name, the form's 字, the year, and which of the year's it is.
PLACES = ("机关", "字", "年", "序")
USUAL = "{机关}{字}〔{年}〕{序}号"
MARKET_USUAL = "{机关}市监{字}〔{年}〕{序}号"
LONGEST_PATTERN = 80
_OTHER_BRACKETS = re.compile(r"[\[\]［］【】﹝﹞]")


def rule_of(department: Department) -> Numbering:
    """Return the rule of a department; one that set none has no short name yet, and the usual pattern of its kind."""
    return Numbering.objects.filter(department=department).first() or Numbering(department=department, short="", pattern=usual_of(department))


def usual_of(department: Department) -> str:
    """Return the pattern that departments of its kind use: 桐市监处罚〔2026〕1号."""
    return MARKET_USUAL if department.kind == Department.Kind.MARKET_REGULATION else USUAL


def check_pattern(pattern: str) -> None:
    """
    Refuse a pattern that leaves 字, year or order out, asks for anything else, or is not written as official documents are. Raises BadInput.

    Without the 字, two series would give the same number. Leading zeros and other brackets are no numbers of official documents.
    """
    try:
        parts = [(name, f"{spec or ''}{how or ''}") for _, name, spec, how in string.Formatter().parse(pattern) if name is not None]
    except ValueError:
        parts = []
    names = [name for name, _ in parts]
    if any(name not in PLACES or spec for name, spec in parts) or not {"字", "年", "序"} <= set(names) or len(names) > len(set(names)):
        raise BadInput(
            "文号规则须含 {字}、{年}、{序} 各一次，此外只能用 {机关}；序号不编虚位（写 1，不写 001）。",
            "A pattern has {字}, {年} and {序} once each, and besides may use {机关} only; order is written without leading zeros.",
        )
    if "〔{年}〕" not in pattern or "第" in pattern or not pattern.isprintable() or _OTHER_BRACKETS.search(pattern):
        raise BadInput("年份写在六角括号内：〔{年}〕；不用其他方括号，不写“第”。", "The year stands in 〔{年}〕, no other square brackets, and no 第.")


@dataclass(frozen=True)
class Number:
    """A number that was given: as it is written, and its place in the series of one 字 in one year."""

    written: str
    word: str
    year: int
    place: int


def next_number(department: Department, word: str, year: int) -> Number:
    """Return the next number of a department's series, in the caller's transaction; its row stays locked until that ends."""
    rule = rule_of(department)
    Series.objects.get_or_create(department=department, word=word, year=year)
    Series.objects.filter(department=department, word=word, year=year).update(last=F("last") + 1)
    last = Series.objects.get(department=department, word=word, year=year).last
    return Number(rule.pattern.format(机关=rule.short, 字=word, 年=year, 序=last), word, year, last)
