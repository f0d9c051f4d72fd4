"""
Posts and listings that look for fake buyers or sell empty parcels and waybills: words of the trade with pay, recruiting, or an account or group to turn to.

One word alone is never enough; warnings, news and victims speak of the same things, and mostly give no account.
"""

from collections.abc import Iterator
from math import exp, log
from typing import NamedTuple

import pyarrow as pa

from mingjian.core.detectors import Detector, Judged, Setting, Value
from mingjian.core.detectors.common import opinions
from mingjian.core.detectors.common.advertisements import TRADE, Signs, signs
from mingjian.core.detectors.common.advertisements import points as deeds
from mingjian.core.detectors.common.opinions import Bench, asked, caveat, made_of
from mingjian.core.detectors.common.texts import find_in_texts
from mingjian.core.engines import Engine, Relation
from mingjian.core.language import Text
from mingjian.core.learning.judges import Opinion
from mingjian.core.wording import Mention, Reading, Texts, evidence, quoted

__all__ = ["DETECTOR", "caveat", "find", "judge", "made_of"]

_WARNS = Text("文字可能是在提醒、报道或求助", "the text may warn, report or ask for help")
_DENIED = Text("另有文字明确否认", "other words of it deny it")
_DOUBTS = Text("模型认为不像黑产广告", "the trained judge does not take it for black-market advertising")

DETECTOR = Detector(
    key="brushing_recruitment",
    title=Text("招募刷单、兜售空包", "Recruiting for sham trade"),
    summary=Text(
        "招募刷手、发放刷单任务，代刷评价、点赞、粉丝，或出售空包、快递单号的帖文和商品。",
        "Posts and listings that recruit fake buyers, hand out their tasks, offer reviews, likes or followers to order, or sell empty parcels.",
    ),
    reads=("post", "listing"),
    reads_any=True,
    screens=True,
    sees=True,
    version="3",
    ground=("aucl/9", "ecl/17"),
    innocent=(
        Text("真实的兼职、派单服务（外卖、家政、设计）招人", "an honest job or a service that gives out orders (food, cleaning, design)"),
        Text("商家给真实买家补发、补差", "a shop that makes good a missing part for a true buyer"),
        Text("受害人讲述或询问", "a victim who tells or asks"),
    ),
    settles=(
        Text("所留联系方式和任务指向的网店，在订单记录中是否有对应的集中成交", "whether orders of the shops that the tasks name cluster at that time"),
        Text("平台关于该账号真实身份的答复", "the platform's answer on who holds the account"),
    ),
    blind=Text(
        "看不到图片和语音，看不到群内任务；只认得词表里的词及其变体；是否真的刷过单须看订单和寄递数据；刷单返利也常是诈骗的幌子。",
        "It sees no pictures or speech and no tasks inside groups, and knows only the terms of its list and their disguises; whether sham trade took "
        "place is for orders and parcels to say; such posts are often but the bait of a fraud.",
    ),
    settings={
        "least": Setting(0.35, Text("报告的最低分", "The lowest score that is told"), 0, 1),
        **opinions.SETTINGS,
    },
)

SIDE = ("task_pay", "recruit", "contact", "payment", "call", "platform")
_TENDER = 6.0
_POINTS_OF_AN_ACCOUNT, _POINTS_OF_A_RATE, _POINTS_OF_A_DISGUISE, _POINTS_OF_AN_OPINION = 2.0, 2.0, 1.0, 2.0


class Weighed(NamedTuple):
    """
    What the words of one row come to: points, the mentions that gave them, whether it gives an account, and what speaks against.

    `is_helped`: its words do not combine, but the trained judge takes the text for black-market advertising.
    """

    points: float
    mentions: list[Mention]
    has_account: bool
    against: tuple[Text, ...]
    is_helped: bool = False

    @property
    def score(self) -> float:
        """Rise from 0 to 1 with the points; halved by each thing that speaks against, and once more where a warning gives no account."""
        halved = len(self.against) + (_WARNS in self.against and not self.has_account)
        return (1 - exp(-self.points / _TENDER)) * 0.5**halved


def find(engine: Engine, post: Relation | None, listing: Relation | None, *, least: float, judge: bool, model: str) -> pa.Table:
    """
    Find posts and listings whose words come to `least`; the score rises with their number, strength and variety.

    A trained judge of posts is asked, too, where there is one: its opinion stands beside what is found and moves the score, and a word of the trade that
    combines with nothing is told where the judge agrees. Where it cannot be heard, the words alone are gone by. BadInput where `model` names no judge.
    """
    said = asked(judge, model)
    settings: dict[str, Value] = {"least": least, "judge": said.judge is not None, "model": model}
    settings |= {"fault_zh": said.fault.zh, "fault_en": said.fault.en} if said.fault and said.fault != opinions.UNTRAINED else {}
    return find_in_texts(engine, {"post": post, "listing": listing}, DETECTOR, judged, settings)


