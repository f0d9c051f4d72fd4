"""Visits on the spot: photographs are hashed on the telephone, and the node takes only what has that hash; sent twice, a visit stands once."""

import io
import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from people import at, browser
from PIL import Image

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.campaigns.queries import figures
from mingjian.institutions.campaigns.services.tasks import give_task
from mingjian.institutions.campaigns.services.visits import MOST_PHOTOS, Photo, Visit, record_visit
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import Brought
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
BEGUN = at("2026-11-02 09:00")
VISIT = Visit(date(2026, 11, 2), "桐庐" + "欧阳" * 80 + "鞋行", "城南街道 1 号" * 60, "货架上摆放标称“某牌”运动鞋 17 双，\n不能提供进货凭证。")


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "JPEG")
    return out.getvalue()


def photo(data: bytes, told: bytes | None = None) -> Photo:
    return Photo(Brought([data], "现场 1.jpg"), sha256(data if told is None else told).hexdigest(), "2026-11-02T01:02:03.000Z")


@pytest.fixture
def task(who: Who) -> Dossier:
    """A task that the county has received."""
    county = who["li"].department
    assert county is not None
    campaign = plan_campaign(Plan("清网行动", "整治", date(2026, 11, 1), date(2026, 12, 31), members=[county]), by=who["sun"], at=BEGUN)
    take(campaign.dossier, "issue", by=who["sun"], at=BEGUN, given={"campaign_until": "2026-12-31"})
    dossier = give_task(campaign, county, "检查辖区网店", by=who["sun"], at=BEGUN).dossier
    take(dossier, "receive", by=who["li"], at=BEGUN)
    return dossier


def test_a_visit_is_a_step_with_its_photographs_sealed_and_counts_in_the_table(task: Dossier, who: Who) -> None:
    entry = record_visit(task, VISIT, [photo(picture()), photo(picture("blue"))], by=who["li"], at=BEGUN, key="k1")
    told = json.loads(entry.body)["papers"]
    assert told["visited_party"] == VISIT.party
    lines = told["visit_photos"].splitlines()
    assert [line.split("　")[0] for line in lines] == [sha256(picture()).hexdigest(), sha256(picture("blue")).hexdigest()]
    assert "手机记录时间 2026-11-02T01:02:03.000Z" in lines[0]
    assert task.files.count() == 2
    table = figures(Campaign.objects.get())
    assert next(one.value for one in table if one.row.key == "visits") == 1


def test_a_photograph_that_is_not_the_one_hashed_is_refused_and_nothing_stands(task: Dossier, who: Who) -> None:
    with pytest.raises(BadInput, match="校验值不符"):
        record_visit(task, VISIT, [photo(picture()), photo(picture("blue"), told=picture("red"))], by=who["li"], at=BEGUN, key="k1")
    assert not task.files.exists()
    assert not Entry.objects.filter(kind="record_visit").exists()


def test_sent_again_it_stands_once(task: Dossier, who: Who) -> None:
    sent = [record_visit(task, VISIT, [photo(picture())], by=who["li"], at=BEGUN, key="k1") for _ in range(2)]
    assert sent[0] == sent[1]
    assert (task.files.count(), Entry.objects.filter(kind="record_visit").count()) == (1, 1)


def test_others_enter_no_visit_and_a_hash_that_is_no_file_is_refused(task: Dossier, who: Who) -> None:
    with pytest.raises(NotPermitted):
        record_visit(task, VISIT, [], by=who["sun"], at=BEGUN, key="k1")
    with pytest.raises(BadInput, match="最多 30 张"):
        record_visit(task, VISIT, [photo(picture())] * (MOST_PHOTOS + 1), by=who["li"], at=BEGUN, key="k1")
    given = {"visited_on": "2026-11-02", "visited_party": "某店", "visited_place": "某路", "visit_found": "无", "visit_photos": "0" * 64}
    with pytest.raises(StepRefused, match="不是本卷宗已封存的文件"):
        take(task, "record_visit", by=who["li"], at=BEGUN, given=given)


def test_the_page_takes_it_with_and_without_its_script_and_says_what_is_wrong(task: Dossier, who: Who) -> None:
    address, li = f"/campaigns/tasks/{task.number}/visit", browser(who["li"])
    assert "实地检查" in li.get(f"/campaigns/tasks/{task.number}").text
    assert "照片在选定时即计算校验值" in li.get(address).text
    assert browser(who["zhou"]).get(address).status_code == 404
    told: dict[str, Any] = {"key": "k1", "visited_on": "2026-11-02", "party": "某店", "place": "某路", "found": "无"}
    assert li.post(address, {**told, "photos": [uploaded(picture())]}).status_code == 302
    noted = json.dumps([{"sha256": sha256(picture("blue")).hexdigest(), "at": "2026-11-02T01:02:03Z"}])
    asked = {"headers": {"accept": "application/json"}}
    assert li.post(address, {**told, "key": "k2", "photos": [uploaded(picture("blue"))], "hashes": noted}, **asked).json() == {"number": task.number}
    wrong = li.post(address, {**told, "key": "k3", "photos": [uploaded(picture("green"))], "hashes": noted}, **asked)
    assert (wrong.status_code, "校验值不符" in wrong.json()["fault"]) == (422, True)
    no_picture = li.post(address, {**told, "key": "k4", "photos": [uploaded(b"MZ not a picture")]}, **asked)
    assert no_picture.status_code == 422
    assert li.post(address, {**told, "key": "k5", "visited_on": "2099-01-01"}, **asked).status_code == 409
    assert Entry.objects.filter(kind="record_visit").count() == 2


def uploaded(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.jpg", data, "image/jpeg")
