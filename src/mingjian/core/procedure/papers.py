"""Checks the papers given for a step, and turns them into plain values that a ledger can hold."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.sheet import Paper, Step

Plain = str | int
_LONGEST = {"text": 500, "long_text": 20_000}


def read_papers(step: Step, given: Mapping[str, object]) -> dict[str, Plain]:
    """Give the papers of a step as JSON-able values, blank ones left out. Raises `StepRefused` for missing, unknown or malformed ones."""
    papers = {paper.name: paper for paper in step.needs}
    if unknown := sorted(set(given) - set(papers)):
        raise StepRefused(f"“{step.label.zh}”不需要材料“{unknown[0]}”。", f"{step.label.en!r} takes no paper {unknown[0]!r}.")
    present = {name: value for name, value in given.items() if not _is_blank(value)}
    if missing := [paper.label for paper in step.needs if paper.required and paper.name not in present]:
        raise StepRefused(f"{step.label.zh}还缺少{_zh(missing)}。", f"{step.label.en} still needs: {_en(missing)}.")
    return {name: _read(papers[name], value) for name, value in present.items()}


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _zh(labels: Collection[Text]) -> str:
    return "、".join(label.zh for label in labels)


def _en(labels: Collection[Text]) -> str:
    return ", ".join(label.en for label in labels)


def _read(paper: Paper, value: object) -> Plain:
    try:
        return _READERS[paper.kind](paper, value)
    except (ValueError, TypeError, InvalidOperation):
        wanted = _WANTED[paper.kind]
        shown = repr(value)[:60]
        raise StepRefused(f"“{paper.label.zh}”须是{wanted.zh}，不能是 {shown}。", f"{paper.label.en!r} must be {wanted.en}, not {shown}.") from None


def _text(paper: Paper, value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > _LONGEST[paper.kind] or "\x00" in text:
        raise ValueError
    return text


def _choice(paper: Paper, value: object) -> str:
    if value not in dict(paper.options):
        offered = [label for _, label in paper.options]
        raise StepRefused(
            f"“{paper.label.zh}”不能是 {str(value)[:60]!r}；可选：{_zh(offered)}。",
            f"{paper.label.en!r} cannot be {str(value)[:60]!r}; choose from: {_en(offered)}.",
        )
    return str(value)


def _date(paper: Paper, value: object) -> str:
    if isinstance(value, datetime):
        raise TypeError
    return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()


def _datetime(paper: Paper, value: object) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment.isoformat()


def _amount(paper: Paper, value: object) -> str:
    amount = Decimal(str(value))
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount < 10**15 or amount != round(amount, 2):
        raise ValueError
    return f"{amount:.2f}"


def _number(paper: Paper, value: object) -> int:
    if isinstance(value, bool | float) or not 0 <= (number := int(str(value))) < 10**12:
        raise ValueError
    return number


def _key(paper: Paper, value: object) -> Plain:
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > 200:
        raise TypeError
    return value


_READERS: Mapping[str, Callable[[Paper, object], Plain]] = {
    "text": _text, "long_text": _text, "choice": _choice, "date": _date, "datetime": _datetime, "amount": _amount, "number": _number,
    "department": _key, "officer": _key, "clue": _key, "dossier": _key, "file": _key,
}  # fmt: skip
_KEY = Text("库中已有的一项", "something that is on file")
_WANTED: Mapping[str, Text] = {
    "text": Text("不超过 500 字的文字", "text of at most 500 characters"),
    "long_text": Text("不超过 20000 字的文字", "text of at most 20,000 characters"),
    "date": Text("日期（如 2026-04-15）", "a date (such as 2026-04-15)"),
    "datetime": Text("带时区的时间（如 2026-04-15T09:30+08:00）", "a time with its zone (such as 2026-04-15T09:30+08:00)"),
    "amount": Text("不为负、至多两位小数的金额（元）", "an amount in yuan, not negative, two decimals at most"),
    "number": Text("不为负的整数", "a whole number, not negative"),
    **dict.fromkeys(("department", "officer", "clue", "dossier", "file"), _KEY),
}
