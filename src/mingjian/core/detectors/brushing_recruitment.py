"""
Posts and listings that look for fake buyers or sell empty parcels and waybills: words of the trade with pay, recruiting, or an account or group to turn to.

One word alone is never enough; warnings, news and victims speak of the same things, and mostly give no account.
"""

from collections.abc import Iterator
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from mingjian.core.detectors import Detector, Setting, Value
from mingjian.core.detectors._texts import Judged, find_in_texts
from mingjian.core.engines import Engine, Relation
from mingjian.core.errors import BadInput
from mingjian.core.extraction.codes import TALK
from mingjian.core.extraction.contacts import Contact, find_contacts
from mingjian.core.language import Text
from mingjian.core.learning.fused import Fused
from mingjian.core.learning.stored import fault_of
from mingjian.core.wording import Mention, Reading, Texts, evidence, quoted

_WARNS = Text("文字可能是在提醒、报道或求助", "the text may warn, report or ask for help")
_DENIED = Text("另有文字明确否认", "other words of it deny it")
_DOUBTS = Text("所用模型认为不像黑产广告", "the model does not take it for black-market advertising")

DETECTOR = Detector(
    key="brushing_recruitment",
    title=Text("招募刷单、兜售空包", "Recruiting for sham trade"),
    summary=Text(
        "招募刷手、发放刷单任务或出售空包、快递单号的帖文和商品。", "Posts and listings that recruit fake buyers, hand out their tasks, or sell empty parcels."
    ),
    reads=("post", "listing"),
    reads_any=True,
    screens=True,
    sees=True,
    version="2",
    ground=("aucl/9", "ecl/17"),
    innocent=(
        Text("真实的兼职、派单服务（外卖、家政、设计）招人", "an honest job or a service that gives out orders (food, cleaning, design)"),
        Text("商家给真实买家补发、补差", "a shop that makes good a missing part for a true buyer"),
        Text("受害人讲述或询问", "a victim who tells or asks"),
    ),
    blind=Text(
        "看不到图片和语音，看不到群内任务；只认得词表里的词及其变体；是否真的刷过单须看订单和寄递数据；刷单返利也常是诈骗的幌子。",
        "It sees no pictures or speech and no tasks inside groups, and knows only the terms of its list and their disguises; whether sham trade took "
        "place is for orders and parcels to say; such posts are often but the bait of a fraud.",
    ),
    settings={
        "least": Setting(0.35, Text("报告的最低分", "The lowest score that is told"), 0, 1),
        "model": Setting("", Text("已训练的有害帖文模型文件夹；空则只用规则", "Folder of a trained judge of harmful posts; the rule alone where empty")),
    },
)

CORE, SIDE = ("brushing", "empty_parcel"), ("task_pay", "recruit", "contact", "payment")
LONGEST = 20_000  # characters of a field that are searched for accounts
BLACK_MARKET = "黑产广告"  # the class of the judge that such posts belong to
_TENDER = 6.0
_AT_ONCE = 3  # strength of an invitation by a code
_POINTS_OF_AN_ACCOUNT, _POINTS_OF_A_DISGUISE, _POINTS_OF_THE_MODEL = 2.0, 1.0, 2.0


class Weighed(NamedTuple):
    """What the words of one row come to: points, the mentions that gave them, whether it gives an account, and what speaks against."""

    points: float
    mentions: list[Mention]
    has_account: bool
    against: tuple[Text, ...]
    model: float | None = None

    @property
    def score(self) -> float:
        """Rise from 0 to 1 with the points; halved by each thing that speaks against, and once more where a warning gives no account."""
        halved = len(self.against) + (_WARNS in self.against and not self.has_account)
        return (1 - exp(-self.points / _TENDER)) * 0.5**halved


def find(engine: Engine, post: Relation | None, listing: Relation | None, *, least: float, model: str) -> pa.Table:
    """
    Find posts and listings whose words come to `least`; the score rises with their number, strength and variety.

    `model` is a judge made by `mingjian train`: where it agrees, the score rises, where it does not, it falls. Where it is of another version, broken or may
    not be read, the rule judges alone and each finding says so. BadInput where there is none, or the packages of its encoders are absent.
    """
    settings: dict[str, Value] = {"least": least, "model": model}
    if model and (fault := caveat(model=model)):
        settings = {"least": least, "fault_zh": fault.zh, "fault_en": fault.en}
    elif model:
        _judge_in(model).scores([""])  # says at once which of the encoders' packages is absent
    return find_in_texts(engine, {"post": post, "listing": listing}, DETECTOR, judge, settings)


def caveat(*, model: str, **_: object) -> Text | None:
    """Say why a model cannot be heard; None where it can, or none is asked for. Raises BadInput where there is none."""
    return fault_of(_judge_in, model)


