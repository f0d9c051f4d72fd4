"""Cosignatures of witnesses, kept beside the checkpoints, whose rows never change: notes in files of the node's home, by size."""

from pathlib import Path

from django.conf import settings


def cosigned_note(size: int, note: str) -> str:
    """Return a checkpoint's note with the cosignatures that are kept for it: its row never changes, so they lie in files of the node's home, by size."""
    kept = _read(place_of_note(size))
    return kept if kept.startswith(note) else note


def place_of_note(size: int) -> Path:
    """Return where the note of a size lies with its cosignatures."""
    return Path(settings.HOME) / "cosigned" / f"{size}.txt"


def _read(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def newest_cosigned() -> str:
    """Return the largest note that a witness cosigned; empty where there is none."""
    kept = sorted((Path(settings.HOME) / "cosigned").glob("*.txt"), key=lambda place: int(place.stem) if place.stem.isdigit() else -1)
    return _read(kept[-1]) if kept else ""
