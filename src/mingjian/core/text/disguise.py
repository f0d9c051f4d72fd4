"""How a term was disguised, in bits that kernels set and words that an officer reads."""

from collections.abc import Mapping
from enum import IntFlag

from mingjian.core.language import Text


class Disguise(IntFlag):
    """Ways in which the raw text differs from the term; 0 where it does not."""

    FULL_WIDTH = 1
    LETTER_CASE = 2
    TRADITIONAL = 4
    LOOK_ALIKE = 8
    ENCLOSED = 16
    SEPARATED = 32
    HIDDEN = 64
    SIGN = 128
    SPLIT = 256
    SOUND = 512
    ACROSS = 1024
    VARIANT = 2048


#: With one of these, a mention counts one step weaker: the same sound, or a comma or full stop in between, is often chance.
WEAKENING = Disguise.SOUND | Disguise.ACROSS

WORDS: Mapping[Disguise, Text] = {
    Disguise.FULL_WIDTH: Text("全角", "full width"),
    Disguise.LETTER_CASE: Text("大小写", "letter case"),
    Disguise.TRADITIONAL: Text("繁体", "traditional characters"),
    Disguise.LOOK_ALIKE: Text("形近字符", "look-alike characters"),
    Disguise.ENCLOSED: Text("带圈或带框字符", "enclosed characters"),
    Disguise.SEPARATED: Text("插入符号", "separators in between"),
    Disguise.HIDDEN: Text("插入不可见字符", "invisible characters in between"),
    Disguise.SIGN: Text("表情或符号代字", "emoji or sign for a word"),
    Disguise.SPLIT: Text("拆字", "character split into parts"),
    Disguise.SOUND: Text("谐音", "same sound"),
    Disguise.ACROSS: Text("跨句读", "across punctuation of sentences"),
    Disguise.VARIANT: Text("已知变体", "known variant"),
}


def keys(bits: int) -> str:
    """Name the ways in lower case, comma between: `separated,sound`; empty where there is none."""
    return ",".join(one.name.lower() for one in Disguise if bits & one and one.name)


def described(bits: int) -> Text:
    """Describe the ways in Chinese and English."""
    ways = [WORDS[one] for one in Disguise if bits & one]
    if not ways:
        return Text("原样", "as it stands")
    return Text("、".join(way.zh for way in ways), ", ".join(way.en for way in ways))
