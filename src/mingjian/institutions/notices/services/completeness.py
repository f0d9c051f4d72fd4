"""What a notice lacks, as a machine can tell: the preliminary evidence and the identity that the law asks for, and what the right rests on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.subjects import APART
from mingjian.institutions.notices.models import COPYRIGHT, ECOMMERCE, REFUSED, SERVICE, Notice, Right
from mingjian.institutions.notices.services.scope import outside_classes

#: Rights that arise by registration, so that a notice names its number.
REGISTERED = frozenset({"trademark", "patent"})
#: Rights that no number names: what they are called says which one is meant, and under which paper that is asked for.
_NAMED = {
    "copyright": Text("没有写明作品名称。", "The name of the work is missing."),
    "other_ip": Text("没有写明是哪一项权利（名称）。", "Which right it is, by its name, is missing."),
}
SHORTEST = 10  # signs of facts that can say anything at all
#: A Chinese patent number: year, kind (1 or 8 an invention, 2 or 9 a utility model, 3 a design), serial number; before October 2003 the year had two digits.
_PATENT = re.compile(r"(?:ZL|CN)?(?:(?:19|20)\d{2}([12389])\d{7}|\d{2}([12389])\d{5})(?:\.?[\dX])?", re.IGNORECASE | re.ASCII)
_EXAMINED = frozenset("18")
#: By what a person is reached: a telephone of seven digits or more, or a mail address.
_REACHED = re.compile(r"\d(?:[\s-]?\d){6,}|[^\s@]@[^\s@]+\.[^\s@]")

#: By what an address is known: an administrative area, road, number or building.
_PLACE = re.compile(r"[省市县区镇乡村路街巷弄号幢栋楼室]|\b(?:road|street|avenue|district|city)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: its code in the checklist, the paper that would tell it, and what is said at its field."""

    code: str
    paper: str
    text: Text


def lacking(notice: Notice, on: date) -> list[Text]:
    """Return what a notice lacks on a day, each thing in words; nothing where the machine misses nothing. A person decides."""
    return [one.text for one in lacks_of(notice, on)]


def lacks_of(notice: Notice, on: date) -> list[Lack]:
    """Return what a notice lacks on a day, each thing with its code."""
    found = [*_of_right(notice.right, on), *_under(notice.regime, notice.right, notice.addresses)]
    if not notice.additions.exclude(sha256="").exists():
        zh = "没有初步证据的文件（权属证明、比对图片、公证书等）。"
        found.append(Lack("evidence_file", "item_file", Text(zh, "No file of preliminary evidence (title to the right, comparison, notarial deed).")))
    beside = outside_classes(notice.right, notice.goods, notice.facts)
    return [*found, *_short(notice.facts), *([Lack("goods_in_class", "notice_goods", beside)] if beside else [])]


def lacking_before(right: Right, facts: str, on: date, goods: str = "", *, regime: str = ECOMMERCE, addresses: Sequence[str] = ()) -> list[Lack]:
    """Return what is known to be missing before a notice is sent, each with the paper that would tell it: files come after."""
    beside = outside_classes(right, goods) if goods else None
    return [*_of_right(right, on), *_under(regime, right, addresses), *_short(facts), *([Lack("goods_in_class", "notice_goods", beside)] if beside else [])]


def refuse_missing(right: Right, facts: str, on: date, goods: str = "", *, regime: str = ECOMMERCE, addresses: Sequence[str] = ()) -> None:
    """Raise BadInput that names what a machine finds missing, until its sender has read it: what is incomplete may be sent all the same and completed later."""
    if missing := lacking_before(right, facts, on, goods, regime=regime, addresses=addresses):
        zh, en = "".join(one.text.zh for one in missing), " ".join(one.text.en for one in missing)
        raise BadInput(
            f"尚未发送，缺项如下：{zh}请补上；暂时没有的，在“材料不全的处理”中选择“仍然发送”。",
            f"Not sent yet. Missing: {en} Fill it in; what you do not have yet, say under “Where something is missing” that it goes out all the same.",
            {one.paper: one.text for one in missing},
        )


def regime_for(told: str, kind: str) -> str:
    """Return the law under which a notice goes out: as its sender says; where nothing is said, the one that protects the kind of right on a platform."""
    return told or (SERVICE if kind == "personality" else ECOMMERCE)


def refuse_other_law(right: Right, regime: str) -> None:
    """Raise BadInput where the law under which a notice is sent is not about its kind of right: no later addition mends that."""
    if regime == COPYRIGHT and right.kind != "copyright":
        zh = f"信息网络传播权的通知只依据著作权；主张{right.kind_label.zh}的，选择电子商务平台，或者一般网络服务。"
        en = f"A notice about works on networks rests on copyright; for {right.kind_label.en} choose the e-commerce platform, or another network service."
        raise BadInput(zh, en, {"notice_regime": Text(zh, en)})
    if regime == ECOMMERCE and right.kind == "personality":
        zh = "电子商务法的通知只保护知识产权；人格权等其他民事权益，选择一般网络服务（民法典第一千一百九十五条）。"
        en = "A notice under the E-Commerce Law is for intellectual property; for other civil rights choose another network service (Civil Code, 1195)."
        raise BadInput(zh, en, {"notice_regime": Text(zh, en)})


