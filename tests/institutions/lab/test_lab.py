"""Experiments in the office: written, sealed before they run, run by a worker; who may, and what the ledger tells."""

import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils.timezone import now
from institutions.lab.researcher import SMALL, researcher
from people import browser, people

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.policy.experiment import experiment_of
from mingjian.institutions.lab import queries
from mingjian.institutions.lab.acts import register_experiment, revise_experiment, write_experiment
from mingjian.institutions.lab.demo import register_one
from mingjian.institutions.lab.models import Experiment, Run
from mingjian.institutions.lab.news import experiments_told
from mingjian.institutions.lab.queries import experiment_visible_to, require_registered
from mingjian.institutions.lab.services.orders import order
from mingjian.institutions.lab.work.keep_run import keep_run
from mingjian.office.files.store import place_of
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.queue import enqueue
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Entry, Officer
from mingjian.office.people.keys import make_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]


@pytest.fixture
def xu(db: None) -> Officer:
    return researcher()


def ran(found: Experiment, by: Officer) -> Run:
    return keep_run(found, by=by, asked_at=now(), clock=now, told=lambda done, total: None)


def status(client: Client, path: str) -> int:
    reply = client.get(path)
    b"".join(reply)  # a file that is streamed stays open else
    return reply.status_code


def bodies(kind: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(kind=kind).order_by("index")]


@pytest.mark.slow
def test_an_experiment_is_sealed_in_the_ledger_before_it_runs(xu: Officer) -> None:
    found = register_experiment(write_experiment(text=SMALL, by=xu, at=now()), by=xu, at=now())
    made = ran(found, xu)
    (sealed,), (told,) = bodies("experiment_registered"), bodies("experiment_run")
    assert sealed["digest"] == found.digest == experiment_of(SMALL).digest
    assert sealed["content"]["question"] == experiment_of(SMALL).told["question"]
    assert Entry.objects.get(kind="experiment_registered").index < Entry.objects.get(kind="experiment_run").index
    assert (told["standing"], told["results"], told["digest"]) == ("registered", made.results, sealed["digest"])
    assert made.report["watermark"] is None
    assert pq.read_table(place_of(made.table))["standing"].unique().to_pylist() == ["registered"]


@pytest.mark.slow
def test_what_runs_unregistered_stays_an_exploration_even_when_it_is_registered_later(xu: Officer) -> None:
    found = write_experiment(text=SMALL, by=xu, at=now())
    made = ran(found, xu)
    assert made.report["watermark"] is not None
    register_experiment(found, by=xu, at=now())
    made.refresh_from_db()
    assert not made.is_registered
    assert bodies("experiment_registered")[0]["explorations"] == 1
    assert bodies("experiment_run")[0]["standing"] == "exploration"


def test_a_registered_experiment_is_changed_no_more(xu: Officer) -> None:
    found = register_experiment(write_experiment(text=SMALL, by=xu, at=now()), by=xu, at=now())
    with pytest.raises(StepRefused, match="不能再改"):
        revise_experiment(found, text=SMALL.replace("share: 0.8", "share: 0.5"), by=xu, at=now())
    with pytest.raises(StepRefused, match="已经登记"):
        register_experiment(found, by=xu, at=now())


