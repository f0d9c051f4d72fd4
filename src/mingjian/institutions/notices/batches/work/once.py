"""Send the rows of a request: once under the client's key, however often it is sent, and at the same time as well."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mingjian.institutions.notices.batches.queries import batch_of_key
from mingjian.institutions.notices.batches.work.drafts import claim
from mingjian.institutions.notices.batches.work.row_files import TAKES, NoticeRow
from mingjian.institutions.notices.batches.work.send_many import send_rows
from mingjian.institutions.notices.models import Batch, Draft
from mingjian.office.files.storage import keep
from mingjian.office.models import Officer
from mingjian.office.record.entries import digest_of_request, own_key


def send_once(
    rows: Sequence[NoticeRow], papers: dict[str, str], lines: Sequence[Mapping[str, str]], key: str | None, *, by: Officer, at: datetime
) -> tuple[Batch, bool]:
    """
    Send rows and return the batch with their answers, and whether it is new. `lines`: the rows as they came, which are kept under their hash.

    Raises StepRefused where the key stood for something else, or the same request is under way.
    """
    kept = keep([json.dumps({"papers": sorted(papers), "rows": lines}, ensure_ascii=False, indent=0).encode()], "notices-api.txt", takes=TAKES)
    about: dict[str, Any] = {"by": by, "at": at, "name": kept.name, "sha256": kept.sha256}
    if not key:
        return send_rows(rows, papers, **about), True
    number = "K" + hashlib.sha256(own_key(by, key).encode()).hexdigest()[:32]
    held = claim(number, rows, papers, **about)
    try:
        if before := batch_of_key(by, key, papers, lines):  # done while this one waited
            return before, False
        return send_rows(rows, papers, draft=held, mark={"key": key, "sent": digest_of_request(papers, lines)}, **about), True
    finally:
        Draft.objects.filter(number=number).delete()
