"""Pictures drawn here, of chats and of licences: are their lines and fields read exactly, clean and photographed?"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mingjian.core.extraction.licences import read_licence
from mingjian.core.extraction.lines import plain_text
from mingjian.core.extraction.uploads import read_bytes
from mingjian.core.language import Text
from mingjian.core.quality import LabelledRow, LabelledSet, Measure
from mingjian.core.quality.common.drawn import CLEAN, PHOTOGRAPHED, Drawn, chat, licence
from mingjian.core.quality.common.scores import accuracy

SET = LabelledSet(
    key="drawn-pictures",
    title=Text("自制的聊天截图和营业执照", "Drawn talks and licences"),
    judges="core.extraction.pictures, core.extraction.licences",
    says_not=Text(
        "图片由程序绘制，“拍照”指倾斜、缩小到 560 像素宽（营业执照 1120）、光线不匀、JPEG 质量 45；真实图片更杂，结果会低一些。空格、全半角不计。",
        "The pictures are drawn. Photographed means tilted, shrunk to 560 pixels (a licence to 1120), unevenly lit, JPEG of quality 45. Real ones have other "
        "fonts, grounds, seals and glare, and are read less well. Blanks and widths of signs do not count.",
    ),
    learned=False,
    is_made=True,
)
EACH = 30  # pictures of each sort and look
SORTS: Mapping[str, Callable[[int, str], Drawn]] = {"talk": chat, "licence": licence}
LOOKS = (CLEAN, PHOTOGRAPHED)


def read(folder: Path, each: int = EACH) -> list[LabelledRow]:
    """Draw the pictures; nothing is read from the folder."""
    rows = []
    for sort, draw in SORTS.items():
        for look in LOOKS:
            for seed in range(each):
                drawn = draw(seed, look)
                rows.append(LabelledRow(f"{sort}/{look}/{seed}", {"sort": sort, "look": look, "seed": seed}, (sort, drawn.picture), _label(drawn), group=look))
    return rows


def _label(drawn: Drawn) -> Any:
    return {name: plain_text(value) for name, value in drawn.fields} if drawn.fields else [plain_text(line) for line in drawn.lines]


def judge(contents: Sequence[tuple[str, bytes]]) -> list[Any]:
    """Read each picture: the lines of a chat, the fields of a licence."""
    told: list[Any] = []
    for sort, data in contents:
        lines = read_bytes(data).lines
        if sort == "licence":
            told.append({name: plain_text(field.value) for name, field in read_licence(lines).items()})
        else:
            told.append([plain_text(line.text) for line in lines])
    return told


def measures(rows: Sequence[LabelledRow], predictions: Sequence[Any]) -> list[Measure]:
    """Return the share of lines, and of fields, that are read to the sign."""
    found = []
    for sort in SORTS:
        for look in LOOKS:
            pairs = [(row.label, told) for row, told in zip(rows, predictions, strict=True) if (row.place["sort"], row.place["look"]) == (sort, look)]
            right, n = _counted(pairs)
            if n:
                found.append(accuracy(right, n, name="lines_exact" if sort == "talk" else "fields_exact", of=f"{sort}, {look}"))
    return found


def _counted(pairs: Sequence[tuple[Any, Any]]) -> tuple[int, int]:
    """Count what is read to the sign, and all that stands there; a line that is read once counts once."""
    right = n = 0
    for label, told in pairs:
        n += len(label)
        if isinstance(label, dict):
            right += sum(told.get(name) == value for name, value in label.items())
            continue
        left = list(told)
        for line in label:
            if line in left:
                left.remove(line)
                right += 1
    return right, n


def told(row: LabelledRow, prediction: Any) -> dict[str, Any]:
    """Return the line of `--predictions`."""
    return {**row.place, "label": row.label, "read": prediction}
