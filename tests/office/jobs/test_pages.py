"""Who sees which job, and may change it; what its page says."""

import pytest
from people import at, browser

from mingjian.core.language import Text
from mingjian.office.jobs import queue
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.models import Job, Night
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")

#: Who sees (s) and who may change (c) the jobs of: the county, the neighbour, the platform, the node itself. Everybody of `people` is here.
ACCESS = {
    "li": ("sc", "", "", ""),
    "wang": ("sc", "", "", "s"),
    "zhao": ("", "sc", "", ""),
    "qian": ("", "sc", "", "s"),
    "sun": ("s", "s", "", "s"),
    "zhou": ("", "", "", "s"),
    "clerk": ("", "", "sc", ""),
    "auditor": ("", "", "", ""),
    "system": ("sc", "sc", "sc", "sc"),
    "security": ("s", "s", "s", "s"),
}
OWNERS = ("li", "zhao", "clerk", None)


def queued(who: dict[str, Officer], owner: str | None) -> Job:
    return queue.enqueue("sweep", Order(about=Text(f"关于 {owner} 的秘密", f"secret of {owner}"), by=who[owner] if owner else None), at=NOON)


def test_everybody_is_in_the_table(who: dict[str, Officer]) -> None:
    assert set(ACCESS) == set(who)


@pytest.mark.parametrize("name", ACCESS)
def test_who_sees_and_who_changes_which_job(who: dict[str, Officer], name: str) -> None:
    client = browser(who[name])
    for owner, allowed in zip(OWNERS, ACCESS[name], strict=True):
        job = queued(who, owner)
        sees = 200 if "s" in allowed else 404
        assert client.get(f"/jobs/{job.pk}").status_code == sees, owner
        listed = client.get("/jobs")
        assert listed.status_code == (403 if name == "auditor" else 200)
        assert (f'href="/jobs/{job.pk}"' in listed.content.decode()) is ("s" in allowed), owner
        changes = 302 if "c" in allowed else 403 if "s" in allowed else 404
        assert client.post(f"/jobs/{job.pk}/cancel").status_code == changes, owner
        job.refresh_from_db()
        assert (job.state == "cancelled") is ("c" in allowed), owner
        Job.objects.filter(pk=job.pk).update(state="failed")
        assert client.post(f"/jobs/{job.pk}/again").status_code == changes, owner
        job.refresh_from_db()
        assert (job.state == "queued") is ("c" in allowed), owner


@pytest.mark.parametrize("name", ["system", "security"])
def test_an_administrator_is_not_told_what_a_department_looks_for_and_found(who: dict[str, Officer], name: str) -> None:
    job = queued(who, "li")
    Job.objects.filter(pk=job.pk).update(state="done", outcome_zh="某店的秘密", outcome_en="a shop's secret", leads_to="/findings")
    for path in ("/jobs", f"/jobs/{job.pk}"):
        page = browser(who[name]).get(path).content.decode()
        assert "秘密" not in page
        assert "/findings" not in page.split("<main")[1]
    assert "秘密" in browser(who["li"]).get(f"/jobs/{job.pk}").content.decode()


def test_a_fault_stands_on_the_page_as_a_sentence_with_a_number_in_both_languages(who: dict[str, Officer]) -> None:
    job = queued(who, "li")
    held = queue.claim("one", at=NOON, lease=queue.FIRST_PAUSE)
    assert held is not None
    queue.fail(held, Text("程序出错，编号 7-abc。", "The program failed: 7-abc."), at=NOON, fault="7-abc", is_final=True)
    assert "程序出错，编号 7-abc。" in browser(who["li"]).get(f"/jobs/{job.pk}").content.decode()
    assert "The program failed: 7-abc." in browser(who["li"], "en").get(f"/jobs/{job.pk}").content.decode()


def test_what_turns_the_writing_and_what_is_markup_stay_text(who: dict[str, Officer]) -> None:
    job = queue.enqueue("sweep", Order(about=Text("<b>粗\u202e", "<b>bold\u202e"), by=who["li"]), at=NOON)
    for path in ("/jobs", f"/jobs/{job.pk}"):
        page = browser(who["li"]).get(path).content.decode()
        assert "<b>粗" not in page
        assert "\u202e" not in page


def test_heads_and_administrators_are_told_of_the_last_night_and_others_are_not(who: dict[str, Officer]) -> None:
    night = Night.objects.create(on=NOON.date(), begun_at=NOON)
    queue.enqueue("sweep", Order(), at=NOON, night=night)
    told = {name: browser(who[name]).get("/jobs").content.decode() for name in ("li", "wang", "system")}
    assert {name for name, page in told.items() if "上一夜" in page} == {"wang", "system"}
    assert all("02:00" in told[name] for name in ("wang", "system"))


def test_where_nothing_works_on_what_waits_the_page_asks_after_the_workers(who: dict[str, Officer]) -> None:
    job = queued(who, "li")  # queued at noon of a day long gone
    assert "mingjian work" in browser(who["li"]).get(f"/jobs/{job.pk}").content.decode()
