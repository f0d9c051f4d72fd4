"""A node's lawyer signs that a version of the rulebook was held against a text; it is shown where the version is shown and cited, and changes nothing else."""

import html
import json
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from people import browser, people

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.law.acts import sign_review, withdraw_review
from mingjian.institutions.law.models import Review
from mingjian.institutions.law.services.reviews import reviews_said
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
VERSION = "instrument/aucl/2025-10-15"
AGREES = {"reviewed_version": VERSION, "reviewed_against": "全国人大网公布文本", "review_verdict": "agrees"}


@pytest.fixture
def who() -> dict[str, Officer]:
    found = people("li", "wang", "zhao", "clerk")
    found["wang"].roles = ["legal_reviewer"]
    found["wang"].save()
    return found


def signed(who: dict[str, Officer], **given: str) -> Review:
    return sign_review(by=who["wang"], at=now(), **{**AGREES, **given})


def read(client: Client, url: str, **facts: str) -> str:
    reply = client.get(url, facts)
    assert reply.status_code == 200, reply.content.decode()[-2000:]
    return html.unescape(reply.content.decode())


def test_a_lawyer_signs_from_the_page_of_the_version_and_it_stands_there(who: dict[str, Officer]) -> None:
    client = browser(who["wang"])
    page = read(client, "/law/instruments/aucl", on="2026-01-01")
    url = "/acts/new/law_review/sign_review?reviewed_version=instrument%2Faucl%2F2025-10-15"
    assert url in page
    form = read(client, url)
    assert VERSION in form
    key = form.partition('name="sign_review-key" value="')[2].partition('"')[0]
    done = client.post(url, {f"sign_review-{name}": value for name, value in {**AGREES, "key": key}.items()}, follow=True)
    assert done.status_code == 200
    assert "全国人大网公布文本" in done.content.decode()
    entry = Entry.objects.get(kind="law_reviewed")
    assert json.loads(entry.body)["version"] == VERSION
    assert len(json.loads(entry.body)["version_sha256"]) == 64


def test_it_is_shown_at_articles_liability_procedures_answers_and_drafts(who: dict[str, Officer]) -> None:
    signed(who)
    signed(who, reviewed_version="act/confusion", reviewed_against="反不正当竞争法文本")
    signed(who, reviewed_version="sheet/admin_case/2026-04-01", reviewed_against="程序规定文本")
    client = browser(who["li"])
    assert "全国人大网公布文本" in read(client, "/law/instruments/aucl/23", on="2026-01-01")
    assert "全国人大网公布文本" not in read(client, "/law/instruments/aucl/18", on="2020-01-01"), "of another version nothing was signed"
    facts = {"act": "confusion", "field": "other", "on": "2026-11-03", "decided_on": "2026-11-24", "amount": "60000"}
    assert "反不正当竞争法文本" in read(client, "/law/liability", **facts)
    assert "程序规定文本" in read(client, "/law/procedures/admin_case", on="2026-11-24")
    answer = read(client, "/law/assess", **facts)
    assert "反不正当竞争法文本" in answer
    assert "全国人大网公布文本" in answer
    assert "sign_review" not in read(client, "/law/instruments/aucl"), "who is no lawyer is offered nothing to sign"


def test_a_difference_or_a_part_needs_a_word_of_what(who: dict[str, Officer]) -> None:
    for verdict in ("differs", "in_part"):
        with pytest.raises(BadInput, match="写明哪些条"):
            signed(who, review_verdict=verdict)
    signed(who, review_verdict="differs", review_remark="第二十三条的数额" * 200)
    page = read(browser(who["li"]), "/law/instruments/aucl", on="2026-01-01")
    assert "第二十三条的数额" in page


def test_who_is_no_lawyer_may_not_sign(who: dict[str, Officer]) -> None:
    for name in ("li", "zhao", "clerk"):
        with pytest.raises(NotPermitted):
            sign_review(by=who[name], at=now(), **AGREES)


@pytest.mark.parametrize(
    "version",
    ["", "instrument/aucl", "instrument/aucl/2025-10-14", "instrument/nothing/2025-10-15", "act/nothing", "act/confusion/2025-10-15", "sheet/../2025-10-15",
     "other/aucl/2025-10-15", "instrument/aucl/2025-99-99", "act/../laws/aucl/2025-10-15", "长" * 100],
)  # fmt: skip
def test_a_version_that_there_is_not_is_refused_in_words(who: dict[str, Officer], version: str) -> None:
    with pytest.raises(BadInput):
        signed(who, reviewed_version=version)


def test_a_signature_of_what_has_changed_since_says_so(who: dict[str, Officer]) -> None:
    made = signed(who)
    Review.objects.filter(pk=made.pk).update(digest="0" * 64)
    assert "此后规则库内容已改动" in reviews_said([("instrument", "aucl", made.in_force)])[("instrument", "aucl", made.in_force)][0].zh
    assert "此后规则库内容已改动" in read(browser(who["li"]), "/law/instruments/aucl", on="2026-01-01")


def test_what_is_withdrawn_is_shown_no_more_and_the_ledger_keeps_why(who: dict[str, Officer]) -> None:
    made = signed(who)
    withdraw_review(made, by=who["wang"], at=now(), reason="对照的文本不是官方文本")
    assert "全国人大网公布文本" not in read(browser(who["li"]), "/law/instruments/aucl", on="2026-01-01")
    assert "不是官方文本" in Entry.objects.get(kind="law_review_withdrawn").body


def test_versions_are_asked_for_at_once(who: dict[str, Officer], django_assert_num_queries: Any) -> None:
    made = signed(who)
    asked = [("instrument", "aucl", made.in_force), ("act", "confusion", None), ("instrument", "ecl", None)]
    with django_assert_num_queries(1):
        assert list(reviews_said(asked)) == [asked[0]]
