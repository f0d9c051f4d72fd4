"""Write what is known of a matter into it: what a row would need and nobody knows stays empty, and a row that stands already is not written again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import OPEN, Fact, Matter, Party
from mingjian.institutions.matters.queries import Known
from mingjian.office.models import Officer


def insert_known(matter: Matter, known: Sequence[Known], by: Officer, at: datetime) -> list[Fact]:
    """Write the rows that the matter has not yet, in the caller's transaction."""
    return list(_inserted(matter, known, by, at))


def _inserted(matter: Matter, known: Sequence[Known], by: Officer, at: datetime) -> Iterator[Fact]:
    parties = {one.name: one for one in Party.objects.filter(matter=matter, standing=OPEN)}
    for one in known:
        rows = one.model._default_manager.filter(matter=matter)
        if _stands(rows.filter(standing=OPEN), one):
            continue
        nth = (rows.order_by("-nth").values_list("nth", flat=True).first() or 0) + 1
        row: Any = one.model(matter=matter, nth=nth, source=one.source[:300], added_by=by, added_at=at, **_cut(one))
        if one.of and hasattr(row, "party_id"):
            row.party = parties.get(one.of)
        row.save()
        if isinstance(row, Party):
            parties[row.name] = row
        yield row


def _cut(known: Known) -> dict[str, Any]:
    """Return the values at the lengths of their columns: a title of a listing may be longer than what a paper calls the goods."""
    longest = {field.name: getattr(field, "max_length", None) for field in known.model._meta.concrete_fields}
    return {name: value[: longest[name]] if isinstance(value, str) and longest.get(name) else value for name, value in known.values.items()}


#: By which columns a row is known again, whatever else it says.
_SAME = {"matter_party": ("name",), "matter_offer": ("platform", "shop_key", "listing_key", "url"), "matter_exhibit": ("sha256",), "matter_charge": ("words",)}


def _stands(rows: Any, known: Known) -> bool:
    names = _SAME.get(known.model.kind_name, ())
    told = _cut(known)
    return bool(names) and any(all(getattr(row, name) == told.get(name, "") for name in names) for row in rows)


def update_known(matter: Matter, known: Sequence[Known], by: Officer, at: datetime) -> list[str]:
    """Write values over the first row of each kind, one that is missing as a new row; give the names of what changed, as `P1.name`."""
    changed: list[str] = []
    for one in known:
        rows: Any = one.model._default_manager.filter(matter=matter, standing=OPEN).order_by("nth")
        row: Any = (rows.filter(role=Party.Role.SUSPECT) if one.model is Party else rows).first()
        if row is None:
            changed += [f"{made.letter}{made.nth}" for made in _inserted(matter, [one], by, at)]
            continue
        values = {name: value for name, value in _cut(one).items() if value not in ("", None) and getattr(row, name) != value}
        if values:
            row.keep_earlier(values, by, at, one.source)
            row.save()
            changed += [f"{row.letter}{row.nth}.{name}" for name in sorted(values)]
    return changed
