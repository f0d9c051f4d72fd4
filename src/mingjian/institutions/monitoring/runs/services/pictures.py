"""What a run of a detector sees of the pictures in the node's folder, and what is kept of that with the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings as node

from mingjian.core.detectors import Detector, Value
from mingjian.core.errors import BadInput
from mingjian.core.screening.picture_view import Pictures, Sight, sight_of

UNREAD = "unread: the extra vision is absent"


@dataclass(frozen=True)
class RunSight:
    """What one run sees. `told` is kept with the run: in what state the folder was, or that its pictures could not be read."""

    seen: Sight
    told: Mapping[str, Value]

    def counted(self) -> dict[str, int]:
        """Return how many pictures were read for their words."""
        return {} if self.seen.read is None else {"picture": self.seen.read}


def pictures_of_node(folder: Path | None = None) -> Pictures:
    """Open the node's folder of pictures, or the one given, to be looked through once for all that ask."""
    return Pictures(folder or Path(node.PICTURES), Path(node.HOME) / "readings")


def sight_of_run(described: Detector, settings: Mapping[str, Value], pictures: Pictures) -> RunSight:
    """Return what a detector can see of a folder; nothing where it looks at no pictures, was given a folder of its own, or there is none."""
    seen = sight_of(described, settings, pictures)
    if seen.pictures is None or not pictures.folder.is_dir():
        return RunSight(Sight(reads_words=described.sees), {})
    try:
        return RunSight(seen, {"pictures": f"sha256:{pictures.digest}"})
    except BadInput:  # the extra is absent: the words of the records themselves can be judged all the same
        return RunSight(Sight(reads_words=described.sees), {"pictures": UNREAD})
