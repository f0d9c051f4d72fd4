"""Tags and filters of the pages of law: how far a fact was checked, links to values, figures, bars against a line."""

import re
from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.language import Text
from mingjian.core.law import ACTORS, Law, LawValue, Pause
from mingjian.core.law.comparison import KINDS as CHANGES
from mingjian.core.law.crimes import Regime
from mingjian.core.law.liability import Range, hangs_on
from mingjian.core.law.measures import MEASURES, Measure
from mingjian.core.law.outcomes import WARNED_FROM, Outcome
from mingjian.core.law.periods import END_OF_DAY
from mingjian.core.law.provisions import BASES, EFFECTS, Provision
from mingjian.core.law.statutes import KINDS, RUNS
from mingjian.core.procedure import Sheet
from mingjian.institutions.law.services.sources import source_said
from mingjian.office.language import said

register = template.Library()
WIDEST = Decimal("1.25")  # of the line: how far a bar reaches at most
HUNDRED = 100


@register.filter
def from_where(source: str) -> str:
    """Return where the text of a law was read."""
    return said(source_said(source))


@register.filter
def checked(verification: str) -> SafeString:
    """Return how far a fact was checked, in words and in a colour that says the same."""
    if verification == "UNVERIFIED":
        why, words, shade = gettext("It was not checked against any text, and decides nothing by itself."), gettext("UNVERIFIED"), " tag--warn"
    elif verification == "secondary":
        why, words, shade = gettext("From a page that reports the law, not from its text"), gettext("reported"), ""
    else:
        why, words, shade = gettext("Read in the text of this version."), gettext("read in the text"), " tag--good"
    return format_html('<span class="tag{}" title="{}">{}</span>', shade, why, words)


@register.filter("hangs_on")
def hangs_on_(provision: Provision, single: Range) -> Text | None:
    """Return on whom and on which condition a range is imposed."""
    return hangs_on(provision, single)


@register.simple_tag
def article_url(ground: str, on: date | None = None) -> str:
    """Return the page of an article on a day."""
    law, _sign, number = ground.partition("#")[0].partition("/")
    return _on(reverse("law:article", args=[law, number]), on)


@register.simple_tag
def value_url(ref: str, on: date | None = None) -> str:
    """Return the page of a value on a day."""
    ground, _sign, name = ref.partition("#")
    law, _sign, number = ground.partition("/")
    return _on(reverse("law:value", args=[law, number, name]), on)


@register.filter
def sheet_url(sheet: Sheet) -> str:
    """Return the page of one version of a procedure, or of a department's sheet of it."""
    url = _on(reverse("law:procedure", args=[sheet.procedure]), sheet.in_force)
    return f"{url}&of={sheet.sector}" if sheet.sector else url


def _on(url: str, on: date | None) -> str:
    return f"{url}?on={on.isoformat()}" if on else url


@register.filter
def span(of: Law | Sheet | Regime) -> SafeString:
    """Describe the days on which something holds: `2022-05-01 – 2026-04-14`, the last day included."""
    if of.until is None:
        return format_html('<span class="numbers">{}</span>', gettext("from %(day)s") % {"day": of.in_force.isoformat()})
    return format_html('<span class="numbers">{} – {}</span>', of.in_force.isoformat(), (of.until - timedelta(days=1)).isoformat())


@register.filter
def number(ground: str) -> str:
    """Return the article's number out of a ground or a ref: `43`."""
    return ground.partition("#")[0].partition("/")[2]


@register.filter
def kind_of_law(kind: str) -> str:
    """Return what kind of instrument it is."""
    return said(KINDS.get(kind))


@register.filter
def change(kind: str) -> str:
    """Describe a kind of change."""
    return gettext("unchanged") if kind == "same" else said(CHANGES.get(kind))


@register.filter
def runs(value: LawValue) -> str:
    """Return how a period relates to what starts it."""
    words = (
        gettext("to be used before it ends"),
        gettext("to last at least so long"),
        gettext("counted back from the event"),
        gettext("whole calendar months"),
    )
    return dict(zip(RUNS, words, strict=True))[value.runs]


@register.filter
def amount(value: LawValue) -> str:
    """Return what a value sets, thousands apart."""
    return re.sub(r"\d{5,}", lambda digits: f"{int(digits[0]):,}", said(value.amount))


@register.filter
def figure(amount: Decimal | int | None) -> str:
    """Write a figure with its thousands apart, and decimals only where there are some: `120,000`."""
    if amount is None:
        return "—"
    whole = Decimal(amount)
    return f"{whole.to_integral_value():,}" if whole == whole.to_integral_value() else f"{whole.normalize():,f}"


@register.filter
def share_said(share: Decimal | None) -> str:
    """Write a share of a line, never rounded up to it: `99.9%`."""
    return "" if share is None else f"{int(share * 1000) / 10:.1f}%"


@register.filter
def width(share: Decimal | None) -> str:
    """Return the width of a bar in hundredths of its line."""
    return "0" if share is None else f"{min(share, WIDEST) * HUNDRED:.1f}"


@register.filter
def tone(outcome: Outcome) -> str:
    """Return the class of a bar: reached, for a person to judge, of no account since something else is wanting, near the line, or none."""
    if outcome.is_reached:
        return "is-reached"
    if outcome.is_reached is None:
        return "is-open"
    if not outcome.counts:
        return "is-wanting"
    return "is-near" if outcome.share is not None and outcome.share >= WARNED_FROM else ""


@register.filter
def actor(name: str) -> str:
    """Return whom a duty binds."""
    return said(ACTORS.get(name))


@register.filter
def measure(name: str) -> Measure:
    """Return a measure of the lines of crimes, with its title and unit."""
    return MEASURES[name]


@register.filter
def base(of: str) -> str:
    """Return what a fine multiplies."""
    return said(BASES.get(of))


@register.filter
def multiplies(value: LawValue) -> bool:
    """Return whether a fine is so many times, or percent, of something."""
    return value.unit in ("times", "percent")


@register.filter
def left_out(pause: Pause) -> str:
    """Return what is left out: whole days as days, both included, anything else as instants."""
    since, until = localtime(pause.since), localtime(pause.until)
    if since.time().replace(microsecond=0) == until.time().replace(microsecond=0) == END_OF_DAY:
        return f"{since.date() + timedelta(days=1)} – {until.date()}"
    return f"{since:%Y-%m-%d %H:%M} – {until:%Y-%m-%d %H:%M}"


@register.filter
def effect(name: str) -> str:
    """Return what circumstances do to a penalty."""
    return said(EFFECTS.get(name))
