"""What the node knows already of whoever is behind a shop, so that nobody types it again: records of the lake, and what a dossier tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mingjian.core.extraction.firms import is_firm
from mingjian.institutions.market.queries.known import Known, known_of
from mingjian.institutions.market.queries.known import Subject as Asked
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.dossiers.facts import facts_told
from mingjian.office.models import Dossier, Officer

#: Columns of an operator's record, and what they tie to whoever it is. Tokens stay what they are: nobody reads a number out of them.
TIES = {"address": "address", "return_address": "warehouse", "phone_token": "phone", "payee_token": "payee", "url": "site"}
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
        """A firm where there is a credit code or a firm's or shop's name; else a person, whose name is masked; 阿依古丽·买买提 is one."""
        return "firm" if self.uscc or is_firm(self.name) or (len(self.name) > 4 and not _DOT & {*self.name}) else "person"


def behind_finding(found: Finding, officer: Officer) -> Behind:
    """Say who is behind the shop of a finding."""
    known = known_of(officer, [Asked(found.subject_kind, found.subject, found.shop)]).get(found.subject, Known(found.shop))
    return _told(known, known.shop or found.shop, {}, "")


def behind_dossier(dossier: Dossier, officer: Officer) -> Behind:
    """Say who is behind what a dossier is about: its party as its institution tells it, and the records of its shop."""
    told = facts_told(dossier)
    shop = _shop_in(dossier, told)
    name = dossier.subject or shop
    known = known_of(officer, [Asked(dossier.subject_kind, name, shop)]).get(name, Known(shop)) if name else Known()
    return _told(known, known.shop or shop, told.get("party", {}), dossier.number)


def shop_of(dossier: Dossier) -> str:
    """Give the shop, `platform/id`, that a dossier is about, as it says; empty where it says none."""
    return _shop_in(dossier, {} if dossier.subject_kind == "shop" else facts_told(dossier))


def _shop_in(dossier: Dossier, told: Mapping[str, Mapping[str, Any]]) -> str:
    if dossier.subject_kind == "shop":
        return dossier.subject
    clue = told.get("clue", {})
    platform, shop = str(clue.get("platform", "")), str(clue.get("shop_id", ""))
    return f"{platform}/{shop}" if platform and shop else ""


def ties_of(row: Mapping[str, Any]) -> tuple[Tie, ...]:
    """Give what an operator's record ties to it, with the day on which it was seen."""
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
