"""What is done to many rows at once is asked about once more: without a script, by a page that sends the same form again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mingjian.office.lists.several import ticked_or_told

MANY = 10  # rows up to which nobody is asked


def asks_first(request: HttpRequest, count: int, what: str, back: str) -> HttpResponse | None:
    """Return the page that asks whether to do `what` to so many rows; none where they are few, or the officer has said so for this number of them."""
    if count <= MANY or request.POST.get("confirmed") == str(count):
        return None
    sent = [(name, value) for name, values in request.POST.lists() if name not in {"csrfmiddlewaretoken", "confirmed"} for value in values]
    context = {"sent": sent, "count": count, "what": what, "back": back, "action": request.get_full_path()}
    return render(request, "office/confirm.html", context)


def ticked_for_sure(request: HttpRequest, name: str, what: str, back: str) -> list[int] | HttpResponse:
    """Read which things were ticked, to do `what` to each; or give the way `back` where that is none or too many, or the page that asks first."""
    ticked = ticked_or_told(request, name)
    if ticked is None:
        return redirect(back)
    return asks_first(request, len(ticked), what, back) or ticked
