"""What a detector sees of a folder of pictures, wherever it runs: the words and codes in them beside each record, or the pictures themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from mingjian.core.detectors import Detector, Value
from mingjian.core.engines import Engine, Relation
from mingjian.core.extraction.shelf import Shelf
from mingjian.core.language import Text

WITH_WORDS = """
SELECT r.*, w.picture_text AS picture_text, w.picture_names AS picture_names FROM r LEFT JOIN w ON r.{kind}_id = w.id
"""
NAMED = "SELECT DISTINCT r.{kind}_id AS id FROM r JOIN n ON r.{kind}_id = n.id ORDER BY id"
KINDS = frozenset(("listing", "post"))
LOOKS = "looks"  # folder among the readings where it is kept what pictures look like


class Pictures:
    """A folder of pictures, looked through once, however many detectors ask. `kept` is where readings stay, `told` is called once a picture read."""

    def __init__(self, folder: Path, kept: Path, told: Callable[[], None] = lambda: None) -> None:
        self.folder, self.kept, self._told = folder, kept, told

    @cached_property
    def shelf(self) -> Shelf:
        """Open the folder. Raises BadInput where there is none, or the extra [vision] is absent."""
        return Shelf(self.folder, self.kept, self._told)

    @cached_property
    def digest(self) -> str:
        """Return in what state the folder is. Raises BadInput as `shelf` does."""
        return self.shelf.digest()


@dataclass(frozen=True)
class Sight:
    """The pictures of one run: none where there is nothing to see. `settings` go before those of the run; `reads_words` where words in pictures count."""

    pictures: Pictures | None = None
    settings: Mapping[str, Value] = field(default_factory=dict)
    reads_words: bool = False

    def beside(self, engine: Engine, relations: Mapping[str, Relation]) -> dict[str, Relation]:
        """Return the relations with the words in their pictures beside each record."""
        if self.pictures is None or not self.reads_words:
            return dict(relations)
        shelf = self.pictures.shelf
        return {kind: _with_words(engine, kind, relation, shelf) if kind in KINDS else relation for kind, relation in relations.items()}

    @property
    def read(self) -> int | None:
        """Return how many pictures were read for their words; None where words were not asked for."""
        return self.pictures.shelf.read if self.pictures is not None and self.reads_words else None

    @property
    def faults(self) -> Mapping[str, Text]:
        """Return the pictures that could not be opened, with the reason."""
        return self.pictures.shelf.faults if self.pictures is not None and self.reads_words else {}


def looks_at_pictures(described: Detector) -> bool:
    """Return whether pictures say anything to a detector: by their words, or as pictures."""
    return described.sees or "pictures" in described.settings


def sight_of(described: Detector, settings: Mapping[str, Value], pictures: Pictures) -> Sight:
    """Return what a detector can see of a folder; nothing where it looks at no pictures, or was given a folder of its own."""
    looks = "pictures" in described.settings and not settings["pictures"]
    if not (described.sees or looks):
        return Sight()
    return Sight(pictures, {"pictures": str(pictures.folder), "kept": str(pictures.kept / LOOKS)} if looks else {}, described.sees)


def _with_words(engine: Engine, kind: str, relation: Relation, shelf: Shelf) -> Relation:
    names = engine.from_arrow(pa.table({"id": pa.array(shelf.names, pa.string())}))
    ids = engine.to_arrow(engine.sql(NAMED.format(kind=kind), r=relation, n=names))["id"].to_pylist()
    words = shelf.table(ids)
    if not words.num_rows:
        return relation
    return engine.keep(engine.sql(WITH_WORDS.format(kind=kind), r=relation, w=engine.from_arrow(words)))
