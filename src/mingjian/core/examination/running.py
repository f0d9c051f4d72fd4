"""Examines a whole file, in two passes: what rows say together first, then each row."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.examination.checks import ReportRow, Setting, reasons_of
from mingjian.core.examination.reason import FAIL, Reason, grounds_on, verdict_of
from mingjian.core.examination.register import Register
from mingjian.core.examination.repeats import Repeats
from mingjian.core.examination.report import REPORT
from mingjian.core.language import Text
from mingjian.core.law.statutes import Statutes
from mingjian.core.records.reading import BadRow, Reading, read

SCHEMA = pa.schema([("row", pa.int64()), ("verdict", pa.string()), ("reasons_zh", pa.string()), ("reasons_en", pa.string()), ("grounds", pa.string())])
#: Columns of which one at least tells who an operator is.
_WHO = ("name", "uscc", "person_number")
#: What a report may lack as a whole column, which is said once.
_WANTED = ("name", "uscc", "address", "contact")


@dataclass
class Examination:
    """Answers by row, the first row of data being 1; how many of each verdict and reason; which columns the file lacks altogether."""

    table: pa.Table
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    lacking: tuple[str, ...] = ()


def examine(
    path: Path,
    register: Register,
    on: date,
    statutes: Statutes,
    *,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[float], None] = lambda part: None,
) -> Examination:
    """Examine a report. Raises BadInput where the file cannot be used or has no rows, or no column that tells who its operators are."""
    first = _Rows(path, mapping)
    columns = first.columns
    if not columns & set(_WHO):
        first.close()
        raise BadInput(
            f"{path.name} 中认不出名称、统一社会信用代码或者公民身份号码的列：请在文件中改用这些表头（命令行也可以用 --map 指明）。",
            f"{path.name} has no column known as name, credit code or citizen number: use such a heading (on the command line --map names one, too).",
        )
    repeats, setting, is_empty = Repeats(statutes, on), Setting(register, on, columns), True
    for number, row in first:
        repeats.note(number, row)
        progress(first.done / 4)
        is_empty = False
    if is_empty and not first.bad:
        raise BadInput(f"{path.name} 只有表头，没有数据行。", f"{path.name} has headings and no rows.")
    in_force = grounds_on(statutes, on)
    done = Examination(SCHEMA.empty_table(), lacking=tuple(name for name in _WANTED if name not in columns))
    answers: dict[str, list[object]] = defaultdict(list)
    second = _Rows(path, mapping)
    for number, row in second:
        _answer(number, [*reasons_of(row, setting), *repeats.reasons(number, row)], in_force, done, answers)
        progress(0.25 + second.done * 3 / 4)
    for number, why in second.bad.items():
        _answer(number, [Reason("unreadable", FAIL, one) for one in why], in_force, done, answers)
    done.table = pa.table({name: answers[name] for name in SCHEMA.names}, SCHEMA).sort_by("row")
    return done


def _answer(number: int, reasons: list[Reason], in_force: Callable[[Reason], tuple[str, ...]], done: Examination, answers: dict[str, list[object]]) -> None:
    verdict = verdict_of(reasons)
    done.verdicts[verdict] += 1
    done.reasons.update(one.code for one in reasons)
    answers["row"].append(number)
    answers["verdict"].append(verdict)
    answers["reasons_zh"].append("；".join(f"{one.code}：{one.why.zh}" for one in reasons))
    answers["reasons_en"].append("; ".join(f"{one.code}: {one.why.en}" for one in reasons))
    answers["grounds"].append("; ".join(dict.fromkeys(ground for one in reasons for ground in in_force(one))))


class _Rows:
    """The rows of a report with their numbers; once they have been given, `bad` has those that could not be read, with why."""

    def __init__(self, path: Path, mapping: Mapping[str, str] | None) -> None:
        self.bad: dict[int, list[Text]] = defaultdict(list)
        self._reading: Reading = read(path, REPORT, source="", mapping=mapping)
        self.columns = frozenset(self._reading.theirs)
        self._heading = self._reading.heading
        self._reading.on_bad = self._refuse

    @property
    def done(self) -> float:
        return self._reading.done

    def close(self) -> None:
        self._reading.close()

    def _refuse(self, one: BadRow) -> None:
        zh, en = (f"“{one.column}”：", f"“{one.column}”: ") if one.column else ("", "")  # without a column the whole row is meant
        self.bad[one.row - self._heading].append(Text(zh + one.reason.zh, en + one.reason.en))

    def __iter__(self) -> Iterator[tuple[int, ReportRow]]:
        for batch, numbers in self._reading.numbered():
            yield from zip((numbers - self._heading).tolist(), batch.to_pylist(), strict=True)
