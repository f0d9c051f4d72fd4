"""What the node knows already of whoever is behind a shop, so that nobody types it again: records of the lake, and what a dossier tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mingjian.core.extraction.firms import is_firm
from mingjian.institutions.market.queries.known import Known, known_of
from mingjian.institutions.market.queries.known import Subject as Asked
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import shops_of
from mingjian.office.dossiers.leads import facts_told
from mingjian.office.models import Dossier, Officer

#: Columns of an operator's record, and what they tie to whoever it is. Tokens stay what they are: nobody reads a number out of them.
TIES = {"address": "address", "return_address": "warehouse", "phone_token": "phone", "payee_token": "payee", "url": "site"}
SOURCE, FOUND_WITH = "source", "found_with"
GROUPS = frozenset(("ring", SOURCE))  # what findings on several shops are about
MOST_MEMBERS = 50
_DOT = frozenset("·•・‧")


@dataclass(frozen=True)
class Tie:
    """Something that is tied to an operator: a kind of link, its value, since when, and who says so."""

    kind: str
    value: str
    source: str
    since: date | None = None


@dataclass(frozen=True)
class Behind:
    """Whoever is behind a shop, as far as the node knows: name, credit code, ties."""

    name: str
    uscc: str
    ties: tuple[Tie, ...]

    @property
    def kind(self) -> str:
        """Return a firm where there is a credit code or a firm's or shop's name; else a person, whose name is masked; 阿依古丽·买买提 is one."""
        return "firm" if self.uscc or is_firm(self.name) or (len(self.name) > 4 and not _DOT & {*self.name}) else "person"


def behind_finding(found: Finding, officer: Officer) -> Behind:
    """Return who is behind the shop of a finding."""
    known = known_of(officer, [Asked(found.subject_kind, found.subject, found.shop)]).get(found.subject, Known(found.shop))
    return _told(known, known.shop or found.shop, {}, "")


def finding_of(dossier: Dossier) -> Finding | None:
    """Return the finding that a dossier, a clue, was opened for; None of any other."""
    return Finding.objects.filter(clue__dossier=dossier).first()


def behind_members(found: Finding, officer: Officer) -> dict[str, Behind]:
    """
    Return who is behind each shop that a finding on several names, a ring or a source of parcels, by the shop; nobody of a finding on one.

    At most `MOST_MEMBERS`: of a ring with more, the others are opened one by one from the page of subjects.
    """
    shops = shops_of({"subject_kind": found.subject_kind, "subject": found.subject, "evidence": found.evidence_json})
    if found.subject_kind not in GROUPS or not shops:
        return {}
    known = known_of(officer, [Asked("shop", shop, shop) for shop in shops[:MOST_MEMBERS]])
    return {shop: _told(known.get(shop, Known(shop)), shop, {}, "") for shop in shops[:MOST_MEMBERS]}


def behind_source(found: Finding) -> Behind | None:
    """Return what is known of a source of empty parcels itself: the outlets and numbers that the finding names. None of any other finding."""
    if found.subject_kind != SOURCE:
        return None
    told = found.evidence()
    outlets = [Tie("outlet", str(one), f"发现 {found.subject}") for one in _names(told.get("outlets"))]
    return Behind(f"空包、单号来源 {found.subject}", "", tuple(dict.fromkeys(outlets)))


def _names(told: object) -> list[str]:
    """Read names out of a list of names, or of mappings or pairs that begin with one."""
    if not isinstance(told, list):
        return []
    named = [one.get("name") or one.get("outlet") if isinstance(one, dict) else one[0] if isinstance(one, list) and one else one for one in told]
    return [str(one)[:300] for one in named if one]


def behind_dossier(dossier: Dossier, officer: Officer) -> Behind:
    """Return who is behind what a dossier is about: its party as its institution tells it, and the records of its shop."""
    told = facts_told(dossier)
    shop = _shop_in(dossier, told)
    name = dossier.subject or shop
    known = known_of(officer, [Asked(dossier.subject_kind, name, shop)]).get(name, Known(shop)) if name else Known()
    return _told(known, known.shop or shop, told.get("party", {}), dossier.number)


def shop_of(dossier: Dossier) -> str:
    """Return the shop, `platform/id`, that a dossier is about, as it says; empty where it says none."""
    return _shop_in(dossier, {} if dossier.subject_kind == "shop" else facts_told(dossier))


def _shop_in(dossier: Dossier, told: Mapping[str, Mapping[str, Any]]) -> str:
    if dossier.subject_kind == "shop":
        return dossier.subject
    clue = told.get("clue", {})
    platform, shop = str(clue.get("platform", "")), str(clue.get("shop_id", ""))
    return f"{platform}/{shop}" if platform and shop else ""


def ties_of(row: Mapping[str, Any]) -> tuple[Tie, ...]:
    """Return what an operator's record ties to it, with the day on which it was seen."""
    seen = row.get("seen_at")
    since = seen.date() if isinstance(seen, datetime) else None
    source = f"平台公示信息 {row.get('platform') or ''}/{row.get('shop_id') or ''}"
    shop = (Tie("shop", f"{row['platform']}/{row['shop_id']}", source, since),) if row.get("platform") and row.get("shop_id") else ()
    return (*shop, *(Tie(kind, str(row[column]), source, since) for column, kind in TIES.items() if row.get(column)))


def _told(known: Known, shop: str, party: Mapping[str, Any], number: str) -> Behind:
    operator, registered = known.operator, known.registration
    ties = list(ties_of(operator))
    if shop and not any(one.kind == "shop" for one in ties):
        ties.append(Tie("shop", shop, f"卷宗 {number}" if number else "发现"))
    if registered.get("address"):
        ties.append(Tie("address", str(registered["address"]), "登记簿"))
    if party.get("address"):
        ties.append(Tie("address", str(party["address"]), f"卷宗 {number}"))
    name = party.get("name") or registered.get("name") or operator.get("name") or operator.get("shop_name") or shop
    return Behind(str(name or ""), str(party.get("code") or operator.get("uscc") or ""), tuple(dict.fromkeys(ties)))
