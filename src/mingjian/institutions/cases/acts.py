"""What is done to a case besides the steps of its sheet."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.rulebook import crimes, liabilities
from mingjian.institutions.cases.models import CLOSED, Case, Child, Invitation, Share
from mingjian.institutions.cases.opening import check_investigators, check_nobody_is_left_out
from mingjian.institutions.cases.queries import case_visible_to
from mingjian.institutions.cases.services.clusters import tie
from mingjian.institutions.cases.services.matter import tell_matter
from mingjian.institutions.cases.services.shared_files import open_share
from mingjian.institutions.cases.services.threshold_watch import weigh
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.awaits import redraw_awaiting
from mingjian.office.lists import search
from mingjian.office.models import Department, Officer


# Bring a case of the own office under one that leads a cluster, as its holder was asked.
@act
def accept_cluster_invitation(case_invitation: Invitation, *, by: Officer, at: datetime, child_case: str) -> Account[Child]:
    """Tie the case. From then on the lead gives it files one by one, and sees of it its number and state; it sees nothing else of the lead's."""
    child = case_visible_to(by, child_case.strip())
    if child.department.pk != case_invitation.office_id:
        raise BadInput("只能以本部门承办的案件参加。", "A case of your own office takes part.")
    tie(case_invitation.parent, child)
    made = Child.objects.create(case=child, parent=case_invitation.parent, by=by, at=at)
    case_invitation.child = made
    return Account(made, {"dossier": child.dossier, "child": child.wire_name})


# Say no to an invitation into a cluster, with the reason.
@act
def decline_cluster_invitation(case_invitation: Invitation, *, by: Officer, at: datetime, reason: str) -> None:
    """Decline it; whoever leads reads why."""
    case_invitation.reason = reason.strip()[:500]


# State of a case whom it is about and what is suspected under which law.
@act
def describe_case(case: Case, *, by: Officer, at: datetime, told: dict[str, object], reason: str = "") -> Account[None]:
    """
    Set what is told, by column; the rest stays. Raises BadInput for what the rulebook does not know.

    A closed case takes what it lacks, since its penalty may still be to be published; what it says already it changes with a reason, else StepRefused.
    The ledger keeps which columns changed, and of those that name no person what they say now.
    """
    _check(told)
    changed = {name: value for name, value in told.items() if getattr(case, name) != value}
    if case.state == CLOSED and not reason.strip() and any(getattr(case, name) for name in changed):
        zh = "案件已经结案：补填空缺的内容不必说明；更改已登记的内容，须写明理由。"
        raise StepRefused(zh, "The case is closed: what it lacks may be entered as it is; to change what it says, give a reason.")
    for name, value in changed.items():
        setattr(case, name, value)
    weigh(case, localtime(at).date())
    tell_matter(case, changed, by, at)
    search.index("case", case.pk, case.search_words())
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in changed.items() if not name.startswith("party_")}
    return Account(None, {"dossier": case.dossier, "changed": sorted(changed), "now": shown}, is_new=bool(changed))


def _check(told: dict[str, object]) -> None:
    act, crime, field, ground = (str(told.get(name) or "") for name in ("act", "crime", "field", "broken"))
    if act:
        liabilities().act(act)
    if crime:
        crimes().crime(crime)
    if field and field not in rulebook().vocabularies["goods_fields"]:
        raise BadInput(f"没有商品领域“{field[:60]}”。", f"There is no field of goods {field[:60]!r}.")
    if ground and not rulebook().statutes.knows(ground):
        zh = f"规则库中没有“{ground[:60]}”；照平常的写法写明法律和条，例如 商标法第57条，或者写作 trademark_law/57。"
        en = f"The rulebook has no {ground[:60]!r}; name law and article as people cite them, such as Trademark Law, art. 57, or as trademark_law/57."
        raise BadInput(zh, en)
    circumstances = told.get("circumstances")
    if isinstance(circumstances, list):
        discretion().chosen([str(one) for one in circumstances])


# Ask an office of whatever region to bring a case of its own under this one: it learns what is written, and nothing else of the case.
@act
def invite_to_cluster(case: Case, *, by: Officer, at: datetime, invited_office: int, cluster_note: str) -> Account[Invitation]:
    """Ask it. Refused for the own office, and for one that was asked and has not answered."""
    office = Department.objects.get(pk=invited_office)
    if office.pk == case.department.pk:
        raise BadInput("本部门的案件直接列为子案。", "Cases of the own office are taken in directly.")
    if case.invitations.filter(office=office, standing="waiting").exists():
        raise BadInput(f"已邀请{office.name_zh}，尚未答复。", f"{office.name_en} was invited and has not answered yet.")
    last = case.invitations.order_by("-nth").values_list("nth", flat=True).first() or 0
    made = Invitation.objects.create(parent=case, nth=last + 1, office=office, note=cluster_note.strip(), by=by, at=at)
    return Account(made, {"invitation": made, "dossier": case.dossier})


