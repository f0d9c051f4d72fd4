"""What the node knows already, put into a clue's form, so that nobody types it again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.wording.saying import masked
from mingjian.institutions.clues.intake import Intake
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.picking import with_ground
from mingjian.institutions.market.known import Known, Subject, known_of
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Officer
from mingjian.office.people.departments import platform_names

MOST_PRICE = 10**10


def subject_of(intake: Intake) -> Subject | None:
    """Say what a clue is about, so that it can be looked up; None where it names no listing or shop of a platform."""
    if not intake.platform or not (intake.listing_id or intake.shop_id):
        return None
    shop = f"{intake.platform}/{intake.shop_id}" if intake.shop_id else ""
    return Subject("listing", f"{intake.platform}/{intake.listing_id}", shop) if intake.listing_id else Subject("shop", shop)


def subject_of_finding(finding: Finding) -> Subject:
    """Say what a finding is about, with its shop where it names just one."""
    return Subject(finding.subject_kind, finding.subject, shop_of_finding(finding))


def shop_of_finding(finding: Finding) -> str:
    """Give the one shop that a finding is about, `platform/id`, as far as it says so itself; else nothing."""
    shops = shops_of_finding(finding)
    return finding.shop or (finding.subject if finding.subject_kind == "shop" else shops[0] if len(shops) == 1 else "")


def shops_of_finding(finding: Finding) -> list[str]:
    """Give the shops that a finding's evidence names, as `platform/id`."""
    named, platform = finding.evidence().get("shops"), finding.subject.partition("/")[0]
    return [str(shop) if "/" in str(shop) else f"{platform}/{shop}" for shop in named] if isinstance(named, list) else []


def filled(intake: Intake, known: Known) -> Intake:
    """
    Fill what an intake leaves empty from what the lake knows; what somebody wrote stays as it is.

    Where the lake has the listing in another shop than was written, nothing is told of whoever is behind that other shop.
    """
    if intake.shop_id and known.shop.partition("/")[2] not in ("", intake.shop_id):
        known = Known(known.shop, known.record)
    values = {name: value for name, value in told(known).items() if value not in (None, "") and getattr(intake, name) in (None, "")}
    return replace(intake, **values)


def completed(intakes: Sequence[Intake], officer: Officer, on: date) -> list[tuple[Intake, list[str]]]:
    """
    Fill what several intakes leave empty: from the lake, looked up once for all, what is known of the shop or listing named; from the rulebook the article of a
    known act on the day. Gives each with the names of the fields that were filled.
    """
    names = platform_names()
    subjects = [subject_of(replace(one, platform=names.get(one.platform.strip().casefold(), one.platform))) for one in intakes]
    known = known_of(officer, [one for one in subjects if one])
    whole = [
        with_ground(filled(one, known.get(subject.name, Known(subject.shop))) if subject else one, on) for one, subject in zip(intakes, subjects, strict=True)
    ]
    return [(after, differing(before, after)) for before, after in zip(intakes, whole, strict=True)]


def differing(before: Intake, after: Intake) -> list[str]:
    """Give the names of the fields that were filled in between."""
    return [name for name in (*told(Known()), "suspected_ground") if getattr(after, name) != getattr(before, name)]


def known_of_findings(officer: Officer, findings: Iterable[Finding]) -> dict[str, Known]:
    """Look the subjects of several findings up at once."""
    return known_of(officer, [subject_of_finding(finding) for finding in findings])


def told(known: Known) -> dict[str, Any]:
    """Say what the lake knows in the words of a clue. Contacts in titles are masked; only what the register says is an operator as verified."""
    record, operator, registration = known.record, known.operator, known.registration
    seen = record.get("seen_at") or record.get("posted_at")
    values: dict[str, Any] = {
        "shop_id": known.shop.partition("/")[2],
        "shop_name": operator.get("shop_name"),
        "shop_url": _link(operator.get("url")),
        "listing_title": masked(str(record.get("title") or "")),
        "listing_url": _link(record.get("url")),
        "price": _yuan(record.get("price")),
        "sales_shown": _count(record.get("sold_count")),
        "acted_on": _day(seen),
        "displayed_operator": operator.get("name"),
        "operator_code": operator.get("uscc"),
        "operator_name": registration.get("name"),
        "operator_address": operator.get("address") or registration.get("address"),
    }
    return {name: _fitting(name, value) for name, value in values.items()}


def _fitting(name: str, value: Any) -> Any:
    most = getattr(Clue._meta.get_field(name), "max_length", None)
    return str(value)[:most] if isinstance(value, str) and most else value


def _link(value: Any) -> str:
    link = str(value or "")
    return link if link.lower().startswith(("http://", "https://")) and len(link) <= 500 else ""


def _yuan(value: Any) -> Decimal | None:
    return Decimal(f"{value:.2f}") if isinstance(value, int | float) and isfinite(value) and 0 <= value < MOST_PRICE else None


def _count(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and isfinite(value) and 0 <= value < MOST_PRICE else None


def _day(value: Any) -> date | None:
    """Give the local day of an instant, which a record holds in UTC without saying so, or a day as it is."""
    if isinstance(value, datetime):
        return localtime(value if value.tzinfo else value.replace(tzinfo=UTC)).date()
    return value if isinstance(value, date) else None
