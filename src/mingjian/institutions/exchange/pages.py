"""The pages of the exchange: what waits, what went and came, one record each way, giving a clue, a letter."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.agreement.release import Release
from mingjian.core.errors import MingjianError, NotFound
from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.core.wire.pieces import count_of
from mingjian.core.wire.reasons import reason_of
from mingjian.core.wire.register import Register
from mingjian.institutions.clues.queries import clue_visible_to
from mingjian.institutions.exchange import queries
from mingjian.institutions.exchange.acts import share_clue
from mingjian.institutions.exchange.forms import ShareForm
from mingjian.institutions.exchange.models import Copy, HeldRecord
from mingjian.institutions.exchange.reveal import RevealableHeld, masked_values
from mingjian.institutions.exchange.services import consents, node
from mingjian.institutions.exchange.services.corrections import corrections_of
from mingjian.institutions.exchange.services.handling_codes import handling_of
from mingjian.institutions.exchange.services.heard import is_part, said_of, why_another_day
from mingjian.institutions.exchange.services.keep_periods import keeping_there
from mingjian.institutions.exchange.services.onward import not_confirmed, onward_of
from mingjian.institutions.exchange.services.outgoing import mark_of, preview
from mingjian.institutions.exchange.services.pieces import progress
from mingjian.institutions.exchange.services.places import places_of
from mingjian.institutions.exchange.services.places import said_of as place_said
from mingjian.institutions.exchange.services.prefill import values_of
from mingjian.institutions.exchange.services.previews import clause_title, seen_by, whole_mark
from mingjian.institutions.exchange.services.sightings import freshness_of_held, freshness_of_shared
from mingjian.institutions.exchange.services.titles import field_label, in_order, node_title, title_of, value_said
from mingjian.institutions.exchange.services.trace import state_of, way_of
from mingjian.institutions.exchange.services.until import ASKING, Until, reply_of, reply_of_following, until_of
from mingjian.institutions.exchange.tables import RECORDS
from mingjian.office.files.revealable import reading_of
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.people.permissions import is_of_authority, may, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

LINES, LATEST = 50, 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the officer's department, what has not arrived and why, what went and came, and how it stands with each node."""
    officer, at = officer_of(request), now()
    if not is_of_authority(officer):
        raise NotFound("没有这个页面。", "There is no such page.")
    if request.GET.get("as"):
        shared = queries.shared_visible_to(officer).prefetch_related("copies__peer")
        if file := taken_out(request, RECORDS, [*shared, *queries.held_visible_to(officer)]):
            return file
    context: dict[str, Any] = {f"may_{power}": may(officer, f"exchange.{power}") for power in ("share", "give_up")}
    context["has_register"] = node.has_register()
    if context["has_register"]:
        context |= _agreed(node.register())
        context["members"] = [(one, said(Text(one.title["zh"], one.title["en"])), said(state_of(node.peer(one.node), at))) for one in node.others()]
    context |= {
        "waiting": [(one, title_of(one), _kind(one.kind)) for one in queries.to_decide(officer)[:LINES]],
        "late": [way_of(one) for one in queries.not_arrived(officer)[:LINES]],
        "stuck": queries.stuck(officer)[:LINES],
        "shared": [(one, _kind(one.kind), one.copies.select_related("peer")) for one in queries.shared_visible_to(officer)[:LINES]],
        "came": [(one, title_of(one), _kind(one.kind), _faded(one, at)) for one in queries.held_visible_to(officer)[:LINES]],
        "lost": queries.lost_by_restores(officer)[:LATEST],
        "rejected": [(one, said(reason_of(one.why).said)) for one in queries.rejections()[:LATEST]],
    }
    return render(request, "exchange/home.html", context)


def _agreed(register: Register) -> dict[str, Any]:
    """Return what the page says of the register in force and its sheet, which the rulebook here may lack."""
    try:
        sheet, is_signed = node.sheet_of(register)
    except NotFound as lacking:
        return {"register": register, "agreement": register.agreement, "lacking": said(lacking.text)}
    return {"register": register, "agreement": said(sheet.title), "note": said(sheet.note) if sheet.note else "", "is_signed": is_signed}


def _faded(one: HeldRecord, at: datetime) -> str:
    """Return how far a clue that came has faded, where it has, and it was not taken up yet."""
    if one.kind != "clue" or one.state != HeldRecord.State.HELD or (found := freshness_of_held(one, at)).level == "fresh":
        return ""
    return said(found.said)


