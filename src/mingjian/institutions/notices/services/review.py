"""The checklist of a notice: what a machine sees, what a person looks at, and for what the sender was asked; and how often each was asked for."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.checklist import MACHINE, Item, checklist
from mingjian.core.procedure.papers.choices import keys_of
from mingjian.institutions.notices.models import COPYRIGHT, ECOMMERCE, SERVICE, Notice
from mingjian.institutions.notices.services.completeness import lacks_of
from mingjian.office.models import Department, Dossier, Entry

ASKS, COMPLETES, CODES = "ask_completion", "complete_notice", "missing_codes"
#: How far back requests are counted. No article names a term: this is the node's own figure.
WITHIN = timedelta(days=365)
_OF_AGENTS = frozenset({"attorney", "attorney_scope"})
#: By the law that a notice goes by, the laws that do not bear on it.
_OTHER_LAWS = {ECOMMERCE: ("network_dissemination_reg/",), COPYRIGHT: ("ecl/",), SERVICE: ("ecl/", "network_dissemination_reg/")}
THERE, MISSING, ASKED, COMPLETED, TO_LOOK = "there", "missing", "asked", "completed", "to_look"


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line of the checklist and where it stands: of the machine's part `there` or `missing` (with what it found), of a person's `to_look`; its `ground`.

    Either may be `asked` for, or `completed` since it was asked for, so that it is looked at again.
    """

    item: Item
    state: str
    found: Text | None = None
    ground: tuple[str, ...] = ()

    @property
    def is_by_machine(self) -> bool:
        """Return whether the software sees it."""
        return self.item.by == MACHINE


def review_of(notice: Notice, on: date) -> list[Line]:
    """Return the checklist for a notice's kind of right and law, the machine's part first."""
    missing = {one.code: one.text for one in reversed(lacks_of(notice, on))}
    asked, completed = _asked(notice.dossier) if notice.dossier else (frozenset(), False)
    has_agent = bool(notice.right.agent) or "attorney" in missing
    items = [one for one in checklist().values() if one.is_for(notice.right.kind, notice.regime) and (has_agent or one.key not in _OF_AGENTS)]
    lines = [Line(one, _state(one, missing, asked, is_completed=completed), missing.get(one.key), _ground(one, notice.regime)) for one in items]
    return sorted((one for one in lines if one.item.key != "other" or one.state != TO_LOOK), key=lambda line: not line.is_by_machine)


def _ground(item: Item, regime: str) -> tuple[str, ...]:
    """Return the articles of an item that bear on a notice under a law: those of the two other laws are left out."""
    own = tuple(one for one in item.ground if not one.startswith(_OTHER_LAWS[regime]))
    return own or item.ground


def _state(item: Item, missing: dict[str, Text], asked: frozenset[str], *, is_completed: bool) -> str:
    if item.by == MACHINE and item.key not in missing:
        return THERE
    if item.key in asked:
        return COMPLETED if is_completed else ASKED
    return MISSING if item.by == MACHINE else TO_LOOK


def _asked(dossier: Dossier) -> tuple[frozenset[str], bool]:
    """Return the codes for which the sender was asked last, and whether something was completed since."""
    newest = dossier.entries.filter(kind=ASKS).order_by("-index").first()
    if newest is None:
        return frozenset(), False
    return frozenset(_codes(newest.body)), dossier.entries.filter(kind=COMPLETES, index__gt=newest.index).exists()


def _codes(body: str) -> list[str]:
    return keys_of(str((json.loads(body).get("papers") or {}).get(CODES, "")))


def refuse_other_codes(dossier: Dossier, written: str) -> None:
    """Raise StepRefused for a code that the notice's kind of right, or its law, does not have."""
    notice = Notice.objects.filter(dossier=dossier).select_related("right").first()
    items = checklist()
    if notice is None:
        return
    if wrong := [items[key] for key in keys_of(written) if not items[key].is_for(notice.right.kind, notice.regime)]:
        kind = notice.right.kind_label
        raise StepRefused(
            f"“{wrong[0].label.zh}”不是就{kind.zh}的通知应当提供的，请不要勾选。",
            f"{wrong[0].label.en!r} is not asked for in a notice on this right ({kind.en}): untick it.",
        )


def proposed_codes(notice: Notice, on: date) -> dict[str, str]:
    """Return what a request for completion is filled in with: the codes of what a machine finds missing, and what their sender is asked for."""
    found = [line.item for line in review_of(notice, on) if line.is_by_machine and line.state != THERE]
    if not found:
        return {}
    return {CODES: ",".join(one.key for one in found), "missing_material": "\n".join(one.ask.zh for one in found)}


@dataclass(frozen=True, slots=True)
class Count:
    """How often one item was asked for, of how many requests."""

    item: Item
    count: int
    requests: int


def counted(department: Department, at: datetime) -> list[Count]:
    """Count the codes of the requests for completion of a platform within a year, what was asked for most often first."""
    bodies = Entry.objects.filter(kind=ASKS, dossier__department=department, at__range=(at - WITHIN, at), body__contains=CODES).values_list("body", flat=True)
    told, requests = Counter[str](), 0
    for body in bodies.iterator(chunk_size=2000):
        told.update(_codes(body))
        requests += 1
    items = checklist()
    return [Count(items[key], count, requests) for key, count in told.most_common() if key in items]
