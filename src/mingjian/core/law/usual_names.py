"""
What a phrase that people use for an act comes to once goods and trade are taken out of it.

An officer writes 经营超过保质期的食品, another 销售过期化妆品: the goods say the field, the verb says nothing, and what is left is the name of the act.
Two phrases with the same rest name the same act; nothing is guessed by likeness, since 未注册 and 未备案 differ by a sign and by the law.
"""

import re
import unicodedata

#: Words for goods by field, the longer before the shorter; those under no field are goods of any kind.
GOODS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("health_food", ("保健食品", "保健品")),
    ("medical_device", ("第一类医疗器械", "第二类医疗器械", "第三类医疗器械", "医疗器械")),
    ("cosmetics", ("特殊化妆品", "普通化妆品", "化妆品")),
    ("veterinary_drug", ("兽药",)),
    ("pesticide", ("农药",)),
    ("seed", ("农作物种子", "种子")),
    ("fertilizer", ("肥料", "化肥")),
    ("food", ("预包装食品", "散装食品", "食品")),
    ("drug", ("中药饮片", "处方药", "药品", "药")),
    ("", ("产品", "商品", "货物")),
)
_FIELDS = {word: field for field, words in GOODS for word in words}
_GOODS = "|".join(sorted(_FIELDS, key=len, reverse=True))
_WORD = re.compile(rf"(?:进口的?|网络|网上|线上)?(?:{_GOODS})")
_VERB = re.compile(r"^(?:在?网络上?|网上|线上)?(?:生产经营|生产、?销售|生产|销售|经营|出售|售卖|贩卖|推广|网售|进口)")
_LEAD, _TAIL, _LOOSE = re.compile(r"^(?:涉嫌|当事人)+"), re.compile(r"(?:违法)?(?:行为|活动)$"), re.compile(r"[的了\s“”\"'、，,（）()]")
_BARE = frozenset({"假", "劣", "劣质"})  # of goods of a field these are names of the law (假药、劣种子); of others they are no name


def _fields(words: str) -> set[str]:
    return {_FIELDS[found] for found in re.findall(_GOODS, unicodedata.normalize("NFKC", words))} - {""}


def field_named(words: str) -> str:
    """Return the field of goods that a phrase names; empty where it names none, or goods of several fields."""
    fields = _fields(words)
    return fields.pop() if len(fields) == 1 else ""


def kernel(words: str) -> str:
    """
    Return what is left of a phrase without goods, verbs of trade and particles; empty where nothing is left that could name an act.

    Nor is anything left of a phrase with goods of two fields: in 食品中添加药品 they are what the act consists of.
    """
    if len(_fields(words)) > 1:
        return ""
    text = _TAIL.sub("", _LEAD.sub("", unicodedata.normalize("NFKC", words).strip().casefold()))
    rest = _LOOSE.sub("", _WORD.sub("", text))
    rest = _VERB.sub("", rest) or rest
    return "" if rest in _BARE and not field_named(words) else rest
