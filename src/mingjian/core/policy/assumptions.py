"""
What the model takes for granted: each with its range, whether anybody measured it, and why the range is what it is.

A world draws one value of each from its range by its seed alone, so that proposals are compared under the same assumptions. Nothing here is a finding.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.policy.luck import ASSUMED, draws


@dataclass(frozen=True)
class Assumption:
    """One assumption: what it says, from `low` to `high`, whether it was measured, and what the range rests on or why nobody knows."""

    says: Text
    low: float
    high: float
    is_measured: bool
    why: Text


def _unmeasured(zh: str, en: str, low: float, high: float, why_zh: str, why_en: str) -> Assumption:
    return Assumption(Text(zh, en), low, high, False, Text(why_zh, why_en))


_NOBODY = ("公开资料中没有测量，取宽范围", "measured nowhere in the open: a wide range is taken")
_HOURS = ("没有公布的工时数据，取宽范围", "no hours are published: a wide range is taken")

ASSUMPTIONS: Mapping[str, Assumption] = {
    "willing": _unmeasured("可能售假的经营者占比", "share of operators who would ever sell counterfeits", 0.2, 0.5, *_NOBODY),
    "moral": _unmeasured("守法意愿（占正常毛利，均值）", "moral cost, mean, in honest margins", 0.1, 0.6, *_NOBODY),
    "extra_platform": _unmeasured("平台售假的额外毛利", "extra margin of counterfeits on platforms", 0.2, 0.7, *_NOBODY),
    "extra_circles": _unmeasured("微信售假的额外毛利", "extra margin in circles", 0.3, 1.0, *_NOBODY),
    "extra_live": _unmeasured("微博、直播售假的额外毛利", "extra margin in microblog and live rooms", 0.3, 1.0, *_NOBODY),
    "deceived": Assumption(
        Text("购买者中受骗者占比", "share of buyers who are deceived"),
        0.3,
        0.8,
        True,
        Text("密歇根州立大学2023年17国调查约七成受骗；别国、问卷", "about 7 in 10 in a 17-country survey (MSU 2023); other countries, asked and not seen"),
    ),
    "report": _unmeasured("每笔受骗订单举报的概率", "reports per deceived order", 0.0003, 0.003, *_NOBODY),
    "false_report": _unmeasured("守法经营者每周被误举报的概率", "false reports per honest operator and week", 0.0001, 0.001, *_NOBODY),
    "look": _unmeasured("每周检查的经营者占比", "share of operators looked at a week", 0.05, 0.2, *_HOURS),
    "seen_platform": _unmeasured("一次检查在平台发现售假的概率", "a look finds a counterfeiter on a platform", 0.03, 0.1, *_NOBODY),
    "seen_circles": _unmeasured(
        "一次检查在微信发现售假的概率", "a look finds one in circles", 0.002, 0.02, "封闭群组外部看不到", "closed groups are not seen from outside"
    ),
    "seen_live": _unmeasured("一次检查在微博、直播发现售假的概率", "a look finds one in microblog and live rooms", 0.01, 0.06, *_NOBODY),
    "false_look": _unmeasured("一次检查误指守法经营者的概率", "a look points at an honest operator", 0.0005, 0.005, *_NOBODY),
    "proof_platform": _unmeasured("平台案件能够成立的概率", "a case on a platform stands", 0.4, 0.8, *_NOBODY),
    "proof_circles": _unmeasured("微信案件能够成立的概率", "a case in circles stands", 0.1, 0.4, *_NOBODY),
    "proof_live": _unmeasured("微博、直播案件能够成立的概率", "a case in microblog and live rooms stands", 0.1, 0.5, *_NOBODY),
    "wrong": _unmeasured("核查后仍误伤守法者的概率", "an honest operator is hit after a check", 0.02, 0.2, *_NOBODY),
    "hours": _unmeasured("每万名经营者每周的执法工时", "officers' hours a week for ten thousand operators", 40, 160, *_HOURS),
    "hours_look": _unmeasured("一次检查的工时", "hours of a look", 0.02, 0.06, *_HOURS),
    "hours_check": _unmeasured("一次核查的工时", "hours of a check", 2, 5, *_HOURS),
    "fine": _unmeasured("罚没（以每周正常毛利计）", "fine and loss, in weekly honest margins", 10, 40, *_NOBODY),
    "suspension": _unmeasured("停止经营的周数", "weeks of suspension", 8, 26, *_NOBODY),
    "wrong_suspension": _unmeasured("误伤后恢复前的周数", "weeks until a wrong suspension is lifted", 2, 8, *_NOBODY),
    "fade": _unmeasured("风险印象每周消退", "fading of perceived risk a week", 0.01, 0.05, *_NOBODY),
    "jump": _unmeasured("受处理后风险印象上升", "rise of perceived risk when hit", 0.02, 0.2, *_NOBODY),
    "cost": _unmeasured(
        "换渠道的成本（以每周正常毛利计）",
        "cost of changing the channel, in weekly honest margins",
        1,
        12,
        "国外停站后数周内转移的记录不一",
        "records of closed sites abroad disagree",
    ),
    "noise": _unmeasured("选择中的偶然", "chance in choosing", 0.05, 0.3, *_NOBODY),
    "review": _unmeasured("每周重新考虑做法的占比", "share of operators who think again a week", 0.04, 0.15, *_NOBODY),
    "kept": _unmeasured("留存义务被遵守的程度", "how far a duty to keep records is obeyed", 0.4, 0.9, *_NOBODY),
    "gain": _unmeasured("留存记录补上举证缺口的程度", "how much of the gap in proof records close", 0.2, 0.7, *_NOBODY),
}

#: What no assumption covers, so that a report says it first.
UNKNOWN = (
    Text("微信朋友圈和群内的售假比例在公开资料中没有任何测量。", "How much of the trade in WeChat circles is counterfeit is measured nowhere in the open."),
    Text(
        "目标数字（2014年网购抽检41.3%非正品，区间31.8至51.5；核查与案件之比210至607）口径不一，只放在旁边对照，没有据以校准。",
        "Public figures (41.3 % of goods bought online in 2014 not genuine, 31.8 to 51.5; 210 to 607 checks a case) count different things: "
        "they stand beside the model, which is not calibrated on them.",
    ),
    Text("误伤对守法经营者的实际损失没有测量。", "What a wrong measure costs an honest operator is not measured."),
    Text(
        "模型外的渠道（线下、境外网站）没有计入，转移到那里的部分看不到。",
        "Channels outside the model (offline, sites abroad) are not in it: what moves there is not seen.",
    ),
)


def assumed(seed: int) -> dict[str, float]:
    """Draw one value of each assumption by a seed."""
    values = {}
    for place, (name, one) in enumerate(ASSUMPTIONS.items()):
        values[name] = one.low + (one.high - one.low) * float(draws(seed, ASSUMED + place, 1)[0])
    return values
