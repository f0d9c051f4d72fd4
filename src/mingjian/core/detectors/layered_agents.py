"""
Layers of agents who bring each other in, as posts and listings tell it, held limb by limb against the legal test of pyramid selling.

Ranks of agents are lawful where goods are truly sold; what weighs is a fee to enter and pay for heads. The numbers come from the law files.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from mingjian.core.detectors import Detector, Setting, finding, findings
from mingjian.core.detectors.common.limbs import BEYOND, LAYERS, PERSONS, Limb, day_of, evidence_of, forms_of, limbs_said, line_on, numbers_of, ranks_of
from mingjian.core.detectors.common.sales_agents import FEE, HEADS, SAID, TEAM, Kernel, Persons, account_of, ties_of
from mingjian.core.engines import Engine, Relation
from mingjian.core.exhibits.quotes import Quote, Quotes
from mingjian.core.graph.lines import Organisation, organisations
from mingjian.core.language import Text
from mingjian.core.redaction import masked, shown

DETECTOR = Detector(
    key="layered_agents",
    title=Text("层级代理", "Layered agents"),
    summary=Text(
        "帖文和商品信息自述的推荐、发展关系组成的层级，以及招代理文字中的入门费、拉人头和团队计酬，与传销的认定标准逐项对照。",
        "Layers of agents that posts and listings tell of, and fees to enter, pay by heads and by teams in texts that recruit, held limb by limb against the "
        "test of pyramid selling.",
    ),
    reads=("post", "listing"),
    reads_any=True,
    version="2",
    ground=("pyramid_reg/7", "pyramid_opinion_2013/1", "criminal_law/224-1"),
    innocent=(
        Text("以真实销售商品为目的的多级经销，按销售业绩计酬", "distribution in several layers that truly sells goods and pays by sales"),
        Text("老客户推荐有奖", "a bonus for recommending a friend"),
        Text("同一人用几个账号，实际人数更少", "one person with several accounts, so that there are fewer persons"),
    ),
    settles=(
        Text("入门费、计酬方式的凭证：付款记录或者参加者陈述", "proof of entry fees and pay: payments, or what a participant states"),
        Text("层级和人数由平台或者后台数据核对", "levels and heads held against the platform's data"),
    ),
    blind=Text(
        "只看帖文和商品信息里明说的上下线；不看转账、群成员和后台；昵称与账号不同的，可能把一人算作两人；同一联系方式的账号算作一人，下线照抄上线联系方式的会少算；"
        "上下线没有发帖的看不到；无人说到费用、人头和团队计酬，人数又未达到标准的，只是层级，不报。",
        "It sees only who is above whom as texts say it outright, no transfers, members of groups or back offices; a nickname that is no account may count one "
        "person twice; accounts that give one contact count as one person, so that agents who pass on their upper's contact are not counted; whoever posted "
        "nothing is not seen; layers of fewer persons than the law names are not told where no text speaks of fees or of pay by heads or teams.",
    ),
    settings={
        "share": Setting(0.3, Text("报告的最低人数，占法定人数标准的比例", "The least number of persons told, as a share of the legal number"), 0.05, 1),
        "forms": Setting(
            2, Text("一人的文字中至少有三种传销行为中的几种才报告", "How many of the three forms must stand in one person's texts to be told"), 1, 3
        ),
    },
)

SHOWN = 200  # members of a layer, ties and texts that the evidence names
LAYERS_SHOWN = 20  # a line may be thousands long, and thousands may stand at its top, each with a finding of all of it
QUOTES = 12  # records that the evidence names for what they say
_BY_FORM = {"fee": 0.25, "heads": 0.3, "team": 0.2}


class Told(NamedTuple):
    """What texts tell: the rows of each person, who is one person, and who stands below whom."""

    person: Mapping[str, list[dict[str, str]]]
    persons: Persons
    below: Mapping[str, set[str]]


def find(engine: Engine, post: Relation | None, listing: Relation | None, *, share: float, forms: int) -> pa.Table:
    """
    Find organisations that have the legal number of layers and at least `share` of the legal number of persons, and persons whose texts hold `forms` forms.
    Where no text holds any of the forms, all of the legal number: layers by themselves are how dealers, friends and schools are ordered, too.

    Of an organisation's score half is the share of persons reached (at most all), a fifth is for reaching both numbers, and the rest for words of fees and of
    pay by heads or teams; without any such words it is halved. A person's is the sum of what each form weighs.
    """
    read = {"post": post, "listing": listing}
    said = [row for kind, given in read.items() if given is not None for row in engine.to_arrow(engine.map_arrow(Kernel(kind), given, SAID)).to_pylist()]
    rows = sorted(said, key=lambda row: tuple(str(value) for value in row.values()))
    persons = Persons(rows)
    by_person: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_person.setdefault(persons.of(account_of(row)), []).append(row)
    below: dict[str, set[str]] = {}
    for upper, lower in (ties := ties_of(rows, persons)):
        below.setdefault(upper, set()).add(lower)
    told_by = Told(by_person, persons, below)
    layered, members = [], set[str]()
    for one in organisations(ties):
        if row := _organisation(one, told_by, share):
            layered.append(row)
            members.update(one.members)
    return findings([*layered, *_recruiters(by_person, members, forms)])


def _organisation(one: Organisation, by: Told, share: float) -> dict[str, Any] | None:
    theirs = [row for member in one.members for row in by.person.get(member, ())]
    day = max((row["day"] for row in theirs), default="")
    line, size = line_on(day), len(one.members)
    if len(one.layers) < line.layers or size < share * line.persons:
        return None
    forms = forms_of(theirs, day_of(day))
    if size < line.persons and not any(form.seen for form in forms):
        return None
    limbs, members = (*numbers_of(size, len(one.layers), line), *forms), set(one.members)
    evidence = {
        "persons": size,
        "layers": [len(layer) for layer in one.layers[:LAYERS_SHOWN]],
        "layer_count": len(one.layers),
        "members": [list(layer[:SHOWN]) for layer in one.layers[:LAYERS_SHOWN]],
        "test": {"persons": line.persons, "layers": line.layers, "values": [PERSONS, LAYERS]},
        "ties": sorted([upper, lower] for upper in members for lower in by.below.get(upper, ()) if lower in members)[:SHOWN],
        "shared_contacts": _shared(by.persons, members),
    }
    return _row(one.top, by.person, _said_of(one, limbs, day), _score(size, line.persons, forms), _evidence(limbs, theirs, day, evidence))


def _shared(persons: Persons, members: set[str]) -> list[dict[str, Any]]:
    """Return the contacts that made several accounts one person, masked."""
    return [{"contact": masked(value), "accounts": accounts[:SHOWN]} for value, accounts in persons.shared.items() if persons.of(accounts[0]) in members]


def _score(persons: int, least: int, forms: Sequence[Limb]) -> float:
    seen = {one.key for one in forms if one.seen}
    whole = 0.5 * min(1.0, persons / least) + 0.2 * (persons >= least) + 0.15 * ("fee" in seen) + 0.15 * bool(seen & {"heads", "team"})
    return whole if seen else whole / 2


def _said_of(one: Organisation, limbs: Sequence[Limb], day: str) -> Text:
    line, persons, layers = line_on(day), len(one.members), len(one.layers)
    top, each = masked(shown(one.top)), "、".join(str(len(layer)) for layer in one.layers[:LAYERS_SHOWN]) + "、…" * (layers > LAYERS_SHOWN)
    reached = persons >= line.persons
    zh = f"据文字自述，“{top}”之下（含本人）共 {persons} 人、{layers} 层（各层 {each} 人）；"
    en = f"As texts tell it, {persons} persons in {layers} layers (of {each.replace('、', ', ')}), the top included, stand with and below “{top}”; "
    zh += f"追诉标准为 {line.persons} 人以上且 {line.layers} 层以上，{'人数和层级均已达到' if reached else '人数尚未达到'}；"
    en += f"the criminal line is {line.persons} persons and {line.layers} layers or more: {'both are reached' if reached else 'the persons are not reached'}; "
    by_limb = limbs_said(limbs, day_of(day))
    return Text(f"{zh}{by_limb.zh}；{BEYOND.zh}。", f"{en}{by_limb.en}; {BEYOND.en}.")


def _recruiters(by_person: Mapping[str, list[dict[str, str]]], members: set[str], least: int) -> Iterator[dict[str, Any]]:
    """Return persons, in no organisation that is told, whose own texts hold so many forms of the Regulation's art. 7, which asks for no number of persons."""
    for person, rows in sorted(by_person.items()):
        day = max(row["day"] for row in rows)
        forms = forms_of(rows, day_of(day))
        seen = [one.key for one in forms if one.seen]
        if person in members or len(seen) < least:
            continue
        by_limb = limbs_said(forms, day_of(day))
        zh = f"“{masked(shown(person))}”的文字招人：{by_limb.zh}；未见上下线人数和层级；{BEYOND.zh}。"
        en = f"The texts of “{masked(shown(person))}” recruit: {by_limb.en}; no persons and layers below are seen; {BEYOND.en}."
        yield _row(person, by_person, Text(zh, en), sum(_BY_FORM[key] for key in seen), _evidence(forms, rows, day, {"persons": 1, "layers": [1]}))


