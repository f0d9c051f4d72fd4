"""
The gate that every request for data to a platform or courier passes: purpose, ground, and for more than the standard items the consent of the province.

The rule on consent is one of 2025 whose text is not held (UNVERIFIED). What is asked is free text, so whoever signs says whether it keeps to the standard
items; words that name something else contradict that, and are refused. They are a net, not a proof: the two who sign answer for the rest.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text

#: The papers by which a request says what it is for, whether it keeps to the standard items, and who consented to more.
PURPOSE, GROUND, SCOPE, FURTHER, CONSENT = "request_purpose", "request_ground", "request_scope", "asked_further", "further_consent"
PAPERS = (PURPOSE, GROUND, SCOPE, FURTHER, CONSENT)
STANDARD, BEYOND = "standard", "beyond"

#: Words that name what no standard item holds: what people said to each other, who bought, identity documents, where somebody was, what was paid to whom.
_BEYOND = re.compile(
    r"聊天|私信|短信|通话|通信内容|通讯内容|通信记录|通讯记录|沟通记录|[语語]音|[录錄]音|身份[证證]|[证證]件[号號]|身份[号號]|护照|護照"
    r"|(?:[买買]家|[买買]方|消[费費]者|[购購][买買][者人]|收[货貨件]人).{0,4}(?:姓名|名[单單]|身份|[电電][话話]|手[机機]|[联聯]系|[联聯]繫|地址|信息|[资資]料|[账賬][号號户戶])"
    r"|定位|[轨軌]迹|[轨軌]跡|行[踪蹤]|登[录錄]日志|ip地址|交易流水|[资資]金流水|[银銀]行流水"
    r"|(?<!we)chat|wechat(?:log|record|histor|message|conversation)|privatemessage|identitycard|idcard|passport|callrecord|(?:buyer|consumer)s?(?:name|identity|phone|address|data)"
)

#: A purpose that asks for something is read as what is asked: whoever answers the letter reads both.
_ASKS = re.compile(
    r"提供|调取|調取|调阅|導出|导出|報送|报送|提交|移交|索取|告知|复制|複製|获取|獲取|取得|收集|抄录|拷贝|披露|provide|send|submit|handover|obtain|disclose|copyof|tellus"
)
#: What stands right behind such a word where it names what was seen, and not what is to be given.
_SEEN = re.compile(
    r"(?:记录|記錄|信息|内容|logs?|records?|history|s)?(?:的|之)?(?:截图|截圖|截屏|照片|所涉|所示|所见|所称|[中里内](?:被|出现|发现|所[见涉称]|看到|提到|提及|显示|载明)|不详|"
    r"screenshot|inwhich|unknown|wasseen|wereseen)"
)
#: What stands shortly before words of a talk that somebody tells of.
_TOLD = re.compile(r"(?:(?:投诉|投訴|举报|舉報)[人者]?(?:反映|称|稱)|据称).{0,6}$|(?:screenshotsof|screenshotof|seenin|complainantsays|complaintsays).{0,16}$")
_TALK = re.compile(r"^(?:聊天|私信|短信|通话|沟通|[语語]音|chat|wechat|privatemessage)")


def words_beyond(text: str) -> list[str]:
    """Return the words of a text that name what no standard item holds, each once, however they are spaced or disguised in width and case."""
    return list(dict.fromkeys(_BEYOND.findall(_plain(text))))


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(sign)[0] in "LN")


def asked_in_purpose(purpose: str) -> str:
    """
    Return what a purpose itself asks for, to be read beside what is asked: all of it where a word asks, else the words that name nothing which was seen.

    A purpose may say what was seen ("the shop shown in the screenshot of a chat"), since nobody gives anything for that.
    """
    plain = _plain(purpose)
    if _ASKS.search(plain):
        return purpose
    return "\n".join(hit.group() for hit in _BEYOND.finditer(plain) if not _was_seen(plain, hit))


def _was_seen(plain: str, hit: re.Match[str]) -> bool:
    is_told = _TALK.match(hit.group()) and _TOLD.search(plain[: hit.start()])
    return bool(_SEEN.match(plain, hit.end()) or is_told)


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
