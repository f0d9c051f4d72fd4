"""How soon a node answers is told to members once a week: counted over the letters of all others, read as its own word, refused where it does not add up."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import localdate, now
from institutions.exchange.conftest import Wire
from institutions.exchange.in_one import World
from institutions.exchange.peers import Fake, told
from people import browser

from mingjian.core.wire.envelope import said_item
from mingjian.institutions.exchange.acts import recall_record
from mingjian.institutions.exchange.letters.acts import answer_letter, ask_for_assistance
from mingjian.institutions.exchange.models import HeldRecord, Outgoing, Peer, SharedRecord
from mingjian.institutions.exchange.services.response_times import own_times, told_by_members
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Officer

KEYS = ("sh", "hz", "nj")
WORD = {"as_of": localdate().isoformat(), "letters": "3", "answered": "2", "waiting": "1", "median": "4.5", "oldest": "2026-11-01"}


def wang() -> Officer:
    return Officer.objects.get(username="wang")


def rounds(world: World, hours: int, count: int = 2) -> None:
    for _ in range(count):
        for key in KEYS:
            with world.being(world.nodes[key]) as at:
                exchange(at)
        world.time += timedelta(hours=hours)


def ask(world: World, sender: str, to: str, number: int) -> None:
    with world.being(world.nodes[sender]) as at:
        text = f"请核实第{number}处仓库的实际经营者、法定代表人和进货渠道。"
        ask_for_assistance(to_node=world.nodes[to].name, letter_number=f"协{number}号", letter_questions=text, by=wang(), at=at)


def page(language: str = "zh-hans") -> Any:
    seat = browser(Officer.objects.get(username="li"))
    seat.cookies.load({settings.LANGUAGE_COOKIE_NAME: language})
    return seat.get("/exchange/answers")


def test_every_member_reads_what_a_third_one_tells_of_itself_and_that_it_is_its_word(world: World) -> None:
    """Nanjing is asked by Hangzhou alone; Shanghai, which never asked it, reads how soon it answers."""
    for number in (1, 2, 3):
        ask(world, "hz", "nj", number)
    ask(world, "sh", "nj", 4)
    rounds(world, 48)
    with world.being(world.nodes["nj"]) as at:
        assert own_times(at)["letters"] == "4"
        for held in HeldRecord.objects.filter(kind="assistance", peer__node=world.nodes["hz"].name).order_by("pk")[:2]:
            answer_letter(held, letter_answer="属实", by=wang(), at=at)
    with world.being(world.nodes["sh"]) as at:
        recall_record(SharedRecord.objects.get(), recall_reason="clue_was_mistaken", by=wang(), at=at)
        assert told_by_members() == []
    rounds(world, 24)
    with world.being(world.nodes["sh"]):
        assert "自报" not in page().text  # a week after the first letter, and not before
    world.time += timedelta(days=7)
    rounds(world, 1)
    with world.being(world.nodes["sh"]):
        (one,) = told_by_members()
        assert (one.node, one.name, one.asked, one.answered, one.waiting) == ("nj.mingjian.example", "南京", 3, 2, 1)
        assert one.median_days == pytest.approx(4.0, abs=0.2)
        shown = page()
        assert "成员自报的协查答复用时" in shown.text
        assert "本节点无法核实" in shown.text
        assert "this node cannot check it" in page("en").text
        listed = b"".join(browser(Officer.objects.get(username="li")).get("/exchange/answers?as=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert f"南京,其他节点自报（{one.as_of}）,3,0,2,{one.median_days},1," in listed
    for _ in range(3):
        rounds(world, 24)
    with world.being(world.nodes["nj"]):
        assert Outgoing.objects.filter(kind="answering").count() == 2  # once a week to each, and not with each round
        assert not Outgoing.objects.exclude(state="arrived").exists()


def say(one: Fake, client: Any, about: str = "", **words: str) -> dict[str, Any]:
    item = said_item("answering", about or one.name, **words)
    return told(one.post(client, one.envelope(one.following(), [item], now()).data, now()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"letters": "4"}, {"letters": "-1"}, {"letters": "٣"}, {"letters": "99999999"}, {"median": "NaN"}, {"median": "4,5"},
        {"as_of": "morgen"}, {"as_of": "9999-12-31"}, {"oldest": "2026-13-01"}, {"more": "x"}, {"answered": "0", "letters": "1"},
        {"waiting": "0", "letters": "2"}, {"about": "nj.example"}, {"about": "sh.example"},
    ],
    ids=str,
)  # fmt: skip
def test_a_word_that_does_not_add_up_or_is_of_another_is_refused_and_the_former_stays(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, wrong: dict[str, str]
) -> None:
    assert say(peers["hz"], client, **WORD)["entry"]["refused"] == []
    before = told_by_members()
    assert "malformed_item" in str(say(peers["hz"], client, **{**WORD, "as_of": localdate().isoformat(), **wrong}))
    assert told_by_members() == before
    assert before[0].median_days == 4.5


def test_an_older_count_that_comes_late_changes_nothing(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    say(peers["hz"], client, **WORD)
    say(peers["hz"], client, **{**WORD, "as_of": "2026-11-30", "letters": "9", "waiting": "7"})
    assert [one.asked for one in told_by_members()] == [3]
    Peer.objects.update(answering={"letters": "x"})  # what no reader understands is shown as nothing
    assert told_by_members() == []
