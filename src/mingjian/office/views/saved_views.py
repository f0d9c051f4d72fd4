"""Keep a list's filter under a name, make it what the list begins with, take it away."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict

from mingjian.core.errors import BadInput, NotFound
from mingjian.office.models import Officer
from mingjian.office.views.counts import count_of_view
from mingjian.office.views.models import View

MOST = 20
LONGEST = 1000
WHOLE = "all=1"  # the query of a list as it stands at first, which may be kept too: an empty one would lead to the first view again


def views_of(officer: Officer, path: str = "") -> QuerySet[View]:
    """Return an officer's views, of all lists or of one."""
    found = View.objects.filter(officer=officer)
    return found.filter(path=path) if path else found


def view_of(officer: Officer, pk: int) -> View:
    """Return one view of an officer; another's does not exist for them."""
    found = views_of(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个视图。", "There is no such view.")
    return found


def plain_query(query: str) -> str:
    """Return the filter of an address: without the page mark and what is blank, each name in its order."""
    asked = QueryDict(query[: LONGEST * 2])
    told = QueryDict(mutable=True)
    for name in sorted(asked):
        if name != "after":
            told.setlist(name, [value for value in asked.getlist(name) if value])
    return told.urlencode()


def keep_view(officer: Officer, path: str, query: str, name: str) -> View:
    """Keep a filter under a name; the name's earlier filter is replaced. Raises BadInput."""
    name, plain = name.strip()[:40], plain_query(query) or WHOLE
    if not name:
        raise BadInput("请给视图起个名称。", "Give the view a name.")
    if len(plain) > LONGEST:
        raise BadInput("筛选条件过长。", "The filter is too long.")
    if views_of(officer).count() >= MOST and not views_of(officer, path).filter(name=name).exists():
        raise BadInput(f"最多保存 {MOST} 个视图，请先删除不用的。", f"There are {MOST} views at most: remove one first.")
    view, _ = View.objects.update_or_create(officer=officer, path=path, name=name, defaults={"query": plain})
    return view


def begin_with(view: View, *, is_first: bool) -> None:
    """Let a list begin with a view, or no longer."""
    with transaction.atomic():
        View.objects.filter(officer=view.officer_id, path=view.path, is_first=True).update(is_first=False)
        View.objects.filter(pk=view.pk).update(is_first=is_first)


def tell_of(view: View, *, is_told: bool) -> None:
    """Let the digest tell where the view's count changes from what it is now, or no longer."""
    view.is_told, view.told = is_told, count_of_view(view) if is_told else ""
    view.save(update_fields=["is_told", "told"])


def changed_views(officer: Officer) -> list[tuple[View, str]]:
    """Return the views that an officer wants to be told of and whose count is another than was told last, with what it is now."""
    found = [(view, count_of_view(view)) for view in views_of(officer).filter(is_told=True)]
    return [(view, count) for view, count in found if count and count != view.told]


def note_told(changed: Iterable[tuple[View, str]]) -> None:
    """Note the counts that were told just now."""
    for view, count in changed:
        View.objects.filter(pk=view.pk).update(told=count)


def remove_view(view: View) -> None:
    """Take a view away; its list is as it was."""
    view.delete()
