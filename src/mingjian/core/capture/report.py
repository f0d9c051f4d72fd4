"""What a verification found: what does not hold, what does, and what nothing in the file could show."""

from dataclasses import dataclass, field
from typing import Any

from mingjian.core.language import Text

MOST_FAULTS = 1000  # that are named; of further ones it is said that there are more
_MOST_NAME, _MOST_TEXT, _MOST_QUOTED = 200, 500, 80  # signs


@dataclass(frozen=True, slots=True)
class Fault:
    """A member (or, where it is empty, the file as such) that does not hold, and why."""

    member: str
    text: Text


@dataclass
class Report:
    """Faults, what was seen to hold, and what is not covered. Sound only without a single fault."""

    faults: list[Fault] = field(default_factory=list)
    held: list[Text] = field(default_factory=list)
    uncovered: list[Text] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults

    def fault(self, member: str, zh: str, en: str) -> None:
        """Name a fault, in words of bounded length: names and what is quoted come from the file."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(cut(member, _MOST_NAME), Text(cut(zh, _MOST_TEXT), cut(en, _MOST_TEXT))))
        elif len(self.faults) == MOST_FAULTS:
            self.faults.append(Fault("", Text("还有更多问题，未逐一列出。", "There are more faults, which are not named one by one.")))

    def hold(self, zh: str, en: str) -> None:
        self.held.append(Text(zh, en))

    def leave(self, zh: str, en: str) -> None:
        self.uncovered.append(Text(zh, en))

    def add(self, member: str, inner: "Report") -> None:
        """Take over what was found of a file inside the file."""
        for one in inner.faults:
            self.fault(f"{member} › {one.member}" if one.member else member, one.text.zh, one.text.en)
        self.held += [_inside(member, one) for one in inner.held]
        self.uncovered += [_inside(member, one) for one in inner.uncovered]

    def as_dict(self) -> dict[str, Any]:
        faults = [{"member": one.member, "zh": one.text.zh, "en": one.text.en} for one in self.faults]
        held, uncovered = ([{"zh": one.zh, "en": one.en} for one in some] for some in (self.held, self.uncovered))
        return {"sound": self.is_sound, "faults": faults, "holds": list(held), "not_covered": list(uncovered)}


def _inside(member: str, text: Text) -> Text:
    return Text(f"{member}：{text.zh}", f"{member}: {text.en}")


def quoted(error: object) -> str:
    """Quote what a file, or a fault in reading it, says: its first eighty signs, those that print."""
    return cut(str(error)[: _MOST_QUOTED + 1], _MOST_QUOTED)


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters; one that does not print, and could steer a terminal, is escaped."""
    shown = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text[:most])
    return f"{shown[:most]}…" if len(text) > most or len(shown) > most else shown
