"""A file of several pieces between two real nodes: the sender is killed in the middle, and goes on where the last receipt left it; the same by a medium."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import now
from institutions.exchange.matters import officer
from institutions.exchange.sites import Site

from mingjian.core.wire.package import read_package
from mingjian.core.wire.pieces import SIZE
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.evidence.acts import share_evidence
from mingjian.institutions.exchange.evidence.services.given import Giving
from mingjian.institutions.exchange.models import Outgoing, Peer, RecordFile
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.exchange.work.medium import packages_for, read_packages, reply_to
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.filing import add_files
from mingjian.office.files.storage import Brought
from mingjian.office.files.store import bytes_as_sealed

DATA = b"".join(b"%08d\n" % number for number in range(2 * SIZE // 9 + 5000))  # three pieces
DIGEST = sha256(DATA).hexdigest()
HZ, SH = "hz.mingjian.example", "sh.mingjian.example"
LARGE = 64 * 2**20


def give() -> str:
    clue = register(Intake("report", "销售无证产品", title="某充电器网店", content="充电器无认证。"), by=officer(), at=now())
    (file,) = add_files(clue.dossier, [Brought([DATA], "电子数据.txt")], by=officer(), at=now())
    (record,) = share_evidence(files=[file], giving=Giving(HZ, "assistance", "bundle"), by=officer(), at=now())
    return record.name


def go() -> int:
    Peer.objects.update(next_try_at=None)
    exchange(now())
    return Outgoing.objects.filter(kind="piece", state="arrived").count()


def whole() -> list[Any]:
    file = RecordFile.objects.get(held__isnull=False)
    return [file.came, file.whole_at is not None and sha256(bytes_as_sealed(file.sha256)).hexdigest(), len(list(Path(settings.SEALED_ROOT).glob("??/*")))]


def faults() -> list[str]:
    return [one.text.en for one in audit().found]


@pytest.mark.parametrize("point", ["send_before_request", "send_after_answer", "receipt_before_commit"])
def test_a_sender_that_is_killed_goes_on_where_the_last_receipt_left_it(sites: dict[str, Site], point: str) -> None:
    sh, hz = sites["sh"], sites["hz"]
    sh.run(give)
    hz.serve()
    sh.run(go, kill_at=point)
    for _ in range(2):
        arrived = sh.run(go)
    assert arrived == 3
    hz.stop()
    assert hz.run(whole) == [3, DIGEST, 1]
    assert hz.run(faults) == []


def test_a_file_goes_by_a_medium_as_well(sites: dict[str, Site], tmp_path: Path) -> None:
    sh, hz = sites["sh"], sites["hz"]
    sh.run(give)
    sh.run(lambda: [(tmp_path / f"{n}.mjx").write_bytes(one.data) for n, one in enumerate(packages_for(HZ, now(), most=2**16))])
    volumes = sorted(tmp_path.glob("*.mjx"))
    assert len(volumes) > 1

    def read() -> int:
        told = read_packages([read_package(one.read_bytes()) for one in volumes], now())
        for number, back in enumerate(reply_to(SH, told, now(), most=LARGE)):
            (tmp_path / f"back{number}").write_bytes(back.data)
        return told.taken

    assert hz.run(read) == 4
    assert hz.run(whole) == [3, DIGEST, 1]
    assert sh.run(lambda: read_packages([read_package(one.read_bytes()) for one in tmp_path.glob("back*")], now()).confirmed) == 4
