"""What is entered in a matter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.institutions.evidence.captures.facts import asked_capture
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.matters.models import Answer, Charge, Exhibit, Matter, MatterDossier, Offer, Party, Penalty
from mingjian.institutions.matters.queries import Known
from mingjian.institutions.matters.services.captures import KIND, MOST_AT_ONCE, to_capture
from mingjian.institutions.matters.services.prefill import insert_known, update_known
from mingjian.institutions.matters.services.rows import add, correct, withdraw
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.queue import enqueue
from mingjian.office.models import Dossier, Officer


# Enter a point of the party's answer in a matter.
@act
def add_answer(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Answer]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Answer, by, at, given)


# Enter a charge in a matter.
@act
def add_charge(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Charge]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Charge, by, at, given)


# Enter an exhibit in a matter.
@act
def add_exhibit(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Exhibit]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Exhibit, by, at, given)


# Enter an offer in a matter.
@act
def add_offer(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Offer]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Offer, by, at, given)


# Enter a party in a matter.
@act
def add_party(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Party]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Party, by, at, given)


# Enter an item of the penalty in a matter.
@act
def add_penalty(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Penalty]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Penalty, by, at, given)


# Attach a dossier to a matter: the case that was filed from a clue goes on with what the clue knew.
@act
def attach_dossier(matter: Matter, *, by: Officer, at: datetime, dossier: Dossier) -> Account[None]:
    """Attach it, and let it lead from now on. Raises StepRefused where it is in a matter already."""
    if MatterDossier.objects.filter(dossier=dossier).exists():
        raise StepRefused("此卷宗已属于一个案情。", "The dossier is in a matter already.")
    MatterDossier.objects.create(matter=matter, dossier=dossier, since=at)
    matter.lead = dossier
    return Account(None, {"dossier": dossier})


# Ask for the pages of all offers of a matter to be captured, by one job.
@act
def capture_offers(matter: Matter, *, by: Officer, at: datetime) -> Account[list[Capture]]:
    """Queue the job with a capture for each address. Raises StepRefused where no offer has one that was not captured yet."""
    offers = to_capture(matter).offers[:MOST_AT_ONCE]
    if not offers:
        raise StepRefused(
            "没有待取证的链接：已取证、正在取证的不重复，没有网址的以截图封存。",
            "No offer has a page to capture: captured and waiting ones are not asked for twice, and one without an address is sealed as a screenshot.",
        )
    made = [asked_capture(matter.lead, one.url, by, at) for one in offers]
    about = Text(f"{matter.called}：{len(made)} 个链接"[:300], f"{matter.called}: {len(made)} offers"[:300])
    enqueue(KIND, Order({"matter": matter.number, "captures": [one.number for one in made]}, about, by, f"{KIND}/{matter.number}/{made[0].number}"), at=at)
    return Account(made, {"dossier": matter.lead, "captures": [one.wire_name for one in made]})


# Enter in a matter what became known of it elsewhere: a further finding, a captured page, the answer of a platform.
@act
def complete_from(matter: Matter, *, by: Officer, at: datetime, known: Sequence[Known] = ()) -> Account[list[Any]]:
    """Enter the rows that the matter does not hold yet. Nothing is entered in the ledger where there is none; a row that was withdrawn does not come back."""
    rows: list[Any] = insert_known(matter, known, by, at)
    return Account(rows, {"dossier": matter.lead, "facts": [one.wire_name for one in rows]}, is_new=bool(rows))


# Correct a point of the party's answer of a matter.
@act
def correct_answer(fact: Answer, *, by: Officer, at: datetime, reason: str, **given: Any) -> Account[None]:
    """Write what is given, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(fact, by, at, reason, given)


# Correct a charge of a matter.
@act
def correct_charge(fact: Charge, *, by: Officer, at: datetime, reason: str, **given: Any) -> Account[None]:
    """Write what is given, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(fact, by, at, reason, given)


# Correct an exhibit of a matter.
@act
def correct_exhibit(fact: Exhibit, *, by: Officer, at: datetime, reason: str, **given: Any) -> Account[None]:
    """Write what is given, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(fact, by, at, reason, given)


