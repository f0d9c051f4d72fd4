"""
What an officer may see and do: region × department × level.

An officer sees the dossiers that the own department holds or ever held, and those held by departments under it. Whoever may not see a dossier is told that
there is none. Auditors see what was done (entries), administrators of the system and of security see no dossier at all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjian.core.errors import NotFound, NotPermitted
from mingjian.core.language import Text
from mingjian.core.procedure import Step, rulebook
from mingjian.office.institution import namer
from mingjian.office.models import REGION_DIGITS, Department, Dossier, Entry, Officer, Seat

MOST_SIDES = 40  # departments that are asked one by one for the first rows of a list
#: The role that follows from a department's place above another, and is granted to nobody.
SUPERIOR = "superior"


def departments_under(department: Department) -> Q:
    """Return the condition on Department for one and all that it supervises: the same kind, a lower level, inside its region."""
    below = [level for level, digits in REGION_DIGITS.items() if digits > REGION_DIGITS[department.level]]
    supervised = Q(kind=department.kind, level__in=below, region__startswith=department.region_prefix)
    return Q(pk=department.pk) | supervised if department.is_authority else Q(pk=department.pk)


def departments_in_view(officer: Officer) -> QuerySet[Department]:
    """Return the departments whose work the officer may see."""
    if officer.department is None or officer.duty != Officer.Duty.WORK:
        return Department.objects.none()
    return Department.objects.filter(departments_under(officer.department))


def dossiers_visible_to(officer: Officer) -> QuerySet[Dossier]:
    """Return the dossiers that the officer may see."""
    return Dossier.objects.filter(may_see(officer)).select_related("department", "sender", "officer")


def may_see(officer: Officer, path: str = "") -> Q:
    """
    Return the condition that the officer may see a dossier, or for rows that belong to one (`path` is their field), that they may see it.

    A condition on the row and not a list of dossiers: a list grows with the node, and SQLite would walk it once for each word that a search finds.
    """
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Q(pk__in=[])
    sat = Seat.objects.filter(dossier=OuterRef(f"{path}_id" if path else "pk"), department=officer.department_id)
    return Q(**{f"{path}__department__in" if path else "department__in": departments_in_view(officer).values("pk")}) | Q(Exists(sat))


def sides_of(officer: Officer, path: str = "") -> tuple[Q, ...]:
    """
    Return `may_see` side by side: what departments in view hold, and what others hold where the own one has a seat.

    Each alone is a condition that an index leads to, which both together are not. They find; whether it may be seen is asked of `may_see` all the same.
    """
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return ()
    beside = Seat.objects.filter(department=officer.department_id, is_beside=True).values("dossier")
    return (Q(**{f"{path}__department__in" if path else "department__in": departments_in_view(officer).values("pk")}), Q(**{f"{path or 'pk'}__in": beside}))


def sides_one_by_one(officer: Officer) -> list[Q]:
    """Return `sides_of` for dossiers with each department in view by itself, so that an index has each in order; none where they are many."""
    departments = list(departments_in_view(officer).values_list("pk", flat=True)[: MOST_SIDES + 1])
    if not departments or len(departments) > MOST_SIDES:
        return []
    return [*(Q(department=one) for one in departments), sides_of(officer)[1]]


def sides_of_dossiers(officer: Officer) -> list[QuerySet[Dossier]]:
    """Return the dossiers that the officer may see, side by side."""
    return [Dossier.objects.filter(one) for one in sides_of(officer)]


@dataclass(frozen=True)
class Reader:
    """A department whose officers may read a dossier, why (`holder`, `seat`, `superior`), and how many of them work on dossiers."""

    department: Department
    why: str
    officers: int


def readers_of(dossier: Dossier) -> list[Reader]:
    """Return every department that may read a dossier, the holder first: what `may_see` asks, from the dossier's side."""
    holder = dossier.department
    seated = [one for one in Department.objects.filter(seats__dossier=dossier).order_by("seats__since", "id") if one != holder]
    above = Q(pk__in=[])
    for level, digits in REGION_DIGITS.items() if holder.is_authority else ():
        if digits < REGION_DIGITS[holder.level]:
            above |= Q(kind=holder.kind, level=level, region__startswith=holder.region[:digits])
    superiors = list(Department.objects.filter(above).order_by("region", "id"))
    why = dict.fromkeys(superiors, "superior") | dict.fromkeys(seated, "seat") | {holder: "holder"}
    ordered = [holder, *seated, *(one for one in superiors if why[one] == "superior")]
    working = Counter(Officer.objects.filter(department__in=ordered, duty=Officer.Duty.WORK, is_active=True).values_list("department", flat=True))
    return [Reader(one, why[one], working[one.pk]) for one in ordered]


def dossier_visible_to(officer: Officer, number: str) -> Dossier:
    """Return one dossier by its number; one that the officer may not see does not exist for them."""
    if not number:
        raise NotFound("没有写明卷宗编号。", "No dossier was named.")
    try:
        return dossiers_visible_to(officer).get(number=number)
    except Dossier.DoesNotExist:
        raise NotFound(f"没有卷宗 {number}。", f"There is no dossier {number}.") from None


def is_of_authority(officer: Officer) -> bool:
    """Return whether the officer works for an authority: records of a whole market are not for a platform, which would see another's."""
    return officer.duty == Officer.Duty.WORK and officer.department is not None and officer.department.is_authority


