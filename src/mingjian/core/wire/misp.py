"""A matter as an event of MISP (its core format): attributes for firms, accounts and addresses, one object for each offer, and the tag of its handling."""

import json
from collections.abc import Iterator
from typing import Any

from mingjian.core.law.periods import local_day
from mingjian.core.wire.export_view import Exported, Listed

#: Our own template of an object, since MISP has none of an offer.
TEMPLATE, TEMPLATE_VERSION = "8a2b7f0e-3b0f-5d52-8d0c-6c2f6f3a9a10", "1"
TAGS = ({"name": "tlp:amber", "colour": "#FFC000"},)


def event(told: Exported) -> bytes:
    """Return the event as a file. Nothing of it is a signature for detection (`to_ids`), and it is shared with nobody until somebody says so."""
    whole = {
        "uuid": told.uuid("event", told.number),
        "info": " ".join(dict.fromkeys((told.number, told.title))),  # the title is the number where it would name a person
        "date": local_day(told.opened_at).isoformat(),
        "timestamp": str(int(told.at.timestamp())),
        "threat_level_id": "4",
        "analysis": "1",
        "distribution": "0",
        "published": False,
        "Orgc": {"name": told.authority, "uuid": told.uuid("authority")},
        "Tag": [dict(one) for one in TAGS],
        "Attribute": list(_attributes(told)),
        "Object": [_object(told, one) for one in told.offers],
    }
    return json.dumps({"Event": whole}, ensure_ascii=False, indent=2).encode()


def _attributes(told: Exported) -> Iterator[dict[str, Any]]:
    names = {one.key: one.name for one in told.firms}
    for firm in told.firms:
        yield _attribute(told, "Attribution", "text", firm.name, f"经营者 operator {firm.code}".strip())
        for address in firm.addresses:
            yield _attribute(told, "Other", "text", address, f"经营地址 address · {firm.name}")
    for one in told.accounts:
        since = f" · {one.since.isoformat()}" if one.since else ""
        said = f"网店、账号 account · {one.title} · {names.get(one.firm, '')}{since}"
        yield _attribute(told, "Social network", "text", f"{one.platform}/{one.account}", said)


def _attribute(told: Exported, category: str, kind: str, value: str, comment: str, **more: Any) -> dict[str, Any]:
    name = told.uuid("attribute", told.number, category, kind, value, str(more.get("object_relation", "")), str(more.pop("of", "")))
    return {"uuid": name, "category": category, "type": kind, "value": value, "comment": comment, "to_ids": False, "distribution": "5", **more}


def _object(told: Exported, one: Listed) -> dict[str, Any]:
    columns = {"goods": one.goods, "platform": one.platform, "shop": one.shop, "listing": one.listing, "place": one.place, "brand": one.brand}
    columns |= {"price_yuan": one.price}
    within = [_attribute(told, "Other", "text", value, "", object_relation=name, of=one.key) for name, value in columns.items() if value]
    if one.url:
        within.append(_attribute(told, "Network activity", "url", one.url, one.goods, object_relation="url", of=one.key))
    return {
        "uuid": told.uuid("offer", told.number, one.key),
        "name": "online-offer",
        "meta-category": "misc",
        "description": "An offer of goods on a platform, as an authority recorded it",
        "template_uuid": TEMPLATE,
        "template_version": TEMPLATE_VERSION,
        "distribution": "5",
        "Attribute": within,
    }
