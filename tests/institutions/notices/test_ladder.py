"""The ladder for repeat sellers: upheld rows alone count, a rung is proposed with its article, a person decides, and another takes it back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now
from noticed import Who, captured, colleague_of, measures, taken_in
from people import browser

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.notices.acts import decide_on_seller, end_seller_decision
from mingjian.institutions.notices.models import Notice, SellerDecision, Target
from mingjian.institutions.notices.services.ladder import RUNGS, records_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
SHOP = "yunjishi.example/A"


def noticed(who: Who, first: int, count: int, shop: str = "A") -> Notice:
    """Send a notice about some addresses of a shop, take it in, and take measures."""
    lines = "\n".join(f"https://yunjishi.example/shop/{shop}/item/{n}" for n in range(first, first + count))
    made = taken_in(who, listing_addresses=lines)
    captured(made, who)
    measures(made, who, at=now(), reason="鞋舌标识与注册商标相同" * 20)
    return Notice.objects.get(pk=made.pk)


def upheld(who: Who, first: int, count: int, shop: str = "A") -> Notice:
    made = noticed(who, first, count, shop)
    assert made.dossier is not None
    take(made.dossier, "keep_without_statement", by=who["clerk"], at=now())
    return made


def record(who: Who) -> Any:
    assert who["clerk"].department is not None
    return records_of(who["clerk"].department, [SHOP], now())[0]


def test_only_upheld_rows_count_and_none_that_is_under_way_withdrawn_or_marked(who: Who) -> None:
    noticed(who, 1, 3)
    assert record(who).rows == []
    upheld(who, 10, 2)
    assert (len(record(who).rows), record(who).notices) == (2, 1)
    withdrawn = noticed(who, 20, 3)
    assert withdrawn.dossier is not None
    take(withdrawn.dossier, "lift_by_mistake", by=who["clerk"], at=now(), given={"reason": "误采取"})
    upheld(who, 30, 4, "AB")  # another shop whose name begins alike
    marked = upheld(who, 40, 3)
    assert marked.dossier is not None
    told = {"malice_ground": "known_wrong", "reason": "明知通知错误"}
    for officer in (who["clerk"], colleague_of(who["clerk"])):
        take(marked.dossier, "mark_malicious", by=officer, at=now(), given=told)
    assert len(record(who).rows) == 2
    Target.objects.filter(notice__in=Notice.objects.all()).update(decided_at=now() - timedelta(days=400))
    assert record(who).rows == []


def test_a_rung_is_proposed_with_its_article_decided_by_a_person_and_taken_back_by_another(who: Who) -> None:
    for first in (1, 10, 20):
        upheld(who, first, 2)
    assert [one.key for one in record(who).reached] == [one.key for one in RUNGS]
    client = browser(who["clerk"])
    page = client.get("/notices/sellers", {"shop": SHOP}).text
    assert "一年内成立 6 个网址，3 件通知" in page
    assert "第36条" in page.replace(" ", "")
    assert "终止交易和服务" in page
    assert not SellerDecision.objects.exists()  # nothing is decided by a count
    form = client.get("/acts/new/seller_decision/decide_on_seller", {"seller_shop": SHOP, "seller_rung": "suspension"})
    assert SHOP in form.text
    sent = {
        "decide_on_seller-seller_shop": SHOP,
        "decide_on_seller-seller_rung": "suspension",
        "decide_on_seller-reason": "一年三次",
        "decide_on_seller-key": "k1",
    }
    assert client.post("/acts/new/seller_decision/decide_on_seller", sent).status_code == 302
    made = SellerDecision.objects.get()
    assert len(made.rests_on) == 6
    assert Entry.objects.filter(kind="seller_decided_on").exists()
    with pytest.raises(StepRefused, match="正在执行"):
        decide_on_seller(by=who["clerk"], at=now(), seller_shop=SHOP, seller_rung="suspension", reason="再次")
    with pytest.raises(StepRefused, match="作出决定以外的人"):
        end_seller_decision(made, by=who["clerk"], at=now(), reason="有误")
    end_seller_decision(made, by=colleague_of(who["clerk"]), at=now(), reason="规则修改")
    shown = client.get("/notices/sellers", {"shop": SHOP}).text
    assert "已撤销" in shown
    assert "规则修改" in shown


def test_what_is_not_reached_is_refused_and_the_row_leads_to_the_record(who: Who) -> None:
    upheld(who, 1, 1)
    with pytest.raises(StepRefused, match="未达到此项"):
        decide_on_seller(by=who["clerk"], at=now(), seller_shop=SHOP, seller_rung="end", reason="屡犯")
    with pytest.raises(NotPermitted):
        decide_on_seller(by=who["li"], at=now(), seller_shop=SHOP, seller_rung="warning", reason="屡犯")
    client = browser(who["clerk"])
    assert "notices/sellers?shop=yunjishi.example%2FA" in client.get("/notices/targets").text
    open_one = noticed(who, 50, 60)
    assert "重复侵权的店铺" in client.get(f"/dossiers/{open_one.number}").text
    assert browser(who["li"]).get("/notices/sellers", {"shop": SHOP}).status_code == 403
    assert client.get("/notices/sellers", {"shop": "x" * 600}).status_code == 200


def test_an_address_that_escapes_its_shop_counts_as_its_plain_one_does(who: Who) -> None:
    for nth, shop in enumerate(("%517Z", "\uff317Z", "Q7Z")):
        upheld(who, 100 + nth, 1, shop)
    assert who["clerk"].department is not None
    assert len(records_of(who["clerk"].department, ["yunjishi.example/Q7Z"], now())[0].rows) == 3


def test_a_page_upheld_in_two_notices_counts_once_however_it_is_written(who: Who) -> None:
    first = upheld(who, 1, 2)
    for address in ("https://yunjishi.example/shop/A/item/1", "http://m.yunjishi.example/shop/%41/item/1/?utm_source=x"):
        made = taken_in(who, listing_addresses=address)
        captured(made, who)
        measures(made, who, at=now(), reason="鞋舌标识与注册商标相同")
        assert made.dossier is not None
        take(made.dossier, "keep_without_statement", by=who["clerk"], at=now())
    told = record(who)
    assert len(told.rows) == 2
    assert {row.notice_id for row in told.rows} == {first.pk}
    assert told.notices == 1
    assert "suspension" not in {one.key for one in told.reached}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_make_one_decision(who: Who) -> None:
    """Each on a connection of its own, as two workers have: whoever waits for the other sees the decision that stands by then."""
    upheld(who, 1, 1)
    clerks, together = [who["clerk"], colleague_of(who["clerk"])], Barrier(2)

    def decide(by: Officer) -> str:
        try:
            together.wait(30)
            decide_on_seller(by=by, at=now(), seller_shop=SHOP, seller_rung="warning", reason="首次")
        except StepRefused as refused:
            return refused.text.zh
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(decide, clerks))
    assert told[0] == "done"
    assert "正在执行" in told[1]
    assert SellerDecision.objects.count() == 1
    assert Entry.objects.filter(kind="seller_decided_on").count() == 1
