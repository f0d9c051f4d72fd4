"""An article of the rulebook as people cite it: `商标法第五十七条`, `《商标法》第57条`, `Trademark Law, art. 57`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from mingjian.core.law.citations import arabic, cite_cn, titled
from mingjian.core.procedure.rulebook import rulebook

_NUMERAL = re.compile("第([零〇一二三四五六七八九十百千两]+)条")
_PART = re.compile(r"第\s*([零〇一二三四五六七八九十百\d]+)\s*([款项])")


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


def parts_of(written: str) -> tuple[str, int | None, int | None]:
    """Return what somebody wrote without paragraph and item, and these two where they stand there."""
    found = {word: int(number if number.isdigit() else arabic(number)) for number, word in _PART.findall(written)}
    return _PART.sub("", written).strip(), found.get("款"), found.get("项")


def written_fully(written: str, on: date) -> str:
    """Return an article that somebody typed as papers cite it, with the law's full title; what the rulebook does not hold as it was typed."""
    bare, paragraph, item = parts_of(written)
    ground, statutes = ground_of(bare, on), rulebook().statutes
    if statutes.knows(ground):
        return cite_cn(ground, paragraph, item, on, statutes)
    law, _, rest = written.strip().partition("第")
    title = _titles(on).get(_bare(law)) if rest and "《" not in written else None  # the book may have the law, and not this article of it
    return f"{title}第{rest}" if title else written


@lru_cache(maxsize=8)
def _titles(on: date) -> Mapping[str, str]:
    """Return the full title of each law in force on a day, as papers write it, by how people call it."""
    statutes = rulebook().statutes
    held = [version for name in statutes.laws() for version in statutes.versions(name) if version.governs(on)]
    return {_bare(title): titled(one) for one in held for title in (titled(one), one.title.zh)}
