"""
In numbers: nodes that are killed again and again at every named point lose nothing and take nothing twice; and a recall reaches each of many copies, passed on
or not, after a line was parted, and names exactly those that are silent.

`MINGJIAN_KILLS` and `MINGJIAN_COPIES` ask for more than the suite does.
"""

import os
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import permutations
from random import Random

import pytest
from institutions.exchange.in_one import Killed, World

from mingjian.core.wire.receipt import Receipt
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.acts import answer_consent, ask_consent, share_clue, take_matter_up
from mingjian.institutions.exchange.batches.acts import recall_batch, share_batch
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Copy, Envelope, HeldRecord, Outgoing, SharedRecord
from mingjian.institutions.exchange.queries import silent
from mingjian.institutions.exchange.services import node as nodes
from mingjian.institutions.exchange.services.onward import not_confirmed, onward_of
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.services.points import POINTS
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Officer

KEYS = ("sh", "hz", "nj")
HZ, NJ = "hz.mingjian.example", "nj.mingjian.example"
KILLS = int(os.environ.get("MINGJIAN_KILLS", "60"))
COPIES = int(os.environ.get("MINGJIAN_COPIES", "40"))


def wang() -> Officer:
    return Officer.objects.get(username="wang")


def rounds(world: World, count: int) -> None:
    for _ in range(count):
        for key in KEYS:
            with world.being(world.nodes[key]) as at:
                exchange(at)
        world.time += timedelta(hours=2)


@pytest.mark.slow
def test_of_many_kills_none_loses_or_doubles_anything(world: World) -> None:
    random = Random(26)  # noqa: S311 - chooses what is tried, guards nothing
    killed, asked = Counter[str](), Counter[tuple[str, str]]()
    for number in range(20 * KILLS):
        if sum(killed.values()) >= KILLS:
            break
        key, to = random.choice(list(permutations(KEYS, 2)))
        victim, point = world.nodes[random.choice(KEYS)], random.choice(POINTS)
        victim.kill_at = point
        with world.being(world.nodes[key]) as at:
            name = world.nodes[to].name
            with suppress(Killed):
                ask_for_assistance(to_node=name, letter_number=f"协{number}号", letter_questions=f"请核实第{number}处", by=wang(), at=at)
                asked[key, to] += 1
            for _ in range(2):
                with suppress(Killed):
                    exchange(at)
        killed[point] += victim.kill_at == ""
        victim.kill_at = ""
        world.time += timedelta(hours=2)
    assert sum(killed.values()) == KILLS, killed
    rounds(world, 3)
    for (key, to), count in asked.items():
        with world.being(world.nodes[key]):
            sent = list(Envelope.objects.filter(peer__node=world.nodes[to].name).values_list("sha256", "receipt"))
            member = nodes.register().member(world.nodes[to].name)
            assert not Outgoing.objects.exclude(state="arrived").exists()
        with world.being(world.nodes[to]):
            assert HeldRecord.objects.filter(kind="assistance", peer__node=world.nodes[key].name).count() == count  # none lost, none twice
            assert sorted(Arrival.objects.filter(peer__node=world.nodes[key].name).values_list("sha256", flat=True)) == sorted(one for one, _ in sent)
        assert all(Receipt.read(bytes(receipt)).verify(member, None) for _, receipt in sent)


@pytest.mark.slow
def test_a_recall_reaches_each_of_many_copies_and_names_exactly_the_silent_ones(world: World) -> None:
    with world.being(world.nodes["sh"]) as at:
        intake = {"operator_address": "浙江省杭州市西湖区文三路一号"}
        clues = [register(Intake("report", "销售无证产品", title=f"第{n}店", content="充电器", **intake), by=wang(), at=at) for n in range(COPIES)]
        assert share_batch(clues=clues, node=HZ, purpose="check_clue", by=wang(), at=at) == COPIES
    rounds(world, 2)
    passed = COPIES // 10
    with world.being(world.nodes["hz"]) as at:
        some = list(HeldRecord.objects.order_by("pk")[:passed])
        for held in some:
            take_matter_up(held, by=wang(), at=at)
            ask_consent(held, consent_node=NJ, consent_purpose="check_clue", by=wang(), at=at)
    rounds(world, 2)
    with world.being(world.nodes["sh"]) as at:
        for copy in list(Copy.objects.filter(is_consent_open=True).select_related("record")):
            answer_consent(copy.record, consent_node=NJ, consent_answer="given", by=wang(), at=at)
    rounds(world, 2)
    with world.being(world.nodes["hz"]) as at:
        for held in HeldRecord.objects.filter(dossier__isnull=False).select_related("dossier"):
            share_clue(clue=held.dossier.clue, sharing=Sharing(NJ, "check_clue", "320102"), by=wang(), at=at)
    rounds(world, 2)
    world.parted = {frozenset(("hz", "nj"))}
    with world.being(world.nodes["sh"]) as at:
        recall_batch(SharedRecord.objects.order_by("pk")[0], recall_reason="clue_was_mistaken", recall_count=str(COPIES), by=wang(), at=at)
    rounds(world, 2)
    with world.being(world.nodes["sh"]):
        records = list(SharedRecord.objects.all())
        assert sum(len(silent(one)) for one in records) == passed  # those that work rests on: their officer decides
        assert sum(len(not_confirmed(one)) for one in records) == passed
    world.parted = set()
    rounds(world, 3)
    with world.being(world.nodes["nj"]):
        assert set(HeldRecord.objects.values_list("state", flat=True)) == {"erased"}
        assert HeldRecord.objects.count() == passed
    with world.being(world.nodes["sh"]):
        assert Counter(Copy.objects.values_list("state", flat=True)) == {"erased": COPIES - passed, "recall_asked": passed}
        assert [one.state for copy in Copy.objects.all() for one in onward_of(copy)] == ["erased"] * passed
        assert sum(len(not_confirmed(one)) for one in records) == 0
