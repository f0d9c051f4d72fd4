"""A correction, a recall and the end of a keep period go on to what was passed on, and come back as what became of it there."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, MORNING, PHONE, VALUES, a_clue, let_on_by_hangzhou, officer_of
from institutions.exchange.peers import Fake
from people import browser

from mingjian.core.agreement.masks import with_masks
from mingjian.core.errors import MingjianError, StepRefused
from mingjian.core.wire.envelope import record_item, said_item
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.acts import adopt_correction, answer_recall, recall_record, share_clue
from mingjian.institutions.exchange.models import AdoptedRegister, Copy, HeldRecord, Outgoing, SharedRecord
from mingjian.institutions.exchange.services.endings import called_for
from mingjian.institutions.exchange.services.keep_periods import keeping_there
from mingjian.institutions.exchange.services.onward import not_confirmed
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.sweeps import exchange, keep_periods
from mingjian.office.audit.run import audit
from mingjian.office.models import Entry
from mingjian.office.record.seals import seal_rows

NANJING = Sharing("nj.example", "check_clue", "320102", PHONE)
LONG = "情况说明更正：" + "该店于十一月更名，原页面已下架；" * 60 + "Ⅷ\u200f①🧾 tea & <b>"


def say(hz: Fake, client: Any, kind: str, name: str, **told: str) -> None:
    assert hz.post(client, hz.envelope(hz.following(), [said_item(kind, name, **told)], now()).data, now()).status_code == 200


def correct(hz: Fake, client: Any, held: HeldRecord, **changed: str) -> HeldRecord:
    """Let Hangzhou correct its record."""
    values = {name.partition("~")[0]: value for name, value in held.values.items()} | {"phone": VALUES["phone"]} | changed
    sealed = hz.record("clue", with_masks(values, {"phone": {"mask_middle"}}), version=held.version + 1, before=held.fields)
    fields = [name for name in values if name != "phone"]
    reply = hz.post(client, hz.envelope(hz.following(fields), [record_item(sealed, hz.following(fields))], now()).data, now())
    assert reply.status_code == 200
    return HeldRecord.objects.get(pk=held.pk)


def passed_on(hz: Fake, client: Any) -> tuple[HeldRecord, Clue, Any, SharedRecord]:
    held, clue, by = let_on_by_hangzhou(hz, client)
    record = share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    exchange(now())
    return HeldRecord.objects.get(pk=held.pk), clue, by, record


def states_told(hz: Fake) -> list[str]:
    return [item.get("state", "") for item in hz.said("passed_on")]


@pytest.mark.parametrize(("did", "ground", "state"), [("erased", "", "erased"), ("stopped", "", "stopped"), ("kept", "evidence_in_case", "kept")])
def test_a_recall_goes_on_to_the_node_behind_and_its_answer_comes_back(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, did: str, ground: str, state: str
) -> None:
    """The copy that was passed on lived on."""
    hz, nj = peers["hz"], peers["nj"]
    held, _, _, record = passed_on(hz, client)
    say(hz, client, "recall", held.name, do="erase", reason="clue_was_mistaken")
    exchange(now())
    (asked,) = nj.said("recall")
    assert (asked["recall"], asked["reason"]) == (record.name, "clue_was_mistaken")
    record.refresh_from_db()
    assert (record.state, record.recalled_for) == ("recalled", "clue_was_mistaken")
    say(nj, client, "recall_answer", record.name, did=did, **({"ground": ground} if ground else {}))
    exchange(now())
    assert states_told(hz) == ["", "recall_asked", state]
    assert hz.said("passed_on")[-1].get("ground", "") == ground
    entry = Entry.objects.get(kind="record_recalled")
    assert entry.officer is None  # the node's own deed: nobody of it decided
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def test_a_recall_goes_on_at_any_depth_and_what_is_said_behind_comes_to_its_owner(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, nj = peers["hz"], peers["nj"]
    held, _, _, record = passed_on(hz, client)
    further = {"to": "wx.example", "number": "nj.example/clue/C2026-0000003", "on": localdate().isoformat()}
    say(nj, client, "passed_on", record.name, **further)
    say(hz, client, "recall", held.name, do="erase", reason="wrong_node")
    for state in ("recall_asked", "erased"):
        say(nj, client, "passed_on", record.name, **further, state=state)
    exchange(now())
    told = [(item["to"], item.get("state", "")) for item in hz.said("passed_on") if item["to"] == "wx.example"]
    assert told == [("wx.example", ""), ("wx.example", "recall_asked"), ("wx.example", "erased")]


def test_an_owner_names_who_was_asked_and_stays_silent_until_it_is_confirmed(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    word = {"to": "nj.example", "number": "hz.example/clue/C2026-0000044", "on": "2026-12-02"}
    say(hz, client, "passed_on", record.name, **word)
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=MORNING)
    page = browser(li, "en")
    said = {"": "not reached by the recall", "recall_asked": "asked back, not confirmed yet", "kept": "kept there"}
    for state, words in said.items():
        more = {"ground": "evidence_in_case"} if state == "kept" else {}
        say(hz, client, "passed_on", record.name, **word, **({"state": state} if state else {}), **more)
        told = page.get(record.get_absolute_url()).content.decode()
        assert words in told
        assert ('id="not-reached"' in told) is (state != "kept")
    assert not_confirmed(SharedRecord.objects.get()) == []


@pytest.mark.parametrize(
    "wrong",
    [{"state": "gone"}, {"state": "kept", "ground": "because"}, {"ground": "evidence_in_case"}, {"version": "２"}, {"version": "1" * 11}],
)
def test_a_state_that_is_not_of_the_list_is_not_kept(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, wrong: dict[str, str]) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    say(peers["hz"], client, "passed_on", record.name, to="nj.example", number="1", on="2026-12-02", **wrong)
    assert Copy.objects.get().passed_on == []


def test_what_was_not_packed_yet_for_the_node_behind_does_not_leave(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, nj = peers["hz"], peers["nj"]
    held, clue, by = let_on_by_hangzhou(hz, client)
    share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    say(hz, client, "recall", held.name, do="erase", reason="released_by_mistake")
    exchange(now())
    assert nj.taken == []
    assert states_told(hz) == ["", "not_sent"]


def test_a_correction_goes_on_as_far_as_the_copy_says_what_was_corrected(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, nj = peers["hz"], peers["nj"]
    held, _, _, record = passed_on(hz, client)
    held = correct(hz, client, held, shop="某店（更名）", content="详情已核实", title="另一题目")
    exchange(now())
    line = nj.said("record")[-1]
    assert line["record"]["version"] == 2
    newest = record.versions.order_by("version").last()
    assert newest is not None
    assert (newest.values["shop"], newest.values["title"], newest.follows, newest.reason) == ("某店（更名）", "另一题目", 2, "owner_corrected")
    assert newest.values["content"].startswith("详情已核实\n来自")  # what this node wrote behind it stays
    assert newest.values["phone~mask_middle"] == "138****5678"
    exchange(now())
    assert hz.said("passed_on")[-1]["version"] == "2"
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def test_what_this_node_found_out_itself_is_not_overwritten_where_it_was_passed_on(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, nj = peers["hz"], peers["nj"]
    _, clue, by = let_on_by_hangzhou(hz, client)
    Clue.objects.filter(pk=clue.pk).update(shop_name="本局查明的店名")
    clue.refresh_from_db()
    share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    exchange(now())
    correct(hz, client, HeldRecord.objects.get(), shop="某店（更名）")
    exchange(now())
    assert len(nj.said("record")) == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_clue_shows_the_correction_until_an_officer_adopts_it(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    """The local clue kept the old text, and nobody saw that it was corrected."""
    held, clue, by = let_on_by_hangzhou(peers["hz"], client)
    Clue.objects.filter(pk=clue.pk).update(platform="本局查明的平台")
    held = correct(peers["hz"], client, held, shop="某店（更名）", platform="乙网", content=LONG)
    reader = browser(by, language)
    for address in (held.get_absolute_url(), clue.get_absolute_url()):
        page = reader.get(address).content.decode()
        assert "<ins>某店（更名）</ins>" in page, address
        assert f"/acts/held_record/{held.pk}/adopt_correction" in page or "adopt_correction" in page
    assert ("尚未采用" if language == "zh-hans" else "not adopted yet") in page  # said before each step, too
    assert held.get_absolute_url() in reader.get("/").content.decode()  # waits for whoever works here
    adopt_correction(held, by=by, at=now())
    clue = Clue.objects.get(pk=clue.pk)
    assert (clue.shop_name, clue.platform) == ("某店（更名）", "本局查明的平台")
    assert "平台应为“乙网”（原为“甲网”）" in clue.content
    assert clue.content.startswith(LONG[:200])
    page = reader.get(clue.get_absolute_url()).content.decode()
    assert "<ins>" not in page
    with pytest.raises(StepRefused, match="没有待采用的更正"):
        adopt_correction(HeldRecord.objects.get(), by=by, at=now())
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def test_a_value_that_is_corrected_back_leaves_nothing_to_adopt(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, _, _ = let_on_by_hangzhou(peers["hz"], client)
    held = correct(peers["hz"], client, held, shop="某店（更名）")
    assert held.before == {"shop": "某店"}
    held = correct(peers["hz"], client, held, shop="某店")
    assert (held.before, held.is_correction_open) == ({}, False)


def test_a_clue_whose_ground_was_recalled_says_so_before_each_step_and_is_to_be_voided(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, clue, by = let_on_by_hangzhou(peers["hz"], client)
    say(peers["hz"], client, "recall", held.name, do="erase", reason="clue_was_mistaken")
    assert "已撤回本线索所依据的记录，尚未答复" in browser(by).get(clue.get_absolute_url()).content.decode()
    assert called_for(clue.dossier) == {}
    answer_recall(HeldRecord.objects.get(), recall_answer="stopped", by=by, at=now())
    called = called_for(clue.dossier)
    assert set(called) == {"void"}
    assert "线索有误" in called["void"]["reason"]


# Keep periods, the end of the agreement, a member that left.


def held_of_hangzhou(hz: Fake, client: Any, kind: str = "clue") -> HeldRecord:
    values = VALUES if kind == "clue" else {"letter": "sh.example/assistance/X1", "answer": "查无此人"}
    sealed = hz.record(kind, with_masks(values, {"phone": {"mask_middle"}}) if kind == "clue" else values, f"{kind[0].upper()}2026-0000077")
    released = hz.given(kind, list(values), "check_clue" if kind == "clue" else "assistance", now())
    assert hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now()).status_code == 200
    return HeldRecord.objects.get(kind=kind)


def test_what_nobody_works_with_is_erased_on_the_day_after_its_keep_period(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    """The period was shown and nothing ended it."""
    held = held_of_hangzhou(peers["hz"], client)
    last = held.keep_until
    assert last is not None
    assert (last.year - localdate().year, last.month) == (1, localdate().month)
    HeldRecord.objects.update(keep_until=localdate())
    assert keep_periods(now()) is None
    HeldRecord.objects.update(keep_until=localdate() - timedelta(days=1))
    assert keep_periods(now()) is not None
    held.refresh_from_db()
    assert (held.state, held.values, held.word) == ("erased", {}, "keep_ended")
    exchange(now())
    (item,) = peers["hz"].said("keep_ended")
    assert (item["keep_ended"], item["did"]) == (held.name, "erased")
    assert "保存期已满" in browser(officer_of(held)).get(held.get_absolute_url()).content.decode()
    assert keep_periods(now()) is None
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


@pytest.mark.parametrize(("answer", "ground"), [("stopped", ""), ("kept", "statutory_retention")])
def test_what_work_rests_on_waits_for_an_officer_and_what_was_passed_on_of_it_is_recalled(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, answer: str, ground: str
) -> None:
    held, clue, by, _ = passed_on(peers["hz"], client)
    HeldRecord.objects.update(keep_until=localdate() - timedelta(days=1))
    keep_periods(now())
    exchange(now())
    held.refresh_from_db()
    assert (held.state, bool(held.values)) == ("expired", True)
    assert [item["reason"] for item in peers["nj"].said("recall")] == ["keep_ended"]
    assert states_told(peers["hz"]) == ["", "recall_asked"]
    with pytest.raises(StepRefused):
        share_clue(clue=clue, sharing=Sharing("hz.example", "check_clue", "330106", PHONE), by=by, at=now())
    page = browser(by)
    assert held.get_absolute_url() in page.get("/").content.decode()
    assert 'id="expired"' in page.get(held.get_absolute_url()).content.decode()
    answer_recall(held, recall_answer=answer, keep_ground=ground, by=by, at=now())
    exchange(now())
    (item,) = peers["hz"].said("keep_ended")
    assert (item["did"], item.get("ground", "")) == (answer, ground)
    assert called_for(clue.dossier) == {}  # nothing was wrong with it


def test_an_answer_is_never_erased_unasked(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held = held_of_hangzhou(peers["hz"], client, "answer")
    HeldRecord.objects.update(keep_until=localdate() - timedelta(days=1))
    keep_periods(now())
    held.refresh_from_db()
    assert (held.state, held.values["answer"]) == ("expired", "查无此人")


@pytest.mark.parametrize(("did", "ground", "words"), [("erased", "", "对方已删除"), ("kept", "statutory_retention", "法定保存期未满")])
def test_the_owner_reads_that_a_keep_period_ended_there_and_asks_nothing_more_of_what_is_gone(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, did: str, ground: str, words: str
) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    exchange(now())
    copy = record.copies.get()
    kept = keeping_there(copy, now())
    assert kept.text is not None
    assert f"保存期至 {localdate().year + 1}" in kept.text.zh
    late = keeping_there(copy, now() + timedelta(days=400))
    assert late.text is not None
    assert (late.is_over, "未确认" in late.text.zh) == (True, True)
    say(peers["hz"], client, "keep_ended", record.name, did=did, **({"ground": ground} if ground else {}))
    assert words in browser(li).get(record.get_absolute_url()).content.decode()
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=now())
    assert Outgoing.objects.filter(kind="recall").exists() is (did == "kept")


def test_a_recall_that_meets_what_was_erased_meanwhile_is_answered(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held = held_of_hangzhou(peers["hz"], client)
    HeldRecord.objects.update(keep_until=localdate() - timedelta(days=1))
    keep_periods(now())
    say(peers["hz"], client, "recall", held.name, do="erase", reason="clue_was_mistaken")
    exchange(now())
    assert [item["did"] for item in peers["hz"].said("recall_answer")] == ["erased"]


def test_the_end_of_the_agreement_ends_what_was_given_under_it(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, _, _ = let_on_by_hangzhou(peers["hz"], client)
    after = now().replace(year=2031, month=1, day=2)
    HeldRecord.objects.update(keep_until=None)
    assert keep_periods(now()) is None
    assert keep_periods(after) is not None
    held.refresh_from_db()
    assert (held.state, held.word) == ("expired", "agreement_ended")


def test_what_a_node_gave_that_is_a_member_no_more_ends_and_its_copies_are_named_as_out_of_reach(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    exchange(now())
    held = held_of_hangzhou(peers["hz"], client)
    from mingjian.institutions.exchange.services import node

    register = node.register()
    monkeypatch.setattr(node, "register", lambda: _without(register, "hz.example"))
    assert keep_periods(now()) is not None
    held.refresh_from_db()
    assert (held.state, held.values, held.word) == ("erased", {}, "member_left")
    told = keeping_there(record.copies.get(), now()).text
    assert told is not None
    assert "不是协议成员" in told.zh
    assert AdoptedRegister.objects.count() == 1


def _without(register: Any, gone: str) -> Any:
    from dataclasses import replace

    return replace(register, members={name: one for name, one in register.members.items() if name != gone})


def test_a_node_that_lacks_the_sheet_ends_nothing_but_what_its_own_day_ends(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, monkeypatch: Any) -> None:
    held_of_hangzhou(peers["hz"], client)
    from mingjian.institutions.exchange.services import node

    def lacks(_: Any) -> Any:
        raise MingjianError("缺", "It lacks the sheet.")

    monkeypatch.setattr(node, "sheet_of", lacks)
    assert keep_periods(now().replace(year=2031, month=1, day=2)) is not None  # by its keep period
    assert HeldRecord.objects.get().word == "keep_ended"
