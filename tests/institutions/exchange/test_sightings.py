"""What a node says of a record that it holds goes back to its owner: it sees the same, it suggests a correction; and a clue that nobody sees again fades."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, localtime, make_aware, now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, VALUES, a_clue, let_on_by_hangzhou, officer_of
from institutions.exchange.peers import Fake, told
from people import browser

from mingjian.core.agreement.masks import with_masks
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.fading import HALF_LIFE
from mingjian.core.wire.envelope import record_item, said_item
from mingjian.institutions.exchange.acts import adopt_suggestion, recall_record, refuse_suggestion, report_seen, share_clue, suggest_to_owner
from mingjian.institutions.exchange.models import Copy, HeldRecord, Peer, SharedRecord
from mingjian.institutions.exchange.queries import said_of, to_decide
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.services.sightings import freshness_of_held, freshness_of_shared
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.acts.offers import acts_open

NOTE = "同一网店今日仍在销售，标题改为“快充‘专柜’”①②🏬。" + "店内另有三款。" * 200


def came(hz: Fake, client: Any) -> HeldRecord:
    """A clue of Hangzhou, here."""
    sealed = hz.record("clue", with_masks(VALUES, {"phone": {"mask_middle"}}))
    released = hz.given("clue", list(VALUES), "check_clue", now())
    items = [record_item(sealed, released), said_item("hand_over", sealed.head.id)]
    assert hz.post(client, hz.envelope(released, items, now()).data, now()).status_code == 200
    return HeldRecord.objects.get()


def say(one: Fake, client: Any, kind: str, number: str, **fields: str) -> dict[str, Any]:
    sealed, released = one.record(kind, fields, number), one.given(kind, list(fields), "check_clue", now())
    reply = one.post(client, one.envelope(released, [record_item(sealed, released)], now()).data, now())
    assert reply.status_code == 200
    return told(reply)


def seen_there(one: Fake, client: Any, record: SharedRecord, number: str = "XS2026-0000001", on: str = "", verdict: str = "seen") -> dict[str, Any]:
    return say(one, client, "sighting", number, about=record.name, verdict=verdict, seen_on=on or localdate().isoformat(), note="也看到该店")


def given_to_both(li: Any) -> SharedRecord:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    exchange(now())
    return record


# From here to the owner.


def test_what_is_seen_goes_to_the_owner_as_a_record_that_can_be_recalled(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held = came(peers["hz"], client)
    by = officer_of(held)
    made = report_seen(held, held_verdict="seen", held_seen_on=localdate().isoformat(), held_note=NOTE, by=by, at=now())
    exchange(now())
    (item,) = [one for one in peers["hz"].said("record") if one["record"]["kind"] == "sighting"]
    assert made.copies.get().state == "arrived"
    assert set(made.versions.get().values) == {"about", "verdict", "seen_on", "note"}
    assert item["record"]["id"] == made.name
    page = browser(by).get(held.get_absolute_url()).text
    assert "本节点的反馈" in page
    assert made.title in page
    recall_record(made, recall_reason="released_by_mistake", by=by, at=now())
    exchange(now())
    assert peers["hz"].said("recall")[-1]["recall"] == made.name


def test_no_telephone_goes_and_no_empty_word(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held = came(peers["hz"], client)
    by = officer_of(held)
    for note in ("店主电话 13812345678", "  ", "长" * 5001):
        with pytest.raises(BadInput):
            report_seen(held, held_verdict="seen", held_seen_on=localdate().isoformat(), held_note=note, by=by, at=now())
    with pytest.raises(BadInput):
        report_seen(held, held_verdict="perhaps", held_seen_on=localdate().isoformat(), held_note="x", by=by, at=now())
    assert not SharedRecord.objects.exists()


def test_a_correction_is_suggested_of_what_came_whole_and_of_no_person(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held = came(peers["hz"], client)
    by = officer_of(held)
    assert held.options_of("suggested_field") == {"title", "act", "platform", "shop", "content"}
    for field, value in (("phone", "13900000000"), ("title", VALUES["title"]), ("title", " "), ("shop", "电话13912345678"), ("code", "x")):
        with pytest.raises(BadInput):
            suggest_to_owner(held, suggested_field=field, suggested_value=value, by=by, at=now())
    made = suggest_to_owner(held, suggested_field="shop", suggested_value="某某旗舰店", held_note="店铺已改名", by=by, at=now())
    exchange(now())
    copy = made.copies.get()
    assert (copy.state, copy.due is not None) == ("arrived", True)  # its owner is to answer, and both ends have the day
    hz = peers["hz"]
    hz.post(client, hz.envelope(hz.following(), [said_item("hand_over_answer", made.name, did="declined", reason="not_so")], now()).data, now())
    copy.refresh_from_db()
    assert (copy.state, copy.word, str(copy.stands)) == ("declined", "not_so", "未被采纳")


# From another node to here.


def test_the_owner_tells_other_holders_the_day_and_nothing_else(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = given_to_both(li)
    Copy.objects.create(
        record=record, peer=Copy.objects.get().peer.__class__.objects.get_or_create(node="nj.example")[0], region="3201", since=now(), state="arrived"
    )
    assert seen_there(peers["hz"], client, record) is not None
    exchange(now())
    for key in ("hz", "nj"):
        assert peers[key].said("sighted") == [{**peers[key].said("sighted")[0], "sighted": record.name, "on": localdate().isoformat()}]
        assert set(peers[key].said("sighted")[0]) == {"sighted", "on", "nonce"}
    page = browser(li).get(record.get_absolute_url()).text
    assert "也看到该店" in page
    assert "本地也有同一情况" in page


def passed_on_to_nanjing(hz: Fake, client: Any) -> tuple[HeldRecord, SharedRecord]:
    """A clue of Hangzhou that this node took up and passed on to Nanjing, where it arrived."""
    held, clue, by = let_on_by_hangzhou(hz, client)
    record = share_clue(clue=clue, sharing=Sharing("nj.example", "check_clue", "320100"), by=by, at=now())
    exchange(now())
    return held, record


def test_the_day_goes_on_to_whom_it_was_passed_on_once_and_only_where_it_is_newer(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, nj = peers["hz"], peers["nj"]
    held, record = passed_on_to_nanjing(hz, client)
    today = localdate()
    for on in (today - timedelta(days=3), today, today, today - timedelta(days=9)):
        item = said_item("sighted", held.name, on=on.isoformat())
        assert hz.post(client, hz.envelope(hz.following(), [item], now()).data, now()).status_code == 200
        exchange(now())
    told_nanjing = nj.said("sighted")
    assert [(one["sighted"], one["on"]) for one in told_nanjing] == [(record.name, (today - timedelta(days=3)).isoformat()), (record.name, today.isoformat())]
    assert all(set(one) == {"sighted", "on", "nonce"} for one in told_nanjing)  # neither who saw it nor where
    recall_record(record, recall_reason="clue_was_mistaken", by=officer_of(held), at=now())
    item = said_item("sighted", held.name, on=(today + timedelta(days=1)).isoformat())
    hz.post(client, hz.envelope(hz.following(), [item], now()).data, now())
    exchange(now())
    assert len(nj.said("sighted")) == 2  # of what was recalled nothing more is said


def test_what_is_seen_behind_a_holder_goes_up_to_the_owner(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    held, record = passed_on_to_nanjing(hz, client)
    seen_there(peers["nj"], client, record)
    exchange(now())
    assert [(one["sighted"], one["on"]) for one in hz.said("sighted")] == [(held.name, localdate().isoformat())]


def test_an_owner_takes_the_day_from_its_holders_alone_and_all_others_hear_of_it(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = given_to_both(li)
    hz, nj, today = peers["hz"], peers["nj"], localdate()
    SharedRecord.objects.update(made_at=now() - timedelta(days=200))
    item = said_item("sighted", record.name, on=today.isoformat())
    refused = told(nj.post(client, nj.envelope(nj.following(), [item], now()).data, now()))
    assert "not_held" in str(refused)
    Copy.objects.create(record=record, peer=Peer.objects.get_or_create(node="nj.example")[0], region="3201", since=now(), state="arrived")
    for on in (today.isoformat(), "9999-12-31", "gestern"):
        hz.post(client, hz.envelope(hz.following(), [said_item("sighted", record.name, on=on)], now()).data, now())
    exchange(now())
    assert [one["on"] for one in nj.said("sighted")] == [today.isoformat()]
    assert hz.said("sighted") == []  # who told it knows
    record = SharedRecord.objects.get(pk=record.pk)
    assert freshness_of_shared(record, [], now()).level == "fresh"


def test_a_sighting_of_what_its_sender_does_not_hold_is_refused(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = given_to_both(li)
    seen_there(peers["nj"], client, record)
    assert not HeldRecord.objects.exists()
    seen_there(peers["hz"], client, record)
    held = HeldRecord.objects.get()
    assert (held.about, held.department) == (record.name, record.department)  # for the department that gave it
    assert list(said_of(record, "sighting")) == [held]


def test_a_doubt_and_a_day_ahead_make_nothing_fresh(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = given_to_both(li)
    SharedRecord.objects.update(made_at=now() - timedelta(days=200))
    record.refresh_from_db()
    seen_there(peers["hz"], client, record, "XS2026-0000001", verdict="doubted")
    assert freshness_of_shared(record, said_of(record, "sighting"), now()).level == "fading"
    seen_there(peers["hz"], client, record, "XS2026-0000002", on="9999-12-31")
    found = freshness_of_shared(record, said_of(record, "sighting"), now())
    assert (found.since, found.level) == (localdate(), "fresh")  # no later than it came
    seen_there(peers["hz"], client, record, "XS2026-0000003", on="坏")
    exchange(now())
    assert {one["on"] for one in peers["hz"].said("sighted")} == {localdate().isoformat()}


def test_a_suggestion_is_adopted_and_every_holder_gets_the_new_version(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record, hz = given_to_both(li), peers["hz"]
    say(hz, client, "suggestion", "XG2026-0000001", about=record.name, field="shop", suggested="某某旗舰店", note="已改名")
    held = to_decide(li).get()
    assert [act.name for act in acts_open(held, li)] == ["adopt_suggestion", "refuse_suggestion"]
    page = browser(li).get(held.get_absolute_url())
    assert "建议更正" in page.text
    assert "网店" in page.text
    adopt_suggestion(held, correction_reason="has_changed", by=li, at=now())
    exchange(now())
    assert record.versions.count() == 2
    newest = [one for one in hz.said("record") if one["record"]["id"] == record.name][-1]
    assert newest["record"]["version"] == 2
    assert hz.said("hand_over_answer")[-1]["did"] == "taken_up"
    with pytest.raises(StepRefused):
        adopt_suggestion(held, correction_reason="has_changed", by=li, at=now())


def test_a_suggestion_is_refused_for_a_reason_of_the_list(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record, hz = given_to_both(li), peers["hz"]
    say(hz, client, "suggestion", "XG2026-0000001", about=record.name, field="shop", suggested="某某旗舰店")
    refuse_suggestion(to_decide(li).get(), decline_reason="not_so", by=li, at=now())
    exchange(now())
    assert (hz.said("hand_over_answer")[-1]["did"], hz.said("hand_over_answer")[-1]["reason"]) == ("declined", "not_so")
    assert record.versions.count() == 1


def test_what_was_recalled_is_corrected_no_more_and_a_field_of_none_is_refused(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record, hz = given_to_both(li), peers["hz"]
    say(hz, client, "suggestion", "XG2026-0000001", about=record.name, field="unheard_of", suggested="x")
    with pytest.raises(BadInput):
        adopt_suggestion(to_decide(li).get(), correction_reason="was_wrong", by=li, at=now())
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=now())
    with pytest.raises(StepRefused, match="已撤回"):
        adopt_suggestion(to_decide(li).get(), correction_reason="was_wrong", by=li, at=now())


# What fades.


def test_a_clue_that_came_fades_by_half_every_ninety_days_until_it_is_seen_again(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, held = peers["hz"], came(peers["hz"], client)
    noon = make_aware(datetime.combine(localdate(), time(12)))
    weights = [round(freshness_of_held(held, noon + timedelta(days=HALF_LIFE * n)).weight, 3) for n in range(4)]
    assert weights == [1.0, 0.5, 0.25, 0.125]
    HeldRecord.objects.update(received_at=now() - timedelta(days=400))
    by = officer_of(held)
    assert "data-faded" in browser(by).get("/exchange").text
    held.refresh_from_db()
    assert freshness_of_held(held, now()).level == "faded"
    item = said_item("sighted", held.name, on=localdate().isoformat())
    assert hz.post(client, hz.envelope(hz.following(), [item], now()).data, now()).status_code == 200
    held.refresh_from_db()
    assert (freshness_of_held(held, now()).level, held.state) == ("fresh", "held")  # nothing is decided by it
    assert "data-faded" not in browser(by).get("/exchange").text
    assert "较新" in browser(by).get(held.get_absolute_url()).text


@pytest.mark.parametrize("on", ["", "坏", "9999-12-31", "2026-13-01", 5])
def test_a_day_that_cannot_be_is_refused(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, on: Any) -> None:
    hz, held = peers["hz"], came(peers["hz"], client)
    item = {**said_item("sighted", held.name, on="x"), "on": on}
    reply = hz.post(client, hz.envelope(hz.following(), [item], now()).data, now())
    assert reply.status_code == 200
    held.refresh_from_db()
    assert held.sighted_on is None
    earlier = said_item("sighted", held.name, on=(localtime(now()).date() - timedelta(days=9)).isoformat())
    hz.post(client, hz.envelope(hz.following(), [earlier], now()).data, now())
    held.refresh_from_db()
    assert held.sighted_on == localdate() - timedelta(days=9)
