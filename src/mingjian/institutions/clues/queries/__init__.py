"""Questions about clues, each starting from what the officer may see."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.clues.models import PROCEDURE, Clue, FurtherFinding, Reporter
from mingjian.institutions.evidence.models import Item
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.dossiers.offers import may_take
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.lists.search import is_number, search
from mingjian.office.models import Dossier, Entry, Officer, SealedFile
from mingjian.office.people.permissions import may_see, sides_of


def clues_visible_to(officer: Officer) -> QuerySet[Clue]:
    """Return the clues whose dossier the officer may see, the newest first."""
    return Clue.objects.filter(may_see(officer, "dossier")).select_related("dossier", "dossier__department").order_by("-dossier_id")


def sides_of_clues(officer: Officer) -> list[QuerySet[Clue]]:
    """Return the same, as those that departments in view hold, and those of others with a seat of the own one."""
    return [Clue.objects.filter(one, dossier__procedure=PROCEDURE) for one in sides_of(officer, "dossier")]


def clue_visible_to(officer: Officer, number: str) -> Clue:
    """Return one clue by its dossier's number; one that the officer may not see does not exist for them."""
    found = clues_visible_to(officer).select_related("finding", "finding__run", "joined_to__dossier").filter(dossier__number=number).first()
    if found is None:
        raise NotFound(f"没有线索 {number}。", f"There is no clue {number}.")
    return found


def clues_reported_by(officer: Officer) -> QuerySet[Clue]:
    """Return the clues that the officer's department, no authority, reported to one and does not hold again, the newest first."""
    if officer.duty != Officer.Duty.WORK or officer.department is None or officer.department.is_authority:
        return Clue.objects.none()
    reports = Entry.objects.filter(kind="report", dossier__procedure=PROCEDURE, officer__department=officer.department_id).order_by()
    found = Clue.objects.filter(dossier__in=reports.values("dossier")).exclude(dossier__department=officer.department_id)
    return found.select_related("dossier", "dossier__department").order_by("-dossier_id")


def clues_matching(officer: Officer, *, state: str = "", held: str = "", source: str = "", question: str = "") -> QuerySet[Clue]:
    """
    Return the officer's clues whose text holds every word of the question.

    A whole number leads to its clue, whatever its state.

    `state`: a state of the sheet, `open` or `closed`. `held`: `me` for those that the officer is in charge of, `mine` for the own department's,
    `others` for those that another department holds.
    """
    found = clues_visible_to(officer)
    if is_number(question):
        return found.filter(dossier__number__iexact=question.strip())
    if state in {"open", "closed"}:
        found = found.filter(dossier__is_closed=state == "closed")
    elif state:
        found = found.filter(dossier__state_text=state)
    if held == "me":
        found = found.filter(dossier__officer=officer, dossier__department=officer.department_id)
    elif held == "mine":
        found = found.filter(dossier__department=officer.department_id)
    elif held == "others":
        found = found.exclude(dossier__department=officer.department_id)
    if source in Clue.Source.values:
        found = found.filter(source=source)
    return search(found, "clue", question)


@dataclass(frozen=True)
class Alike:
    """A clue that may be about the same matter, and why: the same listing, shop, operator, goods, or a file of the same bytes."""

    clue: Clue
    why: tuple[Text, ...]


_FEWEST_SIGNS = 6  # of a title that names goods, and not a whole kind of them
_MOST_FILES = 200  # of a clue that are looked for elsewhere
_WHY = (
    ("listing", Text("同一商品链接", "the same listing")),
    ("shop", Text("同一网店", "the same shop")),
    ("operator", Text("同一经营者", "the same operator")),
    ("goods", Text("商品名称相同", "goods of the same name")),
    ("files", Text("图片、文件相同", "the same picture or file")),
)