def test_an_altered_one_is_refused_with_what_changed(xu: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    found = register_experiment(write_experiment(text=SMALL, by=xu, at=now()), by=xu, at=now())
    assert require_registered(found.number, experiment_of("# other words\n" + SMALL)) == found
    with pytest.raises(StepRefused, match=r"不同：operators、seeds。"):
        require_registered(found.number, experiment_of(SMALL.replace("number: 20", "number: 21").replace("operators: 200", "operators: 201")))
    with pytest.raises(NotFound):
        require_registered("P2026-9999999", experiment_of(SMALL))
    monkeypatch.setattr("mingjian.core.policy.experiment.model_digest", lambda: "0" * 64)
    with pytest.raises(StepRefused, match="模型的程序已改变"):
        ran(found, xu)


def test_only_researchers_write_and_only_authorities_of_the_region_read(xu: Officer) -> None:
    who = people()
    found = write_experiment(text=SMALL, by=xu, at=now())
    for name in ("li", "wang", "clerk", "auditor", "system"):
        with pytest.raises(NotPermitted):
            write_experiment(text=SMALL, by=who[name], at=now())
        with pytest.raises(NotPermitted):
            register_experiment(found, by=who[name], at=now())
    assert experiment_visible_to(who["li"], found.number) == experiment_visible_to(who["sun"], found.number) == found
    with pytest.raises(NotFound):
        experiment_visible_to(who["zhao"], found.number)
    for name in ("clerk", "auditor", "system", "security"):
        with pytest.raises(NotPermitted):
            experiment_visible_to(who[name], found.number)


@pytest.mark.slow
def test_every_page_asks_who_it_is(xu: Officer) -> None:
    who = people()
    made = ran(register_experiment(write_experiment(text=SMALL, by=xu, at=now()), by=xu, at=now()), xu)
    number = made.experiment.number
    reads = ["/lab", f"/lab/experiments/{number}", f"/lab/runs/{made.pk}", f"/lab/runs/{made.pk}/results.parquet", f"/lab/runs/{made.pk}/report.md"]
    writes = [f"/acts/experiment/{number}/register_experiment", f"/lab/experiments/{number}/run"]
    assert [status(browser(xu), path) for path in [*reads, "/lab/new", f"/lab/experiments/{number}/revise"]] == [200] * 7
    assert [status(browser(who["li"]), path) for path in reads] == [200] * 5
    assert [browser(who["li"]).post(path, {"register_experiment-key": "1"}).status_code for path in writes] == [403, 403]
    assert status(browser(who["li"]), "/lab/new") == 403
    assert [status(browser(who["zhao"]), path) for path in reads[1:]] == [404] * 4
    for name in ("clerk", "auditor"):
        assert [status(browser(who[name]), path) for path in reads] == [403] * 5
    assert Job.objects.count() == 0


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_wrong_in_the_form_is_said_and_what_was_written_is_kept(xu: Officer, language: str) -> None:
    reply = browser(xu, language).post("/lab/new", {"text": SMALL.replace("number: 20", "number: 2") + "# <script>alert(1)</script>"})
    assert reply.status_code == 422
    text = reply.content.decode()
    assert {"zh-hans": "20 至 200", "en": "from 20 to 200"}[language] in text
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text
    assert Experiment.objects.count() == 0
    with pytest.raises(BadInput):
        write_experiment(text="a: 1", by=xu, at=now())


@pytest.mark.slow
def test_a_job_runs_it_once_and_leads_to_the_report(xu: Officer) -> None:
    found = register_experiment(write_experiment(text=SMALL, by=xu, at=now()), by=xu, at=now())
    queued = enqueue("run_experiment", order(found, xu), at=now())
    assert enqueue("run_experiment", order(found, xu), at=now()) == queued
    work_off(clock=now)
    queued.refresh_from_db()
    made = Run.objects.get()
    assert (queued.state, queued.leads_to, queued.total) == ("done", f"/lab/runs/{made.pk}", 80)
    Job.objects.filter(pk=queued.pk).update(state="queued")  # as if the worker had died before it could say that it is done
    work_off(clock=now)
    assert Run.objects.count() == 1


@pytest.mark.slow
def test_a_run_again_gives_the_same_digest(xu: Officer) -> None:
    found = register_experiment(write_experiment(text=SMALL, by=xu, at=now()), by=xu, at=now())
    assert ran(found, xu).results == ran(found, xu).results


@pytest.mark.slow
def test_a_report_shows_no_point_without_its_interval_and_begins_with_what_nobody_measured(xu: Officer) -> None:
    made = ran(write_experiment(text=SMALL, by=xu, at=now()), xu)
    page = browser(xu).get(f"/lab/runs/{made.pk}").content.decode()
    assert page.index("没有人测量过的") < page.index("与现行规则的差") < page.index("谁被误伤")
    assert "探索：未登记，不得发布" in page
    assert "对遮蔽卷宗的重演" in page
    assert "被推翻" not in page  # what held in fewer worlds than were registered is not shown to be false
    assert "登记的世界比例" in page
    for one in made.report["differences"]:
        assert set(one["spans"]) == {"memory", "neighbours", "imitation", "reentry"}
        assert all(there["low"] <= there["middle"] <= there["high"] and there["worlds"] == 20 for there in one["spans"].values())
    other = browser(xu, "en").get(f"/lab/runs/{made.pk}?outcome=lapsed&channel=circles").content.decode()
    assert "WeChat circles and groups" in other
    assert browser(xu).get(f"/lab/runs/{made.pk}?outcome=profit").status_code == 404


def test_what_the_law_does_not_hold_ends_the_replay_in_words_and_not_the_run(xu: Officer) -> None:
    unknown = SMALL.replace("livestream_measures/16#retention", "livestream_measures/99#retention")
    with pytest.raises(BadInput, match="draft："):
        write_experiment(text=unknown, by=xu, at=now())  # once sealed it could never be replayed
    reply = browser(xu).post("/lab/new", {"text": unknown})
    assert reply.status_code == 422
    assert "livestream_measures/99#retention" in reply.text  # what was written stays in its form
    assert "field__fault" in reply.text
    found = write_experiment(text=SMALL, by=xu, at=now())
    found.text = unknown  # of before, or of a law that has lost the figure since
    found.save()
    made = ran(found, xu)
    assert made.replay is not None
    assert made.replay["refused"]["zh"]
    assert browser(xu).get(f"/lab/runs/{made.pk}").status_code == 200


@pytest.mark.slow
def test_the_api_reads_and_starts_nothing(xu: Officer) -> None:
    made = ran(write_experiment(text=SMALL, by=xu, at=now()), xu)
    key = {"headers": {"Authorization": f"Bearer {make_key(xu, 'test', at=now())}"}}
    client = browser(people("clerk")["clerk"])
    client.logout()
    (listed,) = client.get("/api/lab/experiments", **key).json()["experiments"]
    assert (listed["number"], listed["explorations"], listed["registered_runs"]) == (made.experiment.number, 1, 0)
    assert client.get(f"/api/lab/experiments/{listed['number']}", **key).json()["runs"] == [made.pk]
    assert client.get(f"/api/lab/runs/{made.pk}", **key).json()["report"]["watermark"]["en"].startswith("EXPLORATION")
    assert client.get("/api/lab/experiments").status_code == 401
    assert client.post(f"/api/lab/runs/{made.pk}", **key).status_code == 405


@pytest.mark.slow
def test_the_home_page_tells_researchers_and_nobody_else(xu: Officer) -> None:
    found = register_experiment(write_experiment(text=SMALL, by=xu, at=now()), by=xu, at=now())
    told = experiments_told(xu, now())
    assert told is not None
    assert told.lines[0].url == f"/lab/experiments/{found.number}"
    ran(found, xu)
    told = experiments_told(xu, now())
    assert told is not None
    assert [line.url for line in told.lines] == [f"/lab/runs/{Run.objects.get().pk}"]
    assert experiments_told(people("li")["li"], now()) is None


def test_the_demo_registers_one_and_asks_for_its_run_once(xu: Officer, tmp_path: Any) -> None:
    for _ in range(2):
        register_one({"researcher": xu}, tmp_path)
    assert Experiment.objects.get().is_registered
    assert Job.objects.get().kind == "run_experiment"
    assert queries.changed(Experiment.objects.get(), experiment_of(Experiment.objects.get().text)) is None
