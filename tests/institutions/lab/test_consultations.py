"""A draft before the public: replayed, published by another, commented on until its day, examined, answered, counted, reported."""

import io
import json
import re
import zipfile
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now
from docx import Document
from people import browser, people

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure.draft import read_draft
from mingjian.core.procedure.rulebook import packaged, read_rulebook, rulebook
from mingjian.institutions.lab.consultations.acts import (
    answer_comment,
    answer_consultation,
    comment_on_draft,
    draft_consultation,
    extend_consultation,
    publish_consultation,
    refuse_comment,
    revise_consultation,
    show_comment,
    withdraw_consultation,
)
from mingjian.institutions.lab.consultations.news import comments_waiting
from mingjian.institutions.lab.consultations.queries import consultation_visible_to
from mingjian.institutions.lab.consultations.services import comments, drafts
from mingjian.institutions.lab.consultations.services.comments import LONGEST, MOST_AN_HOUR
from mingjian.institutions.lab.consultations.services.drafts import figures_in, files_in, laid_over
from mingjian.institutions.lab.consultations.work.keep_replay import keep_replay
from mingjian.institutions.lab.models import Comment, Consultation
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
FIGURE = "penalty_procedure/18#check"
CHINESE = {"Accept-Language": "zh-hans"}
HOSTILE = "<script>alert(1)</script> \u202e反向 \x07 {{ 7*7 }} 电话 13800001234，身份证 330122199001011234\r\n" + "长" * 600


@pytest.fixture
def office(db: None, settings: Any) -> dict[str, Officer]:
    settings.PUBLIC_DOOR = True
    return people("li", "wang", "zhao", "clerk")


def drafted(by: Officer, **told: Any) -> Consultation:
    given = {"title": "缩短核查期限", "explanation": "由十五个工作日改为十个工作日。", "figures": {FIGURE: 10}, "figures_on": localdate()}
    return draft_consultation(by=by, at=now(), **{**given, **told})


def published(office: dict[str, Officer], **told: Any) -> Consultation:
    made = keep_replay(drafted(office["li"]), by=office["li"], at=now())
    publish_consultation(made, by=office["wang"], at=now(), **{"comments_until": (localdate() + timedelta(days=40)).isoformat(), **told})
    return Consultation.objects.get(pk=made.pk)


def said(to: Consultation, text: str = "建议分类规定。", **told: Any) -> Comment:
    return comment_on_draft(to, at=now(), **{"by": None, "comment_stance": "change", "draft_comment": text, **told})


def bodies(kind: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(kind=kind).order_by("index")]


def test_a_draft_is_published_only_once_replayed_and_by_another(office: dict[str, Officer]) -> None:
    made = drafted(office["li"])
    until = {"comments_until": (localdate() + timedelta(days=40)).isoformat()}
    with pytest.raises(StepRefused, match="测算"):
        publish_consultation(made, by=office["wang"], at=now(), **until)
    made = keep_replay(made, by=office["li"], at=now())
    (moved,) = made.replay["moved"]
    assert (moved["ref"], moved["before"], moved["after"]) == (FIGURE, "15", "10")
    assert moved["zh"].startswith("《市场监督管理行政处罚程序规定》第18条：")
    own = keep_replay(drafted(office["wang"]), by=office["wang"], at=now())
    with pytest.raises(StepRefused, match="起草人"):
        publish_consultation(own, by=office["wang"], at=now(), **until)
    with pytest.raises(NotPermitted):
        publish_consultation(made, by=office["li"], at=now(), **until)
    publish_consultation(made, by=office["wang"], at=now(), **until)
    with pytest.raises(StepRefused):
        revise_consultation(made, by=office["li"], at=now(), title="x", explanation="x", figures={FIGURE: 9}, figures_on=localdate())
    (told,) = bodies("consultation_published")
    assert told["digest"] == made.digest
    assert told["stands"] == "published"
    assert told["text_sha256"] == sha256(f"{made.title}\n{made.explanation}".encode()).hexdigest(), "the ledger holds the words that the public reads"


