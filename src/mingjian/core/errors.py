"""What can go wrong, named once. Each message says what, why and what next, in Chinese and English."""

from collections.abc import Mapping

from mingjian.core.language import Text

LONGEST = 20_000  # signs of a message, whatever a file or system outside put into it


class MingjianError(Exception):
    """Something that a person can do something about. `text` is the message in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh[:LONGEST], en[:LONGEST])
        super().__init__(f"{self.text.zh} {self.text.en}")


class BadInput(MingjianError):
    """A file, value or setting from outside cannot be used. `papers`: what is wrong with single papers, by name, so that a form says it at the field."""

    def __init__(self, zh: str, en: str, papers: Mapping[str, Text] | None = None) -> None:
        super().__init__(zh, en)
        self.papers = dict(papers or {})


class TooMuch(MingjianError):
    """More is sent than there is room for, at a portal or on the disk; nothing of it was kept."""


class NotInBook(BadInput):
    """The question has an answer in law, but what it rests on is not in the rulebook: what is missing is named, and nothing lower stands for it."""


class NotFound(MingjianError):
    """No such thing, or none that the asker may know of."""


class UnknownCode(NotFound):
    """Nothing under the code that somebody without an account typed. `door`: the name of the address that asks for codes of this kind."""

    def __init__(self, zh: str, en: str, door: str) -> None:
        super().__init__(zh, en)
        self.door = door


class NotPermitted(MingjianError):
    """The asker may see it, but not do this to it."""


class StepRefused(MingjianError):
    """A step may not be taken: wrong state, wrong role, a paper is missing, or somebody else was first."""


class RulebookFault(MingjianError):
    """A sheet, law or calendar of the rulebook is wrong. The message names the file and the cure."""


class LedgerFault(MingjianError):
    """The ledger does not prove what it claims to prove."""
