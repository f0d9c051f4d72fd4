"""Replies under each opinion of a consultation, and how far each department has read."""

import pytest
from people import at, browser, department_of

from mingjian.core.errors import NotFound, StepRefused
from mingjian.institutions.conferences.models import Consultation, Look, Reply
from mingjian.institutions.conferences.opening import Agenda, consult
from mingjian.institutions.conferences.steps import give_opinion, reply
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")


def opened(who: Who) -> Consultation:
    asked = Agenda("某店案会商", (("fact", "货从何处来？"),), [department_of("neighbour"), department_of("city")])
    consultation = consult(asked, by=who["li"], at=MORNING)
    give_opinion(consultation.dossier, by=who["zhao"], at=MORNING, opinion="可以移送")
    return consultation


def test_a_reply_stands_under_the_opinion_that_it_answers_and_one_to_all_below(who: Who) -> None:
    consultation = opened(who)
    reply(consultation.dossier, by=who["li"], at=MORNING, reply_text="数额按标价计算过吗？", reply_to=1)
    reply(consultation.dossier, by=who["zhao"], at=MORNING, reply_text="按标价，十二万元。", reply_to=1)
    reply(consultation.dossier, by=who["sun"], at=MORNING, reply_text="请三日内定。")
    assert [(one.to_id is not None, one.department.name_zh) for one in Reply.objects.all()] == [(True, "桐庐县局"), (True, "淳安县局"), (False, "杭州市局")]
    page = browser(who["li"]).get(consultation.get_absolute_url()).text
    assert page.index("可以移送") < page.index("数额按标价计算过吗？") < page.index("按标价，十二万元。") < page.index("请三日内定。")
    asked = browser(who["li"]).get(f"{consultation.get_absolute_url()}?reply_to=1").text
    assert 'name="reply-reply_to" value="1"' in asked or 'value="1"' in asked.split("reply_to")[1]
    with pytest.raises(StepRefused, match="没有第 7 条意见"):
        reply(consultation.dossier, by=who["li"], at=MORNING, reply_text="x", reply_to=7)
    with pytest.raises(NotFound):
        reply(consultation.dossier, by=who["zhou"], at=MORNING, reply_text="x")  # was not asked


def test_each_department_is_told_how_far_every_other_has_read(who: Who) -> None:
    consultation = opened(who)
    li = browser(who["li"])
    first = li.get(consultation.get_absolute_url()).text
    assert first.count("未读") == 2  # the neighbour wrote without opening the page, the city has done nothing
    browser(who["sun"]).get(consultation.get_absolute_url())
    assert li.get(consultation.get_absolute_url()).text.count("已读全部") == 2
    reply(consultation.dossier, by=who["zhao"], at=MORNING, reply_text="补充一点。")
    assert "之后的未读" in li.get(consultation.get_absolute_url()).text
    assert Look.objects.count() == 2
