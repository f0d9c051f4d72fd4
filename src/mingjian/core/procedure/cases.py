"""
Cases beside the law: what a jurist worked out by hand, held against what the rulebook answers.

`rulebook/cn/cases/<name>.yaml` asks questions of one kind: `given` are the facts, `expect` what the answer must say, `refused` words of the refusal. A case
that the rulebook cannot answer as worked out says `why`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law.outcomes import BELOW
from mingjian.core.law.reader import Branch, Faults, Leaf, read
from mingjian.core.procedure.questions import ANSWERS, ASKS, answered
from mingjian.core.procedure.rulebook import Book

TODAY = date(2026, 11, 26)  # the day of the decision where a case names none: cases must not change with the clock


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its name, the facts, what the answer must say by column, words that a refusal must hold (empty: none), and why it differs from the hand's."""

    name: str
    asks: str
    given: Mapping[str, str]
    expect: Mapping[str, str]
    refused: str
    why: Text | None
    file: str
    line: int


def read_cases(folder: Path, shown_as: str, faults: Faults) -> list[Case]:
    """Read every case of a folder, noting every fault."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in _read_file(path, f"{shown_as}/{path.name}", faults)]


def check_cases(cases: list[Case], book: Book, faults: Faults) -> None:
    """Note every case of which the rulebook says something else."""
    for case in cases:
        for zh, en in failures(case, book):
            faults.add(case.file, case.line, zh, en)


def failures(case: Case, book: Book) -> Iterator[tuple[str, str]]:
    """Return in what the rulebook's answer is another than the case expects."""
    answer = answered(case.asks, case.given, book, TODAY)
    refusal = answer["refusal_zh"] + answer["refusal_en"]
    if bool(case.refused) != bool(refusal) or case.refused not in refusal:
        wanted = case.refused or "—"
        yield (
            f"“{case.name}”：应拒绝于“{wanted}”，而拒绝为“{answer['refusal_zh'] or '—'}”。",
            f"{case.name!r}: refusal {wanted!r} was expected, and it is {answer['refusal_en'] or '—'!r}.",
        )
        return
    if answer.get("tier") == BELOW and answer.get("possible") != BELOW:
        yield (
            f"“{case.name}”：标题为“{answer['zh']}”，而 possible 为 {answer['possible']}：达到标准、只差判断的，不是未达标准。",
            f"{case.name!r}: the headline is {answer['en']!r}, but possible is {answer['possible']}: a line that waits for a judgement is not below it.",
        )
    for column, expected in case.expect.items():
        said = answer[column]
        if said != expected and not (column == "due" and said.startswith(f"{expected}T")) and not (column in _WORDS and expected in said):
            yield f"“{case.name}”：{column} 应为 {expected}，而为 {said}。", f"{case.name!r}: {column} should be {expected}, and is {said}."


_WORDS = (
    "zh",
    "en",
    "persons_zh",
    "persons_en",
    "article",
    "judge_zh",
    "judge_en",
    "crimes_zh",
    "levels_zh",
    "tell_zh",
    "orders_zh",
    "prove_zh",
    "unsure_zh",
)  # of these a case names a part


def _read_file(path: Path, file: str, faults: Faults) -> Iterator[Case]:
    top = read(path, file, faults)
    if top is None:
        return
    top.only("title", "asks", "cases")
    top.label("title")
    asks = top.word("asks")
    if asks not in ASKS:
        top.fault(f"asks 须是 {'、'.join(ASKS)} 之一。", f"asks must be one of {', '.join(ASKS)}.", "asks")
        return
    for branch in top.list_of_branches("cases"):
        yield _read_case(branch, asks, file)


def _read_case(branch: Branch, asks: str, file: str) -> Case:
    branch.only("case", "given", "expect", "refused", "why")
    given, expect = _words(branch, "given"), _words(branch, "expect")
    for column in expect:
        if column not in ANSWERS[asks]:
            branch.fault(
                f"答案没有 {column} 一列；有：{'、'.join(ANSWERS[asks])}。", f"An answer has no {column}; it has: {', '.join(ANSWERS[asks])}.", "expect"
            )
    refused = branch.word("refused", "")
    if bool(expect) == bool(refused):
        branch.fault("案例须有 expect 或者 refused 之一。", "A case has either expect or refused.")
    return Case(branch.word("case"), asks, given, expect, refused, branch.text("why", optional=True), file, branch.line)


def _words(branch: Branch, name: str) -> dict[str, str]:
    within = branch.branch(name)
    return {key: _word(item) for key, item in within.items.items()} if within else {}


def _word(item: Leaf | Branch) -> str:
    if isinstance(item, Leaf) and isinstance(item.value, list):
        return ";".join(_word(one) for one in item.value)
    return str(item.value) if isinstance(item, Leaf) and item.value is not None else ""
