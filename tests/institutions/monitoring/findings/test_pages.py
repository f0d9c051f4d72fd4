import json
import re
from typing import Any

import pytest
from django.utils.translation import override
from journeys.world import make_findings
from people import browser

from mingjian.core.detectors import detector
from mingjian.core.exhibits.alike import Alike
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.exhibits import alike as laid
from mingjian.institutions.monitoring.exhibits.alike import Both
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.panels import SETTLES_A_RULE
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def ring(who: dict[str, Officer]) -> Finding:
    return make_findings(who["li"])[0]


def text(reply: Any) -> str:
    told: str = reply.content.decode()
    return told


def test_a_finding_shows_its_reason_innocent_explanations_and_base_rate(who: dict[str, Officer], ring: Finding) -> None:
    told = text(browser(who["li"]).get(f"/findings/{ring.pk}"))
    assert ring.reason_zh in told
    assert "也可能是" in told
    assert "约每检查 2,000 个对象提示 1 条" in told
    assert "未能覆盖" in told


def test_the_settings_of_a_finding_are_said_in_words(who: dict[str, Officer], ring: Finding) -> None:
    Run.objects.filter(pk=ring.run_id).update(settings={"show_clubs": False, "most_pairs": 200000000})
    told = text(browser(who["li"]).get(f"/findings/{ring.pk}"))
    assert "<dt>否</dt>" in told
    assert "<dt>200,000,000</dt>" in told


def test_a_finding_names_first_what_it_itself_could_be_else(who: dict[str, Officer], ring: Finding) -> None:
    Finding.objects.filter(pk=ring.pk).update(innocent_zh="线下门店的收款码入镜；团购；A;B", innocent_en="a code in the photo by chance; a group purchase")
    for language, told in (("zh-hans", ["线下门店的收款码入镜", "团购", "A", "B"]), ("en", ["a code in the photo by chance", "a group purchase"])):
        page = browser(who["li"], language).get(f"/findings/{ring.pk}").content.decode()
        assert re.findall("<li>(.*?)</li>", page.partition('class="innocent"')[2].partition("</div>")[0]) == told
        assert f'<option value="{told[0]}">' in page  # offered as a reason to set it aside, too


def test_a_semicolon_within_an_explanation_breaks_none() -> None:
    found = Finding(innocent_zh="团购；老顾客一起买\n巧合\n", innocent_en="a group purchase; by regulars\nchance\n")
    with override("en"):
        assert found.innocent == ["a group purchase; by regulars", "chance"]
    with override("zh-hans"):
        assert found.innocent == ["团购；老顾客一起买", "巧合"]


def test_a_finding_speaks_english_too(who: dict[str, Officer], ring: Finding) -> None:
    told = text(browser(who["li"], "en").get(f"/findings/{ring.pk}"))
    assert "40 buyers and 15 shops" in told
    assert "What else it could be" in told


def test_a_finding_says_what_would_settle_it_and_so_does_a_hit_of_a_rule(who: dict[str, Officer], ring: Finding) -> None:
    assert detector(ring.detector)[0].settles[0].zh in text(browser(who["li"]).get(f"/findings/{ring.pk}")).partition("由何查清")[2]
    Finding.objects.filter(pk=ring.pk).update(detector="rule/7")
    assert SETTLES_A_RULE[0].en in text(browser(who["li"], "en").get(f"/findings/{ring.pk}")).partition("What would settle it")[2]


@pytest.mark.both_databases
def test_a_finding_of_another_region_does_not_exist(who: dict[str, Officer], ring: Finding) -> None:
    assert browser(who["zhou"]).get(f"/findings/{ring.pk}").status_code == 404
    assert ring.subject not in text(browser(who["zhou"]).get("/findings"))


@pytest.mark.both_databases
def test_it_is_taken_up_once(who: dict[str, Officer], ring: Finding) -> None:
    client = browser(who["li"])
    assert client.post(f"/clues/findings/{ring.pk}/take_up")["Location"] == f"/clues/{Clue.objects.get().dossier.number}"
    again = client.post(f"/clues/findings/{ring.pk}/take_up", follow=True)
    assert again.redirect_chain == [(f"/clues/{Clue.objects.get().dossier.number}", 302)]
    assert "已有人处理" in again.content.decode()
    assert Clue.objects.count() == 1