def judge(texts: Texts, kind: str, /, *, least: float = 0.35, model: str = "", fault_zh: str = "", fault_en: str = "") -> Iterator[Judged]:
    """Judge each row that holds a word of sham trade or of empty parcels. `fault_zh` and `fault_en` say why a model that was asked for is not heard."""
    fault = Text(fault_zh, fault_en) if fault_zh else None
    for row in texts.rows_with(CORE, 2).tolist():
        reading = texts.reading(row)
        weighed = weigh(reading)
        weighed = _heard(reading, weighed, model) if weighed and model else weighed
        if weighed and weighed.score >= least:
            yield _judged(reading, weighed, fault)


def weigh(reading: Reading) -> Weighed | None:
    """Weigh the words of one row; None where they do not combine."""
    core = reading.of(*CORE)
    side = {name: [one for one in reading.of(name) if not any(one.overlaps(other) for other in core)] for name in SIDE}
    contacts = [one for text in reading.fields.values() for one in find_contacts(text[:LONGEST])]
    has_account = any(one.moves == TALK and not one.is_service and (one.value or _is_open_group(one)) for one in contacts)
    if not _combines(core, side, has_account):
        return None
    found = [*core, *(one for mentions in side.values() for one in mentions)]
    points = sum(core_points(core)) + sum(max((one.strength for one in mentions), default=0) for mentions in side.values())
    points += _POINTS_OF_AN_ACCOUNT * has_account + _POINTS_OF_A_DISGUISE * any(one.is_disguised for one in core)
    against = [_WARNS] * reading.is_reporting + [_DENIED] * any(one.is_denied and one.category in CORE for one in reading.mentions)
    return Weighed(points, found, has_account, tuple(against))


def _is_open_group(one: Contact) -> bool:
    """Say whether whoever reads may enter a group at once, by a code that is at hand: no account need stand beside it."""
    return one.kind == "group" and one.strength >= _AT_ONCE


def core_points(core: list[Mention]) -> list[float]:
    """Count the strongest word in full, each further one by half."""
    return [one.strength if place == 0 else 0.5 * one.strength for place, one in enumerate(core)]


def _combines(core: list[Mention], side: dict[str, list[Mention]], has_account: bool) -> bool:
    """A strong word with anything that asks for people or offers it; or several words of the trade; or a weaker one with two such signs."""
    signs = sum(any(one.strength >= 2 for one in mentions) for mentions in side.values()) + has_account
    weak_signs = sum(bool(mentions) for mentions in side.values()) + has_account
    best = core[0].strength if core else 0
    if best >= 3:
        return signs >= 1 or weak_signs >= 2 or sum(one.strength >= 2 for one in core) >= 2
    return best == 2 and (signs >= 2 or (len(core) >= 2 and weak_signs >= 2))


@lru_cache(maxsize=2)
def _judge_in(folder: str) -> Fused:
    made = Fused.load(Path(folder))
    if BLACK_MARKET not in made.classes:
        raise BadInput(f"文件夹 {folder} 的模型没有类别“{BLACK_MARKET}”。", f"The judge in {folder} has no class “{BLACK_MARKET}” (black-market advertising).")
    return made


def _heard(reading: Reading, weighed: Weighed, model: str) -> Weighed:
    """Ask the model too: about 1 is black-market advertising, about -1 is not."""
    made = _judge_in(model)
    said = float(made.scores([" ".join(reading.fields.values())])[0][made.classes.index(BLACK_MARKET)])
    points = weighed.points + _POINTS_OF_THE_MODEL * max(0.0, min(said, 1.0))
    return weighed._replace(points=points, model=round(said, 3), against=(*weighed.against, *([_DOUBTS] * (said < -0.5))))


def _judged(reading: Reading, weighed: Weighed, fault: Text | None) -> Judged:
    words = quoted(weighed.mentions)
    zh, en = f"文字中出现 {words.zh}", f"It says {words.en}"
    if weighed.has_account:
        zh, en = f"{zh}，并留有联系账号或群码", f"{en}, and gives an account or a group to write to"
    if weighed.model is not None:
        zh, en = f"{zh}；模型对“{BLACK_MARKET}”的评分为 {weighed.model:.2f}", f"{en}; the model gives black-market advertising {weighed.model:.2f}"
    if weighed.against:
        zh, en = f"{zh}；但{'，'.join(one.zh for one in weighed.against)}", f"{en}; but {', '.join(one.en for one in weighed.against)}"
    if fault:
        zh, en = f"{zh}。未用模型，仅按规则：{fault.zh.rstrip('。')}", f"{en}. Judged by the rule alone: {fault.en.rstrip('.')}"
    told = evidence(weighed.mentions, reading.fields, points=weighed.points, has_account=weighed.has_account, model=weighed.model)
    return Judged(reading.row, weighed.score, Text(f"{zh}。", f"{en}."), told, weighed.against)