def roles_in(officer: Officer, dossier: Dossier, side: str = "holder") -> frozenset[str]:
    """
    Return the roles that the officer has towards a dossier for a step of one side.

    `holder`: the own roles, where the own department holds the dossier. `sender`: where it handed the dossier to the holder. `any`: where it has a seat.
    `superior`: where it is above the holder, and above the sender if there is one; its head then has the role `superior` too.
    Otherwise none, even where the dossier may be read.
    """
    own = officer.department
    if officer.duty != Officer.Duty.WORK or own is None:
        return frozenset()
    holder, sender = dossier.department, dossier.sender
    is_at = {  # asked one by one: that of any side asks the database
        "holder": lambda: own == holder,
        "sender": lambda: own == sender,
        "superior": lambda: own.is_above(holder) and (sender is None or own.is_above(sender)),
        "any": lambda: own == holder or dossier.seats.filter(department=own).exists(),
    }
    also = {SUPERIOR} if side == "superior" and may(officer, "office.act_as_superior") else set()
    return frozenset({*officer.roles, *also}) if is_at[side]() else frozenset()


def named_for(dossier: Dossier, step: Step) -> list[Officer]:
    """Return the officers named for a step, of those in service where the dossier is held; none where the sheet, or the institution, names nobody."""
    ask = namer(dossier.procedure) if step.named else None
    named: list[Officer] = ask(dossier) if ask else []
    return [one for one in named if one.is_active and one.duty == Officer.Duty.WORK and one.department_id == dossier.department_id]


def roles_for(officer: Officer, dossier: Dossier, step: Step) -> frozenset[str]:
    """
    Return the roles that the officer has towards a dossier for one step.

    Whoever is named for it may take it, since naming gives them the part; whoever is not has none while others are named.
    """
    roles = roles_in(officer, dossier, step.side)
    named = named_for(dossier, step)
    if not named:
        return roles
    return roles | {*step.by, *step.second} if any(one.pk == officer.pk for one in named) else frozenset()


def roles_to_take(officer: Officer, dossier: Dossier, step: Step | None) -> frozenset[str]:
    """Return the roles in which an officer takes a step, as `roles_for`; of another department, those that its side gives. Raises NotPermitted where none."""
    roles = roles_in(officer, dossier, step.side if step else "holder")
    if step and (named := named_for(dossier, step)) and officer.department_id == dossier.department_id:
        roles = roles_for(officer, dossier, step)
        if not roles:
            zh, en = "、".join(one.name_zh or one.username for one in named), ", ".join(one.name_en or one.username for one in named)
            raise NotPermitted(
                f"“{step.label.zh}”由指定的人员（{zh}）办理、签名；需要更换的，请负责人另行指定。",
                f"{step.label.en!r} is for those named for it ({en}); where others are to take it, the head names them first.",
            )
    if not roles:
        raise NotPermitted(
            "这一步现由其他部门办理，您可以查阅卷宗，不能办理。", "This step is for another department now: you may read the dossier, not take it."
        )
    return roles


def entries_visible_to(officer: Officer) -> QuerySet[Entry]:
    """Return the entries that the officer may read: an auditor all, others those of their dossiers."""
    if officer.duty == Officer.Duty.AUDIT:
        return Entry.objects.all()
    return Entry.objects.filter(may_see(officer, "dossier"))


def entries_besides_dossiers(officer: Officer) -> QuerySet[Entry]:
    """Return what an officer did that is of no dossier, the newest first."""
    return Entry.objects.filter(officer=officer, dossier=None).order_by("-index")


def require_duty(officer: Officer, *duties: str) -> None:
    """Refuse whoever does not hold one of the duties."""
    if officer.duty not in duties:
        raise NotPermitted("您的职责不包括此项。", "This is not among your duties.")


def may(officer: Officer, power: str, dossier: Dossier | None = None) -> bool:
    """Return whether an officer has a power of the rulebook (`evidence.reveal_kits`); with a dossier, towards that dossier, as one who acts for its holder."""
    by = rulebook().powers[power].by
    return officer.holds(*by) if dossier is None else bool(roles_in(officer, dossier) & set(by))


def require(officer: Officer, power: str) -> None:
    """Refuse whoever has not a power, and say who has."""
    if not may(officer, power):
        asked = rulebook().powers[power]
        raise _refusal(asked.label.zh, f"To {asked.label.en}", asked.by)


def require_roles(officer: Officer, what: Text, by: tuple[str, ...]) -> None:
    """Refuse whoever has none of the roles that something is for, and say who has."""
    if not officer.holds(*by):
        raise _refusal(what.zh, f"“{what.en}”", by)


def _refusal(zh: str, en: str, by: tuple[str, ...]) -> NotPermitted:
    who = [rulebook().vocabularies["roles"][role] for role in by]
    return NotPermitted(f"“{zh}”由以下角色办理：{'、'.join(one.zh for one in who)}。", f"{en} is for: {', '.join(one.en for one in who)}.")


#: The powers whose roles belong to one kind of authority; every other role of an authority may be given in any.
_ROLES_OF = {Department.Kind.POLICE: "office.act_as_police", Department.Kind.PROCURATORATE: "office.act_as_procuratorate"}


def could_hold(department: Department, roles: Iterable[str]) -> bool:
    """
    Return whether officers of a department of this kind may ever have one of the roles.

    An authority has none that is for bodies outside alone, nor one that is for another kind of authority; a body outside has that of its own kind.
    """
    if not department.is_authority:
        # The role of a body outside bears the name of its kind; a platform's is called after its clerk.
        return ("platform_clerk" if department.kind == Department.Kind.PLATFORM else str(department.kind)) in roles
    powers = rulebook().powers
    of_others = {role for kind, power in _ROLES_OF.items() if kind != department.kind for role in powers[power].by}
    return bool(set(roles) - of_others - set(powers["office.act_outside"].by))