def test_it_is_set_aside_with_a_reason_only(who: dict[str, Officer], ring: Finding) -> None:
    client = browser(who["li"])
    assert client.post(f"/findings/{ring.pk}/set_aside", {"reason": " "}).status_code == 422
    client.post(f"/findings/{ring.pk}/set_aside", {"reason": "系校园团购，已核实"})
    ring.refresh_from_db()
    assert (ring.status, ring.status_reason) == ("set_aside", "系校园团购，已核实")
    assert "系校园团购" in text(client.get(f"/findings/{ring.pk}"))


@pytest.mark.both_databases
def test_the_queue_is_sorted_by_score_and_sifted(who: dict[str, Officer], ring: Finding) -> None:
    client = browser(who["li"])
    assert [finding.score for finding, *_ in client.get("/findings").context["rows"]] == [0.97, 0.86]
    assert [finding.detector for finding, *_ in client.get("/findings?detector=sham_ring").context["rows"]] == ["sham_ring"]
    assert [finding.pk for finding, *_ in client.get("/findings?q=设备").context["rows"]] == [ring.pk]
    assert client.get("/findings?status=set_aside").context["rows"] == []


def test_a_signal_with_a_negative_share_is_said_to_speak_against_it(who: dict[str, Officer], ring: Finding) -> None:
    assert "属反面迹象" not in text(browser(who["li"]).get(f"/findings/{ring.pk}"))
    ring.evidence_json = '{"signals": [{"key": "device", "share": 1.03, "nats": 9}, {"key": "phone", "share": -0.03, "nats": 1}]}'
    ring.save()
    assert text(browser(who["li"]).get(f"/findings/{ring.pk}")).count("属反面迹象") == 1


@pytest.mark.both_databases
def test_evidence_cannot_leave_its_script_element(who: dict[str, Officer], ring: Finding) -> None:
    ring.evidence_json = '{"edges": [["</script><script>alert(1)</script>", "S1", 2]]}'
    ring.save()
    assert "</script><script>alert" not in text(browser(who["li"]).get(f"/findings/{ring.pk}"))


@pytest.mark.both_databases
def test_several_are_taken_up_at_once_each_as_a_clue_of_its_own(who: dict[str, Officer], ring: Finding) -> None:
    shop = Finding.objects.exclude(pk=ring.pk).get()
    reply = browser(who["li"]).post("/clues/findings/take_up", {"finding": [ring.pk, shop.pk], "back": "/findings?status=new&detector="})
    assert reply["Location"] == "/findings?status=new&detector="
    assert {clue.finding_id for clue in Clue.objects.all()} == {ring.pk, shop.pk}
    kinds = list(Entry.objects.filter(dossier__isnull=False).order_by("index").values_list("kind", flat=True))
    assert kinds == ["register", "matter_opened", "accept"] * 2


@pytest.mark.both_databases
def test_several_are_set_aside_for_one_reason_each_recorded_by_itself(who: dict[str, Officer], ring: Finding) -> None:
    shop, client = Finding.objects.exclude(pk=ring.pk).get(), browser(who["li"])
    assert client.post("/findings/set_aside", {"finding": [ring.pk, shop.pk], "reason": " "}).status_code == 422
    client.post("/findings/set_aside", {"finding": [ring.pk, shop.pk], "reason": "团购或企业集采"})
    assert set(Finding.objects.values_list("status", "status_reason")) == {("set_aside", "团购或企业集采")}
    assert Entry.objects.filter(kind="finding_set_aside").count() == 2


@pytest.mark.both_databases
def test_one_that_somebody_was_quicker_with_hinders_none_of_the_others(who: dict[str, Officer], ring: Finding) -> None:
    shop, client = Finding.objects.exclude(pk=ring.pk).get(), browser(who["li"])
    client.post(f"/clues/findings/{ring.pk}/take_up")
    told = text(client.post("/findings/set_aside", {"finding": [ring.pk, shop.pk], "reason": "大促"}, follow=True))
    assert "1 条发现不予跟进" in told
    assert f"1 条未办理。 {ring.subject}: 这条发现已有人处理" in told
    ring.refresh_from_db()
    assert ring.status == "taken_up"


@pytest.mark.both_databases
def test_findings_of_another_region_are_not_among_several(who: dict[str, Officer], ring: Finding) -> None:
    browser(who["zhou"]).post("/clues/findings/take_up", {"finding": [ring.pk]})
    assert not Clue.objects.exists()


