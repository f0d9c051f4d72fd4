"""Tags that draw panels: `{% panels panels.main %}` where they stand, `{% panel_files panels %}` in the head of the page."""

from collections.abc import Iterable

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mingjian.office.panels import Panel, Panels

register = template.Library()
SHARED = ("csrf_token", "request", "user", "node")  # of the page; whatever else a panel shows it brings itself


@register.simple_tag(takes_context=True)
def panels(context: RequestContext, panels: Iterable[Panel]) -> SafeString:
    """Draw panels one after the other, each by its own template with what it brought."""
    shared = {name: context[name] for name in SHARED if name in context}
    assert context.template is not None  # noqa: S101 - a tag is drawn within a template
    engine = context.template.engine
    drawn = (engine.get_template(one.template).render(context.new({**shared, **one.context})) for one in panels or ())
    return mark_safe("".join(drawn))  # noqa: S308 - each was escaped by its own template


@register.simple_tag
def panel_files(panels: Panels) -> SafeString:
    """Load the scripts and style sheets that the panels of a page need."""
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', ((static(name),) for name in panels.styles))
    scripts = format_html_join("", '<script src="{}" defer></script>', ((static(name),) for name in panels.scripts))
    return format_html("{}{}", styles, scripts)
