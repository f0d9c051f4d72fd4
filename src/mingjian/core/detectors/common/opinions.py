"""What a trained judge of posts adds to detectors of words: its opinion beside what they find, and reasons to look of its own. It never decides alone."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from mingjian.core.detectors import Setting, Value
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.learning.judges import Judge, Opinion, judge_in
from mingjian.core.learning.storage import MADE, ModelAbsent, stamp
from mingjian.core.wording import Mention, Reading

POSTS = "chineseharm-bench"  # the set that the judge of posts is trained on
BLACK_MARKET = "黑产广告"  # the class of the judge that such posts belong to
SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "judge": Setting(True, Text("有训练好的帖文模型时，请它附上意见", "Ask the trained judge of posts for its opinion, where there is one")),
        "model": Setting("", Text("模型文件夹；空则用 mingjian train 所得", "Folder of that judge; what mingjian train made, where empty")),
    }
)
UNTRAINED = Text("尚未训练帖文模型（mingjian train），只按词语判断。", "No judge of posts was trained yet (mingjian train): words alone are gone by.")


class Bench(NamedTuple):
    """A judge to ask, or why there is none; neither where none is wanted."""

    judge: Judge | None = None
    fault: Text | None = None


def folder_of(key: str) -> Path:
    """Return the folder in which `mingjian train` keeps the judge of a labelled set."""
    return Path(os.environ.get("MINGJIAN_HOME", "var")) / "models" / key / "all"


def asked(judge: bool, model: str) -> Bench:
    """Open the judge that is to be asked. Raises BadInput where a folder is named that holds none."""
    if not judge:
        return Bench()
    folder = Path(model) if model else folder_of(POSTS)
    try:
        found = judge_in(str(folder.resolve()), stamp(folder))
    except ModelAbsent:
        if model:
            raise
        return Bench(fault=UNTRAINED)
    except BadInput as error:
        return Bench(fault=error.text)
    if found.of != BLACK_MARKET:
        said = Text(f"文件夹 {folder} 的模型不判断“{BLACK_MARKET}”。", f"The judge in {folder} is not one of “{BLACK_MARKET}” (black-market advertising).")
        return Bench(fault=said)
    return Bench(found)


def caveat(*, judge: bool, model: str, **_: Value) -> Text | None:
    """Return why the judge cannot be asked; None where it can, or is not wanted. Raises BadInput where a folder is named that holds none."""
    return asked(judge, model).fault


def made_of(*, judge: bool, model: str, **_: Value) -> str:
    """Return which judge would be asked, so that one that was trained since is heard; empty where none is."""
    folder = Path(model) if model else folder_of(POSTS)
    return folder.joinpath(MADE).read_text("utf-8") if asked(judge, model).judge else ""


def words_of(opinion: Opinion, reading: Reading) -> list[Mention]:
    """Find in the raw text where the words stand that weighed with the judge."""
    found = []
    for word in opinion.words:
        for name, text in reading.fields.items():
            place = text.lower().find(word)
            if place >= 0 and len(text.lower()) == len(text):
                found.append(Mention(name, place, place + len(word), word, "weighed", 1, 0, text[place : place + len(word)]))
                break
    return found


def told(opinion: Opinion | None) -> dict[str, Any]:
    """Describe an opinion as a part of a finding's evidence."""
    return {"opinion": {**opinion._asdict(), "agrees": opinion.agrees}} if opinion else {}
