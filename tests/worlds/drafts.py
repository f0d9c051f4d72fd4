"""Drafts of law for tests: files of the packaged rulebook with something changed, in a folder of their own."""

from pathlib import Path

from mingjian.core.procedure import packaged


def drafted(place: Path, name: str, *changes: tuple[str, str], as_name: str = "") -> Path:
    """Write a file of the rulebook into a draft with texts changed; each must stand there. Give the draft's folder."""
    text = (packaged() / name).read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = place / (as_name or name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return place