def _row(person: str, by_person: Mapping[str, list[dict[str, str]]], reason: Text, score: float, evidence: Mapping[str, Any]) -> dict[str, Any]:
    is_shop = any(row["record"] == "listing" and account_of(row) == person for row in by_person.get(person, ()))
    return finding(DETECTOR, "shop" if is_shop else "account", person, round(score, 4), reason, evidence)


def _evidence(limbs: Sequence[Limb], rows: Sequence[Mapping[str, str]], day: str, more: Mapping[str, Any]) -> dict[str, Any]:
    read = {kind: sorted({row["id"] for row in rows if row["record"] == kind}) for kind in ("post", "listing")}
    shops = sorted({account_of(row) for row in rows if row["record"] == "listing"})
    kept = {
        **more,
        "limbs": evidence_of(limbs, day_of(day)),
        "ranks": ranks_of(rows),
        **_quotes(rows).to_json(),
        "posts": read["post"][:SHOWN],
        "post_count": len(read["post"]),
        "listings": read["listing"][:SHOWN],
        "listing_count": len(read["listing"]),
    }
    return {**kept, "shops": shops[:SHOWN]} if shops else kept


def _quotes(rows: Sequence[Mapping[str, str]]) -> Quotes:
    """Name for each thing said of fees and pay one record that says it, the newest, by which it can be looked up."""
    newest = sorted((row for row in rows if row["kind"] in (FEE, HEADS, TEAM)), key=lambda row: row["day"], reverse=True)
    by_said: dict[str, Mapping[str, str]] = {}
    for row in newest:
        by_said.setdefault(row["said"], row)
    named = list(by_said.items())[:QUOTES]
    return Quotes(tuple(Quote(said, f"{row['platform']}/{row['id']}", masked(account_of(row)), row["day"]) for said, row in named))
