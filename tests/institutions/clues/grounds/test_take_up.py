"""Findings of one shop become one clue that rests on all of them; each is a step of its own, and may be separated again."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now
from institutions.market.known_lake import fill
from people import at, browser, people

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.clues.grounds.opening import take_up, take_up_several, take_up_together
from mingjian.institutions.clues.grounds.steps import separate_finding, take_in_finding
from mingjian.institutions.clues.models import Clue, FurtherFinding
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.queries import further_of_shop
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.both_databases

NOW = at("2026-11-24 09:30")


@pytest.fixture
def li(db: None, tmp_path: Path, settings: Any) -> Officer:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)  # 甲网/L1 is a listing of 甲网/S1
    return people()["li"]


def find(by: Officer, kind: str, subject: str, detector: str = "replica_words", score: float = 0.9, shop: str = "", **evidence: object) -> Finding:
    run = Run.objects.create(
        detector=detector, version="1", started_at=NOW, ended_at=NOW, by=by, department=by.department, digest=f"{Run.objects.count():064d}"
    )
    told = {"reason_zh": f"{detector} 之理由", "reason_en": "It says so", "innocent_zh": "", "innocent_en": "", "evidence_json": json.dumps(evidence)}
    where = {"department": by.department, "found_at": NOW, "shop": shop}
    return Finding.objects.create(run=run, detector=detector, subject_kind=kind, subject=subject, score=score, **where, **told)


def of_one_shop(by: Officer) -> list[Finding]:
    """A listing whose shop only the lake tells, one that says its shop, and the shop itself."""
    return [
        find(by, "listing", "甲网/L1", "replica_words", 0.9),
        find(by, "listing", "甲网/L2", "price_outlier", 0.8, shop="甲网/S1"),
        find(by, "shop", "甲网/S1", "order_concentration", 0.7, shop="甲网/S1"),
    ]


def test_findings_of_one_shop_are_one_clue_and_another_shop_is_another(li: Officer) -> None:
    mine, other = of_one_shop(li), find(li, "shop", "甲网/S9", shop="甲网/S9")
    done, refused = take_up_several([*mine, other], by=li, at=NOW)
    assert refused == []
    assert [[finding.pk for finding in one.findings] for one in done] == [[one.pk for one in mine], [other.pk]]
    clue = done[0].clue
    assert [one.pk for one in clue.findings()] == [one.pk for one in mine]
    assert (clue.shop_id, clue.shop_name, clue.listing_id) == ("S1", "青禾店", "L1")
    assert clue.suspected_act.count("、") == 2  # what each detector makes one suspect
    assert all(one.reason_zh in clue.content for one in mine)
    assert set(Finding.objects.values_list("status", flat=True)) == {"taken_up"}


def test_the_ledger_shows_the_step_of_each_finding_and_what_it_said(li: Officer) -> None:
    first, *further = of_one_shop(li)
    clue = take_up_together([first, *further], by=li, at=NOW).clue
    entries = [(entry.kind, json.loads(entry.body).get("papers", {})) for entry in Entry.objects.filter(dossier=clue.dossier).order_by("index")]
    assert [kind for kind, _ in entries] == ["register", "take_in_finding", "take_in_finding", "matter_opened", "accept"]
    assert [papers["finding"] for _, papers in entries[:3]] == [one.wire_name for one in (first, *further)]
    assert first.reason_zh not in str(entries)  # nothing is ever taken out of the ledger


def test_what_a_finding_said_cannot_be_changed_without_its_name_changing(li: Officer) -> None:
    finding = find(li, "shop", "甲网/S1")
    before = finding.wire_name
    assert before.startswith("mingjian.local/finding/replica_words@1/甲网/S1#")
    finding.evidence_json = '{"texts": {}}'
    assert finding.wire_name != before


def test_one_that_somebody_was_quicker_with_is_left_out(li: Officer) -> None:
    first, second, third = of_one_shop(li)
    take_up(second, by=li, at=NOW)
    taken = take_up_together([first, second, third], by=li, at=NOW)
    assert [one.pk for one in taken.gone] == [second.pk]
    assert "price_outlier" not in taken.clue.content
    with pytest.raises(StepRefused):
        take_up_together([first, third], by=li, at=NOW)


def test_different_subjects_are_never_one_clue(li: Officer) -> None:
    first, other = find(li, "shop", "甲网/S1", shop="甲网/S1"), find(li, "shop", "甲网/S9", shop="甲网/S9")
    with pytest.raises(BadInput):
        take_up_together([first, other], by=li, at=NOW)
    clue = take_up(first, by=li, at=NOW)
    with pytest.raises(StepRefused, match="甲网/S9"):
        take_in_finding(clue.dossier, by=li, at=NOW, finding=other.pk)
    other.refresh_from_db()
    assert (other.status, FurtherFinding.objects.count()) == ("new", 0)


def test_a_ring_stays_its_own_subject(li: Officer) -> None:
    ring = find(li, "ring", "甲网/ring-1", "sham_ring", shops=["S1", "S2"])
    done, _ = take_up_several([ring, *of_one_shop(li)], by=li, at=NOW)
    assert sorted(len(one.findings) for one in done) == [1, 3]


def test_a_finding_taken_in_is_separated_and_may_be_a_clue_of_its_own(li: Officer) -> None:
    first, second, _ = of_one_shop(li)
    clue = take_up_together([first, second], by=li, at=NOW).clue
    with pytest.raises(StepRefused, match="只能拆出并入的发现"):
        separate_finding(clue.dossier, by=li, at=NOW, finding=first.pk, reason="误并")
    separate_finding(clue.dossier, by=li, at=NOW, finding=second.pk, reason="误并")
    second.refresh_from_db()
    assert second.is_open
    assert take_up(second, by=li, at=NOW).pk != clue.pk


def test_a_clue_registered_by_hand_takes_findings_of_its_shop_in(li: Officer) -> None:
    clue = register(Intake("report", "售假", platform="甲网", shop_id="S1"), by=li, at=NOW)
    find(li, "listing", "甲网/L2", shop="甲网/S1")
    client = browser(li)
    shown = client.get(f"/clues/{clue.dossier.number}").content.decode()
    assert "该网店尚未采用的发现" in shown
    told = client.post(f"/clues/{clue.dossier.number}/take_in", {"finding": Finding.objects.get().pk}, follow=True).content.decode()
    assert "已并入 1 条发现" in told
    assert "同一对象另有 1 条发现" in told
    assert "从本线索拆出" in told


def test_a_closed_clue_or_another_departments_takes_nothing_in(li: Officer) -> None:
    clue, finding = register(Intake("report", "售假", platform="甲网", shop_id="S1"), by=li, at=NOW), find(li, "listing", "甲网/L2", shop="甲网/S1")
    zhao = Officer.objects.get(username="zhao")
    assert browser(zhao).post(f"/clues/{clue.dossier.number}/take_in", {"finding": finding.pk}).status_code == 404
    assert "并入本线索" not in browser(Officer.objects.get(username="sun")).get(f"/clues/{clue.dossier.number}/parties").content.decode()


def test_a_findings_page_offers_the_others_of_its_shop_and_takes_all_up_at_once(li: Officer) -> None:
    first, second, third = of_one_shop(li)
    Finding.objects.filter(pk=first.pk).update(shop="甲网/S1")
    client = browser(li)
    assert "该网店另有 2 条发现" in client.get(f"/findings/{first.pk}").content.decode()
    reply = client.post("/clues/findings/take_up", {"finding": [first.pk, second.pk, third.pk]})
    assert reply["Location"] == f"/clues/{Clue.objects.get().dossier.number}"
    page = client.get(reply["Location"]).content.decode()
    assert all(f'id="reason-{one.pk}"' in page and f'id="record-{one.pk}"' in page for one in (first, second, third))
    assert f"/clues/{Clue.objects.get().dossier.number}#finding-{second.pk}" in client.get(f"/findings/{second.pk}").content.decode()


def test_the_lake_shows_the_clue_that_is_there_already_and_takes_the_finding_in_there(li: Officer) -> None:
    clue = take_up(find(li, "shop", "甲网/S1", shop="甲网/S1"), by=li, at=NOW)
    fresh = find(li, "listing", "甲网/L2", shop="甲网/S1")
    client = browser(li)
    assert f"/clues/{clue.dossier.number}/take_in" in client.get(f"/clues/findings/{fresh.pk}/behind").content.decode()
    client.post(f"/clues/{clue.dossier.number}/take_in", {"finding": fresh.pk})
    assert [one.pk for one in clue.findings()][1:] == [fresh.pk]


@pytest.mark.parametrize("besides", [[], [1]])
def test_the_others_of_a_shop_are_found_by_their_index(li: Officer, besides: list[int]) -> None:
    if connection.vendor == "postgresql":
        for number in range(300):  # among few rows one index is as good as another
            find(li, "listing", f"甲网/Z{number}", shop=f"甲网/Z{number}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE monitoring_finding")
            cursor.execute("SET LOCAL enable_seqscan = off")  # it would read a table as small as this from end to end
    plan = further_of_shop(li, "甲网/S1", besides)[:50].explain()
    assert ("finding_of_shop" if connection.vendor == "postgresql" else "finding_of_shop (shop=?") in plan
    assert "(department_id=?)" not in plan


@pytest.mark.slow
def test_the_pages_ask_the_database_no_more_for_many_findings_of_a_shop(li: Officer, django_assert_max_num_queries: Any) -> None:
    findings = [find(li, "listing", f"甲网/X{n}", shop="甲网/S1") for n in range(30)]
    clue = take_up_together(findings[:25], by=li, at=NOW).clue
    client = browser(li)
    with django_assert_max_num_queries(85):  # every institution shows its panel, however many findings there are
        page = client.get(f"/clues/{clue.dossier.number}").content.decode()
    assert page.count('class="fold print-open"') == 19
    with django_assert_max_num_queries(21):  # one of them for the files of the department among which a sighting names its own
        client.get(f"/findings/{findings[-1].pk}")


def test_each_finding_of_a_clue_shows_its_own_texts_goods_and_quotes_and_not_those_of_the_first(li: Officer) -> None:
    text, quotes = "纯棉四件套，厂家直发", [{"said": "只在头一条里", "by": "甲"}]
    copies = [{"listing": "甲网/L5", "text": text}]
    first = find(li, "listing", "甲网/L1", "copied_listing", 0.95, shop="甲网/S1", text=text, copies=copies, quotes=quotes)
    compared = {"quartiles": [420, 470], "bounds": [9, 178], "prices": [400, 445, 490], "examples": [{"listing": "甲网/L6", "price": 400}]}
    further = find(li, "listing", "甲网/L2", "price_outlier", 0.8, shop="甲网/S1", price=80, reference=445, compared=compared)
    clue = take_up_together([first, further], by=li, at=NOW).clue
    page = browser(li).get(f"/clues/{clue.dossier.number}").content.decode()
    assert page.count('<svg class="strip"') == 1
    assert page.count(f'id="texts-{first.pk}"') == 1
    assert f'id="texts-{further.pk}"' not in page
    assert page.count("只在头一条里") == 1
    assert f'hx-get="/findings/{further.pk}/compared"' not in page  # whoever reads a clue may not see the finding


def test_what_was_taken_in_together_is_separated_by_one_button(li: Officer) -> None:
    """Improvement 12 of the desk: undo after bulk actions."""
    mine, client = of_one_shop(li), browser(li)
    clue = take_up(mine[0], by=li, at=NOW)
    told = client.post(f"/clues/{clue.number}/take_in", {"finding": [mine[1].pk, mine[2].pk]}, follow=True).content.decode()
    assert f'action="/clues/{clue.number}/separate"' in told
    assert "整批撤销 2 项" in told
    separate_finding(clue.dossier, by=li, at=now(), finding=mine[1].pk, reason="误并")
    told = client.post(f"/clues/{clue.number}/separate", {"finding": [mine[1].pk, mine[2].pk]}, follow=True).content.decode()
    assert "1 条发现已拆出" in told
    assert "只能拆出并入的发现" in told  # the one that somebody separated meanwhile is named
    assert FurtherFinding.objects.count() == 0
    assert Entry.objects.filter(kind="separate_finding").count() == 2
