"""Papers of steps that rest until a dossier stands where its sheet shows them: votes before the opinion. The ledger has them; no page or file tells them."""

import json
from collections.abc import Sequence

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.handling import WITHHELD as KEPT_BY_CODE
from mingjian.office.people.handling import Mark, is_withheld, marks_on

WITHHELD = Text("出具意见或者作出决定之后才显示", "shown once it is decided")


def rest(sheet: Sheet, dossier: Dossier | None, kind: str) -> bool:
    """Return whether the papers of an entry of a kind rest, as the dossier stands now."""
    step = sheet.steps.get(kind.partition(":")[0])
    return step is not None and bool(step.shown_in) and dossier is not None and sheet.place(step.track, dossier.state) not in step.shown_in


def rests(entry: Entry) -> bool:
    """Return whether the papers of an entry rest."""
    return entry.dossier is not None and rest(sheet_of(entry.dossier), entry.dossier, entry.kind)


def body_shown(entry: Entry, officer: Officer | None, marks: Sequence[Mark] | None = None) -> str:
    """
    Return what an entry tells an officer who may read its dossier: its body, without papers that rest, or that a handling code keeps from the officer.

    `marks` are those of the dossier, where whoever asks has them already.
    """
    if entry.dossier is not None and is_withheld(marks_on(entry.dossier) if marks is None else marks, entry.dossier, officer):
        return json.dumps({"papers": {"withheld": f"{KEPT_BY_CODE.zh} {KEPT_BY_CODE.en}"}}, ensure_ascii=False)  # title and subject stand beside the papers
    if rests(entry):
        return json.dumps({**json.loads(entry.body), "papers": {"withheld": f"{WITHHELD.zh} {WITHHELD.en}"}}, ensure_ascii=False)
    return entry.body
