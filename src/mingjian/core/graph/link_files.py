"""Reads links from files, those that `mingjian link` found among them, and tells in words what a trace reached."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.graph.traces import Link, Reached
from mingjian.core.language import Text
from mingjian.core.records import Column, Kind
from mingjian.core.records.reading import read

#: What things are, as a person says it.
THINGS: Mapping[str, Text] = {
    "person": Text("个人", "person"),
    "firm": Text("企业", "firm"),
    "shop": Text("网店", "shop"),
    "account": Text("账户", "account"),
    "phone": Text("电话", "telephone"),
    "address": Text("地址", "address"),
    "parcel": Text("快件", "parcel"),
    "warehouse": Text("仓库", "warehouse"),
    "courier": Text("快递企业", "courier"),
    "platform": Text("平台", "platform"),
}


def _text(name: str, zh: str, en: str, *known: str) -> Column:
    return Column(name, pa.string(), Text(zh, en), known_as=known)


LINK = Kind(
    name="link",
    title=Text("关联", "Link"),
    key=("left", "right"),
    columns=(
        _text("left", "一方", "one thing", "一方", "起点", "from", "source_node", "a"),
        _text("right", "另一方", "the other thing", "另一方", "终点", "to", "target", "b"),
        _text("left_kind", "一方的种类", "kind of the one", "一方种类", "from_kind"),
        _text("right_kind", "另一方的种类", "kind of the other", "另一方种类", "to_kind"),
        _text("kind", "关系", "what links them", "关系", "关联方式", "relation", "type"),
        Column("strength", pa.float64(), Text("强度（0至1）", "strength, 0 to 1"), known_as=("强度", "probability", "概率"), least=0.0),
        Column("since", pa.date32(), Text("自何日", "from which day"), known_as=("自", "起始日期", "日期", "seen_on", "date", "from_date")),
        Column("until", pa.date32(), Text("至何日", "until which day"), known_as=("至", "截止日期", "to_date")),
        _text("source", "来源", "source", "来源", "出处", "依据"),
        _text("reasons_zh", "理由", "reasons in Chinese", "理由"),
        _text("reasons_en", "理由（英文）", "reasons in English"),
    ),
)
SCHEMA = pa.schema(
    [("thing", pa.string()), ("kind", pa.string()), ("steps", pa.int64()), ("strength", pa.float64()), ("via", pa.string())]
    + [(name, pa.string()) for name in ("weakest", "hubs", "dates", "sources", "why_zh", "why_en")]
)


class LeftOut(NamedTuple):
    """How many rows could not be used, of the first of them which it is and why; and what is to be said of the file: sheets that were not read."""

    rows: int
    first: Text | None
    notes: tuple[Text, ...] = ()


_ODD_STRENGTH = Text("强度须大于0、至多1。", "A strength is above 0 and 1 at most.")
_ENDS_FIRST = Text("止日早于起日。", "It ends before it begins.")


def read_links(path: Path, mapping: Mapping[str, str] | None = None, sheet: str = "") -> tuple[list[Link], dict[str, str], LeftOut]:
    """
    Read links, the kinds of things that they tell, and what could not be used.

    A link without strength counts whole; pairs of `mingjian link` have their probability and reasons. Raises BadInput where there is no usable link.
    """
    reading = read(path, LINK, source="", mapping=mapping, sheet=sheet)
    links, kinds, odd = list[Link](), dict[str, str](), list[tuple[int, Text]]()
    for batch, numbers in reading.numbered():
        for number, row in zip(numbers.tolist(), batch.to_pylist(), strict=True):
            strength = 1.0 if row["strength"] is None else row["strength"]
            if why := _why_not(row, strength):
                odd.append((number, why))
                continue
            since, until = ("" if row[name] is None else str(row[name]) for name in ("since", "until"))
            links.append(Link(row["left"], row["right"], row["kind"] or "", strength, since, until, row["source"] or "", _reasons(row)))
            kinds.update({row[side]: kind for side in ("left", "right") if (kind := row[f"{side}_kind"])})
    if not links:
        raise BadInput(
            f"{path.name} 中没有可用的关联；每行须有双方，强度大于0、至多1。",
            f"{path.name} has no usable link: each row names two things, with a strength above 0 and 1 at most.",
        )
    left_out = reading.bad + len(odd)
    odd += [(one.row, one.reason) for one in reading.bad_rows[:1]]
    return links, kinds, LeftOut(left_out, _first_of(odd), tuple(reading.notes))


def with_plain_named(links: Sequence[Link], kinds: Mapping[str, str], names: Mapping[str, str]) -> tuple[list[Link], dict[str, str]]:
    """Return links and kinds with the things that stand in plain words under other names."""
    named = [replace(link, left=names.get(link.left, link.left), right=names.get(link.right, link.right)) for link in links]
    told = {name: kind_of(kinds, thing) or "phone" for thing, name in names.items()}  # a number without a kind is one by its form
    return named, {**told, **{names.get(thing, thing): kind for thing, kind in kinds.items()}}


def _first_of(odd: Sequence[tuple[int, Text]]) -> Text | None:
    if not odd:
        return None
    number, why = min(odd, key=lambda one: one[0])
    return Text(f"第 {number} 行：{why.zh}", f"row {number}: {why.en}")


def _why_not(row: Mapping[str, Any], strength: float) -> Text | None:
    """Return why a row is no link that could have been, or nothing."""
    if not 0 < strength <= 1:
        return _ODD_STRENGTH
    return _ENDS_FIRST if row["since"] and row["until"] and row["until"] < row["since"] else None


def kind_of(kinds: Mapping[str, str], thing: str) -> str:
    """Return the kind of a thing: as the links say, else as its name begins (`shop:…`)."""
    begins = thing.split(":", 1)[0]
    return kinds.get(thing) or (begins if begins in THINGS else "")


def row_of(one: Reached, kinds: Mapping[str, str]) -> dict[str, object]:
    """Return one row of `SCHEMA`: the way, its dates and sources, the weakest link and the hubs, and why in words."""
    why = _why(one, kinds)
    return {
        "thing": one.thing,
        "kind": kind_of(kinds, one.thing),
        "steps": one.steps,
        "strength": round(one.strength, 6),
        "via": " → ".join(one.way),
        "weakest": f"{one.weakest.left} – {one.weakest.right} ({one.weakest.strength:g})",
        "hubs": "; ".join(f"{thing} ({degree})" for thing, degree in one.hubs),
        "dates": "; ".join(_dates(link) for link in one.links),
        "sources": "; ".join(link.source or "?" for link in one.links),
        "why_zh": why.zh,
        "why_en": why.en,
    }


def _dates(link: Link) -> str:
    return f"{link.since}..{link.until}" if link.until else link.since or "?"


def _why(one: Reached, kinds: Mapping[str, str]) -> Text:
    """Describe the way link by link; where a hub is passed, by how many it is shared and that it may link strangers."""
    said = [_said(link) for link in one.links]
    zh, en = "，再经".join(link.zh for link in said), ", then ".join(link.en for link in said)
    for thing, degree in one.hubs:
        kind = THINGS.get(kind_of(kinds, thing))
        zh += f"；经过枢纽 {thing}{f'（{kind.zh}）' if kind else ''}，为 {degree:,} 个主体共用，或仅为巧合"
        en += f"; by the hub {thing}{f' ({kind.en})' if kind else ''}, which {degree:,} share: perhaps by chance alone"
    return Text(zh, en)


def _said(link: Link) -> Text:
    """Describe one link: what it is, since when, who says so, how strong; what the file does not tell is told as unknown, but for pairs, which have reasons."""
    dated = _dates(link) if link.since or link.until else ""
    if link.why:
        after = f"，{dated}" if dated else ""
        return Text(
            f"{link.kind or '疑似同一经营者'}（{link.why.zh}{after}，{link.strength:g}）",
            f"{link.kind or 'perhaps one operator'} ({link.why.en}, {link.strength:g})",
        )
    zh = f"{link.kind or '有关联'}（{dated or '日期不详'}，{link.source or '来源不详'}，{link.strength:g}）"
    return Text(zh, f"{link.kind or 'linked'} ({dated or 'day unknown'}, {link.source or 'source unknown'}, {link.strength:g})")


def _reasons(row: Mapping[str, Any]) -> Text | None:
    """Return the reasons that a pair of `mingjian link` brings."""
    zh, en = row["reasons_zh"] or row["reasons_en"], row["reasons_en"] or row["reasons_zh"]
    return Text(zh, en) if zh else None