@pytest.mark.parametrize("ticked", [[], ["x"], ["-1"], [str(n) for n in range(51)]])
def test_nothing_ticked_and_too_much_are_said(who: dict[str, Officer], ring: Finding, ticked: list[str]) -> None:
    reply = browser(who["li"]).post("/clues/findings/take_up", {"finding": ticked, "back": "/findings?status=all"}, follow=True)
    assert reply.redirect_chain == [("/findings?status=all", 302)]
    assert ("请先勾选至少一条。" if len(ticked) < 51 else "一次最多办理 50 条。") in reply.content.decode()
    assert not Clue.objects.exists()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example"])
def test_the_way_back_leads_nowhere_else(who: dict[str, Officer], ring: Finding, back: str) -> None:
    assert browser(who["li"]).post("/clues/findings/take_up", {"finding": [ring.pk], "back": back})["Location"] == "/findings"


@pytest.mark.both_databases
def test_a_list_says_a_listing_by_its_title_with_what_steers_the_eye_made_visible(who: dict[str, Officer], ring: Finding) -> None:
    ring.evidence_json = json.dumps({"texts": {"title": "高\u202e仿 <b>鞋</b>" + "长" * 10_000}})
    ring.save()
    told = text(browser(who["li"]).get("/findings"))
    assert "高\ufffd仿 &lt;b&gt;鞋&lt;/b&gt;长" in told
    assert "长" * 100 not in told


def test_a_reason_to_set_aside_is_offered_from_the_innocent_explanations(who: dict[str, Officer], ring: Finding) -> None:
    assert '<option value="团购或企业集采">' in text(browser(who["li"]).get(f"/findings/{ring.pk}"))


def test_who_may_not_act_is_offered_no_ticks(who: dict[str, Officer], ring: Finding) -> None:
    assert 'name="finding"' in text(browser(who["li"]).get("/findings"))
    assert 'name="finding"' not in text(browser(who["wang"]).get("/findings"))


def test_the_settings_of_a_run_say_what_they_mean_and_what_was_looked_at_by_name(who: dict[str, Officer], ring: Finding) -> None:
    ring.run.settings = {"blocks": 20, "gone": 1}
    ring.run.save()
    told = text(browser(who["li"]).get(f"/findings/{ring.pk}"))
    assert "订单 214,883" in told
    assert "order 214883" not in told
    assert re.search(r'<dt>1</dt>\s*<dd><code class="soft">gone</code></dd>', told)


def test_figures_of_pairs_that_say_nothing_are_left_out(who: dict[str, Officer], ring: Finding) -> None:
    client = browser(who["li"])
    assert "应有往来对数" in text(client.get(f"/findings/{ring.pk}"))
    ring.evidence_json = json.dumps({"pairs": 74, "expected": 74.0, "density": 0.925, "taste": 1.0, "orders_counted": 107})
    ring.save()
    told = text(client.get(f"/findings/{ring.pk}"))
    assert re.search(r"<dd[^>]*>\s*107\s*</dd>", told)
    assert "应有往来对数" not in told


@pytest.mark.slow
def test_a_platform_is_led_to_no_room_that_refuses_it(who: dict[str, Officer]) -> None:
    assert 'href="/data"' in text(browser(who["li"]).get("/"))
    clerk = browser(who["clerk"])
    for address in re.findall(r'<nav class="main-menu".*?</nav>', text(clerk.get("/")), re.DOTALL)[0].split('href="')[1:]:
        assert clerk.get(address.partition('"')[0]).status_code == 200


def test_a_copied_text_is_laid_beside_the_one_it_is_like(who: dict[str, Officer], ring: Finding) -> None:
    own, other = "手工缝制，内里真皮，两侧有暗袋。<b>现货</b>", "本店自产。两侧有暗袋，手工缝制，内里真皮"
    told = {"listing": "甲/1", "text": own, "copies": [{"listing": "乙/<i>2", "text": other}, {"listing": "丙/3", "text": other}], "copy_count": 3}
    Finding.objects.filter(pk=ring.pk).update(detector="copied_listing", evidence_json=json.dumps(told))
    for language, heading, further in (("zh-hans", "两段文字", "另有 2 件商品与本商品雷同"), ("en", "Both texts", "2 further listings are like this one")):
        page = browser(who["li"], language).get(f"/findings/{ring.pk}").content.decode()
        assert f">{heading}</h2>" in page
        assert further in page
        assert "乙/&lt;i&gt;2" in page
        assert "&lt;b&gt;现货" in page
        assert re.findall("<mark[^>]*>(.*?)</mark>", page) == ["手工缝制，内里真皮", "两侧有暗袋", "两侧有暗袋", "手工缝制，内里真皮"]


