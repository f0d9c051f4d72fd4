"""The pages of messages: what one is told and how, calendars, and the notes on a dossier."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import override as in_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.institutions.notifications.forms import AddressForm, NoteForm, ReachForm
from mingjian.institutions.notifications.models import Address
from mingjian.institutions.notifications.queries import addresses_of, feed_of, feeds_of, message_of, messages_of, note_by, notes_on, reach_of, standing_at
from mingjian.institutions.notifications.services import delivery, feeds, outbox, preferences, texts
from mingjian.institutions.notifications.services.channels import CHANNELS
from mingjian.institutions.notifications.services.channels.shapes import WHY, Channel
from mingjian.institutions.notifications.services.notes import add_note, see_mentions, unknown_names, withdraw_note
from mingjian.office.dossiers.shown import url_of
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import dossier_visible_to, require_duty
from mingjian.office.people.signin import officer_of

SHOWN = 30
TONES = {"sent": "good", "failed": "bad", "queued": "info", "sending": "info"}


def _keeps_node(officer: Officer) -> bool:
    """Return whether an officer keeps the node or watches over it, and is told of its alarms instead of deadlines."""
    return officer.duty != Officer.Duty.WORK


def _worker(request: HttpRequest) -> Officer:
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    return officer


@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """Show an officer what they are told and by which ways; administrators and the auditor are told of the node's alarms."""
    return _show(request, officer_of(request))


def _of_node(channel: Channel) -> dict[str, Any]:
    """Describe a channel: whether the node has it, and how many messages wait or were not sent: counts, and nobody's."""
    waiting, failed = standing_at(channel.name)
    return {"label": said(channel.label), "is_set": channel.is_set(), "waiting": capped(waiting), "failed": capped(failed)}


def _show(request: HttpRequest, officer: Officer, *, reach: ReachForm | None = None, address: AddressForm | None = None, new: str = "") -> HttpResponse:
    """Draw the page, with a form just refused or a calendar's address just made."""
    held = addresses_of(officer)
    context = {
        "of_node": [_of_node(one) for one in CHANNELS.values()] if officer.duty == Officer.Duty.SYSTEM else [],
        "reach": reach or ReachForm(instance=reach_of(officer, now()), auto_id="reach-%s"),
        "channels": [_channel(one, held.get(name), address) for name, one in CHANNELS.items()],
        "feeds": feeds_of(officer)[:SHOWN],
        "new_feed": request.build_absolute_uri(reverse("calendar:calendar", args=[new])) if new else "",
        "sent": [(one, said(CHANNELS[one.channel].label), TONES[one.state], said(WHY.get(one.why))) for one in messages_of(officer)[:SHOWN]],
    }
    refused = any(form is not None for form in (reach, address))
    reply = render(request, "notifications/node.html" if _keeps_node(officer) else "notifications/notifications.html", context, status=422 if refused else 200)
    reply["Cache-Control"] = "no-store"
    return reply


def _channel(channel: Channel, held: Address | None, tried: AddressForm | None) -> dict[str, Any]:
    is_tried = tried is not None and tried.channel is channel
    form = tried if is_tried else AddressForm(channel, has_one=held is not None, is_on=held is None or held.is_on)
    return {"channel": channel, "label": said(channel.label), "is_set": channel.is_set(), "held": held, "form": form, "is_tried": is_tried}


@require_POST
def keep_reach(request: HttpRequest) -> HttpResponse:
    """Keep what an officer wants to be told."""
    officer = _worker(request)
    form = ReachForm(request.POST, instance=reach_of(officer, now()), auto_id="reach-%s")
    if not form.is_valid():
        return _show(request, officer, reach=form)
    preferences.keep_reach(form.instance)
    messages.success(request, gettext("Kept."))
    return redirect("notifications:notifications")


def _channel_named(name: str) -> Channel:
    if name not in CHANNELS:
        raise NotFound("没有这个渠道。", "There is no such channel.")
    return CHANNELS[name]


