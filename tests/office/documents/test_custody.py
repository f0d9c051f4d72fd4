"""The chain of custody: sealed, handed out, read again at each handing over; goods with their seals and keepers; what was changed is said."""

import json
from datetime import timedelta

import pytest
from make import make_clue
from people import at, browser, certify

from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.office.documents.custody import chain_of_custody
from mingjian.office.dossiers.transition import take
from mingjian.office.files import recheck
from mingjian.office.files.storage import hand_out, seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")


@pytest.fixture
def clue(who: Who) -> Dossier:
    """A clue of the city with sixty files, one of which holds personal data."""
    dossier = make_clue(who["sun"], at=MORNING).dossier
    for nth in range(60):
        name = "买家13800001234.txt" if nth == 59 else f"记录{nth}.txt"
        seal([f"{nth}".encode()], name, dossier=dossier, by=who["sun"], at=MORNING, is_personal=nth == 59)
    return dossier


def dispatched(clue: Dossier, who: Who) -> Entry:
    given = {"department": who["li"].department_id}
    take(clue, "dispatch", by=who["sun"], at=MORNING + timedelta(hours=2), given=given)
    return Entry.objects.get(kind="files_rehashed", dossier=clue)


def test_each_file_is_read_again_when_the_dossier_changes_hands(clue: Dossier, who: Who) -> None:
    hand_out(who["sun"], clue.files.all()[0].pk, MORNING + timedelta(hours=1))[1].close()
    body = json.loads(dispatched(clue, who).body)
    assert len(body["files"]) == 60
    assert "altered" not in body
    links = chain_of_custody(clue)
    assert [link.at for link in links] == sorted(link.at for link in links)
    reread = next(link for link in links if "60 件与封存时一致" in link.result)
    assert (reread.receiver, reread.by, reread.is_broken) == ("桐庐县局", "sun", False)
    assert any(link.receiver == "桐庐县局" and "卷宗" in link.what for link in links), "the handing over itself"
    assert any(link.what == "记录0.txt" and link.done == "查看或者下载卷宗材料" for link in links)
    assert not any("13800001234" in link.what for link in links), "a name with personal data is masked"


def test_what_was_changed_is_named_and_goes_with_the_dossier(clue: Dossier, who: Who) -> None:
    place_of(clue.files.all()[3].sha256).unlink()
    body = json.loads(dispatched(clue, who).body)
    assert body["altered"] == [clue.files.all()[3].sha256]
    clue.refresh_from_db()
    assert clue.department == who["li"].department
    page = browser(who["li"]).get(f"/dossiers/{clue.number}/custody")
    assert page.status_code == 200
    assert "与封存时不符" in page.text
    assert "记录3.txt" in page.text


def test_what_is_too_large_to_be_read_within_a_step_is_named_as_not_read(clue: Dossier, who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "MOST", 50)
    body = json.loads(dispatched(clue, who).body)
    assert len(body["files"]) + len(body["not_read"]) == 60
    assert body["not_read"]
    assert any("过大，未读" in link.result for link in chain_of_custody(clue))


def test_seized_goods_stand_there_with_seal_and_keeper_and_the_list_is_taken_along(who: Who) -> None:
    certify(who["li"], who["wang"])
    dossier = file_case(Filing("鞋行案", who["li"], who["wang"]), by=who["wang"], at=MORNING).dossier
    given = {
        "seized_goods": "标有“耐克”字样的运动鞋 60 双",
        "reason": "涉嫌假冒",
        "goods_seals": "一至六箱：桐封0012—0017",
        "kept_by": "刘某",
        "kept_at": "本局罚没仓库",
    }
    take(dossier, "seize", by=who["wang"], at=MORNING, given=given)
    link = next(one for one in chain_of_custody(dossier) if "桐封0012" in one.what)
    assert "保管人：刘某" in link.what
    assert link.done == "查封、扣押"
    li = browser(who["li"])
    assert "证据保管链" in li.get(f"/cases/{dossier.number}/papers").text
    assert "桐封0012" in li.get(f"/dossiers/{dossier.number}/custody").text
    assert "桐封0012" in li.get(f"/dossiers/{dossier.number}/custody?as=csv").getvalue().decode("utf-8-sig")
    assert "Chain of custody" in browser(who["li"], "en").get(f"/dossiers/{dossier.number}/custody").text
    assert browser(who["zhou"]).get(f"/dossiers/{dossier.number}/custody").status_code == 404
