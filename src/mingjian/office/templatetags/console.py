"""Tags and filters of the console: icons, menu, phrases in the reader's language, days left, grounds."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from mingjian.core.errors import MingjianError
from mingjian.core.extraction.places import place_named
from mingjian.core.language import figure
from mingjian.core.procedure import Step, rulebook
from mingjian.core.records import Kind
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers.awaits import Turn, is_outside, obliged_label
from mingjian.office.dossiers.docket import DocketRow
from mingjian.office.dossiers.history import kind_said
from mingjian.office.dossiers.offers import one_of, signers_said
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.files.headings import read_columns
from mingjian.office.files.kinds import is_drawn, is_leafed, is_played, is_read
from mingjian.office.help.guide import first_steps, is_guided
from mingjian.office.help.places import help_for
from mingjian.office.institution import Portal, article_page, portal_at, portals_named
from mingjian.office.language import said
from mingjian.office.law_texts import on_hover
from mingjian.office.lists.paging import said_count
from mingjian.office.lists.text import visible
from mingjian.office.models import Deadline, Dossier, Officer
from mingjian.office.papers.forms import AddedFilesForm
from mingjian.office.views.saved_views import plain_query, views_of
from mingjian.office.web.menu import bar

register = template.Library()
register.filter("said", said)
SOON_WORKING_DAYS = 3
PRESSING_HOURS = 6
TOLD_AS_HOURS = timedelta(hours=72)
LONG, BEGINNING = 1500, 500  # signs from which a text is folded, and how many of it are shown then


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of the house's own marks; beside words, so hidden from screen readers."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', static("office/icons.svg"), name)


@register.simple_tag(takes_context=True)
def menu(context: RequestContext) -> list[dict[str, object]]:
    """Return the menu of the officer, and which item this page belongs to."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return bar(request, user) if request is not None and isinstance(user, Officer) else []


@register.simple_tag(takes_context=True)
def help_here(context: RequestContext) -> str:
    """Return the address of the help for this page."""
    return reverse("help_page", args=[help_for(getattr(context.get("request"), "resolver_match", None))])


@register.inclusion_tag("office/guide.html", takes_context=True)
def guide_here(context: RequestContext) -> dict[str, object]:
    """Show the first steps of the officer, until they are put away; on the page that their duty begins with."""
    officer = context["request"].user
    return {"steps": first_steps(officer) if is_guided(officer) else (), "csrf_token": context.get("csrf_token")}


@register.simple_tag
def public_portals() -> list[Portal]:
    """Return the portals that stand open to whoever has no account; none where the node keeps them shut."""
    return portals_named() if settings.PUBLIC_DOOR else []


@register.simple_tag(takes_context=True)
def portal_here(context: RequestContext) -> Portal | None:
    """Return the public portal that this page stands behind, where it says what to do first."""
    request = context.get("request")
    found = portal_at(request.path_info) if request is not None else None
    return found if found and found.first else None


register.filter("counted", said_count)


@register.filter
def roles_said(roles: list[str]) -> str:
    """Describe an officer's roles in the reader's language."""
    words = rulebook().vocabularies.get("roles", {})
    return gettext(", ").join(said(words[role]) if role in words else role for role in roles)


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """Write an instant in local time: `2026-11-24 16:30`."""
    if at is None:
        return ""
    local = localtime(at)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), local.strftime("%Y-%m-%d %H:%M"))


@register.filter
def day(at: datetime | date | None) -> SafeString | str:
    """Write a day: `2026-11-24`."""
    if at is None:
        return ""
    local = localtime(at).date() if isinstance(at, datetime) else at
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), local.isoformat())


@register.simple_tag
def left(deadline: Deadline, at: datetime) -> SafeString:
    """Return how much of a deadline is left, in words and in a colour that says the same."""
    words, tone = _left(deadline, at)
    return format_html('<span class="tag{}">{}</span>', f" tag--{tone}" if tone else "", words)


def _left(deadline: Deadline, at: datetime) -> tuple[str, str]:
    if deadline.closed_at is not None:
        return gettext("Done"), ""
    if deadline.suspended_since is not None:
        return gettext("Suspended"), "info"
    if deadline.due is None:
        return (gettext("At once"), "bad") if deadline.unit == "immediately" else (gettext("Promptly"), "warn")
    if deadline.unit == "hours" and abs(deadline.due - at) <= TOLD_AS_HOURS:
        return _hours_left(deadline.due, at)
    today, last = localtime(at).date(), localtime(deadline.due).date()
    if deadline.due < at:
        late = (today - last).days
        if is_outside(deadline):  # a party is not late with what it may do: its days have ended
            return (ngettext("Ended %d day ago", "Ended %d days ago", late) % late if late else gettext("Ended today")), "info"
        return (ngettext("%d day late", "%d days late", late) % late if late else gettext("Missed today")), "bad"
    if today == last:
        return gettext("Due today"), "bad"
    days = rulebook().calendar.working_days_between(today, last)
    return ngettext("%d working day left", "%d working days left", days) % days, "warn" if days <= SOON_WORKING_DAYS else ""


