"""What is done to many rows at once is asked about once more: without a script, by a page that sends the same form again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MANY = 10  # rows up to which nobody is asked


def asks_first(request: HttpRequest, count: int, what: str, back: str) -> HttpResponse | None:
    """Give the page that asks whether to do `what` to so many rows; none where they are few, or the officer has said so for this number of them."""
    if count <= MANY or request.POST.get("confirmed") == str(count):
        return None
    sent = [(name, value) for name, values in request.POST.lists() if name not in {"csrfmiddlewaretoken", "confirmed"} for value in values]
    context = {"sent": sent, "count": count, "what": what, "back": back, "action": request.get_full_path()}
    return render(request, "office/confirm.html", context)
