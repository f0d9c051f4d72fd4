"""
The checks of the review of files: each reads printed papers and the record beside them, and returns a verdict with what is wrong.

A check says Yes, No, that the question does not arise, or that a person has to look. It never says Yes where it could not see.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mingjian.core.documents.notation import capitals
from mingjian.core.identifiers.typed import is_code_valid
from mingjian.core.language import Text
from mingjian.core.law.citations import numeral

REPORT = "crime_report"


class Verdict(StrEnum):
    """An answer to a question. `ASK`: a person has to look."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"
    ASK = "ask"


@dataclass(frozen=True)
class Printed:
    """A final paper: its form and number, the day it bears, its text as printed, and the values that were filled in."""

    form: str
    number: str
    on: date
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return a value as text; empty where the paper has none."""
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def says(self, *words: str) -> bool:
        """Return whether the text has every one of some words, whatever spaces stand between."""
        text = _close(self.text)
        return all(_close(word) in text for word in words)


@dataclass(frozen=True)
class File:
    """A file under review: its final papers by the names that questions use, other final papers by form, and the record by group and name."""

    papers: Mapping[str, Printed]
    others: Mapping[str, Printed]
    record: Mapping[str, Any]

    def room(self, *names: str) -> Any:
        """Return what the record says at a path of names; None where it says nothing."""
        found: Any = self.record
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def rows(self, room: str) -> Sequence[Mapping[str, str]]:
        """Return the list of a room; empty where there is none."""
        return self.room(room, "list") or ()


Found = tuple[Verdict, Text | None]
_NUMBER = re.compile(r"^.+〔20\d\d〕[1-9]\d*号$")
_ARTICLE = re.compile(r"《[^》]{2,60}》第[零〇一二三四五六七八九十百千]+条")
_GUESS = re.compile(r"大约|可能|左右|大概|估计|据说|疑似|应该是|差不多")
_FORM_WORDS = re.compile(r"＿|_{2,}|【|】|是否有|（单位）|；/|：有[；。]|\{\{|None\b|“商品 [\w-]+”|\.(?:png|jpe?g|pdf|docx?|xlsx?|csv|wacz)（")
_CAPITALS = re.compile(r"([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+元(?:整|[零壹贰叁肆伍陆柒捌玖]角?[零壹贰叁肆伍陆柒捌玖角分]*))[（(]￥([\d,]+(?:\.\d{1,2})?)元?[）)]")
_FIGURES = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)元")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_WHOLE = re.compile(r"^\d{4}-\d{2}-\d{2}")
_COPIES = re.compile(r"[一二三四五六七八九十\d]+\s*(?:份|页|件|册)")
_ADOPTED = re.compile(r"采纳|不予|未提出|放弃|成立|无异议|没有异议|认可")


#: apl/44 and apl/45, and transfer_rules/3: the articles that the notice and the letter rest on.
_OF_STATEMENT, _OF_TRANSFER = (44, 45), 3


def _article(nth: int) -> str:
    return f"第{numeral(nth)}条"


def _yes() -> Found:
    return Verdict.YES, None


def _na() -> Found:
    return Verdict.NOT_APPLICABLE, None


def ask(zh: str, en: str) -> Found:
    return Verdict.ASK, Text(zh, en)


def _no(zh: str, en: str) -> Found:
    return Verdict.NO, Text(zh, en)


def _met(is_met: bool, zh: str, en: str) -> Found:
    return _yes() if is_met else _no(zh, en)


def _close(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _day(text: Any) -> date | None:
    """Return the first day that a text names, as papers or as machines write it."""
    if isinstance(text, date):
        return text
    if (found := _DAY.search(str(text or ""))) is not None:
        return date(int(found[1]), int(found[2]), int(found[3]))
    return date.fromisoformat(str(text)[:10]) if _WHOLE.match(str(text or "")) else None


def _sum(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _title(file: File) -> Found:
    decision = file.papers["decision"]
    authority = str(file.room("authority", "name") or "")
    head = _close(decision.text)[: len(authority) + 40]
    if not (authority and head.startswith(_close(authority))):
        return _no("标题没有以机关全称开头", "the title does not begin with the authority's full name")
    return _met(bool(_NUMBER.match(decision.number)), f"文号“{decision.number}”不合格式", f"the number {decision.number!r} is not of the form")


def _one_party(file: File) -> Found:
    decision, name = file.papers["decision"], file.papers["decision"].value("当事人")
    suspects = [row for row in file.rows("parties") if row.get("角色") and row.get("名称") in name.split("、")]
    if "、" in name or len(suspects) > 1:
        return ask("当事人不止一个：须为共同违法，否则应当分别决定", "there are several parties: right for a joint charge alone")
    return _met(bool(name) and decision.says(name), "没有写明当事人", "it names no party")


def _party_block(file: File) -> Found:
    decision = file.papers["decision"]
    block = decision.value("当事人信息") or decision.text
    code = re.search(r"统一社会信用代码：\s*([0-9A-Z]{18})", block)
    is_person = "身份证件" in decision.text and code is None
    wanted = ["住址"] if is_person else ["主体资格证照名称", "统一社会信用代码", "住所"]
    if missing := [label for label in wanted if label not in block]:
        return _no(f"缺{'、'.join(missing)}", f"missing: {', '.join(missing)}")
    if code and not is_code_valid(code[1]):
        return _no("统一社会信用代码的校验位不符", "the credit code fails its check digit")
    return _met(is_person or bool(re.search(r"(?:法定代表人|负责人|经营者)[^：]{0,8}：\s*\S", block)), "缺负责人", "the head is missing")


def _business(file: File) -> Found:
    decision = file.papers["decision"]
    block = decision.value("当事人信息") or decision.text
    if not re.search(r"经营者：\s*\S", block):
        return _na()
    return _met(decision.says("身份证件号码："), "没有经营者的身份证件号码", "the number of whoever runs it is missing")


#: What of the course a decision tells, by step: how the line is recognised that gives its day.
_COURSE = {
    "file": "立案",
    "commission_test": "检测|检验|鉴定|辨认|委托",
    "suspend": "中止",
    "extend_decision": "延长|延期",
    "seize": "查封|扣押",
    "seize_on_the_spot": "查封|扣押",
    "preserve_evidence": "先行登记保存",
    "preserve_on_the_spot": "先行登记保存",
}


def _course(file: File) -> Found:
    sentences = [_close(one) for one in re.split(r"[。；\n]", file.papers["decision"].text)]
    missing = []
    for step, words in _COURSE.items():
        day = file.room("steps", step, "at") or (file.room("dossier", "opened_on") if step == "file" else None)
        if day and not any(_close(str(day)) in one and re.search(words, one) for one in sentences):
            missing.append(words.partition("|")[0])
    if missing:
        return _no(f"没有写明{'、'.join(missing)}的日期", f"it does not give the day of: {', '.join(missing)}")
    testers = [str(file.room("steps", step, "tester") or "") for step in ("commission_test", "test_seized_goods")]
    if unnamed := [one for one in testers if one and not file.papers["decision"].says(one)]:
        return _no(f"没有写明委托{'、'.join(unnamed)}检测、检验、鉴定", f"it does not tell of the test by: {', '.join(unnamed)}")
    bare = [row.get("措施", "") for row in file.rows("measures") if not (row.get("文号") and file.papers["decision"].says(row["文号"]))]
    return _met(not bare, f"没有写明{'、'.join(bare)}的文号", f"it does not give the number of the paper of: {', '.join(bare)}")


def _one_value(file: File) -> Found:
    decision = file.papers["decision"]
    text = _close(decision.text)
    fine = file.room("steps", "decide_penalty", "fine") or file.room("papers", "fine")
    printed = [_sum(one[2]) for one in _CAPITALS.finditer(text)]
    fines = [_sum(one[2]) for row in decision.value("处罚").splitlines() if "罚款" in row for one in _CAPITALS.finditer(_close(row))]
    sums = {*printed, sum(fines, Decimal(0))}  # of several parties the fine on record is the total of theirs
    if fine and (found := re.search(r"[\d,]+(?:\.\d+)?", str(fine))) and "罚款" in text and printed and _sum(found[0]) not in sums:
        return _no(f"决定的罚款 {fine} 不在决定书的数额之中", f"the fine decided, {fine}, is none of the sums printed")
    facts = {_sum(one[1]) for one in _FIGURES.finditer(_close(decision.value("违法事实")))}
    for name, label in (("turnover", "经营额"), ("sales", "销售金额"), ("gains", "违法所得")):
        told = re.search(r"[\d,]+(?:\.\d+)?", str(file.room("amounts", name) or ""))
        if told and _sum(told[0]) and facts and re.search(label, decision.value("违法事实")) and _sum(told[0]) not in facts:
            return _no(f"事实中的{label}与案值明细的 {told[0]} 元不一致", f"the facts tell another sum than the ledger's {told[0]} yuan ({name})")
    return _yes()


def _evidence_rows(file: File) -> Found:
    decision, rows = file.papers["decision"], file.rows("exhibits")
    if not rows:
        return _no("没有证据清单", "there is no list of evidence")
    if bad := [row["序号"] for row in rows if not (row.get("名称") and (row.get("日期") or row.get("制作（出具）者")) and row.get("证明"))]:
        return _no(f"证据 {'、'.join(bad)} 缺日期、制作人或者证明内容", f"exhibits {', '.join(bad)} lack day and maker, or what they prove")
    absent = [row["序号"] for row in rows if not decision.says(row["名称"])]
    return _met(not absent, f"决定书没有列出证据 {'、'.join(absent)}", f"the decision does not list exhibits {', '.join(absent)}")


def _proven(file: File) -> Found:
    if not file.rows("exhibits"):
        return _no("没有证据清单", "there is no list of evidence")
    unproven = str(file.room("exhibits", "unproven") or "")
    return _met(not unproven, f"没有证据证明：{unproven}", f"nothing proves: {unproven}")


def _data_rows(file: File) -> Found:
    rows = [row for row in file.rows("exhibits") if row.get("种类") == "电子数据"]
    bad = [row["序号"] for row in rows if not (row.get("来源") and row.get("校验值"))]
    return _na() if not rows else _met(not bad, f"电子数据 {'、'.join(bad)} 没有来源或者校验值", f"data {', '.join(bad)} lack source or digest")


def _plain_facts(file: File) -> Found:
    facts = file.papers["decision"].value("违法事实")
    if not facts:
        return _no("没有违法事实", "it tells no facts")
    guess = _GUESS.search(facts)
    if guess:
        return _no(f"事实中有“{guess[0]}”", f"the facts say {guess[0]!r}")
    return _met(not _ARTICLE.search(facts), "事实中引用了法条", "the facts quote an article")


def _notice_told(file: File) -> Found:
    decision, notice = file.papers["decision"], file.papers.get("announcement")
    if decision.form != "penalty_decision":
        return _na()
    if notice is None:
        return _no("没有正式的告知书", "there is no final notice")
    served = decision.value("告知日期")
    if not (notice.number and decision.says(notice.number) and served and decision.says(served)):
        return _no("没有写明告知书的文号和送达日期", "number and day of the notice are missing")
    due, day = _day(file.room("deadlines", "answer_notice")), _day(file.room("steps", "decide_penalty", "at")) or decision.on
    if due is not None and day <= due and not decision.says("放弃陈述"):
        return _no(f"决定日 {day} 不在答复期限（至 {due}）之后", f"the decision of {day} is not after the time to answer, until {due}")
    return _yes()


def _answered(file: File) -> Found:
    stated = file.papers["decision"].value("陈述申辩")
    if file.papers["decision"].form != "penalty_decision":
        return _na()
    if not stated:
        return _no("没有写明陈述、申辩情况", "it does not tell what the party stated")
    return _yes() if _ADOPTED.search(stated) else ask("请核对是否写明采纳与否和理由", "see whether it says what was adopted, and why")


def _heard(file: File) -> Found:
    decision = file.papers["decision"]
    asked, held, discussed = (file.room("steps", name, "at") for name in ("ask_hearing", "hold_hearing", "discuss_collectively"))
    if held and not decision.says("听证"):
        return _no("举行了听证，决定书没有写明", "a hearing was held that the decision does not tell")
    if discussed and not decision.says("集体讨论"):
        return _no("经集体讨论，决定书没有写明", "it was discussed collectively, and the decision does not say so")
    if asked and not held and not file.room("steps", "waive_hearing", "at"):
        return _no("当事人要求听证，没有举行听证的记录", "the party asked for a hearing, and none is on record")
    was_told = str(file.room("papers", "hearing_right") or "").startswith(("有", "has"))
    if decision.form == "penalty_decision" and was_told and not asked and not decision.says("要求听证"):
        return _no("告知了听证权，决定书没有写明当事人是否要求听证", "the right to a hearing was told, and the decision does not say that none was asked for")
    return _yes()


def _as_told(file: File) -> Found:
    decision, notice = file.papers["decision"], file.papers.get("announcement")
    if notice is None:
        return _na() if decision.form != "penalty_decision" else _no("没有正式的告知书", "there is no final notice")
    for name in ("违反的规定", "处罚依据"):
        if _close(decision.value(name)) != _close(notice.value(name)):
            return _no(f"{name}与告知书不同", f"it cites another law than the notice ({name})")
    before, now = _taken(notice, "拟处罚"), _taken(decision, "处罚")
    if before is not None and now is not None and now > before:
        return _no(f"罚没 {now} 元高于告知的 {before} 元", f"it takes {now} yuan, more than the {before} told")
    if _close(decision.value("违法事实")) != _close(notice.value("违法事实")):
        return ask("事实的文字与告知书不同，请核对是否一致", "the facts are worded unlike the notice's: see whether they are the same")
    return _yes()


def _taken(paper: Printed, name: str) -> Decimal | None:
    """Return what the items of a paper come to, as printed; None where none is a sum. A total that stands beside them is no item."""
    items = paper.value(name)
    is_printed = bool(items) and paper.says(items)
    sums = [_sum(one[2]) for one in _CAPITALS.finditer(_close(items if is_printed else paper.text))]
    return sum(sums, Decimal(0)) if is_printed and sums else max(sums, default=None)


def _is_one_for_several(decision: Printed) -> bool:
    """Return whether one sentence says of several parties what they broke: whether they did the same, no record can see."""
    return decision.says("当事人（二）", "当事人的上述行为违反了")


def _cites(name: str) -> Callable[[File], Found]:
    def check(file: File) -> Found:
        told = file.papers["decision"].value(name)
        if name == "处罚依据" and told and _close(told) == _close(file.papers["decision"].value("违反的规定")):
            return ask("与违反的规定是同一条，请核对", "it is the provision broken itself: see whether that is right")
        if _ARTICLE.search(told) and _is_one_for_several(file.papers["decision"]):
            return ask("几个当事人适用同一条款：各自的行为是否相同，请核对", "one article for several parties: see whether each did the same")
        return _met(bool(_ARTICLE.search(told)), f"{name}不是法律全称加条款项", "it is no full title with an article in Chinese numerals")

    return check


def _correct_apart(file: File) -> Found:
    decision = file.papers["decision"]
    order, penalty = _close(decision.value("改正")), _close(decision.value("处罚"))
    if not order:
        return _na()
    text = _close(decision.text)
    return _met(order not in penalty and 0 <= text.find(order) < text.rfind(penalty[:12]), "责令改正列在处罚之中", "the order stands among the penalties")


def _sums(file: File) -> Found:
    decision = file.papers["decision"]
    printed = list(_CAPITALS.finditer(_close(decision.value("处罚") or decision.text)))
    if wrong := [one[0] for one in printed if _close(capitals(_sum(one[2]))).removeprefix("人民币") != one[1]]:
        return _no(f"大写与小写不符：{wrong[0]}", f"capitals and figures differ: {wrong[0]}")
    if not printed and re.search(r"罚款|没收违法所得", decision.value("处罚")):
        return _no("罚没数额没有大写和小写", "the sums are not in capitals and figures")
    total = _CAPITALS.search(_close(decision.value("罚没合计"))) or re.search(r"()￥?([\d,]+(?:\.\d+)?)", decision.value("罚没合计"))
    if total and printed and _sum(total[2]) != sum(_sum(one[2]) for one in printed):
        return _no("合计与各项之和不等", "the total is not the sum of the items")
    return _yes()


def _goods_fate(file: File) -> Found:
    rows = file.rows("measures")
    if not rows:
        return _na()
    decision = file.papers["decision"]
    if decision.says("尚未处理"):  # whatever became of the goods since: the paper that was served says it
        return _no("决定书写着财物“尚未处理”", "the decision says that the goods were not dealt with yet")
    told = bool(decision.value("财物处理")) or all(row.get("处理") and decision.says(row["处理"]) for row in rows)
    return _met(told, "没有写明财物的处理", "the fate of the goods is not told")


def _payment(file: File) -> Found:
    decision = file.papers["decision"]
    if not re.search(r"罚款|没收违法所得", decision.value("处罚") or decision.text):
        return _na()
    if decision.says("当场收缴"):
        return _yes()
    wanted = {"账号": "account", "加处罚款": "surcharge", "强制执行": "enforcement"}
    missing = [(zh, en) for zh, en in wanted.items() if not decision.says(zh)]
    return _met(not missing, f"缺{'、'.join(zh for zh, _ in missing)}", f"missing: {', '.join(en for _, en in missing)}")


def _remedies(file: File) -> Found:
    decision = file.papers["decision"]
    names = [str(file.room("office", name) or "") for name in ("government", "court")]
    if not all(names):
        return _no("文书设置没有复议机关和法院的名称", "the settings name no reviewing authority or court")
    return _met(decision.says(*names, "行政复议", "行政诉讼"), "没有写明复议机关、法院和期限", "authority, court and times are not all told")


def _end(file: File) -> Found:
    decision, authority = file.papers["decision"], str(file.room("authority", "name") or "")
    day = f"{decision.on.year}年{decision.on.month}月{decision.on.day}日"
    decided = _day(file.room("steps", "decide_penalty", "at") or file.room("steps", "decide", "at"))
    if decided is not None and decided != decision.on:
        return _no(f"文书日期 {decision.on} 不是作出决定之日 {decided}", f"it bears {decision.on}, decided on {decided}")
    tail = _close(decision.text)[-600:]
    return _met(_close(authority) in tail and _close(day) in tail, "落款没有机关全称和日期", "it does not end with authority and day")


def _items_told(file: File) -> Found:
    told = file.papers["announcement"].value("拟处罚")
    if not told:
        return _no("没有写明拟作出的处罚", "no penalty intended is told")
    return _met("罚款" not in told or bool(re.search(r"\d|[壹贰叁肆伍陆柒捌玖]", told)), "罚款没有数额", "the fine has no sum")


def _notice_basis(file: File) -> Found:
    notice = file.papers["announcement"]
    missing = [name for name in ("违法事实", "违反的规定", "处罚依据") if not notice.value(name)]
    return _met(not missing, f"缺{'、'.join(missing)}", f"missing: {', '.join(missing)}")


def _right_to_state(file: File) -> Found:
    notice = file.papers["announcement"]
    is_told = notice.says("陈述", "申辩") and bool(re.search(r"(?:五|5)\s*个工作日", notice.text)) and notice.says(*map(_article, _OF_STATEMENT))
    return _met(is_told, "没有写明陈述、申辩的期限或者依据", "the time to state, or its articles, are missing")


def _right_to_hearing(file: File) -> Found:
    notice = file.papers["announcement"]
    told = str(file.room("papers", "hearing_right") or notice.value("听证权"))
    if not told:
        return _no("没有登记是否有权要求听证", "nobody entered whether there is a right to a hearing")
    has_right, is_printed = told.startswith(("有", "has")), notice.says("要求举行听证") or notice.says("要求听证")
    return _met(has_right == is_printed, "听证权的告知与登记不一致", "the notice and the record differ on the right to a hearing")


def _no_form_words(file: File) -> Found:
    for paper in file.papers.values():
        if (found := _FORM_WORDS.search(paper.text)) is not None:
            around = _close(paper.text[max(0, found.start() - 12) : found.end() + 12])
            return _no(f"留有“{around}”", f"there remains {around!r}")
    return _yes() if file.papers else _na()


def _contact(file: File) -> Found:
    notice = file.papers["announcement"]
    if not all(str(file.room("office", name) or "") and notice.says(str(file.room("office", name))) for name in ("phone", "address")):
        return _no("缺机关的电话或者地址", "telephone or address of the authority is missing")
    served = _day(file.room("served", "penalty_notice", "on")) or _day(file.room("steps", "inform", "served_on"))
    return _met(served is None or notice.on <= served, f"告知书日期 {notice.on} 晚于送达日 {served}", f"the notice of {notice.on} was served on {served}")


def _police(file: File) -> Found:
    letter = file.papers["letter"]
    police, crime = letter.value("公安机关"), letter.value("罪名")
    if not (re.sub(r"（[^）]*）$", "", police).endswith(("公安局", "公安分局", "公安厅", "森林公安")) and letter.says(police)):
        return _no("公安机关不是全称", "the police body is not named in full")
    if not (crime and crime.endswith("罪") and letter.says(_article(_OF_TRANSFER))):
        return _no("罪名或者移送依据不全", "the crime or the ground of the transfer is missing")
    return _met(letter.says("《中华人民共和国刑法》第"), "罪名没有写明刑法的条文", "the crime is named without its article of the Criminal Law")


def _line(file: File) -> Found:
    """State whether the sums stand beside the line of the crime; where they do not, a person sees whether suspicion is argued."""
    letter = file.papers["letter"]
    if letter.value("追诉标准") and letter.says(letter.value("追诉标准")):
        return _yes()
    return ask("没有与追诉标准比较：请核对是否说明合理怀疑", "nothing is compared with the line: see whether reasonable suspicion is argued")


def _suspects(file: File) -> Found:
    letter, rows = file.papers["letter"], file.rows("parties")
    if not rows:
        return _met(letter.says("统一社会信用代码"), "没有当事人的代码和住所", "code and address of the party are missing")
    bad = [row["名称"] for row in rows if not (row.get("住所") and (row.get("代码") or row.get("负责人")))]
    return _met(not bad, f"{'、'.join(bad)}缺代码或者住所", f"code or address are missing: {', '.join(bad)}")


def _annexes(file: File) -> Found:
    told = file.papers["letter"].value("随案材料")
    if not told:
        return _no("没有列明随案材料", "the annexes are not listed")
    lines = [line for line in told.splitlines() if re.match(r"\s*\d+[.、．]", line)]
    bare = [line.strip()[:30] for line in lines if not _COPIES.search(line)]
    return ask(f"随案材料没有写明份数、页数：{'；'.join(bare[:3])}", "annexes without numbers of copies or pages") if bare else _yes()


def _goods_list(file: File) -> Found:
    printed = file.papers["letter"].values.get("措施清单") if "letter" in file.papers else None
    then = [row for row in printed if row.get("情况") == "尚未处理"] if isinstance(printed, list) else []  # what became of them later is another matter
    held = file.room("measures", "held") or then
    if not held:
        return _na()
    listed = file.others.get("transfer_goods")
    if listed is None:
        return _no("有在押物品，没有涉案物品清单", "goods are held, and no list of them was made")
    absent = [row["财物"] for row in held if row.get("财物") and not listed.says(row["财物"])]
    return _met(not absent, f"清单没有列出：{'；'.join(absent)}", f"the list lacks: {'; '.join(absent)}")


def _measures(file: File) -> Found:
    letter, held = file.papers["letter"], file.room("measures", "held") or ()
    if bad := [row.get("措施", "") for row in held if row.get("止") and not letter.says(row["止"])]:
        return _no(f"没有写明{'、'.join(bad)}的届满日", f"the last day is missing of: {', '.join(bad)}")
    fined = letter.value("已作处罚")
    return _met(not fined or bool(letter.value("处罚文号")), "已作处罚没有文号", "a penalty imposed has no number")


def _in_time(file: File) -> Found:
    letter = file.papers["letter"]
    written, approved = _day(file.room("steps", "write_report", "at")), _day(file.room("steps", "approve_transfer", "at"))
    if not (letter.says("回执") and re.search(r"抄送[：:]\s*[^\s＿]", letter.text)):
        return _no("没有回执或者抄送", "the receipt slip or the copy to the procuratorate is missing")
    if written and approved and (approved - written).days > _DAYS_TO_APPROVE:
        return _no(f"报告后 {(approved - written).days} 日才批准", f"approved {(approved - written).days} days after the report")
    late = (letter.on - approved).days if approved else 0
    return _met(late <= 1, f"批准后 {late} 日才移送", f"sent {late} days after the approval")


_DAYS_TO_APPROVE = 3


def _hands(file: File) -> Found:
    letter, report = file.papers["letter"], file.others.get(REPORT)
    certified = str(file.room("officers", "certified") or "")
    if certified.count("执法证号") < 2:
        return _no("没有两名有执法证的办案人员", "there are not two officers with certificates")
    phone = str(file.room("office", "phone") or "")
    if not (phone and letter.says(phone)):
        return _no("移送书没有电话", "the letter has no telephone")
    return _met(report is None or report.text.count("执法证号") >= 2, "调查报告没有两名办案人员的执法证号", "the report lacks two certificate numbers")


CHECKS: Mapping[str, Callable[[File], Found]] = {
    "title": _title,
    "one_party": _one_party,
    "party_block": _party_block,
    "business": _business,
    "course": _course,
    "one_value": _one_value,
    "evidence_rows": _evidence_rows,
    "proven": _proven,
    "data_rows": _data_rows,
    "plain_facts": _plain_facts,
    "notice_told": _notice_told,
    "answered": _answered,
    "heard": _heard,
    "as_told": _as_told,
    "broken": _cites("违反的规定"),
    "applied": _cites("处罚依据"),
    "correct_apart": _correct_apart,
    "sums": _sums,
    "goods_fate": _goods_fate,
    "payment": _payment,
    "remedies": _remedies,
    "end": _end,
    "items_told": _items_told,
    "notice_basis": _notice_basis,
    "right_to_state": _right_to_state,
    "right_to_hearing": _right_to_hearing,
    "no_form_words": _no_form_words,
    "contact": _contact,
    "police": _police,
    "line": _line,
    "suspects": _suspects,
    "annexes": _annexes,
    "goods_list": _goods_list,
    "measures": _measures,
    "in_time": _in_time,
    "hands": _hands,
}