def _hours_left(due: datetime, at: datetime) -> tuple[str, str]:
    """Describe a period that the law counts in hours as hours, red under six."""
    hours = ceil(abs((due - at).total_seconds()) / 3600)
    if due < at:
        return ngettext("%d hour late", "%d hours late", hours) % hours, "bad"
    return ngettext("%d hour left", "%d hours left", hours) % hours, "bad" if hours <= PRESSING_HOURS else "warn"


@register.simple_tag
def signature(row: DocketRow, step: Step, officer: Officer) -> str:
    """Return of a step in the docket who has signed it and who must sign it too; nothing where nobody has."""
    first = row.signed.get(step.name)
    if first is None:
        return ""
    who = signers_said(step, row.deadline.dossier, first)
    if first.pk == officer.pk:
        return gettext("you have signed; waits for: %(who)s") % {"who": who}
    return gettext("%(name)s has signed; second signature: %(who)s") % {"name": first.name, "who": who}


@register.filter
def whose(turn: Turn) -> str:
    """Return whose turn it is: the one officer, else the roles, with their departments."""
    if turn.named is not None:
        return f"{turn.departments[0].name} {turn.named.name}"
    places, roles = gettext(", ").join(one.name for one in turn.departments), one_of([said(role) for role in turn.roles])
    return f"{places} {roles}".strip()


@register.filter
def obliged(deadline: Deadline) -> str:
    """Return who must act within a deadline: the department whose clock it is, or the party outside."""
    return deadline.due_with.name if deadline.due_with else said(obliged_label(deadline)) or deadline.dossier.department.name


@register.filter
def ground(of: str, on: datetime | date | None = None) -> SafeString:
    """Cite an article for a person, its gist at hand: `《反不正当竞争法》第9条`. What the rulebook does not hold on the day is named without a page."""
    article, statutes = of.partition("#")[0], rulebook().statutes
    try:
        known = statutes.versions(article.partition("/")[0])
        that_day = localtime(on).date() if isinstance(on, datetime) else on or known[-1].in_force
        gist, citation = said(statutes.article(article, that_day).gist), said(statutes.citation(article, that_day))
        gist = on_hover(statutes.law(article.partition("/")[0], that_day), article.partition("/")[2], gist)
    except MingjianError:
        return format_html('<cite class="ground">{}</cite>', _named(article))
    cited = format_html('<cite class="ground" title="{}">{}</cite>', gist, citation)
    try:
        page = reverse(article_page(), args=article.split("/", 1))
    except NoReverseMatch:  # a node without the pages of law
        return cited
    return format_html('<a href="{}?on={}">{}</a>', page, that_day.isoformat(), cited)


def _named(article: str) -> str:
    """Name an article that was not in force on a day by a version that has it; what no version has stays as it is."""
    held, law = rulebook().statutes, article.partition("/")[0]
    versions = held.versions(law) if held.knows(article) and law not in held.unread else ()
    days = (one.in_force for one in reversed(versions) if held.has_article(article, one.in_force))
    return next((said(held.citation(article, day)) for day in days), article)


@register.filter
def place(region: str) -> str:
    """Return where a region lies, in the reader's language; its code where it has no name."""
    return said(place_named(region)) or region


@register.filter
def kind(of: str) -> str:
    """Return what an entry that is no step of a dossier records."""
    return kind_said(of, None)


@register.filter
def state_said(dossier: Dossier) -> str:
    """Return in which state a dossier is, in short."""
    return said(dossiers.state_in_short(dossier))


@register.filter
def procedure_said(dossier: Dossier) -> str:
    """Return which procedure a dossier goes through."""
    return said(sheet_of(dossier).title)


@register.filter
def track_said(track: str) -> str:
    """Describe one of the tracks of a procedure that run side by side."""
    return said(rulebook().vocabularies.get("tracks", {}).get(track)) or track


@register.filter
def dossier_url(dossier: Dossier) -> str:
    """Return the page of a dossier: that of its institution, else the common one."""
    return dossiers.url_of(dossier)


