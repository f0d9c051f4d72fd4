"""Hit or no hit between nodes: the asked learns how many, the asker yes or no and with whom to talk, both within a budget and on record."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import localtime, now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import CODE, a_clue
from institutions.exchange.peers import HERE, SHEET, Fake
from people import browser

from mingjian.core.agreement.release import Party, Release, ReleaseRequest, release
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.wire.encoding import decoded, encoded
from mingjian.core.wire.envelope import said_item
from mingjian.core.wire.hits import POINT, Secret, answered, asked, found, point_of, read_points
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.hits.acts import ask_regions
from mingjian.institutions.exchange.hits.services.compared_values import own_values, values_of
from mingjian.institutions.exchange.models import Arrival, Question, QuestionTaken
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.audit.run import audit
from mingjian.office.models import Entry
from mingjian.office.record.seals import seal_rows

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def clue_with_code(li: Any) -> Any:
    clue = a_clue(li)
    clue.operator_code = CODE_OF_DEMO
    clue.save()
    return clue


CODE_OF_DEMO = "91330106MA2DEM0D0J"


# The arithmetic.


def test_what_both_have_is_found_and_nothing_else() -> None:
    secret = Secret()
    points = read_points(asked(secret, "hit_shop", ["甲网/s1", "甲网/s2"]), 10)
    doubled, kept = answered("hit_shop", points, ["甲网/s2", *(f"甲网/x{n}" for n in range(50))])
    assert found(secret, read_points(doubled, 10), read_points(kept, 100)) == [False, True]
    other_kind = answered("hit_code", points, ["甲网/s2"])
    assert found(secret, read_points(other_kind[0], 10), read_points(other_kind[1], 100)) == [False, False]


def test_no_two_questions_and_no_two_answers_about_the_same_look_alike() -> None:
    questions = {asked(Secret(), "hit_shop", ["甲网/s1"]) for _ in range(20)}
    assert len(questions) == 20
    points = read_points(questions.pop(), 1)
    tables = {answered("hit_shop", points, ["甲网/s1"])[1] for _ in range(20)}
    assert len(tables) == 20
    assert encoded(point_of("hit_shop", "甲网/s1")) not in questions | tables


def test_each_point_is_one_of_the_curve_itself() -> None:
    prime = 2**255 - 19
    for number in range(50):
        x = int.from_bytes(point_of("hit_shop", f"v{number}"), "little")
        assert pow(x * (x * x + 486662 * x + 1) % prime, (prime - 1) // 2, prime) == 1


@pytest.mark.parametrize("bad", [b"\x00" * 32, b"\x01" + b"\x00" * 31, (2**255 - 20).to_bytes(32, "little"), (2**255 - 19).to_bytes(32, "little")])
def test_a_point_of_small_order_is_refused(bad: bytes) -> None:
    with pytest.raises(Refusal):
        Secret().times(bad)


@pytest.mark.parametrize("text", [None, 5, "***", encoded(b"x" * 31), encoded(b"x" * POINT * 11)])
def test_what_is_no_list_of_points_is_refused(text: object) -> None:
    with pytest.raises(Refusal):
        read_points(text, 10)


# The way.


def test_a_clue_is_asked_about_at_every_member_and_the_answer_stands_on_it(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    clue = clue_with_code(li)
    ask_regions(clue, region_purpose="check_clue", by=li, at=now())
    exchange(now())
    hz, nj = peers["hz"], peers["nj"]
    for node in (hz, nj):
        (item,) = node.said("question")
        assert set(item["points"]) == {"hit_shop", "hit_code"}
        assert CODE_OF_DEMO not in str(node.taken)
    reply(hz, client, {CODE_OF_DEMO})
    reply(nj, client, set())
    told = {one.peer.node: one.hits for one in Question.objects.select_related("peer")}
    assert told == {"hz.example": ["hit_code"], "nj.example": []}
    assert all(one.secret == {} for one in Question.objects.all())
    text = browser(li).get(f"{clue.get_absolute_url()}").content.decode()
    assert 'data-hit="yes"' in text
    assert 'data-hit="no"' in text
    assert f"/exchange/letters/new?for={clue.number}&amp;node=hz.example" in text
    entered = Entry.objects.get(kind="regions_asked").body
    assert CODE_OF_DEMO not in entered
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def reply(peer: Fake, client: Any, own: set[str]) -> None:
    """Let a node answer what it was asked."""
    (item,) = peer.said("question")
    answers = {}
    for kind, text in item["points"].items():
        points, kept = answered(kind, read_points(text, 10), own if kind == "hit_code" else [])
        answers[kind] = {"points": points, "kept": kept}
    said = said_item("question_answer", item["question"], answers=answers, contact="杭州市市场监督管理局（网监处，№5，①②）")
    assert peer.post(client, peer.envelope(peer.following(), [said], now()).data, now()).status_code == 200


def of_question(hz: Fake, kinds: tuple[str, ...], purpose: str = "check_clue") -> Release:
    decided = release(SHEET, ReleaseRequest("question", kinds, purpose, hz.party, Party(settings.NODE, HERE), now().date()), is_signed=True)
    assert isinstance(decided, Release)
    return decided


def ask(hz: Fake, client: Any, values: list[str], number: int = 1, secret: Secret | None = None) -> list[str]:
    item = said_item("question", f"hz.example/question/Q{number}", points={"hit_code": asked(secret or Secret(), "hit_code", values)})
    assert hz.post(client, hz.envelope(of_question(hz, ("hit_code",)), [item], now()).data, now()).status_code == 200
    return [one["why"] for one in Arrival.objects.first().refused]  # type: ignore[union-attr]


def test_another_node_is_answered_by_the_sweep_and_learns_of_open_matters_alone(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, secret = peers["hz"], Secret()
    clue = clue_with_code(li)
    assert ask(hz, client, [CODE_OF_DEMO, "91330106MA2XXXXX0A"], secret=secret) == []
    exchange(now())
    (item,) = hz.said("question_answer")
    told = item["answers"]["hit_code"]
    assert found(secret, read_points(told["points"], 10), read_points(told["kept"], 100)) == [True, False]
    assert item["contact"]
    assert QuestionTaken.objects.get().points == {}
    clue.dossier.is_closed = True
    clue.dossier.save()
    assert own_values("hit_code") == set()


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let budgets count from half a day ago, so that no midnight falls into a test."""
    begun = localtime(now()) - timedelta(hours=12)
    monkeypatch.setattr("mingjian.institutions.exchange.services.questions._midnight", lambda at: begun)


