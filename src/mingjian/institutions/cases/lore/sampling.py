"""The chain of a sample: two seals that differ, the right one at each handing over, another laboratory for the re-test, and no request after the time."""

from datetime import date, datetime, time

from django.utils.timezone import make_aware

from mingjian.core.errors import StepRefused
from mingjian.office.dossiers.given import given
from mingjian.office.models import Deadline, Dossier

#: Fields in which the re-test is made by another institution (food safety law, art. 88; cosmetics regulation, art. 51).
ANOTHER_LAB = frozenset({"food", "cosmetics"})


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