@register.simple_tag(takes_context=True)
def without_after(context: RequestContext, after: str = "") -> str:
    """Return this page's query with another page mark, or none."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    if after:
        query["after"] = after
    encoded: str = query.urlencode()
    return encoded


@register.simple_tag(takes_context=True)
def list_url(context: RequestContext, name: str) -> str:
    """Return the address of a list as it was sifted, where one came from there (or the address says so: `back`); else the list as it stands at first."""
    plain, request = reverse(name), context.get("request")
    back = request.GET.get("back", "")[:2000] if request is not None else ""
    if back.startswith(f"{plain}?"):
        return back
    came = urlsplit(request.META.get("HTTP_REFERER", "")) if request is not None else None
    is_here = came is not None and request is not None and came.netloc == request.get_host() and came.path == plain
    return f"{plain}?{came.query}" if came is not None and is_here and came.query else plain


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changed: object) -> str:
    """Return this page's query with some of its values changed, a blank one left out, from the first page on: `?held=all&day=2026-11-24`."""
    asked = context["request"].GET.copy()
    asked.pop("after", None)
    for name, value in changed.items():
        asked.pop(name, None)
        if value not in (None, ""):
            asked[name] = str(value)
    return f"?{asked.urlencode()}"


@register.simple_tag(takes_context=True)
def is_sieved(context: RequestContext) -> bool:
    """Return whether the list of this page was asked for something, so that an empty one does not mean that there is nothing."""
    return any(value.strip() for name, value in context["request"].GET.items() if name != "after")


@register.inclusion_tag("office/views.html", takes_context=True)
def views_here(context: RequestContext) -> dict[str, object]:
    """Draw, beside a list, the views that the officer keeps of it, and the form that keeps it as it is sifted now."""
    request = context["request"]
    if not isinstance(request.user, Officer) or request.user.duty != Officer.Duty.WORK:
        return {"path": ""}
    asked = plain_query(request.META.get("QUERY_STRING", ""))
    kept = list(views_of(request.user, request.path_info))
    here = next((view for view in kept if view.query == asked), None)
    return {"path": request.path_info, "asked": asked, "kept": kept, "here": here, "csrf_token": context["csrf_token"]}


@register.inclusion_tag("office/columns.html")
def columns_read(kind: Kind, address: str) -> dict[str, object]:
    """Print, beside the form that takes a file, what is read of it, with the address of an empty one."""
    return {"columns": read_columns(kind), "address": address, "of": kind.title}


@register.filter
def grouped(number: int | None) -> str:
    """Write a whole number with its thousands apart: `263,513`."""
    return "" if number is None else f"{number:,}"


@register.filter
def sum_said(number: Decimal | int | None) -> str:
    """Write a sum with its thousands apart and two decimals, `41,193.00`, in both languages: Chinese, as Django has it, would leave the thousands together."""
    return "" if number is None else f"{number:,.2f}"


@register.filter
def quantity_said(number: Decimal | int | None) -> str:
    """Write a quantity or a figure likewise, without decimals that say nothing: `1,207`, `1,207.50`."""
    return "" if number is None else figure(number)


register.filter("visible", visible)


@register.inclusion_tag("office/long.html")
def long(text: object) -> dict[str, object]:
    """Write a text that may be very long: its beginning, the whole behind it to be unfolded; on paper the whole."""
    whole = visible(str(text))
    return {"whole": whole, "beginning": whole[:BEGINNING] if len(whole) > LONG else "", "signs": len(whole)}


@register.filter
def percent(share: float | None) -> str:
    """Write a share of 1 as whole percent."""
    return "" if share is None else f"{share * 100:.0f}%"


@register.filter
def short(digest: str) -> str:
    """Return the head of a hash, enough to compare by eye."""
    return f"{digest[:12]}…" if len(digest) > 12 else digest


@register.filter
def is_picture(name: str) -> bool:
    """Return whether a file of this name is shown in the page, as it is or by its first pages."""
    return is_drawn(name) or is_leafed(name)


@register.filter
def is_pages(name: str) -> bool:
    """Return whether a file of this name is shown by its first pages."""
    return is_leafed(name)


@register.filter
def player(name: str) -> str:
    """Return the element that plays a file of this name, `audio` or `video`; nothing for what is not played."""
    return is_played(name)


@register.filter
def has_text(name: str) -> bool:
    """Return whether the text of a file of this name is read here."""
    return is_read(name)


@register.simple_tag
def added_files() -> AddedFilesForm:
    """Return the form by which files are put on a dossier without a step."""
    return AddedFilesForm(auto_id="added_%s")
