"""What a run of a detector sees of the pictures in the node's folder: the words in them beside each record, or the pictures themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from django.conf import settings as node

from mingjian.core.detectors import Detector, Value
from mingjian.core.engines import Engine, Relation
from mingjian.core.errors import BadInput
from mingjian.core.extraction.shelf import Shelf

WITH_WORDS = """
SELECT r.*, w.picture_text AS picture_text, w.picture_names AS picture_names FROM r LEFT JOIN w ON r.{kind}_id = w.id
"""
NAMED = "SELECT DISTINCT r.{kind}_id AS id FROM r JOIN n ON r.{kind}_id = n.id ORDER BY id"
KINDS = frozenset(("listing", "post"))
UNREAD = "unread: pip install 'mingjian[vision]'"


@dataclass(frozen=True)
class Sight:
    """The pictures of one run. `told` is kept with the run: in what state the folder was, or that its pictures could not be read."""

    shelf: Shelf | None
    told: Mapping[str, Value]
    settings: Mapping[str, Value]
    reads_words: bool

    def beside(self, engine: Engine, relations: Mapping[str, Relation]) -> dict[str, Relation]:
        """Give the relations with the words in their pictures beside each record."""
        if self.shelf is None or not self.reads_words:
            return dict(relations)
        return {kind: _with_words(engine, kind, relation, self.shelf) if kind in KINDS else relation for kind, relation in relations.items()}

    def counted(self) -> dict[str, int]:
        """Say how many pictures were read for their words."""
        return {"picture": self.shelf.read} if self.shelf is not None and self.reads_words else {}


def sight_of(described: Detector, settings: Mapping[str, Value]) -> Sight:
    """Say what a detector can see of the node's folder; nothing where it looks at no pictures, was given a folder of its own, or there is none."""
    folder = Path(node.PICTURES)
    looks = "pictures" in described.settings and not settings["pictures"]
    if not (described.sees or looks) or not folder.is_dir():
        return Sight(None, {}, {}, described.sees)
    try:
        shelf = Shelf(folder, Path(node.HOME) / "readings")
    except BadInput:  # the extra is absent: the words of the records themselves can be judged all the same
        return Sight(None, {"pictures": UNREAD}, {}, described.sees)
    return Sight(shelf, {"pictures": f"sha256:{shelf.digest()}"}, {"pictures": str(folder)} if looks else {}, described.sees)


def _with_words(engine: Engine, kind: str, relation: Relation, shelf: Shelf) -> Relation:
    names = engine.from_arrow(pa.table({"id": pa.array(shelf.names, pa.string())}))
    ids = engine.to_arrow(engine.sql(NAMED.format(kind=kind), r=relation, n=names))["id"].to_pylist()
    words = shelf.table(ids)
    if not words.num_rows:
        return relation
    return engine.keep(engine.sql(WITH_WORDS.format(kind=kind), r=relation, w=engine.from_arrow(words)))