def test_a_short_term_needs_a_reason_and_time_is_only_ever_added(office: dict[str, Officer]) -> None:
    made = keep_replay(drafted(office["li"]), by=office["li"], at=now())
    soon = (localdate() + timedelta(days=10)).isoformat()
    with pytest.raises(BadInput, match="三十日"):
        publish_consultation(made, by=office["wang"], at=now(), comments_until=soon)
    with pytest.raises(BadInput):
        publish_consultation(made, by=office["wang"], at=now(), comments_until=(localdate() - timedelta(days=1)).isoformat())
    publish_consultation(made, by=office["wang"], at=now(), comments_until=soon, short_term_reason="专项行动急需")
    assert "专项行动急需" in Client(headers=CHINESE).get(made.public_url).content.decode()
    with pytest.raises(BadInput, match="晚于"):
        extend_consultation(made, by=office["wang"], at=now(), comments_until=soon, reason="假日")
    extend_consultation(made, by=office["wang"], at=now(), comments_until=(localdate() + timedelta(days=20)).isoformat(), reason="假日")
    assert Consultation.objects.get(pk=made.pk).closes_on == localdate() + timedelta(days=20)


def test_revising_what_is_drafted_asks_for_another_replay(office: dict[str, Officer]) -> None:
    made = keep_replay(drafted(office["li"]), by=office["li"], at=now())
    told = {"title": "新标题", "explanation": "说明", "figures_on": made.figures_on}
    revise_consultation(made, by=office["li"], at=now(), figures={FIGURE: 10}, **told)
    assert made.replayed_at is not None
    revise_consultation(made, by=office["li"], at=now(), figures={FIGURE: 9}, **told)
    assert made.replayed_at is None
    assert made.replay is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("penalty_procedure/18#check", "第 1 行"),
        ("penalty_procedure/18#check ten", "第 1 行"),
        (f"{FIGURE} 1\n{FIGURE} 2", "前面已经"),
        (f"{FIGURE} 0", "第 1 行"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        figures_in(text)
    assert figures_in(f"\n {FIGURE} = 10 \n") == {FIGURE: 10}


def test_an_archive_whose_bytes_are_broken_inside_is_refused_in_words() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("crimes/x.yaml", "a: 1\n" * 500)
    data = bytearray(out.getvalue())
    data[45:55] = b"\xff" * 10  # within what was deflated, behind a head of 43 bytes
    with pytest.raises(BadInput, match="打不开"):
        files_in("x.zip", bytes(data))


def test_what_the_law_has_not_is_refused_at_once(office: dict[str, Officer]) -> None:
    for figures in ({"penalty_procedure/18#nothing": 3}, {"no_such_law/1#x": 3}, {}):
        with pytest.raises((BadInput, NotFound)):
            drafted(office["li"], figures=figures)
    with pytest.raises(BadInput, match="其中一种"):
        drafted(office["li"], files={"laws/x/2027-01-01.yaml": "title: 1"})
    assert not Consultation.objects.exists()


def sheet_file() -> tuple[str, str]:
    newest = max((packaged() / "procedures/consumer_complaint").glob("*.yaml"))
    return f"procedures/consumer_complaint/{newest.name}", newest.read_text("utf-8")


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(f"草案/{name}", text)
    return out.getvalue()


def test_a_drafted_sheet_shows_the_lines_that_differ(office: dict[str, Officer]) -> None:
    path, text = sheet_file()
    changed = text.replace("title: {zh: ", "title: {zh: 拟改", 1)
    assert changed != text
    made = drafted(office["li"], figures={}, files=files_in("x.zip", zipped({path: changed})))
    made = keep_replay(made, by=office["li"], at=now())
    (file,) = made.replay["files"]
    assert file["path"] == path
    assert any(line.startswith("+") and "拟改" in line for line in file["lines"])
    publish_consultation(made, by=office["wang"], at=now(), comments_until=(localdate() + timedelta(days=40)).isoformat())
    handed = Client().get(f"{made.public_url}/files/1")
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert handed.content.decode() == changed
    assert Client().get(f"{made.public_url}/files/2").status_code == 404
    with pytest.raises(BadInput):
        drafted(office["li"], figures={}, files={path: text.replace("title:", "titel:", 1)})
    for name, content in (("x.zip", b"PK\x03\x04 broken"), ("../../etc/passwd", b"x"), ("x.yaml", "标题".encode("gbk"))):
        with pytest.raises(BadInput):
            files_in(name, content, "" if name != "x.yaml" else path)


def test_the_public_comments_without_an_account_and_comes_back_by_the_code(office: dict[str, Officer]) -> None:
    made, public = published(office), Client(headers=CHINESE)
    assert made.title in public.get("/consultations").content.decode()
    page = public.get(made.public_url).content.decode()
    assert "15 → " in page
    assert 'href="/law/' not in page, "the law's own pages ask for an account"
    assert "不足五件" in page
    assert "意见内容" in page
    reply = public.post(made.public_url, {"comment_stance": "change", "comment_side": "seller", "draft_comment": HOSTILE})
    assert reply.status_code == 302
    receipt = public.get(reply["Location"])
    kept = Comment.objects.get()
    assert receipt["Cache-Control"] == "no-store"
    assert "等待工作人员审核" in receipt.content.decode()
    assert "<script>" not in receipt.content.decode()
    assert "13800001234" not in receipt.content.decode()
    assert "\u202e" not in kept.text
    assert "\x07" not in kept.text
    assert kept.state == "held"
    assert "长长长" not in public.get(made.public_url).content.decode(), "nothing is shown before somebody examined it"
    back = public.get("/consultations", {"code": f"http://testserver{reply['Location']}"})
    assert back["Location"] == reply["Location"]
    assert public.get("/consultations", {"code": "nobody"}).status_code == 404
    (told,) = bodies("draft_commented")
    assert told["length"] == len(kept.text)
    assert "长长" not in json.dumps(told, ensure_ascii=False)
    assert "by" not in told


def test_nothing_is_lost_of_a_comment_that_cannot_be_taken(office: dict[str, Officer]) -> None:
    made, public = published(office), Client(headers=CHINESE)
    reply = public.post(made.public_url, {"comment_stance": "", "draft_comment": "保留我写的字"})
    assert reply.status_code == 422
    assert "保留我写的字" in reply.content.decode()
    long = public.post(made.public_url, {"comment_stance": "for", "draft_comment": "字" * (LONGEST + 1)})
    assert long.status_code == 422
    assert f"{LONGEST}" in long.content.decode()
    Consultation.objects.filter(pk=made.pk).update(closes_on=localdate() - timedelta(days=1))
    late = public.post(made.public_url, {"comment_stance": "for", "draft_comment": "迟到的意见"})
    assert late.status_code == 409
    assert "截止" in late.content.decode()
    assert "迟到的意见" in late.content.decode()
    assert not Comment.objects.exists()


def test_the_last_day_counts_to_its_end_and_the_next_does_not(office: dict[str, Officer]) -> None:
    made = published(office)
    Consultation.objects.filter(pk=made.pk).update(closes_on=localdate())
    said(Consultation.objects.get(pk=made.pk))
    Consultation.objects.filter(pk=made.pk).update(closes_on=localdate() - timedelta(days=1))
    closed = Consultation.objects.get(pk=made.pk)
    for by in (None, office["li"]):
        with pytest.raises(StepRefused, match="截止"):
            said(closed, by=by)


def test_an_address_is_taken_ten_times_an_hour_and_the_same_words_once(office: dict[str, Officer]) -> None:
    made, public = published(office), Client(headers=CHINESE)
    (token,) = re.findall(r'name="sent_form" value="([\w-]+)"', public.get(made.public_url).text)
    told = {"comment_stance": "for", "draft_comment": "同意", "sent_form": token}
    first, again = public.post(made.public_url, told), public.post(made.public_url, told)
    assert first["Location"] == again["Location"]
    assert Comment.objects.count() == 1
    for nth in range(MOST_AN_HOUR - 1):
        assert public.post(made.public_url, {**told, "draft_comment": f"同意 {nth}"}).status_code == 302
    refused = public.post(made.public_url, {**told, "draft_comment": "再一条"})
    assert refused.status_code == 409
    assert "一小时" in refused.content.decode()
    assert "再一条" in refused.content.decode()


def test_nobody_is_given_the_receipt_of_another_with_the_same_words_and_address(office: dict[str, Officer]) -> None:
    """Whoever shares an address with a person who said the same had the code by which that person is answered."""
    made, public = published(office), Client(headers=CHINESE)
    tokens = [re.findall(r'name="sent_form" value="([\w-]+)"', public.get(made.public_url).text)[0] for _ in range(2)]
    told = {"comment_stance": "for", "draft_comment": "同意"}
    sent = [{**told, "sent_form": tokens[0]}, {**told, "sent_form": tokens[1]}, told, {**told, "sent_form": tokens[0], "comment_stance": "against"}]
    assert len({public.post(made.public_url, one)["Location"] for one in sent}) == 4
    assert sorted(Comment.objects.values_list("stance", flat=True)) == ["against", "for", "for", "for"]


def test_addresses_of_one_ipv6_network_are_counted_as_one(office: dict[str, Officer]) -> None:
    made, public = published(office), Client(headers=CHINESE)
    for nth in range(MOST_AN_HOUR):
        told = {"comment_stance": "for", "draft_comment": f"同意 {nth}"}
        assert public.post(made.public_url, told, REMOTE_ADDR=f"2001:db8:1:2::{nth + 1:x}").status_code == 302
    told = {"comment_stance": "for", "draft_comment": "再一条"}
    assert public.post(made.public_url, told, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 409
    assert public.post(made.public_url, told, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_a_flood_of_one_day_leaves_room_for_letters_and_for_the_next_day(office: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "MOST_A_DAY", 3)
    made = published(office)
    for nth in range(3):
        said(made, f"灌水 {nth}", origin=f"{nth}")
    with pytest.raises(StepRefused, match="二十四小时"):
        said(made, "真实意见", origin="x")
    said(made, "来信意见", by=office["li"], comment_came="letter")
    Comment.objects.update(at=now() - timedelta(days=1, minutes=1))
    said(made, "真实意见", origin="x")
    assert Comment.objects.count() == 5


def test_the_public_page_counts_comments_in_the_database(office: dict[str, Officer]) -> None:
    made = published(office)
    for nth in range(40):
        said(made, f"意见 {nth}", comment_stance="for")
    assert Client(headers=CHINESE).get(made.public_url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        counts = comments.counts_of(made)
    assert (counts["all"], counts["state"]["held"], counts["stance"]["for"], counts["answered"]) == (40, 40, 40, 0)
    assert ["GROUP BY" in one["sql"] for one in asked.captured_queries] == [True]


def test_comments_are_shown_or_refused_with_a_reason_and_both_are_told(office: dict[str, Officer]) -> None:
    made, public = published(office), Client(headers=CHINESE)
    good, bad = said(made, "请写明例外。电话 13800001234"), said(made, "加微信买货")
    show_comment(good, by=office["li"], at=now())
    refuse_comment(bad, by=office["li"], at=now(), comment_refusal="advertising", comment_refusal_words="与草案无关的广告")
    answer_comment(good, by=office["li"], at=now(), comment_outcome="adopted", comment_answer="已增加一款。")
    page = public.get(made.public_url).content.decode()
    assert "请写明例外" in page
    assert "13800001234" not in page
    assert "已增加一款" in page
    assert "加微信买货" not in page
    receipt = public.get(f"/consultations/receipts/{bad.code}").content.decode()
    assert "广告" in receipt
    assert "与草案无关的广告" in receipt
    assert "仍计入统计" in receipt
    with pytest.raises(StepRefused):
        show_comment(good, by=office["li"], at=now())
    with pytest.raises(NotPermitted):
        show_comment(bad, by=office["zhao"], at=now())
    show_comment(bad, by=office["li"], at=now())
    assert Comment.objects.get(pk=bad.pk).refused_as == "", "an officer may think again"


def test_sixty_comments_are_examined_by_ticks_answered_counted_and_reported(office: dict[str, Officer]) -> None:
    made, li = published(office), browser(office["li"])
    for nth in range(60):
        said(
            made, f"第 {nth} 条：" + "意见" * 250, comment_stance=("for", "against", "change")[nth % 3], comment_side="seller", comment_concerns="第十八条" * 40
        )
    numbers = list(Comment.objects.values_list("number", flat=True))
    address = f"/lab/consultations/{made.number}"
    assert li.post(f"{address}/examine", {"do": "refuse", "comment": numbers[:10]}).status_code == 302
    assert Comment.objects.filter(state="held").count() == 60, "without a reason nothing is refused"
    li.post(f"{address}/examine", {"do": "refuse", "comment": numbers[:10], "comment_refusal": "repeated"})
    li.post(f"{address}/examine", {"do": "show", "comment": numbers[10:]})
    assert [Comment.objects.filter(state=state).count() for state in ("held", "shown", "refused")] == [0, 50, 10]
    page = li.get(address, headers=CHINESE).content.decode()
    assert "意见 (60)" in page.replace("\n", "")
    assert page.count('name="comment"') == 20
    answer_comment(Comment.objects.filter(state="shown")[0], by=office["li"], at=now(), comment_outcome="noted", comment_answer="已了解")
    with pytest.raises(StepRefused, match="届满"):
        answer_consultation(made, by=office["wang"], at=now(), consultation_result="采纳 20 条。")
    Consultation.objects.filter(pk=made.pk).update(closes_on=localdate() - timedelta(days=1))
    answer_consultation(Consultation.objects.get(pk=made.pk), by=office["wang"], at=now(), consultation_result="采纳 20 条。")
    (told,) = bodies("consultation_answered")
    assert told["counts"]["all"] == 60
    assert told["counts"]["state"] == {"shown": 50, "refused": 10}
    assert told["counts"]["stance"]["for"] == 20
    report = li.get(f"{address}/report", headers=CHINESE).content.decode()
    assert "采纳 20 条。" in report
    assert "赞成 20" in report
    assert report.count("第十八条第十八条") >= 50
    word = Document(io.BytesIO(li.get(f"{address}/report?as=docx", headers=CHINESE).content))
    assert sum(one.style.name == "Heading 2" for one in word.paragraphs) == 50
    assert "采纳 20 条。" in Client(headers=CHINESE).get(made.public_url).content.decode()
    assert b"".join(li.get(f"{address}?as=xlsx")).startswith(b"PK")
    public = Client(headers=CHINESE).get(f"{made.public_url}?as=csv")
    assert b"".join(public).decode("utf-8-sig").count(f"{made.number}-") == 50


def test_a_telephone_beside_the_comment_is_masked_as_in_it(office: dict[str, Officer]) -> None:
    """Which part a comment is about anybody writes, too, and it was shown as it was written."""
    made = published(office)
    one = said(made, comment_concerns="第三条，请找张先生 13800001234")
    show_comment(one, by=office["li"], at=now())
    public, li = Client(headers=CHINESE), browser(office["li"])
    told = [public.get(made.public_url).text, public.get(f"/consultations/receipts/{one.code}").text, li.get(f"/lab/consultations/{made.number}/report").text]
    told += [b"".join(client.get(f"{address}?as=csv")).decode() for client, address in ((public, made.public_url), (li, made.get_absolute_url()))]
    word = Document(io.BytesIO(li.get(f"/lab/consultations/{made.number}/report?as=docx").content))
    for text in (*told, "\n".join(one.text for one in word.paragraphs)):
        assert "13800001234" not in text
        assert "第三条" in text


def test_what_is_held_blocks_the_answer_and_stands_on_the_home_page(office: dict[str, Officer]) -> None:
    made = published(office)
    said(made)
    Consultation.objects.filter(pk=made.pk).update(closes_on=localdate() - timedelta(days=1))
    with pytest.raises(StepRefused, match="没有审核"):
        answer_consultation(Consultation.objects.get(pk=made.pk), by=office["wang"], at=now(), consultation_result="x")
    told = comments_waiting(office["li"], now())
    assert told is not None
    assert told.lines[0].what == made.title
    assert comments_waiting(office["zhao"], now()) is None
    assert comments_waiting(office["clerk"], now()) is None


def test_what_is_withdrawn_says_why_and_what_was_never_published_is_not_there(office: dict[str, Officer]) -> None:
    hidden, made, public = drafted(office["li"]), published(office), Client(headers=CHINESE)
    assert public.get(hidden.public_url).status_code == 404
    assert hidden.title in browser(office["li"]).get("/lab/consultations").content.decode()
    withdraw_consultation(made, by=office["wang"], at=now(), reason="上级已统一规定")
    gone = public.get(made.public_url)
    assert gone.status_code == 410
    assert "上级已统一规定" in gone.content.decode()
    assert public.post(made.public_url, {"comment_stance": "for", "draft_comment": "x"}).status_code in (409, 410)
    with pytest.raises(NotFound):
        consultation_visible_to(office["zhao"], made.number)
    with pytest.raises(NotPermitted):
        consultation_visible_to(office["clerk"], made.number)


def test_the_door_is_shut_where_the_node_has_none(office: dict[str, Officer], settings: Any) -> None:
    made = published(office)
    settings.PUBLIC_DOOR = False
    for address in ("/consultations", made.public_url, f"/consultations/receipts/{said(made).code}"):
        assert Client().get(address).status_code == 404


def test_a_draft_is_written_at_the_page_and_a_worker_replays_it(office: dict[str, Officer]) -> None:
    li = browser(office["li"])
    wrong = li.post("/lab/consultations/new", {"title": "草案", "explanation": "说明", "figures": "penalty_procedure/18 10"}, headers=CHINESE)
    assert wrong.status_code == 422
    assert "第 1 行" in wrong.content.decode()
    none = li.post("/lab/consultations/new", {"title": "草案", "explanation": "说明"}, headers=CHINESE)
    assert none.status_code == 422
    assert "其中一种" in none.content.decode()
    made = li.post("/lab/consultations/new", {"title": "草案", "explanation": "说明\n" * 60, "figures": f"{FIGURE} 10"})
    work_off(clock=now)
    page = li.get(made["Location"], headers=CHINESE).content.decode()
    assert "15 → " in page
    assert "核对并公布" not in page, "whoever drafted it does not publish it"
    head = browser(office["wang"])
    number = made["Location"].rsplit("/", 1)[1]
    assert "核对并公布" in head.get(made["Location"], headers=CHINESE).content.decode()
    until = (localdate() + timedelta(days=31)).isoformat()
    acts = f"/acts/consultation/{number}"
    assert head.post(f"{acts}/publish_consultation", {"publish_consultation-comments_until": until, "publish_consultation-key": "a" * 32}).status_code == 302
    assert Consultation.objects.get(number=number).closes_on == date.fromisoformat(until)
    letter = {"draft_comment": "来信意见" * 200, "comment_stance": "for", "comment_came": "letter", "key": "b" * 32}
    told = {f"comment_on_draft-{name}": value for name, value in letter.items()}
    assert head.post(f"{acts}/comment_on_draft", told).status_code == 302
    assert "来信" in head.get(made["Location"], headers=CHINESE).content.decode()
    (entered,) = bodies("draft_commented")
    assert "来信意见" not in json.dumps(entered, ensure_ascii=False)


def test_a_draft_is_read_anew_only_when_it_or_the_law_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    read, day = [], localdate()

    def counted(place: Any) -> Any:
        read.append(place)
        return read_draft(place)

    monkeypatch.setattr(drafts, "read_draft", counted)
    monkeypatch.setattr(drafts, "_LAST", {})
    for number in (10, 10, 11, 10):
        with laid_over({FIGURE: number}, day, {}) as draft:
            assert draft.after.statutes.value(FIGURE, day).number == number
            assert draft.before is rulebook()
    assert len(read) == 3
    with pytest.raises(BadInput), laid_over({"no_law/1#check": 10}, day, {}):
        pass
    other = read_rulebook(packaged())[0]
    monkeypatch.setattr(drafts, "rulebook", lambda: other)
    with laid_over({FIGURE: 10}, day, {}):
        assert len(read) >= 4
