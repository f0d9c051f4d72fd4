"""Led off the platform: accounts across separators and homophones, and what a platform permits."""

import json

import pyarrow as pa
import pytest
from counted import lines
from detector_titles import batch, harmless, true_ones

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.detectors.common.ways import linked
from mingjian.core.detectors.contact_migration import DETECTOR, judge
from mingjian.core.engines import Engine
from mingjian.core.records import kind
from mingjian.core.wording import Texts


def listings(*titles: str) -> pa.Table:
    rows = [{"listing_id": f"L{n}", "platform": "甲网", "title": title} for n, title in enumerate(titles)]
    return pa.Table.from_pylist(rows, kind("listing").schema)


def posts(*texts: str) -> pa.Table:
    rows = [{"post_id": f"P{n}", "platform": "微聊圈", "text": text} for n, text in enumerate(texts)]
    return pa.Table.from_pylist(rows, kind("post").schema)


def is_found(title: str) -> bool:
    return bool(list(judge(Texts(listings(title).to_batches()[0]), "listing")))


def test_what_leads_away_is_found_and_a_service_line_is_not(engine: Engine) -> None:
    titles = ("真皮包 加微信 shili_0001 看图", "空调 售后服务热线 400-800-8800", "加V领打底衫", "\u202e<b>＋v：shili_0002")
    written = posts("周末拼团，微信 shili_0003", "代购手表 走微优惠 微信 shili_0004 亲友付")
    found = run("contact_migration", engine, {"listing": engine.from_arrow(listings(*titles)), "post": engine.from_arrow(written)})
    assert sorted(found["subject"].to_pylist()) == ["微聊圈/P1", "甲网/L0", "甲网/L3"]


def test_another_account_adds_to_the_score_and_the_same_said_twice_does_not() -> None:
    once, twice, other, invited = (
        [one.score for one in judge(Texts(listings(title).to_batches()[0]), "listing")]
        for title in (
            "真皮包 微信 shili_0001",
            "真皮包 微信 shili_0001 微信 shili_0001",
            "真皮包 微信 shili_0001 微信 shili_0002",
            "真皮包 微信 shili_0001 加V看图",
        )
    )
    assert once == twice
    assert other[0] > once[0]
    assert invited[0] > other[0]


def test_a_text_of_nothing_but_invitations_costs_no_more_than_its_length_and_its_account_is_not_lost() -> None:
    def of(size: int) -> Texts:
        return Texts(listings("加微信" * size + " 微信 shili_0004 ").to_batches()[0])

    once, twice = (lines(lambda size=size: list(judge(of(size), "listing"))) for size in (1000, 2000))  # type: ignore[misc]
    assert once < twice < 2.5 * once
    (told,) = judge(of(6000), "listing")
    evidence = json.loads(told.evidence)
    assert len(evidence["spans"]) <= 210
    assert max(end for _, end, *_ in evidence["spans"]) == 18_014  # the account at the very end


def givers(size: int) -> pa.Table:
    """So many findings on shops that all give one contact."""
    contacts = [["wechat", "shili_0009"]]
    told = [json.dumps({"given": {"by": f"甲网/s{n:05}", "contacts": contacts}}) for n in range(size)]
    return pa.Table.from_pylist([{**dict.fromkeys(FINDINGS.names, ""), "score": 0.5, "evidence": one} for one in told], FINDINGS)


@pytest.mark.slow
def test_a_contact_that_very_many_give_costs_no_more_than_there_are() -> None:
    once, twice = (lines(lambda size=size: linked(givers(size))) for size in (500, 1000))  # type: ignore[misc]
    assert once < twice < 2.5 * once
    told = [json.loads(one)["shared"][0] for one in linked(givers(6000))["evidence"].to_pylist()]
    assert {one["count"] for one in told} == {5999}
    assert told[0]["given_by"][:2] == ["甲网/s00001", "甲网/s00002"]
    assert told[1]["given_by"][:2] == ["甲网/s00000", "甲网/s00002"]
    assert {len(one["given_by"]) for one in told} == {50}


def test_no_rows_give_no_findings(engine: Engine) -> None:
    found = run("contact_migration", engine, {"listing": engine.from_arrow(listings())})
    assert found.num_rows == 0
    assert found.schema.equals(FINDINGS)


