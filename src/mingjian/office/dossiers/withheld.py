"""Papers of steps that rest until a dossier stands where its sheet shows them: votes before the opinion. The ledger has them; no page or file tells them."""

import json

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Dossier, Entry

WITHHELD = Text("出具意见或者作出决定之后才显示", "shown once it is decided")


def rest(sheet: Sheet, dossier: Dossier | None, kind: str) -> bool:
    """Return whether the papers of an entry of a kind rest, as the dossier stands now."""
    step = sheet.steps.get(kind.partition(":")[0])
    return step is not None and bool(step.shown_in) and dossier is not None and sheet.place(step.track, dossier.state) not in step.shown_in


def rests(entry: Entry) -> bool:
    """Return whether the papers of an entry rest."""
    return entry.dossier is not None and rest(sheet_of(entry.dossier), entry.dossier, entry.kind)


def body_shown(entry: Entry) -> str:
    """Return what an entry tells whoever may read its dossier: its body, without papers that rest."""
    if not rests(entry):
        return entry.body
    return json.dumps({**json.loads(entry.body), "papers": {"withheld": f"{WITHHELD.zh} {WITHHELD.en}"}}, ensure_ascii=False)
