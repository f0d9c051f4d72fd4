"""Persons who are named in a text beside a word that says so (店主李某某, 王某某先生): taken out before the text is read by others."""

import re
from collections.abc import Collection, Iterable
from functools import partial

from mingjian.core.linking.names import COMMON, sort_of

#: Words beside which a person is named, and what follows a whole name in a sentence.
_BEFORE = re.compile(
    r"(经营者|店主|卖家|商家|老板|法定代表人|法人|负责人|联系人|当事人|投诉人|权利人|代理人|律师|姓名|本人)(?:为|是|叫|系)?[：:\s]{0,2}([\u4e00-\u9fff]{2,4})"
)
_AFTER = re.compile(r"([\u4e00-\u9fff]{2,4})(?=先生|女士|小姐|律师|老板|来电|本人|（身份证|\(身份证)")
#: Surnames that are words of a sentence as well, and signs that stand in no name: of a name that is not a known one, they tell that it is none.
_IS_WORD = re.compile(r"^[于向应和与从任成为方时都所如经通连同别后另全明公平代店单法商权原双对上本]|[未不已均将应须曾]")
_GOES_ON = re.compile(r"$|[^\u4e00-\u9fff]|[称说于在的与和及]|表示|来电|提交|提供|本人|先生|女士|小姐|承认|认为|反馈|回复|电话")


def without_persons(text: str, word: str, keep: Collection[str] = ()) -> str:
    """Return a text with `word` in the place of each person named beside such a word, but for those of `keep`: an uncommon name with no such word stays."""
    told = _BEFORE.sub(partial(_first_name, word, keep), text)
    return _AFTER.sub(partial(_last_name, word, keep), told)


def _first_name(word: str, keep: Collection[str], match: re.Match[str]) -> str:
    """Replace a name that stands at the beginning of some signs: a known one, or one of a known surname after which the sentence goes on."""
    signs, behind = match[2], match.string[match.end() :]
    if any(signs.startswith(one) for one in keep if one):
        return match[0]
    for length in _lengths(signs):
        name = signs[:length]
        if _is_person(name) and (sort_of(name) == COMMON or _GOES_ON.match(signs[length:] + behind[:2])):
            return match[0][: len(match[0]) - len(signs)] + word + signs[length:]
    return match[0]


def _last_name(word: str, keep: Collection[str], match: re.Match[str]) -> str:
    """Replace a name that stands at the end of some signs."""
    signs = match[1]
    if any(signs.endswith(one) for one in keep if one):
        return match[0]
    length = next((length for length in _lengths(signs) if _is_person(signs[-length:])), 0)
    return signs[:-length] + word if length else match[0]


def _is_person(name: str) -> bool:
    sort = sort_of(name)
    return sort == COMMON or (bool(sort) and not _IS_WORD.search(name))


def _lengths(signs: str) -> Iterable[int]:
    return (length for length in (3, 2, 4) if length <= len(signs))
