"""A node with two peers, whose clock is that of the tests, and a wire that ends at them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3
from institutions.exchange.in_one import World
from institutions.exchange.peers import Fake, three
from institutions.exchange.sites import Site, copied, make_sites
from people import department_of, people

from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.work import delivery

AT_TEXT = "2026-12-03 10:00"


class Wire:
    """What lies between this node and its peers: each is there or away, and may be told to answer something else."""

    def __init__(self, peers: dict[str, Fake]) -> None:
        self.peers = {one.name: one for one in peers.values()}
        self.away: set[str] = set()
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.lost_receipts: set[str] = set()

    def post(self, to: Any, data: bytes, seen: int, at: Any, heard: int = 0) -> tuple[int, bytes]:
        if to.node in self.away:
            raise urllib3.exceptions.HTTPError("away")
        if to.node in self.answers:
            return self.answers[to.node]
        try:
            answer = self.peers[to.node].take(data, seen, heard)
        except Refusal as refused:
            return 422, b'{"why": "%s"}' % refused.why.encode()
        if to.node in self.lost_receipts:
            raise urllib3.exceptions.HTTPError("the answer was lost")
        return 200, answer


@pytest.fixture
def peers(db: None, settings: Any, tmp_path: Path) -> dict[str, Fake]:
    """Return Hangzhou and Nanjing, members with this node, whose home is a folder of this test."""
    from people import at

    settings.HOME, settings.NODE, settings.SEALED_ROOT = tmp_path, "sh.example", tmp_path / "sealed"
    return three(at(AT_TEXT))


@pytest.fixture
def wire(peers: dict[str, Fake], monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Let everything that this node sends end at its peers."""
    made = Wire(peers)
    monkeypatch.setattr(delivery, "post", made.post)
    return made


@pytest.fixture
def li(peers: dict[str, Fake]) -> Any:
    """An officer of a county, with the others of `people`."""
    officers = people()
    department_of("county")
    return officers["li"]


@pytest.fixture(scope="session")
def made_sites(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> dict[str, Site]:
    """Return three real nodes with databases of their own, made once: copy them (`sites`) before anything writes into them."""
    return make_sites(tmp_path_factory.mktemp("made"), django_db_blocker.unblock)


@pytest.fixture
def sites(made_sites: dict[str, Site], tmp_path: Path) -> Iterator[dict[str, Site]]:
    """Return the nodes as they were made, copied for one test."""
    found = copied(made_sites, tmp_path)
    yield found
    for site in found.values():
        site.stop()


@pytest.fixture
def world(made_sites: dict[str, Site], tmp_path: Path, django_db_blocker: Any) -> Iterator[World]:
    """Three real nodes that run, copied for this test."""
    with django_db_blocker.unblock():
        made = World.of(made_sites, tmp_path / "nodes")
        with made.running():
            yield made
