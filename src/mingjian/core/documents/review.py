"""
Review of a file (案卷评查): forty questions about notice, decision and letter of transfer, of which the record decides those that name a check.

The questions are data (`rulebook/review/penalty.yaml`), the checks stand in `file_checks.py`. What no check decides a person answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import mingjian
from mingjian.core.documents.file_checks import CHECKS, File, Verdict, ask
from mingjian.core.language import Text
from mingjian.core.law.reader import Faults, read

FILE = "penalty.yaml"
FOLDER = Path(mingjian.__file__).parent / "rulebook" / "review"
#: The forms that a question's paper may be, the first that was made.
PAPERS: Mapping[str, tuple[str, ...]] = {
    "decision": ("penalty_decision", "on_the_spot_decision"),
    "announcement": ("penalty_notice",),
    "letter": ("transfer_letter_crime",),
}


#: Where a No is mended, by the word of a question.
MENDED: Mapping[str, Text] = {
    "parties": Text("案情：当事人和商品", "the matter, under Parties and offers"),
    "evidence": Text("案情：证据", "the matter, under Evidence"),
    "charge": Text("案情：行为和处罚", "the matter, under Charge and penalty"),
    "amounts": Text("案值明细", "the amount ledger of the case"),
    "settings": Text("文书设置", "the settings of documents"),
    "record": Text("卷宗的步骤和文书", "the steps and papers of the dossier"),
}


class Weight(StrEnum):
    """What a No costs."""

    FATAL = "fatal"
    SERIOUS = "serious"
    FORM = "form"


@dataclass(frozen=True)
class Question:
    """One question: about which paper, what a No costs, by which check the record decides it (empty: a person), where it is mended, which articles ask it."""

    key: str
    paper: str
    weight: Weight
    check: str
    mend: str
    ground: tuple[str, ...]
    text: Text

    @property
    def mended(self) -> Text:
        """Return in words where a No is mended."""
        return MENDED[self.mend]


@dataclass(frozen=True)
class Questions:
    """The questions in their order, the points that a serious No and one of form cost, and from how many of 100 a file is good."""

    all: tuple[Question, ...]
    points: Mapping[Weight, int]
    good: int


@dataclass(frozen=True)
class Answer:
    """What is answered to a question, and why where it is a No or has to be asked. `is_person`: a person answered, over the record where they differ."""

    question: Question
    verdict: Verdict
    why: Text | None = None
    is_person: bool = False


@dataclass(frozen=True)
class Score:
    """What a review comes to: points of 100, how many fatal, how many questions wait for a person, and whether the papers can be signed as printed."""

    points: int
    fatal: int
    open: int
    is_good: bool


def questions(folder: Path | None = None) -> Questions:
    """Read the questions of a rulebook, ours unless a folder is given. Raises `RulebookFault` with the first fault."""
    return _questions(folder or FOLDER)


@cache
def _questions(folder: Path) -> Questions:
    faults = Faults()
    top = read(folder / FILE, FILE, faults)
    found: list[Question] = []
    points: dict[Weight, int] = {Weight.FATAL: 100}
    good = 0
    if top is not None:
        top.only("good", "points", "questions")
        good = top.whole("good") or 0
        costs, listed = top.branch("points"), top.branch("questions")
        for name in (Weight.SERIOUS, Weight.FORM):
            points[name] = (costs and costs.whole(str(name))) or 0
        for key in listed.items if listed else ():
            one = listed.branch(key) if listed else None
            if one is None:
                continue
            one.only("paper", "weight", "check", "mend", "ground", "zh", "en")
            paper, weight, check = one.word("paper"), one.word("weight"), one.word("check", "")
            if paper not in {*PAPERS, "any"} or weight not in set(Weight) or (check and check not in CHECKS):
                one.fault(f"评查问题“{key}”的文书、轻重或者核对方法不存在。", f"Question {key!r} names an unknown paper, weight or check.", "paper")
                continue
            mend = one.word("mend")
            if mend not in MENDED:
                one.fault(f"评查问题“{key}”没有说明在哪里更正。", f"Question {key!r} does not say where a No is mended.", "mend")
            found.append(Question(key, paper, Weight(weight), check, mend, one.words("ground"), Text(one.word("zh"), one.word("en"))))
    faults.raise_first()
    return Questions(tuple(found), points, good)


def review(file: File, given: Mapping[str, Verdict] | None = None) -> list[Answer]:
    """Answer every question about papers that are there: by the record where it decides, else as a person answered (`given`, by key), else it is open."""
    return [_answer(one, file, (given or {}).get(one.key)) for one in questions().all if one.paper == "any" or one.paper in file.papers]


def _answer(question: Question, file: File, given: Verdict | None) -> Answer:
    verdict, why = CHECKS[question.check](file) if question.check else ask("须由评查人员阅读后回答", "a person reads and answers")
    if verdict is Verdict.ASK and given is not None:
        return Answer(question, given, None, is_person=True)
    if verdict is Verdict.NO and given in (Verdict.YES, Verdict.NOT_APPLICABLE):  # the record's No stands beside a person's Yes, and counts
        zh, en = (why.zh, why.en) if why else ("", "")
        return Answer(question, Verdict.NO, Text(f"{zh}（评查人员认为符合）", f"{en} (the reviewer thinks it is met)"))
    if verdict is Verdict.YES and given is Verdict.NO:
        return Answer(question, Verdict.NO, Text("评查人员认为不符合", "the reviewer thinks it is not met"), is_person=True)
    return Answer(question, verdict, why)


def score(answers: Iterable[Answer]) -> Score:
    """Count a review. What does not arise counts as met, what is open as not yet counted; nothing that is open is called good."""
    listed, ask = list(answers), questions()
    wrong = [one for one in listed if one.verdict is Verdict.NO]
    fatal = sum(1 for one in wrong if one.question.weight is Weight.FATAL)
    lost = sum(ask.points[one.question.weight] for one in wrong if one.question.weight is not Weight.FATAL)
    waiting = sum(1 for one in listed if one.verdict is Verdict.ASK)
    points = max(0, 100 - lost)
    return Score(points, fatal, waiting, bool(listed) and not fatal and not waiting and points >= ask.good)
