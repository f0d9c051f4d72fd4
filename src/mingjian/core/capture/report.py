"""What a verification found: what does not hold, what does, and what nothing in the file could show."""

from dataclasses import dataclass, field
from typing import Any

from mingjian.core.language import Text


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
        self.faults.append(Fault(member, Text(zh, en)))

    def hold(self, zh: str, en: str) -> None:
        self.held.append(Text(zh, en))

    def leave(self, zh: str, en: str) -> None:
        self.uncovered.append(Text(zh, en))

    def add(self, member: str, inner: "Report") -> None:
        """Take over what was found of a file inside the file."""
        self.faults += [Fault(f"{member} › {one.member}" if one.member else member, one.text) for one in inner.faults]
        self.held += [_inside(member, one) for one in inner.held]
        self.uncovered += [_inside(member, one) for one in inner.uncovered]

    def as_dict(self) -> dict[str, Any]:
        faults = [{"member": one.member, "zh": one.text.zh, "en": one.text.en} for one in self.faults]
        held, uncovered = ([{"zh": one.zh, "en": one.en} for one in some] for some in (self.held, self.uncovered))
        return {"sound": self.is_sound, "faults": faults, "holds": list(held), "not_covered": list(uncovered)}


def _inside(member: str, text: Text) -> Text:
    return Text(f"{member}：{text.zh}", f"{member}: {text.en}")
