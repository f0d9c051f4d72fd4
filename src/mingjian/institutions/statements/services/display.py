"""Rows of statements as a page shows them: masked for whoever has no reading, with what already became an exhibit."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from mingjian.core.redaction import masked, party
from mingjian.institutions.statements.models import Excerpt, Statement
from mingjian.institutions.statements.services.excerpts import when

_ACCOUNTS = ("own_account", "account", "receiver", "sender", "chat")
_NAMES = ("own_name", "name")
_FREE = ("summary", "note", "means", "bank", "file")
_ENDS = 4  # signs of a number that stay


def shown(rows: Iterable[dict[str, Any]], statements: Mapping[int, Statement], excerpts: Iterable[Excerpt], *, is_read: bool) -> list[dict[str, Any]]:
    """Return rows with when they were, whence, and the exhibits that they stand in."""
    within: dict[tuple[int, int], list[Excerpt]] = {}
    for one in excerpts:
        for nth, row in one.rows:
            within.setdefault((nth, row), []).append(one)
    return [
        {
            **(row if is_read else mask(row)),
            "when": when(row),
            "of": statements[row["statement"]],
            "mark": f"{row['statement']}:{row['row']}",
            "excerpts": within.get((row["statement"], row["row"]), []),
        }
        for row in rows
    ]


def mask(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without what tells who somebody is or what they said."""
    told = dict(row)
    told |= {name: name_masked(row[name]) for name in _NAMES if row.get(name)}
    told |= {name: account_masked(row[name]) for name in _ACCOUNTS if row.get(name)}
    told |= {name: masked(row[name]) for name in _FREE if row.get(name)}
    told |= {name: account_masked(row[name]) for name in ("number", "order_number") if row.get(name)}
    if row.get("text"):
        length = len(row["text"])
        told["text"] = ngettext("(%d character)", "(%d characters)", length) % length
    return told


def name_masked(name: str) -> str:
    """Return a person's name with its first character; a firm's as it is."""
    return party(name)


def account_masked(account: str) -> str:
    """Return an account or nickname with its last signs, the short ones with one."""
    return f"***{account[-_ENDS:]}" if len(account) > 2 * _ENDS else f"{account[:1]}**"


def party_called(row: Mapping[str, Any], *, is_read: bool) -> str:
    """Return what a party of the totals is called."""
    name, account = row["name"] or "", row["party"] or ""
    if not name and not account:
        return gettext("(not named)")
    if not is_read:
        name, account = name_masked(name) if name and name != account else "", account_masked(account)
    return f"{name} {account}".strip() if name != account else name
