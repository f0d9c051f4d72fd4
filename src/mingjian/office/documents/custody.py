"""The chain of custody of a dossier: who sealed, had, read again, received what lies in it, when and for what; and the goods with their seals and keepers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.history import kind_said
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.language import in_this_language, said
from mingjian.office.models import Department, Dossier, Entry

#: Papers of steps that tell of things: what they are, under which seal, with whom, where.
GOODS = (
    "seized_goods",
    "preserved_goods",
    "goods_list",
    "goods_seals",
    "seal_number",
    "test_seal",
    "reserve_seal",
    "seal_received",
    "kept_by",
    "kept_at",
    "receipt",
)
_HANDED = {"file_handed_out", "document_handed_out"}
_SHORT = 16


@dataclass(frozen=True)
class Link:
    """One link: when, of what, what was done, by whom, for which purpose, to whom; `is_broken` where a file was not as it was sealed."""

    at: datetime
    what: str
    done: str
    by: str
    purpose: str = ""
    receiver: str = ""
    result: str = ""
    is_broken: bool = False


def chain_of_custody(dossier: Dossier) -> list[Link]:
    """Return every link by its instant; names of files with personal data masked."""
    names = {one.sha256: one.name_masked for one in dossier.files.all()}
    sealed = [
        Link(one.sealed_at, one.name_masked, in_this_language("封存", "sealed"), one.sealed_by.name, result=f"SHA-256 {one.sha256[:_SHORT]}…")
        for one in dossier.files.select_related("sealed_by")
    ]
    names |= {one.sha256: one.title_shown for one in Document.objects.filter(dossier=dossier)}
    entries = dossier.entries.select_related("officer").order_by("index")
    return sorted([*sealed, *_entered(dossier, list(entries), names)], key=lambda link: link.at)


def _entered(dossier: Dossier, entries: list[Entry], names: Mapping[str, str]) -> Iterator[Link]:
    """Return the links that the ledger tells, with each change of the department that holds the dossier."""
    sheet = sheet_of(dossier)
    holder = str(json.loads(entries[0].body).get("for") or "") if entries else ""  # whoever opened it held it first
    for entry in entries:
        body, by = json.loads(entry.body), entry.officer.name if entry.officer else ""
        if entry.kind in _HANDED:
            file = names.get(str(body.get("file")), str(body.get("file"))[:_SHORT])
            yield Link(entry.at, file, kind_said(entry.kind, None), by, " · ".join(filter(None, (body.get("purpose"), body.get("ground")))))
        elif entry.kind == "files_rehashed":
            yield _reread(entry, body, by, names)
        elif ":" not in entry.kind and entry.kind in sheet.steps:
            now = str(body.get("holder") or "")
            if holder and now and now != holder:
                whole = in_this_language("卷宗及其材料", "the dossier with its files")
                yield Link(entry.at, whole, kind_said(entry.kind, sheet.steps[entry.kind]), by, receiver=_department(now))
            holder = now or holder
            if things := [(name, value) for name in GOODS if isinstance(value := (body.get("papers") or {}).get(name), str) and value]:
                told = "；".join(f"{said(rulebook().papers[name].label)}：{value}" for name, value in things if name in rulebook().papers)
                yield Link(entry.at, told, kind_said(entry.kind, sheet.steps[entry.kind]), by)


def _reread(entry: Entry, body: Mapping[str, Any], by: str, names: Mapping[str, str]) -> Link:
    intact, altered, left = (list(body.get(name) or ()) for name in ("files", "altered", "not_read"))
    told = [in_this_language(f"{len(intact)} 件与封存时一致", f"{len(intact)} as they were sealed")]
    if altered:
        which = "、".join(names.get(one, one[:_SHORT]) for one in altered)
        told.append(in_this_language(f"{len(altered)} 件缺失或者不符：{which}", f"{len(altered)} missing or changed: {which}"))
    if left:
        told.append(in_this_language(f"{len(left)} 件过大，未读", f"{len(left)} too large, not read"))
    purpose = str(body.get("purpose") or "")
    step = sheet_of(entry.dossier).steps.get(purpose) if entry.dossier else None
    what = in_this_language(f"卷内材料 {len(intact) + len(altered) + len(left)} 件", f"{len(intact) + len(altered) + len(left)} files")
    label = said(step.label) if step else said(_TO_POLICE) if purpose == "crime_transfer" else purpose
    return Link(entry.at, what, kind_said(entry.kind, None), by, label, _department(str(body.get("receiver") or "")), "；".join(told), bool(altered))


_TO_POLICE = Text("移送公安机关", "transfer to the police")


def _department(name: str) -> str:
    """Return what the page calls a department that the ledger names; its name as it stands there where this node does not know it."""
    found = Department.objects.filter(code=name).first() if name else None
    return found.name if found else name
