"""Ways of disguise are named in both languages."""

from mingjian.core.text.disguise import WORDS, Disguise, described, keys


def test_every_way_has_its_words() -> None:
    assert set(WORDS) == set(Disguise)


def test_ways_are_told_together() -> None:
    bits = Disguise.SEPARATED | Disguise.SOUND
    assert keys(bits) == "separated,sound"
    assert described(bits).zh == "插入符号、谐音"
    assert described(0).en == "as it stands"
