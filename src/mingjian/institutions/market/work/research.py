"""Make a masked set of a load for research: whole in memory, under a key that is thrown away, with an entry that says for what and for whom."""

import io
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import pyarrow.parquet as pq

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.lake import Load
from mingjian.core.research_set import masked
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count, enter

MOST_ROWS = 200_000  # some ten seconds of masking; a larger load goes in parts, by its source


@dataclass(frozen=True)
class ResearchSet:
    """The file (Parquet), its SHA-256, and how many rows it has."""

    data: bytes
    sha256: str
    rows: int


def make_set(load: Load, *, purpose: str, recipient: str, by: Officer, at: datetime) -> ResearchSet:
    """Make it. Raises NotPermitted, BadInput for a load with too many rows or a purpose that says nothing."""
    require(by, "market.make_research_sets")
    if len(purpose.strip()) < 8 or not recipient.strip():
        raise BadInput("请写明研究目的（不少于八个字）和接收方。", "Say what the research is for (eight characters at least), and who receives the set.")
    if load.rows > MOST_ROWS:
        raise BadInput(f"超过 {MOST_ROWS:,} 行，请分批导入后制作。", f"Over {MOST_ROWS:,} rows: load it in parts first.")
    out, key = io.BytesIO(), secrets.token_bytes(32)
    told = masked(pq.read_table(load.rows_path), kind(load.kind), key)
    pq.write_table(told, out)
    data = out.getvalue()
    digest = sha256(data).hexdigest()
    said: dict[str, Any] = {"load": load.digest, "purpose": purpose.strip()[:500], "recipient": recipient.strip()[:200], "sha256": digest}
    enter("research_set_made", at=at, by=by, rows=Count(told.num_rows), columns=told.column_names, **said)
    return ResearchSet(data, digest, told.num_rows)
