"""A matter as entities of FollowTheMoney, one JSON object a line: companies, addresses, accounts, and what ties them."""

import json
from collections.abc import Iterator
from typing import Any

from mingjian.core.wire.export_view import Exported


def entities(told: Exported) -> bytes:
    """Return the entities as a file, each once."""
    found = {one["id"]: one for one in _entities(told)}
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in found.values())


def _entities(told: Exported) -> Iterator[dict[str, Any]]:
    firms = {one.key: told.uuid("firm", one.code or one.name) for one in told.firms}
    for firm in told.firms:
        places = [told.uuid("place", address) for address in firm.addresses]
        for name, address in zip(places, firm.addresses, strict=True):
            yield _entity(name, "Address", full=address, country="cn")
        more: dict[str, str | list[str]] = {"addressEntity": places, "address": list(firm.addresses), "registrationNumber": firm.code}
        yield _entity(firms[firm.key], "Company", name=firm.name, jurisdiction="cn", publisher=told.authority, **more)
    for one in told.accounts:
        account = told.uuid("account", one.platform, one.account)
        yield _entity(account, "UserAccount", name=one.title or one.account, service=one.platform, username=one.account, owner=firms.get(one.firm, ""))
        if one.firm in firms:
            since = one.since.isoformat() if one.since else ""
            tie = told.uuid("tie", firms[one.firm], account)
            role = "operates" if one.is_confirmed else "possibly operates"
            yield _entity(tie, "UnknownLink", subject=firms[one.firm], object=account, role=role, startDate=since)


def _entity(key: str, schema: str, /, **properties: str | list[str]) -> dict[str, Any]:
    listed = {name: value if isinstance(value, list) else [value] for name, value in properties.items() if value}
    return {"id": key, "schema": schema, "properties": listed}
