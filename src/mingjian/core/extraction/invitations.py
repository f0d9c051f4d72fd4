"""
Finds who brought whom in, as a post says it: the one who recommends, the agents that are welcomed, codes of invitation given and used.

Only what is said outright counts, with a name that can be told from the words around it (an @ before it, or a colon before and an end behind).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 20_000  # characters of a text that are read
MOST = 50  # ties of one post: more is a list, or hostile


class Tie(NamedTuple):
    """
    One tie that a post tells of its account: `kind` upper (`name` brought the account in), lower (the account brought `name` in), given or used (a code).

    `start` and `end` are the characters of the raw text that say so.
    """

    kind: str
    name: str
    start: int
    end: int


_NAME = r"[A-Za-z0-9_\-\u4e00-\u9fff]{2,24}"
_END = r"(?=$|[\s,，.。;；!！?？、|/)）】])"
_AT = rf"@\s?(?P<at>{_NAME}){_END}"
_ABOVE = r"(?:推荐人|邀请人|介绍人|上级|上家|上线|引路人|推荐老师|我(?:的)?师父)"
_REACHED = r"(?:的)?(?:微信|手机|电话|QQ|qq|VX|vx)?号?"  # a name may be how one is reached
_RANK = r"(?:团队|代理|总代|省代|市代|一级|二级|三级|特约|下线|联创)"
_UPPERS = (
    re.compile(rf"{_ABOVE}{_REACHED}\s{{0,2}}(?:是|为)?\s{{0,2}}(?:[:：]\s{{0,2}}@?|@\s?)(?P<name>{_NAME}){_END}"),
    re.compile(rf"我是\s{{0,2}}@\s?(?P<name>[A-Za-z0-9_\-]{{2,24}}|[\u4e00-\u9fff]{{2,12}}?)\s{{0,2}}(?:家)?的\s{{0,2}}(?:{_RANK}|下级|徒弟)"),
    re.compile(r"@\s?(?P<name>[A-Za-z0-9_\-]{2,24}|[\u4e00-\u9fff]{2,12}?)\s{0,2}(?:带我入行|带我入门|推荐我加入|邀请我加入|拉我进团队)"),
    re.compile(r"加入(?:了)?\s{0,2}@\s?(?P<name>[A-Za-z0-9_\-]{2,24}|[\u4e00-\u9fff]{2,12}?)\s{0,2}的\s{0,2}团队"),
)
_WELCOMED = re.compile(
    rf"(?:欢迎|恭喜|祝贺|我(?:的|新收的)?(?:下线|下级|代理))(?P<whom>[^。！!\n]{{1,200}}?)(?:加入|成为|升级|升为|晋升|入队)[^。！!\n]{{0,10}}?{_RANK}"
)
_AT_NAME = re.compile(_AT)
_GIVEN = re.compile(r"(?:我的|本人)(?:邀请码|推荐码|代理码)\s{0,2}[:：是]?\s{0,2}(?P<name>[A-Za-z0-9]{4,16})(?![A-Za-z0-9])")
_USED = re.compile(r"(?:用了|填了|我填的|用的|通过)\s{0,2}(?:邀请码|推荐码|代理码)\s{0,2}[:：是]?\s{0,2}(?P<name>[A-Za-z0-9]{4,16})(?![A-Za-z0-9])")
_LOOK = re.compile(r"@|推荐人|邀请人|介绍人|上级|上家|上线|引路人|推荐老师|师父|邀请码|推荐码|代理码")


def find_ties(text: str) -> list[Tie]:
    """Find the ties that a post tells, in its order."""
    text = text[:LONGEST]
    if not _LOOK.search(text):
        return []
    return sorted(set(_found(text)), key=lambda one: one.start)[:MOST]


def _found(text: str) -> Iterator[Tie]:
    for pattern in _UPPERS:
        yield from (Tie("upper", match["name"], *match.span()) for match in pattern.finditer(text))
    for match in _WELCOMED.finditer(text):
        begin = match.start("whom")
        yield from (Tie("lower", one["at"], begin + one.start(), begin + one.end()) for one in _AT_NAME.finditer(match["whom"] + " "))
    for kind, pattern in (("given", _GIVEN), ("used", _USED)):
        yield from (Tie(kind, match["name"].upper(), *match.span()) for match in pattern.finditer(text))
