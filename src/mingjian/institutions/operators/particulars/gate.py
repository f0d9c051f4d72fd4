"""
The gate that every request for data to a platform or courier passes: purpose, ground, and for more than the standard items the consent of the province.

The rule on consent is one of 2025 whose text is not held (UNVERIFIED). What is asked is free text, so whoever signs says whether it keeps to the standard
items; words that name something else contradict that, and are refused. They are a net, not a proof: the two who sign answer for the rest.
"""

import re
from collections.abc import Mapping
from typing import Any

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.request_words import asked_in_purpose, words_beyond

#: The papers by which a request says what it is for, whether it keeps to the standard items, and who consented to more.
PURPOSE, GROUND, SCOPE, FURTHER, CONSENT = "request_purpose", "request_ground", "request_scope", "asked_further", "further_consent"
PAPERS = (PURPOSE, GROUND, SCOPE, FURTHER, CONSENT)
STANDARD, BEYOND = "standard", "beyond"


def check_request(text: str, told: Mapping[str, Any]) -> None:
    """Raise StepRefused where a request may not be sent: `text` is what is asked, `told` its papers by name."""
    said = {name: str(told.get(name) or "").strip().replace("\r\n", "\n") for name in PAPERS}
    if not said[PURPOSE] or not said[GROUND]:
        raise StepRefused("请写明请求的目的和法律依据。", "Say for what purpose and on what ground it is asked.")
    # The letter's own line of the purpose is left out: the purpose is read by itself, whether or not the letter repeats it.
    asked = re.sub(rf"(?m)^目的：{re.escape(said[PURPOSE])}$", "", text.replace("\r\n", "\n"), count=1)
    check_scope(f"{asked}\n{asked_in_purpose(said[PURPOSE])}", said[SCOPE], said[FURTHER], said[CONSENT])


def check_scope(text: str, scope: str, further: str, consent: str) -> None:
    """Raise StepRefused where more than the standard items is asked for without consent, or where it is not said whether it is."""
    if scope not in {STANDARD, BEYOND}:
        raise StepRefused("请写明请求的内容是否限于标准事项。", "Say whether the request keeps to the standard items.")
    found = words_beyond(text)
    if scope == STANDARD and (further or consent):
        raise StepRefused(
            "已写明限于标准事项，却写了标准事项以外的内容或者同意文号。", "It is said to keep to the standard items, and yet asks for more or names a consent."
        )
    if scope == STANDARD and found:
        words = Text("、".join(f"“{word}”" for word in found), ", ".join(found))
        raise StepRefused(
            f"请求中的{words.zh}不在标准事项之内：请删去，或者写明标准事项以外的内容和同意的省级部门、文号（依据未核实）。",
            f"{words.en} is no standard item: leave it out, or say what is asked for besides, and which provincial department consented under which number "
            "(the rule is UNVERIFIED).",
        )
    if scope == BEYOND and not (further and consent):
        raise StepRefused(
            "标准事项以外的内容须先经省级市场监督管理部门同意（依据未核实）：请逐项写明内容，以及同意的部门和文号。",
            "What is no standard item needs the provincial department to consent first (the rule is UNVERIFIED): name what, which department, and its number.",
        )
