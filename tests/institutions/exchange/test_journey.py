"""
The way of one matter over three regions, whole: a clue with evidence → taken up → passed on with its owner's consent → a letter answered in two parts with a
file → a correction → a recall seen at the third. Over a line and, without any, by a medium in volumes; what comes of it is the same.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import permutations
from typing import Any

import pytest
from institutions.exchange.in_one import World
from people import browser

from mingjian.core.wire.package import read_package
from mingjian.core.wire.pieces import SIZE
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.exchange.acts import (
    adopt_correction,
    answer_consent,
    answer_recall,
    ask_consent,
    correct_record,
    recall_record,
    share_clue,
    take_matter_up,
)
from mingjian.institutions.exchange.evidence.acts import attach_file, share_evidence, use_evidence
from mingjian.institutions.exchange.evidence.services.given import Giving
from mingjian.institutions.exchange.letters.acts import answer_in_part, answer_letter, ask_for_assistance
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing, SharedRecord
from mingjian.institutions.exchange.services.onward import onward_of
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.exchange.work.medium import packages_for, read_packages, reply_to
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.filing import add_files
from mingjian.office.files.storage import Brought
from mingjian.office.files.store import bytes_as_sealed
from mingjian.office.models import Entry, Officer
from mingjian.office.record import ledger
from mingjian.office.record.seals import seal_rows

KEYS = ("sh", "hz", "nj")
SH, HZ, NJ = (f"{key}.mingjian.example" for key in KEYS)
DATA = b"".join(b"%08d\n" % number for number in range(2 * SIZE // 9 + 5000))  # three pieces
PROOF = "现场照片说明：仓库存放待发充电器。".encode()
REPORTER, PHONE = "王某某", "13700001111"
VOLUME = 2 * 2**20
Way = Callable[[World], None]


def by_line(world: World) -> None:
    for _ in range(3):
        for key in KEYS:
            with world.being(world.nodes[key]) as at:
                exchange(at)
        world.time += timedelta(hours=1)


def by_medium(world: World) -> None:
    """Carry both ways between every two nodes, twice: in volumes, the last first, and one of them twice."""
    world.parted = {frozenset(pair) for pair in permutations(KEYS, 2)}
    for _ in range(2):
        for sender, to in permutations(KEYS, 2):
            _carry(world, sender, to)
        world.time += timedelta(hours=1)


def _carry(world: World, sender: str, to: str) -> None:
    with world.being(world.nodes[sender]) as at:
        there = [one.data for one in packages_for(world.nodes[to].name, at, most=VOLUME)]
    with world.being(world.nodes[to]) as at:
        told = read_packages([read_package(data) for data in [*reversed(there), there[0]]], at)
        assert not [text for _, text in told.refused], told.refused
        back = [one.data for one in reply_to(world.nodes[sender].name, told, at, most=VOLUME)]
    with world.being(world.nodes[sender]) as at:
        told = read_packages([read_package(data) for data in back], at)
        again = [one.data for one in reply_to(world.nodes[to].name, told, at, most=VOLUME)]
    with world.being(world.nodes[to]) as at:
        read_packages([read_package(data) for data in again], at)


def at_node(world: World, key: str, do: Callable[[Officer, datetime], Any]) -> Any:
    with world.being(world.nodes[key]) as at:
        return do(Officer.objects.get(username="wang"), at)


def give(by: Officer, at: datetime) -> str:
    """A clue of Shanghai with its file, given to Hangzhou."""
    told = {"operator_name": "杭州快充科技有限公司", "operator_address": "浙江省杭州市西湖区文三路一号", "shop_name": "快充小铺"}
    clue = register(
        Intake("report", "销售无证产品", title="某充电器网店", content=f"{REPORTER}（{PHONE}）反映。", reporter=Reported(REPORTER, PHONE), **told), by=by, at=at
    )
    (file,) = add_files(clue.dossier, [Brought([DATA], "电子数据.txt")], by=by, at=at)
    name = share_clue(clue=clue, sharing=Sharing(HZ, "check_clue", "330106"), by=by, at=at).name
    share_evidence(files=[file], giving=Giving(HZ, "assistance", "bundle"), by=by, at=at)
    return name


def take_up(by: Officer, at: datetime) -> Clue:
    """Take the clue up at Hangzhou, put its evidence on file, and ask its owner whether it may go on."""
    clue = take_matter_up(HeldRecord.objects.get(kind="clue"), by=by, at=at)
    evidence = HeldRecord.objects.get(kind="evidence")
    assert evidence.proposed_for("use_evidence") == {"evidence_for": clue.dossier.number}
    file = use_evidence(evidence, evidence_for=clue.dossier.number, by=by, at=at)
    assert sha256(bytes_as_sealed(file.sha256)).hexdigest() == sha256(DATA).hexdigest()
    ask_consent(HeldRecord.objects.get(kind="clue"), consent_node=NJ, consent_purpose="check_clue", by=by, at=at)
    return clue


def pass_on_and_ask(by: Officer, at: datetime) -> str:
    clue = HeldRecord.objects.get(kind="clue").dossier.clue  # type: ignore[union-attr]
    share_clue(clue=clue, sharing=Sharing(NJ, "check_clue", "320102"), by=by, at=at)
    told = {"letter_number": "杭协〔2026〕1号", "letter_questions": "请核实仓库地址和库存", "letter_for": clue.dossier.number}
    return ask_for_assistance(to_node=NJ, **told, by=by, at=at).name


def answer_part(by: Officer, at: datetime) -> None:
    letter = HeldRecord.objects.get(kind="assistance")
    part = answer_in_part(letter, letter_answer="仓库地址属实，附照片说明；库存待盘点。", by=by, at=at)
    attach_file(part, letter_file=Brought([PROOF], "照片说明.txt"), letter_file_kind="other", by=by, at=at)


def faults(by: Officer, at: datetime) -> list[str]:
    seal_rows(at)
    ledger.checkpoint(at)
    found = [one.text.en for one in audit().found if one.kind != "inserted"]
    return [*found, *(f"entry {one.index}" for one in Entry.objects.all() if not ledger.verify_entry(one).is_proven)]


@pytest.mark.slow
@pytest.mark.parametrize("go", [by_line, by_medium])
def test_one_matter_goes_over_three_regions_and_a_recall_is_seen_at_the_third(world: World, go: Way) -> None:
    name = at_node(world, "sh", give)
    go(world)
    at_node(world, "hz", take_up)
    go(world)
    assert at_node(world, "sh", lambda by, at: Copy.objects.get(record__name=name).state) == "taken_up"
    at_node(world, "sh", lambda by, at: answer_consent(SharedRecord.objects.get(name=name), consent_node=NJ, consent_answer="given", by=by, at=at))
    go(world)
    letter = at_node(world, "hz", pass_on_and_ask)
    go(world)
    days = (
        at_node(world, "nj", lambda by, at: HeldRecord.objects.get(kind="assistance").due),
        at_node(world, "hz", lambda by, at: Copy.objects.get(record__name=letter).due),
    )
    assert days[0] == days[1] is not None
    at_node(world, "nj", answer_part)
    go(world)

    def part_came(by: Officer, at: datetime) -> None:
        assert Copy.objects.get(record__name=letter).state == "arrived"  # a part: the letter waits on
        assert sha256(PROOF).hexdigest() in {one.values.get("file") for one in HeldRecord.objects.filter(kind="evidence")}
        page = browser(by).get(SharedRecord.objects.get(name=letter).get_absolute_url()).text
        assert "先行答复一部分" in page
        assert "库存待盘点" in page

    at_node(world, "hz", part_came)
    at_node(world, "nj", lambda by, at: answer_letter(HeldRecord.objects.get(kind="assistance"), letter_answer="库存三百件，已登记保存。", by=by, at=at))
    go(world)
    assert at_node(world, "hz", lambda by, at: Copy.objects.get(record__name=letter).state) == "answered"
    corrected = {"record_field": "shop", "corrected_value": "快充旗舰店", "correction_reason": "has_changed"}
    at_node(world, "sh", lambda by, at: correct_record(SharedRecord.objects.get(name=name), **corrected, by=by, at=at))
    go(world)
    at_node(world, "hz", lambda by, at: adopt_correction(HeldRecord.objects.get(kind="clue"), by=by, at=at))
    third = at_node(world, "nj", lambda by, at: HeldRecord.objects.get(kind="clue"))
    assert (third.version, third.values["shop"], third.peer_id is not None) == (2, "快充旗舰店", True)
    assert REPORTER not in str(third.values)
    at_node(world, "sh", lambda by, at: recall_record(SharedRecord.objects.get(name=name), recall_reason="clue_was_mistaken", by=by, at=at))
    go(world)
    assert at_node(world, "nj", lambda by, at: HeldRecord.objects.get(kind="clue").state) == "erased"
    at_node(world, "hz", lambda by, at: answer_recall(HeldRecord.objects.get(kind="clue"), recall_answer="stopped", by=by, at=at))
    go(world)

    def told_at_the_owner(by: Officer, at: datetime) -> None:
        copy = Copy.objects.get(record__name=name)
        assert copy.state == "stopped"
        assert [(one.to, one.state) for one in onward_of(copy)] == [(NJ, "erased")]

    at_node(world, "sh", told_at_the_owner)
    assert [at_node(world, key, lambda by, at: list(Outgoing.objects.exclude(state="arrived").values_list("kind", "why"))) for key in KEYS] == [[], [], []]
    assert [at_node(world, key, faults) for key in KEYS] == [[], [], []]
