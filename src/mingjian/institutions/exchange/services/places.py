"""
Where the operator of a clue is, as its record itself says: by its address, else by its credit code. What an officer types besides is told as typed.

A clause sends clues to where the operator is; a place that anybody could type sent them anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.core.agreement.release import PLACE_ON_RECORD
from mingjian.core.extraction.divisions import division_of
from mingjian.core.extraction.places import place_named
from mingjian.core.language import Text
from mingjian.institutions.exchange.services.downstream import plain_of

SOURCES = {"address": Text("经营地址", "address"), "code": Text("统一社会信用代码", "credit code")}


@dataclass(frozen=True, slots=True)
class Place:
    """A place (region code) that a record says, and in which field."""

    code: str
    source: str

    def covers(self, code: str) -> bool:
        """Return whether a region code lies within it: it is the same, or a part of the city or province that the record names."""
        return bool(code) and code.startswith(self.code.removesuffix("00").removesuffix("00"))


def places_of(values: Mapping[str, str]) -> list[Place]:
    """Return where the operator is by the fields of a record, as far as they are open: the address first, which says where business is done."""
    told = plain_of(values)
    address, code = told.get("address", ""), told.get("code", "")
    found = [Place(division_of(address), "address")] if address else []
    if len(code) == 18 and code[2:8].isdigit():  # GB 32100: the third to eighth sign
        found.append(Place(code[2:8], "code"))
    return [one for one in found if one.code.strip("0") and place_named(one.code)]


def papers_of(values: Mapping[str, str], place: str) -> list[str]:
    """Return what is told of a place with the papers: that the record says it; nothing of one that was typed."""
    return [PLACE_ON_RECORD] if any(one.covers(place) for one in places_of(values)) else []


def said_of(place: str, papers: object, values: Mapping[str, str]) -> tuple[Text, bool] | None:
    """Return where a place is and whence it was taken, in words, and whether to look again: typed, or the record says another. None where none is told."""
    if not place:
        return None
    named = place_named(place) or Text(place, place)
    known = places_of(values)
    of_record = next((one for one in known if one.covers(place)), None)
    others = [place_named(one.code) or Text(one.code, one.code) for one in known]
    if of_record:
        zh, en = f"记录所载（{SOURCES[of_record.source].zh}）", f"as the record says ({SOURCES[of_record.source].en})"
    elif others:
        zh, en = f"填写的；记录所载为{'、'.join(one.zh for one in others)}", f"typed; the record says {' / '.join(one.en for one in others)}"
    elif isinstance(papers, list | tuple) and PLACE_ON_RECORD in papers:
        zh, en = "提供方称记录所载，所依据的字段未提供", "as the record says, by its sender; the field that says so was not given"
    else:
        zh, en = "填写的，记录未载明", "typed; the record does not say it"
    is_sure = of_record is not None or (not others and isinstance(papers, list | tuple) and PLACE_ON_RECORD in papers)
    return Text(f"{named.zh}（{place}）：{zh}", f"{named.en} ({place}): {en}"), not is_sure
