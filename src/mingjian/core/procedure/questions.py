"""One question to the rulebook as a row of words, and its answer as a row of words: for tables, and for the cases that stand beside the law."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.law import Reckoning, pause_of, reckon
from mingjian.core.law.citations import cite
from mingjian.core.law.measures import COUNTED, MEASURES, Figures
from mingjian.core.law.milder import decided
from mingjian.core.law.statutes import Statutes
from mingjian.core.law.thresholds import Threshold, threshold
from mingjian.core.procedure.assessment_rows import ANSWERED, ASKED, assessed_row
from mingjian.core.procedure.grounds import COUNT, DAY, FACTS, is_asked, proposals
from mingjian.core.procedure.phrases import compared, decided_said, figure_written, persons_said
from mingjian.core.procedure.rulebook import Book
from mingjian.core.procedure.values import day_in, instant_in, number_in

Row = Mapping[str, str]

_SUMS = ("amount", "gains", "cost", "income", "income_year", "income_period")
#: What may be asked, and the columns of a question; those that must be filled in come first.
ASKS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "threshold": (("crime", "acted_on"), ("decided_on", *COUNTED, "penalised_on", "field")),
    "liability": (("act", "field", "on"), ("decided_on", *_SUMS)),
    "period": (("ref", "from"), ("on", "exclude")),
    "assess": ASKED,
    "ground": (("step",), ("on", *FACTS)),
}
#: The columns of an answer.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "threshold": ("tier", "possible", "attempt", "warning", "regime", "zh", "en", "article", "judge_zh", "judge_en", "refusal_zh", "refusal_en"),
    "liability": ("governs", "least", "most", "law_on", "zh", "en", "persons_zh", "persons_en", "article", "judge_zh", "judge_en", "refusal_zh", "refusal_en"),
    "period": ("due", "zh", "en", "article", "refusal_zh", "refusal_en"),
    "assess": ANSWERED,
    "ground": ("rule", "ground", "also", "zh", "en", "article", "look_at_zh", "look_at_en", "refusal_zh", "refusal_en"),
}
#: Chinese headings that are understood, with the columns they mean.
HEADINGS: Mapping[str, str] = {
    "罪名": "crime", "行为日": "acted_on", "裁判日": "decided_on", "决定日": "decided_on", "销售金额": "sales", "未销售货值": "unsold", "违法所得": "gains",
    "非法经营数额": "turnover", "件数": "items", "损失": "loss", "此前处罚次数": "prior_penalties", "商标数": "marks", "此前处罚日": "penalised_on",
    "行为": "act", "领域": "field", "日期": "on", "金额": "amount", "广告费用": "cost", "服务收入": "income", "期限": "ref", "起算": "from", "扣除": "exclude",
    "上一年度收入": "income_year", "本人上一年度收入": "income_year", "违法期间收入": "income_period", "本人违法期间收入": "income_period",
    "终了日": "until", "行为终了日": "until", "发现日": "found_on", "有危害后果": "harm", "责任人员": "persons", "情节": "circumstance",
    "行为日期": "acted_on", "行为时间": "acted_on", "裁判日期": "decided_on", "决定日期": "decided_on", "处罚决定日": "decided_on",
    "销售额": "sales", "已销售金额": "sales",
    "未售货值": "unsold", "未销售金额": "unsold", "未销售货值金额": "unsold", "尚未销售货值": "unsold", "违法所得数额": "gains", "非法经营额": "turnover",
    "损失数额": "loss", "处罚次数": "prior_penalties", "商标种数": "marks", "处罚日": "penalised_on", "违法行为": "act", "商品领域": "field",
    "销售": "sales", "已销售": "sales", "已售金额": "sales", "未销售": "unsold", "未售": "unsold", "未售金额": "unsold", "未销售额": "unsold",
    "既往处罚次数": "prior_penalties", "既往处罚日": "penalised_on", "前次处罚日": "penalised_on", "此前处罚日期": "penalised_on",
    "货值": "amount", "货值金额": "amount", "违法经营额": "amount", "广告费": "cost", "起算日": "from", "起算时间": "from", "不计入": "exclude",
}  # fmt: skip


def answered(kind: str, row: Row, book: Book, today: date) -> dict[str, str]:
    """
    Answer one question of a kind of `ASKS`. Every answer has all columns of `ANSWERS`; what cannot be answered is said in the refusal, in both languages.

    Columns that are empty count as not given. A column that is no column of the question is passed over, unless it is a measure of a crime.
    """
    given = {name: word.strip() for name, word in row.items() if word and word.strip()}
    blank = dict.fromkeys(ANSWERS[kind], "")
    try:
        for name in ASKS[kind][0]:
            if name not in given:
                raise BadInput(f"“{column_said(name)}”一格是空的。", f"The cell {name} is empty.")
        return blank | _ASKED[kind](given, book, today)
    except MingjianError as error:
        return blank | {"refusal_zh": error.text.zh, "refusal_en": error.text.en}


def column_said(name: str) -> str:
    """Name a column as a Chinese table may head it, and by its own name."""
    return next((f"{heading}（{name}）" for heading, column in HEADINGS.items() if column == name), name)


def _by_title(name: str, titles: Mapping[str, Text]) -> str:
    """Return the id of what is named by its title in either language, with or without what the title explains in brackets; else the name itself."""
    return next((one for one, title in titles.items() if name in (title.zh, title.en, title.zh.partition("（")[0], title.zh.removesuffix("罪"))), name)


def _field(name: str, book: Book) -> str:
    fields = book.rulebook.vocabularies["goods_fields"]
    field = _by_title(name, fields)
    if field not in fields:
        raise BadInput(f"没有商品领域“{name[:80]}”；现有：{'、'.join(fields)}。", f"There is no field {name[:80]!r}; there are: {', '.join(fields)}.")
    return field


def figures_in(given: Row) -> Figures:
    """Read what is known of a case off a row; columns named after a measure count it."""
    known = {name: number_in(given[name]) for name in COUNTED if name in given}
    counts = {name: number_in(given[name]) for name in given if name in MEASURES and name not in COUNTED}
    days = tuple(day_in(word) for word in given.get("penalised_on", "").replace("；", ";").replace(",", ";").split(";") if word.strip())
    return Figures(**known, counts=counts, penalised_on=days, field=given.get("field", ""))


def _threshold(given: Row, book: Book, today: date) -> dict[str, str]:
    decided_on = day_in(given["decided_on"]) if "decided_on" in given else today
    given = {**given, "field": _field(given["field"], book)} if "field" in given else given
    crime = _by_title(given["crime"], {name: one.title for name, one in book.crimes.all.items()})
    found = threshold(book.crimes.crime(crime), figures_in(given), day_in(given["acted_on"]), decided_on)
    one, said = found.governing, _tier_said(found)
    return {
        "tier": one.standing,
        "possible": one.may_be.tier if one.may_be else "none",
        "attempt": "yes" if one.is_attempt else "no",
        "warning": "yes" if one.is_warning else "no",
        "regime": one.regime.regime,
        "zh": said.zh,
        "en": said.en,
        "article": "；".join(_cited(book.statutes, ground, one.regime.in_force) for ground in one.regime.ground),
        **_judged(found.judgement),
    }


def _judged(judgement: Iterable[Text]) -> dict[str, str]:
    said = tuple(judgement)
    return {"judge_zh": "；".join(text.zh for text in said), "judge_en": "; ".join(text.en for text in said)}


def _tier_said(found: Threshold) -> Text:
    one = found.governing
    if one.is_empty:
        raise BadInput("这一行没有给出标准所衡量的数额，不能说未达标准。", "The row gives no figure that a line weighs: it is not said to be below the line.")
    said = one.headline
    if one.tier:
        said = Text(f"{said.zh}：{one.tier.penalty.zh}", f"{said.en}: {one.tier.penalty.en}")
    if one.tier and one.possible and one.possible is not one.tier:
        said = Text(f"{said.zh}；由人判断后可能为：{one.possible.title.zh}", f"{said.en}; if a person finds so: {one.possible.title.en}")
    return Text(f"{said.zh}。{found.rule.zh}", f"{said.en}. {found.rule.en}")


def _liability(given: Row, book: Book, today: date) -> dict[str, str]:
    act, field = _by_title(given["act"], {name: one.title for name, one in book.liabilities.all.items()}), _field(given["field"], book)
    sums: dict[str, Decimal | None] = {name: number_in(given[name]) for name in _SUMS if name in given}
    on = day_in(given["on"])
    decided_on = day_in(given["decided_on"]) if "decided_on" in given else max(today, on)
    result = decided(book.liabilities.act(act), field, on, decided_on, book.statutes, **sums)
    found = result.first
    governing = next((one for one in found.weighings if one.is_governing), None)
    said, persons = decided_said(result, book.statutes), persons_said(found, book.statutes)
    return {
        "governs": governing.provision.ground if governing else "",
        "least": figure_written(governing.least) if governing else "",
        "most": figure_written(governing.most) if governing else "",
        "law_on": found.on.isoformat(),
        "zh": said.zh,
        "en": said.en,
        "persons_zh": "；".join(text.zh for text in persons),
        "persons_en": "; ".join(text.en for text in persons),
        "article": "；".join(_cited(book.statutes, one.provision.ground, found.on) for one in compared(found)),
        **_judged(found.judgement),
    }


def _assess(given: Row, book: Book, today: date) -> dict[str, str]:
    given = {**given, "field": _field(given["field"], book)}
    return assessed_row(given, figures_in(given), book, today)


def _period(given: Row, book: Book, today: date) -> dict[str, str]:
    pauses = [pause_of(part) for part in given.get("exclude", "").replace("；", ";").split(";") if part.strip()]
    on = day_in(given["on"]) if "on" in given else None
    found = reckon(book.statutes, book.rulebook.calendar, given["ref"], instant_in(given["from"]), on, pauses)
    said = _period_said(found)
    return {
        "due": found.due.at.isoformat() if found.due else found.value.unit,
        "zh": said.zh,
        "en": said.en,
        "article": _cited(book.statutes, found.value.ground, found.value.in_force),
    }


def _period_said(found: Reckoning) -> Text:
    parts = ([found.due.basis] if found.due else [found.value.amount]) + list(found.notes)
    return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def _cited(statutes: Statutes, ground: str, on: date) -> str:
    """Cite a ground; one that has no text yet on the day of its regime, by its reference."""
    return cite(ground, on, statutes).zh if statutes.has_article(ground, on) else ground


def _ground(given: Row, book: Book, today: date) -> dict[str, str]:
    on, (procedure, _, step) = day_in(given["on"]) if "on" in given else today, given["step"].partition(".")
    facts: dict[str, str | int | date] = {}
    for name in (one for one in FACTS if one in given):
        value = number_in(given[name]) if FACTS[name] == COUNT else None
        facts[name] = int(value) if value is not None else day_in(given[name]) if FACTS[name] == DAY else given[name]
    if not is_asked(procedure, step):
        raise BadInput(f"规则库没有关于步骤“{given['step'][:80]}”的规则。", f"The rulebook has no rule for the step {given['step'][:80]!r}.")
    found = proposals(procedure, step, facts, on, book.statutes)
    if not found:
        return {"rule": "none", "ground": "none"}
    first = found[0]
    return {
        "rule": first.rule,
        "ground": first.ground or "none",
        "also": "、".join(one.rule for one in found[1:]),
        "zh": first.says.zh,
        "en": first.says.en,
        "article": "；".join(_cited(book.statutes, ref, on) for ref in first.article),
        "look_at_zh": first.look_at.zh,
        "look_at_en": first.look_at.en,
    }


_ASKED = {"ground": _ground, "threshold": _threshold, "liability": _liability, "period": _period, "assess": _assess}
