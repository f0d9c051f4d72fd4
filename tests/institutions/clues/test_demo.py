"""What clues put on the demo's desks holds together: nothing is taken up before it was there."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime, now
from institutions.market.known_lake import load

from mingjian.institutions.clues.demo import take_findings_up
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.demo import make_demo_officers
from mingjian.office.models import Officer


def find(by: Officer, kind: str, subject: str, detector: str, score: float) -> None:
    digest = f"{Run.objects.count():064d}"
    run = Run.objects.create(detector=detector, version="1", started_at=now(), ended_at=now(), by=by, department=by.department, digest=digest)
    told = {"reason_zh": "其理由", "reason_en": "Its reason", "innocent_zh": "", "innocent_en": "", "evidence_json": "{}"}
    where = {"department": by.department, "found_at": now(), "subject_kind": kind, "subject": subject}
    Finding.objects.create(run=run, detector=detector, score=score, **where, **told)


def test_no_clue_is_received_before_its_listing_was_seen(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.LAKE = True, tmp_path / "lake"
    make_demo_officers()
    staff = {one.username: one for one in Officer.objects.all()}
    seen = {"La": 2, "Lb": 9, "Lc": 30, "Ld": 40, "Le": 50}
    rows = [
        {
            "listing_id": name,
            "platform": "甲网",
            "shop_id": f"S{name}",
            "title": "某商品",
            "price": 9,
            "seen_at": f"{localtime(now()) - timedelta(days=days):%Y-%m-%dT08:00:00}",
        }
        for name, days in seen.items()
    ]
    load(tmp_path, {"listing": rows})
    for name, detector, score in (("La", "brand_disguise", 0.9), ("Lb", "brand_disguise", 0.8), ("Lc", "copied_listing", 0.9), ("Ld", "copied_listing", 0.8)):
        find(staff["county"], "listing", f"甲网/{name}", detector, score)
    find(staff["county"], "listing", "甲网/Le", "copied_listing", 0.7)
    take_findings_up(staff, tmp_path)
    held = [(clue.acted_on, localtime(clue.received_at).date()) for clue in Clue.objects.exclude(finding=None)]
    assert len(held) == 3
    assert all(acted and acted <= received for acted, received in held), held
