"""An article of the rulebook as people cite it: `商标法第五十七条`, `《商标法》第57条`, `Trademark Law, art. 57`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from mingjian.core.law.citations import arabic
from mingjian.core.procedure.rulebook import rulebook

_NUMERAL = re.compile("第([零〇一二三四五六七八九十百千两]+)条")


@lru_cache(maxsize=8)
def citations(on: date) -> Mapping[str, str]:
    """Return every article in force on a day by how people write it, in either language: `反不正当竞争法第9条`."""
    statutes, found = rulebook().statutes, dict[str, str]()
    for ground in _articles_in_force(on):
        cited = statutes.citation(ground, on)
        found |= {_bare(cited.zh): ground, _bare(cited.en): ground}
    return found


def _articles_in_force(on: date) -> Iterator[str]:
    statutes = rulebook().statutes
    for name in statutes.laws():
        for version in statutes.versions(name):
            if version.governs(on):
                yield from (f"{name}/{number}" for number in version.articles)


def _bare(written: str) -> str:
    """Leave out what people write now and then: brackets, spaces, the state's name, `article` in whichever form; numbers in Chinese as digits."""
    text = "".join(written.split()).translate(str.maketrans("", "", "《》〈〉,，.")).casefold()
    text = _NUMERAL.sub(lambda found: f"第{arabic(found[1])}条", text)
    return text.replace("中华人民共和国", "").replace("article", "art")


def ground_of(written: str, on: date) -> str:
    """Return the rulebook's name of an article that somebody picked or typed; what the rulebook does not hold stays as it was written."""
    return citations(on).get(_bare(written), written.strip())
