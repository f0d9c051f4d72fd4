"""Examines a whole file, in two passes: what rows say together first, then each row."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.examination.checks import ReportRow, Setting, reasons_of, settled, shown
from mingjian.core.examination.reason import FAIL, Reason, grounds_on, verdict_of
from mingjian.core.examination.register import Register
from mingjian.core.examination.repeats import Repeats
from mingjian.core.examination.report import REPORT
from mingjian.core.language import Text
from mingjian.core.law.statutes import Statutes
from mingjian.core.records.reading import BadRow, Reading, read

_TEXTS = ("shop_id", "shop_name", "verdict", "reasons_zh", "reasons_en", "grounds")
SCHEMA = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in _TEXTS)])
#: What stands below the table of a form: `合计`, `填表人：张三`, `谨声明：…`, `互联网平台企业（签章）：`.
_FOOT = re.compile(
    r"合计|总计|小计|共计|填表|填报|制表|审核人|复核|负责人|经办|报送(?:人|单位|日期)|谨?声明|说明|备注|注[:：]|签章|.*[（(](?:签章|盖章|签字)[)）]"
)
#: Columns in which the words of such a row may stand, the first of a form among them.
_WORDS = ("shop_id", "operator_id", "name", "shop_name", "address", "contact", "category", "platform", "serial")
_ROWS_NAMED = 20
#: Columns of which one at least tells who an operator is.
_WHO = ("name", "uscc", "person_number")
#: What a report may lack as a whole column, which is said once.
_WANTED = ("name", "uscc", "address", "contact")


@dataclass
class Examination:
    """Answers by row, numbered as the file's rows are, each with its shop; how many of each verdict and reason; which columns the file lacks altogether."""

    table: pa.Table
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    lacking: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()  # what a person must know of how the file was read


def examine(
    path: Path,
    register: Register,
    on: date,
    statutes: Statutes,
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
    progress: Callable[[float], None] = lambda part: None,
) -> Examination:
    """Examine a report. Raises BadInput where the file cannot be used or has no rows, or no column that tells who its operators are."""
    first = _Rows(path, mapping, sheet)
    columns = first.columns
    if not columns & set(_WHO):
        first.close()
        raise BadInput(
            f"{path.name} 中认不出名称、统一社会信用代码或者公民身份号码的列：请在文件中改用这些表头（命令行也可以用 --map 指明）。",
            f"{path.name} has no column known as name, credit code or citizen number: use such a heading (on the command line --map names one, too).",
        )
    repeats, setting, is_empty = Repeats(statutes, on, has_turnover="turnover" in columns), Setting(register, on, columns), True
    for number, row in first:
        repeats.note(number, row)
        progress(first.done / 4)
        is_empty = False
    if is_empty and not first.bad and not first.left_out:
        raise BadInput(f"{path.name} 只有表头，没有数据行。", f"{path.name} has headings and no rows.")
    in_force = grounds_on(statutes, on)
    done = Examination(SCHEMA.empty_table(), lacking=tuple(name for name in (*_WANTED, *repeats.wanted) if name not in columns))
    answers: dict[str, list[object]] = defaultdict(list)
    second = _Rows(path, mapping, sheet)
    for number, row in second:
        _answer(number, row, [*reasons_of(row, setting), *repeats.reasons(number, row)], in_force, done, answers)
        progress(0.25 + second.done * 3 / 4)
    for number, why in second.bad.items():
        _answer(number, {}, [Reason("unreadable", FAIL, one) for one in why], in_force, done, answers)
    done.notes = second.notes
    done.table = pa.table({name: answers[name] for name in SCHEMA.names}, SCHEMA).sort_by("row")
    return done


def _answer(
    number: int,
    row: ReportRow,
    reasons: list[Reason],
    in_force: Callable[[Reason], tuple[str, ...]],
    done: Examination,
    answers: dict[str, list[object]],
) -> None:
    verdict = verdict_of(reasons)
    done.verdicts[verdict] += 1
    done.reasons.update(one.code for one in reasons)
    answers["row"].append(number)
    for name in ("shop_id", "shop_name"):
        answers[name].append(shown(row[name]) if row.get(name) else None)
    answers["verdict"].append(verdict)
    answers["reasons_zh"].append("；".join(f"{one.code}：{one.why.zh}" for one in reasons))
    answers["reasons_en"].append("; ".join(f"{one.code}: {one.why.en}" for one in reasons))
    answers["grounds"].append("; ".join(dict.fromkeys(ground for one in reasons for ground in in_force(one))))


def _is_no_operator(row: ReportRow, *, is_below: bool) -> bool:
    """
    Recognise rows below the table: a total, who filled the form in, a declaration. Whoever is named by a number or a shop is examined.

    One that tells nothing is such a row where one stood above it (`is_below`), as what it says then stands in a column that is not read.
    """
    if any(row[name] and not _FOOT.match("".join(row[name].split())) for name in ("uscc", "person_number", "shop_id", "operator_id", "url")):
        return False
    if row["serial"] and _FOOT.match("".join(row["serial"].split())):
        return True  # what a total counts (`2户`) stands in a column of names
    told = ["".join(str(row[name]).split()) for name in _WORDS if row[name]]
    told = [one for one in told if not one.isdigit()]
    return all(_FOOT.match(one) for one in told) if told else row["turnover"] is not None or (is_below and not any(row.values()))


class _Rows:
    """The rows of a report with their numbers; once they have been given, `bad` has those that could not be read, with why."""

    def __init__(self, path: Path, mapping: Mapping[str, str] | None, sheet: str = "") -> None:
        self.bad: dict[int, list[Text]] = defaultdict(list)
        self.left_out: list[int] = []
        self._reading: Reading = read(path, REPORT, source="", mapping=mapping, sheet=sheet)
        self.columns = frozenset(self._reading.theirs)
        self._reading.on_bad = self._refuse

    @property
    def done(self) -> float:
        return self._reading.done

    @property
    def notes(self) -> tuple[Text, ...]:
        """What is to be said of the file, once its rows have been given."""
        notes = list(self._reading.notes)
        if self._reading.ignored:
            names = [shown(name) for name in self._reading.ignored]
            notes.append(Text(f"没有读的列：{'、'.join(names)}。", f"Columns that were not read: {', '.join(names)}."))
        if self.left_out:
            rows = "、".join(map(str, self.left_out[:_ROWS_NAMED])) + ("……" if len(self.left_out) > _ROWS_NAMED else "")
            notes.append(
                Text(
                    f"{len(self.left_out)} 行是合计、填表人、声明一类，不是经营者，没有审核：第 {rows} 行。",
                    f"{len(self.left_out)} rows are totals, signatures and the like and no operators: not examined are rows {rows}.",
                )
            )
        return tuple(notes)

    def close(self) -> None:
        self._reading.close()

    def _refuse(self, one: BadRow) -> None:
        zh, en = (f"“{one.column}”：", f"“{one.column}”: ") if one.column else ("", "")  # without a column the whole row is meant
        self.bad[one.row].append(Text(zh + one.reason.zh, en + one.reason.en))

    def __iter__(self) -> Iterator[tuple[int, ReportRow]]:
        for batch, numbers in self._reading.numbered():
            for number, row in zip(numbers.tolist(), batch.to_pylist(), strict=True):
                if _is_no_operator(row, is_below=bool(self.left_out)):
                    self.left_out.append(number)
                else:
                    yield number, settled(row)