def texts_alike(evidence: dict[str, Any]) -> Both | None:
    told = Alike.read(evidence, "甲网/L0")
    return laid.texts_alike(told) if told else None


@pytest.mark.parametrize("told", [{}, {"text": "甲"}, {"text": "甲", "copies": []}, {"text": "甲", "copies": [7]}, {"text": 5, "copies": [{"text": "乙"}]}])
def test_where_two_texts_are_not_at_hand_none_are_laid_side_by_side(told: dict[str, Any]) -> None:
    assert texts_alike(told) is None


def test_what_too_little_of_is_shared_is_not_marked() -> None:
    alike = texts_alike({"text": "甲乙丙丁戊己", "copies": [{"text": "甲乙丙丁庚"}], "copy_count": "x"})
    assert alike is not None
    assert [piece.word for piece in (*alike.own, *alike.other)] == ["", ""]
    assert alike.more == 0


def test_one_raw_text_is_marked_and_named_in_the_list_as_several_are(who: dict[str, Officer], ring: Finding) -> None:
    told = {"field": "title", "spans": [[1, 4, "拾光坞", "mark", "same sound"]], "text": "【时光坞】收纳箱"}
    Finding.objects.filter(pk=ring.pk).update(detector="brand_disguise", evidence_json=json.dumps(told))
    assert '【<mark title="拾光坞">时光坞</mark>】收纳箱' in text(browser(who["li"]).get(f"/findings/{ring.pk}"))
    assert '<bdi class="headline">【时光坞】收纳箱</bdi>' in text(browser(who["li"]).get("/findings"))


def test_a_field_kept_in_part_is_marked_at_its_place(who: dict[str, Officer], ring: Finding) -> None:
    told = {"field": "text", "spans": [[117, 120, "国械注", "dev_reg", ""]], "texts": {"title": "血压计", "text": "编号国械注准"}, "begins": {"text": 115}}
    Finding.objects.filter(pk=ring.pk).update(detector="missing_permit", evidence_json=json.dumps(told))
    assert '…编号<mark title="国械注">国械注</mark>准' in text(browser(who["li"]).get(f"/findings/{ring.pk}"))


def test_a_finding_names_the_articles_that_it_bears_on_and_no_others_of_its_detector(who: dict[str, Officer], ring: Finding) -> None:
    for told, count in (({"grounds": ["device_reg/46"]}, 1), ({"grounds": []}, 2), ({"grounds": "x"}, 2)):
        Finding.objects.filter(pk=ring.pk).update(detector="replica_words", evidence_json=json.dumps(told))
        page = text(browser(who["li"]).get(f"/findings/{ring.pk}"))
        assert page.partition("涉嫌违反")[2].partition("</section>")[0].count("<cite") == count


def test_one_shop_is_no_figure(who: dict[str, Officer], ring: Finding) -> None:
    for shops, is_told in ((["甲/1"], False), (["甲/1", "甲/2"], True)):
        Finding.objects.filter(pk=ring.pk).update(evidence_json=json.dumps({"shops": shops}))
        assert ("<dt>涉及网店</dt>" in text(browser(who["li"]).get(f"/findings/{ring.pk}"))) is is_told


@pytest.mark.both_databases
def test_the_next_finding_of_the_kind_is_one_click_away_and_the_last_has_none(who: dict[str, Officer], ring: Finding) -> None:
    other = Finding.objects.exclude(pk=ring.pk).get()
    Finding.objects.filter(pk=other.pk).update(detector=ring.detector)
    client = browser(who["li"])
    assert f'href="/findings/{other.pk}">下一条同类发现' in text(client.get(f"/findings/{ring.pk}"))
    assert "下一条同类发现" not in text(client.get(f"/findings/{other.pk}"))
    client.post(f"/findings/{ring.pk}/set_aside", {"reason": "团购"})
    assert f'href="/findings/{other.pk}">下一条同类发现' in text(client.get(f"/findings/{ring.pk}"))


