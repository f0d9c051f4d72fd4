"""How a visit ends when it is not left to end by itself."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from mingjian.core.capture import visit


def test_whoever_interrupts_a_visit_leaves_no_process_and_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import time\ntime.sleep(600)\n")
    begun: list[Any] = []

    class Interrupted(subprocess.Popen):  # type: ignore[type-arg]
        def communicate(self, *_: object, **__: object) -> Any:
            begun.append(self)
            raise KeyboardInterrupt

    monkeypatch.setattr(visit, "_PROCESS", endless)
    monkeypatch.setattr(visit.subprocess, "Popen", Interrupted)
    monkeypatch.setattr(visit.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        visit._run("{}", 30)
    was_ended = begun[0].returncode is not None
    begun[0].kill()
    with begun[0]:  # closes its pipes
        assert was_ended
    assert [one.name for one in tmp_path.iterdir()] == ["endless.py"]
