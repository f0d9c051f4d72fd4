"""A matter as a STIX 2.1 bundle (OASIS, June 2021): identities, accounts, URLs and places, notes on offers, and the report that holds them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.export_view import Exported, Listed

#: The namespace under which observables have identifiers made of what they say. Source: STIX 2.1, section 2.9.
OBSERVABLES = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
#: The marking TLP:AMBER. Source: STIX 2.1, section 7.2.1.4.
AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
_AMBER = {
    "type": "marking-definition",
    "spec_version": "2.1",
    "id": AMBER,
    "created": "2017-01-20T00:00:00.000Z",
    "definition_type": "tlp",
    "name": "TLP:AMBER",
    "definition": {"tlp": "amber"},
}


def bundle(told: Exported) -> bytes:
    """Return the bundle as a file. The same matter has the same identifiers each time, so that whoever reads it twice has it once."""
    objects = list(_Writer(told).objects())
    whole = {"type": "bundle", "id": f"bundle--{told.uuid('bundle', told.number, told.at.isoformat())}", "objects": [_AMBER, *objects]}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


class _Writer:
    def __init__(self, told: Exported) -> None:
        self.told = told
        self.authority = f"identity--{told.uuid('authority')}"
        self.firms = {one.key: f"identity--{told.uuid('firm', one.code or one.name)}" for one in told.firms}

    def objects(self) -> Iterator[dict[str, Any]]:
        found = {one["id"]: one for one in [*self._firms(), *self._accounts(), *self._offers()]}  # what two rows say stands once
        yield {**self._head("identity", self.authority, is_authority=True), "name": self.told.authority, "identity_class": "organization"}
        yield from found.values()
        refs = list(found) or [self.authority]
        head = self._head("report", f"report--{self.told.uuid('report', self.told.number)}")
        yield {**head, "name": self.told.title, "report_types": ["observed-data"], "published": _instant(self.told.at), "object_refs": refs}

    def _head(self, kind: str, name: str, *, is_authority: bool = False) -> dict[str, Any]:
        told = {"type": kind, "spec_version": "2.1", "id": name, "created": _instant(self.told.opened_at), "modified": _instant(self.told.at)}
        return told if is_authority else {**told, "created_by_ref": self.authority, "object_marking_refs": [AMBER]}

    def _firms(self) -> Iterator[dict[str, Any]]:
        for one in self.told.firms:
            name = self.firms[one.key]
            codes = [{"source_name": "GB 32100-2015", "external_id": one.code}] if one.code else []
            more = {"external_references": codes} if codes else {}
            yield {**self._head("identity", name), "name": one.name, "identity_class": "organization", **more}
            for address in one.addresses:
                place = f"location--{self.told.uuid('place', address)}"
                yield {**self._head("location", place), "country": "CN", "street_address": address}
                yield self._tie(name, "located-at", place)

    def _accounts(self) -> Iterator[dict[str, Any]]:
        for one in self.told.accounts:
            seen = {"account_type": one.platform, "user_id": one.account}
            account = _observable("user-account", seen, {"display_name": one.title} if one.title else {})
            yield account
            if one.firm in self.firms:
                yield self._tie(self.firms[one.firm], "related-to", account["id"], start=one.since, confidence=90 if one.is_confirmed else 40)

    def _offers(self) -> Iterator[dict[str, Any]]:
        for one in self.told.offers:
            about = [self.firms[one.firm]] if one.firm in self.firms else []
            if one.url:
                seen = _observable("url", {"value": one.url}, {})
                yield seen
                about.append(seen["id"])
            head = self._head("note", f"note--{self.told.uuid('offer', self.told.number, one.key)}")
            yield {**head, "abstract": one.goods, "content": _said_of(one), "object_refs": about or [self.authority]}

    def _tie(self, source: str, kind: str, target: str, **more: Any) -> dict[str, Any]:
        head = self._head("relationship", f"relationship--{self.told.uuid(source, kind, target)}")
        told = {"confidence": more["confidence"]} if "confidence" in more else {}
        if more.get("start"):
            told["start_time"] = f"{more['start'].isoformat()}T00:00:00.000Z"
        return {**head, "relationship_type": kind, "source_ref": source, "target_ref": target, **told}


def _said_of(one: Listed) -> str:
    told = {"platform": one.platform, "shop": one.shop, "listing": one.listing, "place": one.place, "brand": one.brand, "price_yuan": one.price}
    since = {"since": one.since.isoformat()} if one.since else {}
    return "\n".join([f"goods: {one.goods}", *(f"{name}: {value}" for name, value in (told | since).items() if value)])


def _observable(kind: str, seen: dict[str, str], more: dict[str, str]) -> dict[str, Any]:
    """Return an observable, whose identifier is made of what contributes to it (section 2.9: canonical JSON under the namespace of the standard)."""
    name = f"{kind}--{uuid5(OBSERVABLES, canonical(seen).decode())}"
    return {"type": kind, "spec_version": "2.1", "id": name, **seen, **more, "object_marking_refs": [AMBER]}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