@pytest.mark.parametrize(
    "title",
    [
        "女包 薇❤ shili_0005",
        "加威信：shili_0006",
        "扣扣 1 2 3 4 5 6 7 8 9 看图",
        "VX shili-0007",
        "ＶＸ：ｓｈｉｌｉ０００８",
        "不走平台 微信转账",
        "进群 加裙 778 899 112",
    ],
)
def test_disguised_ways_are_seen(title: str) -> None:
    assert is_found(title)


@pytest.mark.parametrize("title", ["微信支付收款音响", "加微孔枕头", "客服微信在线", "型号：VX123456", "规格 150*200*30", "微信小程序开发", "私聊"])
def test_a_near_miss_is_none(title: str) -> None:
    assert not is_found(title)


def test_a_number_or_an_invitation_says_more_beside_words_of_copies_and_says_so() -> None:
    for title in ("跑鞋 懂的来 电话 13800138000", "跑鞋 高仿 扫码进群", "跑鞋 不议真假 进群看款"):
        (one,) = judge(Texts(listings(title).to_batches()[0]), "listing")
        assert "旁有仿品用语" in one.reason.zh
        assert "beside words of copies" in one.reason.en
    for title in ("跑鞋 电话 13800138000", "跑鞋 扫码进群领券", "跑鞋 懂的来", "海外代购 跑鞋 电话 13800138000", "高仿真花 进群领券"):
        assert not is_found(title)


def test_the_reason_masks_the_account_and_the_evidence_marks_it() -> None:
    title = "名表 加微信 shili_90001234 看图"
    (one,) = judge(Texts(listings(title).to_batches()[0]), "listing")
    assert "shili_90001234" not in one.reason.zh + one.reason.en + one.evidence
    told = json.loads(one.evidence)
    start, end, *_ = told["spans"][0]
    assert title[start:end] == "加微信 shili_90001234"
    assert len(told["texts"]["title"]) == len(title)


@pytest.mark.parametrize(
    ("title", "moves", "innocent"),
    [
        ("女包 https://u.wechat.com/shiLI0001", "把买家的联系引到平台外", "公众号"),
        ("女包 wxp://f2f0shiLIshili0001", "把买家的付款引到平台外", "线下门店"),
        ("女包 HTTPS://QR.ALIPAY.COM/FKX00000SHILI0001", "把买家的付款引到平台外", "线下门店"),
        ("女包 ￥shiLI00shiL￥", "把买家的交易引到平台外", "联盟推广"),
        ("女包 加微信 shili_0001 wxp://f2f0shiLIshili0001", "把买家的联系、付款引到平台外", "线下门店"),
    ],
)
def test_what_a_code_moves_is_told_with_what_else_it_may_be(title: str, moves: str, innocent: str) -> None:
    (one,) = judge(Texts(listings(title).to_batches()[0]), "listing")
    assert moves in one.reason.zh
    assert innocent in "".join(text.zh for text in one.innocent)


def test_a_code_that_a_public_account_may_have_takes_another_sign() -> None:
    code = "http://weixin.qq.com/r/shiliShiliShili00001"
    assert not is_found(f"女包 {code}")
    assert not is_found("女包 支付宝转账")
    assert is_found(f"女包 支付宝转账 {code}")


def test_what_leads_back_to_the_platform_itself_is_none() -> None:
    command = "女包 ￥shiLI00shiL￥ https://m.tb.cn/h.5shiLI0"
    rows = [{"listing_id": f"L{n}", "platform": platform, "title": command} for n, platform in enumerate(("淘宝", "天猫超市", "别家网"))]
    (one,) = judge(Texts(pa.RecordBatch.from_pylist(rows, kind("listing").schema)), "listing")
    assert one.row == 2


def test_no_platform_owns_a_personal_payment_code() -> None:
    rows = [{"listing_id": "L", "platform": platform, "title": "女包 wxp://f2f0shiLIshili0001"} for platform in ("微信小店", "淘宝")]
    assert len(list(judge(Texts(pa.RecordBatch.from_pylist(rows, kind("listing").schema)), "listing"))) == 2