def test_the_shop_of_a_finding_goes_onto_the_list_of_known_good_ones_without_being_typed(who: dict[str, Officer], ring: Finding) -> None:
    Finding.objects.filter(pk=ring.pk).update(shop='云集市/S1"&2')
    address = re.findall(r'href="(/rules/known_good\?[^"]+)"', text(browser(who["li"]).get(f"/findings/{ring.pk}")))[0]
    page = text(browser(who["li"]).get(address))
    assert 'value="云集市"' in page
    assert 'value="S1&quot;&amp;2"' in page
    narrowed = re.findall(r'href="(/rules/known_good\?[^"]+&amp;rule=[^"]+)"', text(browser(who["li"]).get(f"/findings/{ring.pk}")))[0].replace("&amp;", "&")
    assert re.search(r'<option value="[a-z_]+" selected>[^<]*[一-龥]', text(browser(who["li"]).get(narrowed)))  # chosen by its name; nobody types a key


def test_what_is_quoted_is_told_with_who_says_it_where(who: dict[str, Officer], ring: Finding) -> None:
    told = {"quotes": [{"said": "直推一人奖 300", "record": "post", "of": "微聊圈/P5", "by": "微聊圈/<b>A0", "day": "2026-11-01"}, "x"]}
    Finding.objects.filter(pk=ring.pk).update(detector="layered_agents", evidence_json=json.dumps(told))
    page = text(browser(who["li"]).get(f"/findings/{ring.pk}"))
    assert "谁说的、在哪里" in page
    assert "微聊圈/P5" in page
    assert "微聊圈/&lt;b&gt;A0" in page


@pytest.mark.both_databases
def test_whoever_is_done_with_a_finding_is_led_to_the_next_of_the_list_as_it_was_sifted(who: dict[str, Officer], ring: Finding) -> None:
    other = Finding.objects.exclude(pk=ring.pk).get()
    Finding.objects.update(score=0.9, turn=1)
    client, back = browser(who["li"]), {"back": "/findings?q="}
    onward = f"/findings/{other.pk}?back=%2Ffindings%3Fq%3D"
    page = text(client.get(f"/findings/{ring.pk}", headers={"referer": "http://testserver/findings?q="}))
    assert "采用，看下一条" in page
    stays = text(client.post(f"/findings/{ring.pk}/set_aside", {"reason": "团购", **back}, follow=True))
    assert f'<a href="{onward}">查看下一条发现</a>' in stays
    sent = client.post(f"/clues/findings/{other.pk}/take_up", {**back, "then": "next"})
    assert sent["Location"] == "/findings?q="
    assert f'<a href="{Clue.objects.get().get_absolute_url()}">查看线索</a>' in text(client.get(sent["Location"]))


def test_whoever_takes_one_up_and_stays_with_its_clue_is_led_on_from_there(who: dict[str, Officer], ring: Finding) -> None:
    other = Finding.objects.exclude(pk=ring.pk).get()
    Finding.objects.update(score=0.9, turn=1)
    stays = text(browser(who["li"]).post(f"/clues/findings/{ring.pk}/take_up", {"back": "https://elsewhere.example"}, follow=True))
    assert f'<a href="/findings/{other.pk}?back=%2Ffindings">查看下一条发现</a>' in stays


@pytest.mark.both_databases
def test_findings_by_shop_are_taken_along_whole(who: dict[str, Officer], ring: Finding) -> None:
    client = browser(who["li"])
    assert "as=csv" in text(client.get("/findings/shops"))
    file = b"".join(client.get("/findings/shops?as=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert file.splitlines()[0] == "网店或者对象,名称,经营者,发现数,各检测器,最高分值"
    assert len(file.splitlines()) == 1 + len({one.shop or one.subject for one in Finding.objects.filter(status="new")})
    assert Entry.objects.filter(kind="list_taken_out").count() == 1
    assert client.get("/findings/shops?as=pdf").status_code == 422


def test_findings_and_clues_stand_in_the_bar_of_those_alone_who_work_with_them(who: dict[str, Officer], ring: Finding) -> None:
    for roles, is_there in ((["officer"], True), (["head"], True), (["secretariat"], False), (["police"], False)):
        who["li"].roles = roles
        who["li"].save()
        home = text(browser(who["li"]).get("/"))
        assert ('href="/findings"' in home) is ('href="/clues"' in home) is ("虚假交易团伙" in home) is is_there
