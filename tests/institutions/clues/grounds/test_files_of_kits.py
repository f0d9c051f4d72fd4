"""What a buyer brought stays masked in the dossier that it is sealed to, and is opened by the one reveal step that kits have."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.utils.timezone import now
from kits import add_item, open_kit
from make import make_kit
from people import browser, department_of, people

from mingjian.institutions.clues.grounds.acts import seal_items, take_kit
from mingjian.institutions.clues.handover.steps import dispatch
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.evidence.queries import reading_of
from mingjian.institutions.evidence.reveal import RevealableKit
from mingjian.office.dossiers.reveal import RevealableFiles
from mingjian.office.dossiers.transition import take
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import seal
from mingjian.office.models import Entry, Officer, SealedFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 10
LABEL = "快递面单 · 面单 13812345678.png"  # in the dossier, after what its buyer said that it shows
WHY = {"purpose": "核查线索", "ground": "投诉举报处理办法"}


def kit(content: bytes = PNG) -> Kit:
    story = f"电话13812345678，{len(content)}"
    return make_kit(at=now(), place="抖音 › 直播间 小敏好物", goods="某牌面霜", story=story, files={"parcel": ("面单 13812345678.png", content)})


def status(officer: Officer, file: SealedFile) -> int:
    reply = browser(officer).get(f"/files/{file.pk}")
    b"".join(reply)  # a download is read to its end, and so closed
    return reply.status_code


def statuses(officer: Officer, clue: Clue) -> dict[str, int]:
    return {file.name: status(officer, file) for file in clue.dossier.files.all()}


def test_all_that_came_with_a_kit_is_shut_and_its_page_shows_no_number(who: dict[str, Officer]) -> None:
    clue = take_kit(kit(), by=who["li"], at=now())
    assert statuses(who["li"], clue) == {"买家陈述.txt": 403, LABEL: 403}
    page = browser(who["li"]).get(f"/clues/{clue.dossier.number}/whole").content.decode()
    assert "面单 138******78.png" in page
    assert "13812345678" not in page
    assert 'href="/files/' not in page
    assert "<img" not in page


def test_the_leave_for_a_kit_opens_its_files_in_the_dossier_and_not_those_of_another_kit(who: dict[str, Officer]) -> None:
    one, other = kit(), kit(PNG + b"other")
    reveal(RevealableKit(one), **WHY, by=who["li"], at=now())
    mine, others = take_kit(one, by=who["li"], at=now()), take_kit(other, by=who["li"], at=now())
    seal([b"note"], "笔录.txt", dossier=mine.dossier, by=who["li"], at=now(), is_personal=True)
    assert statuses(who["li"], mine) == {"买家陈述.txt": 200, LABEL: 200, "笔录.txt": 403}  # the last is none of the kit's
    assert set(statuses(who["li"], others).values()) == {403}
    assert set(statuses(who["wang"], mine).values()) == {403}
    assert json.loads(Entry.objects.filter(kind="file_handed_out").latest("index").body)["purpose"] == WHY["purpose"]


def test_the_leave_for_a_dossier_opens_its_files_and_not_the_kit_to_which_the_buyer_may_add(who: dict[str, Officer]) -> None:
    opened = kit()
    clue = take_kit(opened, by=who["li"], at=now())
    client = browser(who["li"])
    assert client.post(f"/reveal/files/{clue.dossier.number}", WHY)["Location"] == f"/clues/{clue.dossier.number}/evidence#files"
    assert statuses(who["li"], clue) == {"买家陈述.txt": 200, LABEL: 200}
    assert reading_of(who["li"], opened, now()) is None
    assert client.get(f"/kits/{opened.pk}/items/{opened.items.get().pk}").status_code == 403


def test_what_comes_later_is_shut_and_so_is_what_an_officer_had_sealed_of_it_before(who: dict[str, Officer]) -> None:
    opened = kit()
    clue = take_kit(opened, by=who["li"], at=now())
    before = seal([b"screen"], "截图.txt", dossier=clue.dossier, by=who["li"], at=now())
    assert status(who["li"], before) == 200
    for content, name in ((b"screen", "a.txt"), (b"later", "b.txt")):
        add_item(opened, "chat", [content], name, at=now())
    assert seal_items(clue, by=who["li"], at=now()) == 1
    assert clue.dossier.files.filter(is_personal=False).count() == 0
    assert status(who["li"], before) == 403


def test_the_department_to_which_the_clue_goes_says_itself_why_and_the_ledger_which_files_went(who: dict[str, Officer]) -> None:
    clue = take_kit(kit(), by=who["li"], at=now())
    reveal(RevealableFiles(clue.dossier), **WHY, by=who["li"], at=now())
    dispatch(clue.dossier, by=who["li"], at=now(), department=department_of("neighbour").pk)
    went = json.loads(Entry.objects.get(kind="dispatch").body)["personal_files"]
    assert sorted(went) == sorted(clue.dossier.files.values_list("sha256", flat=True))
    assert set(statuses(who["zhao"], clue).values()) == {403}
    reveal(RevealableFiles(clue.dossier), **WHY, by=who["zhao"], at=now())
    assert set(statuses(who["zhao"], clue).values()) == {200}


@pytest.mark.both_databases
def test_files_of_kits_that_were_sealed_before_are_marked_and_others_are_not(who: dict[str, Officer]) -> None:
    opened = kit()
    clue = take_kit(opened, by=who["li"], at=now())
    seal([b"report"], "报告.txt", dossier=clue.dossier, by=who["li"], at=now())
    SealedFile.objects.update(is_personal=False, came_from="")
    import_module("mingjian.institutions.clues.migrations.0006_files_of_kits").mark(apps, None)
    marked = dict(clue.dossier.files.values_list("name", "came_from"))
    assert marked == {"买家陈述.txt": opened.read_as, LABEL: opened.read_as, "报告.txt": ""}
    assert statuses(who["li"], clue)["报告.txt"] == 200


def test_a_kit_of_a_clue_opened_by_mistake_waits_again(db: None) -> None:
    who = people("li", "wang")
    opened = open_kit(Purchase("抖音 › 直播间 小敏好物", "面霜", "假的"), department=department_of("county"), at=now())
    first = take_kit(opened, by=who["li"], at=now())
    take(first.dossier, "void", by=who["li"], at=now(), given={"reason": "误登"})
    take(first.dossier, "void", by=who["wang"], at=now())
    assert Kit.objects.get(pk=opened.pk).state == "open"
    assert take_kit(Kit.objects.get(pk=opened.pk), by=who["li"], at=now()).dossier.number != first.dossier.number
