"""Citations in texts: each leads to its article, with gist and text on hover."""

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, localtime

from mingjian.core.language import Text
from mingjian.office.institution import article_page, parts
from mingjian.office.language import said
from mingjian.office.law_texts import CitedArticle, articles_cited, on_hover, shelf

register = template.Library()


@register.filter
def cited(text: object, on: datetime | date | None = None) -> SafeString:
    """Write a text with each article that it cites, as in force on a day (today if none), as a link with the article on hover."""
    whole, place, parts = str(text), 0, []
    day = localtime(on).date() if isinstance(on, datetime) else on or localdate()
    for one in articles_cited(whole, day):
        parts += [conditional_escape(whole[place : one.start]), _linked(one, day)]
        place = one.start + len(one.words)
    return mark_safe("".join([*parts, conditional_escape(whole[place:])]))  # noqa: S308 - each part is escaped


def _linked(one: CitedArticle, on: date) -> SafeString:
    gist = said(one.version.articles[one.number].gist) if one.is_held else ""
    words = format_html('<cite class="ground" title="{}">{}</cite>', on_hover(one.version, one.number, gist), one.words)
    try:
        page = reverse(article_page(), args=[one.version.law, one.number]) if one.is_held else ""
    except NoReverseMatch:  # a node without the pages of law
        page = ""
    return format_html('<a href="{}?on={}">{}</a>', page, on.isoformat(), words) if page else words


@register.simple_tag
def articles_of(texts: Iterable[object], on: date) -> list[tuple[SafeString, str, str, list[Text]]]:
    """Return the articles that some texts cite, each once: as it is cited, its gist, its loaded text, and who of this node checked it."""
    cited = {(one.version.law, one.number): one for text in texts for one in articles_cited(str(text), on)}
    versions = {key: ("instrument", one.version.law, one.version.in_force) for key, one in cited.items()}
    checked: dict[tuple[str, str, date], list[Text]] = {}
    for tell in parts("tells_reviews") if versions else ():
        checked |= tell(versions.values())
    found = []
    for key, one in cited.items():
        gist = said(one.version.articles[one.number].gist) if one.is_held else ""
        found.append((_linked(one, on), gist, shelf().article(one.version, one.number), checked.get(versions[key], [])))
    return found
