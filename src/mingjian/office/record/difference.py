"""What an audit finds: something shown that is not what was recorded."""

from dataclasses import dataclass

from mingjian.core.language import Text


@dataclass(frozen=True)
class Difference:
    """
    One thing that is not as the ledger has it: of which kind, of what, which entry it contradicts (None: no entry tells of it), and what differs, in words.

    Kinds: `row` (a column), `state`, `holder`, `title`, `deadline`, `role`, `reading`, `inserted`, `removed`, `entry`, `signed`, `file`, `load`.
    """

    kind: str
    about: str
    entry: int | None
    text: Text

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return {"kind": self.kind, "about": self.about, "entry": self.entry, "zh": self.text.zh, "en": self.text.en}
