"""Register the rows of a hotline's list: complaints by their number there, a second time as updates; reports, and what nobody put a name to, as clues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.records.reading import BadRow, read
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register as register_clue
from mingjian.institutions.clues.particulars.intake import Intake as ClueIntake
from mingjian.institutions.clues.particulars.intake import Reported
from mingjian.institutions.disputes.imports.services.record import KIND, NO_DEMAND, REPORTS
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars import words
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.office.files.store import digest_of_file
from mingjian.office.lists import search
from mingjian.office.models import Officer
from mingjian.office.people.departments import platform_of
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count, enter

HOTLINES = ("12315", "12345")
#: What a second list may change; who complains, and when it came in, are not.
UPDATED = ("complained_of", "facts", "demand", "published_address", "platform", "shop_name", "listing_url", "goods", "order_number", "bought_on", "price")


@dataclass
class Listed:
    """What came of a list: complaints registered, those that it changed or found as they were, clues, rows not taken, and what is to be said of the file."""

    new: list[Complaint] = field(default_factory=list)
    changed: list[tuple[Complaint, list[str]]] = field(default_factory=list)
    same: int = 0
    clues: list[Clue] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def import_list(path: Path, hotline: str, *, by: Officer, at: datetime, mapping: Mapping[str, str] | None = None, sheet: str = "") -> Listed:
    """
    Register the rows of a list. Of the file its SHA-256 alone is entered, for it names consumers in plain words; each row stops no other.

    Raises BadInput where the file as a whole cannot be used; NotPermitted for whoever may not register complaints.
    """
    require(by, "disputes.register")
    if hotline not in HOTLINES:
        raise BadInput(f"来源须是 {'、'.join(HOTLINES)} 之一。", f"The source is one of {', '.join(HOTLINES)}.")
    reading, done = read(path, KIND, source="", mapping=mapping, sheet=sheet), Listed()
    for batch, numbers in reading.numbered():
        for row, number in zip(batch.to_pylist(), numbers.tolist(), strict=True):
            try:
                _take(row, hotline, done, by, at)
            except MingjianError as error:
                done.bad_rows.append(BadRow(int(number), "", str(row["original_number"]), error.text))
    done.bad_rows = sorted([*reading.bad_rows, *done.bad_rows], key=lambda bad: bad.row)
    done.notes = reading.notes
    enter(
        "complaints_imported",
        at=at,
        by=by,
        sha256=digest_of_file(path),
        hotline=hotline,
        complaints=Count(len(done.new)),
        changed=Count(len(done.changed)),
        clues=Count(len(done.clues)),
        bad=Count(len(done.bad_rows)),
    )
    return done


def _take(row: dict[str, Any], hotline: str, done: Listed, by: Officer, at: datetime) -> None:
    """Register one row, or bring what is known of it up to date."""
    known = Complaint.objects.filter(hotline=hotline, original_number=row["original_number"]).select_related("dossier__department").first()
    if known:
        fields = _update(known, row, by, at)
        done.changed += [(known, fields)] if fields else []
        done.same += not fields
    elif any(word in (row["sort"] or "") for word in REPORTS) or not (row["name"] or "").strip():
        done.clues.append(_clue(row, hotline, by, at))
    else:
        done.new.append(_complaint(row, hotline, by, at))


def _complaint(row: dict[str, Any], hotline: str, by: Officer, at: datetime) -> Complaint:
    values = _values(row)
    if not values.get("complained_of"):
        raise BadInput(
            "没有被投诉人，也没有网店名称，不能登记为投诉；请在名单中补上后重新导入。",
            "Neither an operator nor a shop is named, so that it is no complaint: add one in the list and import it again.",
        )
    consumer = Consumer(row["name"], phone=row["phone"] or "", address=row["address"] or "")
    received = row["received_at"].replace(tzinfo=UTC) if row["received_at"] else None
    given = {"facts": row["headline"] or "", "demand": NO_DEMAND, **values}
    with transaction.atomic():
        complaint = register(Intake(**given, complainant=consumer, **({"received_at": received} if received else {})), by=by, at=at)
        complaint.hotline, complaint.original_number = hotline, row["original_number"]
        complaint.save(update_fields=["hotline", "original_number"])
        search.index("complaint", complaint.pk, words(complaint))
    return complaint


def _clue(row: dict[str, Any], hotline: str, by: Officer, at: datetime) -> Clue:
    """Register a report as a clue; its number keeps the hotline's name, since two hotlines may count alike."""
    values = _values(row)
    reporter = {"reporter": Reported(row["name"], phone=row["phone"] or "")} if (row["name"] or "").strip() else {}
    received = {"received_at": row["received_at"].replace(tzinfo=UTC)} if row["received_at"] else {}
    told = "\n".join(part for part in (row["headline"], row["facts"]) if part)
    intake = ClueIntake(
        source=Clue.Source.REPORT,
        suspected_act=row["suspected_act"] or (row["headline"] or "")[:60] or "待核实",
        content=told,
        operator_name=values.get("complained_of", ""),
        platform=values.get("platform", ""),
        shop_name=values.get("shop_name", ""),
        listing_url=values.get("listing_url", ""),
        order_numbers=values.get("order_number", ""),
        original_number=f"{hotline}-{row['original_number']}",
        **reporter,
        **received,
    )
    return register_clue(intake, by=by, at=at)


def _values(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row tells of a complaint, empty cells left out; a shop stands for an operator whom nobody names."""
    told = {name: row[name] for name in UPDATED if row[name] not in (None, "")}
    if "price" in told:
        told["price"] = Decimal(str(told["price"])).quantize(Decimal("0.01"))
    if "platform" in told:
        told["platform"] = platform_of(told["platform"])
    if "complained_of" not in told and "shop_name" in told:
        told["complained_of"] = told["shop_name"]
    return told


def _update(known: Complaint, row: dict[str, Any], by: Officer, at: datetime) -> list[str]:
    """Write what a second list tells otherwise, keep what stood there before, and enter which fields changed; an empty cell changes nothing."""
    told = {name: value for name, value in _values(row).items() if value != getattr(known, name)}
    if not told:
        return []
    if known.dossier.department_id != by.department_id:
        raise BadInput(
            "该编号已由其他部门登记，名单内容有变，没有更新；请核对分派。",
            "Another department has registered this number; it was not changed, though the list tells it otherwise: check to whom it was assigned.",
        )
    if known.dossier.is_closed:
        raise BadInput(
            f"投诉 {known.number} 已办结，名单内容有变，没有更新；需要时另行登记。",
            f"Complaint {known.number} is closed and was not changed, though the list tells it otherwise: register another if need be.",
        )
    before = {name: _plain(getattr(known, name)) for name in told}
    with transaction.atomic():
        for name, value in told.items():
            setattr(known, name, value)
        known.earlier = [*known.earlier, {"at": at.isoformat(), "was": before}]
        known.full_clean(exclude=["dossier"])
        known.save()
        enter("complaint_updated", at=at, by=by, dossier=known.dossier, fields=sorted(told))
        search.index("complaint", known.pk, words(known))
    return sorted(told)


def _plain(value: object) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)
