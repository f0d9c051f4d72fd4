"""Name the chair of a hearing: nobody who investigated the case; and whoever reviewed it only with the reason."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.queries import investigators_of
from mingjian.office.dossiers.signing import hands_of
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer

_INVESTIGATED = ("investigate", "finish_investigation")
_REVIEWED = ("review", "review_legally")
_SHORTEST = 2  # signs of a name that is looked for in what was typed
_BEFORE = "局处科室队所组厅委院长员由请为是和与及派定"  # that an office or a word beside the name ends with
#: Titles and words that follow it.
_AFTER = "同志|先生|女士|主任|副|正|[一二三四]级|(?:局|处|科|所|队|组|厅|院|支队|大队|中队|分局)长|科员|审核|担任|任|主持|为|和|与|及"
_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_MARKS = re.compile(r"[,;:()/、，；：（）。.\n]|\band\b")
_TITLE_EN = re.compile(r"^(?:mr|mrs|ms|dr|director|officer|judge)\.?\s+", re.IGNORECASE)


@step("admin_case")
def name_chair(dossier: Dossier, *, by: Officer, at: datetime, hearing_chair: str, reason: str = "") -> None:
    """
    Refuse an investigator: the law has hearings chaired by somebody else (APL, art. 64).

    Whether the reviewer may chair it, no text read says (UNVERIFIED): it is refused without a reason, and decides nothing else.
    """
    named = officers_named(hearing_chair, Officer.objects.filter(department=dossier.department_id))
    if not named:
        return
    investigators = {one.pk for one in investigators_of(dossier)}
    investigated, reviewed = (_takers(dossier, names) for names in (_INVESTIGATED, _REVIEWED))
    for one in named:
        if one.pk in investigators or one.username in investigated:
            raise StepRefused(
                f"{one.name_zh} 是本案调查人员，不得主持听证（行政处罚法第六十四条）：请指定他人。",
                f"{one.name_en or one.name_zh} investigated the case and may not chair its hearing (Administrative Penalty Law, art. 64): name somebody else.",
            )
        if one.username in reviewed and not reason.strip():
            raise StepRefused(
                f"{one.name_zh} 提出过本案的审核意见；可否兼任听证主持人，没有读到条文（未核实）。请另行指定，或者写明理由。",
                f"{one.name_en or one.name_zh} reviewed the case; no text read says whether the reviewer may chair its hearing (UNVERIFIED). "
                "Name somebody else, or give the reason.",
            )


def _takers(dossier: Dossier, names: tuple[str, ...]) -> set[str]:
    return {username for usernames in hands_of(dossier, names).values() for username in usernames}


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
