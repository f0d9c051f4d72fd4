"""A document's number by the rule of the department that makes it: `杭市监罚告〔2026〕3号`."""

import re
import string

from django.db.models import F

from mingjian.core.errors import BadInput
from mingjian.office.documents.models import Numbering, Series
from mingjian.office.models import Department

#: What stands in a pattern: the department's short name, the form's 字, the year, and which of the year's it is.
PLACES = ("机关", "字", "年", "序")
USUAL = "{机关}{字}〔{年}〕{序}号"
_WIDTH = re.compile(r"0[1-9]d|")


def rule_of(department: Department) -> Numbering:
    """Return the rule of a department; one that set none uses its name and the usual pattern."""
    return Numbering.objects.filter(department=department).first() or Numbering(department=department, short=department.name_zh[:30], pattern=USUAL)


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that leaves year or order out, or asks for anything else. Raises BadInput."""
    try:
        parts = [(name, f"{spec}{how or ''}") for _, name, spec, how in string.Formatter().parse(pattern) if name is not None]
    except ValueError:
        parts = []
    wrong = [name for name, spec in parts if name not in PLACES or not _WIDTH.fullmatch(spec or "") or (spec and name != "序")]
    if wrong or not {"年", "序"} <= {name for name, _ in parts}:
        raise BadInput(
            "文号规则须含 {年} 和 {序}，此外只能用 {机关}、{字}；位数写作 {序:03d}。",
            "A pattern needs {年} and {序}, and besides may use {机关} and {字} only; digits are written {序:03d}.",
        )


def next_number(department: Department, word: str, year: int) -> str:
    """Return the next number of a department's series, in the caller's transaction; its row stays locked until that ends."""
    rule = rule_of(department)
    Series.objects.get_or_create(department=department, word=word, year=year)
    Series.objects.filter(department=department, word=word, year=year).update(last=F("last") + 1)
    last = Series.objects.get(department=department, word=word, year=year).last
    return rule.pattern.format(机关=rule.short, 字=word, 年=year, 序=last)
