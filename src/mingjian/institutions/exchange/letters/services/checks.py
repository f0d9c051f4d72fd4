"""What a letter or an answer says before it leaves: checked for what does not belong in it, and shown as the other node will see it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from mingjian.core.agreement.masks import with_masks
from mingjian.core.agreement.release import Refused, Release, never_of, rules_of
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law import local_day
from mingjian.core.procedure.request_words import words_beyond
from mingjian.institutions.exchange.services.node import member, register, sheet_of
from mingjian.institutions.exchange.services.outbox import decide, question
from mingjian.institutions.exchange.services.outgoing import Seen, seen_of
from mingjian.institutions.exchange.services.prefill import refuse_personal
from mingjian.institutions.exchange.services.versions import LONGEST
from mingjian.office.lists.text import visible


@dataclass(frozen=True)
class Letter:
    """A letter of assistance as an officer wrote it; `letter_for`: the number of the dossier that it is asked for, if it is asked for one."""

    to_node: str
    letter_number: str
    letter_questions: str
    letter_subject: str = ""
    letter_code: str = ""
    letter_phone: str = ""
    letter_for: str = ""

    def values(self) -> dict[str, str]:
        """Return its fields. Raises BadInput where it asks for what no letter between nodes asks, or holds what must not leave as free text."""
        _refuse_beyond(self.letter_questions)
        told = {"letter": self.letter_number, "questions": self.letter_questions, "subject": self.letter_subject, "code": self.letter_code}
        values = {name: clean(value) for name, value in {**told, "phone": self.letter_phone}.items() if value.strip()}
        if any(len(value) > LONGEST for value in values.values()):
            raise BadInput("协助函的各项不超过五千字。", "What a letter says has 5,000 characters at most in each part.")
        refuse_personal(values)
        return values


def clean(text: str) -> str:
    """Return a text as it is kept: without what cannot be seen, with plain line breaks."""
    return visible(text.strip().replace("\r\n", "\n"))


def _refuse_beyond(questions: str) -> None:
    if found := words_beyond(questions):
        words = Text("、".join(f"“{word}”" for word in found), ", ".join(found))
        zh = f"协助函请求的{words.zh}不在标准事项之内：须经省级市场监督管理部门同意（依据未核实），以协查卷宗由两人签发，不能经此发出。"
        en = f"{words.en} is no standard item: it needs consent of the province (UNVERIFIED) and two signatures, and does not go by this letter."
        raise BadInput(zh, en)


def preview(letter: Letter, at: datetime) -> tuple[list[Seen], Release | Refused]:
    """Return what the node would see of a letter, by the very call that packs it later; or why nothing would go."""
    sheet, _ = sheet_of(register())
    plain = {name: value for name, value in letter.values().items() if name not in never_of(sheet)}
    decided = decide(question("assistance", plain, "assistance", member(letter.to_node).node), local_day(at))
    return ([], decided) if isinstance(decided, Refused) else (seen_of(decided, with_masks(plain, rules_of(sheet))), decided)


def told_of(letter: Letter) -> dict[str, str]:
    """Return a letter as its act takes it."""
    return asdict(letter)
