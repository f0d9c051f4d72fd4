"""
Three real nodes with databases of their own: killed at every named point, parted, repeated. Nothing is lost and nothing comes twice; and no byte that leaves
holds what the agreement does not give.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.sites import Site

from mingjian.core.errors import StepRefused
from mingjian.core.wire.envelope import authenticate, open_envelope, read_envelope
from mingjian.core.wire.sealed_record import read_line
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.exchange.acts import correct_record, recall_record, share_clue, take_matter_up
from mingjian.institutions.exchange.letters.acts import answer_letter, ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Copy, Envelope, HeldRecord, Outgoing, Peer, SharedRecord
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.services.points import POINTS
from mingjian.institutions.exchange.services.trace import way_of
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.exchange.work import delivery
from mingjian.office.models import Entry, Officer
from mingjian.office.record import ledger

pytestmark = pytest.mark.slow
PHONE, REPORTER = "13812345678", "张三丰"
HANGZHOU = Sharing("hz.mingjian.example", "check_clue", "330106", PHONE)


def officer() -> Officer:
    return Officer.objects.get(username="li")


def begin() -> str:
    """Register the clue with which Shanghai begins."""
    content = f"{REPORTER}反映：充电器无认证。"
    intake = Intake("report", "销售无证产品", title="某充电器网店", content=content, operator_name="杭州某公司", operator_address="杭州市西湖区文三路一号",
                    reporter=Reported(REPORTER, "13700001111"))  # fmt: skip
    return register(intake, by=officer(), at=now()).dossier.number


def share() -> str:
    """Share it, as an officer does who does not know whether it was done before."""
    clue = Clue.objects.get()
    try:
        return share_clue(clue=clue, sharing=HANGZHOU, by=officer(), at=now()).name
    except StepRefused:
        return SharedRecord.objects.get().name


def send(hours: int = 0) -> Any:
    """Pack and send, as if some hours had passed, so that whoever was away is tried again."""
    text = exchange(now() + timedelta(hours=hours))
    return text.en if text else ""


def sent() -> dict[str, Any]:
    """What the sender knows at the end."""
    ledger.checkpoint(now())
    return {
        "copies": list(Copy.objects.values_list("state", "confirmed")),
        "envelopes": list(Envelope.objects.values_list("sequence", "state")),
        "items": list(Outgoing.objects.values_list("kind", "state")),
        "released": Entry.objects.filter(kind="record_released").count(),
        "confirmed": Entry.objects.filter(kind="envelope_confirmed").count(),
        "proven": all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.all()),
    }


def received() -> dict[str, Any]:
    """What the receiver has at the end."""
    ledger.checkpoint(now())
    return {
        "held": list(HeldRecord.objects.values_list("kind", "version", "is_handed_over")),
        "arrivals": list(Arrival.objects.values_list("sequence", "refused")),
        "entries": Entry.objects.filter(kind="envelope_arrived").count(),
        "proven": all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.all()),
    }


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_point_nothing_is_lost_and_nothing_comes_twice(sites: dict[str, Site], point: str) -> None:
    sh, hz = sites["sh"], sites["hz"]
    sh.run(begin)
    hz.serve(kill_at=point if point.startswith("arrival") else "")
    if point.startswith("release"):
        sh.run(share, kill_at=point)
    sh.run(share)
    if point.startswith(("pack", "send", "receipt")):
        sh.run(send, kill_at=point)
    sh.run(send)
    if point.startswith("arrival"):
        hz.stop()
        hz.serve()
    sh.run(lambda: send(hours=2))
    assert sh.run(sent) == {
        "copies": [["arrived", 1]], "envelopes": [[1, "arrived"]], "items": [["record", "arrived"], ["hand_over", "arrived"]], "released": 1, "confirmed": 1,
        "proven": True,
    }  # fmt: skip
    assert hz.run(received) == {"held": [["clue", 1, True]], "arrivals": [[1, []]], "entries": 1, "proven": True}


def take_up() -> str:
    return take_matter_up(HeldRecord.objects.get(kind="clue"), by=officer(), at=now()).dossier.number


def ask_nanjing() -> str:
    told = {"letter_number": "杭协1号", "letter_questions": "请核实仓库地址", "letter_phone": PHONE}
    return ask_for_assistance(to_node="nj.mingjian.example", **told, by=officer(), at=now()).name


def why_not() -> list[str]:
    return [way.reason.said.zh for item in Outgoing.objects.exclude(state="arrived") if (way := way_of(item)).reason]


def capture(folder: Path, hours: int = 4) -> Any:
    """Send, and keep every byte that leaves."""
    real = delivery.post

    def post(to: Any, data: bytes, seen: int, at: Any, heard: int = 0) -> Any:
        with (folder / f"{to.node}.{len(list(folder.iterdir()))}").open("wb") as out:
            out.write(data)
        return real(to, data, seen, at, heard)

    delivery.post = post
    return send(hours)


def opened(folder: Path) -> list[Any]:
    """Open, with this node's keys, what was sent to it."""
    found = []
    for file in sorted(folder.glob(f"{node.keys().node}.*")):
        envelope = read_envelope(file.read_bytes())
        header, register_ = authenticate(envelope, node.register_named, node.keys().node)
        content = open_envelope(envelope, header, register_, node.keys())
        found.append([content.release, *content.items, *(dict(read_line(one).values) for one in content.items if "record" in one)])
    return found


