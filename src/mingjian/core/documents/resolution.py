"""Look each value of a form up in a dossier's record. What is not there is a gap: named, never invented."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from mingjian.core.documents.forms import Form, Value, names_in
from mingjian.core.documents.notation import money
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.law.citations import cite_cn, place_in
from mingjian.core.law.statutes import Statutes
from mingjian.core.sums import yuan

LAW, CITED, LAST = "law:", "cite:", "last"


class Bound(Protocol):
    """What binds the department of a dossier: its sheet says which articles and figures stand for those that a form names."""

    def articles(self, refs: Iterable[str]) -> tuple[str, ...]:
        """Return the articles that stand for some."""

    def figure(self, ref: str) -> str:
        """Return the figure that stands for one; empty for none."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The values of a form by name (none: a blank), and the gaps: what nobody has put on record yet."""

    values: dict[str, Any]
    gaps: tuple[Text, ...]


def resolve(form: Form, record: Mapping[str, Any], statutes: Statutes, on: date, sheet: Bound | None = None) -> Resolved:
    """
    Return what a form says of a record on a day. Articles that the rulebook does not hold on the day are not cited.

    `sheet`: that of the dossier; where it is a department's own, what binds it is cited in place of what the form names.
    """
    values, lacking = {}, []
    ground = sheet.articles(form.ground) if sheet else form.ground
    for name, value in form.values.items():
        found = cited(ground, statutes, on) if value.sources == ("ground",) else first_of(value, record, statutes, on, sheet)
        if found in (None, "", []):
            found = "" if value.is_optional else [] if value.is_list else None
            if not value.is_optional and not value.is_hand:
                lacking.append(name)
        values[name] = found
    shown = {*_shown(form.body, values), "机关", "日期"}  # which stand at the head and above the seal
    return Resolved(values, tuple(form.values[name].label for name in lacking if name in shown or form.values[name].is_required))


def _shown(blocks: Iterable[Any], values: Mapping[str, Any]) -> Iterator[str]:
    """Return the names that a wording uses with these values: what stands in a condition that does not hold is not missed. What it asks is."""
    for block in blocks:
        way = next((way for way in ("if", "unless") if isinstance(block, Mapping) and way in block), "")
        if not way:
            yield from names_in(block)
            continue
        asked = values.get(block[way])
        holds = asked in block["is"] if "is" in block else bool(asked)
        yield block[way]
        yield from _shown(block["body"], values) if holds == (way == "if") else ()


def first_of(value: Value, record: Mapping[str, Any], statutes: Statutes, on: date, sheet: Bound | None = None) -> Any:
    """Return what stands at the first place of a record that holds something; none where there is none."""
    for source in value.sources:
        found = _at(source, record, statutes, on, sheet)
        if found not in (None, "", []):
            return _as_money(found) if value.way == "money" else found
    return None


def _at(source: str, record: Mapping[str, Any], statutes: Statutes, on: date, sheet: Bound | None) -> Any:
    if source.startswith(LAW):
        ref = source.removeprefix(LAW)
        return figure(sheet.figure(ref) if sheet else ref, statutes, on)
    if source.startswith(CITED):
        refs = source.removeprefix(CITED).split(",")
        return cited(sheet.articles(refs) if sheet else refs, statutes, on)
    return look_up(record, source.removesuffix("[]"))


def _as_money(found: Any) -> Any:
    """Write a sum in capitals and figures; what is no exact sum stays as it was written."""
    try:
        return money(yuan(str(found)))
    except ValueError:
        return found


def look_up(record: Mapping[str, Any], source: str) -> Any:
    """Return what a record has at a place (`steps.inform.penalty_intended`, `measures.list.last.措施`), or none."""
    found: Any = record
    for part in source.split("."):
        if part == LAST and isinstance(found, list):
            found = found[-1] if found else None
            continue
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def figure(ref: str, statutes: Statutes, on: date) -> str | None:
    """Return a figure of the law in words, as it holds on the day (`60日`). One that no text supports decides nothing, and is none here."""
    try:
        value = statutes.value(ref, on)
    except (NotFound, BadInput):
        return None
    return None if value.verification == "UNVERIFIED" else value.amount.zh.replace(" ", "")


def cited(refs: Iterable[str], statutes: Statutes, on: date) -> str | None:
    """
    Cite articles as papers do: those of one law together in the order of the law, its title once; laws in the order in which they are first named.

    None is cited that the rulebook lacks on the day, or that nobody read in a text.
    """
    by_title: dict[str, list[tuple[tuple[int, ...], str]]] = {}
    for ref in refs:
        try:
            is_read = statutes.article(place_in(ref.strip())[0], on).verification != "UNVERIFIED"
            said = cite_cn(ref.strip(), None, None, on, statutes) if is_read else ""
        except (NotFound, BadInput):
            continue
        if said:
            title, mark, rest = said.partition("》")
            by_title.setdefault(title + mark, []).append((_order_of(ref), rest))
    parts = [title + "、".join(dict.fromkeys(rest for _, rest in sorted(rows) if rest)) for title, rows in by_title.items()]
    return "、".join(parts) or None


def _order_of(ref: str) -> tuple[int, ...]:
    """Return the numbers of a reference (`apl/28(1)`), by which articles of one law stand in its order."""
    return tuple(int(number) for number in re.findall(r"\d+", ref.partition("/")[2]))
