"""Which officers free words name: by the whole name, with a title or office beside it."""

import re
import unicodedata
from collections.abc import Iterable

from mingjian.office.models import Officer

_SHORTEST = 2  # signs of a name that is looked for in what was typed
_BEFORE = "局处科室队所组厅委院长员由请为是和与及派定"  # that an office or a word beside the name ends with
#: Titles and words that follow it.
_AFTER = "同志|先生|女士|主任|副|正|[一二三四]级|(?:局|处|科|所|队|组|厅|院|支队|大队|中队|分局)长|科员|审核|担任|任|主持|为|和|与|及"
_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_MARKS = re.compile(r"[,;:()/、，；：（）。.\n]|\band\b")
_TITLE_EN = re.compile(r"^(?:mr|mrs|ms|dr|director|officer|judge)\.?\s+", re.IGNORECASE)


def officers_named(written: str, officers: Iterable[Officer]) -> list[Officer]:
    """
    Return the officers whom words name: by the whole name, with a title or office beside it at most.

    A name that is a part of another's (李鉴 of 李鉴明, Li of Oliver) names nobody; of two officers the longer name is read first.
    """
    plain = unicodedata.normalize("NFKC", written)
    joined = _GAP.sub("", plain)  # 李 鉴
    found = []
    for officer in sorted(officers, key=lambda one: -len(one.name_zh)):
        name, name_en = unicodedata.normalize("NFKC", officer.name_zh).strip(), " ".join(officer.name_en.split())
        if len(name) >= _SHORTEST and (told := _whole(name)) and (told.search(plain) or told.search(joined)):
            found.append(officer)
            plain, joined = told.sub("、", plain), told.sub("、", joined)
        elif len(name_en) >= _SHORTEST and _names_in_english(plain, name_en):
            found.append(officer)
    return found


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=\W)|(?<=[{_BEFORE}])){re.escape(name)}(?=$|\W|(?:{_AFTER}))", re.IGNORECASE)


def _names_in_english(written: str, name: str) -> bool:
    """Return whether a name of several words stands in what was written, or one of a single word is all that stands between two marks."""
    if " " in name:
        return re.search(rf"\b{re.escape(name)}\b", " ".join(written.split()), re.IGNORECASE) is not None
    parts = (_TITLE_EN.sub("", part.strip()) for part in _MARKS.split(written))
    return any(part.strip().casefold() == name.casefold() for part in parts)
