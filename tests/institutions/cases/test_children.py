"""A parent case with child cases of other departments: each keeps its procedure, and files are shared one by one, at once or from an instant on."""

from datetime import timedelta

import pytest
from people import at, browser, certify

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.cases.acts import (
    accept_cluster_invitation,
    decline_cluster_invitation,
    invite_to_cluster,
    share_with_child,
    take_child_in,
    take_share_back,
    withdraw_cluster_invitation,
)
from mingjian.institutions.cases.models import Case, Invitation, Share
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.clusters import tie
from mingjian.institutions.cases.sweeps import open_shares
from mingjian.office.files.storage import seal
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
    share_with_child(parent, by=who["sun"], at=MORNING, cluster_child=child.number, shared_file=map_.sha256)
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
    told = {"cluster_child": child.number, "shared_file": file.sha256}
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
    told = {"cluster_child": child.number, "shared_file": file.sha256}
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
        share_with_child(parent, by=who["sun"], at=MORNING, cluster_child=child.number, shared_file="0" * 64)
    take_child_in(parent, by=who["sun"], at=MORNING, child_case=child.number)
    with pytest.raises(StepRefused, match="已有主案"):
        take_child_in(parent, by=who["sun"], at=MORNING, child_case=child.number)
    with pytest.raises(BadInput, match="没有这份材料"):
        share_with_child(parent, by=who["sun"], at=MORNING, cluster_child=child.number, shared_file="0" * 64)


def test_an_office_of_another_province_takes_part_by_invitation_and_learns_what_is_written_alone(pair: tuple[Case, Case], who: Who) -> None:
    lead, _ = pair
    plan = seal([b"plan"], "收网方案.txt", dossier=lead.dossier, by=who["sun"], at=MORNING)
    far = case_of("射洪某鞋行案", who["zhou"], Officer.objects.create(username="deng", name_zh="邓", department=who["zhou"].department, roles=["officer"]))
    with pytest.raises((NotFound, StepRefused)):
        take_child_in(lead, by=who["sun"], at=MORNING, child_case=far.number)
    note = "假冒运动鞋网络销售集群：请查办贵地发货仓库。<script>"
    invite_to_cluster(lead, by=who["sun"], at=MORNING, invited_office=who["zhou"].department_id, cluster_note=note)
    asked = Invitation.objects.get()
    assert asked.get_absolute_url() in browser(who["zhou"]).get("/").text
    page = browser(who["zhou"]).get(asked.get_absolute_url()).text
    assert "请查办贵地发货仓库" in page
    assert "<script>alert" not in page
    assert "网络售假集群案" not in page
    assert browser(who["zhou"]).get(f"/cases/{lead.number}").status_code == 404
    assert browser(who["zhao"]).get(asked.get_absolute_url()).status_code == 404
    with pytest.raises(BadInput, match="尚未答复"):
        invite_to_cluster(lead, by=who["sun"], at=MORNING, invited_office=who["zhou"].department_id, cluster_note=note)
    with pytest.raises(BadInput, match="直接列为子案"):
        invite_to_cluster(lead, by=who["sun"], at=MORNING, invited_office=who["sun"].department_id, cluster_note=note)
    with pytest.raises((NotPermitted, StepRefused)):
        accept_cluster_invitation(asked, by=who["sun"], at=MORNING, child_case=far.number)
    accept_cluster_invitation(asked, by=who["zhou"], at=MORNING, child_case=far.number)
    asked.refresh_from_db()
    assert (asked.standing, asked.child and asked.child.case) == ("accepted", far)
    share_with_child(lead, by=who["sun"], at=MORNING, cluster_child=far.number, shared_file=plan.sha256, opens_at=RAID.isoformat())
    assert not far.dossier.files.exists()
    assert open_shares(RAID)
    assert far.dossier.files.get().sha256 == plan.sha256
    ours = browser(who["sun"]).get(f"/cases/{lead.number}/parties").text
    assert far.number in ours
    assert f'href="/cases/{far.number}"' not in ours, "the lead sees how it stands, and no more"
    assert browser(who["sun"]).get(f"/cases/{far.number}").status_code == 404


def test_an_invitation_is_declined_with_a_reason_or_taken_back_and_another_follows(pair: tuple[Case, Case], who: Who) -> None:
    lead, _ = pair
    office = who["zhou"].department_id
    invite_to_cluster(lead, by=who["sun"], at=MORNING, invited_office=office, cluster_note="请参加")
    with pytest.raises(BadInput, match="本部门承办"):
        _of_another(who, pair)
    decline_cluster_invitation(Invitation.objects.get(), by=who["zhou"], at=MORNING, reason="无关联线索")
    assert "无关联线索" in browser(who["sun"]).get(f"/cases/{lead.number}/parties").text
    invite_to_cluster(lead, by=who["sun"], at=MORNING, invited_office=office, cluster_note="再请参加")
    withdraw_cluster_invitation(lead, by=who["sun"], at=MORNING, invited_office=office)
    with pytest.raises(StepRefused, match="没有待答复"):
        withdraw_cluster_invitation(lead, by=who["sun"], at=MORNING, invited_office=office)
    assert [one.standing for one in Invitation.objects.order_by("nth")] == ["declined", "withdrawn"]


def test_three_levels_and_no_circle_and_what_came_from_above_goes_no_further_down(pair: tuple[Case, Case], who: Who) -> None:
    top, middle = pair
    low, lowest = (case_of(title, who["wang"], who["li"]) for title in ("某仓库案", "某印刷案"))
    take_child_in(top, by=who["sun"], at=MORNING, child_case=middle.number)
    take_child_in(middle, by=who["wang"], at=MORNING, child_case=low.number)
    with pytest.raises(StepRefused, match="最多 3 层"):
        take_child_in(low, by=who["wang"], at=MORNING, child_case=lowest.number)
    with pytest.raises(StepRefused, match=r"已有主案|上级主案"):
        take_child_in(low, by=who["wang"], at=MORNING, child_case=middle.number)
    with pytest.raises(StepRefused, match="上级主案"):
        tie(low, top)
    file = seal([b"map"], "网络图.txt", dossier=top.dossier, by=who["sun"], at=MORNING)
    share_with_child(top, by=who["sun"], at=MORNING, cluster_child=middle.number, shared_file=file.sha256)
    with pytest.raises(StepRefused, match="由主案决定"):
        share_with_child(middle, by=who["wang"], at=MORNING, cluster_child=low.number, shared_file=file.sha256)
    own = seal([b"own"], "本地清单.txt", dossier=middle.dossier, by=who["wang"], at=MORNING)
    share_with_child(middle, by=who["wang"], at=MORNING, cluster_child=low.number, shared_file=own.sha256)
    assert low.dossier.files.get().sha256 == own.sha256
    page = browser(who["wang"]).get(f"/cases/{middle.number}/parties").text
    assert top.number in page
    assert low.number in page


def _of_another(who: Who, pair: tuple[Case, Case]) -> None:
    """The invited office sees a case of an office under it, or its own; here one of another office is named by whoever sees both."""
    asked = Invitation.objects.get()
    Invitation.objects.filter(pk=asked.pk).update(office=who["sun"].department_id)
    try:
        accept_cluster_invitation(Invitation.objects.get(), by=who["sun"], at=MORNING, child_case=pair[1].number)
    finally:
        Invitation.objects.filter(pk=asked.pk).update(office=who["zhou"].department_id)