def _kind(kind: str) -> str:
    return said(words.KINDS[kind]) if kind in words.KINDS else kind


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, number: str) -> HttpResponse:
    """Show who at another node will see which fields of a clue, and send it once whoever read that very list says so."""
    officer, at = officer_of(request), now()
    require(officer, "exchange.share")
    clue = clue_visible_to(officer, number)
    places = places_of(values_of(clue))
    form = ShareForm(request.POST or None, initial={"place": places[0].code if places else ""})
    context: dict[str, Any] = {"clue": clue, "dossier": clue.dossier, "form": form}
    if request.method != "POST":
        return render(request, "exchange/share.html", context)
    if not form.is_valid():
        return render(request, "exchange/share.html", context, status=422)
    try:
        sharings = form.sharings()
        shown = [(one, *preview(clue, one, at)) for one in sharings]
        mark = whole_mark(mark_of(asdict(one), rows, decided) if isinstance(decided, Release) else "" for one, rows, decided in shown)
        if mark and "send" in request.POST and request.POST.get("shown") == mark:
            with transaction.atomic():  # to all or to none
                made = [share_clue(clue=clue, sharing=one, by=officer, at=at) for one in sharings]
            messages.success(request, gettext("Sealed and queued: it goes with the next round."))
            return redirect("exchange:record", made[0].pk)
    except MingjianError as refused:
        return render(request, "exchange/share.html", {**context, "refused": said(refused.text)}, status=status_of(refused))
    context |= {"mark": mark, "is_another": bool(mark) and "send" in request.POST, "place": place_said(sharings[0].place, (), values_of(clue))}
    context["shown"] = [seen_by(one.node, rows, decided) for one, rows, decided in shown]
    return render(request, "exchange/share.html", context, status=409 if context["is_another"] else 200)


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a shared record: who holds which copy, its way there in words, its versions."""
    officer, at = officer_of(request), now()
    one = queries.shared_record(officer, pk)
    newest = one.versions.order_by("version").last()
    values = newest.values if newest else {}
    names = [name for name in in_order(values) if "~" not in name]
    held_there = one.copies.select_related("peer")
    copies = [(copy, _word(copy.word), node_title(copy.peer.node), _until_there(copy), list(onward_of(copy)), keeping_there(copy, at)) for copy in held_there]
    ways = [way_of(item) for item in queries.ways_of(one)]
    before, after = queries.anew(one)
    seen = [found for found in queries.said_of(one, "sighting") if found.values]
    context: dict[str, Any] = {
        "record": one,
        "kind": _kind(one.kind),
        "about": title_of(one.about) if one.about else "",
        "before": before,
        "after": after,
        "newest": newest,
        "fields": [(field_label(name), value_said(name, masked_values(values)[name])) for name in names],
        "sightings": [(found, value_said("verdict", found.values.get("verdict", ""))) for found in seen],
        "suggestions": queries.said_of(one, "suggestion"),
        "freshness": freshness_of_shared(one, seen, at) if one.kind == "clue" else None,
        "copies": copies,
        "ways": ways,
        "silent": queries.silent(one),
        "not_confirmed": not_confirmed(one),
        "answers": [(found, found.values.get("answer", ""), any(is_part(copy, found.name) for copy in held_there)) for found in queries.answers_to(one)],
        "consents": [(node_title(copy.peer.node), consents.said_of(copy.consents)) for copy in held_there if copy.consents],
        "heard": [(node_title(copy.peer.node), said_of(copy)) for copy in held_there if copy.heard],
        "recalled_for": _word(one.recalled_for),
        "files": queries.files_of(officer, one.name),
        "pieces": progress(one) if one.kind == "evidence" else None,
    }
    return render(request, "exchange/record.html", context)


def _until_there(copy: Copy) -> Until | None:
    """Return until when a node is to answer what arrived there and waits, or to confirm a recall."""
    if copy.state == Copy.State.RECALL_ASKED:
        return until_of(None, reply_of_following(), copy.since)
    works = copy.record.kind == "campaign" and copy.state == Copy.State.TAKEN_UP
    if (copy.state != Copy.State.ARRIVED and not works) or copy.record.kind not in ASKING:
        return None
    return until_of(copy.due, reply_of(copy), copy.since, why_another_day(copy))


def _word(word: str) -> str:
    if word in words.WORDS:
        return said(words.WORDS[word])
    return said(reason_of(word).said) if word else ""


@require_safe
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a record that came from another node."""
    officer, at = officer_of(request), now()
    one = queries.held_record(officer, pk)
    revealable = RevealableHeld(one)
    reading = reading_of(revealable, officer, at)
    values = one.values if reading else masked_values(one.values)
    reply = one.release.get("reply", "")
    context: dict[str, Any] = {
        "record": one,
        "asks": one.kind in ASKING,
        "until": until_of(one.due, reply, one.received_at),
        "letter": queries.letter_answered(officer, one),
        "freshness": freshness_of_held(one, at) if one.kind == "clue" and one.values else None,
        "title": title_of(one),
        "kind": _kind(one.kind),
        "from": node_title(one.peer.node),
        "word": _word(one.word),
        "fields": [(field_label(name), value_said(name, values[name]), "~" in name) for name in in_order(values)],
        "reading": reading,
        "reveal_at": "" if reading or revealable.is_empty or not revealable.who_may_read(officer) else revealable.path,
        "purpose": _purpose(one),
        "place": place_said(str(one.release.get("place", "")), one.release.get("papers"), one.values),
        "clauses": _clauses(one),
        "handling": said(handling_of(one.release)),
        "changes": corrections_of(one),
        "consents": consents.said_of(one.consents),
        "is_expired": one.state == HeldRecord.State.EXPIRED,
        "is_recalled": one.state == HeldRecord.State.RECALLED,
        "goes_on": one.state == HeldRecord.State.STOPPED and one.dossier is not None and not one.dossier.is_closed,
        "answers": one.answers.all(),
        "files": queries.files_of(officer, one.name),
        "record_file": (record_file := queries.record_file_of(one)),
        "pieces": count_of(record_file.size) if record_file else 0,
        "belongs_to": queries.held_called(officer, one.values.get("belongs_to", "")),
    }
    reply = render(request, "exchange/held.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


def _purpose(one: HeldRecord) -> str:
    purpose = one.release.get("purpose", "")
    return said(words.PURPOSES[purpose]) if purpose in words.PURPOSES else purpose


def _clauses(one: HeldRecord) -> list[str]:
    try:
        sheet, _ = node.sheet_of(node.register())
    except MingjianError:
        return []
    return [clause_title(sheet, name) or name for name in one.release.get("clauses", [])]


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the receipt of an envelope as a file, which `mingjian exchange verify` checks anywhere."""
    officer = officer_of(request)
    found, told = queries.receipt_visible_to(officer, pk)
    reply = HttpResponse(told, content_type="application/json")
    reply["Content-Disposition"] = f'attachment; filename="receipt-{found.sequence}.json"'
    return reply
