"""The demo's desks hold a subject file whose platform answered in part, a courier's clerk, and a report that waits; once."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now

from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.operators.demo import keep_one
from mingjian.institutions.operators.models import Inquiry, Report, Subject
from mingjian.office.demo import make_demo_officers
from mingjian.office.models import Dossier, Officer


@pytest.mark.django_db
def test_the_desks_hold_a_file_and_a_report(settings: Any, sealed: None, tmp_path: Path) -> None:
    settings.DEMO, settings.LAKE = True, tmp_path / "lake"
    make_demo_officers()
    staff = {officer.username: officer for officer in Officer.objects.filter(is_demo=True)}
    county = staff["county"]
    told = {"started_at": now(), "ended_at": now(), "by": county, "department": county.department}
    run = Run.objects.create(detector="price_outlier", version="1", engine="duckdb", digest="0" * 64, **told)
    words = dict.fromkeys(("reason_zh", "reason_en", "innocent_zh", "innocent_en"), "x")
    seen = {"subject_kind": "shop", "subject": "yunjishi/S9", "shop": "yunjishi/S9", "score": 0.9, "evidence_json": "{}", "found_at": now()}
    Finding.objects.create(run=run, detector="price_outlier", department=county.department, **seen, **words)
    keep_one(staff, tmp_path)
    keep_one(staff, tmp_path)
    inquiry = Inquiry.objects.get()
    assert inquiry.dossier.state == "asked"
    assert inquiry.subject.links.filter(dossier=inquiry.dossier, kind="phone").exists()
    assert (Subject.objects.count(), Report.objects.count()) == (1, 1)
    assert staff["courier"].roles == ["courier"]
    stated = Dossier.objects.get(procedure="brushing_statement")
    assert (stated.state, stated.department) == ("sent", staff["city"].department)
