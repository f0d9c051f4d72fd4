"""A case near the line of a crime with further signs ends in a penalty only once a person has written what became of them."""

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.screen import asks_for_note, same_party
from mingjian.office.dossiers.transition import Asked, guard


@guard("admin_case", "decide_penalty", "close_case")
def only_with_a_note_on_the_signs(asked: Asked) -> None:
    """Refuse it while signs of a fine in the place of a crime stand without a note; what went to the police is closed without one."""
    case = Case.objects.select_related("dossier").filter(dossier=asked.dossier).first()
    if case is None or case.is_transferred:
        return
    if asks_for_note(case, same_party(case, asked.by), localtime(asked.at).date()):
        raise StepRefused(
            "本案案值接近或者达到追诉标准，并有其他以罚代刑迹象：先在案件概览页“以罚代刑筛查”中写明处理意见（为何不移送，或者准备移送），再办理本步骤。",
            "The sums are near or at the line of a crime, with further signs: note on the overview of the case what became of them, then go on.",
        )
