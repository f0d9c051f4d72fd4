"""A table of orders that lies in a dossier is loaded from there, once, by whoever may, with its handing out on record."""

from pathlib import Path
from typing import Any

import pytest
from make import make_clue, make_lake
from people import at, browser

from mingjian.core.wire.words import HANDLING
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.market.queries import loads_visible_to
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Entry, Officer, SealedFile
from mingjian.office.people.handling import Mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-24 09:30")
ROWS = """订单编号,店铺ID,商品ID,购买数量,实付金额,付款时间,订单状态
Y1,S9,L1,2,57.60,2026-09-02 10:00:00,交易成功
Y2,S9,L1,1,28.80,2026-11-27 10:00:00,交易成功
"""


@pytest.fixture
def clue(who: Who, tmp_path: Path, settings: Any) -> Clue:
    make_lake(tmp_path, settings)
    return make_clue(who["li"], at=MORNING, suspected_act="售假", platform="云集市", shop_id="S9", content="疑为假冒")


def sealed(clue: Clue, who: Who, name: str = "平台交易明细.csv", text: str = ROWS, **told: Any) -> SealedFile:
    return seal([text.encode()], name, dossier=clue.dossier, by=who["li"], at=MORNING, **told)


def test_it_is_offered_loaded_and_offered_no_more(clue: Clue, who: Who) -> None:
    file, li = sealed(clue, who), browser(who["li"])
    sealed(clue, who, "合影.csv", "a,b\n1,2\n")
    page = li.get(f"{clue.get_absolute_url()}/evidence").content.decode()
    assert f'action="/data/sealed/{file.pk}"' in page
    assert page.count('action="/data/sealed/') == 1, "what its name does not call a table of orders is not offered"
    before = Entry.objects.count()
    reply = li.post(f"/data/sealed/{file.pk}", {"source": "云集市"}, follow=True)
    assert "2" in reply.content.decode().partition("note--good")[2][:400], "how many rows were loaded is said"
    kinds = list(Entry.objects.order_by("index").values_list("kind", flat=True)[before:])
    assert "file_handed_out" in kinds
    (load,) = loads_visible_to(who["li"])
    assert (load.kind, load.source) == ("order", "云集市")
    assert f'action="/data/sealed/{file.pk}"' not in li.get(f"{clue.get_absolute_url()}/evidence").content.decode()
    again = li.post(f"/data/sealed/{file.pk}", {"source": "云集市"}, follow=True)
    assert len(loads_visible_to(who["li"])) == 1
    assert again.status_code == 200


def test_whoever_may_not_gets_nothing_and_a_shut_file_asks_why_first(clue: Clue, who: Who) -> None:
    file = sealed(clue, who, is_personal=True)
    assert browser(who["zhou"]).post(f"/data/sealed/{file.pk}", {"source": "云集市"}).status_code in (403, 404)
    refused = browser(who["li"]).post(f"/data/sealed/{file.pk}", {"source": "云集市"}, follow=True).content.decode()
    assert "请先写明查看的目的和依据" in refused
    assert not loads_visible_to(who["li"])


@pytest.mark.parametrize("text", ["甲,乙\n1,2\n", ROWS.replace("Y1", "长" * 50_000), ROWS.replace("2026", "二零二六")])
def test_dirty_tables_are_refused_or_asked_about_in_words(clue: Clue, who: Who, text: str) -> None:
    file = seal([text.encode()], "订单.csv", dossier=clue.dossier, by=who["li"], at=MORNING)
    reply = browser(who["li"]).post(f"/data/sealed/{file.pk}", {"source": "云集市"}, follow=True)
    assert reply.status_code in (200, 422)


def test_a_source_that_cannot_be_one_is_refused_in_words(clue: Clue, who: Who) -> None:
    file = sealed(clue, who)
    for source in ("", "../x", "长" * 300):
        reply = browser(who["li"]).post(f"/data/sealed/{file.pk}", {"source": source}, follow=True)
        assert "来源：" in reply.content.decode()
    assert not loads_visible_to(who["li"])


def test_a_closed_dossier_and_a_file_that_its_giver_keeps_are_not_loaded(clue: Clue, who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sealed(clue, who)
    kept = Mark("hz.example", HANDLING["never"], files=frozenset({file.sha256}))
    monkeypatch.setattr("mingjian.institutions.market.pages.of_dossier.marks_on", lambda _: [kept])
    refused = browser(who["li"]).post(f"/data/sealed/{file.pk}", {"source": "云集市"}, follow=True).content.decode()
    assert "此文件不能载入" in refused
    monkeypatch.undo()
    Dossier.objects.filter(pk=clue.dossier.pk).update(is_closed=True)
    refused = browser(who["li"]).post(f"/data/sealed/{file.pk}", {"source": "云集市"}, follow=True).content.decode()
    assert "卷宗须未办结" in refused
    assert not loads_visible_to(who["li"])
