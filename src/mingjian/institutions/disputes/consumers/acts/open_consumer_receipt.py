"""Open the page by whose code a consumer reads and answers."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.disputes.consumers.services.codes import address_of, new_code
from mingjian.institutions.disputes.models import Complainant, ConsumerReceipt
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer

MOST = 200  # of one dossier: a case may name that many buyers
COMPLAINANT = "complainant"


@act
def open_consumer_receipt(*, by: Officer, at: datetime, consumer_dossier: str, consumer_role: str, consumer_name: str = "") -> Account[ConsumerReceipt]:
    """
    Make it; neither code nor name stands in an entry, and the address is shown to whoever makes it, once.

    Refused for a dossier of others, for a second page of who complained, and for a consumer of whom no name is known.
    """
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(number=consumer_dossier)
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"卷宗由{dossier.department.name_zh}承办，由其开具。", f"{dossier.department.name_en} holds the dossier and opens the page.")
    if dossier.consumer_receipts.count() >= MOST:
        raise StepRefused(f"一份卷宗至多开具 {MOST} 个查询页。", f"A dossier has {MOST} pages of consumers at most.")
    if consumer_role == COMPLAINANT and (living := dossier.consumer_receipts.filter(role=COMPLAINANT).first()):
        raise StepRefused(
            f"已为投诉人开具查询页 {living.number}，一份卷宗只有一个；网址遗失的，请更换网址。",
            f"Who complained has the page {living.number}, and there is one of a dossier: where its address was lost, renew it.",
        )
    registered = Complainant.objects.filter(complaint__dossier=dossier).first() if consumer_role == COMPLAINANT else None
    name = visible(consumer_name.strip()) or (registered.name if registered else "")
    if not name:
        raise BadInput("请填写消费者姓名。", "Give the name of the consumer.")
    number = next_number(f"V{localtime(at).year}-")
    told = {"number": number, "code": new_code(), "role": consumer_role, "name": name, "opened_by": by, "opened_at": at}
    made = ConsumerReceipt.objects.create(dossier=dossier, **told)
    return Account(made, {"dossier": dossier}, shown_once=address_of(made))
