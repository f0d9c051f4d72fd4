"""The manifests: what their rooms declare is found, and none that is broken is passed over."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from mingjian.office import institution
from mingjian.office.institution import import_modules


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an institution with a subpackage whose room `steps` has one file."""
    room = tmp_path / "house_of_test" / "subpackage" / "steps"
    room.mkdir(parents=True)
    for folder in (room, *room.parents[:2]):
        (folder / "__init__.py").write_text("", "utf-8")
    (room / "take.py").write_text("", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(institution, "institutions", lambda: [SimpleNamespace(path=str(tmp_path / "house_of_test"), name="house_of_test")])
    for name in [name for name in sys.modules if name.startswith("house_of_test")]:
        monkeypatch.delitem(sys.modules, name)
    return tmp_path / "house_of_test"


def test_the_rooms_of_wings_are_imported(manifest: Path) -> None:
    import_modules("steps")
    assert "house_of_test.subpackage.steps.take" in sys.modules


@pytest.mark.parametrize("broken", ["subpackage", "subpackage/steps"])
def test_a_wing_that_cannot_be_imported_is_told_and_its_steps_are_not_taken_without_their_bodies(manifest: Path, broken: str) -> None:
    (manifest / broken / "__init__.py").write_text("from nowhere_at_all import nothing\n", "utf-8")
    with pytest.raises(ImportError, match="nowhere_at_all"):
        import_modules("steps")