def _under(regime: str, right: Right, addresses: Sequence[str]) -> Iterator[Lack]:
    """Return what the law under which a notice is sent asks for besides: on networks where the holder is, and the network address of the work."""
    if regime == COPYRIGHT and not _PLACE.search(right.identity):
        zh = "通知书应当写明权利人的地址（信息网络传播权保护条例第十四条）。"
        yield Lack("holder_address", "true_identity", Text(zh, "The holder's address is missing (Regulation on works on networks, 14)."))
    if regime == COPYRIGHT and (places := [one for one in addresses if APART in one]):
        zh = f"应当写明要求删除的作品的网络地址，“{places[0][:40]}”不是网址（信息网络传播权保护条例第十四条）。"
        yield Lack(
            "network_address", "listing_addresses", Text(zh, f"{places[0][:40]!r} is no network address of the work (Regulation on works on networks, 14).")
        )
    if regime == SERVICE and right.kind == "personality" and not right.mark.strip():
        zh = "没有写明受侵害的是哪一项权益（如名誉权、肖像权）。"
        yield Lack("right_name", "right_mark", Text(zh, "Which civil right is infringed (reputation, likeness) is missing."))


def unregistered(right: Right) -> list[Text]:
    """Return what a right that arises by registration does not say, so that no register could show it."""
    return [one.text for one in _unregistered(right)]


def lacking_of_right(right: Right, on: date) -> list[Text]:
    """Return what is wrong with a right or its agent's power on a day."""
    return [one.text for one in _of_right(right, on)]


def _short(facts: str) -> list[Lack]:
    is_short = len(facts.strip()) < SHORTEST
    return (
        [Lack("facts_told", "notice_facts", Text("初步证据的说明过于简略，看不出为何构成侵权。", "The facts are too short to show why it infringes."))]
        if is_short
        else []
    )


def _unregistered(right: Right) -> list[Lack]:
    found: list[Lack] = []
    if right.kind in REGISTERED and not right.registration.strip():
        found.append(Lack("right_number", "right_number", Text("没有商标注册号或者专利号。", "The number of the trade mark or patent is missing.")))
    if right.kind == "trademark" and not right.classes.strip():
        found.append(Lack("right_classes", "right_classes", Text("没有商标核定的类别和商品。", "Classes and goods of the trade mark are missing.")))
    return found


def _of_right(right: Right, on: date) -> list[Lack]:
    found = [*_unregistered(right), *(_of_patent(right) if right.kind == "patent" and right.registration.strip() else ())]
    if right.kind in _NAMED and not right.mark.strip():
        found.append(Lack("right_name", "right_mark", _NAMED[right.kind]))
    if not _REACHED.search(right.identity):
        found.append(Lack("contact", "true_identity", Text("真实身份信息中没有联系电话或者邮箱。", "The identity names no telephone and no mail address.")))
    if not right.is_in_force(on):
        found.append(Lack("right_in_force", "right_until", Text(f"权利有效期已于{right.until}届满。", f"The right ran out on {right.until}.")))
    if right.standing == REFUSED:
        found.append(Lack("right_recognised", "right_code", Text("此权利经核验不予认可。", "This right was looked into and refused.")))
    return [*found, *_of_agent(right, on)]


def _of_patent(right: Right) -> Iterator[Lack]:
    """Return what a patent lacks: an invention was examined before it was granted, a utility model or design was not, so that its evaluation is asked for."""
    read = _PATENT.fullmatch("".join(right.registration.split()))
    if read is None:
        zh = "看不出是发明、实用新型还是外观设计：请写专利号全号，如 ZL202320123456.7。"
        yield Lack("right_number", "right_number", Text(zh, "Write the whole number of the patent, such as ZL202320123456.7: it says which kind it is."))
    elif (read[1] or read[2]) not in _EXAMINED and not right.evaluation.strip():
        zh = "实用新型、外观设计专利没有写明专利权评价报告（编号和日期）。"
        yield Lack("evaluation_report", "evaluation_report", Text(zh, "The evaluation report of the utility model or design (number and day) is missing."))


def _of_agent(right: Right, on: date) -> Iterator[Lack]:
    """Return what an agent's power lacks."""
    if not right.agent:
        if right.attorney_from or right.attorney_until:
            yield Lack("attorney", "agent_name", Text("填写了委托期限，没有填写代理人。", "A power of attorney has days, and no agent is named."))
    elif not (right.attorney_from and right.attorney_until):
        paper = "attorney_until" if right.attorney_from else "attorney_from"
        yield Lack("attorney", paper, Text("代理人的委托书没有起止日期。", "The agent's power of attorney has no dates."))
    elif not right.is_represented(on):
        paper = "attorney_until" if right.attorney_until < on else "attorney_from"
        yield Lack("attorney", paper, Text("代理人的委托书不在有效期内。", "The agent's power of attorney is not in force."))
