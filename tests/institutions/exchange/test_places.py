"""Where the operator is comes from the record; what is typed is told as typed, and a clause may refuse it."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, PHONE, VALUES, a_clue, officer_of
from institutions.exchange.peers import SHEET, Fake
from people import browser

from mingjian.core.agreement.masks import with_masks
from mingjian.core.agreement.release import Party, Refused, ReleaseRequest, release
from mingjian.core.extraction.divisions import division_of
from mingjian.core.wire.envelope import record_item
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.acts import share_clue
from mingjian.institutions.exchange.models import HeldRecord, Outgoing
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.services.places import places_of, said_of

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
CODE = "91330106MA27XXXX0A"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("杭州市西湖区文三路一号", "330106"), ("浙江省杭州市……", "330100"), ("上海市浦东新区张江路", "310115"), ("北京市朝阳区建国路", "110105"),
        ("江苏省", "320000"), ("西湖区", ""), ("朝阳区", ""), ("Hangzhou, Xihu District", ""), ("", ""), ("① 号仓库 <b>", ""), ("文三路一号" * 500, ""),
    ],
)  # fmt: skip
def test_an_address_names_the_smallest_division_that_is_sure(address: str, code: str) -> None:
    assert division_of(address) == code


def test_a_record_says_its_place_by_address_then_by_credit_code() -> None:
    assert [(one.code, one.source) for one in places_of({"address~region_only": "浙江省杭州市……", "code": CODE})] == [("330100", "address"), ("330106", "code")]
    assert places_of({"code": "9133010", "address": "某处"}) == []
    assert places_of({"code": "91000000MA27XXXX0A"}) == []  # no such place


@LANGUAGES
def test_the_form_has_the_place_of_the_record_and_another_goes_as_typed(li: Any, wire: Wire, peers: dict[str, Fake], language: str) -> None:
    """A clue of Hangzhou went to Nanjing with a code of Nanjing that somebody typed, and nobody saw it."""
    clue = a_clue(li)
    page = browser(li, language)
    address = f"/exchange/clues/{clue.dossier.number}"
    assert 'name="place" value="330106"' in page.get(address).content.decode()
    asked = {"node": "hz.example", "purpose": "check_clue", "place": "330106", "phone": PHONE, "look": "1"}
    text = page.post(address, asked).content.decode().partition('id="place"')[2][:300]
    assert ("记录所载（经营地址）" if language == "zh-hans" else "as the record says (address)") in text
    text = page.post(address, {**asked, "node": "nj.example", "place": "320102"}).content.decode().partition('id="place"')[2][:400]
    assert ("填写的；记录所载为浙江省杭州市西湖区" if language == "zh-hans" else "typed; the record says") in text


def test_what_goes_tells_whether_the_record_says_the_place(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    assert Outgoing.objects.get(kind="record").asked["papers"] == ["place_on_record"]
    Clue.objects.update(operator_address="", operator_code="")
    other = a_clue(li)
    Clue.objects.filter(pk=other.pk).update(operator_address="")
    share_clue(clue=Clue.objects.get(pk=other.pk), sharing=Sharing("nj.example", "check_clue", "320102"), by=li, at=now())
    assert Outgoing.objects.filter(kind="record").last().asked["papers"] == []  # type: ignore[union-attr]


@LANGUAGES
@pytest.mark.parametrize(
    ("more", "zh", "en", "again"),
    [
        ({}, "填写的，记录未载明", "typed; the record does not say it", True),
        ({"address": "上海市黄浦区某路"}, "记录所载（经营地址）", "as the record says (address)", False),
        ({"address": "浙江省杭州市西湖区"}, "填写的；记录所载为浙江省杭州市", "typed; the record says", True),
    ],
)
def test_whoever_receives_reads_whence_the_place_is(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str, more: dict[str, str], zh: str, en: str, again: bool
) -> None:
    hz, values = peers["hz"], {**VALUES, **more}
    sealed = hz.record("clue", with_masks(values, {"phone": {"mask_middle"}, "address": {"region_only"}}))
    released = hz.given("clue", list(values), "check_clue", now(), "310101")
    assert hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now()).status_code == 200
    held = HeldRecord.objects.get()
    text = browser(officer_of(held), language).get(held.get_absolute_url()).content.decode()
    text = text.partition('id="place"')[2].partition("</dd>")[0]
    assert (zh if language == "zh-hans" else en) in text
    assert ("tag--warn" in text) is again


def test_a_clause_may_refuse_a_place_that_was_typed() -> None:
    clause = replace(SHEET.clauses["clue_transfer"], needs=("place_on_record",))
    sheet = replace(SHEET, clauses={**SHEET.clauses, "clue_transfer": clause})
    asked = ReleaseRequest("clue", ("title",), "check_clue", Party("a", "31"), Party("b", "3301"), now().date(), "330106")
    refused = release(sheet, asked, is_signed=True)
    assert isinstance(refused, Refused)
    assert refused.why == "place_typed"
    assert not isinstance(release(sheet, replace(asked, papers=frozenset({"place_on_record"})), is_signed=True), Refused)


def test_a_place_that_nobody_told_is_not_shown() -> None:
    assert said_of("", [], {}) is None
    told = said_of("330106", ["place_on_record"], {})
    assert told is not None
    assert (told[1], "提供方称" in told[0].zh) == (False, True)
