"""Words in the reader's language: the one place where the office asks which it is."""

from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language, override

from mingjian.core.language import Text


def said(text: Text | None) -> str:
    """Describe a phrase in the language of the request; nothing says nothing."""
    return text.in_language(get_language() or "zh-hans") if text else ""


def in_this_language(zh: str, en: str) -> str:
    """Return the one of two phrases that is in the language of the request."""
    return said(Text(zh, en))


def both(phrase: object) -> Text:
    """Describe a phrase of the catalogue in both languages, whichever the request has."""
    with override("zh-hans"):
        zh = str(phrase)
    with override("en"):
        return Text(zh, str(phrase))


def chinese_day(at: datetime | date | None) -> str:
    """Write a day as documents do: `2026年11月27日`."""
    if at is None:
        return ""
    day = localtime(at).date() if isinstance(at, datetime) else at
    return f"{day.year}年{day.month}月{day.day}日"
