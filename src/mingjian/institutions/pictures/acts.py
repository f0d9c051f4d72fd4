"""What is done with what pictures say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.extraction.proposals import KINDS, Proposal
from mingjian.institutions.evidence.acts import name_part
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.matters.acts import complete_from, correct_exhibit, correct_party
from mingjian.institutions.matters.models import OPEN, Exhibit, Fact, Matter, Party
from mingjian.institutions.matters.queries import party_known
from mingjian.institutions.pictures.models import Acceptance
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer

# Accept, one by one, what a picture of a kit says: into the purchase, as a part in the sale, or as a note at the file.

#: Kinds that fill a column of the purchase, with its name; kinds that are somebody, who plays a part; all others become words at the file.
COLUMNS = {"order": "order_number", "waybill": "waybill", "paid": "amount"}
SOMEBODY = frozenset(("account", "phone", "licence.name"))
_MOST = Decimal("999999999999.99")


@act
def accept_for_kit(kit: Kit, *, by: Officer, at: datetime, sha256: str, proposal: Proposal, value: str, role: str = "") -> Account[Acceptance]:
    """Write one value as the officer reads it. Raises BadInput for one that cannot be, or where who is named has no part."""
    item = kit.items.filter(sha256=sha256).first()
    value = value.strip()
    if item is None or not value:
        raise BadInput("没有这份材料，或者没有填写内容。", "There is no such file, or nothing was written.")
    into = COLUMNS.get(proposal.kind, "")
    if into:
        setattr(kit, into, _amount(value) if into == "amount" else value[: 80 if into == "order_number" else 60])
    elif proposal.kind in SOMEBODY:
        if not role:
            raise BadInput("请先选择交易角色：这个账号、电话或者名称是谁。", "Say first which part in the sale the account, telephone or name plays.")
        into = name_part(kit, by=by, at=at, part_role=role, part_name=value, rests_on_item=sha256, part_note=KINDS[proposal.kind].zh).role
    else:
        told = f"{KINDS[proposal.kind].zh}：{value}"
        if told not in item.note:
            item.note = f"{item.note}；{told}"[:300] if item.note else told[:300]
            item.save(update_fields=["note"])
        into = "note"
    made = Acceptance.objects.create(sha256=sha256, of=kit.read_as, kind=proposal.kind, value=proposal.value[:1000], into=into, by=by, at=at)
    return Account(made, {"item": item, "sha256": sha256, "what": proposal.kind, "into": into})


def _amount(value: str) -> Decimal:
    try:
        amount = Decimal(value.replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 <= amount <= _MOST:
        raise BadInput("金额请写成数字，例如 238.00。", "Write the sum as a number, as 238.00.")
    return amount


# Accept what a picture of a dossier says into its matter: fields of a licence as a party, all else as words of the exhibit that the picture is.

REASON = "据图片识读补充，已与原图核对"
_LICENCE = "licence."
_MOST_WORDS = 500

Chosen = Sequence[tuple[Proposal, str]]


@act
def accept_for_matter(matter: Matter, *, by: Officer, at: datetime, dossier: Dossier, sha256: str, chosen: Chosen) -> Account[list[Acceptance]]:
    """Write what was chosen, each value as the officer reads it. Raises BadInput where there is no party or exhibit to write it to."""
    fields = {one.kind.removeprefix(_LICENCE): value.strip() for one, value in chosen if one.kind.startswith(_LICENCE)}
    words = [f"{KINDS[one.kind].zh}：{value.strip()}" for one, value in chosen if not one.kind.startswith(_LICENCE)]
    if not fields and not words:
        raise BadInput("请勾选要采用的内容。", "Tick what is to be accepted.")
    places = {True: _as_party(matter, by, at, sha256, fields) if fields else "", False: _as_words(matter, by, at, sha256, words) if words else ""}
    made = [
        Acceptance.objects.create(
            sha256=sha256, of=dossier.number, kind=one.kind, value=one.value[:1000], into=places[one.kind.startswith(_LICENCE)], by=by, at=at
        )
        for one, _ in chosen
    ]
    return Account(made, {"dossier": dossier, "sha256": sha256, "what": [one.kind for one, _ in chosen], "into": sorted(set(places.values()) - {""})})


def _as_party(matter: Matter, by: Officer, at: datetime, sha256: str, fields: Mapping[str, str]) -> str:
    """Enter the party of a licence, or fill what is blank of the one that has its name."""
    name = fields.get("name") or _only_name(matter, sha256)
    found = Party.objects.filter(matter=matter, name=name, standing=OPEN).first() if name else None
    if not name:
        raise BadInput("请同时勾选名称：先有当事人，才能登记其代码、法定代表人和住所。", "Tick the name, too: code, representative and address are of a party.")
    told = {key: fields.get(key, "") for key in ("uscc", "head", "address")}
    if found is None:
        known = party_known(name, f"图片 {sha256[:16]} 识读", code=told["uscc"], address=told["address"], head=told["head"])
        rows: list[Any] = complete_from(matter, by=by, at=at, known=[known])
        if not rows:
            raise BadInput(f"“{name}”已经撤销登记，没有再次登记。", f"“{name}” was withdrawn and is not entered again.")
        return _place(rows[0])
    head = "party_head" if found.kind == Party.Kind.ORGANISATION else "party_operator"
    papers = {"party_code": told["uscc"], head: told["head"], "party_registered_address": told["address"]}
    given = {paper: value for paper, value in papers.items() if value and not getattr(found, Party.papers[paper])}
    if given:
        same = {"party_role": found.role, "party_type": found.kind, "party_legal_name": found.name}
        correct_party(found, by=by, at=at, reason=REASON, **same, **given)
    return _place(found)


def _place(row: Fact) -> str:
    """Return the place of a row in its matter, as `P1`."""
    return f"{row.letter}{row.nth}"


def _only_name(matter: Matter, sha256: str) -> str:
    """Return the name of the party that was accepted from this picture before."""
    before = Acceptance.objects.filter(sha256=sha256, kind="licence.name", into__startswith="P", of__in=matter.dossiers.values("dossier__number")).last()
    found = Party.objects.filter(matter=matter, standing=OPEN, nth=int(before.into[1:])).first() if before and before.into[1:].isdigit() else None
    return found.name if found else ""


def _as_words(matter: Matter, by: Officer, at: datetime, sha256: str, words: Sequence[str]) -> str:
    """Add words to what the exhibit shows that the picture is."""
    exhibit = Exhibit.objects.filter(matter=matter, sha256=sha256, standing=OPEN).first()
    if exhibit is None:
        raise BadInput(
            "请先在“证据”处把本图登记为证据，再采用图中的文字。", "Enter the picture as an exhibit first; its words are then written to what it shows."
        )
    new = [one for one in words if one not in exhibit.shows]
    if new:
        shows = "；".join([*([exhibit.shows] if exhibit.shows else []), *new])
        if len(shows) > _MOST_WORDS:
            raise BadInput(f"证明内容超过 {_MOST_WORDS} 字，请先精简。", f"What it shows would have over {_MOST_WORDS} characters: shorten it first.")
        same = {"exhibit_kind": exhibit.kind, "exhibit_title": exhibit.title, "exhibit_proves": "\n".join(exhibit.proves)}
        correct_exhibit(exhibit, by=by, at=at, reason=REASON, **same, exhibit_shows=shows)
    return _place(exhibit)
