"""Words in the reader's language: the one place where the office asks which it is."""

from django.utils.translation import get_language, override

from mingjian.core.language import Text


def said(text: Text | None) -> str:
    """Say a phrase in the language of the request; nothing says nothing."""
    return text.in_language(get_language() or "zh-hans") if text else ""


def in_this_language(zh: str, en: str) -> str:
    """Give the one of two phrases that is in the language of the request."""
    return said(Text(zh, en))


def both(phrase: object) -> Text:
    """Say a phrase of the catalogue in both languages, whichever the request has."""
    with override("zh-hans"):
        zh = str(phrase)
    with override("en"):
        return Text(zh, str(phrase))
