"""The files in which the orders or parcels that findings name are sealed to their clue, and what each says as an exhibit."""

from collections.abc import Iterator

from django.utils.timezone import localtime

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.matters.models import Exhibit
from mingjian.institutions.matters.queries import Known
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import detector_titles, rule_titles
from mingjian.office.language import chinese_day
from mingjian.office.models import SealedFile

ORDERS, EVIDENCE = "检测所指订单", "检测所载依据"


def file_name(kind: str, finding: Finding) -> str:
    """Return the name of the file in which what a finding names is sealed."""
    return f"{kind}_{finding.subject.replace('/', '_')[:120]}_{finding.run.digest[:12]}.{'csv' if kind == ORDERS else 'txt'}"


def exhibits_known(clue: Clue) -> Iterator[Known]:
    """Return an exhibit for each file that was sealed of the clue's findings, with the run and its digest as source."""
    files = {one.name: one for one in SealedFile.objects.filter(dossier=clue.dossier).order_by("-pk")}
    for finding in clue.findings():
        for kind in (ORDERS, EVIDENCE):
            if (file := files.get(file_name(kind, finding))) is not None:
                yield _exhibit(kind, finding, file)


def _exhibit(kind: str, finding: Finding, file: SealedFile) -> Known:
    described = detector_titles().get(finding.detector)
    called = described.title.zh if described else rule_titles([finding.detector]).get(finding.detector, finding.detector)
    count = len(finding.evidence().get("orders") or ()) if kind == ORDERS else 0
    title = f"“{called}”检测所指订单清单（{count}笔）" if kind == ORDERS else f"“{called}”检测所载依据（{finding.subject}）"
    run = finding.run
    source = f"{chinese_day(run.started_at)}检测运行（{run.detector} {run.version}），运行摘要 SHA-256 {run.digest}"
    values = {
        "kind": Exhibit.Kind.DATA,
        "title": title,
        "maker": finding.department.name_zh,
        "made_on": localtime(finding.found_at).date(),
        "proves": ["amount"] if kind == ORDERS else [],
        "shows": "所列订单的支付、退款金额和时间" if kind == ORDERS else "检测结果所指的网店、网点、单号段和件数",
        "sha256": file.sha256,
        "file_of": file.dossier,
    }
    return Known(Exhibit, values, source)
