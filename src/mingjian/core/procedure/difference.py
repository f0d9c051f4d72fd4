"""One thing that a draft would change of a dossier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.language import Text

#: What a draft may change of a dossier.
KINDS: Mapping[str, Text] = {
    "deadline": Text("期限", "deadline"),
    "refused": Text("步骤不能办理", "step refused"),
    "tier": Text("罪名档次", "tier of a crime"),
    "line": Text("数额界线", "line of an amount"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One thing that a draft would change of a dossier.

    `name` is the clock, step, crime or paper; `before` and `after` are due days with their outcomes, or tiers, or sides of a line, for a person.
    """

    number: str
    title: str
    procedure: str
    kind: str
    name: str
    label: Text
    before: Text
    after: Text
    due: tuple[datetime | None, datetime | None] = (None, None)
    outcome: tuple[str, str] = ("", "")
