"""Add to a clue what it lacked when it was registered: nothing that stands is changed, and a description gets a paragraph more."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars import words
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.acts.execution import act
from mingjian.office.lists import search
from mingjian.office.models import Officer


@act
def add_to_clue(
    clue: Clue,
    *,
    by: Officer,
    at: datetime,
    platform_name: str = "",
    shop_number: str = "",
    page_address: str = "",
    operator_name: str = "",
    further_content: str = "",
) -> None:
    """Fill what is empty. Raises BadInput where nothing is given or a value cannot be one, StepRefused where another value stands there already."""
    told = {"platform": platform_name, "shop_id": shop_number, "shop_url": page_address, "displayed_operator": operator_name}
    told = {name: value for name, value in told.items() if value}
    if not told and not further_content:
        raise BadInput("请至少填写一项。", "Fill in one of them at least.")
    if standing := [name for name in told if getattr(clue, name)]:
        value = getattr(clue, standing[0])
        raise StepRefused(f"该项已填写（{value}），不能改写；请写入补充内容。", f"It is filled in already ({value}): write what is new as a description.")
    if further_content:
        told["content"] = "\n".join(filter(None, [clue.content, f"{localtime(at):%Y-%m-%d} 补充：{further_content}"]))
    checked = Intake(source=clue.source, suspected_act=clue.suspected_act, **told).made_visible()
    checked.check()
    for name in told:
        setattr(clue, name, getattr(checked, name))
    search.index("clue", clue.pk, words(clue))