def alike(clue: Clue, officer: Officer, most: int) -> list[Alike]:
    """Return the officer's other clues that may be about the same matter and were not joined to another yet, the most alike first, with why."""
    keys = {name: set(Clue.objects.filter(same).order_by().values_list("pk", flat=True)[:_MOST_FILES]) for name, same in _sames(clue).items()}
    keys["files"] = _of_the_same_bytes(clue)
    every = set().union(*keys.values()) - {clue.pk}
    found = clues_visible_to(officer).filter(pk__in=every, joined_to__isnull=True)
    told = [Alike(one, tuple(words for name, words in _WHY if one.pk in keys.get(name, ()))) for one in found]
    return sorted(told, key=lambda one: -len(one.why))[:most]


def _sames(clue: Clue) -> dict[str, Q]:
    """Return what another clue would say alike, each asked by its own index."""
    sames = {
        "listing": Q(platform=clue.platform, listing_id=clue.listing_id) if clue.listing_id else None,
        "shop": Q(platform=clue.platform, shop_id=clue.shop_id) if clue.shop_id else None,
        "operator": Q(operator_code=clue.operator_code) if clue.operator_code else None,
        "goods": Q(listing_title=clue.listing_title) if len(clue.listing_title) >= _FEWEST_SIGNS else None,
    }
    return {name: same for name, same in sames.items() if same is not None}


def _of_the_same_bytes(clue: Clue) -> set[int]:
    """Return the clues in whose dossiers a file of the same bytes is sealed: one picture that several reporters bring."""
    own = list(SealedFile.objects.filter(dossier=clue.dossier_id).values_list("sha256", flat=True)[:_MOST_FILES])
    there = SealedFile.objects.filter(sha256__in=own).exclude(dossier=clue.dossier_id).values_list("dossier", flat=True)
    return set(Clue.objects.filter(dossier__in=list(there[:_MOST_FILES])).order_by().values_list("pk", flat=True)) if own else set()


def clues_of_shop(officer: Officer, shop: str) -> QuerySet[Clue]:
    """Return the officer's clues about a shop, `platform/id`, the newest first."""
    platform, _, name = shop.partition("/")
    return clues_visible_to(officer).filter(platform=platform, shop_id=name) if name else Clue.objects.none()


def clue_of_finding(officer: Officer, finding: Finding) -> Clue | None:
    """Return the clue that rests on a finding, where the officer may see it."""
    # Its keys are found first, each way by its own index: asked in one, SQLite would walk every clue.
    keys = list(Clue.objects.filter(finding=finding).order_by().values_list("pk", flat=True))
    keys += FurtherFinding.objects.filter(finding=finding).order_by().values_list("clue", flat=True)
    return clues_visible_to(officer).filter(pk__in=keys).first()


def dispatched_to(officer: Officer) -> QuerySet[Dossier]:
    """Return the dossiers of clues that another department sent to the officer's own and that were not accepted yet, the latest sent first."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Dossier.objects.none()
    waiting = ("dispatched", "reported", "designated")
    # What the own department holds may be seen; found apart from their order, so that one index finds these few among all that it holds.
    held = Dossier.objects.filter(department=officer.department_id, is_closed__in=[False], procedure="clue", state_text__in=waiting).order_by()
    return Dossier.objects.filter(pk__in=held.values("pk")).select_related("department", "officer").order_by("-moved_at")


def is_open(clue: Clue, step: str, officer: Officer) -> bool:
    """Return whether the officer may take a step of the clue as it stands."""
    known = sheet_of(clue.dossier).steps.get(step)
    return known is not None and clue.dossier.state in known.from_states and may_take(known, clue.dossier, officer, None)


def items_not_sealed(clue: Clue) -> list[Item]:
    """Return what the clue's kit holds and its dossier does not."""
    if clue.kit is None:
        return []
    there = clue.dossier.files.values("sha256")
    return list(clue.kit.items.exclude(sha256__in=there))


def reporter_of(clue: Clue) -> Reporter | None:
    """Return who reported a clue, where somebody did; shown masked until an officer says why."""
    return Reporter.objects.filter(clue=clue).first()
