"""After a measure the node itself visits the page again at its times, and what a look shows stands at the row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from captured import taken
from noticed import SENT, Who, captured, measures, taken_in
from people import browser

from mingjian.core.capture.stampers import Stamper
from mingjian.core.capture.wacz import pack
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.institutions.evidence.captures.work import storage
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.jobs import looks_by_night
from mingjian.institutions.notices.models import Notice, Target
from mingjian.institutions.notices.news import shown_again
from mingjian.institutions.notices.services.looks import MOST_TRIES, next_look, rows_due
from mingjian.institutions.notices.services.row_check import rows_differing
from mingjian.institutions.notices.targets.work.looks import look_again
from mingjian.office.jobs.work import Work
from mingjian.office.models import Entry

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"
DAY = timedelta(days=1)
MEASURED = SENT + DAY
PAGE = "青松 运动鞋 原单\n价格 99 元\n库存 12\n七天无理由退货\n店铺 青禾鞋行"


class Shop:
    """What each page answers by now: its text and status; none where nobody answers."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, int] | None] = {}
        self.visits: list[str] = []
        self.at = MEASURED

    def visit(self, url: str, folder: Path) -> tuple[Any, Path, Text | None]:
        self.visits.append(url)
        answer = self.pages.get(url, (PAGE, 200))
        if answer is None:
            raise BadInput("网页没有应答。", "The page did not answer.")
        came = taken()
        capture = replace(came.capture, url=url, status=answer[1], started_at=self.at)
        came = replace(came, capture=capture, views={**came.views, "text.txt": answer[0].encode()})
        archive = folder / "page.wacz"
        pack(came, archive)
        return came, archive, Stamper(())


@pytest.fixture
def shop(settings: Any, sealed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A market without a browser; whatever a test did, the audit replays it to the same rows."""
    settings.PUBLIC_DOOR = True
    made = Shop()
    monkeypatch.setattr(storage, "_taken", made.visit)
    yield made
    assert list(rows_differing()) == []


def measured(who: Who, *numbers: int, **told: Any) -> Notice:
    notice = taken_in(who, listing_addresses="\n".join(f"{ITEM}{n}" for n in numbers))
    captured(notice, who)
    Capture.objects.update(text=PAGE)
    measures(notice, who, **told)
    return Notice.objects.get(pk=notice.pk)


def night(shop: Shop, after: timedelta) -> str:
    """Run the job some days after the measure, and return what came of it."""
    shop.at = MEASURED + after
    work = Work(None, lambda: shop.at)  # type: ignore[arg-type]
    work.tell, work.guard = (lambda *_: None), (lambda: None)  # type: ignore[method-assign]
    return look_again(work).text.zh


def row(notice: Notice, position: int = 1) -> Target:
    return notice.targets.get(position=position)


def test_a_page_is_visited_a_day_a_week_a_month_and_three_months_after_its_measure(who: Who, shop: Shop) -> None:
    notice = measured(who, 1)
    assert next_look(row(notice)) == MEASURED + DAY
    assert not rows_due(MEASURED + timedelta(hours=23)).exists()
    looked = [day for day in range(120) if rows_due(MEASURED + day * DAY).exists() and night(shop, day * DAY)]
    assert looked == [1, 7, 30, 90]
    assert next_look(row(notice)) is None
    assert Entry.objects.filter(kind="look_due", dossier=notice.dossier).count() == 4
    assert Capture.objects.filter(again_of__isnull=False, asked_by=who["clerk"], stands="kept").count() == 4


def test_what_a_look_shows_stands_at_the_row_and_came_back_rests_on_it(who: Who, shop: Shop) -> None:
    notice = measured(who, 1, 2, 3)
    shop.pages = {f"{ITEM}1": ("商品不存在", 404), f"{ITEM}2": (PAGE, 200), f"{ITEM}3": None}
    assert "回访 3 个网页，未成功 1 个" in night(shop, 2 * DAY)
    assert [row(notice, n).seen for n in (1, 2, 3)] == ["gone", "same", ""]
    assert [row(notice, n).is_back for n in (1, 2, 3)] == [False, True, False]
    told = shown_again(who["clerk"], MEASURED + 3 * DAY)
    assert told is not None
    assert [line.what for line in told.lines] == [f"{ITEM}2"]
    shop.pages = {f"{ITEM}1": (PAGE, 200), f"{ITEM}2": ("商品不存在", 404)}
    night(shop, 8 * DAY)
    assert [row(notice, n).is_back for n in (1, 2, 3)] == [True, False, True]
    page = browser(who["clerk"]).get("/notices/targets?state=back").text
    assert f"{ITEM}1" in page
    assert f"{ITEM}2" not in page
    assert "下次回访" in page


def test_a_page_that_does_not_answer_is_tried_three_times_and_again_at_its_next_time(who: Who, shop: Shop) -> None:
    measured(who, 1)
    shop.pages = {f"{ITEM}1": None}
    for day in (1, 2, 3, 4, 5):
        night(shop, day * DAY)
    assert len(shop.visits) == MOST_TRIES
    assert {one.note_zh for one in Capture.objects.filter(stands="failed")} == {"网页没有应答。"}
    night(shop, 7 * DAY)
    assert len(shop.visits) == MOST_TRIES + 1


def test_what_was_lifted_or_stays_on_the_page_by_its_measure_is_not_visited(who: Who, shop: Shop) -> None:
    lifted = measured(who, 1)
    lifted.targets.update(state="lifted")
    measured(who, 2, measure="stop_trading")
    assert not rows_due(MEASURED + DAY).exists()
    assert list(looks_by_night(MEASURED + DAY)) == []
    lifted.targets.update(state="measured")  # rows_differing at the end holds it against its steps
    assert [one.key for one in looks_by_night(MEASURED + DAY)] == ["look_again"]


def test_a_look_that_was_killed_is_taken_up_again_and_not_begun_twice(who: Who, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = measured(who, 1, 2)

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(storage, "_taken", killed)
        with pytest.raises(KeyboardInterrupt):
            night(shop, DAY)
    assert Capture.objects.filter(stands="asked").count() == 1
    night(shop, DAY)
    assert Capture.objects.filter(again_of__isnull=False).values_list("stands", flat=True).count() == 2
    assert not Capture.objects.filter(stands="asked").exists()
    assert notice.targets.filter(seen="same").count() == 2


def test_a_look_made_by_hand_counts_for_the_timetable(who: Who, shop: Shop) -> None:
    notice = measured(who, 1)
    shop.at = MEASURED + 2 * DAY
    first = Capture.objects.get(url=f"{ITEM}1")
    by_hand = Capture.objects.create(number="W-hand", dossier=first.dossier, url=first.url, again_of=first, asked_by=who["clerk"], asked_at=shop.at)
    storage.keep_page(by_hand, by=who["clerk"], clock=lambda: shop.at, guard=lambda: None)
    assert row(notice).seen == "same"
    assert next_look(row(notice)) == MEASURED + 7 * DAY
    assert not rows_due(MEASURED + 3 * DAY).exists()
