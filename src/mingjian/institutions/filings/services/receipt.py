"""The signed receipt of a report, as a file that the platform keeps: what came, by hash, and what the examination said, with the ledger's proof of each."""

import json
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from django.utils.timezone import localtime

from mingjian.core.errors import NotFound
from mingjian.institutions.operators.models import Report
from mingjian.office.models import Entry
from mingjian.office.record import ledger

_KINDS = ("report_brought", "report_examined")


def entries_of(report: Report) -> list[Entry]:
    """Return the ledger's entries of a report, in order."""
    found = Entry.objects.filter(kind__in=_KINDS, at__gte=report.brought_at).order_by("index")
    return [one for one in found.iterator() if json.loads(one.body).get("about") == report.wire_name][: len(_KINDS)]


def signed_until(report: Report) -> bool:
    """Return whether a checkpoint covers all of a report's entries: the node signs about once a minute."""
    newest, own = ledger.newest_checkpoint(), entries_of(report)
    return bool(newest and own and own[-1].index < newest.size)


def receipt_of(report: Report, at: datetime) -> bytes:
    """Return the receipt as a bundle (zip) for `mingjian evidence verify`. Raises NotFound while its entries are not signed yet."""
    from mingjian.core.capture.extra import demand_extra
    from mingjian.core.capture.wacz import bundle

    demand_extra()
    if not signed_until(report):
        raise NotFound("台账尚未签名，请几分钟后再来。", "The ledger has not signed it yet: come back in some minutes.")
    proofs = {f"ledger/{one.index:08}.json": ledger.inclusion(one).as_bytes() for one in entries_of(report)}
    out = BytesIO()
    bundle({"receipt.txt": _told(report), **proofs}, f"{report.number} receipt", at, out)
    return out.getvalue()


def _told(report: Report) -> bytes:
    """Return for a person what the proofs prove, in both languages."""
    key = ledger.verifier().text
    lines = [
        f"{report.number} {report.department.name_zh} {report.department.name_en}",
        f"收到 Received: {localtime(report.brought_at).isoformat(timespec='seconds')}",
        f"文件 File SHA-256: {report.sha256} ({report.size} bytes)",
        *([f"更正 Corrects: {report.corrects.number}"] if report.corrects else []),
        *([f"通过 Pass {report.passed} · 须人看 For a person {report.doubtful} · 不符 Wrong {report.wrong}"] if report.answers else []),
        *([f"审核结果 Answers SHA-256: {report.answers}"] if report.answers else []),
        "",
        f"台账公钥 Public key of the ledger: {key}",
        f"SHA-256 {sha256(key.encode()).hexdigest()}",
        "核验 To verify, on any machine: mingjian evidence verify FILE",
        "",
    ]
    return "\n".join(lines).encode()
