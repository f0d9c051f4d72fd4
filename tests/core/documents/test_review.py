"""Each check of the review of files says Yes of a sound file and No of one with the fault that it looks for; what it cannot see it asks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mingjian.core.documents.file_checks import File, Printed, Verdict
from mingjian.core.documents.review import questions, review, score
from mingjian.core.errors import RulebookFault
from mingjian.core.procedure import rulebook

BLOCK = (
    "当事人：桐庐青禾鞋行\n主体资格证照名称：营业执照\n"
    "统一社会信用代码：91330122MA2ABCDE0J\n住所（住址）：桐庐县迎春南路205号\n经营者：王青禾\n身份证件号码：330122199003072319"
)
FACTS = "2026年8月4日至10月3日，当事人在云集市网店“青禾鞋行”（店铺编号S9）销售仿冒运动鞋137双，单价300元，违法经营额41100.00元。"
PENALTY = "1. 没收侵权运动鞋17双；\n2. 罚款人民币陆万元整（￥60000.00）。"
DECISION = f"""桐庐县市场监督管理局
行政处罚决定书
桐市监处罚〔2026〕1号
{BLOCK}
本机关于2026年11月2日立案。2026年11月3日查封、扣押运动鞋17双（桐市监强〔2026〕1号）。
经查明：{FACTS}
1. 现场笔录（桐庐县局，2026年11月3日，1份），证明当事人主体、行为
2. 平台交易明细（云集市，1份），证明数量和金额
本机关于2026年11月6日向当事人直接送达桐市监罚告〔2026〕1号《行政处罚告知书》。当事人称不知道是侵权商品，本机关不予采纳。
经听证，并经集体讨论。
当事人违反了《中华人民共和国商标法》第五十七条第三项的规定。责令立即停止销售。依据《中华人民共和国商标法》第六十条第二款的规定，决定处罚如下：
{PENALTY}
扣押的运动鞋予以没收。收到决定书之日起十五日内缴至工商银行桐庐支行，账号1202。逾期每日按百分之三加处罚款，申请人民法院强制执行。
如不服，六十日内向桐庐县人民政府申请行政复议，六个月内向桐庐县人民法院提起行政诉讼。
桐庐县市场监督管理局
2026年11月20日"""
NOTICE = f"""桐庐县市场监督管理局
行政处罚告知书
经查明：{FACTS}
拟作如下处罚：{PENALTY}
依据《行政处罚法》第四十四条、第四十五条，可以在五个工作日内陈述、申辩；依据第六十三条可以要求举行听证。联系电话0571-64210000，地址迎春南路1号。"""
STANDS = "与追诉标准比较：销售金额41100元，标准为50000元以上，未达追诉标准。"
LETTER = """桐庐县公安局：
依据《行政执法机关移送涉嫌犯罪案件的规定》第三条移送。涉嫌销售假冒注册商标的商品罪（《中华人民共和国刑法》第二百一十四条）。
与追诉标准比较：销售金额41100元，标准为50000元以上，未达追诉标准。承办人李鉴，电话0571-64210000。扣押至2026年12月3日届满。
附件：1. 调查报告（1份3页）
回执
抄送：桐庐县人民检察院"""
LAW = {"违反的规定": "《中华人民共和国商标法》第五十七条第三项", "处罚依据": "《中华人民共和国商标法》第六十条第二款"}
VALUES: Mapping[str, Any] = {
    **LAW,
    "当事人": "桐庐青禾鞋行",
    "当事人信息": BLOCK,
    "违法事实": FACTS,
    "告知日期": "2026年11月6日",
    "陈述申辩": "当事人称不知道是侵权商品，本机关不予采纳。",
    "改正": "立即停止销售",
    "处罚": PENALTY,
    "罚没合计": "人民币陆万元整（￥60000.00）",
    "财物处理": "没收",
}
RECORD: dict[str, Any] = {
    "authority": {"name": "桐庐县市场监督管理局"},
    "office": {"government": "桐庐县人民政府", "court": "桐庐县人民法院", "phone": "0571-64210000", "address": "迎春南路1号"},
    "officers": {"certified": "李（执法证号浙A1）、王（执法证号浙A2）"},
    "dossier": {"opened_on": "2026年11月2日"},
    "steps": {
        "seize": {"at": "2026年11月3日"},
        "ask_hearing": {"at": "2026年11月9日"},
        "hold_hearing": {"at": "2026年11月16日"},
        "discuss_collectively": {"at": "2026年11月19日"},
        "decide_penalty": {"at": "2026年11月20日", "fine": "60000"},
        "write_report": {"at": "2026年11月20日"},
        "approve_transfer": {"at": "2026年11月21日"},
    },
    "papers": {"hearing_right": "有权要求听证"},
    "deadlines": {"answer_notice": "2026年11月13日"},
    "served": {"penalty_notice": {"on": "2026年11月6日"}},
    "amounts": {"turnover": "41,100.00元"},
    "exhibits": {
        "unproven": "",
        "list": [
            {"序号": "1", "名称": "现场笔录", "种类": "勘验笔录、现场笔录", "制作（出具）者": "桐庐县局", "日期": "2026年11月3日", "证明": "主体"},
            {"序号": "2", "名称": "平台交易明细", "种类": "电子数据", "制作（出具）者": "云集市", "证明": "数额", "来源": "平台答复", "校验值": "ab12"},
        ],
    },
    "measures": {
        "list": [{"措施": "扣押", "文号": "桐市监强〔2026〕1号", "财物": "运动鞋17双", "处理": ""}],
        "held": [{"措施": "扣押", "财物": "运动鞋17双", "止": "2026年12月3日"}],
    },
    "parties": {"list": [{"角色": "当事人（被处罚人）", "名称": "桐庐青禾鞋行", "代码": "91330122MA2ABCDE0J", "住所": "迎春南路205号", "负责人": ""}]},
}
PAPERS = {
    "decision": Printed("penalty_decision", "桐市监处罚〔2026〕1号", date(2026, 11, 20), DECISION, VALUES),
    "announcement": Printed("penalty_notice", "桐市监罚告〔2026〕1号", date(2026, 11, 6), NOTICE, {**LAW, "违法事实": FACTS, "拟处罚": PENALTY}),
    "letter": Printed(
        "transfer_letter_crime",
        "桐市监罪移〔2026〕1号",
        date(2026, 11, 21),
        LETTER,
        {"公安机关": "桐庐县公安局", "罪名": "销售假冒注册商标的商品罪", "随案材料": "1. 调查报告（1份3页）", "追诉标准": STANDS},
    ),
}
OTHERS = {
    "transfer_goods": Printed("transfer_goods", "", date(2026, 11, 21), "涉案物品清单：运动鞋17双", {}),
    "crime_report": Printed("crime_report", "", date(2026, 11, 20), "执法证号浙A1，执法证号浙A2", {}),
}


def changed(path: str, value: Any) -> File:
    """Return the sound file with one thing changed: `record.room.name`, `paper.text|number|on`, `paper.values.name`, or `others.form`."""
    first, *rest = path.split("/")
    if first in PAPERS:
        paper = PAPERS[first]
        if rest[0] == "values":
            paper = replace(paper, values={**paper.values, rest[1]: value})
        elif isinstance(value, tuple):
            paper = replace(paper, text=paper.text.replace(*value))
        else:
            paper = replace(paper, **{rest[0]: value})
        return File({**PAPERS, first: paper}, OTHERS, RECORD)
    if first == "others":
        return File(PAPERS, {name: one for name, one in OTHERS.items() if name != rest[0]}, RECORD)
    record = {**RECORD, first: {**RECORD[first], rest[0]: value}}
    return File(PAPERS, OTHERS, record)


def verdicts(file: File) -> dict[str, Verdict]:
    return {one.question.key: one.verdict for one in review(file)}


def test_a_sound_file_is_right_wherever_the_record_decides() -> None:
    found = verdicts(File(PAPERS, OTHERS, RECORD))
    assert {key for key, one in found.items() if one is Verdict.NO} == set()
    assert {key for key, one in found.items() if one is Verdict.ASK} == {"facts", "reckoned", "in_range", "discretion"}
    assert len(found) == 40


@pytest.mark.parametrize(
    ("key", "path", "value"),
    [
        ("title", "decision/number", "桐市监处罚〔2026〕第01号"),
        ("title", "decision/text", ("桐庐县市场监督管理局\n行政处罚决定书", "市监局\n行政处罚决定书")),
        ("one_party", "decision/values/当事人", "桐庐白鹭商行"),
        ("party_block", "decision/values/当事人信息", BLOCK.replace("91330122MA2ABCDE0J", "91330122MA2ABCDE18")),
        ("party_block", "decision/values/当事人信息", BLOCK.replace("住所（住址）：桐庐县迎春南路205号\n", "")),
        ("business", "decision/text", ("身份证件号码：330122199003072319", "")),
        ("course", "decision/text", ("2026年11月3日查封", "其后查封")),
        ("course", "decision/text", ("（桐市监强〔2026〕1号）", "")),
        ("course", "measures/list", [{"措施": "扣押", "文号": "", "财物": "运动鞋17双", "处理": "没收"}]),
        ("one_value", "decision/values/违法事实", FACTS.replace("41100.00", "3951.63")),
        ("one_value", "steps/decide_penalty", {"at": "2026年11月20日", "fine": "80000"}),
        ("evidence_rows", "exhibits/list", []),
        ("evidence_rows", "exhibits/list", [{"序号": "1", "名称": "现场笔录", "证明": "主体"}]),
        ("evidence_rows", "decision/text", ("平台交易明细", "明细")),
        ("proven", "exhibits/unproven", "商品系侵权、假冒或者不合格"),
        ("data_rows", "exhibits/list", [{"序号": "1", "名称": "现场笔录", "种类": "电子数据", "日期": "2026年11月3日", "证明": "主体"}]),
        ("plain_facts", "decision/values/违法事实", FACTS + "当事人可能还有其他网店。"),
        ("plain_facts", "decision/values/违法事实", FACTS + "违反《中华人民共和国商标法》第五十七条。"),
        ("notice_told", "decision/text", ("桐市监罚告〔2026〕1号", "")),
        ("notice_told", "deadlines/answer_notice", "2026年11月20日"),
        ("answered", "decision/values/陈述申辩", ""),
        ("heard", "decision/text", ("经听证，并经集体讨论。", "")),
        ("as_told", "announcement/values/处罚依据", "《中华人民共和国商标法》第六十条第一款"),
        ("as_told", "announcement/text", ("陆万元整（￥60000.00）", "伍万元整（￥50000.00）")),
        ("broken", "decision/values/违反的规定", "商标法第57条"),
        ("applied", "decision/values/处罚依据", ""),
        ("correct_apart", "decision/values/处罚", "1. 责令立即停止销售；\n2. 罚款人民币陆万元整（￥60000.00）。"),
        ("sums", "decision/values/处罚", "罚款人民币陆万元整（￥6000.00）。"),
        ("sums", "decision/values/处罚", "罚款60000元。"),
        ("sums", "decision/values/罚没合计", "人民币柒万元整（￥70000.00）"),
        ("goods_fate", "decision/values/财物处理", ""),
        ("goods_fate", "decision/text", ("扣押的运动鞋予以没收", "处理情况：尚未处理")),
        ("payment", "decision/text", ("账号1202", "指定账户")),
        ("remedies", "decision/text", ("桐庐县人民法院提起", "人民法院提起")),
        ("end", "decision/on", date(2026, 11, 23)),
        ("items_told", "announcement/values/拟处罚", "罚款。"),
        ("notice_basis", "announcement/values/违反的规定", ""),
        ("right_to_state", "announcement/text", ("五个工作日", "规定期限")),
        ("right_to_hearing", "announcement/text", ("要求举行听证", "陈述")),
        ("right_to_hearing", "papers/hearing_right", "无权要求听证"),
        ("no_form_words", "decision/text", ("账号1202", "账号＿＿")),
        ("no_form_words", "decision/text", ("销售仿冒运动鞋", "销售“商品 L5610287”")),
        ("no_form_words", "decision/text", ("平台交易明细（", "平台交易明细.csv（")),
        ("no_form_words", "letter/text", ("承办人李鉴", "承办人【姓名】")),
        ("contact", "announcement/on", date(2026, 11, 9)),
        ("police", "letter/values/公安机关", "桐庐公安"),
        ("police", "letter/values/罪名", "假冒"),
        ("police", "letter/text", ("（《中华人民共和国刑法》第二百一十四条）", "")),
        ("suspects", "parties/list", [{"角色": "当事人", "名称": "某", "代码": "", "住所": "", "负责人": ""}]),
        ("annexes", "letter/values/随案材料", ""),
        ("goods_list", "others/transfer_goods", None),
        ("measures", "letter/text", ("2026年12月3日", "届时")),
        ("measures", "letter/values/已作处罚", "60000元"),
        ("in_time", "letter/on", date(2026, 11, 24)),
        ("in_time", "letter/text", ("抄送", "送")),
        ("in_time", "letter/text", ("抄送：桐庐县人民检察院", "抄送：＿＿＿＿")),
        ("hands", "officers/certified", "李（执法证号浙A1）"),
    ],
)
def test_a_fault_is_found(key: str, path: str, value: Any) -> None:
    assert verdicts(changed(path, value))[key] is Verdict.NO


@pytest.mark.parametrize(
    ("key", "path", "value"),
    [
        ("one_party", "decision/values/当事人", "桐庐青禾鞋行、杭州盛信食品有限公司"),
        ("as_told", "announcement/values/违法事实", FACTS.replace("137双", "一百三十七双")),
        ("applied", "decision/values/处罚依据", LAW["违反的规定"]),
        ("annexes", "letter/values/随案材料", "1. 调查报告"),
        ("line", "letter/values/追诉标准", ""),
    ],
)
def test_what_the_record_cannot_decide_is_asked(key: str, path: str, value: Any) -> None:
    assert verdicts(changed(path, value))[key] is Verdict.ASK


def test_a_person_answers_what_is_open_and_may_object_but_clears_no_fault_of_the_record() -> None:
    file = changed("decision/values/处罚依据", "")
    given = dict.fromkeys(("facts", "reckoned", "in_range", "discretion", "line", "applied"), Verdict.YES) | {"title": Verdict.NO}
    found = {one.question.key: one for one in review(file, given)}
    assert (found["facts"].verdict, found["facts"].is_person) == (Verdict.YES, True)
    assert found["applied"].verdict is Verdict.NO
    assert found["applied"].why is not None
    assert "评查人员认为符合" in found["applied"].why.zh
    assert found["title"].verdict is Verdict.NO
    counted = score(found.values())
    assert (counted.points, counted.fatal, counted.open, counted.is_good) == (99, 2, 0, False)


def test_a_file_is_good_only_when_nothing_is_open() -> None:
    file = File(PAPERS, OTHERS, RECORD)
    assert not score(review(file)).is_good
    given = dict.fromkeys(("facts", "reckoned", "in_range", "discretion", "line"), Verdict.YES)
    assert score(review(file, given)).is_good
    assert not score([]).is_good


def test_a_right_to_a_hearing_that_nobody_used_is_told_in_the_decision() -> None:
    steps = {name: one for name, one in RECORD["steps"].items() if name not in ("ask_hearing", "hold_hearing", "discuss_collectively")}
    silent = replace(PAPERS["decision"], text=DECISION.replace("经听证，并经集体讨论。", ""))
    told = replace(silent, text=silent.text + "当事人在规定期限内未要求听证。")
    for paper, expected in ((silent, Verdict.NO), (told, Verdict.YES)):
        assert verdicts(File({**PAPERS, "decision": paper}, OTHERS, {**RECORD, "steps": steps}))["heard"] is expected


def test_a_police_body_may_have_words_in_brackets_behind_its_name() -> None:
    letter = replace(
        PAPERS["letter"], text=LETTER.replace("桐庐县公安局", "桐庐县公安局（演示）"), values={**PAPERS["letter"].values, "公安机关": "桐庐县公安局（演示）"}
    )
    assert verdicts(File({**PAPERS, "letter": letter}, OTHERS, RECORD))["police"] is Verdict.YES


def test_the_report_to_the_police_is_read_beside_the_letter() -> None:
    bare = {**OTHERS, "crime_report": replace(OTHERS["crime_report"], text="执法证号浙A1")}
    assert verdicts(File(PAPERS, bare, RECORD))["hands"] is Verdict.NO


def test_every_question_rests_on_articles_of_the_rulebook_and_a_bad_file_is_refused(tmp_path: Path) -> None:
    assert [ref for one in questions().all for ref in one.ground if not rulebook().statutes.knows(ref)] == []
    head = "good: 90\npoints: {serious: 3, form: 1}\nquestions:\n"
    bad = head + "  x: {paper: decision, weight: fatal, check: nothing, mend: record, ground: [apl/59], zh: 甲, en: A}\n"
    (tmp_path / "penalty.yaml").write_text(bad, encoding="utf-8")
    with pytest.raises(RulebookFault, match="核对方法不存在"):
        questions(tmp_path)


def of_decision(values: Mapping[str, Any], record: Mapping[str, Any] = RECORD, *, text: str = DECISION, announced: Mapping[str, Any] | None = None) -> File:
    papers = {**PAPERS, "decision": replace(PAPERS["decision"], values={**VALUES, **values}, text=text)}
    if announced is not None:
        text = NOTICE.replace(PENALTY, announced["拟处罚"])
        papers["announcement"] = replace(PAPERS["announcement"], values={**PAPERS["announcement"].values, **announced}, text=text)
    return File(papers, OTHERS, record)


OF_TWO = "1. 对甲商行罚款人民币陆万元整（￥60000.00）；\n2. 对乙公司罚款人民币贰万元整（￥20000.00）。"


def test_of_several_parties_the_fine_on_record_is_the_total_of_what_each_pays() -> None:
    record = {**RECORD, "steps": {**RECORD["steps"], "decide_penalty": {"at": "2026年11月20日", "fine": "80000"}}}
    text = DECISION.replace(PENALTY, OF_TWO)
    assert verdicts(of_decision({"处罚": OF_TWO}, record, text=text))["one_value"] == Verdict.YES
    record["steps"]["decide_penalty"]["fine"] = "70000"
    assert verdicts(of_decision({"处罚": OF_TWO}, record, text=text))["one_value"] == Verdict.NO


def test_a_total_beside_the_items_makes_the_penalty_no_heavier_than_was_told() -> None:
    items = "1. 没收违法所得人民币陆万元整（￥60000.00）；\n2. 罚款人民币陆万元整（￥60000.00）。"
    text = DECISION.replace(PENALTY, f"{items}\n罚没款合计人民币壹拾贰万元整（￥120000.00）。")
    assert verdicts(of_decision({"处罚": items}, text=text, announced={"拟处罚": items}))["as_told"] == Verdict.YES
    assert verdicts(of_decision({"处罚": items}, text=text, announced={"拟处罚": PENALTY}))["as_told"] == Verdict.NO


def test_one_article_for_several_parties_is_asked_of_a_person() -> None:
    one = DECISION.replace(BLOCK, f"当事人（一）\n{BLOCK}\n当事人（二）\n当事人：乙公司").replace("当事人违反了", "当事人的上述行为违反了")
    found = verdicts(of_decision({}, text=one))
    assert (found["broken"], found["applied"]) == (Verdict.ASK, Verdict.ASK)
    apart = one.replace("当事人的上述行为违反了", "乙公司的上述行为违反了")
    assert verdicts(of_decision({}, text=apart))["broken"] == Verdict.YES


def test_a_decision_that_does_not_say_who_tested_lacks_a_part_of_its_course() -> None:
    record = {**RECORD, "steps": {**RECORD["steps"], "test_seized_goods": {"at": "2026年11月4日", "tester": "浙江省质量科学研究院"}}}
    assert verdicts(of_decision({}, record))["course"] == Verdict.NO
    told = DECISION.replace("经查明：", "2026年11月4日委托浙江省质量科学研究院检验。\n经查明：")
    assert verdicts(of_decision({}, record, text=told))["course"] == Verdict.YES


def test_goods_that_were_held_when_the_letter_went_are_looked_for_although_they_were_confiscated_since() -> None:
    record = {**RECORD, "measures": {**RECORD["measures"], "held": []}}
    row = {"措施": "扣押", "财物": "运动鞋17双", "情况": "尚未处理"}
    letter = replace(PAPERS["letter"], values={**PAPERS["letter"].values, "措施清单": [row]})
    assert verdicts(File({**PAPERS, "letter": letter}, OTHERS, record))["goods_list"] == Verdict.YES
    assert verdicts(File({**PAPERS, "letter": letter}, {}, record))["goods_list"] == Verdict.NO
    assert verdicts(File(PAPERS, OTHERS, record))["goods_list"] == Verdict.NOT_APPLICABLE
