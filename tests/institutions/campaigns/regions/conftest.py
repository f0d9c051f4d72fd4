"""Three real nodes in one process, for actions that take place at several of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from institutions.exchange.in_one import World
from institutions.exchange.sites import Site, make_sites


@pytest.fixture(scope="session")
def made_nodes(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> dict[str, Site]:
    """Return three nodes as they were made, to be copied."""
    return make_sites(tmp_path_factory.mktemp("made"), django_db_blocker.unblock)


@pytest.fixture
def world(made_nodes: dict[str, Site], tmp_path: Path, django_db_blocker: Any) -> Iterator[World]:
    """Return copies of the nodes, and the lines between them."""
    with django_db_blocker.unblock():
        made = World.of(made_nodes, tmp_path / "nodes")
        with made.running():
            yield made
