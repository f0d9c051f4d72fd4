"""What notices show on their dossier: the right, the addresses and which are sealed, what is lacking, what the sender added."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils.timezone import localtime

from mingjian.core.subjects import shop_of
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.captures.queries import seen_again
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.notices.complaints.opening import proposed_authority
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.queries import PROCEDURES, notice_of, rights_kept_by
from mingjian.institutions.notices.services.answers import ANSWERED, answer_of
from mingjian.institutions.notices.services.bank import near_of_listing
from mingjian.institutions.notices.services.completeness import lacking
from mingjian.institutions.notices.services.ladder import MOST_SHOPS, records_of
from mingjian.institutions.notices.services.malice import mark_of, marked_before
from mingjian.institutions.notices.services.reappearance import came_back
from mingjian.institutions.notices.services.reasons import statements_of
from mingjian.institutions.notices.services.review import review_of
from mingjian.institutions.notices.services.rows import tie_rows
from mingjian.institutions.notices.services.securities import kinds_for, recorded_on
from mingjian.institutions.notices.services.sellers import sellers_of_shop
from mingjian.institutions.notices.targets.queries import STATES
from mingjian.office.dossiers.shown import files_shown
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, TOP, Panel
from mingjian.office.people.permissions import may

SHOWN = 50  # addresses on the page of a notice
READ = 20_000  # signs of the evidence of a finding in which a mark is looked for
LOOKED = 2000  # of them, whose shops are asked


def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it on the dossier that it became; either side sees the same."""
    found = notice_of(thing) if isinstance(thing, Dossier) else None
    if found is None:
        return None
    told = {"officer": officer, "keeps_right": rights_kept_by(officer).filter(pk=found.right_id).exists()}
    return Panel("notices/of_dossier.html", {**notice_context(found, at, officer), **told}, 10, MAIN)


def answer_on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """
    Show the operator's statement on the dossier of a notice, with the way on for the holder whose time runs since it arrived.

    Before the platform forwards it, it stands before the platform and the operator alone.
    """
    answer = answer_of(thing) if isinstance(thing, Dossier) and thing.procedure in ANSWERED else None
    if answer is None or not isinstance(thing, Dossier):
        return None
    if not answer.forwarded_at and officer.department not in (thing.department, answer.by):
        return None
    came = {one.pk for one in answer.files}
    files = [line for line in files_shown(thing, officer, at).lines if line[0].pk in came]
    is_holder = answer.clock is not None and answer.clock.due_with_id == officer.department_id != thing.department_id
    told = {"answer": answer, "files": files, "is_holder": is_holder, "at": at, "notice_number": thing.number}
    told["complain_to"] = proposed_authority() if is_holder and notice_of(thing) else None
    return Panel("notices/answer.html", told, 5, MAIN)


def operators_on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on the dossier of a notice, for its platform, the receipts of operators without an account, and what came by them."""
    if not isinstance(thing, Dossier) or thing.department_id != officer.department_id or not may(officer, "notices.handle"):
        return None
    found = notice_of(thing)
    if found is None:
        return None
    receipts = list(found.operator_receipts.prefetch_related("answers__notice__right")[:SHOWN])
    waits = any(one.sealed_at is None for receipt in receipts for one in receipt.answers.all())
    return Panel("notices/operators/of_dossier.html", {"notice": found, "receipts": receipts, "waits": waits}, 40)


def sellers_on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on the dossier of a notice, for its platform, what stands of the shops that it names where rows of theirs were upheld before."""
    if not isinstance(thing, Dossier) or thing.department_id != officer.department_id or not may(officer, "notices.handle"):
        return None
    found = notice_of(thing)
    if found is None or officer.department is None:
        return None
    shops = list(dict.fromkeys(shop for one in found.addresses[:LOOKED] if (shop := shop_of(one))))
    records = [one for one in records_of(officer.department, shops[:MOST_SHOPS], at) if one.rows or one.decisions]
    return Panel("notices/targets/sellers.html", {"records": records, "more": max(0, len(shops) - MOST_SHOPS), "at": at}, 42) if records else None


def securities_on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on the dossier of a notice what securities and deposits were recorded, and which the law knows."""
    found = notice_of(thing) if isinstance(thing, Dossier) and thing.procedure in PROCEDURES.values() else None
    if found is None or not isinstance(thing, Dossier):
        return None
    return Panel("notices/securities.html", {"recorded": recorded_on(thing), "kinds": kinds_for(found.right.kind), "at": at}, 70, MAIN)


def notice_context(notice: Notice, at: datetime, officer: Officer | None = None) -> dict[str, object]:
    """
    Return what every page of a notice shows; what came back only to the platform itself.

    Of many addresses the first ones: the table has all of them, which an officer opens.
    """
    tie_rows(notice)
    rows, looked = list(notice.targets.order_by("position")[:SHOWN]), seen_again(notice.dossier)
    counted = notice.targets.order_by().values_list("state").annotate(count=Count("pk"))
    return {
        "notice": notice,
        "right": notice.right,
        "addresses": [(row.address, bool(row.kept_as), looked.get(row.address)) for row in rows],
        "more_addresses": max(0, len(notice.addresses) - SHOWN),
        "row_counts": [(count, STATES[state]) for state, count in sorted(counted, key=lambda one: list(STATES).index(one[0]))],
        "own_rows": list(notice.targets.filter(is_own=True, forwarded_at__isnull=False).order_by("position")[:SHOWN]),
        "opens_table": officer is not None,
        "lacks": lacking(notice, localtime(at).date()),
        "review": review_of(notice, localtime(at).date()),
        "at": at,
        "additions": notice.additions.all(),
        "to_seal": notice.has_to_seal,
        "statements": statements_of(notice),
        "mark": mark_of(notice.dossier),
        "marked_before": marked_before(notice) if officer and officer.department_id == notice.department_id else [],
        "returned": came_back(notice) if officer and officer.department_id == notice.department_id else [],
    }


def on_finding(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a finding of one shop the lists of right holders on which it stands, where its words name the mark: before a clue is made of it."""
    if not isinstance(thing, Finding) or not thing.shop:
        return None
    platform, _, shop = thing.shop.partition("/")
    words = " ".join((thing.reason_zh, thing.evidence_json[:READ]))
    found = sellers_of_shop(platform, shop, localtime(at).date(), words)
    return Panel("notices/authorised.html", {"sellers": found}, 5, TOP) if found else None


def on_clue(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
    """Show on a clue the lists of right holders on which its shop stands, and pictures of their banks that its listing's are near."""
    if not isinstance(thing, Clue):
        return
    on = localtime(at).date()
    if found := sellers_of_shop(thing.platform, thing.shop_id, on, " ".join((thing.listing_title, thing.suspected_act, thing.content))):
        yield Panel("notices/authorised.html", {"sellers": found}, 5, TOP)
    if near := near_of_listing(thing.listing_id, on):
        yield Panel("notices/near.html", {"near": near}, 35, MAIN)
