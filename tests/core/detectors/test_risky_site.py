"""Risky shop sites: what the rule finds, what it leaves alone, and a trained model in its place."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.detectors.risky_site import by_rule, known_of
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.errors import BadInput
from mingjian.core.records import kind

SEEN = datetime(2026, 11, 1, 4, tzinfo=UTC).replace(tzinfo=None)  # as records keep it
RISKY: dict[str, Any] = {
    "url": "http://51sale-bag.top/",
    "domain_registered_on": date(2026, 3, 1),
    "savings_share": 0.8,
    "has_social_account": False,
    "has_payment": False,
    "has_email": False,
    "has_phone": False,
}
HONEST: dict[str, Any] = {
    "url": "https://www.honest.com.tw/",
    "domain_registered_on": date(2011, 3, 1),
    "savings_share": 0.1,
    "has_social_account": True,
    "has_payment": True,
    "has_app": True,
}


def sites(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{"platform": "甲源", "seen_at": SEEN, **row} for row in rows], kind("shop_site").schema)


def found(engine: Engine, table: pa.Table, **settings: object) -> list[dict[str, Any]]:
    rows = run("risky_site", engine, {"shop_site": engine.from_arrow(table)}, settings).to_pylist()
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    with DuckEngine() as engine:
        yield engine


def test_a_risky_site_is_found_and_an_honest_one_is_not(engine: Engine) -> None:
    near_miss = {**HONEST, "url": "http://newshop.tw/", "domain_registered_on": date(2026, 3, 1), "has_app": None}
    hostile = {"url": "http://[::1/'; DROP TABLE x; --=1+1<b>\u202e", "has_social_account": True}
    (row,) = found(engine, sites(RISKY, HONEST, near_miss, hostile))
    assert row["subject"] == "甲源/http://51sale-bag.top/"
    assert row["score"] > 0.9


def test_no_sites_give_no_findings(engine: Engine) -> None:
    table = run("risky_site", engine, {"shop_site": engine.from_arrow(sites())}, {})
    assert table.num_rows == 0
    assert table.schema.equals(FINDINGS)


def test_each_sign_is_told_in_both_languages(duck: Engine) -> None:
    (row,) = found(duck, sites(RISKY))
    for zh, en in (
        ("域名注册不足一年", "under a year old"),
        ("没有社交账号", "no social account"),
        ("标示降价四成以上", "40 %"),
        ("没有邮箱和电话", "nor phone"),
    ):
        assert zh in row["reason_zh"]
        assert en in row["reason_en"]
    assert row["evidence"]["by"] == "rule"
    assert row["evidence"]["traits"]["percent_savings"] == 0.8


def test_what_is_not_known_is_no_sign(duck: Engine) -> None:
    assert found(duck, sites({"url": "http://51sale-bag.top/"}), least=0) == []
    known = known_of({"url": "http://a.top/", "has_email": False})
    assert "contain_phone_numbers" not in known
    assert "under_a_year" not in known
    assert all("mail" not in text.en for _, text in by_rule(known)[1])


def test_what_speaks_against_lowers_the_score_and_is_told(duck: Engine) -> None:
    (plain,) = found(duck, sites(RISKY))
    (other,) = found(duck, sites({**RISKY, "is_widely_visited": True}))
    assert other["score"] < plain["score"]
    assert "访问量大" in other["reason_zh"].partition("但")[2]
    assert other["innocent_en"].startswith("it is widely visited")


def test_a_domain_is_young_within_a_year_of_what_was_seen() -> None:
    young, old = ({**RISKY, "seen_at": SEEN, "domain_registered_on": day} for day in (date(2025, 11, 2), date(2025, 11, 1)))
    assert known_of(young)["under_a_year"] == 1
    assert known_of(old)["under_a_year"] == 0


def test_what_is_shown_of_the_shop_moves_the_score_a_little_and_is_told(duck: Engine) -> None:
    (plain,) = found(duck, sites(RISKY))
    shown = {"uscc": "91330106MA27XL1J0T", "icp_record": "浙ICP备12345678号", "has_licence_link": True}
    (other,) = found(duck, sites({**RISKY, **shown}))
    assert other["score"] < plain["score"]
    assert "whose, must be looked up" in other["reason_en"]
    assert other["evidence"]["uscc"] == "91330106MA27XL1J0T"
    (free,) = found(duck, sites({**RISKY, "has_free_mail": True}))
    assert free["score"] > plain["score"]


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("adidas-outlet.top", "a registered mark beside other words"),
        ("www.adiads.shop", "a registered mark, misspelt"),
        ("www.adidas.com", ""),
        ("shop.adidas.com.cn", ""),
        ("plain.shop", ""),
    ],
)
def test_a_mark_in_the_address_is_told_save_where_the_domain_is_the_mark(engine: Engine, host: str, told: str) -> None:
    rights = pa.Table.from_pylist([{"right_id": "1", "name": "adidas", "type": "商标"}, {"right_id": "2", "name": "LV", "type": "商标"}], kind("right").schema)
    given = {"shop_site": engine.from_arrow(sites({**RISKY, "url": f"http://{host}/"})), "right": engine.from_arrow(rights)}
    (row,) = run("risky_site", engine, given, {"least": 0}).to_pylist()
    assert ("registered mark" in row["reason_en"]) is bool(told)
    assert told in row["reason_en"]


@pytest.mark.slow
def test_a_trained_model_judges_in_its_place(duck: Engine, tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="Install the extra [learning].")
    import numpy as np

    from mingjian.core.learning.sites import PAGE, fit, traits

    rows = [(RISKY if n % 2 else HONEST) | {"url": (RISKY if n % 2 else HONEST)["url"].replace("bag", f"bag{n}"), "seen_at": SEEN} for n in range(60)]
    table = np.array([traits(row["url"], {name: known_of(row).get(name) for name in PAGE}) for row in rows])
    fit(table, np.array([n % 2 for n in range(60)])).save(tmp_path)
    (row,) = found(duck, sites(RISKY, HONEST), model=str(tmp_path))
    assert row["evidence"]["by"] == "model"
    assert row["score"] > 0.5
    assert row["evidence"]["weighed"]
    (tmp_path / "judge.skops").write_bytes((tmp_path / "judge.skops").read_bytes()[:-100])
    other = tmp_path.rename(tmp_path.with_name("cut_short"))  # what was read before is remembered by its folder
    (row,) = found(duck, sites(RISKY, HONEST), model=str(other))
    assert row["evidence"]["by"] == "rule"
    assert "未用模型，仅按规则：" in row["reason_zh"]
    assert "run mingjian train again" in row["reason_en"]


def test_a_model_that_is_not_there_is_named(duck: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="mingjian train"):
        found(duck, sites(RISKY), model=str(tmp_path / "none"))
