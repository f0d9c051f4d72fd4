"""Files of a matter that no list of evidence has yet, each as a row of the form that enters them; what was typed and refused stands there again."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.timezone import localtime

from mingjian.core.documents.notation import without_suffix
from mingjian.core.procedure.elements import Named, elements
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.matters.models import Exhibit, Matter, Offer, Party
from mingjian.institutions.matters.queries import rows_of, suspects_of, unlisted_files
from mingjian.institutions.matters.services.gaps import proposed_kind
from mingjian.office.institution import namer
from mingjian.office.models import Officer, SealedFile

#: A day in the name of a file: 2026-11-24, 20261124, 2026年11月24日.
_DAY = re.compile(r"(?<!\d)(20\d\d)[-._年]?(1[0-2]|0?[1-9])[-._月]?([12]\d|3[01]|0?[1-9])(?:日|(?!\d))")
#: What is typed of a file, as the acts that enter exhibits call it.
TYPED = {
    "kind": "exhibit_kind",
    "title": "exhibit_title",
    "maker": "exhibit_maker",
    "made_on": "exhibit_made_on",
    "shows": "exhibit_shows",
    "source": "fact_source",
}
#: Kinds that the officers of a case make themselves: pages and pictures that they took, records of a scene, statements that they took down.
MADE_BY_OFFICERS = (Exhibit.Kind.DATA, Exhibit.Kind.RECORD, Exhibit.Kind.STATEMENT)

OFFICERS, PAGE = "officers", "网页"  # a maker of the list; a word of files that show a page, as a capture does


@dataclass(frozen=True)
class Typed:
    """One ticked file: what was typed of it, by `TYPED`, the elements that it proves, and why it was refused, if it was."""

    values: Mapping[str, str]
    proves: tuple[str, ...]
    refused: str = ""


@dataclass(frozen=True)
class Unlisted:
    """A file with what its row shows."""

    file: SealedFile
    typed: Typed
    is_ticked: bool


def typed_in(posted: QueryDict, matter: Matter) -> dict[str, Typed]:
    """
    Return what was typed of each ticked file, by its SHA-256.

    Data, records and statements beside which no maker stands are by the officers who made the one above, in the form or in the list before it.
    """
    found, before, names = {}, _last_maker(matter), _names(matter)
    for digest in dict.fromkeys(posted.getlist("file")):
        values = {name: posted.get(f"{name}-{digest}", "").strip() for name in TYPED}
        if values["kind"] in MADE_BY_OFFICERS:
            values["maker"] = values["maker"] or before
            before = values["maker"] if _is_of(values["maker"], names) else before
        found[digest] = Typed(values, tuple(posted.getlist(f"proves-{digest}")))
    return found


def unlisted_rows(matter: Matter, officer: Officer, refused: Mapping[str, Typed]) -> list[Unlisted]:
    """
    Return the files that are in no list yet: those just refused as they were typed, the others with what is proposed of them. None of these stands ticked:
    that a file is evidence, and of what, is the officer's to say.
    """
    rows, before, taken = [], _last_maker(matter), _captured(matter)
    for file in unlisted_files(matter, officer):
        named, captured = elements().named(file.name), taken.get(file.sha256)
        kind = named.kind if named else proposed_kind(file)
        offer = _offer_named(matter, file.name)
        maker = _maker(matter, named, offer) or (before if kind in MADE_BY_OFFICERS else "")
        values = {"kind": kind, "title": without_suffix(file.name_masked), "maker": maker}
        values |= {"made_on": captured[0], "source": captured[1]} if captured else {"made_on": _day_in(file.name)}
        values["shows"] = _shown(matter, named or (elements().named(PAGE) if captured else None), offer)
        if not captured and offer is not None and named is not None and named.maker == OFFICERS and kind == Exhibit.Kind.DATA:
            values["source"] = (offer.url or offer.place)[:300]
        proposed = Typed(values, named.proves if named else ("act", "goods") if captured else ())
        rows.append(Unlisted(file, refused.get(file.sha256, proposed), file.sha256 in refused))
    return rows


def _offer_named(matter: Matter, name: str) -> Offer | None:
    """Return the offer that a file's name means: the one whose goods or number it names, or else the only one; none where several may be meant."""
    offers = rows_of(matter, Offer)
    words = {word for word in re.split(r"[\s()（）\[\]【】_\-.]+", name) if len(word) > 1}
    meant = [one for one in offers if any(word in one.goods for word in words) or (one.listing_key and one.listing_key in name)]
    return meant[0] if len(meant) == 1 else offers[0] if len(offers) == 1 else None


def _maker(matter: Matter, named: Named | None, offer: Offer | None) -> str:
    """Return who makes such a file: the officers named for the dossier, the one party, the platform, the right holder; nothing where the matter tells none."""
    maker = named.maker if named else ""
    if maker == OFFICERS:
        ask = namer(matter.lead.procedure)
        return "、".join(one.name_zh for one in (ask(matter.lead) if ask else ()) if one.name_zh)
    if maker == "platform":
        return offer.platform if offer else ""
    parties = suspects_of(matter) if maker == "party" else [one for one in rows_of(matter, Party) if one.role == Party.Role.RIGHT_HOLDER and maker]
    return parties[0].name if len(parties) == 1 else ""


def _shown(matter: Matter, named: Named | None, offer: Offer | None) -> str:
    """Return what such a file proves in words, with the one party, the shop and the goods of the matter."""
    if named is None or not named.shows:
        return ""
    parties, where = suspects_of(matter), ""
    if offer is not None:
        where = f"在{offer.platform}“{offer.shop}”网店" if offer.shop else f"在{offer.place or offer.platform}"
    goods = f"“{offer.goods}”" if offer is not None and offer.goods else "涉案商品"
    return named.shows.format(party=parties[0].name if len(parties) == 1 else "当事人", where=where, goods=goods)[:500]


def _captured(matter: Matter) -> dict[str, tuple[str, str]]:
    """Return, by the SHA-256 of archives and pictures that captures of the matter's dossiers left, the day on which each was taken and the address."""
    kept = Capture.objects.filter(dossier__in_matter__matter=matter, stands="kept", taken_at__isnull=False).select_related("archive", "picture")
    found: dict[str, tuple[str, str]] = {}
    for one in kept:
        assert one.taken_at is not None  # noqa: S101 - asked for
        told = (localtime(one.taken_at).date().isoformat(), one.url[:300])
        found |= {file.sha256: told for file in (one.archive, one.picture) if file is not None}
    return found


def _day_in(name: str) -> str:
    """Return the one day that a file's name says, as it would be typed; nothing where it says none, or several."""
    days = set()
    for year, month, day in _DAY.findall(name):
        with suppress(ValueError):
            days.add(date(int(year), int(month), int(day)).isoformat())
    return days.pop() if len(days) == 1 else ""


def _last_maker(matter: Matter) -> str:
    """Return who made the last exhibit that officers of the matter's department made themselves."""
    names = _names(matter)
    made = [one.maker for one in rows_of(matter, Exhibit) if one.kind in MADE_BY_OFFICERS and _is_of(one.maker, names)]
    return made[-1] if made else ""


def _names(matter: Matter) -> set[str]:
    return set(Officer.objects.filter(department=matter.department).exclude(name_zh="").values_list("name_zh", flat=True))


def _is_of(maker: str, names: set[str]) -> bool:
    """Return whether somebody of these names is among those who made an exhibit."""
    return bool(names & set(re.split(r"[、,，;； ]+", maker)))
