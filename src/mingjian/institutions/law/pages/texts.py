"""The full texts of this node: which are loaded, where they differ from the book, which are wanting; and each whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.core.errors import NotFound
from mingjian.core.procedure import rulebook
from mingjian.institutions.law.pages import day_of, today_of
from mingjian.institutions.law.services.full_texts import all_texts, wanting, whole_text


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """List the texts that are loaded with what differs from the book, and the versions in force whose text is wanting."""
    return render(request, "law/texts.html", {"texts": all_texts(), "wanting": wanting(today_of()), "today": today_of()})


@require_safe
def text(request: HttpRequest, law: str) -> HttpResponse:
    """Show the text of the version that governs on a day (today if none is given). Raises `NotFound` where it was not loaded."""
    on = day_of(request) or today_of()
    version = rulebook().statutes.law(law, on)
    whole = whole_text(version)
    if whole is None:
        raise NotFound(
            f"本节点没有装入《{version.title.zh}》（{version.in_force}）的全文；请管理员执行 mingjian law texts load。",
            f"The text of {version.title.en} ({version.in_force}) is not loaded on this node: ask whoever runs it for mingjian law texts load.",
        )
    return render(request, "law/text.html", {"whole": whole, "law": version, "on": on, "differing": {one.number for one in whole.differing}})