# Correct an offer of a matter.
@act
def correct_offer(fact: Offer, *, by: Officer, at: datetime, reason: str, **given: Any) -> Account[None]:
    """Write what is given, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(fact, by, at, reason, given)


# Correct a party of a matter.
@act
def correct_party(fact: Party, *, by: Officer, at: datetime, reason: str, **given: Any) -> Account[None]:
    """Write what is given, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(fact, by, at, reason, given)


# Correct an item of the penalty of a matter.
@act
def correct_penalty(fact: Penalty, *, by: Officer, at: datetime, reason: str, **given: Any) -> Account[None]:
    """Write what is given, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(fact, by, at, reason, given)


# Open the matter of a dossier, with what is known of it already.
@act
def open_matter(*, by: Officer, at: datetime, dossier: Dossier, known: Sequence[Known] = ()) -> Account[Matter]:
    """Open it under a number of its own. Raises StepRefused where the dossier is in a matter already."""
    if before := MatterDossier.objects.filter(dossier=dossier).select_related("matter").first():
        raise StepRefused(f"此卷宗的案情已建立：{before.matter.number}。", f"The dossier's matter is open already: {before.matter.number}.")
    matter = Matter.objects.create(number=next_number(f"M{localtime(at).year}-"), lead=dossier, opened_at=at, opened_by=by)
    MatterDossier.objects.create(matter=matter, dossier=dossier, since=at)
    rows: list[Any] = insert_known(matter, known, by, at)
    return Account(matter, {"dossier": dossier, "facts": [one.wire_name for one in rows]})


# Correct the first party or charge of a matter by what an institution above has just entered of it.
@act
def update_from(matter: Matter, *, by: Officer, at: datetime, known: Sequence[Known] = ()) -> Account[None]:
    """Write the values that are told and differ; what stood there is kept as every correction keeps it. Nothing is entered where nothing differs."""
    changed = update_known(matter, known, by, at)
    return Account(None, {"dossier": matter.lead, "changed": changed}, is_new=bool(changed))


# Let a case go on although something that has to be proven has no exhibit: by the head, with the reason, on record.
@act
def waive_proof(matter: Matter, *, by: Officer, at: datetime, element_unproven: str, reason: str) -> None:
    """Note the reason. Raises BadInput where there is one already."""
    if element_unproven in matter.excused:
        raise BadInput("该事项的理由已经写明。", "The reason of this is given already.")
    matter.excused = {**matter.excused, element_unproven: reason[:500]}


# Withdraw a point of the party's answer of a matter: it is kept and counts no more.
@act
def withdraw_answer(fact: Answer, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it with the reason. Raises BadInput while another row of the matter refers to it."""
    return withdraw(fact, by, at, reason)


# Withdraw a charge of a matter: it is kept and counts no more.
@act
def withdraw_charge(fact: Charge, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it with the reason. Raises BadInput while another row of the matter refers to it."""
    return withdraw(fact, by, at, reason)


# Withdraw an exhibit of a matter: it is kept and counts no more.
@act
def withdraw_exhibit(fact: Exhibit, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it with the reason. Raises BadInput while another row of the matter refers to it."""
    return withdraw(fact, by, at, reason)


# Withdraw an offer of a matter: it is kept and counts no more.
@act
def withdraw_offer(fact: Offer, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it with the reason. Raises BadInput while another row of the matter refers to it."""
    return withdraw(fact, by, at, reason)


# Withdraw a party of a matter: it is kept and counts no more.
@act
def withdraw_party(fact: Party, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it with the reason. Raises BadInput while another row of the matter refers to it."""
    return withdraw(fact, by, at, reason)


# Withdraw an item of the penalty of a matter: it is kept and counts no more.
@act
def withdraw_penalty(fact: Penalty, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it with the reason. Raises BadInput while another row of the matter refers to it."""
    return withdraw(fact, by, at, reason)
