"""D11: no call that is within the documented size holds a thread for long, and only whoever may run detectors may ask for one."""

import json
from typing import Any

import pytest
from django.test import Client
from people import at, browser

from mingjian.institutions.monitoring.runs import api
from mingjian.office.models import Officer
from mingjian.office.people.keys import make_key

MORNING = at("2026-11-24 09:00")
DENSE = ("高仿A货 一比一 原单 加微信 shili_90001234 刷单返现 根治糖尿病 国家级最佳 代购正品 " * 30)[:1400]


def ask(officer: Officer, rows: int) -> tuple[int, Any]:
    key = make_key(officer, "test", at=MORNING)
    body = json.dumps({"kind": "post", "rows": [{"text": f"{DENSE}{number}"} for number in range(rows)]})
    reply = Client().post("/api/screen", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    return reply.status_code, json.loads(reply.content)


class Slow:
    """A clock by which each look at it takes ten seconds, and the screening that was asked for since."""

    def __init__(self) -> None:
        self.now, self.rows = 0.0, 0

    def thread_time(self) -> float:
        self.now += 10.0
        return self.now

    def screen(self, batch: Any, *rest: object, **more: object) -> list[dict[str, Any]]:
        self.rows += batch.num_rows
        return []


def test_a_thousand_dense_posts_are_given_up_in_words_and_not_after_minutes(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    monkeypatch.setattr(api, "time", slow)
    monkeypatch.setattr(api, "screen", slow.screen)
    status, told = ask(who["li"], 1000)
    assert status == 413
    assert "50 of 1000 rows were screened in 20 seconds of computing" in told["detail_en"]
    assert "请分批发送" in told["detail"]
    assert slow.rows == 50  # and not one more was looked at


def test_rows_keep_their_numbers_over_the_slices(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "SLICE", 2)
    status, told = ask(who["li"], 5)
    assert status == 200
    assert [row["row"] for row in told["rows"]] == [0, 1, 2, 3, 4]
    assert all(row["findings"] for row in told["rows"])


@pytest.mark.parametrize("name", ["auditor", "system", "security", "wang"])
def test_who_runs_no_detectors_asks_for_no_screening(who: dict[str, Officer], name: str) -> None:
    body = {"kind": "post", "rows": [{"text": DENSE}]}
    assert browser(who[name]).post("/api/screen", body, content_type="application/json").status_code == 403
