"""What of a clue goes to which node: what is asked, and what would be seen there."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from mingjian.core.agreement.masks import masked_name, with_masks
from mingjian.core.agreement.release import Refused, Release, never_of, rules_of
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.law import local_day
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.models import Copy, SharedRecord
from mingjian.institutions.exchange.services.handling_codes import check_onward
from mingjian.institutions.exchange.services.node import register, sheet_of
from mingjian.institutions.exchange.services.outbox import decide, question
from mingjian.institutions.exchange.services.places import papers_of
from mingjian.institutions.exchange.services.prefill import values_of
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier

LONGEST_PHONE = 40
#: Reasons of a recall that find fault with where a record went, not with what it said.
ASTRAY = ("wrong_node", "released_by_mistake")


@dataclass(frozen=True)
class Sharing:
    """To which node a clue is to go, for what, with which papers; the operator's place (region code) and telephone as the officer knows them."""

    node: str
    purpose: str
    place: str = ""
    phone: str = ""
    case_number: str = ""
    head: str = ""

    def check(self) -> None:
        """Refuse what cannot be read."""
        if self.place and not (self.place.isdigit() and len(self.place) == 6):
            raise BadInput("所在地须为六位区划代码。", "The place is a region code of six digits.")
        if len(self.phone) > LONGEST_PHONE:
            raise BadInput("电话过长。", "The telephone number is too long.")

    @property
    def papers(self) -> list[str]:
        """Return which papers were told."""
        return [name for name in ("case_number", "head") if getattr(self, name).strip()]


@dataclass(frozen=True)
class Seen:
    """One field of what would go: what the other side sees of it, by which rule and which clause."""

    field: str
    value: str
    rule: str
    clause: str


def preview(clue: Clue, sharing: Sharing, at: datetime) -> tuple[list[Seen], Release | Refused]:
    """Return what a node would see of a clue, by the very call that packs it later, out of the very values; or why nothing would go."""
    sharing.check()
    check_onward(clue.dossier, sharing.node)
    check_goes(clue.dossier, sharing.node)
    record = newest_of(clue.dossier)
    values = record.versions.order_by("version").reverse()[0].values if record and not record.recalled_at else values_to_seal(clue, sharing)
    decided = decide(release_question(values, sharing), local_day(at))
    if isinstance(decided, Refused):
        return [], decided
    return seen_of(decided, values), decided


def seen_of(decided: Release, values: Mapping[str, str]) -> list[Seen]:
    """Return field by field what the other side sees of values, which stand there with their masks."""
    rows = []
    for one in decided.decisions:
        name = one.field if one.rule == "show" else masked_name(one.field, one.rule)
        rows.append(Seen(one.field, values.get(name, "") if one.rule != "never" else "", one.rule, one.clause))
    return rows


def mark_of(asked: Mapping[str, str], rows: Iterable[Seen], decided: Release) -> str:
    """Return the mark of what an officer was shown: another node, purpose, paper, field or value has another."""
    told = [dict(asked), [asdict(one) for one in rows], decided.told()]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def newest_of(dossier: Dossier) -> SharedRecord | None:
    """Return the record that was made of a clue last: the one that goes further, or the one that was recalled."""
    return SharedRecord.objects.filter(dossier=dossier, kind="clue").first()


def goes_no_more(dossier: Dossier) -> bool:
    """Return whether what was said of a clue was recalled because of what it said: that goes to nobody. What only went astray is given anew."""
    newest = newest_of(dossier)
    return newest is not None and newest.recalled_at is not None and newest.recalled_for not in ASTRAY


def check_goes(dossier: Dossier, node: str) -> None:
    """
    Refuse to give a clue whose record was recalled for what it said, or that the node has, or had: a copy that was refused is none. Raises StepRefused.

    Who was asked to erase it is not given it again under another name: it may have kept it with a ground, and would hold it twice.
    """
    if goes_no_more(dossier):
        raise StepRefused("此记录已撤回，不再提供。", "This record was recalled and goes out no more.")
    had = Copy.objects.filter(record__dossier=dossier, record__kind="clue", peer__node=node).exclude(state=Copy.State.REFUSED)
    if had.filter(record__recalled_at__isnull=False).exists():
        raise StepRefused(
            "该节点收到过此线索，已请其删除，不能重复提供；请选择其他节点。",
            "That node had this clue and was asked to erase it: it is not given it twice. Choose another node.",
        )
    if had.exists():
        raise StepRefused("该节点已有此记录；如有变化请更正。", "That node has this record already: correct it where it has changed.")


def values_to_seal(clue: Clue, sharing: Sharing) -> dict[str, str]:
    """Return what is sealed: the clue's fields, as corrected before a recall, and their masks, without what no clause ever lets go."""
    sheet, _ = sheet_of(register())
    kept = never_of(sheet)
    told = values_of(clue, sharing.phone.strip()) | _corrected(clue.dossier)
    plain = {name: visible(value) for name, value in told.items() if name not in kept}
    return with_masks(plain, rules_of(sheet))


def _corrected(dossier: Dossier) -> dict[str, str]:
    """Return the fields that were corrected in the record that was recalled: what is known to be wrong does not go out anew."""
    before = newest_of(dossier)
    versions = list(before.versions.order_by("version")) if before else []
    if len(versions) < 2:
        return {}
    first, last = versions[0].values, versions[-1].values
    return {name: value for name, value in last.items() if "~" not in name and value != first.get(name)}


def release_question(values: dict[str, str], sharing: Sharing) -> dict[str, Any]:
    """Put a sharing as the question that the agreement answers."""
    fields = {name for name in values if "~" not in name}
    papers = [*sharing.papers, *papers_of(values, sharing.place)]
    return question("clue", fields, sharing.purpose, sharing.node, place=sharing.place, papers=papers)
