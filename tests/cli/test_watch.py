"""A process that died is told in the log and started again; telling it breaks nothing."""

import logging
import sys
import time

import pytest

from mingjian.cli._watch import WatchedCommand


def test_a_process_that_dies_is_told_and_started_again(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = WatchedCommand([sys.executable, "-c", "raise SystemExit(3)"])
    kept.start()
    assert kept.process is not None
    kept.process.wait(20)
    with caplog.at_level(logging.ERROR, logger="mingjian.watch"):
        kept.look()
    (told,) = [record for record in caplog.records if getattr(record, "event", "") == "process_died"]
    assert (told.__dict__["helper"], told.__dict__["code"]) == (kept.name, 3)
    assert kept.process is None
    monkeypatch.setattr(kept, "not_before", time.monotonic() - 1)
    kept.look()
    assert kept.process is not None
    kept.process.wait(20)
