"""What the ledger says of a step: its papers sealed, personal ones as a salted hash; once for each key of a client's."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from mingjian.office.dossiers.sheets import Taking
from mingjian.office.models import Entry, PersonalValue
from mingjian.office.papers.kinds import kind_of
from mingjian.office.record.entries import enter, own_key


def record(taking: Taking, kind: str, told: Mapping[str, Any]) -> Entry:
    """Enter a step in the ledger as `kind`, in the caller's transaction."""
    key = own_key(taking.by, taking.key) if taking.key else None
    return enter(kind, at=taking.at, by=taking.by, dossier=taking.dossier, key=key, sent=taking.sent, **told)


def sealed(taking: Taking, papers: Mapping[str, object]) -> dict[str, object]:
    """Return what the ledger may hold of the papers: personal ones as a salted hash, their values kept apart; things by their names."""
    held: dict[str, object] = {}
    for paper in taking.spec.needs:
        if paper.name in papers:
            value = papers[paper.name]
            held[paper.name] = _apart(taking, paper.name, value) if paper.personal else kind_of(paper).name(paper, value)
    return held


def _apart(taking: Taking, name: str, value: object) -> dict[str, str]:
    salt = secrets.token_hex(16)
    PersonalValue.objects.create(dossier=taking.dossier, name=name, value=str(value), salt=salt, given_at=taking.at)
    return {"salted_sha256": sha256(f"{salt}{value}".encode()).hexdigest()}
