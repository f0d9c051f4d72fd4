"""What transfers show: the pack with its gaps on a transfer and its case; on what a refusal of the police rests; a word to who approves what they signed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.facts import line_word, watch_of
from mingjian.institutions.matters.panels import disclosed_panel
from mingjian.institutions.transfers.models import TRANSFER, is_before_leaving
from mingjian.institutions.transfers.queries import case_behind, transfer_of
from mingjian.institutions.transfers.services.conversion import OF_EXHIBITS
from mingjian.institutions.transfers.services.pack import Pack, made_for, pack_of, signers
from mingjian.institutions.transfers.services.preparation import may_be_prepared
from mingjian.institutions.transfers.services.refusals import GROUNDS
from mingjian.office.acts.offers import acts_open, makers_open
from mingjian.office.documents.creation import may_make
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.institution import PAPERS, Word
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, TOP, Panel, in_part
from mingjian.office.people.permissions import dossiers_visible_to

#: Steps, of whichever side, that somebody decides by whether the sums reach the line.
_AT_THE_LINE = frozenset(
    {
        "demand_transfer",
        "answer_demand",
        "set_examination_aside",
        "write_report",
        "approve_transfer",
        "decline_transfer",
        "transfer",
        "open_case",
        "refuse_case",
        "uphold_refusal",
        "request_reconsideration",
        "propose_supervision",
        "decline_supervision",
        "order_filing",
        "accept_reasons",
        "handle_administratively",
    }
)
_FILED = frozenset({"criminal_filed", "case_dropped", "concluded"})  # a case was opened after all: why there was none is history


def on_transfer(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
    """Show on a transfer its pack, the coded reason of a refusal, and the word to a signer who would approve."""
    if not isinstance(thing, Dossier) or thing.procedure != TRANSFER or not isinstance(thing.state, dict):
        return
    stands = thing.state["filing"]
    if stands == "report_written" and officer.holds(*sheet_of(thing).steps["approve_transfer"].by) and officer.pk in signers(thing):
        yield Panel("transfers/own_report.html", {}, 5, TOP)
    if stands not in _FILED and (told := _refusal(thing)):
        yield Panel("transfers/refusal.html", {**told, "at": at}, 10, TOP)
    if is_before_leaving(thing):
        yield _pack(pack_of(thing), thing, officer, at)


@in_part(PAPERS)
def on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case that names a crime near its line, or has a transfer that did not leave yet, what the pack lacks; mended there where it can be."""
    if not isinstance(thing, Dossier) or thing.procedure != "admin_case" or (case := case_behind(thing)) is None:
        return None
    transfer = transfer_of(case)
    if transfer is not None and not is_before_leaving(transfer):
        return None
    if transfer is None and (thing.is_closed or not watch_of(case, localtime(at).date()).level):
        return None
    pack = _pack(pack_of(transfer or thing), transfer, officer, at)
    return replace(pack, context={**pack.context, "may_prepare": may_be_prepared(case, officer), "case": case})


def facts_on_transfer(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a transfer the facts of its matter, the same for the authority, the police and the procuratorate, with what is withheld said in words."""
    if not isinstance(thing, Dossier) or thing.procedure != TRANSFER:
        return None
    case = case_behind(thing)
    sums = line_word(case, leads=False).text if case is not None else None
    return disclosed_panel(thing, officer, at, sums=sums, uses=tuple(OF_EXHIBITS.items()))


def _pack(pack: Pack, transfer: Dossier | None, officer: Officer, at: datetime) -> Panel:
    is_held = transfer is not None and transfer.department_id == officer.department_id
    may_waive = is_held and bool(pack.gaps) and bool(makers_open("waiver", officer))
    makes = transfer is not None and is_held and may_make(officer, transfer) and bool(made_for(pack))
    items = [(one, acts_open(one.waiver, officer) if one.waiver and is_held else []) for one in pack.items]
    told: dict[str, Any] = {"pack": pack, "items": items, "transfer": transfer, "may_waive": may_waive, "makes": makes, "at": at}
    return Panel("transfers/pack.html", told, 15, MAIN)


def forewarned(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """State above the form of a step of a transfer that depends on the line of the crime how the sums of its case stand to it."""
    if dossier.procedure == TRANSFER and step in _AT_THE_LINE and (case := case_behind(dossier)) is not None:
        yield line_word(case, leads=dossiers_visible_to(officer).filter(pk=case.dossier_id).exists())


def _refusal(dossier: Dossier) -> dict[str, Any]:
    """Describe the newest refusal of the police: its code in words, its article, or that no text was read for it."""
    entry = dossier.entries.filter(kind="refuse_case").order_by("-index").first()
    code = (json.loads(entry.body).get("papers") or {}).get("declined_ground", "") if entry else ""
    if not code:
        return {}
    known = dict(rulebook().papers["declined_ground"].options)
    return {"label": known.get(code, Text(code, code)), "rule": GROUNDS.get(code, "")}
