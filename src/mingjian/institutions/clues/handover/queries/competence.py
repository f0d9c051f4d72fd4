"""Who is competent for a clue, by the provision that punishes the act, with bodies of this node: what it is about is read off what was told."""

from dataclasses import dataclass, field
from datetime import date

from mingjian.core.errors import BadInput
from mingjian.core.extraction.divisions import county_of
from mingjian.core.extraction.places import county_said
from mingjian.core.language import Text
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.competence import Competent, Level, Place, Sector, competent, levels_for, places_for
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries.suspected_act import act_of, day_cited, field_suspected
from mingjian.office.models import REGION_DIGITS, Department

_MOST = 3  # bodies that are proposed
_FIELD_UNKNOWN = Text("商品领域未知，不能确定主管部门。", "The field of goods is not known: it cannot be said who is competent.")
_ACT_UNKNOWN = Text(
    "涉嫌违反的条款未填写或者库内没有对应的违法行为，不能确定主管部门。",
    "The provision suspected is not set, or the rulebook has no act for it: it cannot be said who is competent.",
)


@dataclass(frozen=True)
class Matter:
    """
    What a clue or case is about: field of goods and act by their keys (empty: not known), the day, the address.

    `is_read`: read out of the title. `alike`: the acts that the words of a clue usually mean, where they are several and no provision says which.
    """

    field: str
    act: str
    on: date
    address: str
    is_read: bool = False
    alike: tuple[Text, ...] = ()

    @property
    def field_said(self) -> Text | None:
        """Return the field in words."""
        return rulebook().vocabularies["goods_fields"].get(self.field)

    @property
    def act_said(self) -> Text | None:
        """Return the act in words."""
        return liabilities().all[self.act].title if self.act in liabilities().all else None


@dataclass(frozen=True)
class Guide:
    """Who is competent by the provisions (or why it cannot be said), by which rules of place, and bodies of this node that may be; `is_holder`: it is here."""

    matter: Matter
    sectors: list[Competent]
    places: list[Place | Level]
    why_not: Text | None = None
    bodies: list[Department] = field(default_factory=list)
    is_holder: bool = False
    county: Text | None = None


def matter_of_clue(clue: Clue, on: date) -> Matter:
    """Read what a clue is about: the field out of the words for the act or the title of its listing, the act by the provision suspected."""
    goods = field_suspected(clue)
    act, called = act_of(clue.suspected_ground, day_cited(clue, on)), [] if clue.suspected_ground else liabilities().called(clue.suspected_act)
    alike = tuple(one.title for one in called) if len(called) > 1 else ()
    act = act or (called[0].act if len(called) == 1 else "")
    return Matter(goods, act, clue.acted_on or on, clue.operator_address, is_read=bool(goods), alike=alike)


def guide_of(matter: Matter, holder: Department) -> Guide:
    """Return who is competent for a matter; a body of this node is proposed only where a text names its sector."""
    county, name = county_of(matter.address) if matter.address else ("", "")
    place = county_said(county, name) if county else None
    places: list[Place | Level] = [*places_for(matter.act, matter.on, rulebook().statutes)]
    if not matter.field or not matter.act:
        return Guide(matter, [], places, _act_unknown(matter) if matter.alike or matter.field else _FIELD_UNKNOWN, county=place)
    try:
        found = competent(liabilities().act(matter.act), matter.field, matter.on, rulebook().statutes)
    except BadInput as error:
        return Guide(matter, [], places, error.text, county=place)
    grounds = {one.punishes for one in found}
    provisions = [one for one in liabilities().act(matter.act).provisions if one.ground in grounds]
    places = [*levels_for(provisions, None, matter.on, rulebook().statutes), *places_for(matter.act, matter.on, rulebook().statutes, found)]
    sure = next((one.sector for one in found if one.is_sure), None)
    is_holder = sure is not None and _is_of(holder, sure) and bool(county) and county.startswith(holder.region_prefix)
    bodies = _bodies(sure, county, holder) if sure and county and not is_holder else []
    return Guide(matter, found, places, None, bodies, is_holder, place)


def _act_unknown(matter: Matter) -> Text:
    """Return why the act is not known: where several are called so, which; none of them is guessed."""
    if not matter.alike:
        return _ACT_UNKNOWN
    zh, en = "”、“".join(one.zh for one in matter.alike), "; ".join(one.en for one in matter.alike)
    return Text(
        f"所写的行为可能是“{zh}”：请补充涉嫌违反的条款，写明是哪一种，才能确定主管部门。",
        f"The act as it is written may be: {en}. Add the provision suspected, so that it says which; then it can be said who is competent.",
    )


def _bodies(sector: Sector, county: str, holder: Department) -> list[Department]:
    """Return bodies of this node of a sector whose region holds a county, the nearest level first."""
    prefixes = [county[:length] for length in sorted(set(REGION_DIGITS.values()), reverse=True) if length]
    found = [one for one in Department.objects.filter(kind__in=sector.kinds).exclude(pk=holder.pk) if _is_of(one, sector) and one.region_prefix in prefixes]
    return sorted(found, key=lambda one: (-len(one.region_prefix), one.pk))[:_MOST]


def _is_of(body: Department, sector: Sector) -> bool:
    """Return whether a body is of a sector: by its kind, and where the sector has words by one of them in its name."""
    return body.kind in sector.kinds and (not sector.words or any(word in body.name_zh for word in sector.words))
