"""The pages of the exchange in both languages: who may see them, what they say, and what is refused in words."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, localtime, now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, PHONE, VALUES, a_clue, officer_of
from institutions.exchange.peers import SHEET, Fake
from people import browser

from mingjian.core.agreement.release import Party, Release, ReleaseRequest, release
from mingjian.core.errors import NotFound, StepRefused
from mingjian.core.wire.envelope import record_item, said_item
from mingjian.core.wire.receipt import Receipt
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.acts import correct_record, recall_record, share_clue, take_matter_up
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Envelope, HeldRecord, Outgoing, Peer, SharedRecord
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Entry, Officer

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
ASKED = {"node": "hz.example", "purpose": "check_clue", "place": "330106", "phone": PHONE}
RECALL = {"recall_record-key": "6", "recall_record-recall_reason": "wrong_node"}
CORRECTED = {"key": "7", "record_field": "title", "corrected_value": "x", "correction_reason": "was_wrong"}
CORRECT = {f"correct_record-{name}": value for name, value in CORRECTED.items()}


def mark_in(page: str) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


@LANGUAGES
def test_the_list_comes_before_sending_and_names_each_clause(li: Any, wire: Wire, language: str) -> None:
    clue, client = a_clue(li), browser(li, language)
    address = f"/exchange/clues/{clue.dossier.number}"
    shown = client.post(address, {**ASKED, "look": "1"}).content.decode()
    assert ("杭州将看到这些字段" if language == "zh-hans" else "hz will see these fields") in shown
    assert "138****5678" in shown
    labels = re.findall(r"<td[^>]*>(名称|平台|经营者|Title|Platform|Operator)</td>", shown)
    assert labels in (["名称", "平台", "经营者"], ["Title", "Platform", "Operator"])
    assert ("个人信息遮盖" if language == "zh-hans" else "Personal data masked") in shown
    assert Outgoing.objects.count() == 0
    sent = client.post(address, {**ASKED, "send": "1", "shown": mark_in(shown)})
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert ("尚未轮到发送" if language == "zh-hans" else "not its turn yet") in page


@LANGUAGES
def test_what_was_not_shown_does_not_go(li: Any, wire: Wire, language: str) -> None:
    clue, client = a_clue(li), browser(li, language)
    address = f"/exchange/clues/{clue.dossier.number}"
    mark = mark_in(client.post(address, {**ASKED, "look": "1"}).content.decode())
    opened = {**ASKED, "purpose": "file_case", "case_number": "沪案1号", "head": "李局长"}  # shows the whole telephone, which the list did not
    for asked, shown in ((opened, mark), ({**ASKED, "phone": "13900000000"}, mark), (ASKED, ""), (ASKED, "x")):
        reply = client.post(address, {**asked, "send": "1", "shown": shown})
        assert reply.status_code == 409
        assert ("尚未发送" if language == "zh-hans" else "Nothing was sent") in reply.content.decode()
    assert Outgoing.objects.count() == 0
    clue.platform = "乙网"  # changed since it was shown
    clue.save()
    assert client.post(address, {**ASKED, "send": "1", "shown": mark}).status_code == 409
    again = client.post(address, {**opened, "look": "1"}).content.decode()
    assert PHONE in again
    assert client.post(address, {**opened, "send": "1", "shown": mark_in(again)}).status_code == 302


def test_a_record_that_went_before_is_shown_as_it_was_sealed_and_one_recalled_is_offered_no_more(li: Any, wire: Wire) -> None:
    clue, client = a_clue(li), browser(li)
    address, at_clue = f"/exchange/clues/{clue.dossier.number}", f"/clues/{clue.dossier.number}"
    record = share_clue(clue=clue, sharing=HANGZHOU, by=li, at=now())
    correct_record(record, record_field="platform", corrected_value="丙网", correction_reason="was_wrong", by=li, at=now())
    to_nanjing = {**ASKED, "node": "nj.example", "place": "320102", "phone": "13900000000"}
    shown = client.post(address, {**to_nanjing, "look": "1"}).content.decode()
    assert "丙网" in shown
    assert "138****5678" in shown  # what is sealed, and no other number that is typed now
    assert "139****0000" not in shown
    assert "该节点已有此记录" in client.post(address, {**ASKED, "look": "1"}).content.decode()
    assert address in client.get(at_clue).content.decode()
    recall_record(record, recall_reason="wrong_node", by=li, at=now())
    assert address in client.get(at_clue).content.decode()
    again = client.post(address, {**to_nanjing, "look": "1"}).content.decode()
    sent = client.post(address, {**to_nanjing, "send": "1", "shown": mark_in(again)})
    assert f'href="{record.get_absolute_url()}"' in client.get(sent["Location"]).content.decode()
    assert f'href="{sent["Location"]}"' in client.get(record.get_absolute_url()).content.decode()
    record = SharedRecord.objects.get(recalled_at__isnull=True)
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=now())
    assert "此记录已撤回" in client.post(address, {**to_nanjing, "look": "1"}).content.decode()
    assert address not in client.get(at_clue).content.decode()


def test_what_the_agreement_does_not_give_is_refused_in_words_and_nothing_goes(li: Any, wire: Wire) -> None:
    clue, client = a_clue(li), browser(li)
    address = f"/exchange/clues/{clue.dossier.number}"
    for change, words in (({"node": "nj.example"}, "收件方不是经营者所在地的机关"), ({"place": ""}, "经营者所在地未知"), ({"place": "33"}, "六位区划代码")):
        for button in ("look", "send"):
            reply = client.post(address, {**ASKED, **change, button: "1"})
            assert words in reply.content.decode()
    assert client.post(address, {**ASKED, "node": "nobody", "send": "1"}).status_code == 422
    assert Outgoing.objects.count() == 0


def test_a_correction_offers_what_the_record_says_and_nothing_else(li: Any, wire: Wire) -> None:
    """A field that it lacks was offered, and refused once somebody had written its value."""
    client = browser(li)
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    held = set(record.versions.get().values)
    for address in (record.get_absolute_url(), f"/acts/shared_record/{record.number}/correct_record"):
        select = client.get(address).content.decode().split('name="correct_record-record_field"')[1].partition("</select>")[0]
        offered = set(re.findall(r'<option value="(\w+)"', select))
        assert offered == {name for name in held if "~" not in name}
        assert "id_number" not in offered


@LANGUAGES
def test_a_shared_record_shows_its_copies_the_way_there_and_who_is_silent(li: Any, wire: Wire, language: str) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    client = browser(li, language)
    wire.away = {"hz.example"}
    exchange(now())
    page = client.get(f"/exchange/records/{record.pk}").content.decode()
    assert ("对方未应答" if language == "zh-hans" else "does not answer") in page
    assert ("尚未到达及原因" if language == "zh-hans" else "Not arrived yet") in client.get("/exchange").content.decode()
    wire.away = set()
    Peer.objects.update(next_try_at=None)
    exchange(now())
    recall_record(record, recall_reason="wrong_node", by=li, at=now())
    exchange(now())
    page = client.get(f"/exchange/records/{record.pk}").content.decode()
    assert ("已到达：对方台账第" if language == "zh-hans" else "Arrived: entry") in page
    assert 'id="silent"' in page
    receipt = client.get(f"/exchange/envelopes/{Envelope.objects.order_by('pk')[0].pk}/receipt")
    assert Receipt.read(receipt.content).told()["from"] == "sh.example"


@LANGUAGES
def test_what_came_is_taken_up_answered_and_a_recall_decided_at_its_page(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    hz = peers["hz"]
    sealed = hz.record("clue", VALUES)
    released = hz.given("clue", [name for name in VALUES if name != "phone"], "check_clue", now())
    hz.post(client, hz.envelope(released, [record_item(sealed, released), said_item("hand_over", sealed.head.id)], now()).data, now())
    one = HeldRecord.objects.get()
    own = browser(officer_of(one), language)
    assert ("来自其他地区" if language == "zh-hans" else "From other regions") in own.get("/").content.decode()
    assert VALUES["title"] in own.get(f"/exchange/held/{one.pk}").content.decode()
    assert own.post(f"/acts/held_record/{one.pk}/decline_matter", {"decline_matter-key": "1", "decline_matter-decline_reason": "because"}).status_code == 422
    assert own.post(f"/acts/held_record/{one.pk}/take_matter_up", {"take_matter_up-key": "2"}).status_code == 302
    assert own.post(f"/acts/held_record/{one.pk}/take_matter_up", {"take_matter_up-key": "3"}).status_code == 409
    hz.post(client, hz.envelope(hz.following(), [said_item("recall", sealed.head.id, do="erase", reason="wrong_node")], now()).data, now())
    assert ("已被撤回，待答复" if language == "zh-hans" else "Recalled: to be answered") in own.get("/").content.decode()
    assert own.post(f"/acts/held_record/{one.pk}/answer_recall", {"answer_recall-key": "4", "answer_recall-recall_answer": "kept"}).status_code == 422
    assert own.post(f"/acts/held_record/{one.pk}/answer_recall", {"answer_recall-key": "5", "answer_recall-recall_answer": "stopped"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.values) == ("stopped", {})
    page = own.get(f"/exchange/held/{one.pk}").content.decode()  # the clue that was made of it still says what it said
    assert one.dossier is not None
    assert one.dossier.number in page.partition('id="goes-on"')[2].partition("</p>")[0]


def test_nobody_sees_or_does_what_is_another_departments(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    exchange(now())
    envelope = Envelope.objects.get()
    for name in ("zhao", "zhou", "clerk", "auditor", "system"):
        other = browser(Officer.objects.get(username=name))
        assert other.get(f"/exchange/records/{record.pk}").status_code == 404
        assert other.get(f"/exchange/envelopes/{envelope.pk}/receipt").status_code == 404
        assert other.post(f"/acts/shared_record/{record.pk}/recall_record", RECALL).status_code == 404
        assert other.post(f"/acts/shared_record/{record.pk}/correct_record", CORRECT).status_code == 404
        assert other.get(f"/exchange/clues/{record.dossier.number}").status_code in (403, 404)
    superior = browser(Officer.objects.get(username="sun"))
    assert superior.get(f"/exchange/records/{record.pk}").status_code == 200
    assert superior.post(f"/acts/shared_record/{record.pk}/recall_record", RECALL).status_code == 403  # it sees the record, which is another's to recall
    for name in ("clerk", "auditor"):
        assert browser(Officer.objects.get(username=name)).get("/exchange").status_code == 404
    record.refresh_from_db()
    assert record.recalled_at is None
    assert Client().get("/exchange").status_code == 302


def test_hostile_texts_of_another_node_are_shown_as_texts(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    sealed = hz.record("clue", {"title": "<script>alert(1)</script>\u202e反", "content": "{{ 7 * 7 }}"})
    released = hz.given("clue", ["title", "content"], "check_clue", now())
    hz.post(client, hz.envelope(released, [record_item(sealed, released), said_item("hand_over", sealed.head.id)], now()).data, now())
    one = HeldRecord.objects.get()
    own = browser(officer_of(one))
    for address in ("/exchange", f"/exchange/held/{one.pk}", "/"):
        page = own.get(address).content.decode()
        assert "<script>alert" not in page
        assert "\u202e" not in page
    take_matter_up(one, by=officer_of(one), at=now())


def test_a_node_without_a_register_says_so(db: None) -> None:
    from people import people

    page = browser(people("li")["li"]).get("/exchange")
    assert page.status_code == 200
    assert "尚未采用成员名册" in page.content.decode()
    assert SharedRecord.objects.count() == 0


def test_a_number_that_came_whole_is_masked_until_an_officer_says_why(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    sealed = hz.record("clue", VALUES)
    asked = ReleaseRequest("clue", tuple(VALUES), "file_case", hz.party, Party("sh.example", "31"), localdate(), "310101", frozenset({"case_number", "head"}))
    released = release(SHEET, asked, is_signed=True)
    assert isinstance(released, Release)
    hz.post(client, hz.envelope(released, [record_item(sealed, released), said_item("hand_over", sealed.head.id)], now()).data, now())
    one = HeldRecord.objects.get()
    assert one.values["phone"] == PHONE
    own, address = browser(officer_of(one)), f"/exchange/held/{one.pk}"
    assert PHONE not in own.get(address).content.decode()
    assert own.post(f"/reveal/held/{one.pk}", {"purpose": "", "ground": ""}).status_code == 422
    assert own.post(f"/reveal/held/{one.pk}", {"purpose": "核查线索", "ground": "行政处罚程序规定"}).status_code == 302
    assert PHONE in own.get(address).content.decode()
    assert Entry.objects.filter(kind="revealed").count() == 1
    stranger = browser(Officer.objects.exclude(department=one.department).filter(duty="work").exclude(username="sun")[0])
    assert stranger.post(f"/reveal/held/{one.pk}", {"purpose": "x", "ground": "y"}).status_code == 404


@LANGUAGES
def test_home_tells_what_other_nodes_said_of_ours_and_corrected_of_theirs(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    hz, record, reader = peers["hz"], share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now()), browser(li, language)
    exchange(now())
    heading = "其他地区的答复" if language == "zh-hans" else "Other regions have said"
    assert heading not in reader.get("/").content.decode()
    said = hz.envelope(hz.following(), [said_item("hand_over_answer", record.name, did="declined", reason="not_our_place")], now())
    assert hz.post(client, said.data, now()).status_code == 200
    page = reader.get("/").content.decode()
    assert heading in page
    assert f'href="{record.get_absolute_url()}"' in page
    assert ("对方不予接收" if language == "zh-hans" else "Declined there") in page
    released, values = hz.given("clue", ["title"], "check_clue", now()), {"title": "某店涉嫌售假"}
    first = hz.record("clue", values)
    second = hz.record("clue", {"title": "某店涉嫌无证"}, version=2, before=first.head.fields)
    for released_by, one in ((released, first), (hz.following(["title"]), second)):
        assert hz.post(client, hz.envelope(released_by, [record_item(one, released_by)], now()).data, now()).status_code == 200
    HeldRecord.objects.update(department=li.department)
    page = reader.get("/").content.decode()
    assert "某店涉嫌无证" in page
    assert ("提供方已更正" if language == "zh-hans" else "Corrected by its owner") in page


@LANGUAGES
def test_home_tells_what_waits_at_which_node_and_since_when(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    heading = "在其他地区待办" if language == "zh-hans" else "Waits at other regions"
    reader = browser(li, language)
    assert heading not in reader.get("/").content.decode()
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    letter = ask_for_assistance(to_node="nj.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    exchange(now())
    told = reader.get("/").content.decode().partition(heading)[2].partition("</section>")[0]
    for one in (record, letter):
        assert f'href="{one.get_absolute_url()}"' in told
    for words in ("hz.example", "nj.example", f"自 {localtime():%m-%d} 起" if language == "zh-hans" else f"since {localtime():%m-%d}"):
        assert words in told
    said = peers["hz"].envelope(peers["hz"].following(), [said_item("hand_over_answer", record.name, did="declined", reason="not_our_place")], now())
    peers["hz"].post(client, said.data, now())
    told = reader.get("/").content.decode().partition(heading)[2].partition("</section>")[0]
    assert f'href="{record.get_absolute_url()}"' not in told
    assert f'href="{letter.get_absolute_url()}"' in told


@LANGUAGES
def test_a_node_that_was_stopped_is_offered_nothing_and_home_says_what_to_do(li: Any, wire: Wire, language: str) -> None:
    clue, reader = a_clue(li), browser(li, language)
    heading = "已停止数据交换" if language == "zh-hans" else "Exchange stopped"
    assert heading not in reader.get("/").content.decode()
    record = share_clue(clue=clue, sharing=HANGZHOU, by=li, at=now())
    Peer.objects.update(stopped_for="sequence_forks")
    told = reader.get("/").content.decode().partition(heading)[2].partition("</ul>")[0]
    assert ("请两地管理员当面核对" if language == "zh-hans" else "have the administrators compare") in told
    assert "line__sub--whole" in told  # what to do is not cut off
    assert heading not in browser(Officer.objects.get(username="auditor"), language).get("/", follow=True).content.decode()
    for address in ("/exchange/letters/new", f"/exchange/clues/{clue.dossier.number}"):
        offered = re.findall(r'type="checkbox" name="node" value="(\w+\.example)"', reader.get(address).content.decode())
        assert offered == ["nj.example"]
    with pytest.raises(StepRefused):  # by the API, or a page that stood open
        ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    with pytest.raises(StepRefused):
        share_clue(clue=register(Intake("report", "销售无证产品", content="另一件"), by=li, at=now()), sharing=HANGZHOU, by=li, at=now())
    assert SharedRecord.objects.get() == record


@LANGUAGES
def test_only_a_clue_is_said_to_wait_for_being_taken_up(li: Any, wire: Wire, language: str) -> None:
    letter = ask_for_assistance(to_node="nj.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    exchange(now())
    page = browser(li, language).get(letter.get_absolute_url()).content.decode()
    assert ("已到达，尚未答复" if language == "zh-hans" else "Arrived, not answered yet") in page


@LANGUAGES
def test_a_node_whose_rulebook_lacks_the_sheet_says_so(li: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setattr(node, "agreement_known", lacking)
    reply = browser(li, language).get("/exchange")
    assert reply.status_code == 200
    assert ("在此之前不发送" if language == "zh-hans" else "Until it has it, nothing goes") in reply.content.decode()


def lacking(*asked: Any) -> Any:
    raise NotFound("规则库没有这份协议。", "The rulebook has no such agreement.")