def judge(texts: Texts, kind: str, /, *, least: float = 0.35, judge: bool = True, model: str = "", fault_zh: str = "", fault_en: str = "") -> Iterator[Judged]:
    """Judge each row that holds a word of the trade. `fault_zh` and `fault_en` say why a judge that was asked for is not heard."""
    said = asked(judge and kind == "post", model)
    fault = Text(fault_zh, fault_en) if fault_zh else said.fault if said.fault != opinions.UNTRAINED else None
    for row in texts.rows_with(TRADE, 2).tolist():
        reading = texts.reading(row)
        weighed = weigh(reading)
        opinion = _asked_of(said, reading) if weighed or reading.of(*TRADE, least=2) else None
        weighed = weighed or _helped(reading, opinion, least)
        if weighed and weighed.score >= least:
            yield _judged(reading, weighed, opinion, fault)


judged = judge  # `find` has a setting of the same name


def _asked_of(said: Bench, reading: Reading) -> Opinion | None:
    return said.judge.opinion("\n".join(reading.fields.values())) if said.judge else None


def _helped(reading: Reading, opinion: Opinion | None, least: float) -> Weighed | None:
    """Take words that do not combine where the judge agrees and nothing speaks against; scored low, since half of it is the judge's word."""
    core = reading.of(*TRADE, least=2)
    if not core or opinion is None or not opinion.agrees or reading.is_reporting:
        return None
    lowest = -_TENDER * log(1 - min(least, 0.99))
    return Weighed(max(lowest, 0.5 * deeds(core) + 1.0) + 1e-9, core, has_account=False, against=(), is_helped=True)


def weigh(reading: Reading) -> Weighed | None:
    """Weigh the words of one row; None where they do not combine."""
    core = reading.of(*TRADE)
    beside = signs(reading, core, SIDE)
    if not _combines(core, beside):
        return None
    points = deeds(core) + sum(max((one.strength for one in mentions), default=0) for mentions in beside.beside.values())
    points += _POINTS_OF_AN_ACCOUNT * beside.has_account + _POINTS_OF_A_RATE * beside.has_rate + _POINTS_OF_A_DISGUISE * any(one.is_disguised for one in core)
    against = [_WARNS] * reading.is_reporting + [_DENIED] * any(one.is_denied and one.category in TRADE for one in reading.mentions)
    return Weighed(points, [*core, *beside.mentions], beside.has_account, tuple(against))


def _combines(core: list[Mention], beside: Signs) -> bool:
    """A strong word with anything that asks for people or offers it; or several words of the trade; or a weaker one with two such signs, or in a few words."""
    strong, weak = beside.count(2), beside.count(1)
    best = core[0].strength if core else 0
    if best >= 3:
        return strong >= 1 or weak >= 2 or (beside.is_call and beside.is_terse) or sum(one.strength >= 2 for one in core) >= 2
    return best == 2 and (strong >= 2 or (len(core) >= 2 and weak >= 2) or (beside.is_call and (beside.is_terse or (weak >= 2 and len(core) >= 2))))


def _heard(weighed: Weighed, opinion: Opinion | None) -> Weighed:
    """Let the opinion move the score of what was found: it rises where the judge agrees, and falls where it is sure of the contrary."""
    if opinion is None:
        return weighed
    more = 0.0 if weighed.is_helped else _POINTS_OF_AN_OPINION * max(0.0, min(opinion.score, 1.0)) * opinion.agrees
    return weighed._replace(points=weighed.points + more, against=(*weighed.against, *([_DOUBTS] * (opinion.score < -1))))


def _judged(reading: Reading, found: Weighed, opinion: Opinion | None, fault: Text | None) -> Judged:
    weighed = _heard(found, opinion)
    words = quoted(weighed.mentions)
    zh, en = f"文字中出现 {words.zh}", f"It says {words.en}"
    if weighed.has_account:
        zh, en = f"{zh}，并留有联系账号或群码", f"{en}, and gives an account or a group to write to"
    if weighed.is_helped:
        zh, en = f"{zh}；单凭词语不足，训练的模型认为像黑产广告", f"{en}; words alone would not do, but the trained judge takes it for black-market advertising"
    if weighed.against:
        zh, en = f"{zh}；但{'，'.join(one.zh for one in weighed.against)}", f"{en}; but {', '.join(one.en for one in weighed.against)}"
    if fault:
        zh, en = f"{zh}。未用模型，仅按规则：{fault.zh.rstrip('。')}", f"{en}. Judged by the rule alone: {fault.en.rstrip('.')}"
    told = evidence(weighed.mentions, reading.fields, points=weighed.points, has_account=weighed.has_account, **opinions.told(opinion))
    return Judged(reading.row, weighed.score, Text(f"{zh}。", f"{en}."), told, weighed.against)
