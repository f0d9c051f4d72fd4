"""Many clues go to the nodes of their operators' places in one act, each a record of its own; what cannot go so stays with the reason."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU
from institutions.exchange.peers import Fake
from people import browser

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.law import local_day
from mingjian.core.wire.envelope import record_item, said_item
from mingjian.core.wire.sealed_record import read_line
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.exchange.acts import recall_record, share_clue
from mingjian.institutions.exchange.batches.acts import recall_batch, share_batch
from mingjian.institutions.exchange.batches.services.by_place import open_clues, sort_by_node
from mingjian.institutions.exchange.models import Arrival, Copy, Envelope, HeldRecord, SharedRecord
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.audit.run import audit
from mingjian.office.models import Entry, Officer
from mingjian.office.record.seals import seal_rows

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
PLACES = {"hz": "杭州市西湖区文三路一号", "nj": "南京市玄武区珠江路二号", "here": "上海市黄浦区南京东路三号", "nowhere": ""}


def clues(li: Any, count: int, place: str = "hz", **more: str) -> list[Clue]:
    found = []
    for number in range(count):
        told = {"platform": "甲网", "shop_name": f"某店{number}（№5，①②③ 🏬）", "operator_name": "某公司", "operator_address": PLACES[place], **more}
        content = "张三丰（13700001111）反映：" + "无认证。" * 100
        found.append(register(Intake("report", "销售无证产品", content=content, reporter=Reported("张三丰", "13700001111"), **told), by=li, at=now()))
    return found


def test_a_hundred_and_fifty_clues_go_to_two_regions_and_the_rest_stays_with_the_reason(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    for place, count in (("hz", 90), ("nj", 60), ("here", 2), ("nowhere", 3)):
        clues(li, count, place)
    found = sort_by_node(open_clues(li), "check_clue", local_day(now()))
    assert {node: len(going) for node, going in found.by_node.items()} == {"hz.example": 90, "nj.example": 60}
    assert [why.zh[:6] for _, why in found.left] == ["经营者在本地"] * 2 + ["线索没有写明"] * 3
    for node, going in found.by_node.items():
        assert share_batch(clues=[one.clue for one in going], node=node, purpose="check_clue", by=li, at=now()) == len(going)
    exchange(now())
    assert Copy.objects.filter(state="arrived").count() == 150
    assert Envelope.objects.count() == 2
    hz = peers["hz"]
    (word,) = hz.said("hand_over")
    assert len(hz.said("record")) == len({word["hand_over"], *word["others"]}) == 90
    values = [read_line(one).values for one in hz.said("record")]
    assert not any("张三丰" in str(one) or "13700001111" in str(one) or "文三路" in str(one) for one in values)
    assert Entry.objects.filter(kind="records_released").count() == 2
    assert open_clues(li) == [clue for clue, _ in found.left]
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def test_each_is_corrected_and_recalled_like_one_that_was_given_alone(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    each = clues(li, 3)
    share_batch(clues=each, node="hz.example", purpose="check_clue", by=li, at=now())
    exchange(now())
    record = SharedRecord.objects.get(dossier=each[1].dossier)
    recall_record(record, recall_reason="wrong_node", by=li, at=now())
    exchange(now())
    assert [one["recall"] for one in peers["hz"].said("recall")] == [record.name]
    with pytest.raises(StepRefused, match="1 条线索"):
        share_batch(clues=each[1:2], node="hz.example", purpose="check_clue", by=li, at=now())


def test_a_batch_is_recalled_in_one_act_by_a_head_who_knows_how_many_it_is(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    head = Officer(username="head_of_it", name_zh="负责人", name_en="head", department=li.department, duty="work", roles=["officer", "head"])
    head.save()
    alone = share_clue(clue=clues(li, 1)[0], sharing=HANGZHOU, by=li, at=now())
    share_batch(clues=clues(li, 60), node="hz.example", purpose="check_clue", by=li, at=now())
    exchange(now())
    share_batch(clues=clues(li, 3), node="hz.example", purpose="check_clue", by=li, at=now())  # another batch
    mine = list(SharedRecord.objects.exclude(pk=alone.pk).order_by("pk"))
    record = mine[0]
    assert record.of_its_batch().count() == 60
    recall_record(mine[5], recall_reason="clue_was_mistaken", by=li, at=now())  # one of them went before
    with pytest.raises(NotPermitted):
        recall_batch(record, recall_reason="released_by_mistake", recall_count="59", by=li, at=now())
    for wrong in ("60", "", "五十九", "-59", "59.0", "9" * 30):
        with pytest.raises(BadInput, match=r"59|应撤回条数"):
            recall_batch(record, recall_reason="released_by_mistake", recall_count=wrong, by=head, at=now())
    assert SharedRecord.objects.filter(recalled_at__isnull=False).count() == 1
    with CaptureQueriesContext(connection) as asked:
        recall_batch(record, recall_reason="released_by_mistake", recall_count="59", by=head, at=now())
    assert len(asked) < 59 * 2 + 60  # one for each row that changes, and few for all
    exchange(now())
    assert {one["recall"] for one in peers["hz"].said("recall")} == {one.name for one in mine[:60]}
    assert {one["reason"] for one in peers["hz"].said("recall")} == {"clue_was_mistaken", "released_by_mistake"}
    assert Copy.objects.filter(state="recall_asked").count() == 60
    stands = SharedRecord.objects.filter(recalled_at__isnull=True)
    assert set(stands) == {alone, *mine[60:]}
    with pytest.raises(StepRefused, match="没有同批"):
        recall_batch(alone, recall_reason="released_by_mistake", recall_count="1", by=head, at=now())
    seal_rows(now())
    assert [one for one in audit().found if "shared_record" in one.about or "clue" in one.about] == []
    (told,) = Entry.objects.filter(kind="records_recalled")
    assert json.loads(told.body)["count"] == 58  # the one by which it was done stands in its own entry


def test_what_of_a_batch_was_not_packed_does_not_leave_when_it_is_recalled(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    head = Officer(username="head_of_it", name_zh="负责人", name_en="head", department=li.department, duty="work", roles=["officer", "head"])
    head.save()
    share_batch(clues=clues(li, 12), node="hz.example", purpose="check_clue", by=li, at=now())
    recall_batch(SharedRecord.objects.order_by("pk")[3], recall_reason="wrong_node", recall_count="12", by=head, at=now())
    exchange(now())
    assert peers["hz"].said("record") == peers["hz"].said("recall") == []
    assert set(Copy.objects.values_list("state", "word")) == {("refused", "recalled_before")}


def test_what_went_before_or_is_of_others_does_not_go_in_a_batch(li: Any, wire: Wire) -> None:
    first, second = clues(li, 2)
    share_clue(clue=first, sharing=HANGZHOU, by=li, at=now())
    assert open_clues(li) == [second]
    with pytest.raises(StepRefused):
        share_batch(clues=[first, second], node="hz.example", purpose="check_clue", by=li, at=now())
    with pytest.raises(NotPermitted):
        share_batch(clues=[second], node="hz.example", purpose="check_clue", by=Officer.objects.get(username="sun"), at=now())
    assert SharedRecord.objects.count() == 1


@LANGUAGES
def test_the_page_shows_the_lists_and_sends_what_was_shown(li: Any, wire: Wire, language: str) -> None:
    clues(li, 3)
    clues(li, 2, "nj")
    page = browser(li, language)
    assert "/exchange/batch" in page.get("/exchange").content.decode()
    shown = page.post("/exchange/batch", {"purpose": "check_clue", "look": "1"}).content.decode()
    marks = dict(re.findall(r'name="shown-([\w.]+)" value="(\w+)"', shown))
    assert set(marks) == {"hz.example", "nj.example"}
    assert not SharedRecord.objects.exists()
    told = {"purpose": "check_clue", "send": "hz.example", "shown-hz.example": marks["hz.example"]}
    assert page.post("/exchange/batch", {**told, "shown-hz.example": "x"}).status_code == 409
    Clue.objects.filter(shop_name__startswith="某店0").update(shop_name="另一家")
    assert page.post("/exchange/batch", told).status_code == 409
    shown = page.post("/exchange/batch", {"purpose": "check_clue", "look": "1"}).content.decode()
    told["shown-hz.example"] = dict(re.findall(r'name="shown-([\w.]+)" value="(\w+)"', shown))["hz.example"]
    assert page.post("/exchange/batch", told).status_code == 302
    assert SharedRecord.objects.count() == 3


def test_many_are_given_and_taken_with_few_questions(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    counts = []
    for many in (3, 60):
        each = clues(li, many)
        with CaptureQueriesContext(connection) as asked:
            share_batch(clues=each, node="hz.example", purpose="check_clue", by=li, at=now())
            exchange(now())
        counts.append(len(asked))
    assert counts[1] - counts[0] <= 6, counts


def test_one_word_hands_many_over_and_leaves_out_what_is_gone(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    fields = {"title": "某店涉嫌售假", "shop": "某店"}
    released = hz.given("clue", list(fields), "check_clue", now())
    sealed = [hz.record("clue", fields, f"C2026-{n:07d}") for n in range(5)]
    first, *others = (one.head.id for one in sealed)
    good = said_item("hand_over", first, others=[*others, "hz.example/clue/C2026-0000099"])
    bad = [
        said_item("hand_over", first, others=["nj.example/clue/C1"]),
        said_item("hand_over", first, others="x"),
        said_item("hand_over", "hz.example/clue/C9"),
    ]
    items = [*(record_item(one, released) for one in sealed), good, *bad]
    assert hz.post(client, hz.envelope(released, items, now()).data, now()).status_code == 200
    assert [(one["item"], one["why"]) for one in Arrival.objects.get().refused] == [(6, "not_the_owner"), (7, "malformed_item"), (8, "not_held")]
    assert HeldRecord.objects.filter(is_handed_over=True).count() == 5