@require_POST
def keep_address(request: HttpRequest, channel: str) -> HttpResponse:
    """Keep where a channel finds the officer; an empty address leaves the one that is kept."""
    officer, known = officer_of(request), _channel_named(channel)
    held = addresses_of(officer).get(channel)
    form = AddressForm(known, request.POST, has_one=held is not None)
    if not form.is_valid():
        return _show(request, officer, address=form)
    preferences.keep_address(officer, channel, form.cleaned_data, language=request.LANGUAGE_CODE, at=now())
    messages.success(request, gettext("Kept. Send a trial to see that it arrives."))
    return redirect("notifications:notifications")


@require_POST
def remove_address(request: HttpRequest, channel: str) -> HttpResponse:
    """Remove the address of a channel."""
    preferences.remove_address(officer_of(request), _channel_named(channel).name)
    messages.success(request, gettext("The address is removed."))
    return redirect("notifications:notifications")


@require_POST
def try_address(request: HttpRequest, channel: str) -> HttpResponse:
    """Write a trial into the outbox, for one channel; the next sweep sends it."""
    officer, at = officer_of(request), now()
    reach = reach_of(officer, at)
    with in_language(reach.language):
        word = texts.trial(at)
    if reach.pk is None or not outbox.write(reach, word, at=at, channel=_channel_named(channel).name):
        raise StepRefused("请先填写并开启这个渠道。", "Enter an address for this channel and switch it on first.")
    messages.success(request, gettext("A trial is in the outbox: it leaves within a minute, and its state is told below."))
    return redirect("notifications:notifications")


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a message that was not sent back into the outbox."""
    delivery.send_again(message_of(officer_of(request), pk), now())
    messages.success(request, gettext("It is in the outbox again."))
    return redirect("notifications:notifications")


@require_POST
def open_calendar(request: HttpRequest) -> HttpResponse:
    """Make a calendar's address, and show it this once."""
    officer = _worker(request)
    new = feeds.open_feed(officer, request.POST.get("name", ""), at=now())
    messages.success(request, gettext("The calendar's address is made."))
    return _show(request, officer, new=new)


@require_POST
def change_calendar(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Revoke a calendar's address, or put another in its place."""
    officer = _worker(request)
    feed = feed_of(officer, pk)
    if what == "renew":
        return _show(request, officer, new=feeds.renew_feed(feed, at=now()))
    if what != "revoke":
        raise BadInput("只能更换或者撤销。", "A calendar's address is renewed or revoked.")
    feeds.revoke_feed(feed, at=now())
    messages.success(request, gettext("The calendar's address is revoked."))
    return redirect("notifications:notifications")


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, number: str) -> HttpResponse:
    """Show the notes of the officer's department on a dossier with the officer's own, and add one."""
    officer, at = _worker(request), now()
    dossier = dossier_visible_to(officer, number)
    form = NoteForm(officer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        named = [int(pk) for pk in form.cleaned_data.get("named", [])]
        add_note(dossier, form.cleaned_data["text"], named, by=officer, at=at, is_own=form.cleaned_data["is_own"])
        if unknown := unknown_names(form.cleaned_data["text"], officer):
            messages.warning(request, gettext("No colleague is called: %s") % gettext(", ").join(unknown))
        messages.success(request, gettext("Noted. It is no step and not in the ledger."))
        return redirect("notifications:notes", dossier.number)
    found = list(notes_on(dossier, officer))
    see_mentions(dossier, officer, at)
    context = {"dossier": dossier, "notes": found, "form": form, "back": url_of(dossier)}
    reply = render(request, "notifications/notes.html", context, status=422 if form.is_bound else 200)
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a note of one's own."""
    note = note_by(_worker(request), pk)
    withdraw_note(note, at=now())
    messages.success(request, gettext("The note is withdrawn."))
    return redirect("notifications:notes", note.dossier.number)