def test_shops_that_give_the_same_code_name_each_other_and_the_code_stays_masked(engine: Engine) -> None:
    written = "FKX00000SHILI0001"
    titles = (
        f"女包 HTTPS://QR.ALIPAY.COM/{written}",
        f"男鞋 https://qr.alipay.com/{written.lower()}",
        "帽子 wxp://f2f0shiLIshili0002",
        f"袜子 qr.alipay.com/{written}",
    )
    rows = [{"listing_id": f"L{n}", "shop_id": f"S{min(n, 2)}", "platform": "甲网", "title": title} for n, title in enumerate(titles)]
    found = run("contact_migration", engine, {"listing": engine.from_arrow(pa.Table.from_pylist(rows, kind("listing").schema))}).to_pylist()
    told = {row["subject"]: json.loads(row["evidence"]) for row in found}
    assert {subject: [one["given_by"] for one in evidence.get("shared", [])] for subject, evidence in told.items()} == {
        "甲网/L0": [["甲网/S1", "甲网/S2"]],
        "甲网/L1": [["甲网/S0", "甲网/S2"]],
        "甲网/L2": [],
        "甲网/L3": [["甲网/S0", "甲网/S1"]],
    }
    first = next(row for row in found if row["subject"] == "甲网/L0")
    assert "还见于甲网/S1、甲网/S2。" in first["reason_zh"]
    assert "is given by 甲网/S1, 甲网/S2." in first["reason_en"]
    assert all(written.lower() not in str(row).lower() and "given" not in evidence for row, evidence in zip(found, told.values(), strict=True))


@pytest.mark.parametrize("with_category", [True, False])
def test_harmless_titles_give_nothing(with_category: bool) -> None:
    rows = harmless()
    assert [rows[one.row] for one in judge(Texts(batch(rows, with_category=with_category)), "listing")] == []


def test_true_titles_that_were_held_back_are_found() -> None:
    """They come from the hand that made the list: this shows that recall is not nil, not how high it is in the wild."""
    rows = true_ones(DETECTOR.key, held_back=True)
    assert len(list(judge(Texts(batch(rows)), "listing"))) >= 0.7 * len(rows)


def test_few_rows_and_many_are_sifted_alike() -> None:
    rows = [
        *harmless(),
        *true_ones(DETECTOR.key, held_back=True),
        ("", "电话 1③8 0０0 0一二三 4"),
        ("", "尺寸 12*34*56*78*90"),
        ("", "ｗｘｐ：//f2f0shiLIshili"),
        ("", "包 w\u200bxp://f2f0shiLIshili"),
        ("", "HTTPS://QR.ALIPAY.COM/FKX00000SHILI0001"),
    ]
    many = Texts(batch(rows * 4))
    few = [place for place in range(len(rows)) if list(judge(Texts(batch(rows[place : place + 1])), "listing"))]
    assert [one.row for one in judge(many, "listing") if one.row < len(rows)] == few


def test_a_plain_invitation_says_as_much_as_a_disguised_one_and_is_not_called_disguised() -> None:
    told = {title: next(judge(Texts(listings(f"真皮包 {title}看图").to_batches()[0]), "listing")) for title in ("加微信", "加薇信", "加V")}
    assert len({one.score for one in told.values()}) == 1
    assert {title: "经变形" in one.reason.zh for title, one in told.items()} == {"加微信": False, "加薇信": True, "加V": True}
    assert [span[4] for span in json.loads(told["加微信"].evidence)["spans"]] == [""]


@pytest.mark.parametrize(("shops", "zh", "en"), [(2, "于甲网/s00001。", "s00001."), (4, "、甲网/s00003。", "s00003."), (5, "等 4 家。", "and 1 more.")])
def test_three_others_who_give_a_contact_are_named_and_the_rest_counted(shops: int, zh: str, en: str) -> None:
    first = linked(givers(shops)).to_pylist()[0]
    assert first["reason_zh"].endswith(zh)
    assert first["reason_en"].endswith(en)


def test_who_gives_a_contact_alone_or_twice_shares_it_with_nobody() -> None:
    (row,) = givers(1).to_pylist()
    for told in (linked(givers(1)), linked(pa.Table.from_pylist([row, row], FINDINGS))):
        assert all("shared" not in json.loads(one["evidence"]) and one["reason_zh"] == "" for one in told.to_pylist())
    nameless = {**row, "evidence": json.dumps({"given": {"by": "", "contacts": [["wechat", "shili_0009"]]}})}
    assert all("shared" not in json.loads(one) for one in linked(pa.Table.from_pylist([row, nameless], FINDINGS))["evidence"].to_pylist())
