"""A parent case with child cases of other departments: each keeps its procedure, and files are shared one by one, at once or from an instant on."""

from datetime import timedelta

import pytest
from people import at, browser, certify

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.cases.acts.share_with_child import share_with_child
from mingjian.institutions.cases.acts.take_child_in import take_child_in
from mingjian.institutions.cases.acts.take_share_back import take_share_back
from mingjian.institutions.cases.models import Case, Share
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.sweeps import open_shares
from mingjian.office.files.keeping import seal
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
RAID = at("2026-11-10 06:00")


def case_of(title: str, by: Officer, beside: Officer) -> Case:
    certify(by, beside)
    return file_case(Filing(title, by, beside), by=by, at=MORNING)


@pytest.fixture
def pair(who: Who) -> tuple[Case, Case]:
    """The city's case, and the county's that is a part of the same cluster."""
    chen = Officer.objects.create(username="chen", name_zh="陈", department=who["sun"].department, duty="work", roles=["officer"])
    return case_of("网络售假集群案", who["sun"], chen), case_of("某鞋行案", who["wang"], who["li"])


def test_files_are_shared_one_by_one_and_the_child_sees_nothing_else_of_the_parent(pair: tuple[Case, Case], who: Who) -> None:
    parent, child = pair
    map_, list_ = (seal([text], name, dossier=parent.dossier, by=who["sun"], at=MORNING) for text, name in ((b"map", "网络图.txt"), (b"list", "名单.txt")))
    take_child_in(parent, by=who["sun"], at=MORNING, child_case=child.number)
    share_with_child(parent, by=who["sun"], at=MORNING, child_case=child.number, shared_file=map_.sha256)
    assert [one.sha256 for one in child.dossier.files.all()] == [map_.sha256]
    page = browser(who["wang"]).get(f"/cases/{child.number}/whole").text
    assert "网络图.txt" in page
    assert parent.number in page
    assert "名单.txt" not in page
    assert f'href="/cases/{parent.number}"' not in page
    assert browser(who["wang"]).get(f"/cases/{parent.number}").status_code == 404
    ours = browser(who["sun"]).get(f"/cases/{parent.number}/parties").text
    assert child.number in ours
    assert list_.sha256 in ours  # to be chosen for the next
    assert Entry.objects.filter(kind="child_case_given_file", dossier=child.dossier).exists()


def test_a_file_opens_at_its_instant_and_not_before(pair: tuple[Case, Case], who: Who) -> None:
    parent, child = pair
    file = seal([b"plan"], "收网方案.txt", dossier=parent.dossier, by=who["sun"], at=MORNING)
    take_child_in(parent, by=who["sun"], at=MORNING, child_case=child.number)
    told = {"child_case": child.number, "shared_file": file.sha256}
    share_with_child(parent, by=who["sun"], at=MORNING, **told, opens_at=RAID.isoformat())
    assert open_shares(RAID - timedelta(minutes=1)) is None
    assert not child.dossier.files.exists()
    page = browser(who["wang"]).get(f"/cases/{child.number}").text
    assert "收网方案" not in page
    assert file.sha256 not in page
    assert open_shares(RAID)
    assert open_shares(RAID) is None
    assert child.dossier.files.get().sha256 == file.sha256
    assert Entry.objects.filter(kind="child_item_opened", dossier=child.dossier).count() == 1
    with pytest.raises(StepRefused, match="不能收回"):
        take_share_back(parent, by=who["sun"], at=RAID, **told)


def test_what_is_not_opened_is_taken_back(pair: tuple[Case, Case], who: Who) -> None:
    parent, child = pair
    file = seal([b"plan"], "收网方案.txt", dossier=parent.dossier, by=who["sun"], at=MORNING)
    take_child_in(parent, by=who["sun"], at=MORNING, child_case=child.number)
    told = {"child_case": child.number, "shared_file": file.sha256}
    share_with_child(parent, by=who["sun"], at=MORNING, **told, opens_at=RAID.isoformat())
    take_share_back(parent, by=who["sun"], at=MORNING, **told)
    assert open_shares(RAID) is None
    assert not Share.objects.exists()


def test_what_cannot_be_tied_or_shared_is_refused_in_words(pair: tuple[Case, Case], who: Who) -> None:
    parent, child = pair
    with pytest.raises(StepRefused, match="自身"):
        take_child_in(parent, by=who["sun"], at=MORNING, child_case=parent.number)
    with pytest.raises(NotPermitted):
        take_child_in(parent, by=who["wang"], at=MORNING, child_case=child.number)
    with pytest.raises((NotFound, StepRefused)):
        take_child_in(child, by=who["wang"], at=MORNING, child_case=parent.number)  # the county does not see the city's
    with pytest.raises(BadInput, match="不是本案的子案"):
        share_with_child(parent, by=who["sun"], at=MORNING, child_case=child.number, shared_file="0" * 64)
    take_child_in(parent, by=who["sun"], at=MORNING, child_case=child.number)
    with pytest.raises(StepRefused, match="只有一层"):
        take_child_in(parent, by=who["sun"], at=MORNING, child_case=child.number)
    with pytest.raises(BadInput, match="没有这份材料"):
        share_with_child(parent, by=who["sun"], at=MORNING, child_case=child.number, shared_file="0" * 64)
