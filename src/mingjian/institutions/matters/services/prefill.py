"""Write what is known of a matter into it: what a row would need and nobody knows stays empty, and a row that stands already is not written again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mingjian.institutions.matters.models import OPEN, Charge, Exhibit, Fact, Matter, Party
from mingjian.institutions.matters.queries import Known
from mingjian.institutions.matters.services.provisions import duty_broken, provision_applied
from mingjian.institutions.matters.services.rows import check_same, read_columns
from mingjian.office.models import Officer


def insert_known(matter: Matter, known: Sequence[Known], by: Officer, at: datetime) -> list[Fact]:
    """Write the rows that the matter has not yet, in the caller's transaction."""
    rows = list(_inserted(matter, known, by, at))
    matter.make_findable()
    return rows


def _inserted(matter: Matter, known: Sequence[Known], by: Officer, at: datetime) -> Iterator[Fact]:
    held: dict[Any, list[Any]] = {model: list(model._default_manager.filter(matter=matter)) for model in {one.model for one in known} | {Party}}
    parties: dict[str, Any] = {one.name: one for one in held[Party] if one.standing == OPEN}
    for one in known:
        rows, told = held[one.model], _cut(one)
        if any(_is_known(row, told) for row in rows):  # one that was withdrawn does not come back
            continue
        row: Any = one.model(matter=matter, nth=max((row.nth for row in rows), default=0) + 1, source=one.source[:300], added_by=by, added_at=at, **told)
        if one.of and hasattr(row, "party_id"):
            row.party = parties.get(one.of)
        if isinstance(row, Charge):
            row.broken = row.broken or duty_broken(row.act, row.day_of_law)
            row.applied = row.applied or provision_applied(row.act, row.field, row.day_of_law)
        row.save()
        rows.append(row)
        if isinstance(row, Party):
            parties[row.name] = row
        yield row


def _cut(known: Known) -> dict[str, Any]:
    """Return the values at the lengths of their columns: a title of a listing may be longer than what a paper calls the goods."""
    longest = {field.name: getattr(field, "max_length", None) for field in known.model._meta.concrete_fields}
    return {name: value[: longest[name]] if isinstance(value, str) and longest.get(name) else value for name, value in known.values.items()}


#: By which columns a row is known again, whatever else it says.
_SAME = {"matter_party": ("name",), "matter_offer": ("platform", "shop_key", "listing_key", "url", "place"), "matter_charge": ("words",)}


def _is_known(row: Any, told: Mapping[str, Any]) -> bool:
    """Return whether a row is what is told, by what it says or said before a correction."""
    if isinstance(row, Exhibit):  # by its file, or without one by its title
        return (bool(told.get("sha256")) and row.sha256 == told["sha256"]) or (not told.get("sha256") and row.title == told["title"])
    names = _SAME.get(row.kind_name, ())
    said = [{name: getattr(row, name) for name in names}, *({**{name: getattr(row, name) for name in names}, **before} for *_, before in row.corrections)]
    return bool(names) and any(all(one[name] == told.get(name, "") for name in names) for one in said)


def update_known(matter: Matter, known: Sequence[Known], by: Officer, at: datetime) -> list[str]:
    """Write values, blanks too, over the first row of each kind; one that is missing as a new row. Return what changed, as `P1.name`. Raises BadInput."""
    changed: list[str] = []
    for one in known:
        rows: Any = one.model._default_manager.filter(matter=matter, standing=OPEN).order_by("nth")
        row: Any = (rows.filter(role=Party.Role.SUSPECT) if one.model is Party else rows).first()
        if row is None:
            changed += [f"{made.letter}{made.nth}" for made in _inserted(matter, [one], by, at)]
            continue
        told = {name: _written(value) for name, value in _cut(one).items()}
        values = {name: value for name, value in read_columns(row, told, at).items() if getattr(row, name) != value}
        if values:
            row.keep_earlier(values, by, at, one.source)
            check_same(row)
            row.save()
            changed += [f"{row.letter}{row.nth}.{name}" for name in sorted(values)]
    matter.make_findable()
    return changed


def _written(value: Any) -> Any:
    """Return a value as it would be typed."""
    return value.isoformat() if isinstance(value, date) else "" if value is None else value
