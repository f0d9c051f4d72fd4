"""How far what a buyer brought has come, for the receipt: told by the state of the dossier that follows it, and never by what somebody has to remember."""

import json
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Kit
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Dossier
from mingjian.office.papers.kind import thing_in

RECEIVED, TAKEN_UP = Text("已收到", "Received"), Text("执法部门已采用", "Taken up by the authority")
CHECKED, DECIDED = Text("核查处理中", "Being checked"), Text("已决定", "Decided")
_LED_ON, _LED_ON_ENDED = Text("由此立案的案件办理中", "The case that was filed is under way"), Text("由此立案的案件已办结", "The case that was filed is closed")
_CASES = ("admin_case", "admin_case_summary")
_MOST_JOINED = 5  # clues that one was joined to, one after the other
_JOINED = "joined_to"  # the paper that says which dossier goes on in the place of one


@dataclass(frozen=True)
class Stage:
    """One stage of the way: what it is called, since when, and what was decided, where something was. `at` is none for what has not come yet."""

    label: Text
    at: datetime | None
    said: Text | None = None

    @property
    def words(self) -> Text:
        """Return what it is called, with what was decided."""
        return Text(f"{self.label.zh}：{self.said.zh}", f"{self.label.en}: {self.said.en}") if self.said else self.label


def stages_of(kit: Kit) -> list[Stage]:
    """Return the stages of a kit that is followed, those that have not come yet without a day; nothing of one that nobody follows."""
    dossier = Dossier.objects.filter(number=kit.taken_up_as).first() if kit.taken_up_as else None
    if dossier is None:
        return []
    taken = dossier.entries.filter(kind="kit_taken_up").order_by("index").first()
    found = [Stage(RECEIVED, kit.opened_at), Stage(TAKEN_UP, taken.at if taken else dossier.opened_at)]
    stands = _goes_on_in(dossier)
    begun = next((entry.at for entry in stands.entries.order_by("index") if entry.kind in sheet_of(stands).steps and _moved(stands, entry.kind)), None)
    found.append(Stage(CHECKED, begun or (stands.moved_at if stands.is_closed else None)))
    if not stands.is_closed:
        return [*found, Stage(DECIDED, None)]
    decided = Stage(DECIDED, _decided_at(stands) or stands.moved_at, sheet_of(stands).label_of(stands.state))
    return [*found, decided, *_led_on(stands)]


def newest(stages: list[Stage]) -> Stage | None:
    """Return the stage that a kit has come to."""
    return next((one for one in reversed(stages) if one.at), None)


def _moved(dossier: Dossier, kind: str) -> bool:
    """Return whether a step moved a dossier on from where it began: opening it, and what leaves it there, did not."""
    sheet, step = sheet_of(dossier), sheet_of(dossier).steps[kind]
    return kind != sheet.opening and step.to is not None and step.to != sheet.starts


def _decided_at(dossier: Dossier) -> datetime | None:
    """Return when a dossier came to the end in which it stands: what is told about it afterwards decides nothing."""
    steps = [step.name for step in sheet_of(dossier).steps.values() if step.to == dossier.state]
    entry = dossier.entries.filter(kind__in=steps).order_by("-index").first()
    return entry.at if entry else None


def _goes_on_in(dossier: Dossier) -> Dossier:
    """Return the dossier that goes on with one which was joined to it, and so on; itself where it was joined to none."""
    for _ in range(_MOST_JOINED):
        named = ""
        if dossier.is_closed and (last := dossier.entries.filter(kind="join").order_by("-index").first()):
            named = str(json.loads(last.body).get("papers", {}).get(_JOINED, ""))
        name = thing_in(named)
        further = Dossier.objects.filter(number=name.number if name else named).first() if named else None
        if further is None:
            return dossier
        dossier = further
    return dossier


def _led_on(dossier: Dossier) -> list[Stage]:
    """Describe the cases that a decision led to: that they are under way, or closed, and when."""
    led = Dossier.objects.filter(arose_from=dossier, procedure__in=_CASES).order_by("pk")
    return [Stage(_LED_ON_ENDED if one.is_closed else _LED_ON, one.moved_at if one.is_closed else one.opened_at) for one in led]
