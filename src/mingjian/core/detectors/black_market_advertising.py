"""Posts that read like advertising of the black market: posting for hire, odd jobs paid by the piece, accounts to let, work for school done by others."""

from collections.abc import Iterable, Iterator
from math import exp

import numpy as np
import pyarrow as pa

from mingjian.core.detectors import Detector, Judged, Setting, Value
from mingjian.core.detectors.common import opinions
from mingjian.core.detectors.common.advertisements import TRADE, Signs, points, signs
from mingjian.core.detectors.common.opinions import asked, caveat, made_of
from mingjian.core.detectors.common.texts import find_in_texts
from mingjian.core.engines import Engine, Relation
from mingjian.core.language import Text
from mingjian.core.learning.judges import Judge, Opinion
from mingjian.core.wording import Mention, Reading, Texts, evidence, quoted

__all__ = ["DETECTOR", "caveat", "find", "judge", "made_of"]

DETECTOR = Detector(
    key="black_market_advertising",
    title=Text("疑似黑产广告", "Reads like black-market advertising"),
    summary=Text(
        "招人代发帖文、按件计酬的零工、租售账号、代课代写等帖文；比刷单招募弱，只是值得一看的理由。",
        "Posts that hire people to post, offer odd jobs by the piece, let accounts, or do others' courses: a weaker reason to look than sham trade.",
    ),
    reads=("post",),
    screens=True,
    sees=True,
    ground=("aucl/9", "ecl/17"),
    innocent=(
        Text("真实的兼职招聘或新媒体岗位", "an honest job, or one in a media office"),
        Text("店铺代为发货（一件代发）", "a shop that sends goods for others (drop shipping)"),
        Text("当事人询问或讲述", "somebody who asks or tells"),
    ),
    settles=(
        Text(
            "同一账号的其他帖文和所留联系方式：是否反复招人、按件付酬",
            "other posts and the contact of the same account: whether it recruits and pays by the piece again and again",
        ),
    ),
    blind=Text(
        "看不到图片和语音；发的是什么内容、账号归谁，须另查；不能说明刷单。",
        "It sees no pictures or speech; what is posted, and whose the accounts are, must be looked into; it says nothing of sham trade.",
    ),
    settings={"least": Setting(0.2, Text("报告的最低分", "The lowest score that is told"), 0, 1), **opinions.SETTINGS},
)

CORE = ("posting", "odd_job", "account", "coursework")
SIDE = ("platform", "call", "recruit", "task_pay", "contact", "payment")
_TENDER, _MOST = 6.0, 0.7  # the weaker reason: no score as high as that of sham trade
_POINTS_OF_AN_ACCOUNT, _POINTS_OF_A_RATE, _POINTS_OF_AN_OPINION, _LEAST_OF_AN_OPINION = 1.0, 2.0, 2.0, 0.2
_WARNS = Text("文字可能是在提醒、报道或求助", "the text may warn, report or ask for help")


def find(engine: Engine, post: Relation, *, least: float, judge: bool, model: str) -> pa.Table:
    """
    Find posts whose words come to `least`, or that the trained judge takes for such advertising, where there is one.

    BadInput where `model` names no judge.
    """
    settings: dict[str, Value] = {"least": least, "judge": asked(judge, model).judge is not None, "model": model}
    return find_in_texts(engine, {"post": post}, DETECTOR, judged, settings)


def judge(texts: Texts, kind: str, /, *, least: float = 0.2, judge: bool = True, model: str = "") -> Iterator[Judged]:
    """Judge each row that holds a word of such advertising, and each of which the trained judge says so."""
    said = asked(judge, model).judge
    worded = {row: found for row in texts.rows_with(CORE, 2).tolist() if (found := _worded(texts.reading(row)))}
    for row, opinion in sorted({**dict.fromkeys(worded), **(_opinions_of(texts, said, worded) if said else {})}.items()):
        told = _judged(texts.reading(row), worded.get(row), opinion)
        if told and told.score >= least:
            yield told


judged = judge  # `find` has a setting of the same name


def _opinions_of(texts: Texts, judge: Judge, worded: Iterable[int]) -> dict[int, Opinion]:
    """Return the judge's opinion of the rows that words spoke for, and of those that it takes for advertising itself."""
    whole = [str(text or "") for text in texts.joined.to_pylist()]
    said = judge.scores(whole)
    rows = sorted({*worded, *np.flatnonzero(said >= judge.bound).tolist()})
    return {row: judge.opinion(whole[row], float(said[row])) for row in rows}


def _worded(reading: Reading) -> tuple[list[Mention], Signs] | None:
    core = reading.of(*CORE)
    beside = signs(reading, core, SIDE)
    return (core, beside) if _combines(core, beside) else None


def _judged(reading: Reading, worded: tuple[list[Mention], Signs] | None, opinion: Opinion | None) -> Judged | None:
    """Return what words say, with the judge's opinion beside it; or what the judge alone says, save where words of sham trade are another detector's."""
    if worded is None:
        return _by_opinion(reading, opinion) if opinion and opinion.agrees and not reading.is_reporting and not reading.of(*TRADE, least=2) else None
    core, beside = worded
    weight = points(core) + sum(max((one.strength for one in mentions), default=0) for mentions in beside.beside.values())
    weight += _POINTS_OF_AN_ACCOUNT * beside.has_account + _POINTS_OF_A_RATE * beside.has_rate
    weight += _POINTS_OF_AN_OPINION * max(0.0, min(opinion.score, 1.0)) * opinion.agrees if opinion else 0
    mentions = [*core, *beside.mentions]
    words = quoted(mentions)
    told = evidence(mentions, reading.fields, points=weight, has_account=beside.has_account, **opinions.told(opinion))
    reason = Text(f"文字中出现 {words.zh}，像是黑产广告。", f"It says {words.en}, as advertising of the black market does.")
    score = _MOST * (1 - exp(-weight / _TENDER)) * 0.5**reading.is_reporting
    return Judged(reading.row, score, reason, told, (_WARNS,) * reading.is_reporting)


def _by_opinion(reading: Reading, opinion: Opinion) -> Judged:
    """Return what the judge alone takes for advertising: scored below all that words speak for."""
    weighed = opinions.words_of(opinion, reading)
    reason = Text(
        "没有词表中的用语，但训练的模型认为像黑产广告；在模型中起作用的字词已在原文标出。",
        "No word of the lists stands in it, but the trained judge takes it for advertising of the black market; what weighed with it is marked in the text.",
    )
    score = _LEAST_OF_AN_OPINION + 0.1 * max(0.0, min(opinion.score - opinion.bound, 1.0))
    return Judged(reading.row, score, reason, evidence(weighed, reading.fields, **opinions.told(opinion)))


def _combines(core: list[Mention], beside: Signs) -> bool:
    """A strong word with any sign or in a few words; a weaker one with two signs, with one in a few words, or beside another."""
    strong, weak = beside.count(2), beside.count(1)
    best = core[0].strength if core else 0
    if best >= 3:
        return weak >= 1 or beside.is_call or beside.is_terse
    several = sum(one.strength >= 2 for one in core) >= 2
    return best == 2 and (strong >= 2 or (weak >= 1 and (several or beside.is_terse or beside.is_call)) or (beside.is_terse and beside.is_call))
