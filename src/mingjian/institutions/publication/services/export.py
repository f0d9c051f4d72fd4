"""One publication as data: the text that is shown, and of every version when it was released and why it corrected the one before."""

from typing import Any

from mingjian.institutions.publication.models import TAKEN_DOWN, Publication


def dumped(one: Publication) -> dict[str, Any]:
    """
    Return it as plain values. Texts are those shown now alone: what was corrected or taken down is not published again by a dump.

    Instants as ISO 8601; of what was taken down when and why, and no text.
    """
    department, shown = one.department, one.shown
    told: dict[str, Any] = {
        "number": one.number,
        "authority": {"code": department.code, "zh": department.name_zh, "en": department.name_en, "region": department.region},
        "standing": one.standing,
        "versions": [{"version": each.nth, "released_at": each.released_at.isoformat(), "reason": each.why} for each in one.versions.all() if each.released_at],
    }
    if one.standing == TAKEN_DOWN:
        return {**told, "taken_down_at": one.taken_down_at.isoformat() if one.taken_down_at else None, "taken_down_why": one.taken_down_why}
    if shown is None:
        return told
    texts = {"party": shown.party, "breach": shown.breach, "penalty": shown.penalty, "ground": shown.ground, "decided_on": shown.decided_on.isoformat()}
    return {**told, "shown": texts}
