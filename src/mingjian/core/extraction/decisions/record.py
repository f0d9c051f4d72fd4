"""Makes a record of the kind `penalty` out of what was read of a decision; what is not sure enough stays empty and is named."""

from typing import Any

from mingjian.core.extraction.decisions import SURE, Decision, Sum
from mingjian.core.language import Text

FROM_TEXT = "text"
_TITLES = {
    "decision_id": Text("处罚决定书文号", "number of the decision"),
    "party": Text("当事人", "party"),
    "uscc": Text("统一社会信用代码", "credit code"),
    "authority": Text("处罚机关", "authority"),
    "decided_on": Text("处罚决定日期", "day of the decision"),
    "fine": Text("罚款金额", "fine"),
    "breach": Text("违法行为", "what was done"),
    "ground": Text("处罚依据", "articles"),
    "content": Text("处罚内容", "penalty in words"),
}


def penalty_of(found: Decision) -> dict[str, Any]:
    """Return the columns that a decision fills, those that it does not tell surely as None. Its number is the key: without one it is no record."""
    day = found.day("decided")
    fine = found.fine if any(one.yuan == found.fine and one.confidence >= SURE for one in found.sums) else None
    sure = {name: value.value if value and value.confidence >= SURE else None for name, value in _values(found).items()}
    return {
        **sure,
        "decided_on": day.day if day and day.confidence >= SURE else None,
        "fine": float(fine) if fine is not None else None,
        "fine_from": FROM_TEXT if fine is not None else None,
        "ground": "；".join(dict.fromkeys(_cited(one.law, one.number, one.paragraph, one.item) for one in found.articles)) or None,
        "content": "；".join(_said(one) for one in found.sums if _is_penalty(one)) or None,
    }


def unsure(found: Decision) -> Text | None:
    """Name the columns that stay empty though the text says something of them that is not sure, with what it says; None where there are none."""
    day = found.day("decided")
    told = {name: value.value for name, value in _values(found).items() if value and value.confidence < SURE}
    if day and day.confidence < SURE:
        told["decided_on"] = day.day.isoformat()
    if found.fine is None and len(fines := {one.yuan for one in found.sums if one.kind == "罚款"}) > 1:
        told["fine"] = " / ".join(f"{one:f}" for one in sorted(fines))
    if found.is_code_masked:
        told["uscc"] = "***"
    if not told:
        return None
    zh = "、".join(f"{_TITLES[name].zh}（{value[:60]}）" for name, value in told.items())
    en = ", ".join(f"{_TITLES[name].en} ({value[:60]})" for name, value in told.items())
    return Text(f"以下各项写法不够确定，留空，请核对原文后补填：{zh}。", f"Not sure enough, and left empty: {en}. Look at the text and fill them in.")


def _values(found: Decision) -> dict[str, Any]:
    return {
        "decision_id": found.number,
        "party": found.party,
        "uscc": found.code,
        "authority": found.authority,
        "breach": found.breaches[0] if found.breaches else None,
    }


def _is_penalty(one: Sum) -> bool:
    return one.confidence >= SURE and (one.kind == "罚款" or one.kind.startswith("没收"))


def _said(one: Sum) -> str:
    return f"{one.kind}{one.yuan:f}元"


def _cited(law: str, number: str, paragraph: int, item: int) -> str:
    main, _, added = number.partition("-")
    article = f"《{law}》第{main}条" + (f"之{added}" if added else "")
    return article + (f"第{paragraph}款" if paragraph else "") + (f"第（{item}）项" if item else "")
