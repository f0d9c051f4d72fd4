"""The chain of a sample: two seals that differ, the right one at each handing over, another laboratory for the re-test, and no request after the time."""

import re
from datetime import date, datetime, time

from django.utils.timezone import make_aware

from mingjian.core.errors import StepRefused
from mingjian.office.dossiers.state import given
from mingjian.office.models import Deadline, Dossier

#: Fields in which the re-test is made by another institution (food safety law, art. 88; cosmetics regulation, art. 51).
ANOTHER_LAB = frozenset({"food", "cosmetics"})
_FAILS = re.compile(r"不合格|不符合")
#: What says that nothing failed: `未检出不合格项`, `无不符合`, `不合格项目：无`, `不合格项目：/`, `不合格项目数为0`, `0项不合格`.
_NONE_FAILS = re.compile(
    r"(?:未(?:检出|发现|见)|没有|无)[^，。；,;]{0,8}不(?:合格|符合)"
    r"|(?<![0-9.])[0零]\s*[项个]不(?:合格|符合)"
    r"|不(?:合格|符合)项?目?(?:数|个数)?\s*(?:为|是)?[:：]?\s*(?:/|—+|-|无|没有|(?:0|零)[项个]?)(?=\s*(?:$|[，。；,;、）)\n]))"
)
#: What a re-test tells of the first test: `初检菌落总数不合格`, `与初检不合格结论不一致`; but not `维持初检不合格结论` or `与初检不合格结论一致`.
_OF_FIRST_TEST = re.compile(
    r"(?<!维持)(?<!确认)(?<!支持)(?<!同)(?:初检|初次检验|原检验)(?:(?!复检|复验|均|都|仍|一致|相同|相符)[^，,。；;]){0,30}?不(?:合格|符合)"
    r"(?![^，,。；;]{0,8}(?<!不)(?:一致|相同|相符))"
)


def check_seals(test_seal: str, reserve_seal: str) -> None:
    """Refuse two parts under one number: nobody could tell later which was tested."""
    if test_seal.strip() == reserve_seal.strip():
        raise StepRefused("检验样品和备用样品的封条编号不能相同。", "The sample for the test and the one in reserve cannot bear the same seal.")


def check_handing_over(dossier: Dossier, paper: str, found: str) -> None:
    """Refuse to hand over what is not under the seal that was entered: `paper` is `test_seal` or `reserve_seal`."""
    entered = given(dossier, paper)
    if found.strip() != entered.strip():
        raise StepRefused(
            f"交接时的封条编号（{found.strip()[:40]}）与封样时登记的（{entered[:40]}）不一致，不能交接；请查明原因，必要时终止并重新抽样。",
            f"The seal found ({found.strip()[:40]}) is not the one entered at sealing ({entered[:40]}): find out why, or give up and sample anew.",
        )


def check_laboratory(dossier: Dossier, laboratory: str) -> None:
    """Refuse a re-test of food or cosmetics by the institution that tested first."""
    if given(dossier, "sample_field") in ANOTHER_LAB and laboratory.strip() == given(dossier, "sample_lab", "send").strip():
        raise StepRefused("食品、化妆品的复检机构不得与初检机构相同。", "Food and cosmetics are tested again by another institution than at first.")


def check_in_time(dossier: Dossier, came_in: date) -> None:
    """Refuse a request that came in after the last day to object."""
    midnight = make_aware(datetime.combine(came_in, time.min))
    clock = Deadline.objects.filter(dossier=dossier, name__startswith="object_").order_by("-opened_at").first()  # the step has closed it by now
    if clock is not None and clock.due is not None and clock.due < midnight:
        zh, en = "复检申请已过法定期限；请在“不予复检”中写明理由。", "The request came after the time of the law: decline it, with the reason."
        raise StepRefused(zh, en)


def check_outcome(outcome: str, told: str, *, is_retest: bool = False) -> None:
    """
    Refuse a result entered as conforming in whose own words the sample fails: what failed could be closed as conforming by one wrong choice.

    What a re-test tells of the first test is no word about its own result.
    """
    told = _OF_FIRST_TEST.sub("", told) if is_retest else told
    if outcome == "passed" and _FAILS.search(_NONE_FAILS.sub("", told)):
        raise StepRefused(
            "检验结果的文字写有“不合格”或者“不符合”，所选的结论却是“合格”：请对照检验报告，改正其中一项后再登记。",
            "The words of the result say that it fails, and the outcome chosen is that it conforms: hold both against the report, and mend one of them.",
        )
