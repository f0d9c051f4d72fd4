"""The demo's courier has an inquiry to answer, its attestations, and one answer that led to the next county; once."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from people import browser

from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.operators.acts import open_subject
from mingjian.institutions.operators.services.known import Tie
from mingjian.institutions.parcels.demo import put_on_the_couriers_desk
from mingjian.institutions.parcels.models import Batch, WaybillInquiry
from mingjian.office.demo import make_demo_officers
from mingjian.office.models import Officer


@pytest.mark.django_db
def test_the_couriers_desk_holds_something(settings: Any, sealed: None, tmp_path: Path) -> None:
    settings.DEMO, settings.LAKE, settings.HOME = True, tmp_path / "lake", tmp_path / "home"
    make_demo_officers()
    staff = {officer.username: officer for officer in Officer.objects.filter(is_demo=True)}
    put_on_the_couriers_desk(staff, tmp_path)
    assert not Batch.objects.exists()  # nobody's file is open yet
    day = now().isoformat()
    lines = [f"o{n},yunjishi,S9,b{n},10,{day},SD00000000000{n}" for n in range(8)]
    (tmp_path / "order.csv").write_text("order_id,platform,shop_id,buyer_id,amount,paid_at,waybill\n" + "\n".join(lines) + "\n", "utf-8")
    Lake(tmp_path / "lake").load(kind("order"), tmp_path / "order.csv", source="test", at=now())
    ties = (Tie("shop", "yunjishi/S9", "发现"),)
    subject = open_subject(by=staff["county"], at=now(), subject_kind="firm", subject_name="某商贸有限公司", ties=ties)
    put_on_the_couriers_desk(staff, tmp_path)
    put_on_the_couriers_desk(staff, tmp_path)
    batch = Batch.objects.get()
    assert (batch.kept, batch.refused, batch.breaches) == (7, 1, 1)
    assert sorted(one.dossier.state_text for one in WaybillInquiry.objects.all()) == ["answered", "asked"]
    assert any("淳安县" in link.value for link in subject.links.filter(kind="warehouse"))
    desk = browser(staff["courier"])
    assert WaybillInquiry.objects.get(dossier__state_text="asked").dossier.number in desk.get("/").text