def test_more_than_the_budget_is_refused_at_either_end(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, one_day: None) -> None:
    hz = peers["hz"]
    for number in range(60):
        assert ask(hz, client, [f"v{n}" for n in range(10)], number) == []
    assert ask(hz, client, ["v"], 60) == ["budget_spent"]
    clue = clue_with_code(li)
    for _ in range(15):
        ask_regions(clue, region_purpose="check_clue", by=li, at=now())
    with pytest.raises(StepRefused, match="尚余 0 次"):
        ask_regions(clue, region_purpose="check_clue", by=li, at=now())


def test_a_question_that_no_clause_gives_or_that_is_malformed_is_refused(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    many = asked(Secret(), "hit_code", [str(n) for n in range(11)])
    for points in ({}, {"phone": asked(Secret(), "phone", ["1"])}, {"hit_code": "***"}, [], {"hit_code": many}):
        item = said_item("question", f"hz.example/question/Q{len(str(points))}", points=points)
        hz.post(client, hz.envelope(of_question(hz, ("hit_code",)), [item], now()).data, now())
        assert Arrival.objects.first().refused  # type: ignore[union-attr]
    assert not QuestionTaken.objects.exists()


def test_a_clue_that_says_nothing_is_not_asked_about(li: Any, wire: Wire) -> None:
    clue = a_clue(li)
    clue.platform = clue.shop_id = ""
    clue.save()
    assert values_of(clue) == {}
    with pytest.raises(BadInput):
        ask_regions(clue, region_purpose="check_clue", by=li, at=now())


def test_values_are_written_alike_whatever_width_and_letters_they_have(li: Any) -> None:
    clue = a_clue(li)
    clue.platform, clue.shop_id, clue.operator_code = " Ｔmall ", "ＳHOP １", CODE_OF_DEMO.lower()
    assert values_of(clue) == {"hit_shop": "tmall/shop1", "hit_code": CODE_OF_DEMO}
    clue.operator_code = CODE[:-1] + "?"
    assert "hit_code" not in values_of(clue)


def test_an_auditor_who_is_given_salt_and_value_sees_what_was_asked(li: Any, wire: Wire) -> None:
    clue = clue_with_code(li)
    one = ask_regions(clue, region_purpose="check_clue", by=li, at=now())[0]
    salt = decoded(one.salt["salt"], 16)
    assert hashlib.sha256(b"\x00".join((salt, b"hit_code", CODE_OF_DEMO.encode()))).hexdigest() in one.commitments


@LANGUAGES
def test_what_was_asked_both_ways_stands_on_a_page(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str, one_day: None) -> None:
    ask(peers["hz"], client, ["a", "b"])
    ask_regions(clue_with_code(li), region_purpose="check_clue", by=li, at=now())
    text = browser(li, language).get("/exchange/questions").content.decode()
    assert "hz.example" in text
    assert ("今日 2 / 600" if language == "zh-hans" else "2 of 600") in text
