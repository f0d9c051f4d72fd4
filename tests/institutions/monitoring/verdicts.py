"""Findings that somebody decided, for what is learned from them."""

from datetime import datetime
from typing import Any

from people import at

from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.models import Officer

EVENING = at("2026-11-25 21:00")
BAD, GOOD = ("高仿手表支持验货微信详聊", "原单尾货吊牌齐私聊"), ("复刻版图书画册出版社", "翡翠吊坠天然带证书")


def decided(of: Officer, number: int, day: datetime = EVENING) -> None:
    """Store findings of replica words that somebody decided: two in five were taken up, mostly those of bad words."""
    ran = {"detector": "replica_words", "version": "1", "engine": "duckdb", "started_at": day, "ended_at": day}
    run = Run.objects.create(by=of, department=of.department, digest=f"d{number}", **ran)
    rows = []
    for n in range(number):
        is_right = n % 5 < 2
        word = (BAD if is_right != (n % 17 == 0) else GOOD)[n % 2]
        reason = f"标题写“{word}”，第{chr(0x4E00 + n)}件"
        status = Finding.Status.TAKEN_UP if is_right else Finding.Status.SET_ASIDE
        rows.append(finding_of(run, reason, f"甲网/S{n}", status=status, status_at=day, status_by=of))
    Finding.objects.bulk_create(rows)


def finding_of(run: Run, reason: str, subject: str, **more: Any) -> Finding:
    plain: dict[str, Any] = {"subject_kind": "listing", "score": 0.5, "innocent_zh": "正品", "innocent_en": "genuine", "evidence_json": "{}"}
    plain |= {"found_at": run.started_at}
    plain |= {"run": run, "detector": run.detector, "department": run.department, "reason_zh": reason, "reason_en": reason}
    return Finding(subject=subject, shop=subject, **plain, **more)