# Name the two investigators of a case.
@act
def name_investigators(case: Case, *, by: Officer, at: datetime, first_investigator: int, second_investigator: int) -> Account[None]:
    """Name them, both with a certificate on file. Raises BadInput."""
    first, second = (Officer.objects.get(pk=one) for one in (first_investigator, second_investigator))
    check_investigators(first, second, by)
    check_nobody_is_left_out(first, second, by, localtime(at).date())
    case.first, case.second = first, second
    case.save(update_fields=["first", "second"])
    redraw_awaiting(case.dossier.pk, at)  # steps that are theirs to sign wait for others from now on
    return Account(None, {"dossier": case.dossier})


# Describe what became of the signs that a case may be one for the police, or of cases that reach a line together.
@act
def note_screen(case: Case, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Enter it by name; it decides nothing."""
    return Account(None, {"dossier": case.dossier})


# Share one file of the parent with a child case, at once or from an instant on: several children open on the same morning.
@act
def share_with_child(case: Case, *, by: Officer, at: datetime, cluster_child: str, shared_file: str, opens_at: str = "") -> Account[Share]:
    """Share it, once. Not opened yet, the ledger names it in the parent's history alone; a sweep seals it to the child when the instant has come."""
    child = case.children.select_related("case__dossier").filter(case__dossier__number=cluster_child.strip()).first()
    file = case.dossier.files.filter(sha256=shared_file.strip().lower()).first()
    if child is None:
        raise BadInput(f"{cluster_child[:40]} 不是本案的子案。", f"{cluster_child[:40]} is no child of this case.")
    if file is None:
        raise BadInput("本案卷内没有这份材料。", "This case holds no such file.")
    if Share.objects.filter(child__case=case, file__sha256=file.sha256, opened_at__isnull=False).exists():
        raise StepRefused(
            "这份材料是主案共享给本案的，由主案决定是否共享给下一层。", "This file came from the parent, which says whether it goes further down."
        )
    if child.case.dossier.is_closed:
        raise StepRefused("子案已办结。", "The child case is closed.")
    if child.shares.filter(file=file).exists():
        raise StepRefused("该材料已共享给此子案。", "It is shared with this child already.")
    begins = datetime.fromisoformat(opens_at) if opens_at else at
    share = Share.objects.create(child=child, file=file, opens_at=max(begins, at), by=by, at=at)
    if begins <= at:
        open_share(share, at)
        return Account(share, {"dossier": child.case.dossier, "child": child.case.wire_name, "sha256": file.sha256})
    return Account(share, {"dossier": case.dossier, "sha256": file.sha256, "opens_at": begins})


# Take a case of another department under a parent case: each keeps its own procedure, and what the parent holds is shared item by item.
@act
def take_child_in(case: Case, *, by: Officer, at: datetime, child_case: str) -> Account[Child]:
    """Tie one that the office may see, such as one of an office under it; any other is invited. Raises StepRefused for what cannot be tied."""
    child = case_visible_to(by, child_case.strip())
    tie(case, child)
    tied = Child.objects.create(case=child, parent=case, by=by, at=at)
    return Account(tied, {"dossier": child.dossier, "child": child.wire_name})


# Take back what was to be given to a child case and is not opened yet.
@act
def take_share_back(case: Case, *, by: Officer, at: datetime, cluster_child: str, shared_file: str) -> Account[Child]:
    """Take it back. Raises StepRefused where it is opened: what another department has read cannot be unread."""
    found = Share.objects.filter(child__parent=case, child__case__dossier__number=cluster_child.strip(), file__sha256=shared_file.strip().lower())
    share = found.filter(opened_at__isnull=True).select_related("child", "file").first()
    if share is None:
        raise StepRefused("没有待开放的这份材料，或者已经开放，不能收回。", "No such file waits to be opened; one that is opened is not taken back.")
    told = {"dossier": case.dossier, "sha256": share.file.sha256}
    share.delete()
    return Account(share.child, told)


# Take an invitation back that nobody has answered.
@act
def withdraw_cluster_invitation(case: Case, *, by: Officer, at: datetime, invited_office: int) -> Account[Invitation]:
    """Take it back. Refused where none waits."""
    found = case.invitations.select_for_update().filter(office=invited_office, standing="waiting").first()
    if found is None:
        raise StepRefused("没有待答复的邀请。", "No invitation waits for an answer.")
    found.standing = "withdrawn"
    found.save(update_fields=["standing"])
    return Account(found, {"invitation": found, "dossier": case.dossier})
