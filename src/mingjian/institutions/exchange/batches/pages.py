"""The page of many clues: which go to which node, what will be seen of them there, and which go by themselves."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import MingjianError
from mingjian.core.law import local_day
from mingjian.core.wire import words
from mingjian.institutions.exchange.batches.acts import share_batch
from mingjian.institutions.exchange.batches.forms import BatchForm
from mingjian.institutions.exchange.batches.services.by_place import Going, fields_of, open_clues, sort_by_node
from mingjian.institutions.exchange.services.node import register, sheet_of
from mingjian.institutions.exchange.services.previews import clause_title
from mingjian.institutions.exchange.services.titles import field_label, node_title
from mingjian.office.language import said
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

LINES = 200  # clues of a node that the page names; all are counted


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """Show the department's clues by the node of their place, and give all of one node once whoever looked at that very list says so."""
    officer, at = officer_of(request), now()
    require(officer, "exchange.share")
    form = BatchForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    try:
        if request.method != "POST" or not form.is_valid():
            register()
            return render(request, "exchange/batch.html", context)
        purpose, sheet = form.cleaned_data["purpose"], sheet_of(register())[0]
        found = sort_by_node(open_clues(officer), purpose, local_day(at))
        for node, going in found.by_node.items():
            if request.POST.get("send") == node and request.POST.get(f"shown-{node}") == _mark(going):
                count = share_batch(clues=[one.clue for one in going], node=node, purpose=purpose, by=officer, at=at)
                messages.success(request, gettext("Sealed and queued: %(count)s clues go with the next rounds.") % {"count": count})
                return redirect("exchange:home")
        context["nodes"] = [(node, node_title(node), going[:LINES], len(going), _mark(going), _fields(going, sheet)) for node, going in found.by_node.items()]
        context |= {"left": [(clue, said(why)) for clue, why in found.left[:LINES]], "left_count": len(found.left), "is_shown": True}
        context["is_another"] = "send" in request.POST
    except MingjianError as refused:
        return render(request, "exchange/batch.html", {**context, "refused": said(refused.text)}, status=status_of(refused))
    return render(request, "exchange/batch.html", context, status=409 if context["is_another"] else 200)


def _fields(going: Iterable[Going], sheet: Any) -> list[tuple[str, str, str]]:
    return [(field_label(name), said(words.RULES[rule]), clause_title(sheet, clause)) for name, rule, clause in fields_of(going)]


def _mark(going: Iterable[Going]) -> str:
    """Return the mark of what goes to a node: another clue, value, rule or purpose has another."""
    told = [[one.clue.dossier.number, one.values, one.asked, one.decided.told(), sorted(one.decided.names)] for one in going]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