def repeat(folder: Path) -> list[int]:
    """Send once more whatever was sent, the newest first."""
    at = now()
    files = sorted(folder.iterdir(), key=lambda file: -int(file.suffix[1:]))
    return [delivery.post(node.member(file.stem), file.read_bytes(), 0, at)[0] for file in files]


def test_the_journey_of_a_clue_over_three_nodes_one_of_which_is_away_for_a_while(sites: dict[str, Site], tmp_path: Path) -> None:
    sh, hz, nj = sites["sh"], sites["hz"], sites["nj"]
    for key in sites:
        (tmp_path / f"bytes-{key}").mkdir()
    bytes_of = {key: tmp_path / f"bytes-{key}" for key in sites}
    sh.serve(), hz.serve()
    sh.run(begin)
    sh.run(share)
    sh.run(lambda: capture(bytes_of["sh"]))
    assert hz.run(take_up).startswith("C20")
    hz.run(ask_nanjing)
    hz.run(lambda: capture(bytes_of["hz"]))
    assert sh.run(lambda: Copy.objects.get().state) == "taken_up"
    assert hz.run(why_not) == ["对方未应答：网络不通或已停机。"]
    nj.serve()
    hz.run(lambda: capture(bytes_of["hz"], hours=8))  # later than the pause after the attempt that failed
    assert hz.run(why_not) == []
    nj.run(lambda: answer_letter(HeldRecord.objects.get(), letter_answer="仓库属实", by=officer(), at=now()).name)
    nj.run(lambda: capture(bytes_of["nj"]))
    assert hz.run(lambda: HeldRecord.objects.get(kind="answer").values["answer"]) == "仓库属实"
    sh.run(
        lambda: (
            correct_record(
                SharedRecord.objects.get(), record_field="title", corrected_value="更正后的名称", correction_reason="was_wrong", by=officer(), at=now()
            ).version
        )
    )
    sh.run(lambda: capture(bytes_of["sh"]))
    assert hz.run(lambda: HeldRecord.objects.get(kind="clue").values["title"]) == "更正后的名称"
    sh.run(lambda: recall_record(SharedRecord.objects.get(), recall_reason="clue_was_mistaken", by=officer(), at=now()))
    sh.run(lambda: capture(bytes_of["sh"]))
    assert hz.run(lambda: HeldRecord.objects.get(kind="clue").state) == "recalled"
    before = {key: site.run(received) for key, site in sites.items()}
    for key, site in sites.items():
        assert set(site.run(lambda key=key: repeat(bytes_of[key]))) == {200}
    assert {key: site.run(received) for key, site in sites.items()} == before
    assert all(one["proven"] for one in before.values())
    leaves = [site.run(lambda key=key: opened(bytes_of[key])) for site in sites.values() for key in sites]
    said = json.dumps(leaves, ensure_ascii=False)
    assert "更正后的名称" in said
    assert "138****5678" in said
    raw = b"".join(file.read_bytes() for folder in bytes_of.values() for file in folder.iterdir())
    for secret in (PHONE, REPORTER, "13700001111", "文三路"):
        assert secret not in said
        assert secret.encode() not in raw


def test_a_node_that_comes_back_gets_everything_in_order_and_once(sites: dict[str, Site]) -> None:
    sh, nj = sites["sh"], sites["nj"]

    def ask(number: int) -> str:
        return ask_for_assistance(to_node="nj.mingjian.example", letter_number=f"沪协{number}号", letter_questions="请核实", by=officer(), at=now()).name

    for number in range(1, 6):
        sh.run(lambda number=number: ask(number))
        sh.run(lambda number=number: send(hours=number))
        if number in (2, 4):  # it is there for a moment, and killed while it takes
            nj.serve(kill_at="arrival_after_commit" if number == 2 else "arrival_before_commit")
            sh.run(lambda number=number: send(hours=2 * number + 1))
            nj.stop()
    nj.serve()
    sh.run(lambda: send(hours=20))
    letters = nj.run(lambda: [one.values["letter"] for one in HeldRecord.objects.order_by("pk")])
    assert letters == [f"沪协{number}号" for number in range(1, 6)]
    assert nj.run(lambda: list(Arrival.objects.order_by("sequence").values_list("sequence", flat=True))) == list(range(1, 6))
    assert sh.run(lambda: set(Envelope.objects.values_list("state", flat=True)) == {"arrived"})
    assert nj.run(lambda: Peer.objects.get().received) == 5
